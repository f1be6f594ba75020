# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Say how the gates ended: a line for each, and a total that counts single tests where a tool reports them."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

# pytest's last line: `=== 3 failed, 12 passed in 1.20s ===`, with or without the rules around it.
_PYTEST_SUMMARY = re.compile(r"^=*\s*((?:\d+ [a-z]+(?:, )?)+) in [\d.]+s.*$", re.MULTILINE)
# What pip says while it installs tells nothing about a failure that follows.
_PIP_CHATTER = re.compile(
    r"\s*(Collecting|Downloading|Installing collected|Successfully installed|Using cached|Looking in links|Processing"
    r"|Requirement already|Installing requirements for|Running sanity test|━|$)"
)


@dataclass(frozen=True)
class Result:
    """How one gate ended, with the numbers of single tests that its tool reported."""

    name: str
    passed: bool
    seconds: float
    tests_passed: int
    tests_failed: int

    @classmethod
    def from_log(cls, name: str, passed: bool, seconds: float, log: Path) -> Result:
        """Read the numbers of tests from the gate's log."""
        counts = {"passed": 0, "failed": 0, "error": 0, "errors": 0}
        for summary in _PYTEST_SUMMARY.findall(log.read_text(encoding="utf-8", errors="replace")):
            for number, word in re.findall(r"(\d+) ([a-z]+)", summary):
                if word in counts:
                    counts[word] += int(number)
        return cls(name, passed, seconds, counts["passed"], counts["failed"] + counts["error"] + counts["errors"])

    def line(self) -> str:
        """One line for people who watch."""
        tests = f"   {self.tests_passed} tests passed" if self.tests_passed else ""
        tests += f", {self.tests_failed} failed" if self.tests_failed else ""
        return f"{'ok  ' if self.passed else 'FAIL'} {self.name:<28} {self.seconds:5.0f} s{tests}"


def tail(log: Path, lines: int) -> str:
    """The end of a gate's log, indented, with its place."""
    content = log.read_text(encoding="utf-8", errors="replace").splitlines()
    telling = [line for line in content if not _PIP_CHATTER.match(line)][-lines:]
    return "\n".join([f"     {log}:", *(f"     | {line}" for line in telling)])


def summary(results: Sequence[Result], seconds: float) -> str:
    """The table of all gates; its very last line is `N passed, M failed`."""
    passed = sum(result.passed + result.tests_passed for result in results)
    failed = sum((not result.passed) + result.tests_failed for result in results)
    lines = ["", *(result.line() for result in sorted(results, key=lambda result: result.passed))]
    lines.extend(["", f"{len(results)} gates in {seconds:.0f} s", f"{passed} passed, {failed} failed"])
    return "\n".join(lines)
