# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The part that measures cloudconnexa_wpc: a whole tenant planned, and changed, by one task."""

from __future__ import annotations

import json
import statistics
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from tests.bench.plays import EMPTY_TASK, Played, environment_for, play_tasks
from tests.bench.proxy import far_away
from tests.bench.raw import send_all
from tests.bench.report import Finding, Goal, Row
from tests.bench.services import RECORDS, address, served, token_of
from tests.demo import control

FEW, MANY = 500, 5000
WRITTEN = 300
PARALLEL = 4
DISTANCE = 20
PER_NETWORK = 40


def document(count: int) -> dict[str, Any]:
    """Return a tenant with about so many objects: half routes in networks, half DNS records."""
    networks = []
    for number in range(count // 2 // (PER_NETWORK + 1)):
        subnets = [f"10.{number}.{route}.0/24" for route in range(PER_NETWORK)]
        routes = [{"subnet": subnet, "description": f"Route {subnet}"} for subnet in subnets]
        networks.append({"name": f"site-{number}", "internet_access": "SPLIT_TUNNEL_ON", "routes": routes})
    made = len(networks) * (PER_NETWORK + 1)
    return {"networks": networks, "dns_records": records(0, count - made)}


def records(first: int, count: int) -> list[dict[str, Any]]:
    """Return so many DNS records as options."""
    return [
        {"domain": f"host-{number}.bench.example.com", "ipv4_addresses": [str(address(number))]}
        for number in range(first, first + count)
    ]


def task_of(folder: Path, name: str, wanted: Mapping[str, Any], **options: Any) -> dict[str, Any]:
    """Write a document and return the task that makes the tenant be like it. JSON is YAML, too."""
    path = folder / name
    path.write_text(_yaml(wanted), encoding="utf-8")
    return {"wanforge.edge.cloudconnexa_wpc": {"src": str(path), "parallel": PARALLEL, **options}}


def _yaml(wanted: Mapping[str, Any]) -> str:
    """Return a document in block style, as people write it."""
    lines = []
    for section, items in wanted.items():
        lines.append(f"{section}:")
        for item in items:
            head, *rest = [f"{name}: {json.dumps(value)}" for name, value in item.items() if name != "routes"]
            lines += [f"  - {head}", *(f"    {line}" for line in rest)]
            if "routes" in item:
                lines.append("    routes:")
                for route in item["routes"]:
                    lines += [f"      - subnet: {route['subnet']}", f"        description: {route['description']}"]
    return "\n".join(lines) + "\n"


def bulk(folder: Path, rounds: int) -> Finding:
    """Measure plans of small and large tenants, and many writes against a raw client."""
    planned: dict[int, list[Played]] = {FEW: [], MANY: []}
    empty: list[Played] = []
    with served(folder) as small, served(folder) as large:
        played = {}
        for count, services in ((FEW, small), (MANY, large)):
            own = folder / f"tenant of {count}"
            own.mkdir()
            environment = environment_for(services, own)
            task = task_of(own, "tenant.yml", document(count), cache_ttl=0)
            print(f"bulk: make a tenant of {count}", file=sys.stderr, flush=True)
            play_tasks([{**task, "vars": {}}], own, environment)
            played[count] = (task, own, environment)
        for number in range(rounds):
            print(f"bulk: round {number + 1} of {rounds}", file=sys.stderr, flush=True)
            empty.append(play_tasks([EMPTY_TASK], folder, played[FEW][2]))
            for count, (task, own, environment) in played.items():
                planned[count].append(play_tasks([task], own, environment, "--check"))
    base = statistics.median(run.seconds for run in empty)
    took = {count: statistics.median(run.seconds for run in runs) - base for count, runs in planned.items()}
    memory = max(run.memory for run in planned[MANY])
    ours, raw = writes(folder, rounds)
    rows = [
        Row(f"{FEW:,} objects planned, over an empty play", took[FEW] * 1000),
        Row(f"{MANY:,} objects planned, over an empty play", took[MANY] * 1000),
        Row(f"largest process of the play with {MANY:,} objects", memory, "MiB"),
        Row(f"{WRITTEN} objects created {DISTANCE} ms away, {PARALLEL} at a time, over an empty play", ours * 1000),
        Row(f"the same {WRITTEN} requests by raw sockets, {PARALLEL} connections", raw * 1000),
    ]
    goals = [
        Goal(f"seconds to plan {MANY:,} objects", took[MANY], most=1.5),
        Goal(f"MiB of the largest process with {MANY:,} objects", memory, most=150),
        Goal(f"{MANY:,} / {FEW:,} objects planned", took[MANY] / took[FEW], most=11),
        Goal(f"{WRITTEN} objects created / raw sockets", ours / raw, most=1.5),
    ]
    how = f"http, one task of cloudconnexa_wpc with src, nothing to do or everything to do, median of {rounds} rounds"
    return Finding("A whole tenant", how, rows, goals)


def writes(folder: Path, rounds: int) -> tuple[float, float]:
    """Return the seconds that a task needs to create objects, planning included, and a raw client for the same requests."""
    ours, raw = [], []
    own = folder / "writes"
    own.mkdir()
    task = task_of(own, "new.yml", {"dns_records": records(0, WRITTEN)})
    requests = [
        ("POST", RECORDS, {"domain": item["domain"], "ipv4Addresses": item["ipv4_addresses"]})
        for item in records(0, WRITTEN)
    ]
    with served(own) as services, far_away(services["cloudconnexa"]["url"], DISTANCE) as url:
        environment = {**environment_for(services, own), "CLOUDCONNEXA_BASE_URL": url}
        start = services["control"]["url"]
        for number in range(rounds):
            print(f"bulk: writes, round {number + 1} of {rounds}", file=sys.stderr, flush=True)
            control(start, "/reset", "POST")
            base = play_tasks([EMPTY_TASK], own, environment).seconds
            ours.append(play_tasks([task], own, environment).seconds - base)
            control(start, "/reset", "POST")
            begun = time.perf_counter()
            send_all(url, token_of(services), requests, PARALLEL)
            raw.append(time.perf_counter() - begun)
    return statistics.median(ours), statistics.median(raw)
