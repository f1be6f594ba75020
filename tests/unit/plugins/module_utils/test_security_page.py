# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The page on security names tests that exist."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
PAGE = ROOT / "docs" / "security.md"
NAMED = re.compile(r"`(?:([\w/]+\.py))?::(test_\w+)`")


def test_every_statement_names_tests_that_exist() -> None:
    rows = [line for line in PAGE.read_text(encoding="utf-8").splitlines() if "::test_" in line]
    assert len(rows) > 25
    for row in rows:
        files: list[Path] = []
        for file, test in NAMED.findall(row):
            files = list((ROOT / "tests" / "unit").rglob(Path(file).name)) if file else files
            assert any(f"def {test}(" in path.read_text(encoding="utf-8") for path in files), (file, test)
        assert NAMED.findall(row), row


def test_every_statement_in_a_table_of_tests_names_one() -> None:
    text = PAGE.read_text(encoding="utf-8")
    for table in re.findall(r"\| statement \| test \|\n\| --- \| --- \|\n((?:\|.*\n)+)", text):
        assert all("::test_" in row for row in table.splitlines()), table
