# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Configuration trees: nested dictionaries that are never changed in place, so that a copy costs nothing.

A node, a tag node and a tag value are dictionaries, a flag is an empty dictionary, a leaf is a tuple of its values.
"""

from __future__ import annotations

import dataclasses
import functools
import re
import typing as t

Tree = t.Dict[str, t.Any]
Path = t.Tuple[str, ...]
_PARTS = re.compile(r"(\D*)(\d*)")


def _weight(character: str) -> int:
    if character == "~":
        return -1
    return ord(character) if character.isalpha() else ord(character) + 256


def _fragment(text: str) -> t.Tuple[t.Any, ...]:
    key: t.List[t.Any] = []
    for letters, digits in _PARTS.findall(text):
        key.append((*map(_weight, letters), 0))
        key.append(int(digits or 0))
    return tuple(key)


@functools.lru_cache(maxsize=65536)
def natural_key(name: str) -> t.Tuple[t.Any, ...]:
    """Sort key of the shell: the order of Debian version numbers, so that rule 9 comes before rule 10."""
    epoch, colon, rest = name.partition(":")
    if not colon:
        epoch, rest = "", name
    main, dash, revision = rest.rpartition("-")
    if not dash:
        main, revision = rest, "0"
    return _fragment(epoch.lstrip("0")), _fragment(main), _fragment(revision), name


@functools.lru_cache(maxsize=65536)
def lexical_key(name: str) -> t.Tuple[t.Tuple[int, int], ...]:
    """Sort key of the config library: by character, but runs of digits by their value."""
    parts = re.findall(r"\d+|\D", name, re.ASCII)
    return tuple((ord("0"), int(part)) if part.isdigit() and part.isascii() else (ord(part), 0) for part in parts)


def sorted_names(tree: Tree) -> t.List[str]:
    """The names in the order of the shell: that of configuration texts."""
    return sorted(tree, key=natural_key)


def library_names(tree: Tree) -> t.List[str]:
    """The names in the order of the config library: that of JSON, of command lists and of the commit scripts."""
    return sorted(tree, key=lexical_key)


def lookup(tree: Tree, path: t.Sequence[str]) -> t.Any:
    """The subtree or the values at a path, None if there is nothing. A value is not part of a path here."""
    here: t.Any = tree
    for name in path:
        if not isinstance(here, dict) or name not in here:
            return None
        here = here[name]
    return here


def exists(tree: Tree, path: t.Sequence[str]) -> bool:
    """Whether a node is there, or a leaf that has the last element as a value."""
    if lookup(tree, path) is not None:
        return True
    values = lookup(tree, path[:-1]) if path else None
    return isinstance(values, tuple) and path[-1] in values


def replace(tree: Tree, path: t.Sequence[str], value: t.Any) -> Tree:
    """A tree with another subtree at `path`; missing parents are made. The original stays as it is."""
    if not path:
        return t.cast(Tree, value)
    below = tree.get(path[0])
    child = replace(below if isinstance(below, dict) else {}, path[1:], value)
    return {**tree, path[0]: child}


def remove(tree: Tree, path: t.Sequence[str]) -> Tree:
    """A tree without the node at `path`. Parents stay, even when they become empty."""
    head, rest = path[0], path[1:]
    if head not in tree:
        return tree
    if rest:
        return {**tree, head: remove(tree[head], rest)}
    return {name: child for name, child in tree.items() if name != head}


def to_plain(tree: t.Any) -> t.Any:
    """A copy that JSON can hold: leaves become lists."""
    if isinstance(tree, dict):
        return {name: to_plain(child) for name, child in tree.items()}
    return list(tree)


def from_plain(plain: t.Any) -> t.Any:
    """The reverse of `to_plain`; a single text is taken as a leaf of one value."""
    if isinstance(plain, dict):
        return {str(name): from_plain(child) for name, child in plain.items()}
    return (plain,) if isinstance(plain, str) else tuple(plain)


@dataclasses.dataclass(frozen=True)
class Config:
    """One configuration: its tree and the comments on its nodes. A value, never changed in place."""

    tree: Tree = dataclasses.field(default_factory=dict)
    comments: t.Mapping[Path, str] = dataclasses.field(default_factory=dict)

    def with_tree(self, tree: Tree) -> "Config":
        """The same with another tree; comments of nodes that are gone go too."""
        kept = {path: text for path, text in self.comments.items() if lookup(tree, path) is not None}
        return Config(tree, kept)

    def with_comment(self, path: Path, text: str) -> "Config":
        comments = {key: value for key, value in self.comments.items() if key != path}
        if text:
            comments[path] = text
        return Config(self.tree, comments)

    def to_plain(self) -> t.Dict[str, t.Any]:
        return {"tree": to_plain(self.tree), "comments": [[list(path), text] for path, text in self.comments.items()]}

    @classmethod
    def from_plain(cls, plain: t.Mapping[str, t.Any]) -> "Config":
        comments = {tuple(path): text for path, text in plain.get("comments", [])}
        return cls(from_plain(plain.get("tree", {})), comments)
