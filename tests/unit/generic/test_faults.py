# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever happens on the wire: the task ends right or says why not, and nothing is written twice."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from ansible_collections.wanforge.edge.tests.unit.generic.cases import CASES, LASTING, Case
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import Laboratory, Runner
from ansible_collections.wanforge.edge.tests.unit.generic.test_lifecycle import objects

HTML = "<html><body>Please sign in</body></html>"
FAULTS: Mapping[str, Mapping[str, Any]] = {
    "503": {"kind": "status", "status": 503},
    "429": {"kind": "status", "status": 429},
    "429 with Retry-After": {"kind": "status", "status": 429, "retry_after": 0.02},
    "502 in HTML": {"kind": "status", "status": 502, "body": HTML},
    "200 in HTML": {"kind": "status", "status": 200, "body": HTML},
    "reset before": {"kind": "reset_before"},
    "reset after": {"kind": "reset_after"},
    "truncated": {"kind": "truncate"},
    "garbage": {"kind": "garbage"},
}
# A sign-in page instead of an answer does not go away by asking again, so a read that meets one may fail.
PASSING = [name for name in FAULTS if name not in ("200 in HTML", "garbage")]
CONTRACT = {"msg", "error_type", "hint", "retryable"}
OPERATIONS = ("create", "change", "delete")
WRITES = {
    "cloudconnexa": [(method, "^/api/v1/(?!oauth)") for method in ("POST", "PUT", "DELETE")],
    "vyos": [("POST", "^/configure$")],
}
SAVING = {"vyos": [("POST", "^/config-file$")]}
READS = {"cloudconnexa": [("GET", "^/api/v1/")], "vyos": [("POST", "^/(retrieve|show)$")]}
TOKENS = {"cloudconnexa": [("POST", "/oauth/token$")], "vyos": []}

ALIKE = (
    "host",
    "connector of a host",
    "route of IPv6",
    "IP service of a host",
    "application of a host",
    "user group of all regions",
    "device posture",
    "redirecting rule",
    "static rule",
)
every_case = pytest.mark.parametrize(
    "case", [case for case in (*CASES, *LASTING) if case.name not in ALIKE], ids=lambda case: case.name
)
every_operation = pytest.mark.parametrize("operation", OPERATIONS)


@dataclass(frozen=True)
class Reference:
    """What an operation does when nothing goes wrong."""

    effects: list[tuple[str, str]]
    objects: dict[str, Any]
    changed: bool
    diff: dict[str, Any]
    reads_before_writing: int


KNOWN: dict[tuple[str, str], Reference] = {}


def options_of(case: Case, operation: str) -> dict[str, Any]:
    """The options of the task under test."""
    if operation == "create":
        return dict(case.create)
    removal = case.clear if case in LASTING else {"state": "absent"}
    return {**case.named, **(case.change if operation == "change" else removal)}


def prepared(task: Runner, case: Case, operation: str) -> None:
    """Bring the sandbox to where the operation starts: objects get the same ids each time."""
    task.lab.control("POST", "reset")
    task.all(case.prepare)
    if operation != "create":
        task.good(case.module, case.create)
    task.lab.forget()


def reference(task: Runner, case: Case, operation: str) -> Reference:
    """Return what the operation does without a fault, and prepare the sandbox for trying it with one."""
    key = (case.name, operation)
    if key not in KNOWN:
        prepared(task, case, operation)
        result = task.good(case.module, options_of(case, operation))
        log = task.lab.log()
        first = next(number for number, entry in enumerate(log) if entry["write"])
        reads = len([entry for entry in log[:first] if not entry["token"]])
        KNOWN[key] = Reference(task.lab.effects(), objects(task.lab.state()), result["changed"], result["diff"], reads)
    prepared(task, case, operation)
    return KNOWN[key]


def inject(lab: Laboratory, case: Case, places: Mapping[str, Any], fault: Mapping[str, Any], **rule: Any) -> None:
    """Let requests at these places fail."""
    service = case.module.split("_", 1)[0]
    for method, path in places[service]:
        lab.fault(service=service, method=method, path=path, **{"times": 1, **rule}, **fault)


def ended_right(task: Runner, result: Mapping[str, Any], expected: Reference) -> None:
    """Assert that a task did exactly what it does without a fault."""
    assert not result.get("failed"), result
    assert task.lab.effects() == expected.effects
    assert objects(task.lab.state()) == expected.objects
    assert (result["changed"], result["diff"]) == (expected.changed, expected.diff)


def heals(task: Runner, case: Case, operation: str, expected: Reference) -> None:
    """Assert that running the task again, without faults, leads to the same end."""
    task.lab.control("DELETE", "faults")
    task.good(case.module, options_of(case, operation))
    assert objects(task.lab.state()) == expected.objects
    assert task.good(case.module, options_of(case, operation), check=True)["changed"] is False


@pytest.mark.parametrize("fault", FAULTS)
@every_operation
@every_case
def test_a_fault_of_a_write_is_survived(case: Case, operation: str, fault: str, task: Runner) -> None:
    expected = reference(task, case, operation)
    inject(task.lab, case, WRITES, FAULTS[fault])
    ended_right(task, task(case.module, options_of(case, operation)), expected)


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_of_saving_is_survived(fault: str, task: Runner) -> None:
    """Saving again is harmless, and what is not saved now no later run would save."""
    case = next(case for case in CASES if case.module == "vyos_nat_rule")
    expected = reference(task, case, "create")
    inject(task.lab, case, SAVING, FAULTS[fault])
    result = task(case.module, case.create)
    assert not result.get("failed"), result
    state = task.lab.state()["vyos"]
    assert state["saved"] == state["running"]
    assert objects(task.lab.state()) == expected.objects


@pytest.mark.parametrize("fault", FAULTS)
@every_case
def test_a_fault_of_a_read_is_survived_or_explained(case: Case, fault: str, task: Runner) -> None:
    expected = reference(task, case, "create")
    inject(task.lab, case, READS, FAULTS[fault])
    result = task(case.module, case.create)
    if fault in PASSING:
        ended_right(task, result, expected)
    elif result.get("failed"):
        assert CONTRACT <= set(result)
        assert task.lab.writes() == []


@pytest.mark.parametrize("fault", PASSING)
def test_a_fault_of_the_token_request_is_survived(fault: str, task: Runner) -> None:
    case = CASES[0]
    expected = reference(task, case, "create")
    inject(task.lab, case, TOKENS, FAULTS[fault])
    ended_right(task, task(case.module, case.create), expected)


@pytest.mark.parametrize("places", [READS, WRITES], ids=["read", "write"])
@every_operation
@every_case
def test_a_token_that_ends_early_is_renewed(
    case: Case, operation: str, places: Mapping[str, Any], task: Runner
) -> None:
    expected = reference(task, case, operation)
    inject(task.lab, case, places, {"kind": "expire_tokens"})
    ended_right(task, task(case.module, options_of(case, operation)), expected)


@pytest.mark.parametrize("fault", ["503", "200 in HTML", "reset before"])
@every_operation
@every_case
def test_a_write_that_never_succeeds_is_explained(case: Case, operation: str, fault: str, task: Runner) -> None:
    expected = reference(task, case, operation)
    inject(task.lab, case, WRITES, FAULTS[fault], times=None)
    result = task(case.module, options_of(case, operation))
    assert result["failed"] is True and CONTRACT <= set(result)
    assert result["changed"] is False
    assert task.lab.effects() == []
    assert len(task.lab.writes()) <= 5 * len(expected.effects)
    heals(task, case, operation, expected)


@every_operation
@every_case
def test_an_outcome_that_stays_unknown_is_told_and_not_doubled(case: Case, operation: str, task: Runner) -> None:
    """The write takes effect, its answer is lost, and the service cannot be read any more."""
    expected = reference(task, case, operation)
    inject(task.lab, case, WRITES, FAULTS["reset after"], times=None)
    inject(task.lab, case, READS, FAULTS["503"], times=None, skip=expected.reads_before_writing)
    result = task(case.module, options_of(case, operation))
    assert result["failed"] is True and CONTRACT <= set(result)
    assert task.lab.effects() == expected.effects[:1]
    heals(task, case, operation, expected)
