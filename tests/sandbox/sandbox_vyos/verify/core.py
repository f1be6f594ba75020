# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The frame of the commit checks: what a check sees, how it speaks, and the register of checks by id."""

from __future__ import annotations

import dataclasses
import functools
import re
import textwrap
import typing as t

from .. import tree as trees
from ..box import Box
from ..schema import load_data
from ..tree import Tree


class CommitError(Exception):
    """A check failed. The argument is printed, wrapped at 72 columns as the real scripts do."""

    def __init__(self, message: str) -> None:
        super().__init__(textwrap.fill(message, width=72))


class ScriptCrash(Exception):
    """The real script would end with a traceback here; the argument is what stands in its last line."""


class Finished(Exception):
    """The remaining checks of this script do not apply."""


@dataclasses.dataclass
class Report:
    """What a script prints before it ends."""

    release: str
    text: str = ""

    def warn(self, message: str) -> None:
        if self.release == "1.3":
            self.text += message + "\n"
            return
        wrapped = textwrap.fill(message, initial_indent="WARNING: ")
        self.text += f"\n{wrapped}\n\n"


@dataclasses.dataclass
class Scope:
    """Where a check stands: the whole candidate, the box, and the rule (side, group, network ...) it looks at."""

    report: Report
    candidate: Tree
    box: Box
    kind: str
    conf: Tree = dataclasses.field(default_factory=dict)
    names: t.Dict[str, str] = dataclasses.field(default_factory=dict)
    side: str = ""
    seen: t.Dict[str, t.Any] = dataclasses.field(default_factory=dict)

    def at(self, conf: Tree, **names: str) -> "Scope":
        """The same one level further down."""
        return dataclasses.replace(self, conf=conf, names={**self.names, **names})

    def text(self, *path: str) -> t.Optional[str]:
        """The (first) value of a leaf below the current place."""
        values = trees.lookup(self.conf, path)
        return str(values[0]) if isinstance(values, tuple) and values else None

    def has(self, *path: str) -> bool:
        return trees.lookup(self.conf, path) is not None

    def below(self, *path: str) -> t.Iterator[t.Tuple[str, Tree]]:
        """Names and trees of the children at a place, in natural order."""
        found = trees.lookup(self.conf, path)
        if isinstance(found, dict):
            for name in trees.library_names(found):
                yield name, found[name]

    def global_node(self, *path: str) -> t.Any:
        return trees.lookup(self.candidate, path)

    @property
    def protocol(self) -> str:
        return self.text("protocol") or "all"

    def fail(self, check: str, **names: str) -> t.NoReturn:
        raise CommitError(self._message(check, names))

    def warn(self, check: str, **names: str) -> None:
        self.report.warn(self._message(check, names))

    def _message(self, check: str, names: t.Mapping[str, str]) -> str:
        entry = definitions()[check]
        text: str = entry["message"]
        if self.kind.endswith("destination"):
            text = entry.get("message_destination", text)
        known = {**self.names, **names}
        return re.sub(r"\{([\w-]+)\}", lambda match: known.get(match.group(1), match.group(0)), text)


Check = t.Callable[[Scope], None]
CHECKS: t.Dict[str, Check] = {}


def check(name: str) -> t.Callable[[Check], Check]:
    """Register the function that performs the check with this id of the data file."""

    def register(function: Check) -> Check:
        CHECKS[name] = function
        return function

    return register


@functools.lru_cache(maxsize=None)
def definitions() -> t.Mapping[str, t.Mapping[str, t.Any]]:
    return {entry["id"]: entry for entry in load_data()["verify"]}


@functools.lru_cache(maxsize=None)
def _applies(name: str, release: str, kind: str) -> bool:
    entry = definitions()[name]
    return release in entry["in"] and (kind in entry["kinds"] or "any" in entry["kinds"])


def run(names: t.Iterable[str], scope: Scope) -> None:
    """Perform the checks that the release has for this kind of rule, in the order given."""
    for name in names:
        if _applies(name, scope.report.release, scope.kind):
            CHECKS[name](scope)
