# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words in which a resource is declared, and what equality means for each."""

from __future__ import annotations

import dataclasses
import functools
import ipaddress
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from enum import Enum
from typing import Any, Optional

Model = Mapping[str, Any]
Check = Callable[[Any], Optional[str]]
# How many spellings are kept.
KEPT = 16384


class Compare(Enum):
    """How two values of a field are compared."""

    VALUE = "value"
    ADDRESS = "address"
    SET = "set"
    LIST = "list"


@dataclass(frozen=True)
class Pending:
    """Stands for the id of an object that does not exist yet.

    ``kind`` is how messages call it, ``kinds`` are the kinds of object that it may be, ``parent`` is what it must lie below.
    """

    kind: str
    name: str
    kinds: tuple[str, ...] = dataclasses.field(default=(), compare=False)
    parent: Any = None

    def __str__(self) -> str:
        return self.name


@dataclass(frozen=True)
class Field:
    """One member of a resource: option, wire member and comparison in one.

    - ``name``: the option; ``wire``: the member that is sent (default: the name in camel case); ``wire_read``: the member
      that is read, if it is another one; ``type``, ``elements``, ``choices``: as in an argument specification.
    - ``compare``: see Compare; ``fields``: the members of an object or of the elements of a list; ``key``: the member that
      tells the elements of a list apart.
    - ``refers``: kind of the object that is named here by name or id; on the wire stands its id.
    - ``absent``: what the service means when it leaves the member out.
    - ``required``: must be stated to create; ``create_only``: cannot be changed later; ``read_only``: made by the service;
      ``write_only``: never read back, so it is sent with other changes and never makes one; ``secret``: never shown;
      ``echo``: read-only, but sent back as it was read when an object is replaced; ``detail``: read-only, and only a read of the
      one object is sure to have it.
    - ``refers_by``: the sibling whose value decides what kind of object is named here, and those kinds by its values;
      ``within``: the sibling that holds the parent of what is named here.
    - ``only``: the parent that objects must have for this field; ``to_wire`` and ``from_wire``: turn a stated value into what
      is sent, and what is read into the form of a stated one.
    - ``goes_with``: a sibling and the value that it must have for this field to mean anything.
    - ``unless``: name of a boolean field; while that is true this one does not count. ``implies``: values of other fields that
      follow from stating this one.
    - ``since``: first release of the service that has it; ``choices_since``: the same for single choices; ``only_since``: the
      release from which on ``only`` holds, before it all objects have this field.
    - ``check``: returns what is wrong with a stated value.
    """

    name: str
    wire: str = ""
    wire_read: str = ""
    type: str = "str"
    elements: str = ""
    choices: tuple[str, ...] = ()
    compare: Compare = Compare.VALUE
    fields: tuple[Field, ...] = ()
    key: str = ""
    refers: str = ""
    refers_by: tuple[str, tuple[tuple[str, tuple[str, ...]], ...]] = ("", ())
    within: str = ""
    only: str = ""
    to_wire: Optional[Callable[[Any], Any]] = None
    from_wire: Optional[Callable[[Any], Any]] = None
    absent: Any = None
    required: bool = False
    create_only: bool = False
    read_only: bool = False
    write_only: bool = False
    secret: bool = False
    echo: bool = False
    detail: bool = False
    goes_with: tuple[str, str] = ("", "")
    unless: str = ""
    implies: tuple[tuple[str, Any], ...] = ()
    since: str = ""
    choices_since: tuple[tuple[str, str], ...] = ()
    only_since: str = ""
    check: Optional[Check] = None

    @property
    def sent(self) -> str:
        """Name of the member in requests."""
        return self.wire or camel(self.name)

    @property
    def read(self) -> str:
        """Name of the member in answers."""
        return self.wire_read or self.sent

    @property
    def result(self) -> str:
        """Name of the member in results: references keep the service's own name, since they hold an id."""
        return snake(self.read) if self.refers else self.name

    @property
    def reference(self) -> bool:
        """Whether it names other objects."""
        return bool(self.refers or self.refers_by[0])

    def kinds(self, siblings: Model) -> tuple[str, ...]:
        """Return the kinds of object that it can name, next to these siblings."""
        if self.refers:
            return (self.refers,)
        sibling, kinds = self.refers_by
        return next((named for value, named in kinds if value == siblings.get(sibling)), ())

    @property
    def settable(self) -> bool:
        """Whether a user can state it."""
        return not self.read_only

    @property
    def comparable(self) -> bool:
        """Whether a difference in it is a change."""
        return self.settable and not self.write_only

    def canonical(self, value: Any) -> Any:
        """Return the value in the one form in which equal values are equal. Absent, null and empty are the same."""
        if self.type == "dict" and isinstance(value, Mapping):
            value = canonical_members(self.fields, value) if self.fields else dict(value)
        elif isinstance(value, (list, tuple)):
            value = self._canonical_list(value)
        elif self.compare is Compare.ADDRESS and isinstance(value, str):
            value = canonical_address(value)
        return self.absent if value is None or value in ("", [], {}) else value

    def _canonical_list(self, values: Any) -> list[Any]:
        elements: list[Any]
        if self.fields:
            elements = [canonical_members(self.fields, value) for value in values]
        elif self.compare is Compare.ADDRESS:
            elements = [canonical_address(value) if isinstance(value, str) else value for value in values]
        else:
            elements = list(values)
        if self.compare is Compare.LIST:
            return elements
        unique = [element for number, element in enumerate(elements) if element not in elements[:number]]
        return sorted(unique, key=sort_key)

    def equal(self, one: Any, other: Any) -> bool:
        """Return whether two values mean the same. Secrets that the service does not give back are not compared."""
        if self.type == "dict" and isinstance(one, Mapping) and isinstance(other, Mapping):
            unread = {field.name for field in self.fields if field.secret and one.get(field.name) in (None, "")}
            other = {name: value for name, value in other.items() if name not in unread}
        return bool(self.canonical(one) == self.canonical(other))


def canonical_members(fields: tuple[Field, ...], value: Mapping[str, Any]) -> dict[str, Any]:
    """Return an object with canonical members, without those that mean the same as absence."""
    counting = [field for field in fields if field.comparable and not (field.unless and value.get(field.unless))]
    members = [(field, field.canonical(value.get(field.name))) for field in counting]
    return {field.name: member for field, member in members if member != field.absent}


@functools.lru_cache(maxsize=KEPT)
def canonical_address(text: str) -> str:
    """Return an address or network in its shortest spelling; other texts come back as they are."""
    try:
        if "/" in text:
            return str(ipaddress.ip_network(text, strict=False))
        return str(ipaddress.ip_address(text))
    except ValueError:
        return text


def sort_key(value: Any) -> tuple[str, str]:
    """Return a key that orders texts, numbers, pending references and objects in a stable way."""
    return (type(value).__name__ if isinstance(value, (Mapping, list)) else "", str(value))


def merge(fields: tuple[Field, ...], have: Model, want: Model) -> dict[str, Any]:
    """Return ``have`` with everything that ``want`` states; members that are not stated stay as they are."""
    merged = dict(have)
    for field in fields:
        stated = want.get(field.name)
        if stated is None:
            continue
        if field.type == "dict" and field.fields and isinstance(stated, Mapping):
            merged[field.name] = merge(field.fields, have.get(field.name) or {}, stated)
        else:
            merged[field.name] = stated
        merged.update(field.implies if field.canonical(stated) is not None else ())
    return merged


@functools.lru_cache(maxsize=KEPT)
def camel(name: str) -> str:
    """Return a name in snake case as the camel case that JSON services use."""
    first, *others = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in others)


UPPER_CASE_LETTER = re.compile("(?<=[a-z0-9])([A-Z])")


def snake(name: str) -> str:
    """Return a name in camel case as snake case."""
    return UPPER_CASE_LETTER.sub(r"_\1", name).lower()
