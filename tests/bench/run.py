# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure what tasks cost, as ratios within one run against the sandbox. Exit status 1 if a goal is missed."""

from __future__ import annotations

import argparse
import importlib.metadata
import os
import platform
import sys
import tempfile
from collections.abc import Callable, Mapping
from pathlib import Path

from tests.bench import parts
from tests.bench.bulk import bulk
from tests.bench.report import Finding, as_markdown, as_text

ROUNDS = 5
BEGIN, END = "<!-- figures -->", "<!-- end of figures -->"
# Name, what measures, and the share of the rounds that it plays: long parts play fewer.
PARTS: Mapping[str, tuple[Callable[[Path, int], Finding], float]] = {
    "tasks": (parts.tasks, 1.0),
    "latency": (parts.latency, 0.6),
    "requests": (parts.requests, 0.2),
    "growth": (parts.growth, 0.6),
    "forks": (parts.forks, 0.6),
    "bulk": (bulk, 0.6),
}


def machine() -> str:
    """Return on what kind of machine this runs, without its name."""
    core = importlib.metadata.version("ansible-core")
    cores = os.cpu_count() or 1
    return (
        f"{cores} core{'s' * (cores > 1)}, {platform.system()}, Python {platform.python_version()}, ansible-core {core}"
    )


def write(path: Path, tables: str) -> None:
    """Replace what stands between the marks of a page."""
    before, _mark, rest = path.read_text(encoding="utf-8").partition(BEGIN)
    _old, _mark, after = rest.partition(END)
    path.write_text(f"{before}{BEGIN}\n\n{tables}\n{END}{after}", encoding="utf-8")


def main() -> int:
    """Measure, print what was found, and return the exit status."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--part", action="append", choices=PARTS, metavar="NAME", help=f"one of {', '.join(PARTS)}")
    parser.add_argument("--rounds", type=int, default=ROUNDS, help=f"times that single tasks are played ({ROUNDS})")
    parser.add_argument("--markdown", action="store_true", help="print the tables of docs/performance.md")
    parser.add_argument("--write", type=Path, metavar="FILE", help="put the tables into FILE, between its marks")
    options = parser.parse_args()
    busy = os.getloadavg()[0]
    if busy > 0.5:
        print(f"Something else keeps this machine busy (load {busy:.1f}): do not trust the numbers.", file=sys.stderr)
    show = as_markdown if options.markdown or options.write else as_text
    findings: list[Finding] = []
    shown = [f"Measured with {machine()}.\n"]
    print(shown[0], flush=True)
    for name in options.part or PARTS:
        measure, share = PARTS[name]
        with tempfile.TemporaryDirectory(prefix="bench-") as folder:
            findings.append(measure(Path(folder), max(1, round(options.rounds * share))))
        shown.append(show(findings[-1]))
        print(shown[-1], flush=True)
    if options.write:
        write(options.write, "\n".join(shown))
    missed = [goal for finding in findings for goal in finding.goals if not goal.reached]
    print(f"{len(missed)} goals missed." if missed else "All goals reached.", file=sys.stderr)
    return 1 if missed else 0


if __name__ == "__main__":
    sys.exit(main())
