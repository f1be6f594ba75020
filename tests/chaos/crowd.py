# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many forks at once, as Ansible makes them: on the same object, on members of one object, on its neighbours, some of them killed."""

from __future__ import annotations

import json
import os
import random
import re
import signal
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ansible_collections.wanforge.edge.tests.chaos import judge
from ansible_collections.wanforge.edge.tests.chaos.grammar import Script, draw_storm
from ansible_collections.wanforge.edge.tests.chaos.picture import SAVED, Picture, differing, picture, twins, unmet
from ansible_collections.wanforge.edge.tests.chaos.subjects import Task
from ansible_collections.wanforge.edge.tests.chaos.world import BREAKER_OPEN, Outcome, World
from ansible_collections.wanforge.edge.tests.unit.generic.cases import CASES, LASTING, Case

FORKS = 20
LONGEST = 60.0
PATIENT = {"attempts": 5, "backoff": 0.002, "backoff_max": 0.02, "budget": 3.0}
# Kinds of object of which there can be many that differ in nothing but the last option of their identity.
MANY = ("network", "host", "connector", "route", "user group", "DNS record", "source rule", "static rule", "IP service")
KINDS = ("same", "members", "neighbours", "killed", "both services")


@dataclass(frozen=True)
class Crowd:
    """Tasks that start at the same moment."""

    kind: str
    cases: tuple[Case, ...]
    before: tuple[Task, ...]
    tasks: tuple[Task, ...]
    script: Script
    killed: bool

    def case_of(self, number: int) -> Case:
        """The kind of object that a task is about."""
        return self.cases[number % len(self.cases)]

    def __str__(self) -> str:
        names = ", ".join(case.name for case in self.cases)
        return f"{len(self.tasks)} forks, {self.kind} ({names}): {self.script}"


def neighbour(case: Case, number: int) -> Task:
    """The task that makes another object of a kind."""
    name = case.identity[-1]
    value: Any = case.create[name]
    if isinstance(value, int):
        value += number
    elif re.fullmatch(r"[\d.]+/\d+", value):
        value = f"10.{100 + number}.0.0/24"
    elif "." in value:
        value = f"x{number}.{value}"
    else:
        value = f"{value}-{number}"
    return case.module, {**case.create, name: value}


def members(case: Case) -> list[Task]:
    """Tasks that each change one member of the same object."""
    changes = {**case.clear, **case.change}
    return [(case.module, {**case.named, name: value}) for name, value in changes.items() if name != "state"]


def draw(source: random.Random) -> Crowd:
    """Draw a crowd."""
    kind = source.choice(KINDS)
    many = [case for case in CASES if case.name in MANY]
    chosen = [source.choice(many)]
    if kind == "members":
        chosen = [source.choice([case for case in (*CASES, *LASTING) if len(members(case)) > 1])]
    elif kind == "same":
        chosen = [source.choice(CASES)]
    elif kind == "both services":
        chosen = [source.choice([case for case in many if case.module.startswith(name)]) for name in ("cloud", "vyos")]
    before = tuple(task for case in chosen for task in case.prepare)
    if kind == "members":
        before = (*before, (chosen[0].module, chosen[0].create))
        tasks = (members(chosen[0]) * FORKS)[:FORKS]
    elif kind == "same":
        tasks = [(chosen[0].module, chosen[0].create)] * FORKS
    else:
        tasks = [neighbour(chosen[number % len(chosen)], number) for number in range(FORKS)]
    script = draw_storm(source) if source.random() < 0.85 else Script(())
    return Crowd(kind, tuple(chosen), before, tuple(tasks), script, kind == "killed")


class Rush:
    """The crowd under way."""

    def __init__(self, world: World, crowd: Crowd, outcome: Outcome, source: random.Random) -> None:
        self.world = world
        self.crowd = crowd
        self.outcome = outcome
        self.source = source
        self.folder = world.store_folder()
        self.texts: dict[str, str] = {}
        self.tasks = [
            (module, {**world.services.connection(module), "retry": PATIENT, **options})
            for module, options in crowd.tasks
        ]

    def run(self) -> None:
        """Play the crowd."""
        self.world.clock.set(0.0)
        start, _identifier = self.world.prepared(self.crowd.before)
        self.world.services.restore(start)
        before = picture(self.world.services.state())
        self.world.services.inject(self.crowd.script)
        results = self._at_once()
        self.outcome.faults.update(self.world.services.stop_faults())
        self.outcome.faults["20 forks at once"] += 1
        self._judge(results)
        self._heal(before)
        self.texts.update(judge.files_below(self.world.folder))
        self.outcome.violations += judge.of_secrets(self.texts, self.world.secrets(*self.tasks))
        self.world.complaints(self.outcome)

    def _at_once(self) -> list[dict[str, Any]]:
        """Run each task in a fork of its own and return the results, empty for those that were killed."""
        gate = os.pipe()
        places = [self.world.folder / f"result-{number}.json" for number in range(len(self.tasks))]
        forks = [self._fork(number, gate, places[number]) for number in range(len(self.tasks))]
        started = time.monotonic()
        os.close(gate[0])
        os.close(gate[1])
        doomed = self.source.sample(forks, 6) if self.crowd.killed else []
        for process in doomed:
            time.sleep(self.source.uniform(0.0, 0.05))
            os.kill(process, signal.SIGKILL)
            self.outcome.faults["killed"] += 1
        self._wait(forks, started + LONGEST)
        self.outcome.seconds = max(self.outcome.seconds, time.monotonic() - started)
        return [self._result(place) for place in places]

    def _fork(self, number: int, gate: tuple[int, int], place: Path) -> int:
        place.unlink(missing_ok=True)
        process = os.fork()
        if process:
            return process
        own = Outcome(f"fork {number}")
        try:
            module, options = self.tasks[number]
            # Nothing is ever written to the pipe: this returns for all forks at once when the parent closes the last writing end.
            os.close(gate[1])
            os.read(gate[0], 1)
            result = self.world.run(own, module, options, str(self.folder))
            spare = place.with_suffix(".part")
            spare.write_text(
                json.dumps({"result": result, "violations": own.violations}, default=str), encoding="utf-8"
            )
            spare.replace(place)
        finally:
            os._exit(0)

    def _wait(self, forks: Sequence[int], until: float) -> None:
        left = list(forks)
        while left and time.monotonic() < until:
            left = [process for process in left if os.waitpid(process, os.WNOHANG)[0] == 0]
            time.sleep(0.005)
        self.outcome.check(not left, f"{len(left)} tasks did not end within {LONGEST:g} s")
        for process in left:
            os.kill(process, signal.SIGKILL)
            os.waitpid(process, 0)

    def _result(self, place: Path) -> dict[str, Any]:
        if not place.exists():
            self.outcome.check(self.crowd.killed, "a task ended without a result")
            return {}
        found = json.loads(place.read_text(encoding="utf-8"))
        self.outcome.violations += found["violations"]
        self.texts[place.stem] = judge.told(found["result"])
        return dict(found["result"])

    def _judge(self, results: Sequence[Mapping[str, Any]]) -> None:
        """Nothing is there twice, and what a task claims to have done is there."""
        now = picture(self.world.services.state())
        self.outcome.check(not twins(now), f"there are duplicates: {twins(now)}")
        for number, result in enumerate(results):
            if result and not result.get("failed"):
                missing = self._missing(number, now)
                self.outcome.check(not missing, f"an update was lost: task {number} succeeded, but {missing}")
        if self.crowd.kind == "same":
            makers = len([result for result in results if result.get("changed") and not result.get("failed")])
            self.outcome.check(makers <= 1, f"{makers} tasks say that they made the same object")
        if not self.crowd.script.rules and not self.crowd.killed:
            failed = [result.get("msg") for result in results if result.get("failed")]
            self.outcome.check(not failed, f"without any fault {len(failed)} tasks failed: {failed[:1]}")

    def _missing(self, number: int, now: Picture) -> list[str]:
        """What the state does not show of the options of a task."""
        _module, options = self.crowd.tasks[number]
        found = named(self.crowd.case_of(number), options, now)
        wanted = {name: value for name, value in options.items() if name != "state"}
        return unmet(wanted, found) if found else [f"there is no object for {dict(options)}"]

    def _keys(self, number: int, now: Picture) -> set[str]:
        return set(named(self.crowd.case_of(number), self.crowd.tasks[number][1], now))

    def _heal(self, before: Picture) -> None:
        """All tasks again, one after the other, then once more."""
        services = self.world.services
        for task in range(len(self.tasks)):
            result = self._clean(task, "the clean run")
            if result.get("error_code") == BREAKER_OPEN:
                self.outcome.faults["breaker opened"] += 1
                self.world.advance_past_breaker()
                result = self._clean(task, "the clean run after the breaker")
            self.outcome.check(not result.get("failed"), f"the clean run failed: {str(result)[:500]}")
        now = picture(services.state())
        self.outcome.check(not twins(now), f"after the clean run there are duplicates: {twins(now)}")
        lost = [words for number in range(len(self.tasks)) for words in self._missing(number, now)]
        self.outcome.check(not lost, f"after the clean run: {lost[:3]}")
        own = {key for number in range(len(self.tasks)) for key in self._keys(number, now)}
        strange = sorted(differing(before, now) - own - {SAVED})
        self.outcome.check(not strange, f"other objects changed: {strange[:5]}")
        services.forget()
        for task in range(len(self.tasks)):
            result = self._clean(task, "the last run")
            self.outcome.check(result.get("changed") is False, f"the last run changes something: {str(result)[:500]}")
        writes = [entry["path"] for entry in services.writes() if not entry["path"].endswith("/config-file")]
        self.outcome.check(not writes, f"the last run writes {writes[:3]}")

    def _clean(self, number: int, title: str) -> dict[str, Any]:
        module, options = self.tasks[number]
        save = {"save": "always"} if module.startswith("vyos_") and title != "the last run" else {}
        result = self.world.run(self.outcome, module, {**options, **save}, str(self.folder))
        self.texts[f"{title} of task {number}"] = judge.told(result)
        return result


def named(case: Case, options: Mapping[str, Any], shown: Picture) -> Picture:
    """The part of a picture that shows the object that options name, and what belongs to it; all settings if they name none."""
    if not case.identity:
        return {key: value for key, value in shown.items() if key.startswith(("settings/", "switches/"))}
    name = str(options[case.identity[-1]])
    return {key: value for key, value in shown.items() if key.endswith(f"/{name}") or f"/{name}/" in key}


def play(world: World, name: str, source: random.Random) -> Outcome:
    """Play one crowd and return what came of it."""
    crowd = draw(source)
    modules = tuple(sorted({module for module, _options in crowd.tasks}))
    outcome = Outcome(name, str(crowd), modules=modules)
    Rush(world, crowd, outcome, source).run()
    return outcome
