# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tasks of a run asked of which service, as a table.

Private to the collection.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.wanforge.edge.plugins.module_utils.http.counters import Counters

# Heading of a column, and the counter it shows.
COLUMNS = (
    ("requests", "requests"),
    ("reads", "reads"),
    ("writes", "writes"),
    ("retries", "retries"),
    ("HTTP 429", "limited"),
    ("waited", "waited"),
    ("from cache", "cached"),
    ("tokens", "tokens"),
    ("received", "received"),
)
UNITS = ("B", "kB", "MB", "GB")


def lines(records: Sequence[Mapping[str, Any]], slowest: int) -> list[str]:
    """Return the lines to show for the records of a run: a row for each service, errors by type, and the slowest tasks.

    Each record is what one task told, a loop item being a task of its own. Without records there is nothing to show.
    """
    by_service: dict[str, Counters] = {}
    tasks: dict[str, int] = {}
    for record in records:
        service = str(record.get("service") or "?")
        by_service.setdefault(service, Counters()).add(record)
        tasks[service] = tasks.get(service, 0) + 1
    if not by_service:
        return []
    rows = [["service", "tasks", *(heading for heading, _name in COLUMNS)]]
    rows += [
        [service, str(tasks[service]), *(shown(name, getattr(counters, name)) for _heading, name in COLUMNS)]
        for service, counters in sorted(by_service.items())
    ]
    return [*table(rows), *_errors(by_service), *_slowest(records, slowest)]


def shown(name: str, value: float) -> str:
    """Return a counter as the table shows it."""
    if name == "waited":
        return f"{value:.1f} s"
    return size(value) if name == "received" else str(int(value))


def size(count: float) -> str:
    """Return a number of bytes in a unit that suits it."""
    for unit in UNITS[:-1]:
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "B" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} {UNITS[-1]}"


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Return rows as lines with columns: the first one on the left, numbers on the right."""
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    return [
        "  ".join(
            cell.ljust(width) if column == 0 else cell.rjust(width)
            for column, (cell, width) in enumerate(zip(row, widths))
        ).rstrip()
        for row in rows
    ]


def _errors(by_service: Mapping[str, Counters]) -> list[str]:
    return [
        f"{service}: failed with " + ", ".join(f"{kind} ({count})" for kind, count in sorted(counters.errors.items()))
        for service, counters in sorted(by_service.items())
        if counters.errors
    ]


def _slowest(records: Iterable[Mapping[str, Any]], most: int) -> list[str]:
    timed = [record for record in records if isinstance(record.get("elapsed"), (int, float))]
    chosen = sorted(timed, key=lambda record: -float(record["elapsed"]))[: max(0, most)]
    if not chosen:
        return []
    rows = [["slowest tasks", "seconds", "requests", "waited"]]
    for record in chosen:
        task = str(record.get("task") or record.get("module") or "?")
        host = f" ({record['host']})" if record.get("host") else ""
        waited = shown("waited", float(record.get("waited") or 0))
        rows.append([task + host, f"{record['elapsed']:.1f}", str(record.get("requests") or 0), waited])
    return ["", *table(rows)]
