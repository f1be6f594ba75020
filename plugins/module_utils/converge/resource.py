# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A kind of object as data: what it is called, what tells its objects apart, what can be set."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Optional, Protocol

from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field, Model

if TYPE_CHECKING:
    from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import Reader
    from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Plan

Rule = Callable[[Model, Mapping[str, Any]], Iterable[str]]
OptionRule = Callable[[Model], Iterable[str]]


class Guard(Protocol):
    """Looks at a plan that changes something, may read more, and returns what is wrong."""

    def __call__(self, plan: Plan, reader: Reader) -> Optional[str]:
        """Return what is wrong with the plan, or None."""


class WholeRule(Protocol):
    """Looks at everything that one task is about, and may read more; yields what is wrong."""

    def __call__(self, plans: Sequence[Plan], going: Sequence[Plan], reader: Reader) -> Iterable[str]:
        """Return what is wrong. ``plans`` are those of all stated objects, ``going`` are the deletions."""


Together = Callable[[Sequence["Plan"]], Iterable[str]]


@dataclass(frozen=True)
class Transition:
    """A state that is reached by an action of its own instead of by writing a member.

    In ``state`` the member ``member`` must be one of ``settled``; if it is not, ``action`` makes it ``target``. The service has
    that action since the release ``since``. It is also carried out when a change touches one of the fields ``renewed_by``, so
    that the change takes effect.
    """

    state: str
    member: str
    settled: tuple[str, ...]
    action: str
    target: str
    since: str = ""
    renewed_by: tuple[str, ...] = ()


@dataclass(frozen=True)
class Resource:
    """Declaration of one kind of object.

    - ``kind``: name of the module's result, ``plural``: that of the info module, ``label``: how messages call it.
    - ``identity``: the fields that tell objects of one parent apart; ``parents``: the options that name the parent, of which one is given;
      ``parent_member``: the member that holds the parent's id; ``after``: kinds that must be there first, besides those referred to;
      ``addressed``: objects have an id, so the option of that name exists and renaming is possible.
    - ``singleton``: there is exactly one such object, always. It cannot be created, deleted or named; only the members that were
      read are shown.
    - ``one_of``: groups of fields of which exactly one is needed to create; ``exclusive``: fields that cannot be stated together.
    - ``creatable``: false for what only the service makes, such as regions.
    - ``transitions``: states beside present and absent; ``contents``: read-only lists of what disappears with the object,
      with the member that names their elements.
    - ``spelling``: returns what the user states in the one spelling that is compared.
    - ``option_rules``: look at what the user states, before any request; ``rules``: look at the complete wanted object; both
      yield what would be refused. ``guards``: look at a plan that changes something and may read more; they return what is wrong.
      ``together``: look at all plans of the kind that one task makes, and yield what is wrong; ``whole``: look at all plans and
      deletions of a task that states one of these objects, or deletes one.
    - ``spared``: returns why an object is never purged, or an empty text.
    """

    kind: str
    plural: str
    fields: tuple[Field, ...]
    label: str = ""
    identity: tuple[str, ...] = ("name",)
    parents: tuple[Field, ...] = ()
    parent_member: str = ""
    after: tuple[str, ...] = ()
    addressed: bool = True
    singleton: bool = False
    one_of: tuple[tuple[str, ...], ...] = ()
    exclusive: tuple[tuple[str, ...], ...] = ()
    creatable: bool = True
    transitions: tuple[Transition, ...] = ()
    contents: tuple[tuple[str, str], ...] = ()
    spelling: Optional[Callable[[Model], dict[str, Any]]] = None
    option_rules: tuple[OptionRule, ...] = ()
    rules: tuple[Rule, ...] = ()
    guards: tuple[Guard, ...] = ()
    together: tuple[Together, ...] = ()
    whole: tuple[WholeRule, ...] = ()
    spared: Optional[Callable[[Model], str]] = None

    @property
    def title(self) -> str:
        """How messages call an object of this kind."""
        return self.label or self.kind.replace("_", " ")

    @property
    def states(self) -> tuple[str, ...]:
        """The values of the option state."""
        others = tuple(item.state for item in self.transitions if item.state != "present")
        return ("present", *others, "absent")

    @cached_property
    def _by_name(self) -> Mapping[str, Field]:
        return {field.name: field for field in self.fields}

    def field(self, name: str) -> Field:
        """Return a field by its name. Raises KeyError."""
        return self._by_name[name]

    @cached_property
    def settable(self) -> tuple[Field, ...]:
        """The fields that a user can state."""
        return tuple(field for field in self.fields if field.settable)

    def same(self, one: Model, other: Model) -> bool:
        """Return whether two objects of one parent have the same identity."""
        return all(self.field(name).equal(one.get(name), other.get(name)) for name in self.identity)

    def name_of(self, model: Model) -> str:
        """Return the identity of an object as people write it."""
        return " ".join(str(model[name]) for name in self.identity if model.get(name) not in (None, ""))
