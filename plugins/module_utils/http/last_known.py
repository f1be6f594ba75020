# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The last known answers of a service, for who would rather have an old answer than none while the service is down.

Unlike the cache they survive a run, and writes. They are given out only if the service cannot be asked, never because it refuses the
one who asks, and never without saying how old they are. Nothing that is to be written may follow from them.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from typing import Any, Optional, TypeVar, cast

from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    NetworkError,
    ParameterValidationError,
    RateLimitError,
    ServerError,
    SSLError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import VARIABLE, Store

KEPT_SECONDS = 7 * 86400
OPTIONS: Mapping[str, Any] = {
    "from_cache": {"type": "str", "choices": ["never", "on_error"], "default": "never"},
    "from_cache_max_age": {"type": "int", "default": 86400},
}
NOTHING_KEPT = "No earlier answer to fall back to is kept."
Value = TypeVar("Value")


def cannot_be_asked(error: ApiClientError) -> bool:
    """Return whether an error says that the service is down, out of reach or busy, and nothing else.

    A certificate that is not trusted may be somebody else's: that is no outage.
    """
    if isinstance(error, ServerError):
        return error.is_transient
    return isinstance(error, (NetworkError, RateLimitError)) and not isinstance(error, SSLError)


def oldest(seconds: int) -> float:
    """Return the age up to which an answer is good enough. Raises ParameterValidationError for one that nothing can have."""
    if not 1 <= seconds <= KEPT_SECONDS:
        raise ParameterValidationError(
            f'from_cache_max_age "{seconds}" must be from 1 to {KEPT_SECONDS} seconds: answers are kept for a week.'
        )
    return float(seconds)


class LastKnown:
    """Reads of one task: each good answer is kept, and takes the place of one that cannot be had.

    ``place`` tells apart what different tenants, or other options than names, read. Answers older than ``age`` seconds are as good as
    none. What is kept must be made of lists, mappings, texts, numbers and booleans. After the first read that failed, others are
    answered from what is kept without asking, so that a dead service is waited for once and the answers fit together.
    """

    def __init__(self, store: Store, place: str, age: float) -> None:
        self._store = store
        self._place = place
        self._age = age
        self._fault: Optional[ApiClientError] = None
        self._oldest: Optional[float] = None

    def read(self, name: str, fetch: Callable[[], Value], otherwise: Optional[Value] = None) -> Value:
        """Return what ``fetch`` reads, or what it read last. Raises its error if neither can be had.

        ``otherwise`` is good enough beside old answers, for what is not kept itself.
        """
        key = f"last known {self._place} {name}"
        if self._fault is not None:
            kept = self._kept(key)
            if kept is not None:
                return cast(Value, self._given(kept))
            if otherwise is not None:
                return otherwise
        try:
            value = fetch()
        except ApiClientError as error:
            if not cannot_be_asked(error):
                raise
            kept = self._kept(key)
            if kept is None:
                error.hint = f"{error.hint} {NOTHING_KEPT}"
                raise
            self._fault = self._fault or error
            return cast(Value, self._given(kept))
        self._store.put(key, {"value": value, "at": self._store.clock()}, KEPT_SECONDS)
        return value

    @property
    def fault(self) -> Optional[ApiClientError]:
        """Why an old answer was given, None if all are fresh."""
        return self._fault

    @property
    def read_at(self) -> Optional[str]:
        """When the oldest of the answers given was read, None if all are fresh."""
        if self._oldest is None:
            return None
        moment = datetime.datetime.fromtimestamp(self._oldest, datetime.timezone.utc)
        return moment.strftime("%Y-%m-%dT%H:%M:%SZ")

    @property
    def warnings(self) -> list[str]:
        """What the user must know of the answers."""
        if self._fault is not None:
            reason = self._fault.message.rstrip(".")
            return [f"The service cannot be asked ({reason}); this is what it answered at {self.read_at}."]
        if not self._store.lasting and not self._store.warnings:
            return [
                "Answers are not kept to fall back to: that needs the Python library cryptography, and a folder of the store, "
                f"which the environment variable {VARIABLE}=none turns off."
            ]
        return []

    def _kept(self, key: str) -> Optional[dict[str, Any]]:
        found = self._store.get(key, self._age)
        return found if isinstance(found, dict) and {"value", "at"} <= set(found) else None

    def _given(self, kept: dict[str, Any]) -> Any:
        self._oldest = kept["at"] if self._oldest is None else min(self._oldest, kept["at"])
        return kept["value"]
