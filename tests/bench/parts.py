# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of the bench but the bulk one: each starts what it needs, measures, and returns what it found."""

from __future__ import annotations

import statistics
import sys
from collections.abc import Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from tests.bench.plays import (
    EMPTY_TASK,
    NETWORK,
    NETWORK_TASK,
    RULE_TASK,
    Subject,
    cost,
    costs,
    environment_for,
    play_tasks,
)
from tests.bench.proxy import far_away
from tests.bench.raw import one_request
from tests.bench.report import Finding, Goal, Row
from tests.bench.services import address, counts, fill, forget, record, served, token_of

NETWORKS = "/api/v1/networks?page=0&size=100"
EMPTY = "empty action"
NO_OP = "cloudconnexa_network, nothing to do"
RULE_NO_OP = "vyos_nat_rule, nothing to do"
ITEM = "cloudconnexa_network, item of a loop"
URI = "ansible.builtin.uri, one GET"
LATENCIES = (0, 20, 100)
SIZES = (100, 1000, 5000)
FORKS = (1, 5, 20)
SEVERAL = 20


def _uri(url: str, token: str, authority: Any) -> Mapping[str, Any]:
    options = {"url": f"{url}{NETWORKS}", "headers": {"Authorization": f"Bearer {token}"}}
    return {"ansible.builtin.uri": {**options, **({"ca_path": authority} if authority else {})}}


def tasks(folder: Path, rounds: int) -> Finding:
    """Measure single tasks over plain HTTP on this machine."""
    with served(folder) as services:
        environment = environment_for(services, folder)
        play_tasks([NETWORK_TASK, RULE_TASK], folder, environment)
        url, token = services["cloudconnexa"]["url"], token_of(services)
        subjects = [
            Subject(EMPTY, EMPTY_TASK),
            Subject(NO_OP, NETWORK_TASK),
            Subject(RULE_NO_OP, RULE_TASK),
            Subject(URI, _uri(url, token, None), many=10),
            Subject(ITEM, NETWORK_TASK, looped=True),
        ]
        found = costs(subjects, folder, environment, rounds, "tasks")
        fresh, kept = one_request(url, token, NETWORKS, None)
    rows = [Row(title, value) for title, value in found.items()]
    rows += [Row("raw socket, one GET, new connection", fresh), Row("raw socket, one GET, open connection", kept)]
    goals = [
        Goal("cloudconnexa_network / empty action", found[NO_OP] / found[EMPTY], most=1.5),
        Goal("vyos_nat_rule / empty action", found[RULE_NO_OP] / found[EMPTY], most=1.5),
        Goal("uri / cloudconnexa_network", found[URI] / found[NO_OP], least=20),
        Goal("uri / vyos_nat_rule", found[URI] / found[RULE_NO_OP], least=20),
        Goal("item of a loop / empty action", found[ITEM] / found[EMPTY], most=0.5),
    ]
    return Finding("Single tasks", f"http, cost of one task, median of {rounds} rounds", rows, goals)


def latency(folder: Path, rounds: int) -> Finding:
    """Measure a task with nothing to do against one of uri over verified TLS, at several distances."""
    with served(folder, tls=True) as services, ExitStack() as lines:
        environment = environment_for(services, folder)
        play_tasks([NETWORK_TASK], folder, environment)
        cloud, token = services["cloudconnexa"], token_of(services)
        authority, rows = cloud["authority"], []
        subjects = [Subject(EMPTY, EMPTY_TASK)]
        for distance in LATENCIES:
            url = lines.enter_context(far_away(cloud["url"], distance))
            there = {"CLOUDCONNEXA_BASE_URL": url}
            subjects.append(Subject(f"{NO_OP}, {distance} ms away", NETWORK_TASK, environment=there))
            subjects.append(Subject(f"{URI}, {distance} ms away", _uri(url, token, authority), many=8))
            fresh, kept = one_request(url, token, NETWORKS, authority)
            rows.append(Row(f"raw TLS socket, one GET, new connection, {distance} ms away", fresh))
            rows.append(Row(f"raw TLS socket, one GET, open connection, {distance} ms away", kept))
        found = costs(subjects, folder, environment, rounds, "latency")
    goals = []
    for distance in LATENCIES:
        ours, uri = found[f"{NO_OP}, {distance} ms away"], found[f"{URI}, {distance} ms away"]
        goals.append(Goal(f"cloudconnexa_network / empty action, {distance} ms away", ours / found[EMPTY], most=1.5))
        goals.append(Goal(f"uri / cloudconnexa_network, {distance} ms away", uri / ours, least=20))
    how = f"https with a verified certificate and a warm cache, cost of one task, median of {rounds} rounds"
    return Finding("Distance", how, [*(Row(title, value) for title, value in found.items()), *rows], goals)


def requests(folder: Path, rounds: int) -> Finding:
    """Count the requests of plays in which nothing is to be done."""
    del rounds
    with served(folder) as services:
        environment = environment_for(services, folder)
        play_tasks([NETWORK_TASK], folder, environment)
        many = [{"wanforge.edge.cloudconnexa_network": {**NETWORK, "name": f"bench {n}"}} for n in range(100)]
        play_tasks(many, folder, environment)
        found = {}
        for title, tasks_played in (("1 task", [NETWORK_TASK]), ("100 tasks on one collection", many)):
            fresh = {**environment, "WANFORGE_EDGE_STORE": str(folder / f"store of {title}")}
            forget(services)
            play_tasks(tasks_played, folder, fresh)
            found[title] = counts(services)["requests"]
            forget(services)
            play_tasks(tasks_played, folder, fresh)
            found[f"{title}, token still valid"] = counts(services)["requests"]
    rows = [Row(title, value, "requests") for title, value in found.items()]
    goals = [Goal("requests of 100 tasks on one collection", found["100 tasks on one collection"], most=3)]
    return Finding("Requests per play", "nothing to do, token and cache empty at the start", rows, goals)


def growth(folder: Path, rounds: int) -> Finding:
    """Measure one task with nothing to do while its collection grows."""
    subjects: list[tuple[Subject, Mapping[str, str]]] = []
    with ExitStack() as stack:
        for size in SIZES:
            own = folder / str(size)
            own.mkdir()
            services = stack.enter_context(served(own))
            fill(services, size)
            environment = environment_for(services, own)
            options = {"domain": record(7)["domain"], "ipv4_addresses": [str(address(7))]}
            task = {"wanforge.edge.cloudconnexa_dns_record": options}
            play_tasks([task], own, environment)
            subjects.append((Subject(f"{size:,} objects, warm cache", task, many=22), environment))
            cold = {"wanforge.edge.cloudconnexa_dns_record": {**options, "cache_ttl": 0}}
            subjects.append((Subject(f"{size:,} objects, read each time", cold, many=8), environment))
        measured: dict[str, list[float]] = {}
        for number in range(rounds):
            print(f"growth: round {number + 1} of {rounds}", file=sys.stderr, flush=True)
            for subject, own_environment in subjects:
                measured.setdefault(subject.title, []).append(cost(subject, folder, own_environment))
    found = {title: statistics.median(values) for title, values in measured.items()}
    goals = []
    for kind in ("warm cache", "read each time"):
        for few, many in zip(SIZES, SIZES[1:]):
            ratio = found[f"{many:,} objects, {kind}"] / found[f"{few:,} objects, {kind}"]
            goals.append(Goal(f"{many:,} / {few:,} objects, {kind}", ratio, most=1.1 * many / few))
    how = f"http, one task with nothing to do on a collection of DNS records, median of {rounds} rounds"
    return Finding("Growth", how, [Row(title, value) for title, value in found.items()], goals)


def forks(folder: Path, rounds: int) -> Finding:
    """Measure tasks of 20 hosts with one, five and 20 forks."""
    with served(folder) as services:
        environment = environment_for(services, folder)
        play_tasks([NETWORK_TASK], folder, environment)
        subjects = [
            Subject(f"{title}, {number} fork{'s' * (number > 1)}", task, many=6, few=1, hosts=SEVERAL, forks=number)
            for number in FORKS
            for title, task in ((EMPTY, EMPTY_TASK), (NO_OP, NETWORK_TASK))
        ]
        found = costs(subjects, folder, environment, rounds, "forks")
        fresh = {**environment, "WANFORGE_EDGE_STORE": str(folder / "store of forks")}
        forget(services)
        cost(Subject("all at once", NETWORK_TASK, many=2, few=1, hosts=SEVERAL, forks=SEVERAL), folder, fresh)
        tokens = counts(services)["tokens"]
    rows = [Row(title, value) for title, value in found.items()]
    rows.append(Row("tokens fetched by 20 forks that start together", tokens, "requests"))
    goals = [Goal("tokens fetched by 20 forks that start together", tokens, most=1)]
    for number in FORKS:
        forked = f"{number} fork{'s' * (number > 1)}"
        ratio = found[f"{NO_OP}, {forked}"] / found[f"{EMPTY}, {forked}"]
        goals.append(Goal(f"cloudconnexa_network / empty action, {forked}", ratio, most=1.5))
    how = f"http, {SEVERAL} hosts, cost of one task on one host, median of {rounds} rounds"
    return Finding("Forks", how, rows, goals)
