# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Many plans are carried out: on past failures where nothing depends on them, and never more than that."""

from __future__ import annotations

import dataclasses
from collections.abc import Sequence
from typing import Optional

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.converge.campaign import Campaign, Item, verb_of
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import PlanError
from ansible_collections.wanforge.edge.plugins.module_utils.converge.execute import (
    DONE,
    FAILED,
    NOT_TRIED,
    Faults,
    Outcome,
    apply_all,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import DELETE, Plan
from ansible_collections.wanforge.edge.plugins.module_utils.converge.purge import Cover, Purge
from ansible_collections.wanforge.edge.plugins.module_utils.http.failures import failure
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.converge.boxes import (
    BOX,
    BOXES,
    ITEM,
    ITEMS,
    RULE,
    Broken,
    World,
    carried_out,
    item,
    items_of_a_task,
    made,
    planned,
)

EVERYTHING = Purge(("box", "item", "rule"), limit=1000)
FAILING = st.lists(
    st.tuples(st.just("box"), st.sampled_from(BOXES))
    | st.tuples(st.just("item"), st.sampled_from(ITEMS))
    | st.tuples(st.just("rule"), st.sampled_from(["r", "s"])),
    unique=True,
    max_size=4,
)
TASKS = (items_of_a_task(), items_of_a_task(), FAILING, st.integers(1, 8))


def covers(items: Sequence[Item]) -> list[Cover]:
    """All lists, stated in full."""
    boxes = [str(one.params["name"]) for one in items if one.resource is BOX]
    return [Cover(BOX), Cover(RULE), *(Cover(ITEM, {"box": name}) for name in boxes)]


def run(world: World, items: Sequence[Item], workers: int = 1) -> tuple[Campaign, list[Outcome]]:
    """Make the world be exactly as the items say; what they say nothing of must not refer to what goes."""
    full = [
        dataclasses.replace(one, params={**({"peers": []} if one.resource is BOX else {}), **one.params})
        for one in items
    ]
    wanted = planned(world, full, EVERYTHING, covers(full))
    return wanted, carried_out(world, wanted, workers)


@given(*TASKS)
def test_every_plan_is_done_failed_or_not_tried(
    first: list[Item], second: list[Item], failing: list[tuple[str, str]], workers: int
) -> None:
    world = made(World(failing), first)
    wanted, outcomes = run(world, second, workers)
    assert [outcome.plan.header for outcome in outcomes] == [plan.header for plan in wanted.plans]
    status = [outcome.status for outcome in outcomes]
    fails = [(plan.resource.kind, plan.name) in failing for plan in wanted.plans]
    assert [number for number, one in enumerate(status) if one == FAILED] == [
        number for number, one in enumerate(fails) if one and status[number] != NOT_TRIED
    ]
    for number, outcome in enumerate(outcomes):
        lacking = [one for one in wanted.needs.get(number, ()) if status[one] != DONE]
        going = verb_of(wanted.plans[number]) == DELETE
        assert bool(outcome.fault) is (outcome.status == FAILED)
        assert bool(outcome.reason) is (outcome.status == NOT_TRIED)
        if not going:
            assert (outcome.status == NOT_TRIED) is bool(lacking)
            assert not lacking or outcome.reason.endswith(wanted.plans[lacking[0]].header)
        elif FAILED in status[:number] and workers == 1:
            assert outcome.status == NOT_TRIED
    assert len(world.tried) == len(wanted.plans) - status.count(NOT_TRIED)
    assert len(world.done) == status.count(DONE)
    making = [one for number, one in enumerate(status) if verb_of(wanted.plans[number]) != DELETE]
    if FAILED in making:
        assert DELETE not in {verb for verb, _kind, _name in world.done}


@given(*TASKS)
def test_running_again_does_the_rest(
    first: list[Item], second: list[Item], failing: list[tuple[str, str]], workers: int
) -> None:
    expected = made(World(), first)
    run(expected, second)
    world = made(World(failing), first)
    _wanted, outcomes = run(world, second, workers)
    world.failing = set()
    again, rest = run(world, second, workers)
    assert {outcome.status for outcome in rest} <= {DONE}
    assert world.picture() == expected.picture()
    assert len(again.plans) == sum(outcome.status != DONE for outcome in outcomes)
    assert planned(world, second, EVERYTHING, covers(second)).changed is False


@given(*TASKS)
def test_the_number_of_workers_makes_no_difference(
    first: list[Item], second: list[Item], failing: list[tuple[str, str]], workers: int
) -> None:
    pictures = []
    for number in (1, workers):
        world = made(World(failing), first)
        wanted, _outcomes = run(world, second, number)
        if not {(plan.resource.kind, plan.name) for plan in wanted.plans if verb_of(plan) == DELETE} & set(failing):
            pictures.append(world.picture())
        assert world.most <= number
    assert all(picture == pictures[0] for picture in pictures)


@given(*TASKS)
def test_nothing_is_tried_after_a_fatal_fault(
    first: list[Item], second: list[Item], failing: list[tuple[str, str]], workers: int
) -> None:
    world = made(World(failing, fatal=True), first)
    wanted, outcomes = run(world, second)
    status = [outcome.status for outcome in outcomes]
    if FAILED in status:
        assert status.count(FAILED) == 1
        place = status.index(FAILED)
        later = [outcome for outcome in outcomes if outcome.status == NOT_TRIED]
        assert len(world.tried) == status.count(DONE) + 1
        assert all(outcome.reason for outcome in later)
        assert set(status[place + 1 :]) <= {NOT_TRIED, DONE}


def test_plans_of_one_kind_run_at_the_same_time() -> None:
    items = [item(BOX, f"box {number}") for number in range(40)]
    world = World()
    carried_out(world, planned(world, items), 20)
    assert len(world.objects["box"]) == 40 and 1 <= world.most <= 20


def test_a_need_of_a_need_that_failed_is_not_tried() -> None:
    items = [
        item(BOX, "a"),
        item(BOX, "b", peers=["a"]),
        item(BOX, "c", peers=["b"]),
        item(BOX, "d"),
        item(ITEM, "x", box="c"),
        item(RULE, "r", entries=[{"type": "ITEM", "parent": "c", "children": ["x"]}]),
    ]
    world = World([("box", "a")])
    outcomes = carried_out(world, planned(world, items))
    assert {outcome.plan.name: (outcome.status, outcome.reason) for outcome in outcomes} == {
        "a": (FAILED, ""),
        "b": (NOT_TRIED, 'it needs box "a"'),
        "c": (NOT_TRIED, 'it needs box "b"'),
        "d": (DONE, ""),
        "x": (NOT_TRIED, 'it needs box "c"'),
        "r": (NOT_TRIED, 'it needs box "c"'),
    }


def test_a_change_that_failed_does_not_keep_others_from_the_object() -> None:
    world = made(World([("box", "a")]), [item(BOX, "a")])
    items = [item(BOX, "a", note="new"), item(ITEM, "x", box="a"), item(BOX, "b", peers=["a"])]
    outcomes = carried_out(world, planned(world, items))
    assert {outcome.plan.name: outcome.status for outcome in outcomes} == {"a": FAILED, "x": DONE, "b": DONE}


def test_an_unforeseen_fault_is_the_outcome_of_its_plan_alone() -> None:
    class Odd(World):
        def apply(self, wanted: Plan) -> Optional[Model]:
            if wanted.name == "a":
                raise ZeroDivisionError("a\nmistake")
            return super().apply(wanted)

    outcomes = carried_out(Odd(), planned(World(), [item(BOX, "a"), item(BOX, "b"), item(ITEM, "x", box="a")]))
    assert {outcome.plan.name: outcome.status for outcome in outcomes} == {"a": FAILED, "b": DONE, "x": NOT_TRIED}
    told = failure(outcomes[0].fault or Exception())
    assert told["msg"] == 'box "a": unexpected fault ZeroDivisionError: a mistake.'
    assert told["error_type"] == "ZeroDivisionError" and "not known whether" in told["hint"]


class Mute(World):
    """Answers to nothing that was made."""

    def apply(self, wanted: Plan) -> None:
        """Carry out a plan and keep the object to itself."""
        super().apply(wanted)


def test_what_refers_to_an_object_whose_id_stays_unknown_fails_and_can_be_done_later() -> None:
    items = [item(BOX, "a"), item(ITEM, "x", box="a")]
    world = Mute()
    faults = Faults((Broken, PlanError), lambda fault: False)
    outcomes = apply_all(planned(world, items), world, faults, 1)
    assert [outcome.status for outcome in outcomes] == [DONE, FAILED]
    assert world.names("box") == ["a"] and world.names("item") == []
    assert [outcome.status for outcome in apply_all(planned(world, items), world, faults, 1)] == [DONE]
    assert world.names("item") == ["a/x"]
