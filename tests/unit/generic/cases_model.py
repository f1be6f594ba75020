# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How the tests describe what a module manages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

Options = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One kind of object that a module manages.

    - ``prepare``: tasks that make what the object needs; ``create``: its options; ``identity``: those that name it.
    - ``change``: options that differ later; ``touches``: words that every place of the stored state that the change may touch
      has in its path.
    - ``clear``: options whose values empty a member, with the value that the result shows then.
    - ``rename``: options that give the object another name, for those that have an id.
    """

    name: str
    module: str
    create: Options
    change: Options
    identity: tuple[str, ...]
    touches: tuple[str, ...]
    prepare: tuple[tuple[str, Options], ...] = ()
    clear: Options = field(default_factory=dict)
    cleared: Options = field(default_factory=dict)
    rename: Options = field(default_factory=dict)

    @property
    def named(self) -> dict[str, Any]:
        """The options that name the object."""
        return {name: self.create[name] for name in self.identity}
