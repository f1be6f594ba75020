# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a part of the bench found: rows with numbers, and goals as ratios, as text or as tables of the documentation."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Row:
    """One number with its unit."""

    title: str
    value: float
    unit: str = "ms"

    @property
    def number(self) -> str:
        """The number with as many digits as mean something."""
        if self.unit == "requests" or self.value >= 100:
            return f"{self.value:,.0f}"
        return f"{self.value:.1f}"


@dataclass(frozen=True)
class Goal:
    """Something that must lie within bounds, most often a ratio of two numbers of the same run."""

    title: str
    value: float
    least: float = 0.0
    most: float = float("inf")

    @property
    def reached(self) -> bool:
        """Whether the value lies within its bounds."""
        return self.least <= self.value <= self.most

    @property
    def bound(self) -> str:
        """The goal in words."""
        return f"at least {self.least:g}" if self.least else f"at most {self.most:g}"

    @property
    def verdict(self) -> str:
        """Whether it was reached, in one word."""
        return "reached" if self.reached else "MISSED"


@dataclass(frozen=True)
class Finding:
    """What one part found, and how it was measured."""

    title: str
    how: str
    rows: Sequence[Row]
    goals: Sequence[Goal] = field(default_factory=tuple)


def as_text(finding: Finding) -> str:
    """Return a finding for the terminal."""
    lines = [f"\n{finding.title}  ({finding.how})"]
    lines += [f"  {row.title:<66} {row.number:>9} {row.unit}" for row in finding.rows]
    lines += [f"  {goal.title:<66} {goal.value:9.2f}  goal: {goal.bound:<13} {goal.verdict}" for goal in finding.goals]
    return "\n".join(lines)


def as_markdown(finding: Finding) -> str:
    """Return a finding as section of docs/performance.md."""
    lines = [f"### {finding.title}", "", f"Conditions: {finding.how}.", ""]
    lines += ["| measured | |", "| --- | ---: |"]
    lines += [f"| {row.title} | {row.number} {row.unit} |" for row in finding.rows]
    if finding.goals:
        lines += ["", "| ratio | measured | goal | |", "| --- | ---: | ---: | --- |"]
        lines += [f"| {goal.title} | {goal.value:.2f} | {goal.bound} | {goal.verdict} |" for goal in finding.goals]
    return "\n".join([*lines, ""])
