# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bad input, one kind each: what the message names, what would be right, and that nothing was written."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import pytest

from ansible_collections.wanforge.edge.tests.unit.generic.cases import MODULES, WRITERS
from ansible_collections.wanforge.edge.tests.unit.generic.cases_networks import BRANCH, HQ
from ansible_collections.wanforge.edge.tests.unit.generic.cases_people import STAFF
from ansible_collections.wanforge.edge.tests.unit.generic.cases_tenant import CALLS, ERRANDS
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import Runner
from ansible_collections.wanforge.edge.tests.unit.generic.test_options import base

NO_ID = "00000000-0000-4000-8000-000000000000"
OUT = {"outbound_interface": {"name": "eth0"}, "translation": {"address": "masquerade"}}
PORT_FORWARD = {"type": "destination", "rule": 1, "inbound_interface": {"name": "eth0"}}
ADA = ("cloudconnexa_user", {"username": "ada", "group": "staff"})


@dataclass(frozen=True)
class Refusal:
    """Options that must be refused: the error's type, and words of the message or the hint."""

    name: str
    module: str
    options: Mapping[str, Any]
    error_type: str
    words: tuple[str, ...]
    prepare: tuple[tuple[str, Mapping[str, Any]], ...] = ()
    knobs: Mapping[str, Any] = field(default_factory=dict)
    requests: bool = True


REFUSALS = (
    Refusal(
        "unknown region",
        "cloudconnexa_connector",
        {"network": "hq", "name": "edge", "vpn_region": "eu-central-9"},
        "ResourceNotFoundError",
        ("vpn_region", "eu-central-9", "eu-central-1"),
        (HQ,),
    ),
    Refusal(
        "unknown region in a list",
        "cloudconnexa_user_group",
        {"name": "staff", "vpn_regions": ["eu-central-1", "mars"]},
        "ResourceNotFoundError",
        ("vpn_regions", "mars"),
    ),
    Refusal(
        "route of the same network",
        "cloudconnexa_route",
        {"network": "hq", "subnet": "10.20.5.0/24"},
        "ValidationError",
        ("10.20.5.0/24", "10.20.0.0/16", "hq", "choose"),
        (HQ, ("cloudconnexa_route", {"network": "hq", "subnet": "10.20.0.0/16"})),
    ),
    Refusal(
        "route of another network",
        "cloudconnexa_route",
        {"network": "branch", "subnet": "10.0.0.0/8"},
        "ValidationError",
        ("10.0.0.0/8", "10.20.0.0/16", "hq", "choose"),
        (HQ, BRANCH, ("cloudconnexa_route", {"network": "hq", "subnet": "10.20.0.0/16"})),
    ),
    Refusal(
        "system subnet",
        "cloudconnexa_route",
        {"network": "hq", "subnet": "100.88.0.0/16"},
        "ValidationError",
        ("100.88.0.0/16", "system subnet", "hq"),
        (HQ,),
        {"list_system_subnets": True},
    ),
    Refusal(
        "host bits",
        "cloudconnexa_route",
        {"network": "hq", "subnet": "10.20.0.1/24"},
        "ParameterValidationError",
        ("subnet", "10.20.0.1/24", "10.20.0.0/24"),
        requests=False,
    ),
    Refusal(
        "no e-mail address",
        "cloudconnexa_user",
        {"username": "ada", "group": "staff", "email": "ada at home"},
        "ParameterValidationError",
        ("email", "ada at home"),
        requests=False,
    ),
    Refusal(
        "negative number",
        "cloudconnexa_user_group",
        {"name": "staff", "max_device": -1},
        "ParameterValidationError",
        ("max_device", "-1"),
        requests=False,
    ),
    Refusal(
        "unknown network",
        "cloudconnexa_route",
        {"network": "nowhere", "subnet": "10.20.0.0/24"},
        "ResourceNotFoundError",
        ("network", "nowhere", "Create it first"),
    ),
    Refusal(
        "unknown gateway",
        "cloudconnexa_network",
        {"name": "hq", "gateways": ["nowhere"]},
        "ResourceNotFoundError",
        ("network", "nowhere", "Create it first"),
    ),
    Refusal(
        "unknown id",
        "cloudconnexa_network",
        {"id": NO_ID, "description": "x"},
        "ResourceNotFoundError",
        ("id", NO_ID, "Correct"),
    ),
    Refusal(
        "unknown network of an info module",
        "cloudconnexa_route_info",
        {"network": "nowhere"},
        "ResourceNotFoundError",
        ("network", "nowhere"),
    ),
    Refusal(
        "other user name",
        "cloudconnexa_user",
        {"username": "grace", "id": "ada@sandbox"},
        "ParameterValidationError",
        ("username", "ada", "grace", "cannot be changed"),
        (STAFF, ADA),
    ),
    Refusal(
        "user without a group",
        "cloudconnexa_user",
        {"username": "ada"},
        "ParameterValidationError",
        ("ada", "group is missing"),
    ),
    Refusal(
        "user group without regions",
        "cloudconnexa_user_group",
        {"name": "staff"},
        "ParameterValidationError",
        ("staff", "vpn_regions", "all_regions_included", "missing"),
    ),
    Refusal(
        "connector without a region",
        "cloudconnexa_connector",
        {"network": "hq", "name": "edge"},
        "ParameterValidationError",
        ("edge", "vpn_region is missing"),
        (HQ,),
    ),
    Refusal(
        "newer than the release of the tenant",
        "cloudconnexa_user",
        {"username": "ada", "group": "staff", "secondary_groups": ["staff"], "api_version": "1.0"},
        "VersionCompatibilityError",
        ("secondary_groups", "1.0"),
        (STAFF,),
    ),
    Refusal(
        "member newer than the release of the tenant",
        "cloudconnexa_user_group",
        {
            "name": "staff",
            "all_regions_included": True,
            "tunnel_bypass": {"ipv4_subnets": ["192.0.2.0/24"]},
            "api_version": "1.1.0",
        },
        "VersionCompatibilityError",
        ("tunnel_bypass", "1.2.3", "1.1.0"),
    ),
    Refusal(
        "port without protocol",
        "vyos_nat_rule",
        {**PORT_FORWARD, "destination": {"port": "443"}, "translation": {"address": "10.0.0.1"}},
        "ValidationError",
        ("destination.port", "protocol is missing", "tcp"),
    ),
    Refusal(
        "port out of range",
        "vyos_nat_rule",
        {**PORT_FORWARD, "protocol": "tcp", "destination": {"port": "70000"}, "translation": {"address": "10.0.0.1"}},
        "ParameterValidationError",
        ("destination.port", "70000", "65535"),
        requests=False,
    ),
    Refusal(
        "unknown protocol",
        "vyos_nat_rule",
        {"type": "source", "rule": 1, "protocol": "tpc", **OUT},
        "ParameterValidationError",
        ("protocol", "tpc", "tcp"),
        requests=False,
    ),
    Refusal(
        "rule number out of range",
        "vyos_nat_rule",
        {"type": "source", "rule": 0, **OUT},
        "ParameterValidationError",
        ("rule", "0", "999999"),
        requests=False,
    ),
    Refusal(
        "interface of the other side",
        "vyos_nat_rule",
        {"type": "source", "rule": 1, **OUT, "inbound_interface": {"name": "eth0"}},
        "ParameterValidationError",
        ("inbound_interface", "source"),
        requests=False,
    ),
    Refusal(
        "rule without translation",
        "vyos_nat_rule",
        {**PORT_FORWARD},
        "ValidationError",
        ("translation.address", "exclude"),
    ),
    Refusal(
        "unknown firewall group",
        "vyos_nat_rule",
        {"type": "source", "rule": 1, **OUT, "source": {"group": {"network_group": "LAN"}}},
        "ValidationError",
        ("source.group.network_group", "LAN", "create"),
    ),
    Refusal(
        "domain name before 1.5",
        "vyos_nat_rule",
        {"type": "source", "rule": 1, **OUT, "destination": {"fqdn": "example.com"}},
        "VersionCompatibilityError",
        ("destination.fqdn", "1.5", "1.4"),
    ),
    Refusal(
        "load balancing on 1.3",
        "vyos_nat_rule",
        {**PORT_FORWARD, "load_balance": {"backend": [{"address": "10.0.0.1", "weight": 100}]}, "release": "1.3"},
        "VersionCompatibilityError",
        ("load_balance", "1.4", "1.3"),
    ),
    Refusal(
        "redirection on 1.3",
        "vyos_nat_rule",
        {**PORT_FORWARD, "protocol": "tcp", "translation": {"redirect_port": "22"}, "release": "1.3"},
        "VersionCompatibilityError",
        ("translation.redirect_port", "1.4", "1.3"),
    ),
    Refusal(
        "static rule on 1.3",
        "vyos_nat_rule",
        {
            "type": "static",
            "rule": 1,
            "inbound_interface": {"name": "eth0"},
            "destination": {"address": "192.0.2.1"},
            "translation": {"address": "10.0.0.1"},
            "release": "1.3",
        },
        "VersionCompatibilityError",
        ("tatic", "1.4", "1.3"),
    ),
)


def sentence(result: Mapping[str, Any]) -> str:
    """Assert the form of a failure and return all it says."""
    assert result["failed"] is True and result["changed"] is False
    assert {"msg", "error_type", "hint", "retryable"} <= set(result)
    for text in (result["msg"], result["hint"]):
        assert text.strip() == text and text and "\n" not in text
        assert not re.search(r"Traceback|<class|object at 0x|[{}]|None|\(HTTP None", text), text
    assert result["msg"].endswith("."), result["msg"]
    return f"{result['msg']} {result['hint']}"


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.name)
def test_bad_input_is_refused_with_a_remedy(refusal: Refusal, either: Runner) -> None:
    either.all(refusal.prepare)
    either.lab.control("PATCH", "knobs", {"cloudconnexa": dict(refusal.knobs)})
    before = either.lab.state()
    either.lab.forget()
    result = either(refusal.module, refusal.options)
    text = sentence({"changed": False, **result})
    assert [word for word in refusal.words if word not in text] == [], text
    assert result["error_type"] == refusal.error_type, text
    assert either.lab.writes() == [] and either.lab.state() == before
    assert refusal.requests or either.lab.log() == []


@pytest.mark.parametrize("refusal", REFUSALS, ids=lambda refusal: refusal.name)
def test_check_mode_refuses_the_same_or_foresees(refusal: Refusal, task: Runner) -> None:
    """Only what an earlier task of the play would create is taken for granted, with a warning."""
    task.all(refusal.prepare)
    task.lab.control("PATCH", "knobs", {"cloudconnexa": dict(refusal.knobs)})
    task.lab.forget()
    result = task.raw(refusal.module, {**task.lab.connection(refusal.module), **refusal.options}, check=True)
    if "Create it first" in refusal.words:
        assert result["changed"] is True
        assert any(word in warning for warning in result["warnings"] for word in refusal.words)
    else:
        assert result["error_type"] == refusal.error_type
    assert task.lab.writes() == []


def test_two_objects_of_one_name_are_listed(either: Runner) -> None:
    for _number in range(2):
        twin = either.good("cloudconnexa_network", {"name": f"hq{_number}"})["network"]["id"]
        state = either.lab.state()
        state["cloudconnexa"]["collections"]["networks"][twin]["body"]["name"] = "hq"
        either.lab.control("PUT", "state", state)
    identifiers = sorted(either.lab.state()["cloudconnexa"]["collections"]["networks"])
    either.lab.forget()
    for module, options in (
        ("cloudconnexa_network", {"name": "hq", "description": "x"}),
        ("cloudconnexa_network", {"name": "hq", "state": "absent"}),
        ("cloudconnexa_route", {"network": "hq", "subnet": "10.0.0.0/24"}),
        ("cloudconnexa_network", {"name": "other", "gateways": ["hq"]}),
    ):
        result = either(module, options)
        text = sentence({"changed": False, **result})
        assert result["error_type"] == "ConflictError"
        assert all(identifier in text for identifier in [*identifiers, "hq", "id"])
    assert either.lab.writes() == []
    either.good("cloudconnexa_network", {"id": identifiers[0], "state": "absent"})
    assert either.good("cloudconnexa_network", {"name": "hq"})["network"]["id"] == identifiers[1]


@pytest.mark.parametrize("module", MODULES)
def test_missing_credentials_are_named(module: str, either: Runner) -> None:
    connection = either.lab.connection(module)
    needed = ("url", "api_key") if module.startswith("vyos_") else ("base_url", "client_id", "client_secret")
    for name in needed:
        options = {option: value for option, value in connection.items() if option != name}
        result = either.raw(module, {**options, **base(module)})
        text = sentence({"changed": False, **result})
        prefix = "VYOS" if module.startswith("vyos_") else "CLOUDCONNEXA"
        variable = "CLOUDCONNEXA_CLOUD_ID" if name == "base_url" else f"{prefix}_{name.upper()}"
        assert name in text and variable in text
        assert result["error_type"] == "ConfigurationError"
    assert either.lab.log() == []


@pytest.mark.parametrize("module", MODULES)
def test_credentials_come_from_the_environment_too(module: str, either: Runner) -> None:
    connection = either.lab.connection(module)
    prefix = "VYOS" if module.startswith("vyos_") else "CLOUDCONNEXA"
    variables = {f"{prefix}_{name.upper()}": connection.pop(name) for name in list(connection) if name != "retry"}
    readable = f"{module}_info" if module in WRITERS else module
    acts = module in (*ERRANDS, "cloudconnexa_wpc")
    result = either.raw(readable, {**connection, **CALLS.get(module, {})}, acts, environment=variables)
    assert not result.get("failed") and result["changed"] is acts


@pytest.mark.parametrize("module", MODULES)
@pytest.mark.parametrize(
    "address, word",
    [
        ("http://192.0.2.1", "https"),
        ("http://example.com", "https"),
        ("ftp://127.0.0.1", "https"),
        ("https://user:hunter2@127.0.0.1", "credentials"),
        ("https://", "HOST"),
    ],
)
def test_addresses_that_are_not_safe_are_refused(module: str, address: str, word: str, either: Runner) -> None:
    option = "url" if module.startswith("vyos_") else "base_url"
    result = either(module, {**base(module), option: address})
    text = sentence({"changed": False, **result})
    assert option in text and word in text and "hunter2" not in str(result)
    assert result["error_type"] == "ConfigurationError"
    assert either.lab.log() == []
