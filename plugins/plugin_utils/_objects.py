# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects as variables: what members they have, and names next to the ids they hold.

Private to the collection.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import Reader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field, Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.converge.view import result_view

PARENT_KIND = "network_item_type"


def members_of(resource: Resource) -> list[str]:
    """Return the members of a result, with dots in front of those of members that are objects."""
    return [*(["id"] if resource.addressed else []), *_members(resource.fields, "")]


def _members(fields: Sequence[Field], prefix: str) -> Iterator[str]:
    for field in fields:
        if field.secret or field.write_only:
            continue
        if prefix + field.result != "id":
            yield prefix + field.result
        if field.fields and field.type == "dict":
            yield from _members(field.fields, f"{prefix}{field.result}.")


def member(item: Mapping[str, Any], path: str) -> Any:
    """Return a member of an object, through dots those of its members; null if it is not there."""
    value: Any = item
    for name in path.split("."):
        value = value.get(name) if isinstance(value, Mapping) else None
    return value


def parent_id(resource: Resource, parent: Field, model: Model) -> Any:
    """Return the id of the parent that an object tells by itself, None if it has another kind of parent or does not tell it."""
    kind = model.get(PARENT_KIND)
    other = kind is not None and str(kind).casefold() != parent.refers
    return None if other else model.get(resource.parent_member)


def names_of(resource: Resource) -> list[str]:
    """Return the members that hold names in place of ids: parents first."""
    return [field.name for field in (*resource.parents, *resource.fields) if field.refers]


def _references(resource: Resource, model: Model) -> Iterator[tuple[str, str, Any]]:
    """Yield for each member that holds names: itself, the kind of object it names, the id or ids."""
    for parent in resource.parents:
        yield parent.name, parent.refers, parent_id(resource, parent, model)
    for field in resource.fields:
        if field.refers:
            yield field.name, field.refers, model.get(field.name) or ([] if field.type == "list" else None)


def named_by_id(resource: Resource) -> bool:
    """Return whether the id of an object is its name, as with regions."""
    return resource.identity == ("id",)


def kinds_named(resource: Resource, models: Sequence[Model], reader: Reader) -> set[str]:
    """Return the kinds of object that must be read to name all that these objects refer to."""
    kinds = {kind for model in models for _member, kind, ids in _references(resource, model) if ids}
    return {kind for kind in kinds if not named_by_id(reader.kind(kind))}


def described(resource: Resource, model: Model, reader: Reader) -> dict[str, Any]:
    """Return an object as its info module does, with its kind and, as far as they were read, the names of what it refers to."""
    known = reader.names()
    names: dict[str, Any] = {}
    for name, kind, ids in _references(resource, model):
        own = named_by_id(reader.kind(kind))
        if isinstance(ids, (list, tuple)):
            found = [item if own else known.get(kind, {}).get(str(item)) for item in ids]
            names[name] = None if None in found else sorted(found)
        else:
            names[name] = ids if own else known.get(kind, {}).get(str(ids))
    return {"kind": resource.kind, **result_view(resource, model), **names}
