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
    covers: Sequence[Cover], plans: Sequence[Plan], reader: Reader, purge: Purge
) -> tuple[list[Plan], list[str]]:
    """Return plans that delete the objects in the covered lists which no other plan is about, and what was spared, with reasons.

    Raises InvalidOption if that would be more than the limit; what disappears together with an object counts, too.
    """
    known = {identifier_of(made) for made in plans}
    deletions: list[Plan] = []
    spared: list[str] = []
    seen = 0
    for cover in covers:
        if cover.resource.kind not in purge.kinds:
            continue
        scope = {
            parent.name: resolve(parent, cover.parent[parent.name], None, reader)
            for parent in cover.resource.parents
            if parent.name in cover.parent
        }
        if any(isinstance(parent, Pending) for parent in scope.values()):
            continue
        place = "".join(f' of {option} "{name}"' for option, name in cover.parent.items())
        models = reader.all(cover.resource, scope)
        seen += len(models)
        for model in models:
            if str(model.get("id")) in known:
                continue
            made = _deletion(cover.resource, model, scope, place, reader)
            reason = _reason(cover.resource, model, purge.protect)
            if reason:
                spared.append(f"{made.header} ({reason})")
            else:
                deletions.append(made)
    _check_limit(deletions, seen, purge.limit)
    return deletions, spared


def identifier_of(made: Plan) -> Optional[str]:
    """Return the id of the object that a plan is about, None if it does not exist yet."""
    model = made.model or next((step.before for step in made.steps if step.before), None) or {}
    return None if model.get("id") is None else str(model["id"])


def _deletion(resource: Resource, model: Model, scope: Mapping[str, Any], place: str, reader: Reader) -> Plan:
    identity = {name: model.get(name) for name in resource.identity}
    return plan(resource, model, Wish("absent", identity, scope, place), reader.names())


def _reason(resource: Resource, model: Model, protect: Sequence[str]) -> str:
    """Return why an object is kept, or an empty text."""
    own = resource.spared(model) if resource.spared else ""
    if own:
        return own
    inside = [name for names in contents_view(resource, model).values() for name in names]
    for name in (resource.name_of(model), *inside):
        pattern = next((pattern for pattern in protect if fnmatch.fnmatchcase(name, pattern)), None)
        if pattern is not None:
            return f'protect names "{pattern}"' + (f', which fits "{name}" in it' if name in inside else "")
    return ""


def _check_limit(deletions: Sequence[Plan], seen: int, limit: Optional[int]) -> None:
    names = [made.header for made in deletions]
    inside = sum(
        len(group)
        for made in deletions
        for step in made.steps
        for group in contents_view(made.resource, step.before or {}).values()
    )
    total = len(names) + inside
    most = min(MOST_BY_DEFAULT, math.ceil(seen * SHARE_BY_DEFAULT)) if limit is None else limit
    if total <= most:
        return
    shown = ", ".join(names[:MOST_NAMES]) + (f" and {len(names) - MOST_NAMES} more" if len(names) > MOST_NAMES else "")
    within = f", {inside} of them inside others" if inside else ""
    why = f"purge_limit is {most}" if limit is not None else f"without purge_limit {most} may be deleted here"
    raise InvalidOption(
        f"purge would delete {total} objects{within}, and {why}: {shown}.",
        f"Check that nothing is missing among what is stated. If all this is to be deleted, set purge_limit to {total}.",
    )
