# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""With a store that tasks share: what was read is not read again, and what is old never leads to a wrong write."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.http.store import FILE
from ansible_collections.wanforge.edge.tests.unit.generic.cases import CASES, Case
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import Runner

NETWORK = {"name": "lab", "description": "Laboratory"}
RULE = {"type": "source", "rule": 10, "outbound_interface": {"name": "eth0"}, "translation": {"address": "masquerade"}}

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


@pytest.fixture(autouse=True)
def folder(nothing_kept: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    """A store of the test's own."""
    monkeypatch.setenv("WANFORGE_EDGE_STORE", str(tmp_path / "store"))
    monkeypatch.setenv("WANFORGE_EDGE_RUN", "one run")
    return tmp_path / "store"


def requests(task: Runner) -> list[str]:
    """What was asked since the last time."""
    asked = [f"{entry['method']} {entry['path']}" for entry in task.lab.log()]
    task.lab.forget()
    return asked


@every_case
def test_a_second_task_with_nothing_to_do_asks_nothing(case: Case, task: Runner) -> None:
    task.all(case.prepare)
    task.good(case.module, case.create)
    assert task.good(case.module, case.create)["changed"] is False
    requests(task)
    assert task.good(case.module, case.create)["changed"] is False
    assert task.good(case.module, case.create, check=True)["changed"] is False
    assert requests(task) == []
    assert task.good(case.module, {**case.create, "cache_ttl": 0})["changed"] is False
    assert requests(task) != []


@every_case
def test_tasks_one_after_the_other_see_what_each_other_wrote(case: Case, task: Runner) -> None:
    task.all(case.prepare)
    for options in (case.create, {**case.named, **case.change}, {**case.named, "state": "absent"}):
        foreseen = task.good(case.module, options, check=True)
        done = task.good(case.module, options)
        assert foreseen["changed"] is done["changed"] is True
        assert foreseen["diff"] == done["diff"]
        assert task.good(case.module, options)["changed"] is False


@every_case
def test_what_changed_behind_the_back_is_read_before_it_is_written(case: Case, task: Runner) -> None:
    """Somebody deletes the object; the task, which knows an old state, wants to change it and makes it anew as the options say."""
    task.all(case.prepare)
    before = task.lab.state()
    task.good(case.module, case.create)
    task.good(case.module, case.create)
    task.lab.control("PUT", "state", before)
    result = task(case.module, {**case.named, **case.change}, check=True)
    task.lab.control("PUT", "state", before)
    fresh = task(case.module, {**case.named, **case.change, "cache_ttl": 0}, check=True)
    assert result == fresh


def test_a_parent_that_appeared_meanwhile_is_found(task: Runner) -> None:
    task.good("cloudconnexa_network_info", {})
    task.good("cloudconnexa_network", NETWORK)
    before = task.lab.state()
    task.good("cloudconnexa_network", {**NETWORK, "state": "absent"})
    task.good("cloudconnexa_network_info", {})
    task.lab.control("PUT", "state", before)
    result = task.good("cloudconnexa_route_info", {"network": "lab"})
    assert result["routes"] == []


def test_one_token_serves_all_tasks(task: Runner) -> None:
    for _task in range(5):
        task.good("cloudconnexa_network_info", {"cache_ttl": 0})
    asked = requests(task)
    assert len([one for one in asked if "token" in one]) == 1
    assert len(asked) == 6


def test_a_token_that_the_service_forgot_is_renewed(task: Runner) -> None:
    task.good("cloudconnexa_network_info", {})
    task.lab.fault("expire_tokens", service="cloudconnexa", method="GET", path="^/api/v1/")
    assert not task("cloudconnexa_network_info", {"cache_ttl": 0}).get("failed")


def test_the_version_of_a_router_outlives_commits(task: Runner) -> None:
    task.good("vyos_nat_rule", RULE)
    requests(task)
    task.good("vyos_nat_rule", {**RULE, "description": "Everybody"})
    assert "POST /show" not in requests(task)


def test_a_dead_service_fails_the_third_task_without_a_request(task: Runner) -> None:
    task.lab.fault("status", status=503, times=None, service="cloudconnexa", path="^/api/v1/networks")
    for _task in range(2):
        assert task("cloudconnexa_network", NETWORK)["error_type"] == "ServiceUnavailableError"
    requests(task)
    result = task("cloudconnexa_network", NETWORK)
    assert result["failed"] is True and result["error_code"] == "circuit_breaker_open"
    assert result["retryable"] is True and result["hint"]
    assert requests(task) == []
    assert not task("vyos_nat_rule", RULE).get("failed")


def test_tasks_wait_for_the_limit_of_the_service_instead_of_being_refused(task: Runner) -> None:
    task.lab.control("PATCH", "knobs", {"cloudconnexa": {"rate_limit": {"burst": 5, "rate": 50, "seconds": 1}}})
    for _task in range(20):
        task.good("cloudconnexa_network_info", {"cache_ttl": 0})
    assert {entry["status"] for entry in task.lab.log()} == {200}


def test_a_store_that_cannot_be_used_is_told_and_does_no_harm(folder: Path, task: Runner) -> None:
    folder.mkdir(0o755)
    folder.chmod(0o755)
    result = task.raw("cloudconnexa_network", {**task.lab.connection("cloudconnexa_network"), **NETWORK})
    assert result["changed"] is True
    assert len(result["warnings"]) == 1 and str(folder) in result["warnings"][0]


def test_nothing_secret_is_in_the_folder(folder: Path, task: Runner) -> None:
    task.good("cloudconnexa_network", NETWORK)
    task.good("cloudconnexa_network_info", {})
    task.good("vyos_nat_rule", RULE)
    content = b"".join(path.read_bytes() for path in folder.iterdir())
    assert (folder / FILE).exists()
    words: list[Any] = [task.lab.tenant["client_id"], task.lab.tenant["client_secret"], task.lab.router["api_key"]]
    words += ["Laboratory", task.lab.tenant["url"], task.lab.router["url"]]
    assert [word for word in words if str(word).encode() in content] == []


def test_cache_ttl_is_checked(task: Runner) -> None:
    result = task("cloudconnexa_network", {**NETWORK, "cache_ttl": -1})
    assert result["failed"] is True and "cache_ttl" in result["msg"]


def test_another_run_reads_afresh(task: Runner, monkeypatch: pytest.MonkeyPatch) -> None:
    task("cloudconnexa_network", {"name": "hq"})
    task("cloudconnexa_network", {"name": "hq"})
    requests(task)
    monkeypatch.setenv("WANFORGE_EDGE_RUN", "another run")
    task("cloudconnexa_network", {"name": "hq"})
    assert [request for request in requests(task) if request.startswith("GET")] == ["GET /api/v1/networks"]


def test_info_modules_read_afresh(task: Runner) -> None:
    task("cloudconnexa_user_group_info", {})
    task("cloudconnexa_user_group_info", {})
    assert [request for request in requests(task) if request.startswith("GET")] == ["GET /api/v1/user-groups"] * 2
