# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated resources with all types and comparisons, objects of them, wishes, and a service that keeps the objects."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Optional

from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Compare, Field
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import CREATE, DELETE, Plan
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.converge.wire import decode, encode

SPELLINGS = (
    ("10.0.0.0/24", "10.0.0.1/24", "10.0.0.255/24"),
    ("2001:db8::/32", "2001:0DB8::/32", "2001:db8:0:0::/32"),
    ("2001:db8::1", "2001:DB8:0:0:0:0:0:1", "2001:0db8::0001"),
    ("192.0.2.1",),
    ("no address",),
)
ADDRESSES = st.sampled_from([spelling for group in SPELLINGS for spelling in group])
WORDS = st.sampled_from(["", "a", "b", "ab", "ü x", "10", "None"])
CHOICES = ("ON", "OFF", "AUTO")
SECRET = "s3cr3t-"


@dataclass(frozen=True)
class Case:
    """A resource, an object of it and what is wished of that object."""

    resource: Resource
    have: dict[str, Any]
    stated: dict[str, Any]


def words_of(field: Field) -> st.SearchStrategy[str]:
    """Return texts that a field can hold."""
    if field.secret:
        return st.sampled_from([SECRET + "1", SECRET + "2"])
    if field.choices:
        return st.sampled_from(field.choices)
    return ADDRESSES if field.compare is Compare.ADDRESS else WORDS


def values(field: Field) -> st.SearchStrategy[Any]:
    """Return values that a field can hold, None for an absent one left aside."""
    if field.type == "bool":
        return st.booleans()
    if field.type == "int":
        return st.integers(0, 3)
    if field.type == "dict":
        return objects(field.fields)
    if field.type == "list" and field.fields:
        return st.lists(objects(field.fields), max_size=3)
    if field.type == "list":
        return st.lists(words_of(field).filter(bool), max_size=4)
    return words_of(field)


def objects(fields: Sequence[Field]) -> st.SearchStrategy[dict[str, Any]]:
    """Return objects with some of the fields."""
    return st.fixed_dictionaries({}, optional={field.name: values(field) for field in fields})


FLAGS: Sequence[Mapping[str, Any]] = ({}, {}, {}, {"read_only": True}, {"write_only": True}, {"secret": True})


@st.composite
def leaves(draw: st.DrawFn, name: str, flags: Sequence[Mapping[str, Any]] = ({},)) -> Field:
    """Return a field without members."""
    flag = draw(st.sampled_from(flags))
    kind = draw(st.sampled_from(["str", "choice", "bool", "int", "address", "set", "list", "addresses"]))
    if flag.get("secret"):
        return Field(name, secret=True)
    wire = draw(st.sampled_from(["", name.upper()]))
    shapes: dict[str, dict[str, Any]] = {
        "str": {},
        "choice": {"choices": CHOICES},
        "bool": {"type": "bool", "absent": draw(st.sampled_from([None, False]))},
        "int": {"type": "int"},
        "address": {"compare": Compare.ADDRESS},
        "set": {"type": "list", "elements": "str", "compare": Compare.SET},
        "list": {"type": "list", "elements": "str", "compare": Compare.LIST},
        "addresses": {"type": "list", "elements": "str", "compare": Compare.ADDRESS},
    }
    return Field(name, wire=wire, **shapes[kind], **flag)


@st.composite
def branches(draw: st.DrawFn, name: str) -> Field:
    """Return a field with members: an object, or a list of them."""
    members = tuple(draw(leaves(f"{name}_{number}")) for number in range(draw(st.integers(1, 3))))
    if draw(st.booleans()):
        return Field(name, type="dict", fields=members)
    compare = draw(st.sampled_from([Compare.SET, Compare.LIST]))
    return Field(name, type="list", elements="dict", fields=members, compare=compare)


@st.composite
def resources(draw: st.DrawFn, flags: Sequence[Mapping[str, Any]] = FLAGS) -> Resource:
    """Return a resource whose objects are told apart by their name."""
    fields = [Field("name", required=True)]
    for number in range(draw(st.integers(1, 5))):
        name = f"f{number}"
        fields.append(draw(st.one_of(leaves(name, flags), leaves(name, flags), branches(name))))
    return Resource(kind="thing", plural="things", fields=tuple(fields))


@st.composite
def cases(draw: st.DrawFn, flags: Sequence[Mapping[str, Any]] = FLAGS) -> Case:
    """Return a resource with an object as its service keeps it, and a wish."""
    resource = draw(resources(flags))
    members = {field.name: draw(st.none() | values(field)) for field in resource.fields}
    have = {**members, "id": "1", "name": "x", "unknown": "stays"}
    for field in resource.fields:
        if field.write_only:
            have[field.name] = None
    return Case(resource, have, {**draw(objects(resource.settable)), "name": "x"})


def respelled(field: Field, value: Any) -> Any:
    """Return another spelling of the same value."""
    if field.type == "dict" and isinstance(value, Mapping):
        return {sub.name: respelled(sub, value[sub.name]) for sub in reversed(field.fields) if sub.name in value}
    if field.compare is Compare.ADDRESS and isinstance(value, str):
        group = next((group for group in SPELLINGS if value in group), (value,))
        return group[(group.index(value) + 1) % len(group)]
    if isinstance(value, list) and field.fields:
        again = [{sub.name: respelled(sub, item.get(sub.name)) for sub in field.fields} for item in value]
        return again if field.compare is Compare.LIST else [*reversed(again), *again[:1]]
    if isinstance(value, list):
        again = [respelled(Field(field.name, compare=field.compare), item) for item in value]
        return again if field.compare is Compare.LIST else [*reversed(again), *again[:1]]
    return value


class Service:
    """Keeps one object in the form of the wire, the way a service with full replacement does."""

    def __init__(self, resource: Resource, have: Optional[Mapping[str, Any]] = None) -> None:
        self.resource = resource
        self.stored: Optional[dict[str, Any]] = None
        if have is not None:
            self.stored = {"id": have["id"], **encode(resource, have), **self._made(have)}

    def _made(self, have: Mapping[str, Any]) -> dict[str, Any]:
        made = [field for field in self.resource.fields if field.read_only]
        return {field.read: have.get(field.name) for field in made}

    @property
    def model(self) -> Optional[dict[str, Any]]:
        """The object as it is read."""
        if self.stored is None:
            return None
        hidden = {field.sent for field in self.resource.fields if field.write_only}
        return decode(self.resource, {name: value for name, value in self.stored.items() if name not in hidden})

    def carry_out(self, wanted: Plan) -> None:
        """Do what a plan says."""
        for step in wanted.steps:
            if step.verb == DELETE:
                self.stored = None
            elif step.verb == CREATE:
                self.stored = {"id": "1", **encode(self.resource, step.after or {})}
            else:
                made = {
                    field.read: (self.stored or {}).get(field.read) for field in self.resource.fields if field.read_only
                }
                self.stored = {"id": "1", **encode(self.resource, step.after or {}, step.before), **made}
