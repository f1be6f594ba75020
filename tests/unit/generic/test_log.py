# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module logs what it asks, if it is told to, and what it logs is what arrived at the services."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from ansible_collections.wanforge.edge.tests.unit.generic.cases import CASES, Case
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import Runner

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)


def written(path: Path) -> list[dict[str, Any]]:
    """The lines of a log."""
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


@every_case
def test_the_log_of_a_module_is_that_of_the_service(case: Case, task: Runner, tmp_path: Path) -> None:
    task.all(case.prepare)
    task.lab.forget()
    path = tmp_path / "edge.log"
    task.good(case.module, {**case.create, "log_path": str(path)})
    lines = written(path)
    asked = [(entry["method"], entry["path"], entry["status"]) for entry in task.lab.log()]
    answered = [line for line in lines if line["event"] == "response"]
    assert [(line["method"], unquote(line["path"]), line["status"]) for line in answered] == asked
    assert {line["module"] for line in lines} == {case.module}
    text = path.read_text(encoding="utf-8")
    assert task.lab.tenant["client_secret"] not in text and task.lab.router["api_key"] not in text


def test_the_environment_names_the_file_and_the_option_comes_first(either: Runner, tmp_path: Path) -> None:
    options = either.lab.connection("vyos_nat_rule_info")
    environment = {"WANFORGE_EDGE_LOG": str(tmp_path / "environment")}
    either.raw("vyos_nat_rule_info", options, environment=environment)
    assert all(line["module"] for line in written(tmp_path / "environment"))
    either.raw("vyos_nat_rule_info", {**options, "log_path": str(tmp_path / "option")}, environment=environment)
    assert len(written(tmp_path / "environment")) == len(written(tmp_path / "option"))


@pytest.mark.parametrize("name", ["log_path", "WANFORGE_EDGE_LOG"])
def test_a_file_that_cannot_be_written_is_refused_before_anything_is_sent(
    name: str, either: Runner, tmp_path: Path
) -> None:
    options, path = either.lab.connection("cloudconnexa_network"), str(tmp_path / "missing" / "edge.log")
    if name == "log_path":
        result = either.raw("cloudconnexa_network", {**options, "name": "hq", name: path})
    else:
        result = either.raw("cloudconnexa_network", {**options, "name": "hq"}, environment={name: path})
    assert result["error_type"] == "ConfigurationError"
    assert result["msg"] == f'{name} "{path}" cannot be written: No such file or directory.'
    assert name in result["hint"] and either.lab.log() == []


def test_tasks_of_the_controller_say_their_name_and_host(task: Runner, tmp_path: Path) -> None:
    path = tmp_path / "edge.log"
    task.good("cloudconnexa_network_info", {"log_path": str(path)})
    assert {(line["task"], line["host"]) for line in written(path)} == {("A task", "router-1")}


def test_a_failed_task_can_be_found_by_its_request(task: Runner, tmp_path: Path) -> None:
    path = tmp_path / "edge.log"
    task.lab.fault("status", status=418, service="cloudconnexa", path="^/api/v1/networks")
    result = task("cloudconnexa_network_info", {"log_path": str(path)})
    error = written(path)[-1]
    assert error["event"] == "error"
    for name in ("error_type", "status", "request_id", "hint", "retryable"):
        assert error.get(name) == result.get(name), name


def test_what_is_not_there_yet_is_no_error(task: Runner, tmp_path: Path) -> None:
    """A router without rules, and settings that nobody set, answer with error bodies."""
    path = tmp_path / "edge.log"
    task.good("vyos_nat_rule_info", {"log_path": str(path)})
    task.good("cloudconnexa_settings_info", {"log_path": str(path)})
    assert [line for line in written(path) if line["event"] == "error"] == []


def test_options_that_are_refused_leave_no_line(task: Runner, tmp_path: Path) -> None:
    path = tmp_path / "edge.log"
    assert task("cloudconnexa_network", {"name": "", "log_path": str(path)})["failed"] is True
    assert written(path) == []


def test_failures_say_what_programs_need_to_go_on(task: Runner) -> None:
    result = task("cloudconnexa_network_info", {"client_secret": "wrong-4711"})
    assert (result["error_type"], result["requires_reauth"]) == ("AuthenticationError", True)
    task.lab.fault("status", status=429, times=None, service="cloudconnexa", path="^/api/v1/networks")
    result = task("cloudconnexa_network_info", {"retry": {"attempts": 1}})
    assert (result["error_type"], result["retryable"]) == ("RateLimitError", True)
    assert result["retry_after"] > 0 and "requires_reauth" not in result
