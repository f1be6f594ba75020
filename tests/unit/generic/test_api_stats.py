# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The callback api_stats shows what really arrived at the services, however the tasks ran."""

from __future__ import annotations

import json
import re
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.wanforge.edge.tests.unit.generic.controller import Controller
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import Laboratory, Runner

ENABLED = {"ANSIBLE_CALLBACKS_ENABLED": "wanforge.edge.api_stats"}
HEADING = "API REQUESTS"


def play(controller: Controller, tasks: list[dict[str, Any]], **keywords: Any) -> list[dict[str, Any]]:
    """A play on the controller."""
    defaults = {
        "group/wanforge.edge.cloudconnexa": controller.lab.connection("cloudconnexa_network"),
        "group/wanforge.edge.vyos": controller.lab.connection("vyos_nat_rule"),
    }
    variables = {
        "ansible_python_interpreter": sys.executable,
        "ansible_async_dir": str(controller.folder / "async"),
    }
    common = {"hosts": "localhost", "connection": "local", "gather_facts": False, "module_defaults": defaults}
    return [{**common, "vars": variables, "tasks": tasks, **keywords}]


def rows(output: str) -> dict[str, list[str]]:
    """The cells of the table, by their first one."""
    below = output.split(HEADING, 1)[1] if HEADING in output else ""
    cells = [re.split(r"\s{2,}", line) for line in below.splitlines()]
    return {row[0]: row[1:] for row in cells if len(row) > 1}


def host_of(url: str) -> str:
    """Host and port of an address."""
    return url.split("//", 1)[1].rstrip("/")


@pytest.fixture
def controller(lab: Laboratory, tmp_path: Path) -> Controller:
    return Controller(lab, tmp_path)


def ran(controller: Controller, tasks: list[dict[str, Any]], *arguments: str, **environment: str) -> str:
    """Run tasks and return what was shown."""
    path = controller.write("play.yml", json.dumps(play(controller, tasks)))
    done = controller.run("playbook", "-i", "localhost,", path, *arguments, environment={**ENABLED, **environment})
    assert done.returncode == 0, done.stdout + done.stderr
    assert "wanforge_edge_stats" not in done.stdout
    return done.stdout


NETWORK = {"wanforge.edge.cloudconnexa_network": {"name": "hq"}}
RULE = {
    "wanforge.edge.vyos_nat_rule": {
        "type": "source",
        "rule": 10,
        "outbound_interface": {"name": "eth0"},
        "translation": {"address": "masquerade"},
    }
}


def test_the_table_is_the_log_of_the_services(controller: Controller) -> None:
    lab = controller.lab
    lab.fault("status", status=429, service="cloudconnexa", method="GET", path="^/api/v1/networks")
    output = ran(controller, [NETWORK, {**NETWORK, "name": "Again"}, RULE, {"ansible.builtin.debug": {}}])
    table = rows(output)
    heading = table["service"]
    tenant = dict(zip(heading, table[host_of(lab.tenant["url"])]))
    log = [entry for entry in lab.log() if entry["service"] == "cloudconnexa"]
    writes = [entry for entry in log if entry["method"] == "POST" and "token" not in entry["path"]]
    assert tenant["tasks"] == "2"
    assert tenant["requests"] == str(len(log))
    assert tenant["writes"] == str(len(writes)) == "1"
    assert int(tenant["reads"]) == len(log) - 1
    assert (tenant["retries"], tenant["HTTP 429"], tenant["tokens"]) == ("1", "1", "1")
    router = dict(zip(heading, table[host_of(lab.router["url"])]))
    assert router["requests"] == str(len([entry for entry in lab.log() if entry["service"] == "vyos"]))
    assert router["tasks"] == "1"
    assert "Again (localhost)" in output and "slowest tasks" in output


@pytest.mark.parametrize("way", [{"become": True}, {"async": 30, "poll": 1}, {"no_log": True}, {"loop": [1, 2]}])
def test_however_a_task_runs_it_is_counted(
    way: Mapping[str, Any], controller: Controller, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With become the task is handed over to a module process; a program that does nothing stands for sudo."""
    sudo = controller.folder / "sudo"
    sudo.write_text('#!/bin/sh\nwhile [ "${1#-}" != "$1" ]; do case "$1" in -u) shift;; esac; shift; done\nexec "$@"\n')
    sudo.chmod(0o755)
    become = {"become_user": "nobody", "vars": {"ansible_become_exe": str(sudo)}} if "become" in way else {}
    shown = {"ansible.builtin.debug": {"var": "done"}}
    output = ran(controller, [{**NETWORK, **way, **become, "name": "The task", "register": "done"}, shown])
    table = rows(output)
    tenant = dict(zip(table["service"], table[host_of(controller.lab.tenant["url"])]))
    assert tenant["requests"] == str(
        len([entry for entry in controller.lab.log() if entry["service"] == "cloudconnexa"])
    )
    assert tenant["tasks"] == ("2" if "loop" in way else "1")


def test_what_failed_is_shown_by_type(controller: Controller) -> None:
    wrong = {"wanforge.edge.cloudconnexa_network_info": {"client_secret": "wrong-4711"}, "ignore_errors": True}
    output = ran(controller, [wrong])
    assert f"{host_of(controller.lab.tenant['url'])}: failed with AuthenticationError (1)" in output
    assert "wrong-4711" not in output


def test_how_many_slow_tasks_are_shown(controller: Controller) -> None:
    tasks = [{**NETWORK, "name": f"Task {number}"} for number in range(4)]
    two = ran(controller, tasks, WANFORGE_EDGE_API_STATS_SLOWEST="2").split("slowest tasks", 1)[1]
    assert len([line for line in two.splitlines() if line.startswith("Task ")]) == 2
    assert "slowest tasks" not in ran(controller, tasks, WANFORGE_EDGE_API_STATS_SLOWEST="0")


def test_nothing_is_shown_if_nothing_was_asked(controller: Controller) -> None:
    assert HEADING not in ran(controller, [{"ansible.builtin.debug": {}}])
    refused = {"wanforge.edge.cloudconnexa_network": {"name": ""}, "ignore_errors": True}
    assert HEADING not in ran(controller, [refused])


def test_nothing_is_shown_or_counted_unless_it_is_enabled(controller: Controller) -> None:
    tasks = [NETWORK, {"ansible.builtin.debug": {"msg": "{{ lookup('env', 'WANFORGE_EDGE_STATS') or 'not set' }}"}}]
    output = ran(controller, tasks, ANSIBLE_CALLBACKS_ENABLED="ansible.builtin.tree", ANSIBLE_CALLBACK_TREE_DIR="tree")
    assert HEADING not in output and "not set" in output
    assert "api_stats" in ran(controller, tasks)


def test_nothing_is_left_behind(controller: Controller) -> None:
    ran(controller, [NETWORK])
    assert not [path for path in controller.folder.rglob("*") if "api_stats" in path.name]


def test_each_fork_counts(controller: Controller) -> None:
    """Ten hosts at once: no line is lost or mixed with another one."""
    hosts = ",".join(f"host{number}" for number in range(10)) + ","
    content = play(controller, [{"wanforge.edge.cloudconnexa_network_info": {}}], hosts="all")
    path = controller.write("play.yml", json.dumps(content))
    done = controller.run("playbook", "-i", hosts, "-f", "10", path, environment=ENABLED)
    assert done.returncode == 0, done.stdout + done.stderr
    table = rows(done.stdout)
    tenant = dict(zip(table["service"], table[host_of(controller.lab.tenant["url"])]))
    assert (tenant["tasks"], tenant["requests"]) == ("10", str(len(controller.lab.log())))


def test_a_module_counts_nothing_for_nobody(task: Runner) -> None:
    assert "wanforge_edge_stats" not in task.good("cloudconnexa_network_info", {})
