# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of one collection, found by id, identity or name without looking at all of them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, Union

from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource


class Models(list[Model]):
    """A list of objects of one kind with indexes, made when they are first needed. It must not be changed afterwards."""

    def __init__(self, resource: Resource, models: Iterable[Model]) -> None:
        super().__init__(models)
        self._resource = resource
        self._by_id: dict[str, Model] = {}
        self._by_identity: dict[tuple[str, ...], list[Model]] = {}
        self._by_name: dict[str, list[Model]] = {}

    def with_id(self, identifier: Any) -> Union[Model, None]:
        """Return the object with this id."""
        if not self._by_id:
            self._by_id = {str(model.get("id")).casefold(): model for model in self}
        return self._by_id.get(str(identifier).casefold())

    def same(self, model: Model) -> list[Model]:
        """Return the objects with the identity of a model."""
        if not self._by_identity:
            for item in self:
                self._by_identity.setdefault(self._key(item), []).append(item)
        return self._by_identity.get(self._key(model), [])

    def called(self, name: str) -> list[Model]:
        """Return the objects with this name."""
        if not self._by_name:
            for item in self:
                self._by_name.setdefault(self._resource.name_of(item), []).append(item)
        return self._by_name.get(name, [])

    def _key(self, model: Model) -> tuple[str, ...]:
        fields = (self._resource.field(name) for name in self._resource.identity)
        return tuple(repr(field.canonical(model.get(field.name))) for field in fields)


def indexed(resource: Resource, models: Sequence[Model]) -> Models:
    """Return objects with indexes; those that have them already come back as they are."""
    return models if isinstance(models, Models) else Models(resource, models)
