# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""From options to a plan: check the values, resolve the names, find the object, plan."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Optional, Protocol, TypeVar, cast

from ansible_collections.wanforge.edge.plugins.module_utils.converge.collection import Models, indexed
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import (
    Ambiguous,
    InvalidOption,
    PlanError,
    UnknownReference,
    sentence,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field, Model, Pending
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Plan, Wish, plan
from ansible_collections.wanforge.edge.plugins.module_utils.converge.references import resolve, resolve_references
from ansible_collections.wanforge.edge.plugins.module_utils.converge.releases import check_release, unsupported
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.converge.view import Names

Made = TypeVar("Made")


class Backend(Protocol):
    """What the engine needs of a service."""

    @property
    def release(self) -> str:
        """The release of the service, as messages call it."""

    def kind(self, name: str) -> Resource:
        """Return the declaration of a kind of object."""

    def supports(self, release: str) -> bool:
        """Return whether the service is at this release or a later one."""

    def newer(self, release: str) -> str:
        """Return what to set so that the service counts as at least this release, in a sentence."""

    def read(self, resource: Resource, scope: Mapping[str, Any]) -> Sequence[Model]:
        """Return all objects of a kind below the given parents."""

    def fetch(self, resource: Resource, model: Model) -> Model:
        """Return an object with the members that its collection leaves out."""

    def context(self) -> Mapping[str, Any]:
        """Return what rules may look at besides the object. Called after the first read."""

    def apply(self, wanted: Plan) -> Optional[Model]:
        """Carry out a plan and return the object as it is then, None if it is gone."""

    def extras(self, wanted: Plan) -> Mapping[str, Any]:
        """Return further members of the result that follow from the plan alone."""


class Reader:
    """The collections of a service, each read at most once."""

    # Whether what does not change is not shown either.
    brief = False

    def __init__(self, backend: Backend) -> None:
        self._backend = backend
        self._read: dict[tuple[str, tuple[tuple[str, Any], ...]], Models] = {}
        self._names: dict[str, dict[str, str]] = {}
        self._made: dict[str, Any] = {}
        self._expected: dict[str, list[Plan]] = {}

    def once(self, name: str, make: Callable[[], Made]) -> Made:
        """Return what ``make`` returned when something of this name was first asked for."""
        if name not in self._made:
            self._made[name] = make()
        return cast(Made, self._made[name])

    def all(self, resource: Resource, scope: Optional[Mapping[str, Any]] = None) -> Models:
        """Return all objects of a kind below the given parents; below any parent without a scope."""
        key = (resource.kind, tuple(sorted((scope or {}).items())))
        if key not in self._read:
            self._read[key] = self.keep(resource, self.fetch(resource, scope or {}))
        return self._read[key]

    def fetch(self, resource: Resource, scope: Mapping[str, Any]) -> Sequence[Model]:
        """Ask the service for all objects of a kind."""
        return self._backend.read(resource, scope)

    def keep(self, resource: Resource, models: Sequence[Model]) -> Models:
        """Return objects with indexes, and remember their names."""
        names = {str(model["id"]): resource.name_of(model) for model in models if model.get("id")}
        self._names.setdefault(resource.kind, {}).update(names)
        return indexed(resource, models)

    def kind(self, name: str) -> Resource:
        """Return the declaration of a kind of object."""
        return self._backend.kind(name)

    def expect(self, made: Plan) -> None:
        """Take note of a plan that is going to be carried out before those that are made after it."""
        self._expected.setdefault(made.resource.kind, []).append(made)

    def later(self, kind: str, reference: Any) -> Optional[Model]:
        """Return an object, by its id or by what stands for it, as it is going to be. None if there is none."""
        if isinstance(reference, Pending):
            made = (plan for plan in self._expected.get(kind, ()) if plan.name == reference.name)
        else:
            made = (plan for plan in self._expected.get(kind, ()) if (plan.model or {}).get("id") == reference)
        found = next(made, None)
        return found.model if found else self.all(self.kind(kind)).with_id(reference)

    def coming(self, resource: Resource, scope: Mapping[str, Any]) -> int:
        """Return how many objects of a kind are going to be created below a parent."""
        plans = self._expected.get(resource.kind, ())
        return sum(plan.touches() and dict(plan.scope) == dict(scope) for plan in plans)

    def names(self) -> dict[str, dict[str, str]]:
        """Return id and name of everything that was read so far, by kind."""
        return self._names


def prepare(resource: Resource, params: Mapping[str, Any], backend: Backend, named: bool = False) -> Plan:
    """Return the plan for the options of one task. Sends reads only, and none before the options are found to be sound.

    With ``named`` a plan that changes something is shown with names in place of all ids, for which more may be read.
    Raises PlanError for whatever can be known to be wrong.
    """
    stated = examined(resource, params, backend)
    made = matched(resource, params, stated, Reader(backend), backend, named)
    for missing in made.pending:
        if (missing.kind, missing.name) == (made.resource.title, made.name):
            raise InvalidOption(
                f"{made.header} refers to itself and does not exist yet.",
                "Create it first, and let it refer to itself in a second task.",
            )
    return made


def examined(resource: Resource, params: Mapping[str, Any], backend: Backend) -> dict[str, Any]:
    """Return what the user states, found to be sound as far as that can be known without a request. Raises PlanError."""
    stated = state_of(resource, params)
    check_options(resource, params, stated)
    check_release(resource, params, stated, backend)
    return stated


def matched(
    resource: Resource,
    params: Mapping[str, Any],
    stated: dict[str, Any],
    reader: Reader,
    backend: Backend,
    named: bool = False,
) -> Plan:
    """Return the plan for what is ``stated`` in the options of one object. A reader that many share reads each collection once."""
    state = params.get("state", "present")
    given = [parent for parent in resource.parents if params.get(parent.name)]
    scope = {parent.name: resolve(parent, params[parent.name], None, reader) for parent in given}
    place = "".join(f' of {parent.name} "{params[parent.name]}"' for parent in given)
    have = None
    if not any(isinstance(parent, Pending) for parent in scope.values()):
        have = find(resource, params.get("id"), stated, reader.all(resource, scope), state, place)
    if state == "absent":
        stated = {name: stated.get(name) for name in resource.identity}
    stated = resolve_references(resource.settable, stated, have or {}, reader)
    wish = Wish(state, stated, scope, place)
    made = plan(resource, have, wish, reader.names(), backend.context(), reader.brief)
    unnamed = unnamed_kinds(resource.fields, made, reader.names()) if named and made.changed else set()
    for kind in unnamed:
        reader.all(reader.kind(kind))
    if unnamed:
        made = plan(resource, have, wish, reader.names(), backend.context())
    _check_steps(made, backend, reader)
    return made


def unnamed_kinds(fields: Sequence[Field], made: Plan, names: Names) -> set[str]:
    """Return the kinds of object that a plan refers to by ids whose names are not known."""
    models = [model for step in made.steps for model in (step.before, step.after) if model is not None]
    return {kind for model in models for kind in _unnamed(fields, model, names)}


def _unnamed(fields: Sequence[Field], model: Model, names: Names) -> Iterator[str]:
    for field in fields:
        value = model.get(field.name)
        items = value if isinstance(value, (list, tuple)) else [value]
        if field.reference:
            kinds = field.kinds(model)
            known = {item for kind in kinds for item in names.get(kind, {})}
            if any(item not in known for item in items if item not in (None, "") and not isinstance(item, Pending)):
                yield from kinds
        elif field.fields:
            for item in items:
                yield from _unnamed(field.fields, item, names) if isinstance(item, Mapping) else ()


def _check_steps(made: Plan, backend: Backend, reader: Reader) -> None:
    """Raise PlanError for steps that cannot be taken: for what guards find, and actions the release lacks."""
    for guard in made.resource.guards if made.changed else ():
        problem = guard(made, reader)
        if problem:
            raise PlanError(problem)
    for step in made.steps:
        for transition in made.resource.transitions:
            if step.verb == transition.action and transition.since and not backend.supports(transition.since):
                raise unsupported(f"state {transition.state} needs release", transition.since, backend)


def state_of(resource: Resource, params: Mapping[str, Any]) -> dict[str, Any]:
    """Return what the user states of the object: options that are not given are left out, at every depth."""
    stated = stated_members(resource.settable, params)
    return resource.spelling(stated) if resource.spelling else stated


def stated_members(fields: Sequence[Field], values: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that are stated."""
    members: dict[str, Any] = {}
    for field in fields:
        value = values.get(field.name)
        if value is None:
            continue
        if field.fields and isinstance(value, Mapping):
            value = stated_members(field.fields, value)
        elif field.fields and isinstance(value, (list, tuple)):
            value = [stated_members(field.fields, item) for item in value]
        members[field.name] = value
    return members


def check_options(resource: Resource, params: Mapping[str, Any], stated: Model) -> None:
    """Raise InvalidOption with every stated value that cannot be right."""
    problems = _problems((*resource.parents, *resource.settable), params, "")
    problems += _empty_names(resource, params)
    problems += [
        f"{field.name} is an option of objects with a {field.only} only"
        for field in resource.settable
        if field.only
        and not field.only_since
        and stated.get(field.name) not in (None, "", [], {})
        and not params.get(field.only)
    ]
    problems += [problem for rule in resource.option_rules for problem in rule(stated)]
    if problems:
        raise InvalidOption(sentence(problems) or "", "Correct the named options.")


def _empty_names(resource: Resource, params: Mapping[str, Any]) -> list[str]:
    """What says which object is meant must not be empty: it would mean any."""
    names = [parent.name for parent in resource.parents] + ["id"] + list(resource.identity)
    return [f"{name} is empty; name the object that is meant" for name in names if params.get(name) == ""]


def _problems(fields: Sequence[Field], values: Mapping[str, Any], prefix: str) -> list[str]:
    found: list[str] = []
    for field in fields:
        value = values.get(field.name)
        name = prefix + field.name
        if field.key and isinstance(value, (list, tuple)):
            keys = [str(item.get(field.key)) for item in value if isinstance(item, Mapping)]
            found += [f'{name} names "{key}" twice' for key in sorted({key for key in keys if keys.count(key) > 1})]
        for item in value if isinstance(value, (list, tuple)) else [value]:
            if item == "" and isinstance(value, (list, tuple)):
                found.append(f"{name} holds an empty text")
            elif field.fields and isinstance(item, Mapping):
                found += _problems(field.fields, item, name + ".")
            elif field.check is not None and item not in (None, ""):
                problem = field.check(item)
                found += [f'{name} "{item}" {problem}'] if problem else []
    return found


def find(
    resource: Resource, identifier: Optional[str], stated: Model, models: Sequence[Model], state: str, place: str = ""
) -> Optional[Model]:
    """Return the object that is meant, None if there is none.

    An id comes before names. Raises Ambiguous if two objects fit, UnknownReference if an id that must exist does not.
    """
    collection = indexed(resource, models)
    if identifier:
        found = collection.with_id(identifier)
        if found is None and state != "absent":
            raise UnknownReference(
                f'No {resource.title}{place} has the id "{identifier}".', "Correct the id, or name the object instead."
            )
        renamed = found is not None and stated_identity(resource, stated) and not resource.same(found, stated)
        if found is not None and renamed and state == "absent":
            raise InvalidOption(
                f'The id "{identifier}" belongs to {resource.title} "{resource.name_of(found)}"{place}, '
                f'not to "{resource.name_of(stated)}".',
                "State the id or the name of what is to be deleted, or correct them.",
            )
        twins = collection.same(stated) if renamed else []
        if twins:
            raise Ambiguous(
                f'Another {resource.title} is called "{resource.name_of(stated)}" already: {twins[0].get("id")}.',
                "Choose another name, or rename or delete that one first.",
            )
        matches = [found] if found is not None else []
    else:
        matches = collection.same(stated)
    if len(matches) > 1:
        listed = ", ".join(str(model.get("id")) for model in matches)
        raise Ambiguous(
            f'{len(matches)} objects of kind {resource.title} are called "{resource.name_of(stated)}": {listed}.',
            "Name the one you mean with the option id, or rename or delete the others.",
        )
    return matches[0] if matches else None


def stated_identity(resource: Resource, stated: Model) -> bool:
    """Return whether all fields of the identity are stated."""
    return all(stated.get(name) not in (None, "") for name in resource.identity)
