# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Fields that depend on each other, fixed fields, and states that are reached by actions."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import (
    CREATE,
    DELETE,
    UPDATE,
    Plan,
    Wish,
    plan,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge.wire import encode
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.converge.models import DEVICE, device


def planned(have: Optional[dict[str, Any]], state: str = "present", **stated: Any) -> Plan:
    return plan(DEVICE, have, Wish(state, {"name": "edge", **stated}))


@pytest.mark.parametrize("status", ["ACTIVE", "INVITED"])
def test_a_settled_state_needs_no_action(status: str) -> None:
    assert planned(device(status=status)).steps == ()


def test_another_state_is_reached_by_its_action() -> None:
    made = planned(device(), "suspended")
    assert [(step.verb, step.changes) for step in made.steps] == [("suspend", ("status",))]
    assert (made.before["status"], made.after["status"]) == ("ACTIVE", "SUSPENDED")
    assert made.model is not None
    assert planned(dict(made.model), "suspended").steps == ()
    back = planned(dict(made.model))
    assert [step.verb for step in back.steps] == ["activate"]
    assert back.after["status"] == "ACTIVE"


def test_members_are_written_before_the_action() -> None:
    made = planned(device(), "suspended", description="new")
    assert [step.verb for step in made.steps] == [UPDATE, "suspend"]
    assert made.steps[1].identifier == "d1"
    assert made.model is not None
    assert (made.model["description"], made.model["status"]) == ("new", "SUSPENDED")


def test_a_new_object_can_be_suspended_at_once() -> None:
    made = planned(None, "suspended", group="g1", regions=["r1"])
    assert [step.verb for step in made.steps] == [CREATE, "suspend"]
    assert [step.verb for step in planned(None, group="g1", regions=["r1"]).steps] == [CREATE]


def test_absent_wins_over_everything() -> None:
    made = planned(device(status="SUSPENDED"), "absent", description="new")
    assert [step.verb for step in made.steps] == [DELETE]


def test_a_fixed_member_can_be_set_at_creation_only() -> None:
    assert planned(None, group="g1", regions=["r1"], serial="1").model is not None
    assert planned(device(serial="1"), serial="1").steps == ()
    with pytest.raises(InvalidOption) as caught:
        planned(device(serial="1"), serial="2")
    assert 'serial of edge device "edge" is "1" and cannot be changed to "2"' in caught.value.message


def test_fixed_members_are_not_sent_with_a_replacement() -> None:
    made = planned(device(serial="1"), description="new")
    assert "serial" not in encode(DEVICE, made.steps[0].after or {}, made.steps[0].before)


def test_a_member_that_does_not_count_makes_no_change() -> None:
    everywhere = device(everywhere=True, regions=["r1", "r2"])
    assert planned(everywhere, everywhere=True).steps == ()
    assert "regions" not in planned(everywhere).before
    assert "regionIds" not in encode(DEVICE, everywhere, everywhere)


def test_stating_a_member_implies_others() -> None:
    made = planned(device(everywhere=True, regions=None), regions=["r2"])
    assert made.steps[0].changes == ("regions", "everywhere")
    assert made.model is not None
    assert (made.model["regions"], made.model["everywhere"]) == (["r2"], False)
    assert planned(dict(made.model), regions=["r2"]).steps == ()


def test_an_empty_member_implies_nothing() -> None:
    assert planned(device(everywhere=True, regions=None), regions=[]).steps == ()


def test_turning_a_switch_on_leaves_the_other_member_out() -> None:
    made = planned(device(), everywhere=True)
    assert made.steps[0].changes == ("everywhere",)
    assert "regions" not in made.after
    assert "regionIds" not in encode(DEVICE, made.steps[0].after or {}, made.steps[0].before)


def test_touches_names_what_a_plan_changes() -> None:
    assert planned(device(), description="new").touches("name", "description")
    assert not planned(device(), description="new").touches("name", "group")
    assert planned(None, group="g1", everywhere=True).touches("limit")
    assert not planned(device()).touches("description")


@pytest.mark.parametrize("empty", ["", [], {}])
def test_absent_null_and_empty_are_the_same(empty: Any) -> None:
    for name in ("description", "others", "tunnel"):
        assert planned(device(**{name: None}), **{name: empty}).steps == ()
        assert planned(device(**{name: empty}), **{name: empty}).steps == ()
