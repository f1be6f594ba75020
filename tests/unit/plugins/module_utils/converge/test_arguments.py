# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Argument specifications follow from declarations."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.converge.arguments import info_spec, module_spec, option
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.converge.models import DEVICE, REGION

SHARED = {"base_url": {"type": "str"}}
RULE = Resource(
    kind="rule",
    plural="rules",
    addressed=False,
    identity=("type", "number"),
    fields=(Field("type", choices=("a", "b")), Field("number", type="int")),
)


@pytest.mark.parametrize(
    "field, expected",
    [
        (Field("name"), {"type": "str"}),
        (Field("size", type="int"), {"type": "int"}),
        (Field("mode", choices=("a", "b")), {"type": "str", "choices": ["a", "b"]}),
        (Field("names", type="list"), {"type": "list", "elements": "str"}),
        (Field("sizes", type="list", elements="int"), {"type": "list", "elements": "int"}),
        (Field("password", secret=True), {"type": "str", "no_log": True}),
        (Field("key_id"), {"type": "str", "no_log": False}),
        (Field("token_url"), {"type": "str", "no_log": False}),
        (
            Field("tunnel", type="dict", fields=(Field("a", required=True), Field("b", read_only=True))),
            {"type": "dict", "options": {"a": {"type": "str"}}},
        ),
        (
            Field(
                "backends", type="list", key="a", fields=(Field("a"), Field("w", type="int", required=True), Field("c"))
            ),
            {
                "type": "list",
                "elements": "dict",
                "options": {
                    "a": {"type": "str", "required": True},
                    "w": {"type": "int", "required": True},
                    "c": {"type": "str"},
                },
            },
        ),
    ],
)
def test_options(field: Field, expected: dict[str, Any]) -> None:
    assert option(field) == expected


def test_modules_take_what_can_be_set() -> None:
    arguments = module_spec(DEVICE, dict(SHARED))
    spec = arguments["argument_spec"]
    assert set(spec) == {field.name for field in DEVICE.settable} | {"site", "base_url", "state", "id"}
    assert spec["site"] == {"type": "str", "required": True}
    assert spec["state"] == {"type": "str", "choices": ["present", "suspended", "absent"], "default": "present"}
    assert spec["api_key"]["no_log"] is True
    assert arguments["required_one_of"] == [["name", "id"]]
    assert arguments["mutually_exclusive"] == [["regions", "everywhere"]]
    assert arguments["supports_check_mode"] is True
    assert not any(part.get("required") for name, part in spec.items() if name != "site")


def test_objects_without_an_id_are_told_apart_by_their_identity() -> None:
    arguments = module_spec(RULE, {})
    assert set(arguments["argument_spec"]) == {"type", "number", "state"}
    assert all(arguments["argument_spec"][name]["required"] for name in ("type", "number"))
    assert "required_one_of" not in arguments and "mutually_exclusive" not in arguments


def test_info_modules_take_the_identity_and_nothing_is_required() -> None:
    spec = info_spec(DEVICE, dict(SHARED))["argument_spec"]
    assert set(spec) == {"name", "site", "id", "base_url"}
    assert not any(part.get("required") for part in spec.values())
    assert set(info_spec(REGION, {})["argument_spec"]) == {"id"}
    assert set(info_spec(RULE, {})["argument_spec"]) == {"type", "number"}


def test_specifications_do_not_share_state() -> None:
    shared = dict(SHARED)
    module_spec(DEVICE, shared)["argument_spec"]["name"]["type"] = "int"
    assert module_spec(DEVICE, shared)["argument_spec"]["name"]["type"] == "str"
    assert shared == SHARED
