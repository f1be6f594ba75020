# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The plan: what has to happen so that what is becomes what is wanted. Pure: no request, no clock, no module."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption, PlanError, sentence
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field, Model, Pending, merge
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource, Transition
from ansible_collections.wanforge.edge.plugins.module_utils.converge.view import Names, contents_view, diff_view

CREATE = "create"
UPDATE = "update"
DELETE = "delete"
# What a diff shows when nothing changes that may be shown.
SECRETS_BEFORE = {"secrets": "not shown"}
SECRETS_AFTER = {"secrets": "not shown, changed"}


@dataclasses.dataclass(frozen=True)
class Step:
    """One write. ``verb`` is create, update, delete or the name of an action; ``changes`` are the fields that differ."""

    verb: str
    before: Optional[Model]
    after: Optional[Model]
    changes: tuple[str, ...] = ()

    @property
    def identifier(self) -> Optional[str]:
        """Id of the object, None before it is created."""
        found = (self.before or self.after or {}).get("id")
        return str(found) if found is not None else None


@dataclasses.dataclass(frozen=True)
class Plan:
    """Steps, and how the object looks before and after them.

    ``scope`` holds the parents, ``before`` and ``after`` are what the diff shows, ``model`` is the object as it will be, None if
    it will not exist. ``pending`` are objects that are referred to and do not exist: such a plan can be shown, not applied.
    """

    resource: Resource
    name: str
    steps: tuple[Step, ...] = ()
    scope: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    before: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    after: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    model: Optional[Model] = None
    pending: tuple[Pending, ...] = ()
    place: str = ""

    @property
    def header(self) -> str:
        """How the object is called above a diff."""
        return f'{self.resource.title} "{self.name}"{self.place}' if self.name else self.resource.title

    @property
    def changed(self) -> bool:
        """Whether anything has to happen."""
        return bool(self.steps)

    def touches(self, *names: str) -> bool:
        """Return whether the plan creates the object or changes one of these fields."""
        return any(step.verb == CREATE or set(names) & set(step.changes) for step in self.steps)


@dataclasses.dataclass(frozen=True)
class Wish:
    """What the user states: the end state, the fields, the parents with their ids, and where that is in words."""

    state: str
    stated: Model
    scope: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    place: str = ""


def plan(
    resource: Resource,
    have: Optional[Model],
    wish: Wish,
    names: Optional[Names] = None,
    context: Optional[Mapping[str, Any]] = None,
    brief: bool = False,
) -> Plan:
    """Return the plan that makes ``wish`` true, starting from ``have`` (None: there is no such object).

    ``names`` turns ids into names for the diff, ``context`` is what the rules of the resource may look at besides the object.
    With ``brief`` a plan without steps has nothing to show.
    Raises PlanError for a wish that the service would refuse, or that asks for what cannot be changed.
    """
    names = names or {}
    if wish.state == "absent":
        return _removal(resource, have, wish, names)
    wanted = merge(resource.settable, have or {}, wish.stated)
    steps = _creation(resource, wish, wanted) if have is None else _change(resource, have, wanted)
    transition = _transition(resource, wish.state, wanted, have, steps)
    if steps:
        _check_rules(resource, wanted, context or {})
    if transition is not None:
        reached = {**wanted, transition.member: transition.target}
        steps.append(Step(transition.action, wanted, reached, (transition.member,)))
        wanted = reached
    if brief and not steps:
        return Plan(resource, resource.name_of(wanted), (), wish.scope, model=wanted, place=wish.place)
    before, after = _views(resource, have, wanted, steps, names)
    return Plan(
        resource,
        resource.name_of(have or wanted),
        tuple(steps),
        wish.scope,
        before,
        after,
        wanted,
        tuple(_pending(wanted)) + tuple(_pending(wish.scope)),
        wish.place,
    )


def _views(
    resource: Resource, have: Optional[Model], wanted: Model, steps: Sequence[Step], names: Names
) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return what a diff shows of an object before and after the steps."""
    before = diff_view(resource, have, names)
    after = _unless_equal(resource, have, wanted, before, diff_view(resource, wanted, names))
    if before == after and any(step.verb == UPDATE for step in steps):
        before, after = {**before, **SECRETS_BEFORE}, {**after, **SECRETS_AFTER}
    return _with_state(resource, before, have), _with_state(resource, after, wanted)


def _creation(resource: Resource, wish: Wish, wanted: Model) -> list[Step]:
    _require(resource, wish, wanted)
    return [Step(CREATE, None, wanted)]


def _change(resource: Resource, have: Model, wanted: Model) -> list[Step]:
    changes = tuple(field.name for field in resource.fields if _differs(field, have, wanted))
    _refuse_fixed(resource, have, wanted, changes)
    _refuse_empty(resource, have, wanted, changes)
    return [Step(UPDATE, have, wanted, changes)] if changes else []


def _removal(resource: Resource, have: Optional[Model], wish: Wish, names: Names) -> Plan:
    if have is None:
        return Plan(resource, resource.name_of(wish.stated), scope=wish.scope, place=wish.place)
    before = {**_with_state(resource, diff_view(resource, have, names), have), **contents_view(resource, have)}
    return Plan(resource, resource.name_of(have), (Step(DELETE, have, None),), wish.scope, before, place=wish.place)


def _unless_equal(
    resource: Resource, have: Optional[Model], wanted: Model, before: dict[str, Any], after: dict[str, Any]
) -> dict[str, Any]:
    """Return ``after`` with equal values written as they are in ``before``, so that only changes show."""
    if have is None:
        return after
    counting = [field for field in resource.fields if not (field.unless and wanted.get(field.unless))]
    same = {field.name for field in counting if field.equal(have.get(field.name), wanted.get(field.name))}
    shown = {name: before.get(name) if name in same else after.get(name) for name in (*before, *after)}
    return {field.name: shown[field.name] for field in resource.fields if shown.get(field.name) is not None}


def _with_state(resource: Resource, view: dict[str, Any], model: Optional[Model]) -> dict[str, Any]:
    """Add the members that transitions change: they are read-only, yet a state sets them."""
    for member in {transition.member for transition in resource.transitions}:
        if model is not None and model.get(member) is not None:
            view[member] = model[member]
    return view


def _differs(field: Field, have: Model, wanted: Model) -> bool:
    if not field.comparable or (field.unless and wanted.get(field.unless)):
        return False
    return field.name in wanted and not field.equal(have.get(field.name), wanted.get(field.name))


def _transition(
    resource: Resource, state: str, wanted: Model, have: Optional[Model], steps: list[Step]
) -> Optional[Transition]:
    for transition in resource.transitions:
        if transition.state != state:
            continue
        current = wanted.get(transition.member)
        if have is None and transition.state == "present":
            return None
        renewed = any(set(step.changes) & set(transition.renewed_by) for step in steps)
        if current not in transition.settled or renewed:
            return transition
    return None


def _require(resource: Resource, wish: Wish, wanted: Model) -> None:
    """Refuse to create an object without what it needs."""
    missing = [f.name for f in resource.fields if f.required and f.canonical(wanted.get(f.name)) is None]
    problems = [f"{name} is missing" for name in missing]
    for group in resource.one_of:
        if all(resource.field(name).canonical(wanted.get(name)) in (None, False) for name in group):
            problems.append(f"one of {', '.join(group)} is missing")
    if problems:
        name = resource.name_of(wish.stated)
        raise InvalidOption(
            f'{resource.title} "{name}" does not exist and cannot be created: {sentence(problems)}',
            "State what is missing, or correct the name if the object should exist.",
        )


def _refuse_fixed(resource: Resource, have: Model, wanted: Model, changes: tuple[str, ...]) -> None:
    for name in changes:
        if resource.field(name).create_only:
            raise InvalidOption(
                f'{name} of {resource.title} "{resource.name_of(have)}" is "{have.get(name)}" and cannot be changed to "{wanted.get(name)}".',
                f"State the present value, or delete the {resource.title} and create it again.",
            )


def _refuse_empty(resource: Resource, have: Model, wanted: Model, changes: tuple[str, ...]) -> None:
    """Refuse to clear what an object cannot be without."""
    empty = [name for name in changes if resource.field(name).canonical(wanted.get(name)) in (None, False)]
    needed = [name for name in empty if resource.field(name).required]
    for group in resource.one_of:
        if set(group) & set(empty) and all(resource.field(n).canonical(wanted.get(n)) in (None, False) for n in group):
            needed.append(" or ".join(group))
    if needed:
        raise InvalidOption(
            f'{resource.title} "{resource.name_of(have)}" cannot be without {", ".join(needed)}.', "State a value."
        )


def _check_rules(resource: Resource, wanted: Model, context: Mapping[str, Any]) -> None:
    problems = [problem for rule in resource.rules for problem in rule(wanted, context)]
    if problems:
        raise PlanError(
            f'{resource.title} "{resource.name_of(wanted)}": {sentence(problems)}', "Correct the named options."
        )


def _pending(value: Any) -> Iterator[Pending]:
    if isinstance(value, Pending):
        yield value
    elif isinstance(value, Mapping):
        for item in value.values():
            yield from _pending(item)
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _pending(item)
