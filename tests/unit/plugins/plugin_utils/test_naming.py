# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of inventory hosts: one object each, usable in patterns, whatever the service calls its objects."""

from __future__ import annotations

from typing import Any

import pytest
from ansible.inventory.manager import split_host_pattern
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.plugin_utils._naming import (
    RESERVED,
    host_name,
    spellings,
    told_apart,
    usual_name,
)

words = st.text(max_size=12) | st.sampled_from(
    ["gw", "hq", "gw@hq", "localhost", "all", "{{ 1 }}", "a:b", "::1", "", " "]
)
objects = st.lists(
    st.fixed_dictionaries(
        {"kind": st.sampled_from(["connector", "device", "user", "network"]), "name": words},
        optional={"network": words, "host": words, "user": words},
    ),
    max_size=12,
)


def numbered(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [{**item, "id": f"00000000-0000-4000-8000-{number:012}"} for number, item in enumerate(items)]


def named(*items: dict[str, Any]) -> list[str]:
    return told_apart([spellings(usual_name(item), item) for item in items], ["cloudconnexa"])


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("hq-1", "hq-1"),
        ("Head Office (main)", "Head_Office__main_"),
        ("{{ lookup('pipe', 'id') }}", "___lookup__pipe____id_____"),
        ("a:b,c&d!e[0]*", "a_b_c_d_e_0__"),
        ("@file", "_file"),
        ("-x", "_x"),
        ("büro", "büro"),
        ("bob+vpn@example.com", "bob+vpn@example.com"),
        ("192.0.2.1", "192.0.2.1"),
        ("FD00:0:0::1", "fd00::1"),
        (" gw ", "gw"),
    ],
)
def test_what_patterns_and_templates_give_a_meaning_becomes_an_underscore(text: str, name: str) -> None:
    assert host_name(text) == name


def test_objects_of_the_same_name_are_called_by_what_they_belong_to() -> None:
    hq = {"kind": "connector", "name": "gw", "network": "hq", "id": "1"}
    graz = {"kind": "connector", "name": "gw", "network": "graz", "id": "2"}
    assert named(hq, graz, {"kind": "connector", "name": "solo", "network": "hq", "id": "3"}) == [
        "gw@hq",
        "gw@graz",
        "solo",
    ]
    assert named(graz, hq) == ["gw@graz", "gw@hq"]


def test_objects_that_share_name_and_place_are_called_by_their_ids() -> None:
    twins = [{"kind": "connector", "name": "gw", "network": "hq", "id": str(number)} for number in range(2)]
    assert named(*twins) == ["gw@0", "gw@1"]


def test_a_name_that_looks_like_a_longer_one_of_another_object_is_told_apart_too() -> None:
    items = [
        {"kind": "connector", "name": "gw", "network": "hq", "id": "1"},
        {"kind": "connector", "name": "gw", "network": "graz", "id": "2"},
        {"kind": "user", "username": "gw@hq", "id": "3"},
    ]
    assert named(*items) == ["gw@1", "gw@graz", "gw@hq@user"]


@pytest.mark.parametrize("name", [*sorted(RESERVED), "cloudconnexa", ""])
def test_no_object_stands_for_the_controller_or_a_group(name: str) -> None:
    assert named({"kind": "network", "name": name, "id": "7"}) not in ([name], [""])


def test_the_name_that_a_user_gives_a_device_never_stands_alone() -> None:
    assert named({"kind": "device", "name": "db1", "user": "mallory", "id": "1"}) == ["db1@mallory"]
    assert named({"kind": "device", "name": "db1", "user": None, "user_id": "u-1", "id": "1"}) == ["db1@u-1"]


@given(objects)
def test_every_object_has_a_name_of_its_own(items: list[dict[str, Any]]) -> None:
    names = named(*numbered(items))
    assert len(set(names)) == len(names) == len(items)
    assert not RESERVED & set(names)
    for name in names:
        assert "{" not in name and "%" not in name
        assert ":" in name or split_host_pattern(name) == [name]


@given(objects)
def test_names_do_not_depend_on_the_order(items: list[dict[str, Any]]) -> None:
    counted = numbered(items)
    there = dict(zip([item["id"] for item in counted], named(*counted)))
    back = dict(zip([item["id"] for item in reversed(counted)], named(*reversed(counted))))
    assert there == back
