# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One place that removes secrets from whatever leaves the client: messages, results, diffs, logs."""

from __future__ import annotations

import binascii
import json
import re
from collections.abc import Callable, Mapping
from typing import Any, Optional
from urllib.parse import quote, quote_plus

MASK = "********"
SHORTEST_SUBSTRING = 4
# Such a text, as tokens and base64 are, stands in JSON as it is, and in addresses with at most three characters escaped.
SIMPLE = re.compile(r"[A-Za-z0-9_.~+/=-]*")
ESCAPES = tuple(
    str.maketrans({character: escape for character, escape in escapes.items() if character not in kept})
    for escapes in ({"+": "%2B", "/": "%2F", "=": "%3D"}, {"+": "%2b", "/": "%2f", "=": "%3d"})
    for kept in ("", "/")
)
TO_URL_ALPHABET = str.maketrans("+/", "-_")


class Redactor:
    """Knows the secrets of one task and replaces them by a mask.

    Secrets of four characters or more are replaced wherever they stand in a text, also percent-encoded, in base64 and
    escaped for JSON. Shorter ones are replaced where they are the whole text. ``learned`` is told each new secret, for others that
    hide them elsewhere; what it raises is ignored.
    """

    def __init__(self, learned: Optional[Callable[[str], object]] = None) -> None:
        self.learned = learned
        self._registered: set[str] = set()
        self._secrets: set[str] = set()
        self._long: tuple[str, ...] = ()

    def register(self, secret: Optional[str]) -> None:
        """Add a secret; nothing happens for an empty one, or one that is known."""
        if not secret or str(secret) in self._registered:
            return
        self._registered.add(str(secret))
        if self.learned is not None and len(str(secret)) >= SHORTEST_SUBSTRING:
            self._tell(str(secret))
        self._secrets.update(self._spellings(str(secret)))
        long = (spelling for spelling in self._secrets if len(spelling) >= SHORTEST_SUBSTRING)
        self._long = tuple(sorted(long, key=len, reverse=True))

    def _tell(self, secret: str) -> None:
        try:
            if self.learned is not None:
                self.learned(secret)
        except Exception:
            self.learned = None

    @staticmethod
    def _spellings(secret: str) -> set[str]:
        raw = secret.encode("utf-8", "surrogateescape")
        text = binascii.b2a_base64(raw, newline=False).decode("ascii")
        encoded = {text, text.translate(TO_URL_ALPHABET)}
        encoded |= {text.rstrip("=") for text in encoded}
        if SIMPLE.fullmatch(secret):
            return {secret, *encoded, *[secret.translate(table) for table in ESCAPES]}
        quoted = {quote(raw, safe=""), quote(raw), quote_plus(raw)}
        escaped = {json.dumps(secret)[1:-1], json.dumps(secret, ensure_ascii=False)[1:-1], repr(secret)[1:-1]}
        lower = {re.sub("%[0-9A-F]{2}", lambda found: found[0].lower(), text) for text in quoted}
        return {secret} | quoted | lower | encoded | escaped

    def text(self, value: str) -> str:
        """Return ``value`` without any known secret."""
        if value in self._secrets:
            return MASK
        for secret in self._long:
            if secret in value:
                value = value.replace(secret, MASK)
        return value

    def data(self, value: Any) -> Any:
        """Return a copy of nested lists, mappings and texts without any known secret, in keys as in values."""
        if isinstance(value, str):
            return self.text(value)
        if value is None or isinstance(value, (int, float)):
            return value
        if isinstance(value, (dict, Mapping)):
            return {self.data(key): self.data(item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self.data(item) for item in value]
        return value
