# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The set, delete and comment commands on a candidate configuration, with the words they refuse in."""

from __future__ import annotations

import typing as t

from . import tree as trees
from .schema import Resolved, Schema
from .tree import Config, Path


class Refused(Exception):
    """A command was refused; the argument is everything it printed."""


def _describe(path: Path) -> str:
    return f"Configuration path: [{' '.join(path)}]"


def _refuse(text: str, command: str) -> t.NoReturn:
    raise Refused(f"{text}{command} failed\n")


def _free_position(resolved: Resolved, path: Path) -> int:
    """Where the part of the path begins that the schema does not know."""
    return len(path) - len(resolved.free)


def check_set(schema: Schema, path: Path) -> Resolved:
    """The meaning of a path that may be set; raises `Refused` with what the command prints."""
    resolved = schema.resolve(path)
    for node, value in resolved.values:
        printed = schema.check_value(node, value)
        if printed is not None:
            _refuse(f"{printed}Value validation failed\n", "Set")
    if resolved.node is None:
        _refuse(f"{_describe(path)} is not valid\n\n", "Set")
    if resolved.free:
        return resolved
    if resolved.node.kind == "tag" and any(character.isspace() for character in path[-1]):
        _refuse("Tag node value name must not contain whitespace\n", "Set")
    if not resolved.is_value and resolved.node.kind in ("tag", "leaf", "multi"):
        _refuse(f"{_describe(path)} requires a value\n", "Set")
    return resolved


def set_path(schema: Schema, config: Config, path: Path) -> Config:
    """The configuration with the path set; what is there already stays as it is."""
    resolved = check_set(schema, path)
    if resolved.free:
        return _set_free(config, resolved, path)
    if trees.exists(config.tree, path):
        return config
    if resolved.node is not None and resolved.node.is_leaf:
        old = trees.lookup(config.tree, path[:-1]) or ()
        values = (*old, path[-1]) if resolved.node.kind == "multi" else (path[-1],)
        return Config(trees.replace(config.tree, path[:-1], values), config.comments)
    return Config(trees.replace(config.tree, path, {}), config.comments)


def _set_free(config: Config, resolved: Resolved, path: Path) -> Config:
    """Below an open node the last element is taken for the value of the one before it, if there are two."""
    start = _free_position(resolved, path)
    if len(path) - start < 2 or trees.exists(config.tree, path):
        return (
            config if trees.exists(config.tree, path) else Config(trees.replace(config.tree, path, {}), config.comments)
        )
    parent = trees.lookup(config.tree, path[:-1])
    if isinstance(parent, dict) and parent:
        return Config(trees.replace(config.tree, path, {}), config.comments)
    return Config(trees.replace(config.tree, path[:-1], (path[-1],)), config.comments)


def delete_path(schema: Schema, config: Config, path: Path) -> Config:
    """The configuration without the path; deleting what is not there changes nothing."""
    resolved = schema.resolve(path)
    if resolved.node is None:
        _refuse(f"{_describe(path)} is not valid\n\n", "Delete")
    if not trees.exists(config.tree, path):
        return config
    if trees.lookup(config.tree, path) is None:
        return config.with_tree(_without_value(config, path))
    tree = trees.remove(config.tree, path)
    if resolved.is_value and resolved.node.kind == "tag" and not trees.lookup(tree, path[:-1]):
        tree = trees.remove(tree, path[:-1])
    return config.with_tree(tree)


def _without_value(config: Config, path: Path) -> trees.Tree:
    values = tuple(value for value in trees.lookup(config.tree, path[:-1]) if value != path[-1])
    if values:
        return trees.replace(config.tree, path[:-1], values)
    return trees.remove(config.tree, path[:-1])


def comment_path(schema: Schema, config: Config, path: Path, text: str) -> Config:
    """The configuration with a comment on the node, or without its comment if the text is empty."""
    resolved = schema.resolve(path)
    if resolved.node is None:
        _refuse(f"{_describe(path)} is not valid\n\n", "Comment")
    if not trees.exists(config.tree, path):
        _refuse("The specified config node does not exist\n", "Comment")
    if resolved.is_value and resolved.node.is_leaf:
        _refuse("Cannot comment on config values\n", "Comment")
    if resolved.node.kind == "tag" and not resolved.is_value and not resolved.free:
        _refuse("Cannot add comment at this level\n", "Comment")
    if "*" in text:
        _refuse("Cannot use the '*' character in a comment\n", "Comment")
    if not text and path not in config.comments:
        _refuse("Failed to remove comment for specified config node\n", "Comment")
    return config.with_comment(path, text)


def section_paths(section: t.Any, prefix: Path = ()) -> t.Iterator[Path]:
    """The paths that a JSON tree stands for; raises `Refused` for anything but texts, lists and objects."""
    if isinstance(section, dict):
        if not section:
            yield prefix
        for name, below in section.items():
            yield from section_paths(below, (*prefix, name))
    elif isinstance(section, list):
        for item in section:
            yield from section_paths(item, prefix)
    elif isinstance(section, str):
        yield (*prefix, section)
    else:
        raise Refused("object is not a dict of strings/list of strings")
