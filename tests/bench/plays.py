# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plays, what they cost, and in which environment they run.

Each kind of task is played with few and with many tasks; the difference divided by the number of tasks is the cost of one,
without the start of Ansible. Kinds of tasks take turns, so that what else the machine does meets all of them.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
NETWORK = {"name": "bench", "description": "Measured", "internet_access": "SPLIT_TUNNEL_ON"}
RULE = {"type": "source", "rule": 10, "outbound_interface": {"name": "eth0"}, "translation": {"address": "masquerade"}}
NETWORK_TASK = {"wanforge.edge.cloudconnexa_network": NETWORK}
RULE_TASK = {"wanforge.edge.vyos_nat_rule": RULE}
EMPTY_TASK: Mapping[str, Any] = {"nothing": {}}


@dataclass(frozen=True)
class Subject:
    """One kind of task: the task itself, how many are played in the long and in the short play, and with which variables."""

    title: str
    task: Mapping[str, Any]
    many: int = 60
    few: int = 2
    looped: bool = False
    environment: Mapping[str, str] = field(default_factory=dict)
    hosts: int = 1
    forks: int = 5


def playbook(subject: Subject, count: int) -> list[dict[str, Any]]:
    """Return a play with that many tasks, or with one task that loops so often."""
    task: dict[str, Any] = {"name": subject.title, **subject.task}
    tasks = [{**task, "loop": list(range(count))}] if subject.looped else [task] * count
    return [{"name": "Measure", "hosts": "all", "gather_facts": False, "tasks": tasks}]


@dataclass(frozen=True)
class Played:
    """What a play took, and the largest memory of one of its processes in MiB."""

    seconds: float
    memory: float


def play(path: Path, environment: Mapping[str, str], hosts: int = 1, forks: int = 5, *options: str) -> Played:
    """Play once. Stops the bench if the play fails."""
    inventory = path.with_suffix(".ini")
    names = [f"site{number}" for number in range(hosts)]
    variables = f"ansible_connection=local ansible_python_interpreter={sys.executable}"
    inventory.write_text("\n".join(f"{name} {variables}" for name in names) + "\n", encoding="utf-8")
    command = ["ansible-playbook", "--inventory", str(inventory), "--forks", str(forks), str(path), *options]
    with tempfile.TemporaryFile() as output:
        started = time.perf_counter()
        with subprocess.Popen(command, env=dict(environment), stdout=output, stderr=subprocess.STDOUT) as process:
            _pid, status, used = os.wait4(process.pid, 0)
            taken = time.perf_counter() - started
            process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode != 0:
            output.seek(max(0, output.tell() - 4000))
            raise SystemExit(f"{path.name} failed:\n{output.read().decode(errors='replace')}")
    return Played(taken, used.ru_maxrss / 1024)


def play_tasks(
    tasks: Sequence[Mapping[str, Any]], folder: Path, environment: Mapping[str, str], *options: str
) -> Played:
    """Play some tasks once on one host."""
    path = folder / "tasks.yml"
    book = [{"name": "Measure", "hosts": "all", "gather_facts": False, "tasks": [dict(task) for task in tasks]}]
    path.write_text(json.dumps(book), encoding="utf-8")
    return play(path, environment, 1, 5, *options)


def cost(subject: Subject, folder: Path, environment: Mapping[str, str]) -> float:
    """Return the cost of one task in milliseconds."""
    taken = {}
    for count in (subject.few, subject.many):
        path = folder / f"{count}.yml"
        path.write_text(json.dumps(playbook(subject, count)), encoding="utf-8")
        full = {**environment, **subject.environment}
        taken[count] = play(path, full, subject.hosts, subject.forks).seconds
    tasks = (subject.many - subject.few) * subject.hosts
    return (taken[subject.many] - taken[subject.few]) / tasks * 1000


def costs(
    subjects: Sequence[Subject], folder: Path, environment: Mapping[str, str], rounds: int, title: str
) -> dict[str, float]:
    """Return the median cost of each kind of task in milliseconds."""
    measured: dict[str, list[float]] = {}
    for number in range(rounds):
        print(f"{title}: round {number + 1} of {rounds}", file=sys.stderr, flush=True)
        for subject in subjects:
            measured.setdefault(subject.title, []).append(cost(subject, folder, environment))
    return {name: statistics.median(values) for name, values in measured.items()}


def environment_for(services: Mapping[str, Any], folder: Path) -> dict[str, str]:
    """Return the environment of the plays: a store of their own, and nothing of the user's settings for services."""
    cloud, router = services["cloudconnexa"], services["vyos"]
    # Compiled modules are kept, as they are for users.
    strange = ("PYTHONDONTWRITEBYTECODE", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "WANFORGE_", "CLOUDCONNEXA_", "VYOS_")
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(strange)}
    trusted = {"REQUESTS_CA_BUNDLE": cloud["authority"]} if cloud.get("authority") else {}
    return {
        **inherited,
        **trusted,
        "ANSIBLE_ACTION_PLUGINS": str(HERE / "action_plugins"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "WANFORGE_EDGE_STORE": str(folder / "store"),
        "CLOUDCONNEXA_BASE_URL": cloud["url"],
        "CLOUDCONNEXA_CLIENT_ID": cloud["client_id"],
        "CLOUDCONNEXA_CLIENT_SECRET": cloud["client_secret"],
        "VYOS_URL": router["url"],
        "VYOS_API_KEY": router["api_key"],
        "VYOS_RELEASE": "1.4",
    }
