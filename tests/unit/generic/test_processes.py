# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Modules as ordinary modules in processes of their own: the same results as inside this one."""

from __future__ import annotations

import pytest

from ansible_collections.wanforge.edge.tests.unit.generic.cases import READERS, WRITERS, case_of
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import Laboratory, Runner, Subprocess


@pytest.fixture
def process(lab: Laboratory) -> Runner:
    """Run a task in a process of its own."""
    return Runner(lab, Subprocess())


@pytest.mark.parametrize("module", [name for name in WRITERS if name.endswith(("_network", "_rule"))])
def test_results_are_those_of_the_action(module: str, process: Runner, task: Runner) -> None:
    case = case_of(module)
    task.all(case.prepare)
    before = task.lab.state()
    expected = {check: task.good(module, case.create, check=check) for check in (True, False)}
    task.lab.control("PUT", "state", before)
    foreseen = process.good(module, case.create, check=True)
    assert foreseen == expected[True]
    assert process.lab.state() == before
    created = process.good(module, case.create)
    assert created["changed"] is True
    assert created["diff"] == expected[False]["diff"]
    assert process.good(module, case.create)["changed"] is False


@pytest.mark.parametrize("module", [name for name in READERS if name.endswith(("_network_info", "_rule_info"))])
def test_listings_are_those_of_the_action(module: str, process: Runner, task: Runner) -> None:
    case = case_of(module.removesuffix("_info"))
    task.all([*case.prepare, (case.module, case.create)])
    assert process.good(module, {}) == task.good(module, {})


def test_failures_are_those_of_the_action(process: Runner, task: Runner) -> None:
    options = {"name": "hq", "gateways": ["nowhere"]}
    assert process("cloudconnexa_network", options) == {
        name: value for name, value in task("cloudconnexa_network", options).items() if name != "changed"
    } | {"changed": False}
