# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading for many objects at once: one read for each kind, whatever the number of parents."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.converge.collection import Models
from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import Reader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field, Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.converge.wire import decode


class BulkReader(Reader):
    """The collections of a service, each read at most once, split by parent.

    What parents show of what lies in them (``contents``) is not read again.
    """

    brief = True

    def ahead(self, resources: Iterable[Resource], workers: int) -> None:
        """Read the collections of some kinds, so many at a time: first those that other objects lie in."""
        named = {resource.kind: resource for resource in resources}
        above = {kind: self.kind(kind) for one in named.values() for kind in (p.refers for p in one.parents)}
        alone = {**{kind: one for kind, one in named.items() if not one.parents}, **above}
        with ThreadPoolExecutor(max_workers=workers) as pool:
            for stage in (alone.values(), [one for one in named.values() if one.parents]):
                for done in [pool.submit(self.all, resource) for resource in stage]:
                    done.result()

    def all(self, resource: Resource, scope: Optional[Mapping[str, Any]] = None) -> Models:
        """Return all objects of a kind below the given parents; below any parent without a scope."""
        if not resource.parents:
            return super().all(resource, scope)
        everything = self.once(f"below {resource.kind}", lambda: self._below(resource))
        if not scope:
            return self.once(f"all {resource.kind}", lambda: self.keep(resource, _joined(everything.values())))
        parent = str(next(iter(scope.values())))
        return everything[parent] if parent in everything else Models(resource, [])

    def _below(self, resource: Resource) -> dict[str, Models]:
        """Return all objects of a kind by their parents."""
        found: dict[str, list[Model]] = {}
        for parent in resource.parents:
            shown = self._shown(resource, parent.refers)
            found.update(self._read_below(resource, parent) if shown is None else shown)
        return {parent: self.keep(resource, models) for parent, models in found.items()}

    def _read_below(self, resource: Resource, parent: Field) -> dict[str, list[Model]]:
        """Return the objects of a kind by their parents, from one read if all of them tell what they belong to."""
        models = self._backend.read(resource, {parent.name: ""} if len(resource.parents) > 1 else {})
        if not models or all(model.get(resource.parent_member) for model in models):
            return _by_parent(resource, models)
        ids = [str(model["id"]) for model in self.all(self.kind(parent.refers))]
        return {one: list(self._backend.read(resource, {parent.name: one})) for one in ids}

    def _shown(self, resource: Resource, parent: str) -> Optional[dict[str, list[Model]]]:
        """Return the objects of a kind as their parents show them, None if no parent shows any.

        A service may leave out lists that are empty, but not only sometimes those that are not.
        """
        kind = self.kind(parent)
        if resource.plural not in dict(kind.contents):
            return None
        parents = self.all(kind)
        lists = {str(item["id"]): item.get(resource.plural) for item in parents}
        if not any(isinstance(items, list) for items in lists.values()):
            return None
        return {
            identifier: [{**decode(resource, item), **_place(resource, identifier)} for item in items or ()]
            for identifier, items in lists.items()
        }


def _place(resource: Resource, parent: str) -> dict[str, str]:
    return {resource.parent_member: parent} if resource.parent_member else {}


def _by_parent(resource: Resource, models: Sequence[Model]) -> dict[str, list[Model]]:
    split: dict[str, list[Model]] = {}
    for model in models:
        split.setdefault(str(model.get(resource.parent_member)), []).append(model)
    return split


def _joined(groups: Any) -> list[Model]:
    return [model for group in groups for model in group]
