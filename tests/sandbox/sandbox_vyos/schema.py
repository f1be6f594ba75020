# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The node tree of one release, interpreted from `data/nat-schema.yaml`."""

from __future__ import annotations

import dataclasses
import functools
import pathlib
import re
import typing as t

import yaml

from . import validators

RELEASES = ("1.3", "1.4", "1.5")
Data = t.Mapping[str, t.Any]

_FILE = pathlib.Path(__file__).parent / "data" / "nat-schema.yaml"
# In 1.3 only these print something when they refuse a value.
_SPEAKING_IN_1_3 = ("port-range", "integer", "integer-or-range")
_FORBIDDEN = (("'", "single quote (')"), ("\n", "newline"), ('"', 'double quote (")'))


@functools.lru_cache(maxsize=None)
def load_data() -> Data:
    """The data file, parsed once per process."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with _FILE.open(encoding="utf-8") as handle:
        data: Data = yaml.load(handle, Loader=loader)
    return data


@dataclasses.dataclass
class Node:
    """One node of the schema. A tag node has its children below its values."""

    path: t.Tuple[str, ...]
    kind: str
    constraint: t.Optional[str] = None
    error: str = "Invalid value"
    owner: bool = False
    priority: int = 0
    open: bool = False
    children: t.Dict[str, "Node"] = dataclasses.field(default_factory=dict)

    @property
    def is_leaf(self) -> bool:
        return self.kind in ("leaf", "multi")


class Resolved(t.NamedTuple):
    """What a path means: the node it ends in (None: not in the schema), whether its last element is a value.

    `values` are the values that a set command checks on its way, in order, also when the path turns out wrong later.
    `free` holds the elements below an open node, of which the schema knows nothing.
    """

    node: t.Optional[Node]
    is_value: bool
    values: t.Tuple[t.Tuple[Node, str], ...]
    free: t.Tuple[str, ...] = ()


class Schema:
    """Resolves paths and checks values for one release."""

    def __init__(self, release: str, swapped_ranges: t.Optional[bool] = None) -> None:
        if release not in RELEASES:
            raise ValueError(f"release must be one of {', '.join(RELEASES)}, not {release!r}")
        data = load_data()
        self.release = release
        self.root = Node(path=(), kind="node")
        self._constraints: Data = data["constraints"]
        protocol = data["validators"]["ip-protocol"]
        excluded = protocol["not_in_1_3"] if release == "1.3" else []
        self._rules = validators.Rules(
            release=release,
            protocols=tuple(name for name in protocol["names"] if name not in excluded),
            swapped_ranges=release == "1.5" if swapped_ranges is None else swapped_ranges,
        )
        for entry in data["nodes"]:
            if release in entry["in"]:
                self._add(entry)
        self._resolve = functools.lru_cache(maxsize=4096)(self._resolve_path)

    def _add(self, entry: Data) -> None:
        words = entry["path"].split()
        parent = self.root
        for word in words[:-1]:
            if word != "*":
                parent = parent.children[word]
        parent.children[words[-1]] = Node(
            path=tuple(words),
            kind=entry["type"],
            constraint=entry.get("value"),
            error=entry.get("error", "Invalid value"),
            owner="owner" in entry or "priority" in entry,
            priority=entry.get("priority", 0),
            open=bool(entry.get("open")),
        )

    def resolve(self, path: t.Sequence[str]) -> Resolved:
        """The meaning of a path. Values are not checked."""
        return self._resolve(tuple(path))

    def _resolve_path(self, path: t.Tuple[str, ...]) -> Resolved:
        node, index = self.root, 0
        values: t.List[t.Tuple[Node, str]] = []
        while index < len(path):
            child = node.children.get(path[index])
            if child is None:
                free = path[index:] if node.open and all(path[index:]) else ()
                return Resolved(node if free else None, False, tuple(values), free)
            node, index = child, index + 1
            if index == len(path) or node.kind not in ("tag", "leaf", "multi"):
                continue
            last = index == len(path) - 1
            if not last and (node.is_leaf or not path[index]):
                return Resolved(None, False, tuple(values))
            values.append((node, path[index]))
            index += 1
            if last:
                return Resolved(node, True, tuple(values))
        return Resolved(node if path else None, False, tuple(values))

    def check_value(self, node: Node, value: str) -> t.Optional[str]:
        """None if the value is accepted, else everything the set command prints about it."""
        quotes = [(value.find(character), name) for character, name in _FORBIDDEN if character in value]
        if quotes:
            return f"Cannot use the {min(quotes)[1]} character in a value string\n"
        return self._check_constraint(node, value)

    def _check_constraint(self, node: Node, value: str) -> t.Optional[str]:
        if node.constraint is None:
            return None
        printed = self.refusal(node.constraint, value)
        if printed is None:
            return None
        return f"{printed}\n\n{node.error}\n"

    def refusal(self, constraint: str, value: str) -> t.Optional[str]:
        """What the validators of a constraint print, last one first, each followed by a line end; None: accepted."""
        printed = ""
        alternatives = self._constraints[constraint]["any_of"]
        regexes = [item for item in alternatives if "regex" in item]
        programs = [item for item in alternatives if "regex" not in item]
        for item in reversed(programs):
            text = self._run(item, value)
            if text is None:
                return None
            kind = next(iter(item))
            speaks = self.release != "1.3" or kind in _SPEAKING_IN_1_3 or item[kind] in _SPEAKING_IN_1_3
            printed += (text if speaks else "") + "\n"
        octets = value.encode().decode("latin-1")
        if any(re.search("^" + item["regex"] + "$", octets, re.ASCII) for item in regexes):
            return None
        return printed

    def _run(self, item: Data, value: str) -> t.Optional[str]:
        kind, argument = next(iter(item.items()))
        if kind == "always":
            return None
        if kind == "validator":
            return validators.VALIDATORS[argument](value, self._rules)
        if kind == "negated":
            return validators.VALIDATORS[argument](value[1:], self._rules) if value.startswith("!") else ""
        return validators.number(value, argument["min"], argument["max"], kind == "integer-or-range")


@functools.lru_cache(maxsize=None)
def schema_for(release: str, swapped_ranges: t.Optional[bool] = None) -> Schema:
    """One shared schema per release: it is read-only after construction."""
    return Schema(release, swapped_ranges)
