# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What an info module lists: the objects of a kind, narrowed by its options."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from typing import Any, Protocol

from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import Backend, Reader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption, UnknownReference
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Model, Pending, sort_key
from ansible_collections.wanforge.edge.plugins.module_utils.converge.references import resolve
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.converge.view import result_view


class Recall(Protocol):
    """Who reads, and may know already what is to be read."""

    def __call__(self, name: str, fetch: Callable[[], Any], otherwise: Any = None) -> Any:
        """Return what ``fetch`` reads, or what is known of it; ``otherwise`` is good enough where only old things are known."""


def listed(resource: Resource, params: Mapping[str, Any], backend: Backend, recall: Recall) -> Any:
    """Return the objects that the options name, as results show them, sorted; the one object of a singleton as it is.

    All reads go through ``recall``. Raises PlanError.
    """
    reader = RecallingReader(backend, recall)
    if resource.singleton:
        return result_view(resource, reader.all(resource)[0])
    scope = _scope(resource, params, reader)
    stated = {name: params[name] for name in resource.identity if params.get(name) is not None}
    collection = reader.all(resource, scope)
    chosen = [collection.with_id(params["id"])] if params.get("id") else collection
    models = [
        model
        for model in chosen
        if model is not None
        and all(resource.field(name).equal(model.get(name), value) for name, value in stated.items())
    ]
    if stated or params.get("id"):
        models = [reader.detailed(resource, model) for model in models]
    models.sort(key=lambda model: [sort_key(model.get(name)) for name in (*resource.identity, "id")])
    return [result_view(resource, model) for model in models]


def _scope(resource: Resource, params: Mapping[str, Any], reader: Reader) -> dict[str, Any]:
    """Return the ids of the parents that the options name."""
    for name in ("id", *resource.identity, *(parent.name for parent in resource.parents)):
        if params.get(name) == "":
            raise InvalidOption(f"{name} is empty.", "Name the object that is meant, or leave the option out.")
    scope = {}
    for parent in resource.parents:
        scope[parent.name] = found = resolve(parent, params.get(parent.name), None, reader)
        if isinstance(found, Pending):
            raise UnknownReference(
                f'There is no {found.kind} "{found.name}".', "Correct the name, or leave the option out."
            )
    return {name: value for name, value in scope.items() if value}


class RecallingReader(Reader):
    """The collections of a service, read by way of somebody who may know them already."""

    def __init__(self, backend: Backend, recall: Recall) -> None:
        super().__init__(backend)
        self._recall = recall

    def fetch(self, resource: Resource, scope: Mapping[str, Any]) -> list[Model]:
        """Return all objects of a kind below the given parents."""
        name = json.dumps(["all", resource.kind, scope], sort_keys=True)
        return list(self._recall(name, lambda: [dict(model) for model in self._backend.read(resource, scope)]))

    def detailed(self, resource: Resource, model: Model) -> Model:
        """Return an object with the members that its collection leaves out, as far as they can be known."""
        if not any(field.detail and model.get(field.name) is None for field in resource.fields):
            return model
        name = json.dumps(["one", resource.kind, model.get("id")])
        return dict(self._recall(name, lambda: dict(self._backend.fetch(resource, model)), model))
