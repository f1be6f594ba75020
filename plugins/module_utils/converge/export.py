# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects in the words of the options, complete enough to make them again and to notice any change of them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field, Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.converge.view import Names, diff_view

EMPTY: Mapping[str, Any] = {"str": "", "list": [], "bool": False}


def exported(
    resource: Resource, model: Model, names: Names, parent: str = "", supports: Any = lambda release: True
) -> dict[str, Any]:
    """Return what a user would state to make an object: names in place of ids, and neither secrets nor what the service makes.

    What is empty is stated as empty, so that it counts as a change if somebody fills it.
    """
    shown = diff_view(resource, model, names)
    known = resource.fields if not resource.singleton else [field for field in resource.fields if field.name in model]
    document: dict[str, Any] = {}
    for field in known:
        if field.name in shown:
            document[field.name] = shown[field.name]
        elif _can_be_empty(field, model, parent) and (not field.since or supports(field.since)):
            document[field.name] = _empty(field)
    state = _state(resource, model)
    return {**document, **({"state": state} if state else {})}


def unreadable(resource: Resource, model: Model) -> list[str]:
    """Return the options of an object that are set or may be set, and that cannot be in an export: secrets."""
    return list(_unreadable(resource.settable, model, ""))


def _unreadable(fields: Sequence[Field], model: Model, prefix: str) -> list[str]:
    found: list[str] = []
    for field in fields:
        value = model.get(field.name)
        sibling, needed = field.goes_with
        if sibling and model.get(sibling) != needed:
            continue
        if field.secret or field.write_only:
            found += [prefix + field.name] if value or field.write_only else []
        elif field.fields and isinstance(value, Mapping):
            found += _unreadable(field.fields, value, f"{prefix}{field.name}.")
    return found


def _can_be_empty(field: Field, model: Model, parent: str) -> bool:
    if not field.comparable or field.secret or field.required or field.create_only or field.choices:
        return False
    if field.type == "bool" and field.absent is not False:
        return False
    if (field.unless and model.get(field.unless)) or (field.only and field.only != parent):
        return False
    if field.type == "dict":
        return bool(field.fields) and all(member.type == "list" for member in field.fields)
    return field.type in EMPTY and not (field.refers and field.type == "str")


def _empty(field: Field) -> Any:
    if field.type == "dict":
        return {member.name: [] for member in field.fields}
    empty = EMPTY[field.type]
    return list(empty) if isinstance(empty, list) else empty


def _state(resource: Resource, model: Model) -> Optional[str]:
    """Return the state beside present that an object is in."""
    for transition in resource.transitions:
        if model.get(transition.member) in transition.settled:
            return None if transition.state == "present" else transition.state
    return None
