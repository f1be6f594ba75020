# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How objects are shown: in diffs what a user can set, in results what the service knows."""

from __future__ import annotations

import dataclasses

from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import prepare, state_of
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Pending
from ansible_collections.wanforge.edge.plugins.module_utils.converge.view import diff_view, result_view
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.converge.models import (
    DEVICE,
    REGION,
    device,
    params,
    tenant,
)

NAMES = {"group": {"g1": "one", "g2": "two"}}


def test_an_object_that_does_not_exist_is_empty() -> None:
    assert diff_view(DEVICE, None, {}) == {}
    assert result_view(DEVICE, None) == {}


def test_diffs_hold_names_and_no_secret() -> None:
    shown = diff_view(DEVICE, device(others=["g2", "g9", "g1"], api_key="hidden", description=""), NAMES)
    assert (shown["name"], shown["group"], shown["others"]) == ("edge", "one", ["g9", "one", "two"])
    assert not {"api_key", "status", "description", "id"} & set(shown)


def test_results_hold_ids_and_no_secret() -> None:
    shown = result_view(DEVICE, device(others=["g2", "g1"], api_key="hidden"))
    assert (shown["id"], shown["group_id"], shown["other_ids"]) == ("d1", "g1", ["g1", "g2"])
    assert (shown["status"], shown["description"]) == ("ACTIVE", None)
    assert "api_key" not in shown and "hidden" not in repr(shown)


def test_results_say_what_the_service_means_by_absence() -> None:
    shown = result_view(DEVICE, device())
    assert (shown["egress"], shown["other_ids"]) == (False, [])


def test_what_only_the_service_can_know_is_null_before_it_exists() -> None:
    made = prepare(DEVICE, params(group="three", others=["one", "four"], regions=["r1"]), tenant())
    shown = result_view(DEVICE, made.model)
    assert (shown["id"], shown["status"], shown["group_id"], shown["other_ids"]) == (None, None, None, ["g1"])
    assert not [value for value in shown.values() if isinstance(value, Pending)]


def test_members_that_do_not_count_are_null() -> None:
    assert result_view(DEVICE, device(everywhere=True, regions=["r1"]))["region_ids"] is None


def test_read_only_kinds_are_shown_too() -> None:
    assert result_view(REGION, {"id": "r1"}) == {"id": "r1"}


def test_a_kind_can_have_one_spelling_of_what_is_stated() -> None:
    loud = dataclasses.replace(DEVICE, spelling=lambda stated: {**stated, "name": str(stated["name"]).upper()})
    assert state_of(loud, params(name="edge"))["name"] == "EDGE"
    assert state_of(DEVICE, params(name="edge")) == {"name": "edge"}
    made = prepare(loud, params(name="edge", description="new"), tenant(device(name="EDGE")))
    assert made.steps[0].changes == ("description",)
