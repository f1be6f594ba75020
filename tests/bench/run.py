# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Measure what a task costs, as ratios within one run against the sandbox.

Each kind of task is played with few and with many tasks, in turn, several times; the difference divided by the number of tasks
is the cost of one, without the start of Ansible. The medians are compared. Exit status 1 if a goal is missed.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.demo import control, sandbox

HERE = Path(__file__).resolve().parent
ROUNDS = 5
NETWORK = {"name": "bench", "description": "Measured", "internet_access": "SPLIT_TUNNEL_ON"}
RULE = {"type": "source", "rule": 10, "outbound_interface": {"name": "eth0"}, "translation": {"address": "masquerade"}}


@dataclass(frozen=True)
class Subject:
    """One kind of task: how it is called, the task itself, and how many are played in the long and in the short play."""

    title: str
    task: Mapping[str, Any]
    many: int
    few: int = 2
    looped: bool = False


@dataclass(frozen=True)
class Goal:
    """A ratio that must be reached."""

    title: str
    ratio: float
    least: float = 0.0
    most: float = float("inf")

    @property
    def reached(self) -> bool:
        """Whether the ratio lies within its bounds."""
        return self.least <= self.ratio <= self.most

    def __str__(self) -> str:
        """The ratio with its goal."""
        bound = f"at least {self.least:g}" if self.least else f"at most {self.most:g}"
        return f"  {self.title:<58} {self.ratio:7.2f}   goal: {bound:<12} {'reached' if self.reached else 'MISSED'}"


def subjects(services: Mapping[str, Any], token: str) -> list[Subject]:
    """Return what is measured."""
    url = services["cloudconnexa"]["url"]
    uri = {"url": f"{url}/api/v1/networks?page=0&size=100", "headers": {"Authorization": f"Bearer {token}"}}
    return [
        Subject("empty action task", {"nothing": {}}, 60),
        Subject("cloudconnexa_network, nothing to do", {"wanforge.edge.cloudconnexa_network": NETWORK}, 60),
        Subject("vyos_nat_rule, nothing to do", {"wanforge.edge.vyos_nat_rule": RULE}, 60),
        Subject("ansible.builtin.uri, one GET", {"ansible.builtin.uri": uri}, 10),
        Subject(
            "cloudconnexa_network, item of a loop", {"wanforge.edge.cloudconnexa_network": NETWORK}, 60, looped=True
        ),
    ]


def playbook(subject: Subject, count: int) -> list[dict[str, Any]]:
    """Return a play with that many tasks, or with one task that loops so often."""
    task: dict[str, Any] = {"name": subject.title, **subject.task}
    tasks = [{**task, "loop": list(range(count))}] if subject.looped else [task] * count
    return [{"name": "Measure", "hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}]


def seconds(path: Path, environment: Mapping[str, str]) -> float:
    """Play once and return the time it took."""
    started = time.perf_counter()
    done = subprocess.run(["ansible-playbook", str(path)], env=environment, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{path.name} failed:\n{done.stdout}{done.stderr}")
    return time.perf_counter() - started


def cost(subject: Subject, folder: Path, environment: Mapping[str, str]) -> float:
    """Return the cost of one task in milliseconds."""
    taken = {}
    for count in (subject.few, subject.many):
        path = folder / f"{count}.yml"
        path.write_text(json.dumps(playbook(subject, count)), encoding="utf-8")
        taken[count] = seconds(path, environment)
    return (taken[subject.many] - taken[subject.few]) / (subject.many - subject.few) * 1000


def environment_for(services: Mapping[str, Any]) -> dict[str, str]:
    """Return the environment of the plays."""
    cloud, router = services["cloudconnexa"], services["vyos"]
    # Compiled modules are kept, as they are for users.
    inherited = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    return {
        **inherited,
        "ANSIBLE_ACTION_PLUGINS": str(HERE / "action_plugins"),
        "ANSIBLE_LOCALHOST_WARNING": "false",
        "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false",
        "CLOUDCONNEXA_BASE_URL": cloud["url"],
        "CLOUDCONNEXA_CLIENT_ID": cloud["client_id"],
        "CLOUDCONNEXA_CLIENT_SECRET": cloud["client_secret"],
        "VYOS_URL": router["url"],
        "VYOS_API_KEY": router["api_key"],
        "VYOS_RELEASE": "1.4",
    }


def token_of(services: Mapping[str, Any]) -> str:
    """Return a token, as a user of ansible.builtin.uri would fetch one beforehand."""
    cloud = services["cloudconnexa"]
    query = f"client_id={cloud['client_id']}&client_secret={cloud['client_secret']}&grant_type=client_credentials"
    return str(control(cloud["url"], f"/api/v1/oauth/token?{query}", "POST")["access_token"])


def measure(services: Mapping[str, Any]) -> dict[str, float]:
    """Return the median cost of each kind of task in milliseconds."""
    environment = environment_for(services)
    measured: dict[str, list[float]] = {}
    with tempfile.TemporaryDirectory() as name:
        prepare = Path(name) / "prepare.yml"
        prepared = [{"wanforge.edge.cloudconnexa_network": NETWORK}, {"wanforge.edge.vyos_nat_rule": RULE}]
        play = {
            "name": "Prepare",
            "hosts": "localhost",
            "connection": "local",
            "gather_facts": False,
            "tasks": prepared,
        }
        prepare.write_text(json.dumps([play]), encoding="utf-8")
        seconds(prepare, environment)
        for number in range(ROUNDS):
            print(f"round {number + 1} of {ROUNDS}", file=sys.stderr, flush=True)
            for subject in subjects(services, token_of(services)):
                measured.setdefault(subject.title, []).append(cost(subject, Path(name), environment))
    return {title: statistics.median(values) for title, values in measured.items()}


def main() -> int:
    """Measure, print the table, and return the exit status."""
    with sandbox() as services:
        costs = measure(services)
    print("Cost of one task, median of", ROUNDS, "rounds:")
    for title, milliseconds in costs.items():
        print(f"  {title:<58} {milliseconds:7.1f} ms")
    empty, network, rule, uri, item = costs.values()
    goals = [
        Goal("uri / cloudconnexa_network", uri / network, least=15),
        Goal("uri / vyos_nat_rule", uri / rule, least=15),
        Goal("cloudconnexa_network / empty action", network / empty, most=2),
        Goal("vyos_nat_rule / empty action", rule / empty, most=2),
        Goal("item of a loop / empty action", item / empty, most=1),
    ]
    print("Ratios:")
    for goal in goals:
        print(goal)
    return 0 if all(goal.reached for goal in goals) else 1


if __name__ == "__main__":
    sys.exit(main())
