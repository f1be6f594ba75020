# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An answer before it is sent."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any, Mapping

JSON = "application/json"
TEXT = "text/plain;charset=UTF-8"


@dataclass(frozen=True)
class Answer:
    """Status, headers, content."""

    status: int
    content: bytes = b""
    media_type: str = ""
    headers: Mapping[str, str] = field(default_factory=dict)

    @classmethod
    def of_json(cls, status: int, value: Any) -> "Answer":
        """An answer with a JSON body."""
        return cls(status, json.dumps(value, separators=(",", ":"), ensure_ascii=False).encode("utf-8"), JSON)

    @classmethod
    def of_text(cls, status: int, text: str) -> "Answer":
        """An answer with raw text."""
        return cls(status, text.encode("utf-8"), TEXT)

    def with_headers(self, headers: Mapping[str, str]) -> "Answer":
        """The same answer with more headers."""
        return Answer(self.status, self.content, self.media_type, {**self.headers, **headers})

    def raw_headers(self) -> list[tuple[bytes, bytes]]:
        """Headers in the form ASGI wants."""
        headers = dict(self.headers)
        if self.status != 204:
            headers["content-length"] = str(len(self.content))
        if self.media_type:
            headers["content-type"] = self.media_type
        return [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
