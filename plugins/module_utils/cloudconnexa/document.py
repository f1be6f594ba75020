# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole tenant as one document: its sections, the objects in them, and the way back from a living tenant."""

from __future__ import annotations

import dataclasses
import difflib
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Callable, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa import resources
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.guards import owners_and_guests
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.settings import SETTINGS
from ansible_collections.wanforge.edge.plugins.module_utils.converge.bulk import BulkReader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.campaign import Item, order_of, refuse
from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import Backend, Reader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption, PlanError, sentence
from ansible_collections.wanforge.edge.plugins.module_utils.converge.export import exported, unreadable
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field, Model, sort_key
from ansible_collections.wanforge.edge.plugins.module_utils.converge.purge import Cover
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.converge.typed import spelled, typed


@dataclasses.dataclass(frozen=True)
class Section:
    """A list of the document: what it holds, the lists inside its objects, and what an export leaves out, with the reason."""

    resource: Resource
    inside: tuple[Resource, ...] = ()
    left_out: Optional[Callable[[Model], str]] = None

    @property
    def name(self) -> str:
        """How the document calls it."""
        return self.resource.plural


SECTIONS: Mapping[str, Section] = {
    section.name: section
    for section in (
        Section(
            resources.NETWORK,
            (resources.CONNECTOR, resources.ROUTE, resources.IP_SERVICE, resources.APPLICATION),
        ),
        Section(resources.HOST, (resources.CONNECTOR, resources.IP_SERVICE, resources.APPLICATION)),
        Section(resources.USER_GROUP),
        Section(resources.USER, (resources.DEVICE,), owners_and_guests),
        Section(resources.DNS_RECORD),
        Section(resources.LOCATION_CONTEXT),
        Section(resources.DEVICE_POSTURE),
        Section(resources.ACCESS_GROUP),
        Section(SETTINGS),
    )
}
# How many collections are read at a time for an export.
READERS = 4
ORDER: tuple[str, ...] = order_of(
    (SETTINGS, *(kind for section in SECTIONS.values() for kind in (section.resource, *section.inside)))
)
COLLECTIONS: tuple[str, ...] = tuple(
    dict.fromkeys(
        kind.plural
        for section in SECTIONS.values()
        for kind in (section.resource, *section.inside)
        if not kind.singleton
    )
)
KINDS: Mapping[str, str] = {
    kind.plural: kind.kind for section in SECTIONS.values() for kind in (section.resource, *section.inside)
}


@dataclasses.dataclass(frozen=True)
class Wanted:
    """What a document asks for: objects, and the lists that it states in full."""

    items: Sequence[Item]
    covers: Sequence[Cover]


def wanted(document: Mapping[str, Any]) -> Wanted:
    """Return what a document asks for. Raises InvalidOption with everything in it that cannot be right."""
    reading = _Reading()
    for name, content in document.items():
        section = SECTIONS.get(name) if isinstance(name, str) else None
        if section is None:
            close = difflib.get_close_matches(spelled(name), SECTIONS, n=1)
            remedy = f"did you mean {close[0]}?" if close else f"use {', '.join(SECTIONS)}"
            reading.complain(spelled(name), f"is no section of the document; {remedy}")
        elif content is None:
            continue
        elif section.resource.singleton:
            reading.single(section, content)
        else:
            reading.section(section, content)
    refuse(reading.problems)
    return Wanted(reading.items, reading.covers)


class _Reading:
    """Objects and faults of a document, as they are found."""

    def __init__(self) -> None:
        self.items: list[Item] = []
        self.covers: list[Cover] = []
        self.problems: list[tuple[str, PlanError]] = []

    def complain(self, where: str, problem: str) -> None:
        self.problems.append((where, InvalidOption(problem, "Correct the document.")))

    def single(self, section: Section, content: Any) -> None:
        if not isinstance(content, Mapping):
            return self.complain(section.name, "must hold members")
        self._item(section.resource, content, section.name, (), {})

    def section(self, section: Section, content: Any) -> None:
        self.covers.append(Cover(section.resource))
        inside = {resource.plural: resource for resource in section.inside}
        for where, given in self._objects(section.resource, content, section.name):
            options = self._item(section.resource, given, where, inside, {})
            name = options.get(section.resource.identity[0])
            stated = {plural: kind for plural, kind in inside.items() if given.get(plural) is not None}
            if options.get("state") == "absent" and any(given[plural] for plural in stated):
                self.complain(where, f"is to be absent and cannot have {' or '.join(stated)}")
            elif name:
                for plural, resource in stated.items():
                    self._below(section.resource, str(name), resource, given[plural], f"{where}: {plural}")

    def _below(self, above: Resource, name: str, resource: Resource, content: Any, where: str) -> None:
        parent = {above.kind: name}
        self.covers.append(Cover(resource, parent))
        for place, given in self._objects(resource, content, where):
            self._item(resource, given, place, (), parent)

    def _objects(self, resource: Resource, content: Any, where: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        if not isinstance(content, (list, tuple)):
            return self.complain(where, "must be a list")
        for number, given in enumerate(content):
            if not isinstance(given, Mapping):
                self.complain(f"{where}[{number}]", "must hold members")
                continue
            name = given.get(resource.identity[0])
            label = f' "{spelled(name)}"' if isinstance(name, (str, int)) and name != "" else f"[{number}]"
            yield where + label, given

    def _item(
        self, resource: Resource, given: Mapping[str, Any], where: str, also: Any, parent: Mapping[str, str]
    ) -> Mapping[str, Any]:
        problems: list[str] = []
        options = {**typed(resource, given, also, problems), **parent}
        if problems:
            self.complain(where, sentence(problems) or "")
        else:
            self.items.append(Item(resource, options, where))
        return options


def secrets(document: Any) -> list[str]:
    """Return all texts below a member that is called like a secret, wherever it stands: the document may be wrong."""
    found: list[str] = []
    seen: set[tuple[int, bool]] = set()
    waiting = [(document, False)]
    while waiting:
        value, secret = waiting.pop()
        if isinstance(value, (Mapping, list, tuple)):
            if (id(value), secret) not in seen:
                seen.add((id(value), secret))
                named = value.items() if isinstance(value, Mapping) else ((None, item) for item in value)
                waiting += [(item, secret or name in SECRET_NAMES) for name, item in named]
        elif secret and value not in (None, "") and not isinstance(value, bool):
            found.append(value if isinstance(value, str) else spelled(value))
    return found


def _secret_names(fields: Sequence[Field]) -> Iterator[str]:
    for field in fields:
        yield from [field.name] if field.secret else _secret_names(field.fields)


SECRET_NAMES = frozenset(
    name
    for section in SECTIONS.values()
    for kind in (section.resource, *section.inside)
    for name in _secret_names(kind.fields)
)


@dataclasses.dataclass(frozen=True)
class Export:
    """A tenant as a document, what cannot be in it by object, what its reader should know, and the objects in it by kind."""

    document: Mapping[str, Any]
    write_only: Sequence[Mapping[str, Any]]
    warnings: Sequence[str]
    counts: Mapping[str, int]

    def summary(self) -> str:
        """Return what the document holds, and how much of it is missing, as a sentence."""
        parts = [f"{number} {title}{'s' if number > 1 else ''}" for title, number in self.counts.items() if number]
        text = f"{', '.join(parts) or 'No objects'}."
        lacking = len(self.write_only)
        if lacking:
            text += f" Secrets of {lacking} object{'s' if lacking > 1 else ''} are missing."
        return text


def export(backend: Backend, names: Sequence[str], inside: Sequence[str]) -> Export:
    """Return the named sections of a tenant as a document, with the named lists inside their objects. Sends reads only."""
    reader = BulkReader(backend)
    asked = [section for section in SECTIONS.values() if section.name in names]
    below = [resource for section in asked for resource in section.inside if resource.plural in inside]
    exported_kinds = [*(section.resource for section in asked), *below]
    reader.ahead(exported_kinds, READERS)
    named = {kind for one in exported_kinds for model in reader.all(one) for kind in _named_kinds(one.fields, model)}
    reader.ahead([kind for kind in map(reader.kind, sorted(named)) if kind.identity != ("id",)], READERS)
    work = _Export(backend, reader, inside)
    document = {name: work.section(section) for name, section in SECTIONS.items() if name in names}
    return Export(document, work.write_only, work.warnings, work.counts)


def _named_kinds(fields: Sequence[Field], model: Model) -> Iterator[str]:
    """Yield the kinds of the objects that an object refers to: their names take the place of ids."""
    for field in fields:
        value = model.get(field.name)
        if field.reference and value:
            yield from field.kinds(model)
        elif field.fields:
            for item in value if isinstance(value, (list, tuple)) else [value]:
                yield from _named_kinds(field.fields, item) if isinstance(item, Mapping) else ()


class _Export:
    def __init__(self, backend: Backend, reader: Reader, inside: Sequence[str]) -> None:
        self.write_only: list[Mapping[str, Any]] = []
        self.warnings: list[str] = []
        self.counts: Counter[str] = Counter()
        self._backend = backend
        self._reader = reader
        self._inside = inside

    def section(self, section: Section) -> Any:
        models = self._reader.all(section.resource)
        if section.resource.singleton:
            return self._one(section.resource, models[0], "", "")
        kept = [model for model in models if not (section.left_out and section.left_out(model))]
        self._warn_of_twins(section.resource, kept, "")
        shown = []
        for model in _sorted(section.resource, kept):
            name = section.resource.name_of(model)
            entry = self._one(section.resource, model, "", f'{section.resource.title} "{name}"')
            for resource in section.inside:
                if resource.plural in self._inside:
                    entry[resource.plural] = self._below(resource, section.resource.kind, model, name)
            shown.append(entry)
        return shown

    def _below(self, resource: Resource, kind: str, parent: Model, name: str) -> list[dict[str, Any]]:
        models = self._reader.all(resource, {kind: parent["id"]})
        place = f' of {kind} "{name}"'
        self._warn_of_twins(resource, models, place)
        return [
            self._one(resource, model, kind, f'{resource.title} "{resource.name_of(model)}"{place}')
            for model in _sorted(resource, models)
        ]

    def _one(self, resource: Resource, model: Model, parent: str, label: str) -> dict[str, Any]:
        self.counts[resource.title] += not resource.singleton
        missing = unreadable(resource, model)
        if missing:
            self.write_only.append({"object": label, "options": missing})
        return exported(resource, model, self._reader.names(), parent, self._backend.supports)

    def _warn_of_twins(self, resource: Resource, models: Sequence[Model], place: str) -> None:
        for name, number in Counter(resource.name_of(model) for model in models).items():
            if number > 1:
                self.warnings.append(
                    f'{number} objects of kind {resource.title} are called "{name}"{place}; '
                    "rename all but one before the document is applied."
                )


def _sorted(resource: Resource, models: Sequence[Model]) -> list[Model]:
    return sorted(models, key=lambda model: [sort_key(model.get(name)) for name in resource.identity])
