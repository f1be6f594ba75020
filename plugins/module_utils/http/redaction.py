# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One place that removes secrets from whatever leaves the client: messages, results, diffs, logs."""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Mapping
from typing import Any, Optional
from urllib.parse import quote, quote_plus

MASK = "********"
SHORTEST_SUBSTRING = 4


class Redactor:
    """Knows the secrets of one task and replaces them by a mask.

    Secrets of four characters or more are replaced wherever they stand in a text, also percent-encoded, in base64 and
    escaped for JSON. Shorter ones are replaced where they are the whole text.
    """

    def __init__(self) -> None:
        self._secrets: set[str] = set()
        self._pattern: Optional[re.Pattern[str]] = None

    def register(self, secret: Optional[str]) -> None:
        """Add a secret; nothing happens for an empty one."""
        if not secret:
            return
        before = len(self._secrets)
        self._secrets.update(self._spellings(str(secret)))
        if len(self._secrets) != before:
            self._pattern = None

    @staticmethod
    def _spellings(secret: str) -> set[str]:
        encoded = base64.b64encode(secret.encode("utf-8")).decode("ascii")
        return {
            secret,
            quote(secret, safe=""),
            quote(secret),
            quote_plus(secret),
            json.dumps(secret)[1:-1],
            json.dumps(secret, ensure_ascii=False)[1:-1],
            encoded,
            encoded.rstrip("="),
            repr(secret)[1:-1],
        }

    def text(self, value: str) -> str:
        """Return ``value`` without any known secret."""
        if value in self._secrets:
            return MASK
        if self._pattern is None:
            long = sorted((s for s in self._secrets if len(s) >= SHORTEST_SUBSTRING), key=len, reverse=True)
            self._pattern = re.compile("|".join(re.escape(secret) for secret in long) or r"(?!)")
        return self._pattern.sub(MASK, value)

    def data(self, value: Any) -> Any:
        """Return a copy of nested lists, mappings and texts without any known secret, in keys as in values."""
        if isinstance(value, str):
            return self.text(value)
        if isinstance(value, Mapping):
            return {self.data(key): self.data(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.data(item) for item in value]
        return value
