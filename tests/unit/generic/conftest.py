# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One sandbox for all tests, as new for each of them, and both ways of running a task behind one fixture."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Union

import pytest

from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import (
    InProcess,
    Laboratory,
    Ordinary,
    Runner,
    laboratory,
)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let each task start with an empty store: these tests count requests, and change the sandbox behind the back of the modules."""
    monkeypatch.setenv("WANFORGE_EDGE_STORE", "none")


@pytest.fixture(scope="session")
def running_laboratory() -> Iterator[Laboratory]:
    """The sandbox of all tests."""
    with laboratory() as running:
        yield running


@pytest.fixture
def lab(running_laboratory: Laboratory) -> Laboratory:
    """The sandbox as it is at the start."""
    running_laboratory.control("POST", "reset")
    return running_laboratory


@pytest.fixture
def task(lab: Laboratory) -> Runner:
    """Run a task inside this process, as the action does."""
    return Runner(lab, InProcess())


@pytest.fixture(params=["in-process", "ordinary"])
def either(
    request: pytest.FixtureRequest,
    lab: Laboratory,
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
) -> Runner:
    """Run a task in each of the two ways."""
    monkeypatch.setenv("HOME", str(tmp_path))
    way: Union[InProcess, Ordinary] = InProcess()
    if request.param == "ordinary":
        way = Ordinary(capsys, monkeypatch)
    return Runner(lab, way)
