# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many objects at once: one plan for all of them, in the order in which they depend on each other. Sends reads only."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from graphlib import CycleError, TopologicalSorter
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.converge.bulk import BulkReader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import Backend, examined, matched
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import (
    InvalidOption,
    PlanError,
    UnknownReference,
    sentence,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field, Model, Pending
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import CREATE, DELETE, UPDATE, Plan
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource

MOST_PROBLEMS = 20
Identity = tuple[str, tuple[str, ...], tuple[Any, ...]]


@dataclasses.dataclass(frozen=True)
class Item:
    """One object that is asked for: its kind, its options, and where they stand, in words."""

    resource: Resource
    params: Mapping[str, Any]
    where: str


@dataclasses.dataclass(frozen=True)
class Campaign:
    """The plans for many objects, those that change something in the order of their execution.

    ``needs`` gives, by the number of a plan, the numbers of those without which it cannot succeed, ``waits`` of those that come
    earlier if they are of the same kind, ``makers`` the number of the plan that makes what a reference stands for. ``unchanged``
    counts the objects that are as they should be, ``spared`` names those that a purge left, with the reason,
    ``warnings`` is what the user should know besides.
    """

    plans: tuple[Plan, ...] = ()
    needs: Mapping[int, frozenset[int]] = dataclasses.field(default_factory=dict)
    waits: Mapping[int, frozenset[int]] = dataclasses.field(default_factory=dict)
    makers: Mapping[Pending, int] = dataclasses.field(default_factory=dict)
    unchanged: int = 0
    spared: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()

    @property
    def changed(self) -> bool:
        """Whether anything has to happen."""
        return bool(self.plans)

    @property
    def pending(self) -> tuple[Pending, ...]:
        """What is referred to and will not exist: nothing, since such a campaign cannot be planned."""
        return ()

    @property
    def writes(self) -> int:
        """The number of requests that change something."""
        return sum(sum(len(s.changes) if p.resource.singleton else 1 for s in p.steps) for p in self.plans)

    def count(self) -> dict[str, int]:
        """Return how many objects are created, updated and deleted. An action counts as an update."""
        verbs = Counter(verb_of(plan) for plan in self.plans)
        return {verb: verbs[verb] for verb in (CREATE, UPDATE, DELETE)}


def order_of(resources: Iterable[Resource]) -> tuple[str, ...]:
    """Return kinds in the order in which they are made: each after those that it refers to or lies in."""
    named = {resource.kind: resource for resource in resources}
    graph = {
        kind: ({other for field in (*one.parents, *one.fields) for other in _named_by(field)} | {*one.after})
        & set(named) - {kind}
        for kind, one in named.items()
    }
    return tuple(TopologicalSorter(graph).static_order())


def _named_by(field: Field) -> Iterator[str]:
    yield from [field.refers] if field.refers else ()
    yield from (kind for _value, kinds in field.refers_by[1] for kind in kinds)
    for member in field.fields:
        yield from _named_by(member)


def verb_of(plan: Plan) -> str:
    """Return what happens to the object of a plan: create, update or delete."""
    verbs = {step.verb for step in plan.steps}
    return next((verb for verb in (CREATE, DELETE) if verb in verbs), UPDATE)


def prepare_all(
    items: Sequence[Item], backend: Backend, reader: BulkReader, named: bool = False, workers: int = 1
) -> list[Plan]:
    """Return the plan of every object. Nothing is read before all options are found to be sound.

    So many collections as there are ``workers`` are read at a time.
    Raises PlanError with everything that can be known to be wrong.
    """
    problems: list[tuple[str, PlanError]] = []
    sound: list[tuple[Item, dict[str, Any]]] = []
    for item in items:
        try:
            sound.append((item, examined(item.resource, item.params, backend)))
        except PlanError as error:
            problems.append((item.where, error))
    refuse(problems)
    reader.ahead((item.resource for item, _stated in sound), workers)
    plans: list[Plan] = []
    met: dict[Identity, str] = {}
    for item, stated in sound:
        try:
            made = matched(item.resource, item.params, stated, reader, backend, named)
            twin = met.setdefault(_identity(made, stated), item.where)
            if twin is not item.where:
                raise InvalidOption(f"{made.header} stands in {twin} already.", "State every object once.")
            plans.append(made)
            if made.changed:
                reader.expect(made)
        except PlanError as error:
            problems.append((item.where, error))
    refuse(problems)
    return plans


def refuse(problems: Sequence[tuple[str, PlanError]]) -> None:
    """Raise one error for all problems, if there are any; each comes with where it is."""
    if not problems:
        return
    texts = [f"{where}: {error.message}".rstrip(".") for where, error in problems[:MOST_PROBLEMS]]
    more = len(problems) - len(texts)
    if more:
        texts.append(f"and {more} more")
    first = problems[0][1]
    raise type(first)(sentence(texts) or "", first.hint)


def _identity(plan: Plan, stated: Model) -> Identity:
    """Return what tells the object of a plan apart from all others."""
    keys = tuple(repr(plan.resource.field(name).canonical(stated.get(name))) for name in plan.resource.identity)
    scope = tuple(str(value) for item in sorted(plan.scope.items()) for value in item)
    return plan.resource.kind, scope, keys


def campaign(
    plans: Sequence[Plan], order: Sequence[str], deletions: Sequence[Plan] = (), spared: Sequence[str] = ()
) -> Campaign:
    """Return the campaign for plans, with deletions on top.

    ``order`` names the kinds so that what is referred to comes first; one kind is carried out after the other. Deletions run the
    other way, after everything else.
    Raises UnknownReference for references to what neither exists nor is made, InvalidOption for circular ones and for deletions of
    what is still referred to.
    """
    rank = {kind: number for number, kind in enumerate(order)}
    acting = sorted((plan for plan in plans if plan.changed), key=lambda plan: rank[plan.resource.kind])
    making = [plan for plan in acting if verb_of(plan) != DELETE]
    going = [*(plan for plan in acting if verb_of(plan) == DELETE), *deletions]
    going.sort(key=lambda plan: -rank[plan.resource.kind])
    _check_together(making)
    makers = Makers(making)
    needs: dict[int, frozenset[int]] = {}
    lost: list[tuple[str, PlanError]] = []
    for number, plan in enumerate(making):
        try:
            found = {missing: makers.of(missing) for missing in plan.pending}
        except InvalidOption as error:
            lost.append((plan.header, error))
            continue
        lost += [(plan.header, _nowhere(missing)) for missing, maker in found.items() if maker is None]
        needs[number] = frozenset(maker for maker in found.values() if maker is not None)
    refuse(lost)
    _check_circles(making, needs)
    _check_kept(plans, going)
    waits = _in_turn(making, needs)
    return Campaign((*making, *going), needs, waits, makers.known, len(plans) - len(acting), tuple(spared))


class Makers:
    """Which plan makes the object that a reference waits for."""

    def __init__(self, plans: Sequence[Plan]) -> None:
        self.known: dict[Pending, int] = {}
        self._made: dict[tuple[str, str], list[int]] = {}
        self._plans = plans
        for number, plan in enumerate(plans):
            for step in plan.steps:
                if step.verb == CREATE:
                    self._made.setdefault((plan.resource.kind, plan.name), []).append(number)

    def of(self, missing: Pending) -> Optional[int]:
        """Return the number of the plan that makes an object. Raises InvalidOption if two of them could be meant."""
        if missing not in self.known:
            named = [number for kind in missing.kinds for number in self._made.get((kind, missing.name), [])]
            fitting = [n for n in named if missing.parent in (None, *self._plans[n].scope.values())]
            if len(fitting) > 1:
                places = " and ".join(self._plans[number].header for number in fitting)
                raise InvalidOption(f'{missing.kind} "{missing.name}" can mean {places}.', "Give them different names.")
            if not fitting:
                return None
            self.known[missing] = fitting[0]
        return self.known[missing]


def references(fields: Sequence[Any], model: Model) -> Iterator[Any]:
    """Yield the ids, and what stands for them, of all objects that an object refers to."""
    for field in fields:
        value = model.get(field.name)
        items = value if isinstance(value, (list, tuple)) else [value]
        if field.reference:
            yield from (item for item in items if item not in (None, ""))
        elif field.fields:
            for item in items:
                yield from references(field.fields, item) if isinstance(item, Mapping) else ()


def _nowhere(missing: Pending) -> PlanError:
    return UnknownReference(
        f'there is no {missing.kind} "{missing.name}", and it is not going to be created',
        "Add what is missing, or correct the name.",
    )


def _check_together(plans: Sequence[Plan]) -> None:
    kinds = {plan.resource.kind: plan.resource for plan in plans}
    problems = [
        problem
        for kind, resource in kinds.items()
        for rule in resource.together
        for problem in rule([plan for plan in plans if plan.resource.kind == kind])
    ]
    if problems:
        raise InvalidOption(sentence(problems[:MOST_PROBLEMS]) or "", "Correct the named objects.")


def _in_turn(plans: Sequence[Plan], needs: Mapping[int, frozenset[int]]) -> Mapping[int, frozenset[int]]:
    """Return what each plan waits for: what it needs, and changes of the objects that it refers to.

    Where objects that exist refer to each other in a circle, their changes come in any order.
    """
    changing = {step.identifier: n for n, plan in enumerate(plans) for step in plan.steps if step.identifier}
    if not changing:
        return needs
    waits = {
        number: needs[number].union(
            changing[one] for one in references(plan.resource.fields, plan.model or {}) if one in changing
        )
        - {number}
        for number, plan in enumerate(plans)
    }
    try:
        TopologicalSorter(waits).prepare()
    except CycleError:
        return needs
    return waits


def _check_circles(plans: Sequence[Plan], needs: Mapping[int, Iterable[int]]) -> None:
    """Refuse objects that can only be made after each other."""
    try:
        TopologicalSorter(needs).prepare()
    except CycleError as error:
        circle = ", ".join(dict.fromkeys(plans[number].header for number in reversed(error.args[1])))
        raise InvalidOption(
            f"These objects refer to each other in a circle, and none of them exists yet: {circle}.",
            "Create one of them without its reference first, and add the reference in a second task.",
        ) from None


def _check_kept(plans: Sequence[Plan], going: Sequence[Plan]) -> None:
    """Refuse to delete what objects of the same task refer to."""
    gone = {step.identifier: plan.header for plan in going for step in plan.steps}
    if not gone:
        return
    problems = []
    for plan in plans:
        named = [*references(plan.resource.fields, plan.model), *plan.scope.values()] if plan.model else []
        problems += [
            (
                plan.header,
                InvalidOption(f"it refers to {gone[one]}, which is to be deleted", "Keep it, or drop the reference."),
            )
            for one in named
            if one in gone
        ]
    refuse(problems)
