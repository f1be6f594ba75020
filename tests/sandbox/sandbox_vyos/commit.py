# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One commit: the changed owners in order of priority, each checked against the candidate, partly kept if some fail."""

from __future__ import annotations

import dataclasses
import typing as t

from . import tree as trees
from .box import Box
from .schema import Node, Schema
from .tree import Config, Path, Tree
from .verify import CommitError, Finished, Report, Scope, ScriptCrash, script_for

LOCKED = "Configuration system temporarily locked due to another commit in progress\n"


@dataclasses.dataclass(frozen=True)
class CommitResult:
    """What is active after a commit, whether all of it was accepted, and what was printed."""

    config: Config
    succeeded: bool
    output: str


@dataclasses.dataclass(frozen=True)
class _Owner:
    """A subtree with a script of its own that this commit changes."""

    node: Node
    path: Path
    deleted: bool
    added: bool

    @property
    def name(self) -> str:
        return " ".join(word for word in self.node.path if word != "*")


def _nested(node: Node, prefix: Path = ()) -> t.Iterator[Path]:
    """Paths of further owners below an owner, relative to it."""
    for name, child in node.children.items():
        if child.owner:
            yield (*prefix, name)
        elif child.kind == "node":
            yield from _nested(child, (*prefix, name))


def _own_part(node: Node, subtree: t.Any) -> t.Any:
    """A subtree without the parts that belong to other owners below it."""
    if isinstance(subtree, dict):
        for path in _nested(node):
            if trees.lookup(subtree, path) is not None:
                subtree = trees.remove(subtree, path)
    return subtree


def _changed_owners(node: Node, path: Path, old: t.Any, new: t.Any) -> t.Iterator[_Owner]:
    if old is new:
        return
    old_children, new_children = old if isinstance(old, dict) else {}, new if isinstance(new, dict) else {}
    for name in trees.sorted_names({**old_children, **new_children}):
        child = node.children.get(name)
        if child is None:
            continue
        one, two = old_children.get(name), new_children.get(name)
        if child.owner and child.kind == "tag":
            for value in trees.sorted_names({**(one or {}), **(two or {})}):
                yield from _owner_if_changed(
                    child, (*path, name, value), (one or {}).get(value), (two or {}).get(value)
                )
            continue
        if child.owner:
            yield from _owner_if_changed(child, (*path, name), one, two)
        if child.kind == "node":
            yield from _changed_owners(child, (*path, name), one, two)


def _owner_if_changed(node: Node, path: Path, old: t.Any, new: t.Any) -> t.Iterator[_Owner]:
    if _own_part(node, old) != _own_part(node, new):
        yield _Owner(node, path, new is None, old is None)


class Commit:
    """Runs one commit. `outside_daemon`: the scripts run on their own and end their last line themselves."""

    def __init__(
        self,
        schema: Schema,
        hardware: t.FrozenSet[str],
        active: Config,
        working: Config,
        with_reason: bool,
        outside_daemon: bool = False,
    ) -> None:
        self._schema = schema
        self._active = active
        self._working = working
        self._with_reason = with_reason
        self._outside_daemon = outside_daemon
        self._box = Box(hardware, active.tree)
        self._called: t.Set[str] = set()
        self._failed: t.List[_Owner] = []
        self._output = ""
        changed = list(_changed_owners(schema.root, (), active.tree, working.tree))
        removals = sorted((owner for owner in changed if owner.deleted), key=lambda owner: -owner.node.priority)
        others = sorted((owner for owner in changed if not owner.deleted), key=lambda owner: owner.node.priority)
        self._owners = removals + others

    def run(self) -> CommitResult:
        for owner in self._owners:
            if not self._run_owner(owner):
                self._failed.append(owner)
                title = " ".join(owner.path)
                self._output += f"delete [ {title} ] failed\n" if owner.deleted else f"[[{title}]] failed\n"
            elif owner.path[0] == "interfaces":
                self._show_interface(owner)
        if self._failed:
            self._output += "Commit failed\n"
        return CommitResult(self._outcome(), not self._failed, self._output)

    def _show_interface(self, owner: _Owner) -> None:
        subtree = trees.lookup(self._working.tree, owner.path)
        running = self._box.running
        running = trees.remove(running, owner.path) if subtree is None else trees.replace(running, owner.path, subtree)
        self._box = Box(self._box.hardware, running)

    def _run_owner(self, owner: _Owner) -> bool:
        if owner.added and any(owner.path[: len(up.path)] == up.path and up.added for up in self._failed):
            return False
        self._called.add(owner.name)
        report = Report(self._schema.release)
        error = ""
        try:
            self._run_script(owner.name, owner.path, report)
            if owner.name == "firewall":
                self._run_dependents(report)
        except CommitError as failure:
            error = f"{failure}\n" if self._outside_daemon else str(failure)
        except ScriptCrash as crash:
            error = f"Traceback (most recent call last):\n{crash}\n"
        printed = report.text + error
        if printed and self._with_reason:
            self._output += f"[ {' '.join(owner.path)} ]\n{printed}\n"
        return not error

    def _run_script(self, name: str, path: Path, report: Report) -> None:
        found = script_for(name, self._schema.release)
        subtree = trees.lookup(self._working.tree, path)
        if found is None or subtree is None:
            return
        kind, script = found
        names = {"name": path[-1]}
        try:
            script(Scope(report, self._working.tree, self._box, kind, conf=subtree, names=names))
        except Finished:
            return

    def _run_dependents(self, report: Report) -> None:
        """After a change of firewall groups the NAT rules are set up again, unless their own turn is still to come."""
        if self._schema.release == "1.3":
            return
        old = trees.lookup(self._active.tree, ("firewall", "group"))
        new = trees.lookup(self._working.tree, ("firewall", "group"))
        if new is None and old is None:
            return
        pending = {owner.name for owner in self._owners} - self._called
        if "nat" in pending:
            return
        try:
            self._run_script("nat", ("nat",), report)
        except CommitError as failure:
            raise CommitError(f"dependent nat: {failure}") from failure

    def _outcome(self) -> Config:
        """The candidate, with the subtrees of the failed owners as they were."""
        tree = self._working.tree
        failed = {owner.path for owner in self._failed}
        for owner in self._failed:
            tree = self._restored(tree, owner, failed)
        return self._working.with_tree(tree)

    def _restored(self, tree: Tree, owner: _Owner, failed: t.Set[Path]) -> Tree:
        subtree = _own_part(owner.node, trees.lookup(self._active.tree, owner.path))
        if subtree is None:
            return self._without(tree, owner.path)
        for path in _nested(owner.node):
            source = self._active if (*owner.path, *path) in failed else self._working
            part = trees.lookup(source.tree, (*owner.path, *path))
            if part is not None:
                subtree = trees.replace(subtree, path, part)
        return trees.replace(tree, owner.path, subtree)

    def _without(self, tree: Tree, path: Path) -> Tree:
        """Without the node, and without the parents that only it had needed."""
        tree = trees.remove(tree, path)
        while len(path) > 1:
            path = path[:-1]
            if trees.lookup(tree, path) or trees.lookup(self._active.tree, path) is not None:
                break
            tree = trees.remove(tree, path)
        return tree
