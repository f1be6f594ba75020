# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration trees: models to trees and back, and the commands that lead from one tree to another.

A tree is what showConfig answers: nodes and tag nodes are objects, a leaf is a text, a leaf with several values a list, and what
has no value is an empty object (HTTP API reference section 4.1).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field, Model

Tree = Mapping[str, Any]


@dataclass(frozen=True)
class Command:
    """One operation of a commit."""

    op: str
    path: tuple[str, ...]

    def wire(self) -> dict[str, Any]:
        """Return the operation as the API wants it."""
        return {"op": self.op, "path": list(self.path)}

    def __str__(self) -> str:
        """The operation as a person types it in configuration mode."""
        return " ".join([self.op, *(part if part and " " not in part else f"'{part}'" for part in self.path)])


def node(field: Field) -> str:
    """Return the name of a field in the tree."""
    return field.wire or field.name.replace("_", "-")


def encode(fields: Sequence[Field], model: Model) -> dict[str, Any]:
    """Return the tree below an object. Empty members are left out."""
    tree: dict[str, Any] = {}
    for field in fields:
        value = field.canonical(model.get(field.name))
        if value is None or value is False:
            continue
        if field.type == "bool":
            tree[node(field)] = {}
        elif isinstance(value, Mapping):
            below = encode(field.fields, value)
            if below:
                tree[node(field)] = below
        elif isinstance(value, list) and field.key:
            tree[node(field)] = {str(item[field.key]): encode(field.fields[1:], item) for item in value}
        elif isinstance(value, list):
            tree[node(field)] = [str(item) for item in value]
        else:
            tree[node(field)] = str(value)
    return tree


def decode(fields: Sequence[Field], tree: Tree) -> dict[str, Any]:
    """Return the object that a tree describes; what no field names is left out."""
    model: dict[str, Any] = {}
    for field in fields:
        value = tree.get(node(field))
        if field.type == "bool":
            model[field.name] = True if value is not None else None
        elif value is None:
            model[field.name] = None
        elif field.type == "dict":
            model[field.name] = decode(field.fields, _node(value))
        elif field.key:
            tagged = _node(value)
            model[field.name] = [{field.key: key, **decode(field.fields[1:], _node(tagged[key]))} for key in tagged]
        elif field.type == "list":
            model[field.name] = list(value) if isinstance(value, list) else [value]
        else:
            model[field.name] = int(value) if field.type == "int" and str(value).isdigit() else value
    return model


def commands(path: tuple[str, ...], have: Tree, want: Tree, actual: Tree) -> list[Command]:
    """Return what leads from ``have`` to ``want`` below a path, removals first.

    ``actual`` is what stands at the router: what it holds beyond ``have`` is unknown to us and stays.
    """
    return removals(path, have, want, actual) + additions(path, have, want)


def removals(path: tuple[str, ...], have: Tree, want: Tree, actual: Tree) -> list[Command]:
    """Return the commands that remove what is not wanted, as few as possible."""
    found: list[Command] = []
    for name, value in have.items():
        below = actual.get(name, value)
        here = (*path, name)
        if name not in want:
            if isinstance(value, Mapping) and isinstance(below, Mapping) and unknown(value, below):
                found += removals(here, value, {}, below)
            else:
                found.append(Command("delete", here))
        elif isinstance(value, Mapping) and isinstance(want[name], Mapping):
            found += removals(here, value, want[name], below if isinstance(below, Mapping) else {})
        elif isinstance(value, list) or isinstance(want[name], list):
            found += [Command("delete", (*here, item)) for item in _values(value) if item not in _values(want[name])]
        elif isinstance(value, Mapping) != isinstance(want[name], Mapping):
            found.append(Command("delete", here))
    return found


def additions(path: tuple[str, ...], have: Tree, want: Tree) -> list[Command]:
    """Return the commands that set what is wanted and not there."""
    found: list[Command] = []
    for name, value in want.items():
        here = (*path, name)
        present = have.get(name)
        if isinstance(value, Mapping):
            below = additions(here, present if isinstance(present, Mapping) else {}, value)
            found += below or ([] if isinstance(present, Mapping) else [Command("set", here)])
        else:
            found += [Command("set", (*here, item)) for item in _values(value) if item not in _values(present)]
    return found


def unknown(known: Tree, actual: Tree) -> bool:
    """Return whether a tree holds anything that another one does not name."""
    for name, value in actual.items():
        if name not in known:
            return True
        if isinstance(value, Mapping) and isinstance(known[name], Mapping) and unknown(known[name], value):
            return True
    return False


def _node(value: Any) -> Tree:
    return value if isinstance(value, Mapping) else {}


def _values(value: Any) -> list[str]:
    if value is None or isinstance(value, Mapping):
        return []
    return list(value) if isinstance(value, list) else [value]
