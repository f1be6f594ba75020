# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one task read serves the next ones, for a while and until this controller writes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Optional, TypeVar

from ansible_collections.wanforge.edge.plugins.module_utils.http.hooks import Hooks
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import Store

Value = TypeVar("Value")


class ReadCache:
    """Answers to reads of one credential at one service, kept for the tasks of one run.

    Each write drops them all, since it may change other collections than its own. A read that was under way during a write is
    not kept. What is kept must be made of lists, mappings, texts, numbers and booleans.
    """

    def __init__(
        self, store: Store, base_url: str, seconds: float = 0.0, run: str = "", hooks: Optional[Hooks] = None
    ) -> None:
        self._store = store
        self._hooks = hooks or Hooks()
        self._base_url = base_url
        self._seconds = seconds
        self._run = run
        self._fresh = False
        self._used = False
        self._own: set[str] = set()

    def read(self, name: str, fetch: Callable[[], Value], *, lasting: bool = False) -> Value:
        """Return what is kept under a name, else what ``fetch`` reads. What is ``lasting`` no write and no wish for fresh reads touches."""
        if self._seconds <= 0:
            return fetch()
        key, family = f"read {self._base_url} {'' if lasting else self._run} {name}", self._family(lasting)
        if lasting or not self._fresh:
            found = self._store.get(key, self._seconds)
            if isinstance(found, dict) and "value" in found:
                self._used = self._used or not (lasting or key in self._own)
                self._hooks.on_cached(name)
                value: Value = found["value"]
                return value
        generation = self._store.generation(family)
        value = fetch()
        self._own.add(key)
        self._store.put(key, {"value": value}, self._seconds, family=family, generation=generation)
        return value

    def changed(self) -> None:
        """Drop everything, because something is about to be written or was."""
        self._fresh = True
        self._store.drop(self._family(False))

    def refresh(self) -> bool:
        """Read afresh from now on, and return whether anything that was read so far may be old."""
        self._fresh, used = True, self._used
        self._used = False
        return used

    def _family(self, lasting: bool) -> str:
        return f"reads {'lasting ' if lasting else ''}{self._base_url}"
