# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The shapes in which a configuration is shown: raw text (with change marks), JSON, syntax tree, commands, file."""

from __future__ import annotations

import typing as t

from . import edits
from . import tree as trees
from .schema import Schema
from .tree import Config, Path

_NEEDS_QUOTES = frozenset("*}{;\t\n\v\f\r ")
_INDENT = "    "


def _quoted(value: str) -> str:
    return f'"{value}"' if not value or _NEEDS_QUOTES.intersection(value) else value


def _is_tag(schema: Schema, path: Path) -> bool:
    resolved = schema.resolve(path)
    return resolved.node is not None and resolved.node.kind == "tag" and not resolved.is_value and not resolved.free


def _is_flag(schema: Schema, path: Path) -> bool:
    resolved = schema.resolve(path)
    return bool(resolved.free) or (resolved.node is not None and resolved.node.kind == "valueless")


def to_json(subtree: t.Any) -> t.Any:
    """A node as the API's JSON: a leaf of one value is a text, of several a list; flags and empty nodes are `{}`."""
    if isinstance(subtree, tuple):
        return subtree[0] if len(subtree) == 1 else list(subtree)
    return {name: to_json(subtree[name]) for name in trees.library_names(subtree)}


def to_ast(schema: Schema, config: Config, path: Path, name: str, subtree: t.Any) -> t.Dict[str, t.Any]:
    """A node as the API's syntax tree, with its values, comment and whether it is a tag node; the root has no name."""
    values = list(subtree) if isinstance(subtree, tuple) else []
    names = [] if isinstance(subtree, tuple) else trees.library_names(subtree)
    data = {
        "values": values,
        "comment": config.comments.get(path) if name else None,
        "tag": bool(name) and _is_tag(schema, path),
    }
    children = [to_ast(schema, config, (*path, child), child, subtree[child]) for child in names]
    return {"name": name, "data": data, "children": children}


class RawText:
    """The text of a subtree; lines begin with a mark for added, removed and changed when the two states differ."""

    def __init__(self, schema: Schema, active: Config, working: Config) -> None:
        self._schema = schema
        self._active = active
        self._working = working
        self._lines: t.List[str] = []

    def show(self, path: Path) -> str:
        self._lines = []
        old, new = trees.lookup(self._active.tree, path), trees.lookup(self._working.tree, path)
        if isinstance(old, tuple) or isinstance(new, tuple):
            self._leaf(path, old, new, 0)
        elif path and _is_tag(self._schema, path):
            self._tag(path, old, new, 0)
        else:
            self._children(path, old, new, 0)
        return "".join(line + "\n" for line in self._lines)

    @staticmethod
    def _mark(old: t.Any, new: t.Any) -> str:
        return "+" if old is None else "-" if new is None else " "

    def _comment(self, path: Path, level: int) -> None:
        old, new = self._active.comments.get(path, ""), self._working.comments.get(path, "")
        if old or new:
            mark = "+" if not old else "-" if not new else " " if old == new else ">"
            self._lines.append(f"{mark}{_INDENT * level}/* {new or old} */")

    def _children(self, path: Path, old: t.Any, new: t.Any, level: int) -> None:
        names = trees.sorted_names({**(old or {}), **(new or {})})
        for name in names:
            below = (*path, name)
            one, two = (old or {}).get(name), (new or {}).get(name)
            if isinstance(one, tuple) or isinstance(two, tuple):
                self._leaf(below, one, two, level)
            elif _is_tag(self._schema, below):
                self._tag(below, one, two, level)
            else:
                self._node(below, name, one, two, level)

    def _tag(self, path: Path, old: t.Any, new: t.Any, level: int) -> None:
        for value in trees.sorted_names({**(old or {}), **(new or {})}):
            title = f"{path[-1]} {_quoted(value)}"
            self._node((*path, value), title, (old or {}).get(value), (new or {}).get(value), level)

    def _node(self, path: Path, title: str, old: t.Any, new: t.Any, level: int) -> None:
        self._comment(path, level)
        start = self._mark(old, new) + _INDENT * level
        if not old and not new and _is_flag(self._schema, path):
            self._lines.append(start + title)
            return
        self._lines.append(f"{start}{title} {{")
        self._children(path, old, new, level + 1)
        self._lines.append(start + "}")

    def _leaf(self, path: Path, old: t.Any, new: t.Any, level: int) -> None:
        self._comment(path, level)
        before, after = tuple(old or ()), tuple(new or ())
        if len(before) == 1 and len(after) == 1:
            marked = [(" " if before == after else ">", after[0])]
        else:
            marked = [("-", value) for value in before if value not in after]
            for index, value in enumerate(after):
                same = index < len(before) and before[index] == value
                marked.append(("+" if value not in before else " " if same else ">", value))
        for mark, value in marked:
            self._lines.append(f"{mark}{_INDENT * level}{path[-1]} {_quoted(value)}")


def to_commands(config: Config) -> str:
    """The configuration as set commands, one per line."""
    lines: t.List[str] = []

    def visit(path: Path, subtree: t.Any) -> None:
        if isinstance(subtree, tuple):
            lines.extend(f"set {' '.join(path)} '{value}'" for value in subtree)
        elif not subtree and path:
            lines.append(f"set {' '.join(path)}")
        else:
            for name in trees.library_names(subtree):
                visit((*path, name), subtree[name])

    visit((), config.tree)
    return "".join(line + "\n" for line in lines)


def to_text(schema: Schema, config: Config) -> str:
    """The configuration as text without marks, as config files keep it."""
    text = RawText(schema, config, config).show(())
    return "".join(line[1:] + "\n" for line in text.splitlines())


class ParseError(ValueError):
    """A config file is not well-formed."""


def from_file(schema: Schema, text: str) -> Config:
    """Read a config file; the lines that the schema does not know are left out, as the real loader does."""
    config = Config()
    stack: t.List[Path] = [()]
    comment = ""
    for number, line in enumerate(text.splitlines(), start=1):
        stripped = line.strip()
        if not stripped or stripped.startswith("//"):
            continue
        if stripped.startswith("/*") and stripped.endswith("*/"):
            comment = stripped[2:-2].strip()
            continue
        if stripped == "}":
            if len(stack) == 1:
                raise ParseError(f"line {number}: unexpected closing brace")
            stack.pop()
            continue
        opens = stripped.endswith("{")
        name, _blank, value = stripped.rstrip("{").strip().partition(" ")
        value = value.strip().strip('"')
        path = (*stack[-1], name, value) if value or '""' in stripped else (*stack[-1], name)
        config = _add_line(schema, config, path, comment)
        comment = ""
        if opens:
            stack.append(path)
    if len(stack) > 1:
        raise ParseError("a brace is not closed")
    return config


def _add_line(schema: Schema, config: Config, path: Path, comment: str) -> Config:
    try:
        config = edits.set_path(schema, config, path)
    except edits.Refused:
        return config
    return config.with_comment(path, comment) if comment else config
