# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How objects are shown: the diff in the words of the options, the result in those of the service."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import (
    Compare,
    Field,
    Model,
    Pending,
    canonical_address,
    sort_key,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource

Names = Mapping[str, Mapping[str, str]]


def diff_view(resource: Resource, model: Optional[Model], names: Names) -> dict[str, Any]:
    """Return what a user can set of an object: names instead of ids, nothing empty, no secret, always in the same order."""
    if model is None:
        return {}
    shown = {}
    for field in resource.fields:
        if not field.comparable or field.secret or (field.unless and model.get(field.unless)):
            continue
        stated = model.get(field.name)
        value = None if stated is None else _shown(field, field.canonical(stated), names, model)
        if value is not None:
            shown[field.name] = value
    return shown


def _shown(field: Field, value: Any, names: Names, siblings: Model) -> Any:
    if field.reference:
        known = {item: name for kind in field.kinds(siblings) for item, name in names.get(kind, {}).items()}
        if isinstance(value, list):
            return sorted(str(known.get(item, item)) for item in value)
        return None if value is None else str(known.get(value, value))
    if isinstance(value, Mapping) and field.fields:
        return _shown_members(field.fields, value, names)
    if isinstance(value, list) and field.fields:
        return [_shown_members(field.fields, item, names) for item in value]
    return value


def _shown_members(fields: tuple[Field, ...], value: Mapping[str, Any], names: Names) -> dict[str, Any]:
    return {
        field.name: _shown(field, value[field.name], names, value)
        for field in fields
        if field.name in value and not field.secret
    }


def contents_view(resource: Resource, model: Model) -> dict[str, Any]:
    """Return the names of what disappears together with an object."""
    shown = {}
    for member, naming in resource.contents:
        named = [str(item.get(naming)) for item in model.get(member) or [] if isinstance(item, Mapping)]
        if named:
            shown[member] = sorted(named)
    return shown


def result_view(resource: Resource, model: Optional[Model]) -> dict[str, Any]:
    """Return an object as modules and info modules return it: every member, null where nothing is known, no secret.

    What an object leaves out is shown as what the service means by that, except before the service has made it. The elements
    of a list are always given in full, so there what is left out is known at once.
    """
    if model is None:
        return {}
    members: dict[str, Any] = {"id": model.get("id")} if resource.addressed else {}
    exists = not resource.addressed or members["id"] is not None
    fields = resource.fields
    if resource.singleton:
        fields = tuple(field for field in fields if field.name in model)
    return {**members, **_result_members(fields, model, exists)}


def _result_members(fields: tuple[Field, ...], model: Mapping[str, Any], exists: bool) -> dict[str, Any]:
    shown = [field for field in fields if not field.secret and not field.write_only]
    idle = {field.name for field in shown if field.unless and model.get(field.unless)}
    return {
        field.result: None if field.name in idle else _result(field, model.get(field.name), exists) for field in shown
    }


def _result(field: Field, value: Any, exists: bool) -> Any:
    if isinstance(value, Mapping) and field.fields:
        shown = _result_members(field.fields, value, exists)
        members = [(member, shown.get(member.result)) for member in field.fields]
        return shown if any(known not in (None, [], member.absent) for member, known in members) else None
    if isinstance(value, (list, tuple)):
        if field.fields:
            elements = [_result_members(field.fields, item, exists=True) for item in value]
        else:
            elements = [_known(field, item) for item in value if not isinstance(item, Pending)]
        unordered = field.settable and field.compare in (Compare.SET, Compare.ADDRESS)
        return sorted(elements, key=sort_key) if unordered else elements
    if value in (None, ""):
        return [] if field.type == "list" and field.settable else field.absent if exists else None
    return _known(field, value)


def _known(field: Field, value: Any) -> Any:
    """Return a value as it will be shown at the next run, too: addresses in the shortest spelling, null for what has no id yet."""
    if isinstance(value, Pending):
        return None
    return canonical_address(value) if field.compare is Compare.ADDRESS and isinstance(value, str) else value
