# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry out a campaign: in parallel where nothing waits, on past failures where nothing depends on them."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from graphlib import TopologicalSorter
from itertools import groupby
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.converge.apply import apply
from ansible_collections.wanforge.edge.plugins.module_utils.converge.campaign import Campaign, verb_of
from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import Backend
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import Unexpected
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Model, Pending
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import DELETE, Plan

DONE = "done"
FAILED = "failed"
NOT_TRIED = "not tried"
Order = Mapping[int, frozenset[int]]


@dataclasses.dataclass(frozen=True)
class Outcome:
    """What became of one plan: its status, the object as it is then, the fault, or why it was not tried."""

    plan: Plan
    status: str
    model: Optional[Model] = None
    fault: Optional[Exception] = None
    reason: str = ""


@dataclasses.dataclass(frozen=True)
class Faults:
    """Which exceptions are outcomes of a plan, and which of them make every further attempt pointless."""

    kinds: tuple[type[Exception], ...]
    fatal: Callable[[Exception], bool]


def apply_all(wanted: Campaign, backend: Backend, faults: Faults, workers: int) -> list[Outcome]:
    """Carry out a campaign, so many plans at a time, and return what became of each of them, in the order of the campaign.

    What needs an object that could not be made is not tried. Deletions come last, and only if everything before them succeeded.
    After a fatal fault nothing further is tried.
    """
    run = _Run(wanted, backend, faults)
    with ThreadPoolExecutor(max_workers=max(1, workers)) as pool:
        for stage in stages(wanted):
            run.stage(pool, stage, max(1, workers))
    return [run.outcomes[number] for number in range(len(wanted.plans))]


def stages(wanted: Campaign) -> Iterator[Order]:
    """Yield the numbers of plans, kind by kind, with those of the same kind that each of them waits for."""

    def kind(number: int) -> tuple[bool, str]:
        return verb_of(wanted.plans[number]) == DELETE, wanted.plans[number].resource.kind

    for _kind, group in groupby(range(len(wanted.plans)), key=kind):
        numbers = frozenset(group)
        yield {number: wanted.waits.get(number, frozenset()) & numbers for number in sorted(numbers)}


class _Run:
    def __init__(self, wanted: Campaign, backend: Backend, faults: Faults) -> None:
        self.outcomes: dict[int, Outcome] = {}
        self._wanted = wanted
        self._backend = backend
        self._faults = faults
        self._ids: dict[Pending, Any] = {}
        self._stop = ""
        self._failed = False
        self._awaited: dict[int, list[Pending]] = {}
        for missing, maker in wanted.makers.items():
            self._awaited.setdefault(maker, []).append(missing)

    def stage(self, pool: ThreadPoolExecutor, order: Order, workers: int) -> None:
        """Carry out plans, each after those that it waits for."""
        sorter = TopologicalSorter(order)
        sorter.prepare()
        ready: list[int] = []
        running: dict[Future[Outcome], int] = {}
        while sorter.is_active():
            ready += sorter.get_ready()
            while ready and len(running) < workers:
                number = ready.pop(0)
                reason = self._reason(number)
                if reason:
                    self._settle(number, Outcome(self._wanted.plans[number], NOT_TRIED, reason=reason))
                    sorter.done(number)
                else:
                    plan = settled(self._wanted.plans[number], self._ids)
                    running[pool.submit(self._one, plan)] = number
            finished, _others = wait(running, return_when=FIRST_COMPLETED) if running else ((), ())
            for future in finished:
                number = running.pop(future)
                self._settle(number, future.result())
                sorter.done(number)

    def _reason(self, number: int) -> str:
        """Return why a plan must not be tried, or an empty text."""
        if self._stop:
            return self._stop
        plan = self._wanted.plans[number]
        lacking = [one for one in self._wanted.needs.get(number, ()) if self.outcomes[one].status != DONE]
        if lacking:
            return f"it needs {self._wanted.plans[lacking[0]].header}"
        if verb_of(plan) == DELETE and self._failed:
            return "nothing is deleted after a failure"
        return ""

    def _one(self, plan: Plan) -> Outcome:
        """Carry out one plan. Whatever goes wrong is its outcome, so that those of all others are not lost."""
        try:
            return Outcome(plan, DONE, apply(plan, self._backend))
        except self._faults.kinds as fault:
            return Outcome(plan, FAILED, fault=fault)
        except Exception as fault:
            return Outcome(plan, FAILED, fault=Unexpected(plan.header, fault))

    def _settle(self, number: int, outcome: Outcome) -> None:
        self.outcomes[number] = outcome
        made = (outcome.model or {}).get("id")
        self._failed = self._failed or outcome.status != DONE
        if made:
            self._ids.update(dict.fromkeys(self._awaited.get(number, ()), made))
        if outcome.fault is not None and self._faults.fatal(outcome.fault):
            self._stop = f"given up after {outcome.plan.header}"


def settled(plan: Plan, ids: Mapping[Pending, Any]) -> Plan:
    """Return a plan with the ids of objects that have been made since it was planned."""
    if not plan.pending:
        return plan
    return dataclasses.replace(
        plan,
        scope=_with_ids(plan.scope, ids),
        model=_with_ids(plan.model, ids),
        steps=tuple(
            dataclasses.replace(step, before=_with_ids(step.before, ids), after=_with_ids(step.after, ids))
            for step in plan.steps
        ),
        pending=tuple(missing for missing in plan.pending if missing not in ids),
    )


def _with_ids(value: Any, ids: Mapping[Pending, Any]) -> Any:
    if isinstance(value, Pending):
        return ids.get(value, value)
    if isinstance(value, Mapping):
        return {name: _with_ids(item, ids) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [_with_ids(item, ids) for item in value]
    return value
