# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names in place of ids: which object an option means."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from typing import Any, Optional, Protocol

from ansible_collections.wanforge.edge.plugins.module_utils.converge.collection import indexed
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import Ambiguous, UnknownReference
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field, Model, Pending
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource

MOST_NAMES = 8


class Catalogue(Protocol):
    """Where objects are looked up."""

    def all(self, resource: Resource, scope: Optional[Mapping[str, Any]] = None) -> Sequence[Model]:
        """Return all objects of a kind below the given parents; below any parent without a scope."""

    def kind(self, name: str) -> Resource:
        """Return the declaration of a kind of object."""


def resolve_references(fields: Sequence[Field], stated: Model, have: Model, reader: Catalogue) -> dict[str, Any]:
    """Return the stated members with ids in place of names, at every depth."""
    resolved = dict(stated)
    for field in fields:
        value = stated.get(field.name)
        if value in (None, "", [], {}):
            continue
        present = have.get(field.name)
        if field.reference:
            kinds = field.kinds(stated)
            parent = resolved.get(field.within) if field.within else None
            items = value if isinstance(value, (list, tuple)) else [value]
            found = [lookup(field.name, kinds, item, present, reader, parent) for item in items]
            resolved[field.name] = found if isinstance(value, (list, tuple)) else found[0]
        elif field.fields and isinstance(value, Mapping):
            resolved[field.name] = resolve_references(field.fields, value, present or {}, reader)
        elif field.fields:
            resolved[field.name] = [resolve_references(field.fields, item, {}, reader) for item in value]
    return resolved


def resolve(field: Field, value: Any, have: Any, reader: Catalogue) -> Any:
    """Return the id of the object that a field of a fixed kind names."""
    return None if value in (None, "") else lookup(field.name, (field.refers,), value, have, reader)


def lookup(option: str, kinds: Sequence[str], value: Any, have: Any, reader: Catalogue, parent: Any = None) -> Any:
    """Return the id of the object of one of the kinds that ``value`` names, by id or by name.

    Nothing is read if it is the id that stands there already. What does not exist but could be created is Pending. With
    ``parent`` only what lies below that object counts. Raises Ambiguous for a name that two objects share,
    UnknownReference for what only the service makes.
    """
    if not kinds or value == have or (isinstance(have, (list, tuple)) and value in have):
        return value
    resources = [reader.kind(kind) for kind in kinds]
    titles = " or ".join(resource.title for resource in resources)
    missing = Pending(titles, str(value), tuple(kinds), parent)
    if isinstance(parent, Pending):
        return missing
    found = []
    for resource in resources:
        models = indexed(resource, reader.all(resource))
        known = models.with_id(value)
        if known is not None and _lies_within(resource, known, parent):
            return known["id"]
        found += [model["id"] for model in models.called(value) if _lies_within(resource, model, parent)]
    if len(found) > 1:
        raise Ambiguous(
            f'{option} "{value}" is the name of {len(found)} objects of kind {titles}: {", ".join(map(str, found))}.',
            f"State the id of the {titles} you mean.",
        )
    if found:
        return found[0]
    if resources[0].creatable:
        return missing
    raise UnknownReference(
        f'{option} "{value}" is no {titles}.', _suggestion(value, resources[0], reader.all(resources[0]))
    )


def _lies_within(resource: Resource, model: Model, parent: Any) -> bool:
    return parent is None or model.get(resource.parent_member) in (None, parent)


def _suggestion(value: Any, resource: Resource, models: Sequence[Model]) -> str:
    known = sorted(str(model.get("id")) for model in models)
    close = difflib.get_close_matches(str(value), known, n=MOST_NAMES) or known[:MOST_NAMES]
    more = len(close) < len(known)
    what = "id" if resource.identity == ("id",) else "id or name"
    return f"Use the {what} of a known {resource.title}, {'such as' if more else 'one of'} {', '.join(close)}."
