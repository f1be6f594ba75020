# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A document of a tenant: what it asks for, which lists it states in full, and what in it cannot be right."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.document import (
    COLLECTIONS,
    KINDS,
    ORDER,
    SECTIONS,
    secrets,
    wanted,
)
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import RESOURCES
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field

KEY = "between-two-gateways"
NAMES = [*SECTIONS, *COLLECTIONS, "name", "username", "domain", "subnet", "state", "ipsec_config", "odd", 1, None, True]
ANYTHING = st.recursive(
    st.sampled_from([None, True, 0, 2.5, "", "text", "absent", "10.0.0.0/8", b"raw", 10**30, float("nan")]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner, max_size=3),
    max_leaves=15,
)


def complaint(document: Any) -> str:
    """What is wrong with a document."""
    with pytest.raises(InvalidOption) as caught:
        wanted(document)
    assert caught.value.hint and "\n" not in caught.value.message
    return caught.value.message


@given(st.dictionaries(st.sampled_from([*SECTIONS, "odd", 1, None]), ANYTHING, max_size=4))
def test_any_document_is_understood_or_refused_in_a_sentence(document: dict[Any, Any]) -> None:
    try:
        found = wanted(document)
    except InvalidOption as error:
        assert error.message.endswith((".", "?")) and error.hint and len(error.message) < 20_000
    else:
        assert all(item.where and item.resource.kind in ORDER for item in found.items)


def test_every_kind_has_its_place() -> None:
    made = {kind.kind for kind in RESOURCES.values() if kind.creatable}
    assert set(ORDER) == made | {"settings"}
    assert set(KINDS.values()) == set(ORDER) and set(COLLECTIONS) == set(KINDS) - {"settings"}


def test_what_is_referred_to_comes_before_what_refers() -> None:
    def named(fields: tuple[Field, ...]) -> set[str]:
        own = {field.refers for field in fields} | {
            kind for f in fields for _v, kinds in f.refers_by[1] for kind in kinds
        }
        return own.union(*(named(field.fields) for field in fields))

    for kind in RESOURCES.values():
        if kind.creatable:
            earlier = (named(kind.fields) | {parent.refers for parent in kind.parents}) & set(ORDER) - {kind.kind}
            assert all(ORDER.index(other) < ORDER.index(kind.kind) for other in earlier), kind.kind


def test_objects_know_where_they_stand_and_what_they_lie_in() -> None:
    document = {
        "networks": [{"name": "hq", "routes": [{"subnet": "10.0.0.0/24"}], "connectors": []}],
        "users": [{"username": "ada", "group": "staff", "devices": [{"name": "phone", "state": "absent"}]}],
        "settings": {"snat": "yes"},
        "hosts": None,
    }
    found = wanted(document)
    assert [(item.where, dict(item.params)) for item in found.items] == [
        ('networks "hq"', {"name": "hq", "state": "present"}),
        ('networks "hq": routes "10.0.0.0/24"', {"subnet": "10.0.0.0/24", "state": "present", "network": "hq"}),
        ('users "ada"', {"username": "ada", "group": "staff", "state": "present"}),
        ('users "ada": devices "phone"', {"name": "phone", "state": "absent", "user": "ada"}),
        ("settings", {"snat": True}),
    ]
    assert {(cover.resource.plural, *cover.parent.values()) for cover in found.covers} == {
        ("networks",),
        ("routes", "hq"),
        ("connectors", "hq"),
        ("users",),
        ("devices", "ada"),
    }


def test_a_list_that_is_null_or_missing_is_not_stated() -> None:
    found = wanted({"networks": [{"name": "hq", "routes": None}], "users": None, "hosts": []})
    assert {cover.resource.plural for cover in found.covers} == {"networks", "hosts"}
    assert wanted({}).items == [] and wanted({"settings": None}).items == []


def test_all_that_is_wrong_is_told_at_once() -> None:
    message = complaint(
        {
            "network": [],
            "hosts": "x",
            "users": [{"username": "ada", "grup": "staff"}, 5],
            "networks": [{"name": "hq", "routes": [{}], "connectors": [{"name": "c", "odd": 1}]}],
        }
    )
    words = ["network:", "hosts:", 'users "ada": grup', "users[1]", 'networks "hq": routes[0]', 'connectors "c": odd']
    assert [word for word in words if word not in message] == []


def test_names_that_are_numbers_or_dates_are_texts() -> None:
    found = wanted({"networks": [{"name": 10}, {"name": 1.5}], "dns_records": [{"domain": "a.example.com"}]})
    assert [item.params.get("name") for item in found.items] == ["10", "1.5", None]


def test_long_names_do_not_make_long_messages() -> None:
    assert len(complaint({"networks": [{"name": "x" * 100_000, "odd": 1}]})) < 400
    assert len(complaint({"x" * 100_000: []})) < 400


def test_secrets_are_found_and_not_repeated() -> None:
    tunnel = {
        "name": "t",
        "vpn_region": "r",
        "ipsec_config": {"pre_shared_key": KEY, "peer_certificate_private_key": "k"},
    }
    document = {"networks": [{"name": "hq", "connectors": [tunnel]}]}
    assert set(secrets(document)) == {KEY, "k"}
    tunnel["ipsec_config"] = KEY
    assert KEY not in complaint(document)


@pytest.mark.parametrize(
    "wrong",
    [
        {"pre_shared_key": KEY},
        [{"pre_shared_key": [{"text": KEY}]}],
        {"networks": {"hq": {"pre_shared_key": KEY}}},
        {"users": [[{"peer_certificate_private_key": (KEY, None, True, "")}]]},
    ],
)
def test_secrets_are_known_by_the_name_of_their_member_wherever_it_stands(wrong: Any) -> None:
    assert secrets(wrong) == [KEY]


def test_what_stands_for_itself_has_no_endless_secrets() -> None:
    circle: dict[str, Any] = {"pre_shared_key": KEY}
    circle["networks"] = [circle]
    assert secrets(circle) == [KEY] * secrets(circle).count(KEY)
