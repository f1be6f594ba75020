# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects as JSON services write them, and as the engine sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Compare, Field, Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource

EMPTY: Mapping[str, Any] = {"list": [], "dict": {}, "str": ""}


def decode(resource: Resource, wire: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object of the service under the names of the fields."""
    model = {"id": wire.get("id"), **decode_members(resource.fields, wire)}
    for member, _naming in resource.contents:
        model[member] = wire.get(member)
    return model


def decode_members(fields: Sequence[Field], wire: Mapping[str, Any]) -> dict[str, Any]:
    """Return the members that the fields name; what is absent is None."""
    model: dict[str, Any] = {}
    for field in fields:
        value = wire.get(field.read)
        if field.from_wire and value is not None:
            value = field.from_wire(value)
        if field.fields and isinstance(value, Mapping):
            value = decode_members(field.fields, value)
        elif field.fields and isinstance(value, list):
            value = [decode_members(field.fields, item) for item in value if isinstance(item, Mapping)]
        model[field.name] = value
    return model


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
