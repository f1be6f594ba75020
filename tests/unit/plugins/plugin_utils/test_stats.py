# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The table of the callback api_stats."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.plugin_utils._stats import COLUMNS, lines, size

RECORDS: list[dict[str, Any]] = [
    {"service": "b.example.com", "task": "Second", "host": "r1", "elapsed": 0.5, "requests": 1, "reads": 1},
    {
        "service": "a.example.com",
        "task": "First",
        "elapsed": 12.34,
        "requests": 12,
        "writes": 3,
        "waited": 10.04,
        "received": 123456,
        "errors": {"NetworkError": 2, "SSLError": 1},
    },
    {"service": "a.example.com", "module": "cloudconnexa_user", "elapsed": 0.25, "cached": 1},
]


def test_nothing_is_shown_of_nothing() -> None:
    assert lines([], 5) == []


def test_services_errors_and_the_slowest_tasks() -> None:
    assert lines(RECORDS, 2) == [
        "service        tasks  requests  reads  writes  retries  HTTP 429  waited  from cache  tokens  received",
        "a.example.com      2        12      0       3        0         0  10.0 s           1       0  123.5 kB",
        "b.example.com      1         1      1       0        0         0   0.0 s           0       0       0 B",
        "a.example.com: failed with NetworkError (2), SSLError (1)",
        "",
        "slowest tasks  seconds  requests  waited",
        "First             12.3        12  10.0 s",
        "Second (r1)        0.5         1   0.0 s",
    ]


@pytest.mark.parametrize("slowest", [0, -1])
def test_without_the_slowest_tasks(slowest: int) -> None:
    assert len(lines(RECORDS, slowest)) == 4


def test_a_record_that_says_nothing_does_no_harm() -> None:
    assert lines([{}, {"elapsed": "long", "service": None}], 5)[1].split()[:2] == ["?", "2"]
    assert len(COLUMNS) == len({name for _heading, name in COLUMNS})


@pytest.mark.parametrize(
    "count, expected", [(0, "0 B"), (999, "999 B"), (1000, "1.0 kB"), (2_500_000, "2.5 MB"), (7e12, "7000.0 GB")]
)
def test_sizes(count: float, expected: str) -> None:
    assert size(count) == expected
