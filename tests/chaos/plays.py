# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whole plays: what must not cost more than it has to, and 20 hosts at once in a storm of faults."""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from typing import Any

from ansible_collections.wanforge.edge.tests.chaos import judge
from ansible_collections.wanforge.edge.tests.chaos.crowd import neighbour
from ansible_collections.wanforge.edge.tests.chaos.grammar import draw_storm
from ansible_collections.wanforge.edge.tests.chaos.picture import SAVED, differing, picture, twins
from ansible_collections.wanforge.edge.tests.chaos.playing import Played, Stage, closed_port, localhost, task
from ansible_collections.wanforge.edge.tests.chaos.world import RECOVERY, Outcome, World, clear
from ansible_collections.wanforge.edge.tests.unit.generic.cases import CASES, Case
from ansible_collections.wanforge.edge.tests.unit.generic.eavesdropping import Relay, serving

NETWORK = {"name": "hq", "description": "Headquarters", "egress": True}
HOSTS = 20
# The documented bucket, 20 at once and one each 15 s, with a time that runs 50 times as fast.
BURST, SECONDS_FOR_EACH = 20, 15 / 50
BUCKET = {"burst": BURST, "rate": 10, "seconds": 3, "time_scale": 1, "retry_after": "none"}
THROTTLED = 60
MOST_OF_BUCKET = 1.1
DEAD = 200
DEAD_SECONDS = 60.0
RETRY = {"attempts": 5, "backoff": 0.01, "backoff_max": 0.05, "budget": 10.0}
STORMY = ("network", "user group", "DNS record", "source rule", "host", "static rule")


class Performance:
    """One play, or several with one store."""

    def __init__(self, world: World, outcome: Outcome, source: random.Random) -> None:
        self.world = world
        self.services = world.services
        self.outcome = outcome
        self.source = source
        clear(world.folder / "stage")
        self.services.control("POST", "reset")
        self.stage = Stage(self.services, world.folder / "stage")
        self.texts: dict[str, str] = {}

    def play(self, *arguments: Any, **more: Any) -> Played:
        """Play and judge the form of all results."""
        played = self.stage.play(*arguments, **more)
        self.outcome.violations += played.problems()
        number = len([name for name in self.texts if name.startswith("the output")])
        self.texts[f"the output of play {number + 1}"] = played.texts["the output"]
        return played

    def succeeded(self, played: Played, count: int) -> None:
        """Note a violation unless so many tasks ran and none failed."""
        failed = [result for result in played.results if result.get("failed")]
        self.outcome.check(not failed, f"{len(failed)} tasks failed: {str(failed[:1])[:600]}")
        self.outcome.check(len(played.results) == count, f"{len(played.results)} tasks ran instead of {count}")

    def end(self) -> None:
        """Look for secrets in all that was written."""
        self.texts.update(self.stage.files())
        self.outcome.violations += judge.of_secrets(self.texts, self.services.secrets())
        self.world.complaints(self.outcome)
        clear(self.world.folder / "stage")


def nothing_to_do(performance: Performance) -> None:
    """100 tasks on one collection with nothing to do: at most 3 requests, the token included."""
    performance.play([task("cloudconnexa_network", NETWORK)], localhost())
    clear(performance.stage.store)
    performance.services.forget()
    played = performance.play([task("cloudconnexa_network", NETWORK)] * 100, localhost())
    performance.succeeded(played, 100)
    changed = [result for result in played.results if result.get("changed")]
    performance.outcome.check(not changed, f"{len(changed)} tasks changed something")
    counts = performance.services.control("GET", "counts")
    performance.outcome.check(counts["requests"] <= 3, f"{counts['requests']} requests instead of 3 at most")
    performance.outcome.figures["100 tasks with nothing to do"] = f"{counts['requests']} requests (at most 3)"


def many_tenants(performance: Performance) -> None:
    """20 forks on 20 tenants: 20 tokens; 20 forks on one tenant: one token."""
    performance.play([task("cloudconnexa_network", NETWORK)], localhost())
    for title, tenants in (("20 forks, 20 tenants", HOSTS), ("20 forks, one tenant", 1)):
        clear(performance.stage.store)
        with ExitStack() as stack:
            targets = [performance.services.tenant["url"]] * tenants
            relays = [stack.enter_context(serving(Relay(target))) for target in targets]
            hosts = {f"site{number}": {"address": relays[number % tenants]} for number in range(HOSTS)}
            performance.services.forget()
            played = performance.play(
                [task("cloudconnexa_network", NETWORK, environment=at("{{ address }}"))] * 3, hosts
            )
        performance.succeeded(played, 3 * HOSTS)
        tokens = performance.services.control("GET", "counts")["tokens"]
        performance.outcome.check(tokens == tenants, f"{title}: {tokens} tokens were fetched")
        performance.outcome.figures[title] = f"{tokens} tokens (exactly {tenants})"


def dead_service(performance: Performance) -> None:
    """A service that is down fails 200 tasks in seconds, in few words; when it is back, the next play goes on."""
    outcome = performance.outcome
    with closed_port() as port:
        address = f"http://127.0.0.1:{port}"
        tasks = [task("cloudconnexa_network", NETWORK, ignore_errors=True, environment=at(address))]
        played = performance.play(tasks * DEAD, localhost())
    failed = [result for result in played.results if result.get("failed")]
    outcome.check(len(failed) == DEAD, f"{len(failed)} tasks failed instead of {DEAD}")
    outcome.faults["connection refused"] += 10
    said = {re.sub(r"again in [\d a-z]+", "again in TIME", str(result["msg"])) for result in failed}
    outcome.check(len(said) <= 2, f"the failures say {len(said)} different things: {sorted(said)}")
    outcome.check(all(address in words for words in said), f"a failure does not name the service: {sorted(said)}")
    outcome.check(played.seconds <= DEAD_SECONDS, f"{DEAD} tasks took {played.seconds:.0f} s with a dead service")
    opened = [result for result in failed if result.get("error_code") == "circuit_breaker_open"]
    outcome.check(len(opened) >= DEAD - 3, f"{DEAD - len(opened)} tasks waited for a dead service")
    outcome.figures[f"{DEAD} tasks, dead service"] = f"{played.seconds:.1f} s, {len(said)} different messages"
    back = Relay(performance.services.tenant["url"], port)
    with serving(back):
        again = performance.play(tasks, localhost())
        performance.succeeded(again, 1)
        performance.succeeded(performance.play(tasks * 3, localhost()), 3)


def limited(performance: Performance) -> None:
    """60 tasks on three collections under the documented bucket: no 429 reaches a user, and no time is lost."""
    performance.services.control("PATCH", "knobs", {"cloudconnexa": {"rate_limit": BUCKET}})
    kinds: tuple[tuple[str, Mapping[str, Any]], ...] = (
        ("cloudconnexa_network", {}),
        ("cloudconnexa_host", {}),
        ("cloudconnexa_user_group", {"all_regions_included": True}),
    )
    tasks = [
        task(module, {"name": f"object {number}", **options})
        for number in range(THROTTLED // len(kinds))
        for module, options in kinds
    ]
    performance.services.forget()
    played = performance.play(tasks, localhost())
    performance.succeeded(played, THROTTLED)
    refused = [entry for entry in performance.services.log() if entry["status"] == 429]
    unavoidable = (THROTTLED - BURST) * SECONDS_FOR_EACH
    ratio = played.seconds / unavoidable
    verdict = "reached" if ratio <= MOST_OF_BUCKET else "MISSED"
    performance.outcome.figures["60 tasks under the bucket"] = (
        f"{played.seconds:.1f} s of {unavoidable:.1f} s that cannot be avoided: {ratio:.2f} "
        f"(at most {MOST_OF_BUCKET:g}: {verdict}), {len(refused)} requests refused on the way"
    )


def stormy(chosen: Sequence[Case]) -> tuple[list[dict[str, Any]], dict[str, dict[str, Any]]]:
    """The tasks of a storm and its hosts: each host has objects of its own, and all of them have one in common."""
    wishes = {case.name: [neighbour(case, number)[1] for number in range(HOSTS)] for case in chosen}
    hosts = {
        f"site{number}": {"wishes": {name: values[number] for name, values in wishes.items()}}
        for number in range(HOSTS)
    }
    tasks = [
        task(case.module, {name: f"{{{{ wishes['{case.name}'].{name} }}}}" for name in case.create}, ignore_errors=True)
        for case in chosen
    ]
    tasks.append(task("cloudconnexa_network", NETWORK, ignore_errors=True))
    return tasks, hosts


def storm(performance: Performance) -> None:
    """20 hosts in a storm of faults, then the same play without, then once more with nothing left to do."""
    source, services, outcome = performance.source, performance.services, performance.outcome
    chosen = [case for case in CASES if case.name in STORMY]
    prepared = [task(module, options) for case in chosen for module, options in case.prepare]
    if prepared:
        performance.succeeded(performance.play(prepared, localhost()), len(prepared))
    before = picture(services.state())
    tasks, hosts = stormy(chosen)
    defaults = {f"group/wanforge.edge.{name}": {"retry": RETRY} for name in ("cloudconnexa", "vyos")}
    script = draw_storm(source)
    outcome.title = f"{len(tasks)} tasks on {HOSTS} hosts: {script}"
    services.inject(script)
    jump = source.choice((0.0, 0.0, 3600.0, -3600.0))
    performance.stage.clock.set(jump)
    performance.play(tasks, hosts, module_defaults=defaults)
    outcome.faults.update(services.stop_faults())
    outcome.faults["20 forks at once"] += len(tasks)
    outcome.faults["wrong clock"] += bool(jump)
    outcome.check(not twins(picture(services.state())), f"there are duplicates: {twins(picture(services.state()))}")
    performance.stage.clock.set(max(jump, 0.0) + RECOVERY)
    performance.succeeded(performance.play(tasks, hosts, module_defaults=defaults), len(tasks) * HOSTS)
    now = picture(services.state())
    made = len(differing(before, now) - {SAVED})
    outcome.check(not twins(now), f"after the clean play there are duplicates: {twins(now)}")
    outcome.check(made == len(chosen) * HOSTS + 1, f"{made} objects were made instead of {len(chosen) * HOSTS + 1}")
    services.forget()
    last = performance.play(tasks, hosts, module_defaults=defaults)
    performance.succeeded(last, len(tasks) * HOSTS)
    changed = [result for result in last.results if result.get("changed")]
    outcome.check(not changed, f"the last play changes something: {str(changed[:1])[:500]}")
    outcome.check(not services.writes(), "the last play writes")


def at(address: str) -> dict[str, str]:
    """The environment of a task for a service at another address."""
    return {"CLOUDCONNEXA_BASE_URL": address}


DEMANDS: Mapping[str, Callable[[Performance], None]] = {
    "nothing": nothing_to_do,
    "tenants": many_tenants,
    "dead": dead_service,
    "bucket": limited,
}


def play(world: World, name: str, kind: str, source: random.Random) -> Outcome:
    """Play a demand by its name, or a storm, and return what came of it."""
    demand = DEMANDS.get(kind, storm)
    outcome = Outcome(name, str(demand.__doc__).splitlines()[0], modules=("ansible-playbook",))
    performance = Performance(world, outcome, source)
    demand(performance)
    performance.end()
    return outcome
