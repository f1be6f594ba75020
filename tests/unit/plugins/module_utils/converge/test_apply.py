# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans are carried out to the end, and a write without an answer is neither lost nor done twice."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Optional

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.converge.apply import apply_steps
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import Unclear
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Plan, Step, Wish, plan
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.converge.models import DEVICE, device


class Fault(Exception):
    """What a write failed with. The runner reads from the context whether the task changed anything all the same."""

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.context: dict[str, Any] = {}


class FakeStore:
    """A service in memory. ``script`` says for each write: "" (works), "before", "after" (the fault comes then), "refused"."""

    def __init__(self, *script: str, objects: Sequence[Model] = (), tidy: bool = False) -> None:
        self.script = list(script)
        self.objects = [dict(model) for model in objects]
        self.effects: list[str] = []
        self.tries: list[str] = []
        self.reads = 0
        self.unreadable = False
        self.tidy = tidy

    def read(self, resource: Resource, scope: Mapping[str, Any]) -> Sequence[Model]:
        """All objects."""
        self.reads += 1
        if self.unreadable:
            raise Fault("reading fails too")
        return [dict(model) for model in self.objects]

    def create(self, wanted: Plan, step: Step) -> Model:
        """Make an object."""

        def effect() -> None:
            made = {**device(), "regions": None, "group": None, **(step.after or {}), "id": f"n{len(self.effects)}"}
            if self.tidy:
                made["description"] = str(made.get("description")).strip()
            self.objects.append(made)

        self._do("create", effect)
        return dict(self.objects[-1])

    def update(self, wanted: Plan, step: Step) -> Model:
        """Replace an object."""

        def effect() -> None:
            found = self._found(step)
            found.update(step.after or {})

        self._do("update", effect)
        return dict(self._found(step))

    def delete(self, wanted: Plan, step: Step) -> None:
        """Remove an object."""
        self._do("delete", lambda: self.objects.remove(self._found(step)))

    def act(self, wanted: Plan, step: Step) -> None:
        """Do what the action does."""
        self._do(step.verb, lambda: self._found(step).update(status=(step.after or {})["status"]))

    def _found(self, step: Step) -> dict[str, Any]:
        return next(model for model in self.objects if model["id"] == step.identifier)

    def _do(self, verb: str, effect: Callable[[], object]) -> None:
        outcome = self.script.pop(0) if self.script else ""
        self.tries.append(verb)
        if outcome == "refused":
            raise Fault("refused")
        if outcome == "before":
            raise Unclear(Fault("no answer"))
        effect()
        self.effects.append(verb)
        if outcome == "after":
            raise Unclear(Fault("no answer"))


def patient(failures: int) -> bool:
    return failures < 5


def wish(have: Optional[Model], state: str = "present", **stated: Any) -> Plan:
    return plan(DEVICE, have, Wish(state, {"name": "edge", **stated}, {"site": "s1"}))


NEW: dict[str, Any] = {"group": "g1", "regions": ["r1"]}
PLANS: dict[str, tuple[Optional[dict[str, Any]], str, dict[str, Any]]] = {
    "create": (None, "present", {**NEW, "description": "new"}),
    "create with few members": (None, "present", {"group": "g1", "everywhere": True}),
    "create with an empty member": (None, "present", {**NEW, "description": ""}),
    "create with a switch that is off": (None, "present", {**NEW, "everywhere": False}),
    "create and suspend": (None, "suspended", NEW),
    "update": (device(), "present", {"description": "new"}),
    "update two members": (device(), "present", {"description": "new", "limit": 2}),
    "update a set": (device(others=["g1"]), "present", {"others": ["g2", "g1"]}),
    "clear a text": (device(description="old"), "present", {"description": ""}),
    "clear a set": (device(others=["g1"]), "present", {"others": []}),
    "turn a switch off": (device(everywhere=True), "present", {"everywhere": False}),
    "update and suspend": (device(), "suspended", {"description": "new"}),
    "suspend": (device(), "suspended", {}),
    "activate": (device(status="SUSPENDED"), "present", {}),
    "delete": (device(), "absent", {}),
}


def case_of(name: str, *script: str) -> tuple[Plan, FakeStore]:
    have, state, stated = PLANS[name]
    return wish(have, state, **stated), FakeStore(*script, objects=[have] if have else [])


def check_reached(name: str, store: FakeStore) -> None:
    """The wish is true, and every step had its effect once."""
    have, state, stated = PLANS[name]
    first = wish(have, state, **stated)
    assert store.effects == [step.verb for step in first.steps]
    assert len(store.objects) == (0 if state == "absent" else 1)
    left = store.objects[0] if store.objects else None
    assert wish(left, state, **stated).steps == ()


@pytest.mark.parametrize("name", list(PLANS))
def test_plans_are_carried_out(name: str) -> None:
    made, store = case_of(name)
    found = apply_steps(made, store, patient)
    check_reached(name, store)
    assert store.reads == 0
    assert found == (store.objects[0] if store.objects else None)


@pytest.mark.parametrize("name", list(PLANS))
@pytest.mark.parametrize("times", [1, 2, 4])
def test_a_write_that_did_not_happen_is_done_again(name: str, times: int) -> None:
    made, store = case_of(name, *["before"] * times)
    apply_steps(made, store, patient)
    check_reached(name, store)
    assert len(store.tries) == len(store.effects) + times


@pytest.mark.parametrize("name", list(PLANS))
def test_a_write_that_happened_is_not_done_again(name: str) -> None:
    made, store = case_of(name, "after", "after")
    found = apply_steps(made, store, patient)
    check_reached(name, store)
    assert store.tries == store.effects
    assert found == (store.objects[0] if store.objects else None)


@pytest.mark.parametrize("name", list(PLANS))
def test_both_in_turn(name: str) -> None:
    made, store = case_of(name, "before", "after", "before", "after")
    apply_steps(made, store, patient)
    check_reached(name, store)


@pytest.mark.parametrize("name", list(PLANS))
def test_tries_are_bounded_and_the_fault_itself_is_raised(name: str) -> None:
    made, store = case_of(name, *["before"] * 50)
    with pytest.raises(Fault, match="no answer"):
        apply_steps(made, store, patient)
    assert (len(store.tries), store.effects) == (5, [])


@pytest.mark.parametrize("name", list(PLANS))
def test_nothing_is_repeated_where_the_object_cannot_be_read_back(name: str) -> None:
    made, store = case_of(name, "after")
    store.unreadable = True
    with pytest.raises(Fault, match="no answer"):
        apply_steps(made, store, patient)
    assert len(store.tries) == 1


@pytest.mark.parametrize("name", list(PLANS))
def test_a_refusal_ends_the_plan(name: str) -> None:
    made, store = case_of(name, "refused")
    with pytest.raises(Fault, match="refused"):
        apply_steps(made, store, patient)
    assert (len(store.tries), store.effects, store.reads) == (1, [], 0)


def test_an_object_that_the_service_tidied_is_not_created_twice() -> None:
    store = FakeStore("after", tidy=True)
    apply_steps(wish(None, description=" new ", **NEW), store, patient)
    assert (store.effects, len(store.objects)) == (["create"], 1)


def test_the_steps_after_a_creation_know_its_id() -> None:
    made, store = case_of("create and suspend", "after")
    found = apply_steps(made, store, patient)
    assert found is not None
    assert (found["id"], found["status"]) == ("n0", "SUSPENDED")


def test_a_plan_without_steps_writes_nothing() -> None:
    store = FakeStore()
    assert apply_steps(wish(device()), store, patient) == device()
    assert (store.tries, store.reads) == ([], 0)


@pytest.mark.parametrize("outcome", ["refused", "before"])
def test_a_fault_after_a_step_that_was_done_says_that_something_changed(outcome: str) -> None:
    made = wish(device(), "suspended", description="new")
    assert len(made.steps) == 2
    for script, changed in (((outcome,), False), (("", outcome), True), (("after", outcome), True)):
        store = FakeStore(*script, objects=[device()])
        with pytest.raises(Fault) as raised:
            apply_steps(made, store, lambda failures: False)
        assert raised.value.context.get("changed", False) is changed
        assert bool(store.effects) is changed
