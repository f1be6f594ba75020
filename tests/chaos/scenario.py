# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One task under faults, then one clean run, then one that finds nothing to do."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.wanforge.edge.tests.chaos import damage, judge
from ansible_collections.wanforge.edge.tests.chaos.grammar import Script, draw_script
from ansible_collections.wanforge.edge.tests.chaos.picture import SAVED, differing, picture, twins
from ansible_collections.wanforge.edge.tests.chaos.subjects import ERRAND, WHOLE, Subject
from ansible_collections.wanforge.edge.tests.chaos.world import (
    BREAKER_OPEN,
    Expectation,
    Outcome,
    World,
    draw_retry,
    same_result,
    script_of,
)

LONGEST = 20.0
REQUESTS_FOR_EACH = 25
# So many that ten attempts fail.
TASKS_OF_OUTAGE = 3
ROUTER_KNOBS: Mapping[str, Any] = {"foreign_lock": 2, "scripts_outside_daemon": 3, "html_escape": True}
TENANT_KNOBS: tuple[Mapping[str, Any], ...] = (
    {"unset_style": "null"},
    {"unset_style": "empty"},
    {"list_system_subnets": True},
    {"token_lifetime": 1},
    {"rate_limit": {"burst": 3, "rate": 100, "seconds": 1, "time_scale": 1, "retry_after": "none"}},
    {"unique_names": True},
)
# What a failed task tells its user to do if the change is active but not saved.
REMEDY = "save=always"
JUMPS = (0.0, 0.0, 0.0, 0.0, 1.0, -1.0, 40.0, -40.0, 3600.0, -3600.0, 86400.0 * 400, -86400.0 * 400)


@dataclass(frozen=True)
class Scenario:
    """What is drawn for one scenario."""

    subject: Subject
    script: Script
    store: str
    knobs: Mapping[str, Mapping[str, Any]]
    retry: Mapping[str, Any]
    check: bool
    apart: bool
    jumps: tuple[float, float]

    def __str__(self) -> str:
        words = [self.store, f"attempts {self.retry['attempts']}"]
        words += ["check mode"] * self.check + ["a process of its own"] * self.apart
        words += [f"{service} {values}" for service, values in self.knobs.items() if values]
        words += [f"clock {self.jumps}"] * any(self.jumps)
        return script_of(self.script, self.subject.name, ", ".join(words))


def draw(subject: Subject, source: random.Random) -> Scenario:
    """Draw a scenario for a subject."""
    knobs: dict[str, Mapping[str, Any]] = {}
    if source.random() < 0.25:
        if subject.service == "vyos":
            name = source.choice(sorted(ROUTER_KNOBS))
            knobs["vyos"] = {name: ROUTER_KNOBS[name]}
        else:
            knobs["cloudconnexa"] = source.choice(TENANT_KNOBS)
    script = draw_script(source)
    return Scenario(
        subject=subject,
        script=script,
        store=damage.draw(source),
        knobs=knobs,
        retry={**draw_retry(source), **({"attempts": 5} if script.outage else {})},
        check=source.random() < 0.12,
        apart=source.random() < 0.01,
        jumps=(source.choice(JUMPS), source.choice(JUMPS)) if source.random() < 0.3 else (0.0, 0.0),
    )


class Trial:
    """The scenario under way."""

    def __init__(self, world: World, scenario: Scenario, outcome: Outcome, source: random.Random) -> None:
        self.world = world
        self.scenario = scenario
        self.outcome = outcome
        self.source = source
        self.subject = scenario.subject
        self.expected: Expectation = world.expected(scenario.subject)
        self.folder = world.store_folder()
        self.place = damage.place(scenario.store, self.folder)
        timeout = 1 if scenario.script.slow else 10
        self.options = world.options(self.subject, self.expected.identifier, scenario.retry, timeout)
        self.texts: dict[str, str] = {}

    def run(self) -> None:
        """Play the scenario."""
        self.world.clock.set(0.0)
        self.world.services.restore(self.expected.start)
        if damage.needs_use(self.scenario.store):
            self._clean("the run before", check=not self.subject.reads)
        with damage.done(self.scenario.store, self.folder, self.source):
            result = self._under_faults()
        self._judge(result)
        if not self.scenario.script.lies:
            self._heal(result)
        self.texts.update(judge.files_below(self.world.folder))
        task = (self.subject.module, self.options)
        self.outcome.violations += judge.of_secrets(self.texts, self.world.secrets(task))
        self.world.complaints(self.outcome)

    def _under_faults(self) -> dict[str, Any]:
        services, scenario = self.world.services, self.scenario
        if scenario.knobs:
            services.control("PATCH", "knobs", scenario.knobs)
        services.inject(scenario.script, self.subject.service)
        self.world.clock.set(scenario.jumps[0])
        result: dict[str, Any] = {}
        for number in range(TASKS_OF_OUTAGE if scenario.script.outage else 1):
            result = self.world.run(
                self.outcome, self.subject.module, self.options, self.place, "one", scenario.check, scenario.apart
            )
            self.texts[f"result {number}"] = judge.told(result)
        hits = services.stop_faults()
        self.outcome.faults.update(hits)
        self.outcome.faults.update(damage.damages(scenario.store))
        self.outcome.faults.update(["wrong clock"] * bool(scenario.jumps[0]))
        return result

    def _judge(self, result: Mapping[str, Any]) -> None:
        """Compare what a task under faults says with what it did."""
        log = self.world.services.log()
        now = picture(self.world.services.state())
        lies = self.scenario.script.lies
        outcome, expected = self.outcome, self.expected
        outcome.check(outcome.seconds <= LONGEST, f"the task took {outcome.seconds:.1f} s")
        most = REQUESTS_FOR_EACH * (expected.requests + 3)
        outcome.check(len(log) <= most, f"the task sent {len(log)} requests instead of {expected.requests}")
        if self.scenario.check or self.subject.reads:
            writes = [f"{entry['method']} {entry['path']}" for entry in log if entry["write"]]
            outcome.check(not _changing(writes), f"a task that must not write sent {writes}")
        if lies:
            return
        if self.scenario.check or not result or result.get("failed"):
            self._judge_nothing_or_part(result, now)
        else:
            left = differing(expected.after, now)
            outcome.check(not left, f"the task succeeded, but the state is not the wanted one at {sorted(left)[:5]}")
            same = self.subject.reads or same_result(result, expected.result)
            outcome.check(same, f"the task says {_brief(result)} instead of {_brief(expected.result)}")
        outcome.check(not twins(now), f"there are duplicates: {twins(now)}")
        effects = len([entry for entry in log if entry["write"] and entry["effect"]])
        right = self.subject.sort == ERRAND or effects <= expected.effects
        outcome.check(right, f"{effects} writes took effect instead of {expected.effects}")

    def _judge_nothing_or_part(self, result: Mapping[str, Any], now: Mapping[str, Any]) -> None:
        """A failed task may have done all, or part, of what it should, and nothing else; if it may have, it says so."""
        outcome, expected = self.outcome, self.expected
        changed = differing(expected.before, now)
        if REMEDY in str(result.get("hint")):
            changed.discard(SAVED)
        outcome.check(changed <= expected.touched, f"other objects changed: {sorted(changed - expected.touched)[:5]}")
        if self.scenario.check:
            outcome.check(not changed, "check mode changed something")
            same = not result or result.get("failed") or self.subject.reads or same_result(result, expected.result)
            outcome.check(bool(same), f"check mode says {_brief(result)} instead of {_brief(expected.result)}")
        elif expected.effects <= 1 or self.subject.sort == WHOLE:
            for key in changed:
                outcome.check(now.get(key) == expected.after.get(key), f"{key} is neither as before nor as wanted")
        if changed and not self.scenario.check:
            outcome.check(
                judge.leaves_open(result), f"something changed, and the failure does not say so: {_brief(result)}"
            )

    def _heal(self, result: Mapping[str, Any]) -> None:
        """Run the task again without faults: it does the rest; and once more: it finds nothing to do."""
        services = self.world.services
        self.world.clock.set(self.scenario.jumps[1])
        if self.scenario.knobs:
            services.control("PATCH", "knobs", _knobs_off(self.scenario.knobs))
        run = self.source.choice(("one", "two"))
        if REMEDY in str(result.get("hint")):
            self.options["save"] = "always"
        again = self._clean("the clean run", run)
        if again.get("error_code") == BREAKER_OPEN:
            self.outcome.faults["breaker opened"] += 1
            asked = services.log()
            self._clean("the run while the breaker is open", run, failing=True)
            self.outcome.check(services.log() == asked, "requests were sent although the breaker is open")
            self.world.advance_past_breaker()
            again = self._clean("the clean run after the breaker", run)
        self.outcome.check(not again.get("failed"), f"the clean run failed: {_brief(again)}")
        left = differing(self.expected.after, picture(services.state()))
        self.outcome.check(not left, f"the clean run leaves {sorted(left)[:5]} other than wanted")
        services.forget()
        last = self._clean("the last run", run)
        self.outcome.check(not last.get("failed"), f"the last run failed: {_brief(last)}")
        if self.subject.sort != ERRAND:
            self.outcome.check(last.get("changed") is False, f"the last run changes something: {_brief(last)}")
            self.outcome.check(not _changing([entry["path"] for entry in services.writes()]), "the last run writes")

    def _clean(self, title: str, run: str = "one", check: bool = False, failing: bool = False) -> dict[str, Any]:
        """Run the task without faults; what is slow here is not the fault of the network."""
        retry = {**self.scenario.retry, "attempts": 5}
        options = {**self.options, "retry": retry, "timeout": 10}
        result = self.world.run(self.outcome, self.subject.module, options, self.place, run, check)
        self.texts[title] = judge.told(result)
        if failing:
            self.outcome.check(bool(result.get("failed")), f"{title} did not fail")
        return result


def _changing(paths: list[str]) -> list[str]:
    """The writes that change something; saving what is saved already does not."""
    return [path for path in paths if not path.endswith("/config-file")]


def _knobs_off(knobs: Mapping[str, Mapping[str, Any]]) -> dict[str, dict[str, Any]]:
    off = {"foreign_lock": 0, "scripts_outside_daemon": 0, "rate_limit": None}
    return {service: {name: off[name] for name in values if name in off} for service, values in knobs.items()}


def _brief(result: Mapping[str, Any]) -> str:
    names = ("changed", "failed", "msg", "error_type", "hint", "error_code", "diff")
    return str({name: result[name] for name in names if name in result})[:700]


def play(world: World, name: str, subject: Subject, source: random.Random) -> Outcome:
    """Play one scenario and return what came of it."""
    scenario = draw(subject, source)
    outcome = Outcome(name, str(scenario), subject.name, (subject.module,))
    Trial(world, scenario, outcome, source).run()
    return outcome
