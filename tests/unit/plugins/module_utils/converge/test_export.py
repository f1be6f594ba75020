# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is exported, stated again, changes nothing, and makes the same object where there is none."""

from __future__ import annotations

from typing import Any

from hypothesis import assume, given

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import CONNECTOR, USER, USER_GROUP
from ansible_collections.wanforge.edge.plugins.module_utils.converge.export import exported, unreadable
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Wish, plan
from ansible_collections.wanforge.edge.plugins.module_utils.converge.typed import typed
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.converge.generated import (
    SECRET,
    Case,
    Service,
    cases,
)


@given(cases())
def test_an_export_states_what_is_there(case: Case) -> None:
    service = Service(case.resource, case.have)
    document = exported(case.resource, service.model or {}, {})
    problems: list[str] = []
    stated = typed(case.resource, document, (), problems)
    assert problems == [] and SECRET not in str(document)
    stated.pop("state")
    assert plan(case.resource, service.model, Wish("present", stated)).steps == ()


@given(cases())
def test_an_export_makes_the_same_object_again(case: Case) -> None:
    model = Service(case.resource, case.have).model or {}
    assume(not unreadable(case.resource, model))
    document = exported(case.resource, model, {})
    again = Service(case.resource)
    again.carry_out(plan(case.resource, None, Wish("present", document)))
    assert exported(case.resource, again.model or {}, {}) == document


@given(cases())
def test_what_somebody_fills_later_is_noticed(case: Case) -> None:
    """What is empty is stated as empty, as far as that can be stated."""
    service = Service(case.resource, case.have)
    document = exported(case.resource, service.model or {}, {})
    for field in case.resource.fields:
        if field.name in document and field.type == "str" and document[field.name] == "":
            filled = {**(service.model or {}), field.name: "filled"}
            assert plan(case.resource, filled, Wish("present", document)).changed


def test_names_stand_in_place_of_ids() -> None:
    user = {"id": "u1", "username": "ada", "group": "g1", "secondary_groups": ["g2", "g1"], "status": "ACTIVE"}
    names = {"user_group": {"g1": "staff", "g2": "guests"}}
    document = exported(USER, user, names)
    assert (document["group"], document["secondary_groups"]) == ("staff", ["guests", "staff"])
    assert "status" not in document and "state" not in document and "id" not in document


def test_states_are_exported_where_they_can_be_read() -> None:
    base: dict[str, Any] = {"id": "u1", "username": "ada", "group": "g1"}
    assert exported(USER, {**base, "status": "SUSPENDED"}, {})["state"] == "suspended"
    tunnel = {"id": "c1", "name": "tunnel", "vpn_region": "r1", "ipsec_config": {"platform": "AWS"}}
    assert exported(CONNECTOR, {**tunnel, "ipsec_state": "ACTIVE"}, {}, "network")["state"] == "started"
    assert exported(CONNECTOR, {**tunnel, "ipsec_state": "SUSPENDED"}, {}, "network")["state"] == "stopped"
    assert "state" not in exported(CONNECTOR, {"id": "c2", "name": "edge", "vpn_region": "r1"}, {}, "network")


def test_what_does_not_count_or_does_not_exist_is_left_out() -> None:
    group = {"id": "g1", "name": "staff", "vpn_regions": ["r1"], "all_regions_included": True}
    document = exported(USER_GROUP, group, {})
    assert document["all_regions_included"] is True and "vpn_regions" not in document
    assert document["tunnel_bypass"] == {"ipv4_subnets": []}
    assert "tunnel_bypass" not in exported(USER_GROUP, group, {}, "", lambda release: False)


def test_secrets_that_are_missing_are_named() -> None:
    shared = {"id": "c1", "name": "t", "ipsec_config": {"authentication_type": "SHARED_SECRET", "pre_shared_key": "x"}}
    assert unreadable(CONNECTOR, shared) == ["ipsec_config.pre_shared_key"]
    assert "x" not in str(exported(CONNECTOR, shared, {}, "network")["ipsec_config"])
    assert unreadable(CONNECTOR, {"id": "c2", "name": "edge"}) == []
