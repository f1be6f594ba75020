# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small service whose objects lie in each other and refer to each other, for tests about many objects at once."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Optional

from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.converge.bulk import BulkReader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.campaign import (
    Campaign,
    Item,
    campaign,
    order_of,
    prepare_all,
    references,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge.execute import Faults, Outcome, apply_all
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Compare, Field, Model, Pending
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import CREATE, DELETE, Plan
from ansible_collections.wanforge.edge.plugins.module_utils.converge.purge import Cover, Purge, leftovers
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource

CHILDREN = {"BOX": ("box",), "ITEM": ("item",)}
BOX = Resource(
    kind="box",
    plural="boxes",
    spared=lambda box: "it is ours" if box.get("note") == "ours" else "",
    contents=(("items", "name"),),
    fields=(
        Field("name", required=True),
        Field("note"),
        Field("peers", type="list", elements="str", compare=Compare.SET, refers="box"),
    ),
)
ITEM = Resource(
    kind="item",
    plural="items",
    parents=(Field("box", wire="boxId", refers="box"),),
    parent_member="box_id",
    fields=(Field("name", required=True), Field("note"), Field("box_id", read_only=True)),
)
RULE = Resource(
    kind="rule",
    plural="rules",
    fields=(
        Field("name", required=True),
        Field("note"),
        Field(
            "entries",
            type="list",
            compare=Compare.SET,
            fields=(
                Field("type", choices=tuple(CHILDREN), required=True),
                Field("parent", refers_by=("type", (("ITEM", ("box",)),))),
                Field(
                    "children",
                    type="list",
                    elements="str",
                    compare=Compare.SET,
                    refers_by=("type", tuple(CHILDREN.items())),
                    within="parent",
                ),
            ),
        ),
    ),
)
ALL = (RULE, ITEM, BOX)
ORDER = order_of(ALL)
Key = tuple[str, str]


class Broken(Exception):
    """A fault of the service."""

    def __init__(self, message: str, fatal: bool = False) -> None:
        super().__init__(message)
        self.message = message
        self.fatal = fatal


FAULTS = Faults((Broken,), lambda fault: bool(getattr(fault, "fatal", False)))


class World:
    """Keeps objects by kind and id, refuses references to nothing, and fails where it is told to."""

    release = "1"

    def __init__(self, failing: Sequence[Key] = (), fatal: bool = False, doubtful: bool = False) -> None:
        self.objects: dict[str, dict[str, dict[str, Any]]] = {kind.kind: {} for kind in ALL}
        self.failing = set(failing)
        self.fatal = fatal
        self.reads: Counter[str] = Counter()
        self.done: list[tuple[str, str, str]] = []
        self.tried: list[Key] = []
        self.most = 0
        self._running = 0
        self._made = 0
        self._lock = threading.Lock()

    def kind(self, name: str) -> Resource:
        """The declaration of a kind."""
        return {kind.kind: kind for kind in ALL}[name]

    def supports(self, release: str) -> bool:
        """Everything."""
        return True

    def newer(self, release: str) -> str:
        """What to set: nothing, there is one release only."""
        return ""

    def context(self) -> Mapping[str, Any]:
        """Nothing."""
        return {}

    def extras(self, wanted: Plan) -> Mapping[str, Any]:
        """Nothing."""
        return {}

    def fetch(self, resource: Resource, model: Model) -> Model:
        """The object itself."""
        return model

    def read(self, resource: Resource, scope: Mapping[str, Any]) -> Sequence[Model]:
        """All objects of a kind, or those below a parent."""
        self.reads[resource.kind] += 1
        parent = next(iter(scope.values()), "")
        return [dict(model) for model in self.objects[resource.kind].values() if parent in ("", model.get("box_id"))]

    def apply(self, wanted: Plan) -> Optional[Model]:
        """Carry out the one step of a plan."""
        with self._lock:
            self._running += 1
            self.most = max(self.most, self._running)
            self.tried.append((wanted.resource.kind, wanted.name))
        try:
            with self._lock:
                return self._carried_out(wanted)
        finally:
            with self._lock:
                self._running -= 1

    def _carried_out(self, wanted: Plan) -> Optional[Model]:
        kind, step = wanted.resource.kind, wanted.steps[0]
        if (kind, wanted.name) in self.failing:
            raise Broken(f"{kind} {wanted.name} failed", self.fatal)
        self.done.append((step.verb, kind, wanted.name))
        if step.verb == DELETE:
            self._forget(kind, str(step.identifier))
            return None
        for one in (*references(wanted.resource.fields, wanted.model or {}), *wanted.scope.values()):
            assert not isinstance(one, Pending) and any(one in known for known in self.objects.values()), one
        identifier = step.identifier
        if step.verb == CREATE:
            self._made += 1
            identifier = f"{kind}-{self._made}"
        place = {"box_id": wanted.scope["box"]} if wanted.scope else {}
        empty: dict[str, Any] = {field.name: None for field in wanted.resource.fields}
        self.objects[kind][str(identifier)] = {**empty, **(step.after or {}), **place, "id": identifier}
        return dict(self.objects[kind][str(identifier)])

    def _forget(self, kind: str, identifier: str) -> None:
        self.objects[kind].pop(identifier, None)
        if kind == "box":
            for below in [one for one, model in self.objects["item"].items() if model["box_id"] == identifier]:
                del self.objects["item"][below]

    def names(self, kind: str) -> list[str]:
        """The names of the objects of a kind, items with that of their box."""
        boxes = {one: model["name"] for one, model in self.objects["box"].items()}
        return sorted(
            f"{boxes[model['box_id']]}/{model['name']}" if kind == "item" else str(model["name"])
            for model in self.objects[kind].values()
        )

    def picture(self) -> dict[str, Any]:
        """All objects with names in place of ids, so that equal worlds have equal pictures."""
        named = {one: f"{kind}:{model['name']}" for kind, known in self.objects.items() for one, model in known.items()}
        return {
            kind: sorted(repr(renamed({**model, "id": None}, named)) for model in known.values())
            for kind, known in self.objects.items()
        }


def renamed(value: Any, names: Mapping[str, str]) -> Any:
    """A value with names in place of ids, without what is empty, lists sorted."""
    if isinstance(value, Mapping):
        found = {name: renamed(item, names) for name, item in value.items()}
        return {name: item for name, item in found.items() if item not in (None, "", [])}
    if isinstance(value, (list, tuple)):
        return sorted((renamed(item, names) for item in value), key=repr)
    return names.get(value, value)


def item(kind: Resource, name: str, **params: Any) -> Item:
    """One object that is asked for."""
    options = {"name": name, "state": "present", **params}
    return Item(kind, options, f'{kind.plural} "{name}"')


def planned(world: World, items: Sequence[Item], purge: Purge = Purge(), covers: Sequence[Cover] = ()) -> Campaign:
    """The campaign for these objects."""
    reader = BulkReader(world)
    plans = prepare_all(items, world, reader, named=True)
    deletions, spared = leftovers(covers, plans, reader, purge)
    return campaign(plans, ORDER, deletions, spared)


def carried_out(world: World, wanted: Campaign, workers: int = 4) -> list[Outcome]:
    """What became of a campaign."""
    return apply_all(wanted, world, FAULTS, workers)


def made(world: World, items: Sequence[Item]) -> World:
    """The world with these objects in it."""
    failing, world.failing = world.failing, set()
    assert {outcome.status for outcome in carried_out(world, planned(world, items))} <= {"done"}
    world.failing = failing
    world.reads.clear()
    world.done.clear()
    world.tried.clear()
    return world


BOXES = ("a", "b", "c", "d")
ITEMS = ("x", "y")
NOTES = st.sampled_from(["", "one", "two"])


@st.composite
def items_of_a_task(draw: st.DrawFn) -> list[Item]:
    """Objects in any order; boxes refer to earlier ones, so that there is no circle."""
    boxes = draw(st.lists(st.sampled_from(BOXES), unique=True, max_size=4).map(sorted))
    found: list[Item] = []
    inside: dict[str, list[str]] = {}
    for number, name in enumerate(boxes):
        peers = draw(st.lists(st.sampled_from(boxes[:number]), unique=True)) if number else []
        found.append(item(BOX, name, note=draw(NOTES), **({"peers": peers} if draw(st.booleans()) else {})))
        inside[name] = draw(st.lists(st.sampled_from(ITEMS), unique=True))
        found += [item(ITEM, one, box=name, note=draw(NOTES)) for one in inside[name]]
    for name in draw(st.lists(st.sampled_from(["r", "s"]), unique=True)):
        found.append(item(RULE, name, entries=list(draw(entries(inside)))))
    return list(draw(st.permutations(found)))


@st.composite
def entries(draw: st.DrawFn, inside: Mapping[str, Sequence[str]]) -> list[dict[str, Any]]:
    """What a rule refers to."""
    return list(_entries(draw, inside))


def _entries(draw: st.DrawFn, inside: Mapping[str, Sequence[str]]) -> Iterator[dict[str, Any]]:
    if inside and draw(st.booleans()):
        yield {"type": "BOX", "children": draw(st.lists(st.sampled_from(sorted(inside)), min_size=1, unique=True))}
    full = [name for name, items in inside.items() if items]
    if full and draw(st.booleans()):
        parent = draw(st.sampled_from(full))
        children = draw(st.lists(st.sampled_from(list(inside[parent])), min_size=1, unique=True))
        yield {"type": "ITEM", "parent": parent, "children": children}
