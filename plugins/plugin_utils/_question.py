# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a lookup asks: objects of one kind, by name or id.

Private to the collection.
"""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import RESOURCES
from ansible_collections.wanforge.edge.plugins.module_utils.converge.collection import Models
from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import Backend, Reader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import (
    Ambiguous,
    InvalidOption,
    UnknownReference,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field, Model, Pending
from ansible_collections.wanforge.edge.plugins.module_utils.converge.references import resolve
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.converge.view import result_view
from ansible_collections.wanforge.edge.plugins.module_utils.runner import Target, with_fresh_reads
from ansible_collections.wanforge.edge.plugins.plugin_utils._objects import (
    described,
    kinds_named,
    member,
    members_of,
    parent_id,
)
from ansible_collections.wanforge.edge.plugins.plugin_utils._tenant import known_or_refused

MOST_NAMES = 8
PARENTS = ("network", "host", "user")


@dataclass(frozen=True)
class Question:
    """Objects of a kind that are wanted, whole or one member of each.

    ``parent`` is the option that names the parent with its value; ``default`` holds what stands for objects that do not exist,
    if there is anything.
    """

    resource: Resource
    names: tuple[str, ...]
    field: str = ""
    parent: Optional[tuple[Field, str]] = None
    default: tuple[Any, ...] = ()

    @classmethod
    def asked(cls, terms: Sequence[Any], stated: Mapping[str, Any]) -> Question:
        """Return the question of a lookup with these options. Raises InvalidOption for what cannot be right, whatever the tenant holds."""
        if not terms or not isinstance(terms[0], str):
            raise InvalidOption(
                "The kind of object is missing.", f"State one of {', '.join(sorted(RESOURCES))}, then a name."
            )
        known_or_refused("The kind of object", terms[0], RESOURCES)
        resource = RESOURCES[terms[0]]
        if len(terms) == 1:
            raise InvalidOption(
                f"It is not said which {resource.title} is meant.",
                f"State its name or ID. The module cloudconnexa_{resource.kind}_info lists all there are.",
            )
        names = [name for term in terms[1:] for name in (term if isinstance(term, list) else [term])]
        if any(isinstance(name, bool) or not isinstance(name, (str, int)) or name == "" for name in names):
            raise InvalidOption(
                f"The name of the {resource.title} is empty, or is no text.", "Name the object that is meant."
            )
        field = stated.get("field") or ""
        if field:
            known_or_refused(f"The field of the {resource.title}", field, members_of(resource))
        parent = _parent(resource, {name: stated[name] for name in PARENTS if stated.get(name) is not None})
        default = (stated["default"],) if "default" in stated else ()
        return cls(resource, tuple(map(str, names)), field, parent, default)

    def answer(self, backend: Target) -> list[Any]:
        """Return one element for each name. Raises PlanError for objects that do not exist or that a name does not tell apart."""
        return with_fresh_reads(backend, lambda: self._read(backend), lambda found: True)

    def _read(self, backend: Backend) -> list[Any]:
        reader = Reader(backend)
        return [self._one(name, backend, reader) for name in self.names]

    def _one(self, name: str, backend: Backend, reader: Reader) -> Any:
        try:
            model = self._found(name, self._candidates(reader), reader)
        except UnknownReference:
            if self.default:
                return self.default[0]
            raise
        if not self.field:
            return result_view(self.resource, model)
        first = self.field.partition(".")[0]
        if any(
            field.detail and field.result == first and model.get(field.name) is None for field in self.resource.fields
        ):
            model = backend.fetch(self.resource, model)
        return member(result_view(self.resource, model), self.field)

    def _candidates(self, reader: Reader) -> Models:
        """Return the objects that may be meant: one read serves all parents, where objects tell theirs."""
        if self.parent is None:
            return reader.all(self.resource)
        option, value = self.parent
        parent = resolve(option, value, None, reader)
        if isinstance(parent, Pending):
            raise UnknownReference(
                f'There is no {parent.kind} "{value}".', _nearest(value, reader.kind(option.refers), reader)
            )
        if not self.resource.parent_member:
            return reader.all(self.resource, {option.name: parent})
        models = reader.all(self.resource, {option.name: ""} if len(self.resource.parents) > 1 else None)
        return Models(self.resource, [model for model in models if parent_id(self.resource, option, model) == parent])

    def _found(self, name: str, models: Models, reader: Reader) -> Model:
        known = models.with_id(name)
        found = [known] if known is not None else models.same({self.resource.identity[0]: name})
        place = f' of the {self.parent[0].name} "{self.parent[1]}"' if self.parent else ""
        if not found:
            raise UnknownReference(
                f'There is no {self.resource.title} "{name}"{place}.', _nearest(name, self.resource, reader)
            )
        if len(found) > 1:
            ways = " or ".join(parent.name for parent in self.resource.parents if self.parent is None)
            raise Ambiguous(
                f'{len(found)} objects of kind {self.resource.title}{place} are called "{name}": {self._listed(found, reader)}.',
                f"State {f'{ways}, or ' if ways else ''}the ID in place of the name.",
            )
        return found[0]

    def _listed(self, models: Sequence[Model], reader: Reader) -> str:
        """Return the ids of objects, each with what it belongs to."""
        for kind in sorted(kinds_named(self.resource, models, reader)):
            reader.all(RESOURCES[kind])
        listed = []
        for model in models[:MOST_NAMES]:
            names = described(self.resource, model, reader)
            places = [f"{parent.name} {names[parent.name]}" for parent in self.resource.parents if names[parent.name]]
            listed.append(" of ".join([str(model.get("id")), *places]))
        return ", ".join(listed)


def _parent(resource: Resource, stated: Mapping[str, Any]) -> Optional[tuple[Field, str]]:
    """Return the parent that the options name. Raises InvalidOption for one that the kind does not have, and for two."""
    parents = {parent.name: parent for parent in resource.parents}
    for name, value in stated.items():
        if name not in parents:
            fitting = f"State {' or '.join(parents)}, or neither" if len(parents) > 1 else "Leave the option out"
            raise InvalidOption(f"A {resource.title} does not belong to a {name}.", f"{fitting}.")
        if value == "":
            raise InvalidOption(f"{name} is empty.", "Name the object that is meant, or leave the option out.")
    if len(stated) > 1:
        raise InvalidOption(f"{' and '.join(stated)} are both set.", "State one of them.")
    return next(((parents[name], str(value)) for name, value in stated.items()), None)


def _nearest(name: str, resource: Resource, reader: Reader) -> str:
    known = list(reader.names().get(resource.kind, {}).values())
    near = difflib.get_close_matches(name, known, n=1)
    return f'Did you mean "{near[0]}"?' if near else "Correct the name or ID, or give a default."
