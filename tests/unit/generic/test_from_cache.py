# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""While a service cannot be asked, info modules return what it answered earlier, if they are told to; nothing else does."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.wanforge.edge.tests.unit.generic.cases import CASES, READERS
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import Runner, arguments_of
from ansible_collections.wanforge.edge.tests.unit.generic.test_lifecycle import resource_of

LISTING = [module for module in READERS if "from_cache" in arguments_of(module)["argument_spec"]]
GROUPS = "cloudconnexa_user_group_info"
PATIENT = {"from_cache": "on_error", "retry": {"attempts": 1}}
DOWN: list[Mapping[str, Any]] = [
    {"kind": "status", "status": 500},
    {"kind": "status", "status": 503},
    {"kind": "status", "status": 429},
    {"kind": "reset_before"},
    {"kind": "truncate"},
]

every_listing = pytest.mark.parametrize("module", LISTING)


@pytest.fixture(autouse=True)
def folder(nothing_kept: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A store of the test's own."""
    monkeypatch.setenv("WANFORGE_EDGE_STORE", str(tmp_path / "store"))
    return tmp_path / "store"


def down(task: Runner, module: str, **fault: Any) -> None:
    """Let the service of a module fail whatever it is asked from now on."""
    service = "vyos" if module.startswith("vyos_") else "cloudconnexa"
    members = fault if "kind" in fault else {**fault, "kind": "status", "status": 503}
    task.lab.fault(times=None, service=service, **members)


def raw(task: Runner, module: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Return a result with its warnings."""
    return task.raw(module, {**task.lab.connection(module), **options})


def test_most_readers_can_fall_back() -> None:
    assert len(LISTING) >= 19


@every_listing
def test_an_earlier_answer_takes_the_place_of_none(module: str, task: Runner) -> None:
    before = task.good(module, PATIENT)
    assert before["from_cache"] is False and "read_at" not in before
    down(task, module)
    result = raw(task, module, PATIENT)
    assert result["from_cache"] is True and result["changed"] is False
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", result["read_at"])
    assert any("cannot be asked" in warning and result["read_at"] in warning for warning in result["warnings"])
    plural = resource_of(module).plural
    assert result[plural] == before[plural]


@every_listing
def test_without_being_told_nothing_falls_back_and_nothing_is_kept(module: str, task: Runner) -> None:
    assert "from_cache" not in task.good(module, {})
    down(task, module)
    assert task(module, PATIENT)["failed"] is True


@pytest.mark.parametrize("fault", DOWN, ids=lambda fault: str(fault.get("status", fault["kind"])))
def test_what_counts_as_down(fault: Mapping[str, Any], task: Runner) -> None:
    task.good(GROUPS, PATIENT)
    down(task, GROUPS, method="GET", **fault)
    assert task.good(GROUPS, PATIENT)["from_cache"] is True


@pytest.mark.parametrize("status", [400, 401, 403, 404, 501])
def test_a_refusal_is_no_outage(status: int, task: Runner) -> None:
    task.good(GROUPS, PATIENT)
    down(task, GROUPS, method="GET", kind="status", status=status)
    result = task(GROUPS, PATIENT)
    assert result["failed"] is True and result["status"] == status
    assert "user_groups" not in result


def test_wrong_credentials_get_nothing(task: Runner) -> None:
    task.good(GROUPS, PATIENT)
    result = task(GROUPS, {**PATIENT, "client_secret": "wrong"})
    assert result["failed"] is True and result["error_type"] == "AuthenticationError"
    down(task, GROUPS)
    result = task(GROUPS, {**PATIENT, "client_secret": "wrong"})
    assert result["failed"] is True and "No earlier answer" in result["hint"]


def test_an_open_circuit_breaker_is_an_outage_and_costs_no_request(task: Runner) -> None:
    before = task.good(GROUPS, PATIENT)
    down(task, GROUPS, method="GET")
    assert task(GROUPS, {"retry": {"attempts": 10, "backoff": 0.001}})["failed"] is True
    task.lab.forget()
    result = task.good(GROUPS, PATIENT)
    assert (result["from_cache"], result["user_groups"]) == (True, before["user_groups"])
    assert task.lab.log() == []


def test_a_service_that_is_down_is_waited_for_once(task: Runner) -> None:
    """A route is found below its network: two collections, which must be of the same time."""
    task.good("cloudconnexa_network", {"name": "hq"})
    task.good("cloudconnexa_route", {"network": "hq", "subnet": "10.1.0.0/16"})
    before = task.good("cloudconnexa_route_info", {**PATIENT, "network": "hq"})
    down(task, "cloudconnexa_route_info", method="GET")
    task.lab.forget()
    result = task.good("cloudconnexa_route_info", {**PATIENT, "network": "hq"})
    assert result["routes"] == before["routes"] != []
    assert len([entry for entry in task.lab.log() if entry["method"] == "GET"]) == 1


def test_a_name_is_found_in_what_was_listed_without_one(task: Runner) -> None:
    task.good("cloudconnexa_network", {"name": "hq"})
    task.good("cloudconnexa_network", {"name": "branch"})
    task.good("cloudconnexa_network_info", PATIENT)
    down(task, "cloudconnexa_network_info")
    result = task.good("cloudconnexa_network_info", {**PATIENT, "name": "branch"})
    assert [network["name"] for network in result["networks"]] == ["branch"]


def test_answers_to_other_questions_do_not_count(task: Runner) -> None:
    task.good("cloudconnexa_session_info", {**PATIENT, "status": "ACTIVE"})
    task.good("cloudconnexa_settings_info", {**PATIENT, "settings": ["two_factor_auth"]})
    task.good("cloudconnexa_group_mapping_info", {**PATIENT, "source": "saml"})
    down(task, GROUPS)
    for module, options in (
        ("cloudconnexa_session_info", {"status": "FAILED"}),
        ("cloudconnexa_settings_info", {"settings": ["dns_zones"]}),
        ("cloudconnexa_group_mapping_info", {"source": "ldap"}),
    ):
        assert task(module, {**PATIENT, **options})["failed"] is True, module


@pytest.mark.parametrize("age", [0, -1, 604801])
def test_the_age_is_checked_before_anything_is_sent(age: int, task: Runner) -> None:
    result = task(GROUPS, {**PATIENT, "from_cache_max_age": age})
    assert result["error_type"] == "ParameterValidationError" and f'from_cache_max_age "{age}"' in result["msg"]
    assert task.lab.log() == []


def test_a_store_that_keeps_nothing_is_told(task: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WANFORGE_EDGE_STORE", "none")
    result = raw(task, GROUPS, PATIENT)
    assert ["WANFORGE_EDGE_STORE" in warning for warning in result["warnings"]] == [True]


def test_an_answer_outlives_writes_and_runs(task: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WANFORGE_EDGE_RUN", "one run")
    task.good("cloudconnexa_network_info", PATIENT)
    task.good("cloudconnexa_network", {"name": "later"})
    monkeypatch.setenv("WANFORGE_EDGE_RUN", "another run")
    down(task, "cloudconnexa_network_info")
    result = task.good("cloudconnexa_network_info", PATIENT)
    assert "later" not in [network["name"] for network in result["networks"]]


def test_modules_that_write_do_not_know_the_option() -> None:
    for case in CASES:
        assert "from_cache" not in arguments_of(case.module)["argument_spec"], case.module


def test_what_is_kept_cannot_be_read(folder: Path, task: Runner) -> None:
    task.good("cloudconnexa_network", {"name": "hq-4711", "description": "Laboratory 4711"})
    task.good("cloudconnexa_network_info", PATIENT)
    assert b"4711" not in b"".join(path.read_bytes() for path in folder.iterdir())
