# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A tenant as the engine sees it: address, reads, writes, and writes without an answer."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import (
    CONNECTOR,
    NETWORK,
    RESOURCES,
    ROUTE,
    USER,
)
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import (
    SETTINGS,
    CloudConnexa,
    CloudConnexaBackend,
    address,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import prepare
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import PlanError, Unsupported
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError, ConfigurationError
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.module_utils.sources import settled
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import (
    Answer,
    LoopbackServer,
    answer_json,
)

API = "/api/v1"
RETRY = {"attempts": 3, "backoff": 0.0, "backoff_max": 0.0, "budget": 1.0, "codes": [500, 503]}
OPTIONS = {"validate_certs": True, "ca_path": None, "timeout": 5, "retry": RETRY}
CREDENTIALS = {"client_id": "id-1", "client_secret": "secret-of-the-test"}
HQ = {"id": "n1", "name": "hq", "internetAccess": "SPLIT_TUNNEL_ON", "egress": True, "description": "old"}


def page(*items: Any) -> Answer:
    return answer_json({"content": list(items), "totalPages": 1 if items else 0})


def options_of(server: LoopbackServer, resource: Resource, **stated: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {field.name: None for field in (*resource.settable, *resource.parents)}
    service = {"base_url": server.url, "cloud_id": None, "api_version": None, **CREDENTIALS, **OPTIONS}
    return {**empty, **service, "id": None, "state": "present", **stated}


@pytest.fixture(autouse=True)
def token(server: LoopbackServer) -> None:
    server.routes[f"{API}/oauth/token"] = [answer_json({"access_token": "token-1", "expires_in": 3600})]


def backend_of(options: dict[str, Any]) -> CloudConnexaBackend:
    return CloudConnexa().connect(options, {}, Redactor())


def carry_out(server: LoopbackServer, resource: Resource, **stated: Any) -> Any:
    options = options_of(server, resource, **stated)
    backend = backend_of(options)
    return backend.apply(prepare(resource, options, backend))


def calls(server: LoopbackServer) -> list[str]:
    return [call.replace(API, "") for call in server.methods if "oauth" not in call]


@pytest.mark.parametrize(
    "params, environ, expected",
    [
        ({"base_url": "https://a.example"}, {}, ("https://a.example", "base_url")),
        ({"cloud_id": "acme-1"}, {}, ("https://acme-1.api.openvpn.com", "cloud_id")),
        ({}, {"CLOUDCONNEXA_BASE_URL": "https://a.example"}, ("https://a.example", "base_url")),
        ({}, {"CLOUDCONNEXA_API_URL": "https://a.example"}, ("https://a.example", "base_url")),
        ({}, {"CLOUDCONNEXA_CLOUD_ID": "acme"}, ("https://acme.api.openvpn.com", "cloud_id")),
        (
            {"cloud_id": "acme"},
            {"CLOUDCONNEXA_BASE_URL": "https://a.example"},
            ("https://acme.api.openvpn.com", "cloud_id"),
        ),
    ],
)
def test_addresses(params: dict[str, Any], environ: dict[str, str], expected: tuple[str, str]) -> None:
    assert address(settled(SETTINGS, {**params, **CREDENTIALS}, environ)) == expected


@pytest.mark.parametrize(
    "params, words",
    [
        ({}, "CLOUDCONNEXA_CLOUD_ID"),
        ({"base_url": "https://a.example", "cloud_id": "acme"}, "both"),
        ({"cloud_id": "acme.example"}, 'cloud_id "acme.example"'),
        ({"cloud_id": "acme\n"}, "cloud_id"),
        ({"cloud_id": "user@host"}, "cloud_id"),
    ],
)
def test_wrong_addresses_are_refused(params: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        address(settled(SETTINGS, {**params, **CREDENTIALS}, {}))


@pytest.mark.parametrize("name", ["client_id", "client_secret"])
def test_missing_credentials_are_named(server: LoopbackServer, name: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        backend_of({**options_of(server, NETWORK), name: None})
    assert f"CLOUDCONNEXA_{name.upper()}" in caught.value.message


def test_an_unknown_release_in_the_environment_is_refused(server: LoopbackServer) -> None:
    with pytest.raises(ConfigurationError, match="9.9"):
        CloudConnexa().connect(options_of(server, NETWORK), {"CLOUDCONNEXA_API_VERSION": "9.9"}, Redactor())


@pytest.mark.parametrize(
    "release, asked, expected",
    [("1.0", "1.1.0", False), ("1.1.0", "1.1.0", True), ("1.2.3", "1.1.3", True), ("1.1.0", "1.0", True)],
)
def test_releases_are_compared_by_number(server: LoopbackServer, release: str, asked: str, expected: bool) -> None:
    assert backend_of(options_of(server, NETWORK, api_version=release)).supports(asked) is expected


def test_connecting_sends_nothing(server: LoopbackServer) -> None:
    backend_of(options_of(server, NETWORK))
    assert server.seen == []


def test_a_new_network(server: LoopbackServer) -> None:
    server.will(page(), answer_json({**HQ, "description": "Head office"}, 201))
    model = carry_out(server, NETWORK, name="hq", description="Head office", egress=True)
    assert calls(server) == ["GET /networks?page=0&size=1000", "POST /networks"]
    assert json.loads(server.seen[-1].body) == {"name": "hq", "description": "Head office", "egress": True}
    assert model["id"] == "n1"


def test_a_change_replaces_the_complete_object(server: LoopbackServer) -> None:
    server.will(page(HQ), answer_json({**HQ, "description": "new"}))
    carry_out(server, NETWORK, name="hq", description="new")
    assert calls(server)[-1] == "PUT /networks/n1"
    assert json.loads(server.seen[-1].body) == {
        "name": "hq",
        "description": "new",
        "internetAccess": "SPLIT_TUNNEL_ON",
        "egress": True,
    }


def test_a_second_run_sends_no_write(server: LoopbackServer) -> None:
    server.will(page(HQ))
    carry_out(server, NETWORK, name="hq", description="old", egress=True)
    assert calls(server) == ["GET /networks?page=0&size=1000"]


@pytest.mark.parametrize("status", [200, 204, 404])
def test_a_removal(server: LoopbackServer, status: int) -> None:
    server.will(page(HQ), Answer(status, b""))
    assert carry_out(server, NETWORK, name="hq", state="absent") is None
    assert calls(server)[-1] == "DELETE /networks/n1"


def test_a_part_of_a_network_is_read_and_created_below_it(server: LoopbackServer) -> None:
    server.routes[f"{API}/networks"] = [page(HQ)]
    server.routes[f"{API}/regions"] = [answer_json([{"id": "eu-1"}])]
    server.will(page(), answer_json({"id": "c1", "name": "edge"}, 201))
    carry_out(server, CONNECTOR, network="hq", name="edge", vpn_region="eu-1")
    assert "GET /networks/connectors?networkId=n1&page=0&size=1000" in calls(server)
    assert calls(server)[-1] == "POST /networks/connectors?networkId=n1"
    assert json.loads(server.seen[-1].body) == {"name": "edge", "vpnRegionId": "eu-1"}


def test_users_change_their_state_by_actions(server: LoopbackServer) -> None:
    server.will(page({"id": "u1", "username": "ada", "status": "ACTIVE", "groupId": "g1"}), Answer(200, b""))
    model = carry_out(server, USER, username="ada", state="suspended")
    assert calls(server)[-1] == "PUT /users/u1/suspend"
    assert model["status"] == "SUSPENDED"


@pytest.mark.parametrize("fault", [Answer(504, "<html>"), Answer(fault="drop"), Answer(201, "<html>")])
def test_a_creation_without_an_answer_is_looked_up(server: LoopbackServer, fault: Answer) -> None:
    server.will(page(), fault, page({**HQ, "description": "x"}))
    model = carry_out(server, NETWORK, name="hq", description="x")
    assert model["id"] == "n1"
    assert calls(server).count("POST /networks") == 1


def test_a_creation_that_did_not_happen_is_done_again(server: LoopbackServer) -> None:
    server.will(page(), Answer(fault="drop"), page(), answer_json(HQ, 201))
    assert carry_out(server, NETWORK, name="hq")["id"] == "n1"
    assert calls(server).count("POST /networks") == 2


@pytest.mark.parametrize(
    "status, name", [(400, "DataValidationError"), (403, "AuthorizationError"), (409, "ConflictError")]
)
def test_a_refusal_names_the_object(server: LoopbackServer, status: int, name: str) -> None:
    server.will(page(HQ), answer_json({"errorMessage": "Not like this."}, status))
    with pytest.raises(ApiClientError) as caught:
        carry_out(server, NETWORK, name="hq", description="new")
    assert caught.value.error_type == name
    assert caught.value.message == f'updating network "hq" failed: Not like this (HTTP {status}).'


def test_a_failed_read_names_the_collection(server: LoopbackServer) -> None:
    server.will(answer_json({"errorMessage": "No."}, 403))
    with pytest.raises(ApiClientError) as caught:
        carry_out(server, NETWORK, name="hq")
    assert caught.value.message == "reading the networks failed: No (HTTP 403)."


def test_options_of_a_later_release_are_refused(server: LoopbackServer) -> None:
    with pytest.raises(Unsupported, match="1.1.3") as caught:
        carry_out(server, USER, username="ada", secondary_groups=["x"], api_version="1.1.0")
    assert caught.value.hint == "Set api_version to 1.2.3 if the tenant runs it."
    assert server.seen == []


@pytest.mark.parametrize(
    "subnet, words",
    [
        ("10.0.1.0/24", 'overlaps the route 10.0.0.0/16 of network "branch"'),
        ("100.80.0.0/20", 'overlaps the system subnet 100.80.0.0/28 of network "hq"'),
        ("2001:db8::/32", ""),
        ("10.1.0.0/16", ""),
    ],
)
def test_routes_do_not_overlap(server: LoopbackServer, subnet: str, words: str) -> None:
    hq = {**HQ, "systemSubnets": ["100.80.0.0/28", "fd00:0:0:1::/124"], "routes": []}
    branch = {"id": "n2", "name": "branch", "routes": [{"id": "r1", "subnet": "10.0.0.0/16"}]}
    server.routes[f"{API}/networks"] = [page(hq, branch)]
    server.routes[f"{API}/networks/routes"] = [page(), page({"id": "r1", "subnet": "10.0.0.0/16"})]
    options = options_of(server, ROUTE, network="hq", subnet=subnet)
    if not words:
        assert prepare(ROUTE, options, backend_of(options)).changed
        return
    with pytest.raises(PlanError) as caught:
        prepare(ROUTE, options, backend_of(options))
    assert words in caught.value.message


@pytest.mark.parametrize("resource", list(RESOURCES.values()), ids=lambda resource: resource.kind)
def test_declarations_are_consistent(resource: Resource) -> None:
    names = [field.name for field in resource.fields]
    assert len(names) == len(set(names))
    assert len({field.result for field in resource.fields}) == len(names)
    for field in (*resource.fields, *resource.parents):
        assert not field.refers or field.refers in RESOURCES
        assert not field.unless or field.unless in names
        assert all(name in names for name, _value in field.implies)
        assert field.type != "list" or field.elements or field.fields
    for group in (*resource.one_of, *resource.exclusive, resource.identity):
        assert set(group) <= set(names)
    assert {item.member for item in resource.transitions if item.settled} <= set(names)
