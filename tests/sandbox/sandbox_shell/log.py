# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request log that tests and benchmarks read."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Optional

SERVICES = ("cloudconnexa", "vyos")


@dataclass
class Entry:
    """One request; ``status`` is null when the connection was closed without an answer."""

    n: int
    service: str
    method: str
    path: str
    query: list[list[str]]
    write: bool
    token: bool
    connection: int
    status: Optional[int] = None
    ms: float = 0.0
    fault: Optional[str] = None
    bytes: int = 0
    effect: bool = False
    body: Any = None


class RequestLog:
    """All requests since the last clear, in the order in which they came."""

    def __init__(self) -> None:
        self.entries: list[Entry] = []

    def clear(self) -> None:
        """Forget everything; numbers start at 1 again."""
        self.entries.clear()

    def add(self, **members: Any) -> Entry:
        """Open the entry of a request that has just come."""
        entry = Entry(n=len(self.entries) + 1, **members)
        self.entries.append(entry)
        return entry

    def listed(self, service: Optional[str] = None, write: Optional[bool] = None) -> list[dict[str, Any]]:
        """Entries as JSON-able data, all or those of a service, or only writes or only others."""
        return [
            dataclasses.asdict(entry)
            for entry in self.entries
            if service in (None, entry.service) and write in (None, entry.write)
        ]

    def counts(self) -> dict[str, Any]:
        """How many requests of each sort, in total and by service."""
        result: dict[str, Any] = _count(self.entries)
        for service in SERVICES:
            result[service] = _count([entry for entry in self.entries if entry.service == service])
        return result


def _count(entries: list[Entry]) -> dict[str, int]:
    return {
        "requests": len(entries),
        "reads": sum(not entry.write and not entry.token for entry in entries),
        "writes": sum(entry.write for entry in entries),
        "tokens": sum(entry.token for entry in entries),
        "connections": len({entry.connection for entry in entries}),
    }
