# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects as JSON services write them, and as the engine sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import Misshapen
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Compare, Field, Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource

EMPTY: Mapping[str, Any] = {"list": [], "dict": {}, "str": ""}


def decode(resource: Resource, wire: Any) -> dict[str, Any]:
    """Return an object of the service under the names of the fields.

    Raises Misshapen for anything that is none, at every depth, and for an object without the id by which it is changed: something
    would be written that follows from nonsense.
    """
    try:
        model = {"id": _identifier(resource, wire), **decode_members(resource.fields, wire)}
        for member, _naming in resource.contents:
            model[member] = _objects(wire.get(member))
    except (AttributeError, LookupError, TypeError, ValueError):
        raise Misshapen(f"The service shows something that is no {resource.title}.") from None
    return model


def _identifier(resource: Resource, wire: Any) -> Any:
    found = wire.get("id")
    if isinstance(found, bool) or not isinstance(found, (str, int, type(None))):
        raise TypeError("an id is a text or a number")
    if resource.addressed and found in (None, ""):
        raise ValueError("an object of this kind has an id")
    return found


def _objects(items: Any) -> Any:
    if items is not None and not (isinstance(items, list) and all(isinstance(item, Mapping) for item in items)):
        raise TypeError("a list of objects is needed")
    return items


def decode_members(fields: Sequence[Field], wire: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that the fields name; what is absent is None. Raises TypeError and the like for what does not fit."""
    return {field.name: _member(field, wire.get(field.read)) for field in fields}


def _member(field: Field, value: Any) -> Any:
    if field.from_wire and value is not None:
        value = field.from_wire(value)
    if value is None:
        return None
    if field.fields and field.type == "list":
        return [decode_members(field.fields, item) for item in _objects(value)]
    if field.fields:
        if not isinstance(value, Mapping):
            raise TypeError("an object is needed")
        return decode_members(field.fields, value)
    names = value if isinstance(value, list) else [value]
    if field.reference and any(isinstance(name, (list, Mapping)) for name in names):
        raise TypeError("ids are texts")
    return value


def encode(resource: Resource, model: Model, before: Optional[Model] = None) -> dict[str, Any]:
    """Return the complete object for a create or, with ``before``, for a replacement.

    Members that were set and are to be empty are sent as empty, so that the service clears them whether it replaces or merges.
    """
    fields = [field for field in resource.fields if field.settable or (before is not None and field.echo)]
    if before is not None:
        fields = [field for field in fields if not field.create_only]
    return encode_members(fields, model, before or {})


def encode_members(fields: Sequence[Field], model: Model, before: Model) -> dict[str, Any]:
    """Return members under the names of the wire, without those that are and stay absent."""
    wire: dict[str, Any] = {}
    for field in fields:
        if (field.unless and model.get(field.unless)) or not (field.settable or field.echo):
            continue
        value = model.get(field.name)
        if value in (None, "", [], {}):
            if before.get(field.name) not in (None, "", [], {}) and field.type in EMPTY:
                wire[field.sent] = EMPTY[field.type]
            continue
        if field.fields and isinstance(value, Mapping):
            value = encode_members(field.fields, value, before.get(field.name) or {})
        elif field.fields and isinstance(value, (list, tuple)):
            value = [encode_members(field.fields, item, {}) for item in value]
        elif isinstance(value, (list, tuple)) and field.compare in (Compare.SET, Compare.ADDRESS):
            value = list(dict.fromkeys(value))
        wire[field.sent] = field.to_wire(value) if field.to_wire else value
    return wire
