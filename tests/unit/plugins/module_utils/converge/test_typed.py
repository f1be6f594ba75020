# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values of documents get the types of their fields: as Ansible would give them, or they are refused with a remedy."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import (
    CONNECTOR,
    IP_SERVICE,
    NETWORK,
    RESOURCES,
    USER_GROUP,
)
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.settings import SETTINGS
from ansible_collections.wanforge.edge.plugins.module_utils.converge.arguments import options
from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import stated_members
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.converge.typed import typed

KINDS = {kind.kind: kind for kind in (*RESOURCES.values(), SETTINGS) if kind.creatable}
SECRET = "between-two-gateways"
TEXTS = st.sampled_from(
    ["", "a", "yes", "Off", " on ", "1", "0", "7", "-1", "3.0", "1_0", "a,b", "a=1", "TCP", "10.0.0.0/8"]
)
SCALARS = st.one_of(
    TEXTS,
    st.booleans(),
    st.integers(-2, 10),
    st.sampled_from([0.0, 1.0, 2.5, 3.0, float("nan"), float("inf"), datetime.date(2026, 1, 2), b"raw"]),
)
ANYTHING = st.recursive(
    st.none() | SCALARS,
    lambda inner: st.lists(inner, max_size=2)
    | st.dictionaries(st.sampled_from(["name", "ip", "odd"]), inner, max_size=2),
    max_leaves=4,
)


def right(field: Field) -> st.SearchStrategy[Any]:
    """Values of about the right shape for a field."""
    if field.type == "dict":
        return members(field.fields)
    if field.type == "list":
        return st.lists(members(field.fields) if field.fields else one(field), max_size=2)
    return one(field)


def one(field: Field) -> st.SearchStrategy[Any]:
    """Single values for a field."""
    return st.sampled_from(field.choices) | SCALARS if field.choices else SCALARS


def members(fields: Sequence[Field]) -> st.SearchStrategy[dict[str, Any]]:
    """Objects with a few of the fields, most values of the right shape."""
    known = {
        field.name: st.one_of(right(field), right(field), right(field), ANYTHING) for field in fields if field.settable
    }
    return st.fixed_dictionaries({}, optional=known)


STATED = {
    name: st.builds(
        lambda found, named: {**found, **named}, members(kind.settable), st.just(dict.fromkeys(kind.identity, "x"))
    )
    for name, kind in KINDS.items()
}


def by_ansible(kind: Resource, given_members: Mapping[str, Any]) -> tuple[list[str], dict[str, Any]]:
    """What the validation of a module makes of the same members."""
    spec = options(kind.fields)
    for name in kind.identity:
        spec[name] = {"type": "str", "required": True}
    try:
        checked = ArgumentSpecValidator(spec).validate(dict(given_members))
    except (TypeError, OverflowError) as error:  # what it makes of false for an object, and of infinite numbers
        return [str(error)], {}
    errors = list(checked.error_messages)
    return errors, {} if errors else stated_members(kind.settable, checked.validated_parameters)


def deliberate(field: Field, value: Any, element: bool = False) -> bool:
    """Whether Ansible makes something of a value that a document must not mean.

    Texts that are split into lists, objects made of texts, texts made of objects, truth made of words without quotes, parts of
    numbers cut off, null inside lists.
    """
    kind = "dict" if element and field.fields else (field.elements or "str") if element else field.type
    if value is None:
        return element
    if kind == "list":
        if not isinstance(value, (list, tuple)):
            return True
        return any(deliberate(field, item, element=True) for item in value)
    if kind == "dict":
        known = {member.name: member for member in field.fields}
        return not isinstance(value, Mapping) or any(
            deliberate(known[name], value[name]) for name in value if name in known
        )
    if isinstance(value, (Mapping, list, tuple, bytes)):
        return True
    if kind == "int":
        return isinstance(value, bool) or value == "3.0" or (isinstance(value, float) and value != value // 1)
    return kind == "str" and isinstance(value, bool)


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=80)
@given(data=st.data())
def test_values_are_those_that_ansible_makes_or_are_refused_on_purpose(name: str, data: st.DataObject) -> None:
    kind, members_given = KINDS[name], data.draw(STATED[name])
    problems: list[str] = []
    found = typed(kind, members_given, (), problems)
    found.pop("state", None)
    errors, expected = by_ansible(kind, members_given)
    if not problems:
        assert errors == []
        assert stated_members(kind.settable, found) == expected
    elif not errors:
        known = {field.name: field for field in kind.fields}
        assert any(deliberate(known[member], value) for member, value in members_given.items()), problems


KEYS = st.one_of(st.sampled_from(["name", "odd", "state"]), SCALARS, st.none())


@pytest.mark.parametrize("name", KINDS)
@settings(max_examples=20)
@given(members_given=st.dictionaries(KEYS, ANYTHING, max_size=4))
def test_nothing_raises(name: str, members_given: dict[Any, Any]) -> None:
    problems: list[str] = []
    typed(KINDS[name], members_given, (), problems)
    assert all(problem and len(problem) < 1500 for problem in problems)


def problems_of(kind: Resource, **members_given: Any) -> str:
    """What is wrong with an object."""
    problems: list[str] = []
    typed(kind, {**dict.fromkeys(kind.identity, "x"), **members_given}, (), problems)
    return "; ".join(problems)


@pytest.mark.parametrize(
    "kind, members_given, words",
    [
        (NETWORK, {"egress": "perhaps"}, 'egress must be true or false, not "perhaps"'),
        (NETWORK, {"egress": None}, ""),
        (NETWORK, {"gateways": "a,b"}, 'gateways must be a list, not "a,b"'),
        (NETWORK, {"gateways": [None]}, "gateways holds null; leave it out, or state a value"),
        (NETWORK, {"gateways": {"a": 1}}, "gateways must be a list"),
        (NETWORK, {"description": True}, "description is the YAML word for true; put the text in quotes"),
        (NETWORK, {"description": [1]}, "description must be one value, not several"),
        (NETWORK, {"description": {1}}, "description must be one value, not several"),
        (NETWORK, {"description": b"raw"}, "description must be a text or a number"),
        (NETWORK, {"description": 10**5000}, "description is a number of too many digits; put the text in quotes"),
        (NETWORK, {"internet_access": "split_tunnel_of"}, "did you mean SPLIT_TUNNEL_OFF?"),
        (NETWORK, {"internet_access": ""}, 'internet_access "" is none of SPLIT_TUNNEL_ON'),
        (NETWORK, {"egres": True}, "egres is unknown; did you mean egress?"),
        (NETWORK, {"zzz": 1}, "zzz is unknown; known are name, description"),
        (NETWORK, {"state": "started"}, 'state "started" is none of present, absent'),
        (NETWORK, {"state": ["absent"]}, "state is none of present, absent"),
        (NETWORK, {"description": "x" * 10_000}, ""),
        (NETWORK, {"gateways": "x" * 10_000}, "x..."),
        (USER_GROUP, {"max_device": 10**5000}, "max_device must be a whole number"),
        (USER_GROUP, {"max_device": 2.5}, 'max_device must be a whole number, not "2.5"'),
        (USER_GROUP, {"max_device": True}, 'max_device must be a whole number, not "True"'),
        (USER_GROUP, {"max_device": "9" * 10_000}, "max_device must be a whole number"),
        (USER_GROUP, {"tunnel_bypass": "x"}, 'tunnel_bypass must hold members, not "x"'),
        (USER_GROUP, {"tunnel_bypass": {"ipv4_subnets": "x"}}, 'tunnel_bypass.ipv4_subnets must be a list, not "x"'),
        (
            IP_SERVICE,
            {"config": {"custom_service_types": ["x"]}},
            'config.custom_service_types[0] must hold members, not "x"',
        ),
        (IP_SERVICE, {"config": {"custom_service_types": [{}]}}, "config.custom_service_types[0].protocol is missing"),
        (
            IP_SERVICE,
            {"config": {"service_types": ["SHS"]}},
            'config.service_types "SHS" is unknown; did you mean SSH?',
        ),
        (SETTINGS, {"state": "absent"}, "state cannot be stated here"),
    ],
)
def test_what_does_not_fit_is_named_with_a_remedy(kind: Resource, members_given: dict[str, Any], words: str) -> None:
    found = problems_of(kind, **members_given)
    assert words in found and bool(words) is bool(found)
    assert len(found) < 500


@pytest.mark.parametrize(
    "config",
    [
        SECRET,
        [SECRET],
        {SECRET},
        {"pre_shared_key": [SECRET]},
        {"pre_shared_key": {"is": SECRET}},
        {"ike_protocol": {"pre_shared_key": SECRET}},
        {"pre_shared_kye": SECRET},
        {"platform": {"pre_shared_key": SECRET}},
        {"peer_certificate": [SECRET]},
        {"pre_shared_key": SECRET.encode()},
    ],
)
def test_what_stands_where_a_secret_belongs_is_not_repeated(config: Any) -> None:
    found = problems_of(CONNECTOR, vpn_region="x", ipsec_config=config)
    assert found and SECRET not in found


@pytest.mark.parametrize("place", ["state", "name", "description", "vpn_region"])
def test_objects_in_the_place_of_a_value_are_not_repeated(place: str) -> None:
    for value in ({"pre_shared_key": SECRET}, [{"pre_shared_key": SECRET}]):
        assert SECRET not in problems_of(CONNECTOR, **{place: value})


def test_every_problem_is_found_and_each_once() -> None:
    found = problems_of(NETWORK, name=["x"], egress="perhaps", gateways=1, odd=1)
    assert [found.count(word) for word in ("name must", "egress must", "gateways must", "odd is")] == [1, 1, 1, 1]
    assert "missing" not in found
