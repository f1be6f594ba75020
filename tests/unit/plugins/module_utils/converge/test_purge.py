# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A purge deletes what is not stated, in the lists that are named, up to its limit, and nothing that is protected."""

from __future__ import annotations

import math
from fnmatch import fnmatchcase

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.converge.campaign import Campaign, Item
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import CREATE, DELETE
from ansible_collections.wanforge.edge.plugins.module_utils.converge.purge import Cover, Purge
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.converge.boxes import (
    BOX,
    ITEM,
    RULE,
    World,
    carried_out,
    item,
    items_of_a_task,
    made,
    planned,
)

ALL = ("box", "item", "rule")
PATTERNS = st.lists(st.sampled_from(["a", "b*", "?", "[cd]", "x", "nothing", "", "*"]), max_size=2)


def going(wanted: Campaign) -> list[str]:
    """What a campaign deletes."""
    return sorted(plan.header for plan in wanted.plans if plan.steps[0].verb == DELETE)


def boxes(number: int) -> World:
    """A world of so many boxes."""
    return made(World(), [item(BOX, f"box-{one}") for one in range(number)])


@given(
    items_of_a_task(),
    st.lists(st.sampled_from(ALL), unique=True),
    st.lists(st.sampled_from(ALL), unique=True),
    PATTERNS,
)
def test_only_what_is_covered_named_and_not_protected_goes(
    first: list[Item], kinds: list[str], stated: list[str], protect: list[str]
) -> None:
    world = made(World(), first)
    covers = [Cover(kind) for kind in (BOX, RULE) if kind.kind in stated]
    inside = sorted(world.names("box"))[:1] if "item" in stated else []
    covers += [Cover(ITEM, {"box": name}) for name in inside]
    wanted = planned(world, [], Purge(tuple(kinds), 1000, tuple(protect)), covers)

    def safe(name: str) -> bool:
        return any(fnmatchcase(name, pattern) for pattern in protect)

    covered = [f'box "{name}"' for name in world.names("box") if "box" in kinds and "box" in stated]
    covered += [f'rule "{name}"' for name in world.names("rule") if "rule" in kinds and "rule" in stated]
    covered += [
        f'item "{name}" of box "{box}"'
        for box, name in (text.split("/") for text in world.names("item"))
        if "item" in kinds and box in inside
    ]
    spared = {header.split('"')[1] for header in covered if safe(header.split('"')[1])}
    assert going(wanted) == sorted(header for header in covered if header.split('"')[1] not in spared)
    assert len(wanted.spared) == len(covered) - len(going(wanted))
    assert all("protect names" in text for text in wanted.spared)


@given(st.integers(0, 130), st.none() | st.integers(0, 130))
def test_the_limit_holds(number: int, limit: int) -> None:
    world = World()
    world.objects["box"] = {f"b{one}": {"id": f"b{one}", "name": f"box-{one}"} for one in range(number)}
    keep = [item(BOX, f"box-{one}") for one in range(number // 2)]
    most = min(10, math.ceil(number / 10)) if limit is None else limit
    purge = Purge(("box",), limit)
    if number - len(keep) <= most:
        assert len(planned(world, keep, purge, [Cover(BOX)]).plans) == number - len(keep)
        return
    with pytest.raises(InvalidOption) as caught:
        planned(world, keep, purge, [Cover(BOX)])
    assert f"would delete {number - len(keep)} objects" in caught.value.message
    assert str(most) in caught.value.message
    assert f"purge_limit to {number - len(keep)}" in caught.value.hint
    assert planned(world, keep, Purge(("box",), number - len(keep)), [Cover(BOX)]).changed


def test_what_disappears_inside_counts_and_protects() -> None:
    world = made(World(), [item(BOX, "a")])
    world.objects["box"]["box-1"]["items"] = [{"name": "x"}, {"name": "y"}]
    with pytest.raises(InvalidOption) as caught:
        planned(world, [], Purge(("box",), 2), [Cover(BOX)])
    assert (
        "3 objects, 2 of them inside others: " in caught.value.message and "; purge_limit is 2." in caught.value.message
    )
    assert going(planned(world, [], Purge(("box",), 3), [Cover(BOX)])) == ['box "a"']
    kept = planned(world, [], Purge(("box",), 3, ("y",)), [Cover(BOX)])
    assert (kept.plans, kept.spared) == ((), ('box "a" (protect names "y", which fits "y" in it)',))


def test_what_is_never_purged_is_told_and_does_not_count() -> None:
    world = made(World(), [item(BOX, "a", note="ours"), item(BOX, "b")])
    wanted = planned(world, [], Purge(("box",), 1), [Cover(BOX)])
    assert (going(wanted), wanted.spared) == (['box "b"'], ('box "a" (it is ours)',))


def test_lists_inside_what_is_being_made_hold_nothing_to_delete() -> None:
    purge, covers = Purge(("item",), 0), [Cover(BOX), Cover(ITEM, {"box": "new"})]
    wanted = planned(World(), [item(BOX, "new"), item(ITEM, "x", box="new")], purge, covers)
    assert wanted.count()[CREATE] == 2 and going(wanted) == []


def test_a_box_that_is_still_referred_to_is_not_purged() -> None:
    world = made(World(), [item(BOX, "a"), item(BOX, "b", peers=["a"])])
    with pytest.raises(InvalidOption, match='box "b": it refers to box "a", which is to be deleted'):
        planned(world, [item(BOX, "b")], Purge(("box",), 5), [Cover(BOX)])
    dropped = planned(world, [item(BOX, "b", peers=[])], Purge(("box",), 5), [Cover(BOX)])
    carried_out(world, dropped)
    assert world.names("box") == ["b"] and world.done[-1][0] == DELETE


def test_the_message_names_what_would_go_but_not_thousands() -> None:
    with pytest.raises(InvalidOption) as caught:
        planned(boxes(30), [], Purge(("box",)), [Cover(BOX)])
    assert 'box "box-0"' in caught.value.message and "and 10 more" in caught.value.message
    assert "; the limit without purge_limit is 3 here." in caught.value.message
