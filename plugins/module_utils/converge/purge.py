# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Deleting what nobody asked for: only in the collections that are named, only so much, and never what is protected."""

from __future__ import annotations

import dataclasses
import fnmatch
import math
from collections.abc import Mapping, Sequence
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import Reader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Model, Pending
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Plan, Wish, plan
from ansible_collections.wanforge.edge.plugins.module_utils.converge.references import resolve
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.converge.view import contents_view

MOST_BY_DEFAULT = 10
SHARE_BY_DEFAULT = 0.1
MOST_NAMES = 20


@dataclasses.dataclass(frozen=True)
class Cover:
    """A list that is stated in full: the kind of its objects, and the parent by option and name."""

    resource: Resource
    parent: Mapping[str, str] = dataclasses.field(default_factory=dict)


@dataclasses.dataclass(frozen=True)
class Purge:
    """What may be deleted: the kinds, the largest number of objects (None: ten, or a tenth if that is less), and names to keep."""

    kinds: tuple[str, ...] = ()
    limit: Optional[int] = None
    protect: tuple[str, ...] = ()


def leftovers(
    covers: Sequence[Cover],
    plans: Sequence[Plan],
    reader: Reader,
    purge: Purge,
    inside: Optional[Mapping[str, Sequence[Resource]]] = None,
) -> tuple[list[Plan], list[str]]:
    """Return plans that delete the objects in the covered lists which no other plan is about, and what was spared, with reasons.

    ``inside`` gives, by kind, the kinds that lie in its objects: what disappears together with an object counts, and protects it.
    Raises InvalidOption if that would be more than the limit, and for an object whose name differs from a stated one in case only.
    """
    known = {(made.resource.kind, identifier_of(made)) for made in plans}
    stated = {(made.resource.kind, *made.scope.values(), _plain(made.name)): made for made in plans}
    deletions: list[Plan] = []
    spared: list[str] = []
    seen = 0
    for cover in (cover for cover in covers if cover.resource.kind in purge.kinds):
        kind = cover.resource.kind
        scope = _scope(cover, reader)
        if any(isinstance(parent, Pending) for parent in scope.values()):
            continue
        wish = Wish("absent", {}, scope, "".join(f' of {option} "{name}"' for option, name in cover.parent.items()))
        models = reader.all(cover.resource, scope)
        seen += len(models)
        for model in (model for model in models if (kind, str(model.get("id"))) not in known):
            contents = _contents(cover.resource, model, reader, (inside or {}).get(kind, ()))
            made = _deletion(cover.resource, model, wish, contents, reader)
            reason = _reason(cover.resource, model, contents, purge.protect)
            if reason:
                spared.append(f"{made.header} ({reason})")
                continue
            _check_spelling(made, stated.get((kind, *scope.values(), _plain(made.name))))
            deletions.append(made)
    _check_limit(deletions, seen, purge.limit)
    return deletions, spared


def _scope(cover: Cover, reader: Reader) -> dict[str, Any]:
    """Return the parent of a list by its id, or by what stands for it."""
    parents = [parent for parent in cover.resource.parents if parent.name in cover.parent]
    return {parent.name: resolve(parent, cover.parent[parent.name], None, reader) for parent in parents}


def identifier_of(made: Plan) -> Optional[str]:
    """Return the id of the object that a plan is about, None if it does not exist yet."""
    model = made.model or next((step.before for step in made.steps if step.before), None) or {}
    return None if model.get("id") is None else str(model["id"])


def _contents(resource: Resource, model: Model, reader: Reader, kinds: Sequence[Resource]) -> dict[str, list[str]]:
    """Return the names of what disappears together with an object."""
    found = {name: list(names) for name, names in contents_view(resource, model).items()}
    for kind in kinds:
        names = sorted(kind.name_of(one) for one in reader.all(kind, {resource.kind: model["id"]}))
        if names:
            found[kind.plural] = names
    return found


def _deletion(resource: Resource, model: Model, wish: Wish, contents: Mapping[str, Any], reader: Reader) -> Plan:
    stated = {name: model.get(name) for name in resource.identity}
    made = plan(resource, model, dataclasses.replace(wish, stated=stated), reader.names())
    return dataclasses.replace(made, before={**made.before, **contents})


def _plain(name: str) -> str:
    return name.casefold().rstrip(".")


def _check_spelling(made: Plan, twin: Optional[Plan]) -> None:
    """Refuse to delete what is probably meant by a stated object of nearly the same name."""
    if twin is not None:
        raise InvalidOption(
            f'purge would delete {made.header}, while "{twin.name}" is stated, which differs in spelling only.',
            f'Write "{made.name}", as the service does.',
        )


def _reason(resource: Resource, model: Model, contents: Mapping[str, Sequence[str]], protect: Sequence[str]) -> str:
    """Return why an object is kept, or an empty text."""
    own = resource.spared(model) if resource.spared else ""
    if own:
        return own
    inside = [name for names in contents.values() for name in names]
    for name in (resource.name_of(model), *inside):
        pattern = next((pattern for pattern in protect if fnmatch.fnmatchcase(name, pattern)), None)
        if pattern is not None:
            return f'protect names "{pattern}"' + (f', which fits "{name}" in it' if name in inside else "")
    return ""


def _inside_of(made: Plan) -> int:
    """Return how many objects disappear together with that of a deletion."""
    fields = {field.name for field in made.resource.fields}
    return sum(len(names) for name, names in made.before.items() if name not in fields and isinstance(names, list))


def _check_limit(deletions: Sequence[Plan], seen: int, limit: Optional[int]) -> None:
    names = [made.header for made in deletions]
    inside = sum(_inside_of(made) for made in deletions)
    total = len(names) + inside
    most = min(MOST_BY_DEFAULT, math.ceil(seen * SHARE_BY_DEFAULT)) if limit is None else limit
    if total <= most:
        return
    shown = ", ".join(names[:MOST_NAMES]) + (f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else "")
    within = f", {inside} of them inside others" if inside else ""
    why = f"purge_limit is {most}" if limit is not None else f"the limit without purge_limit is {most} here"
    raise InvalidOption(
        f"purge would delete {total} object{'s' if total > 1 else ''}{within}: {shown}; {why}.",
        f"Check that nothing is missing among what is stated. If all this is to be deleted, set purge_limit to {total}.",
    )
