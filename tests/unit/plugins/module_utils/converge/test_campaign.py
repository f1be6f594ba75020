# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Plans for many objects: the same as one by one, from one read for each collection, in an order that works."""

from __future__ import annotations

import dataclasses
import os
import subprocess
import sys
from collections.abc import Mapping, Sequence
from itertools import permutations
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.converge.bulk import BulkReader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.campaign import Item, prepare_all, verb_of
from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import prepare
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import (
    InvalidOption,
    PlanError,
    UnknownReference,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import CREATE, DELETE, UPDATE, Plan
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.converge.boxes import (
    BOX,
    ITEM,
    ORDER,
    RULE,
    World,
    carried_out,
    item,
    items_of_a_task,
    made,
    planned,
)

BOTH = (items_of_a_task(), items_of_a_task())


def bare(plan: Plan) -> Mapping[str, Any]:
    """What a plan says, without the declaration."""
    return {field.name: getattr(plan, field.name) for field in dataclasses.fields(plan) if field.name != "resource"}


@given(*BOTH)
def test_what_was_planned_and_done_needs_no_second_time(first: list[Item], second: list[Item]) -> None:
    world = made(World(), first)
    wanted = planned(world, second)
    outcomes = carried_out(world, wanted)
    assert [outcome.status for outcome in outcomes] == ["done"] * len(wanted.plans)
    assert wanted.changed is bool(wanted.plans)
    again = planned(world, second)
    assert (again.changed, again.plans, again.unchanged) == (False, (), len(second))
    assert len(wanted.plans) + wanted.unchanged == len(second)


@given(*BOTH)
def test_every_plan_is_that_of_the_object_alone(first: list[Item], second: list[Item]) -> None:
    world = made(World(), first)
    together = prepare_all(second, world, BulkReader(world), named=True)
    alone = [prepare(one.resource, one.params, world, named=True) for one in second]
    assert [bare(plan) for plan in together if plan.changed] == [bare(plan) for plan in alone if plan.changed]
    assert [(plan.header, plan.model, plan.scope) for plan in together] == [
        (plan.header, plan.model, plan.scope) for plan in alone
    ]


@given(*BOTH, st.integers(1, 20))
def test_each_collection_is_read_once_at_most(first: list[Item], second: list[Item], workers: int) -> None:
    world = made(World(), first)
    prepare_all(second, world, BulkReader(world), named=True, workers=workers)
    assert set(world.reads.values()) <= {1}
    assert set(world.reads) <= {"box", "item", "rule"}


@given(*BOTH)
def test_one_object_more_costs_no_read_more(first: list[Item], second: list[Item]) -> None:
    world = made(World(), first)
    planned(world, second)
    before = dict(world.reads)
    known = {one.params["name"] for one in second if one.resource is BOX}
    if known:
        world.reads.clear()
        planned(world, [*second, item(BOX, "more", peers=sorted(known))])
        assert dict(world.reads) == before


@given(*BOTH)
def test_what_is_needed_comes_earlier_and_deletions_last(first: list[Item], second: list[Item]) -> None:
    wanted = planned(made(World(), first), second)
    for number, needed in wanted.needs.items():
        assert all(one < number or wanted.plans[one].resource is wanted.plans[number].resource for one in needed)
        assert {wanted.plans[one].steps[0].verb for one in needed} <= {CREATE}
    kinds = [ORDER.index(plan.resource.kind) for plan in wanted.plans if verb_of(plan) != DELETE]
    assert kinds == sorted(kinds)
    needs = {missing for plan in wanted.plans for missing in plan.pending}
    assert needs == set(wanted.makers)


@given(items_of_a_task())
def test_all_that_was_made_can_be_deleted(first: list[Item]) -> None:
    world = made(World(), first)
    going = [dataclasses.replace(one, params={**one.params, "state": "absent"}) for one in first]
    wanted = planned(world, going)
    verbs = [verb_of(plan) for plan in wanted.plans]
    assert verbs == [DELETE] * len(first)
    kinds = [ORDER.index(plan.resource.kind) for plan in wanted.plans]
    assert kinds == sorted(kinds, reverse=True)
    carried_out(world, wanted)
    assert not any(world.objects.values())
    assert planned(world, going).changed is False


def test_the_order_of_kinds_is_the_same_in_every_process() -> None:
    """What check mode shows in one run is what happens in the next."""
    code = (
        "from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.document import ORDER; print(*ORDER)"
    )
    found = {
        subprocess.run(
            [sys.executable, "-c", code],
            env={**os.environ, "PYTHONHASHSEED": str(seed), "PYTHONPATH": os.pathsep.join(filter(None, sys.path))},
            stdout=subprocess.PIPE,
            check=True,
        ).stdout
        for seed in range(3)
    }
    assert len(found) == 1


def refused(world: World, *items: Item) -> PlanError:
    """How a campaign is refused, without anything being written."""
    with pytest.raises(PlanError) as caught:
        carried_out(world, planned(world, items))
    assert world.tried == []
    assert caught.value.hint and caught.value.message.endswith((".", "?"))
    return caught.value


def test_all_references_to_nobody_are_named_at_once() -> None:
    error = refused(
        World(), item(BOX, "a", peers=["nobody"]), item(RULE, "r", entries=[{"type": "BOX", "children": ["no"]}])
    )
    assert isinstance(error, UnknownReference)
    assert [word for word in ('box "a"', '"nobody"', 'rule "r"', '"no"') if word not in error.message] == []


def test_what_shall_be_absent_cannot_be_referred_to() -> None:
    world = made(World(), [item(BOX, "a"), item(BOX, "b", peers=["a"])])
    error = refused(world, item(BOX, "a", state="absent"), item(BOX, "b", note="new"))
    assert 'box "b"' in error.message and 'box "a"' in error.message
    assert planned(world, [item(BOX, "a", state="absent"), item(BOX, "b", peers=[])]).count() == {
        CREATE: 0,
        UPDATE: 1,
        DELETE: 1,
    }
    refused(World(), item(BOX, "a", state="absent"), item(BOX, "b", peers=["a"]))


@pytest.mark.parametrize("order", list(permutations(range(3))))
def test_circles_of_new_objects_are_refused(order: Sequence[int]) -> None:
    circle = [item(BOX, "a", peers=["b"]), item(BOX, "b", peers=["c"]), item(BOX, "c", peers=["a"])]
    error = refused(World(), *(circle[number] for number in order))
    assert [name for name in "abc" if f'box "{name}"' not in error.message] == []
    assert "circle" in error.message and "second task" in error.hint
    assert 'box "a"' in refused(World(), item(BOX, "a", peers=["a"])).message


def test_circles_of_objects_that_exist_are_fine() -> None:
    world = made(World(), [item(BOX, "a"), item(BOX, "b")])
    wanted = planned(
        world, [item(BOX, "a", peers=["b"]), item(BOX, "b", peers=["a"]), item(BOX, "c", peers=["a", "b"])]
    )
    assert {outcome.status for outcome in carried_out(world, wanted)} == {"done"}
    made(world, [item(BOX, "a", peers=["a", "b", "c"])])


@pytest.mark.parametrize("workers", [1, 4])
def test_changes_come_before_what_refers_to_them(workers: int) -> None:
    """A network becomes a gateway before others use it as one."""
    world = made(World(), [item(BOX, "z"), item(BOX, "y")])
    wanted = planned(world, [item(BOX, "a", peers=["z"]), item(BOX, "y", peers=["z"]), item(BOX, "z", note="new")])
    carried_out(world, wanted, workers)
    assert world.done[0] == (UPDATE, "box", "z")


def test_objects_that_stand_twice_are_refused() -> None:
    for first in (World(), made(World(), [item(BOX, "a"), item(ITEM, "x", box="a")])):
        assert 'box "a"' in refused(first, item(BOX, "a"), item(BOX, "a", note="new")).message
        assert 'box "a"' in refused(first, item(BOX, "a", state="absent"), item(BOX, "a")).message
        twice = [item(BOX, "a"), item(ITEM, "x", box="a"), item(ITEM, "x", box="a")]
        assert 'item "x" of box "a"' in refused(first, *twice).message
    other = [item(BOX, "a"), item(BOX, "b"), item(ITEM, "x", box="a"), item(ITEM, "x", box="b")]
    assert len(planned(World(), other).plans) == 4


def test_a_name_of_two_new_objects_is_refused_where_it_is_used() -> None:
    rule = item(RULE, "r", entries=[{"type": "ITEM", "children": ["x"]}])
    boxes = [item(BOX, "a"), item(BOX, "b"), item(ITEM, "x", box="a"), item(ITEM, "x", box="b")]
    error = refused(World(), *boxes, rule)
    assert isinstance(error, InvalidOption)
    words = ('rule "r"', 'item "x" of box "a"', 'item "x" of box "b"')
    assert [word for word in words if word not in error.message] == []
    chosen = item(RULE, "r", entries=[{"type": "ITEM", "parent": "b", "children": ["x"]}])
    assert len(planned(World(), [*boxes, chosen]).plans) == 5


def test_all_problems_are_told_but_not_endlessly() -> None:
    items = [item(BOX, f"box {number}", peers=[f"nobody {number}"]) for number in range(50)]
    message = refused(World(), *items).message
    assert "nobody 0" in message and "and 30 more" in message and len(message) < 4000


def test_hints_and_classes_are_those_of_the_first_problem() -> None:
    error = refused(World(), item(BOX, "", note="x"), item(BOX, "a"))
    assert isinstance(error, InvalidOption) and "name is empty" in error.message


def test_summaries_count_objects_and_requests() -> None:
    world = made(World(), [item(BOX, "a"), item(BOX, "b"), item(BOX, "c")])
    wanted = planned(
        world, [item(BOX, "a"), item(BOX, "b", note="new"), item(BOX, "c", state="absent"), item(BOX, "d")]
    )
    assert (wanted.count(), wanted.unchanged, wanted.writes) == ({CREATE: 1, UPDATE: 1, DELETE: 1}, 1, 3)
    assert wanted.pending == ()
    assert ITEM.kind in ORDER
