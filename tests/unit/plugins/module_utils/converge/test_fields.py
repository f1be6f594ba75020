# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names, equality, the wire, and checks of values."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.converge import checks
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import sentence
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Compare, Field, camel, snake
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.converge.wire import decode, encode

ADDRESS = Field("a", compare=Compare.ADDRESS)
SET = Field("s", type="list", compare=Compare.SET)
LIST = Field("l", type="list", compare=Compare.LIST)
SWITCH = Field("b", type="bool", absent=False)
GROUP = Field("g", type="dict", fields=(Field("x"), SWITCH, Field("made", read_only=True)))
PARTS = Field("p", type="list", compare=Compare.SET, key="x", fields=(Field("x"), Field("y", type="int")))


@pytest.mark.parametrize(
    "field, one, other, expected",
    [
        (Field("t"), None, "", True),
        (Field("t"), "a", "A", False),
        (Field("t"), "a", None, False),
        (SWITCH, None, False, True),
        (SWITCH, None, True, False),
        (Field("b", type="bool"), None, False, False),
        (Field("n", type="int"), 0, None, False),
        (ADDRESS, "2001:DB8::0", "2001:db8::", True),
        (ADDRESS, "10.0.0.0/24", "10.0.0.9/24", True),
        (ADDRESS, "10.0.0.0/24", "10.0.0.0/25", False),
        (ADDRESS, "any", "any", True),
        (SET, ["a", "b"], ["b", "a", "b"], True),
        (SET, ["a"], ["a", "b"], False),
        (SET, [], None, True),
        (LIST, ["a", "b"], ["b", "a"], False),
        (LIST, ["a", "a"], ["a"], False),
        (GROUP, None, {}, True),
        (GROUP, {"x": "", "b": False}, None, True),
        (GROUP, {"x": "1", "made": "m"}, {"x": "1", "b": False, "unknown": 5}, True),
        (GROUP, {"x": "1"}, {"x": "2"}, False),
        (PARTS, [{"x": "1", "y": 1}, {"x": "2"}], [{"x": "2", "y": None}, {"y": 1, "x": "1"}], True),
        (PARTS, [{"x": "1", "y": 1}], [{"x": "1", "y": 2}], False),
    ],
)
def test_equality(field: Field, one: Any, other: Any, expected: bool) -> None:
    assert field.equal(one, other) is expected
    assert field.equal(other, one) is expected


@given(st.text(max_size=30))
def test_every_text_can_be_compared_as_an_address(text: str) -> None:
    assert ADDRESS.equal(text, text)


@pytest.mark.parametrize(
    "python, wire", [("name", "name"), ("vpn_region_id", "vpnRegionId"), ("ip_v4_address", "ipV4Address")]
)
def test_names(python: str, wire: str) -> None:
    assert camel(python) == wire
    assert snake(wire) == python


def test_names_of_fields() -> None:
    plain = Field("vpn_region")
    assert (plain.sent, plain.read, plain.result) == ("vpnRegion", "vpnRegion", "vpn_region")
    reference = Field("vpn_region", wire="vpnRegionId", refers="region")
    assert (reference.sent, reference.read, reference.result) == ("vpnRegionId", "vpnRegionId", "vpn_region_id")
    other = Field("subnet", wire="value", wire_read="subnet")
    assert (other.sent, other.read, other.result) == ("value", "subnet", "subnet")


THING = Resource(
    kind="thing",
    plural="things",
    fields=(
        Field("name"),
        Field("text"),
        Field("names", type="list", compare=Compare.SET),
        Field("size", type="int"),
        SWITCH,
        Field("group", type="dict", fields=(Field("long_name"), Field("note"))),
        Field("fixed", create_only=True),
        Field("kept", read_only=True, echo=True),
        Field("made", read_only=True),
    ),
)


@pytest.mark.parametrize("empty", [None, "", [], {}])
def test_members_that_are_and_stay_absent_are_not_sent(empty: Any) -> None:
    model = {"name": "x", "text": empty, "names": empty, "group": empty}
    assert encode(THING, model) == encode(THING, model, {"name": "x"}) == {"name": "x"}


def test_members_that_are_cleared_are_sent_as_empty() -> None:
    before = {"name": "x", "text": "old", "names": ["a"], "group": {"long_name": "n", "note": "m"}, "size": 3}
    after = {"name": "x", "text": "", "names": [], "group": {"long_name": "n", "note": ""}, "size": 3}
    assert encode(THING, after, before) == {
        "name": "x",
        "text": "",
        "names": [],
        "group": {"longName": "n", "note": ""},
        "size": 3,
    }


def test_false_and_zero_are_sent() -> None:
    assert encode(THING, {"size": 0, "b": False}) == {"size": 0, "b": False}


def test_fixed_members_are_sent_once_and_echoes_with_replacements() -> None:
    model = {"name": "x", "fixed": "f", "kept": "k", "made": "m"}
    assert encode(THING, model) == {"name": "x", "fixed": "f"}
    assert encode(THING, model, model) == {"name": "x", "kept": "k"}


def test_decoding_names_every_field_and_drops_the_unknown() -> None:
    model = decode(THING, {"id": "1", "group": {"longName": "n", "other": 1}, "extra": 1})
    assert model == {"id": "1", **{f.name: None for f in THING.fields}, "group": {"long_name": "n", "note": None}}


@pytest.mark.parametrize(
    "check, value, words",
    [
        (checks.network, "10.0.0.0/24", None),
        (checks.network, "2001:db8::/32", None),
        (checks.network, "2001:DB8:0::/32", None),
        (checks.network, "10.0.0.1/32", None),
        (checks.network, "10.0.0.1/24", "write 10.0.0.0/24"),
        (checks.network, "2001:db8::1/64", "write 2001:db8::/64"),
        (checks.network, "10.0.0.0", "write 10.0.0.0/32"),
        (checks.network, "2001:db8::1", "write 2001:db8::1/128"),
        (checks.network, "10.0.0.0/33", "is no network"),
        (checks.network, "10.0.0/24", "is no network"),
        (checks.network, "010.0.0.0/24", "is no network"),
        (checks.network, "/24", "is no network"),
        (checks.network, "any", "is no network"),
        (checks.ipv4_network, "10.0.0.0/24", None),
        (checks.ipv4_network, "2001:db8::/32", "no IPv4 network"),
        (checks.email, "a@b.example", None),
        (checks.email, "a.b+c@d-e.example.org", None),
        (checks.email, "a@b", "no e-mail"),
        (checks.email, "a b@c.example", "no e-mail"),
        (checks.email, "@c.example", "no e-mail"),
        (checks.not_negative, 0, None),
        (checks.not_negative, -1, "must not be negative"),
    ],
)
def test_checks(check: Callable[[Any], Optional[str]], value: Any, words: Optional[str]) -> None:
    problem = check(value)
    assert problem is None if words is None else words in (problem or "")


@given(st.text(max_size=30))
def test_no_text_breaks_a_check(text: str) -> None:
    for check in (checks.network, checks.ipv4_network, checks.email):
        assert check(text) is None or isinstance(check(text), str)


def test_problems_become_one_sentence() -> None:
    assert sentence([]) is None
    assert sentence(["a is wrong.", "b is missing"]) == "a is wrong; b is missing."
