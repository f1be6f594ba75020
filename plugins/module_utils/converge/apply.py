# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Carry out a plan step by step, and find out what happened where the answer does not say."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Optional, Protocol

from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import Backend
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import Unclear, UnknownReference
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import CREATE, DELETE, UPDATE, Plan, Step
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource


class Store(Protocol):
    """What a service offers to write with. Every write raises Unclear if it may have taken effect without an answer."""

    def read(self, resource: Resource, scope: Mapping[str, Any]) -> Sequence[Model]:
        """Return all objects of a kind below the given parents, read afresh."""

    def create(self, wanted: Plan, step: Step) -> Model:
        """Create the object of a step and return it."""

    def update(self, wanted: Plan, step: Step) -> Model:
        """Replace the object of a step and return it."""

    def delete(self, wanted: Plan, step: Step) -> None:
        """Delete the object of a step."""

    def act(self, wanted: Plan, step: Step) -> None:
        """Carry out the action of a step."""


def apply(wanted: Plan, backend: Backend) -> Optional[Model]:
    """Carry out a plan and return the object as it is then.

    Raises UnknownReference, before anything is written, if the plan refers to objects that do not exist.
    """
    for missing in wanted.pending:
        raise UnknownReference(
            f'{wanted.header}: there is no {missing.kind} "{missing.name}".', "Create it first, or correct the name."
        )
    return backend.apply(wanted)


def apply_steps(wanted: Plan, store: Store, pause: Callable[[int], bool]) -> Optional[Model]:
    """Carry out the steps of a plan in order and return the object as it is then.

    A write whose outcome is unclear is never repeated blindly: the object is read back, and the write is repeated only if
    that shows that it did not happen, and never if the service accepted it. ``pause`` waits after the given number of failures and returns false to give up.
    The fault of a later step says in its ``context``, if it has one, that an earlier step changed something.
    """
    current = wanted.model
    for number, step in enumerate(wanted.steps):
        try:
            current = _carry_out(wanted, _with_id(step, current), store, pause)
        except Exception as fault:
            if number and isinstance(getattr(fault, "context", None), dict):
                getattr(fault, "context")["changed"] = True
            raise
    return current


def _with_id(step: Step, current: Optional[Model]) -> Step:
    """Return a step that knows the id that an earlier step gave the object."""
    if step.identifier is not None or step.verb == CREATE or current is None or step.before is None:
        return step
    return Step(step.verb, {**step.before, **current}, step.after, step.changes)


def _carry_out(wanted: Plan, step: Step, store: Store, pause: Callable[[int], bool]) -> Optional[Model]:
    failures = 0
    while True:
        try:
            return _write(wanted, step, store)
        except Unclear as unclear:
            happened, found = _read_back(wanted, step, store, unclear)
            if happened:
                return found
            failures += 1
            if unclear.accepted or not pause(failures):
                raise unclear.cause from None


def _write(wanted: Plan, step: Step, store: Store) -> Optional[Model]:
    if step.verb == CREATE:
        return store.create(wanted, step)
    if step.verb == UPDATE:
        return store.update(wanted, step)
    if step.verb == DELETE:
        store.delete(wanted, step)
        return None
    store.act(wanted, step)
    return {**(step.before or {}), **{name: (step.after or {}).get(name) for name in step.changes}}


def _read_back(wanted: Plan, step: Step, store: Store, unclear: Unclear) -> tuple[bool, Optional[Model]]:
    """Return whether a write took effect, and the object as it is. Raises the write's own fault if that cannot be read."""
    try:
        models = store.read(wanted.resource, wanted.scope)
    except Exception:
        raise unclear.cause from None
    if step.verb == CREATE:
        found = next((model for model in models if wanted.resource.same(model, step.after or {})), None)
        return found is not None, found
    found = next((model for model in models if str(model.get("id")) == step.identifier), None)
    if step.verb == DELETE:
        return found is None, None
    return found is not None and not unmet(wanted.resource, step, found), found


def unmet(resource: Resource, step: Step, found: Model) -> list[str]:
    """Return the fields that a step changes and whose value at the service is not the wanted one."""
    wanted = step.after or {}
    if step.verb != UPDATE:
        return [name for name in step.changes if wanted.get(name) != found.get(name)]
    fields = [resource.field(name) for name in step.changes]
    return [field.name for field in fields if not field.equal(wanted.get(field.name), found.get(field.name))]
