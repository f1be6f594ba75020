# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings on the wire: one read and one write for each, in the form that the service wants, and what unset looks like."""

from __future__ import annotations

import json
from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import NETWORK
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.settings import (
    ALL,
    SETTINGS,
    TenantSettings,
    TenantSettingsList,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import prepare
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption, Unsupported
from ansible_collections.wanforge.edge.plugins.module_utils.converge.view import result_view
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import (
    Answer,
    LoopbackServer,
    answer_json,
)

API = "/api/v1"
RETRY = {"attempts": 3, "backoff": 0.0, "backoff_max": 0.0, "budget": 1.0, "codes": [503]}
CONNECTION = {"client_id": "id-1", "client_secret": "secret-of-the-test", "timeout": 5, "retry": RETRY}
UNSET = {
    "no body": Answer(200, b""),
    "an empty list": answer_json([]),
    "null": answer_json(None),
    "an error body": answer_json({"statusError": "NOT_FOUND", "errorMessage": "Not set"}),
    "an error": answer_json({"statusError": "NOT_FOUND", "errorMessage": "Not set"}, 404),
}


@pytest.fixture(autouse=True)
def token(server: LoopbackServer) -> None:
    server.routes[f"{API}/oauth/token"] = [answer_json({"access_token": "token-1", "expires_in": 3600})]


def options_of(server: LoopbackServer, **stated: Any) -> dict[str, Any]:
    unstated: dict[str, Any] = {setting.name: None for setting in ALL}
    service = {"base_url": server.url, "validate_certs": True, "ca_path": None, **CONNECTION}
    return {**unstated, **service, **stated}


def carry_out(server: LoopbackServer, **stated: Any) -> Any:
    options = options_of(server, **stated)
    backend = TenantSettings().connect(options, {}, Redactor())
    return backend.apply(prepare(SETTINGS, options, backend))


def calls(server: LoopbackServer) -> list[tuple[str, str, str, str]]:
    return [
        (seen.method, seen.path.replace(API, ""), str(seen.headers.get("content-type")), seen.body.decode())
        for seen in server.seen
        if "oauth" not in seen.path
    ]


def test_paths_and_names_are_unique() -> None:
    assert len({setting.path for setting in ALL}) == len({setting.name for setting in ALL}) == len(ALL)


@pytest.mark.parametrize(
    "stated, stored, path, kind, body",
    [
        ({"topology": "CUSTOM"}, "FULL_MESH", "/settings/wpc/topology", "text/plain", "CUSTOM"),
        ({"dns_default_suffix": ""}, '"corp.example.com"', "/settings/dns/default-suffix", "text/plain", ""),
        ({"snat": False}, "true", "/settings/wpc/snat", "application/json", "false"),
        ({"device_allowance": 0}, "3", "/settings/user/device-allowance", "application/json", "0"),
        ({"client_options": []}, '["a"]', "/settings/wpc/client-options", "application/json", "[]"),
        ({"dns_zones": []}, '{"zones": [{"name": "a"}]}', "/settings/dns/zones", "application/json", '{"zones": []}'),
        (
            {"dns_custom_servers": {"secondary_ipv4": "192.0.2.2"}},
            '{"primaryIpV4": "192.0.2.1"}',
            "/settings/dns/custom-servers",
            "application/json",
            '{"primaryIpV4": "192.0.2.1", "secondaryIpV4": "192.0.2.2"}',
        ),
        (
            {"dns_custom_servers": {}},
            '{"primaryIpV4": "192.0.2.1"}',
            "/settings/dns/custom-servers",
            "application/json",
            '{"primaryIpV4": ""}',
        ),
    ],
)
def test_a_setting_is_read_once_and_written_once(
    stated: dict[str, Any], stored: str, path: str, kind: str, body: str, server: LoopbackServer
) -> None:
    server.answers = [Answer(200, stored), Answer(200, body)]
    carry_out(server, **stated)
    read, written = calls(server)
    assert read[:2] == ("GET", path)
    assert written == ("PUT", path, kind, body)


@pytest.mark.parametrize("wanted, verb", [(True, "enable"), (False, "disable")])
def test_switches_are_calls(wanted: bool, verb: str, server: LoopbackServer) -> None:
    server.answers = [answer_json(not wanted), Answer(200, b"")]
    assert carry_out(server, dns_log=wanted)["dns_log"] is wanted
    place = "/dns-log/user-dns-resolutions"
    assert [call[:2] for call in calls(server)] == [("GET", f"{place}/enabled"), ("PUT", f"{place}/{verb}")]


@pytest.mark.parametrize("unset", UNSET)
@pytest.mark.parametrize("name, empty", [("dns_custom_servers", {}), ("dns_zones", []), ("dns_default_suffix", "")])
def test_unset_is_the_same_as_empty(name: str, empty: Any, unset: str, server: LoopbackServer) -> None:
    server.answers = [UNSET[unset]]
    model = carry_out(server, **{name: empty})
    assert len(calls(server)) == 1
    assert result_view(SETTINGS, model) == {name: [] if name == "dns_zones" else None}


@pytest.mark.parametrize("status", [200, 404])
@pytest.mark.parametrize("stated", [{"topology": "CUSTOM"}, {"snat": True}])
def test_a_page_is_no_setting(stated: dict[str, Any], status: int, server: LoopbackServer) -> None:
    server.answers = [Answer(status, "<html>Please sign in</html>")]
    with pytest.raises(ApiClientError) as caught:
        carry_out(server, **stated)
    assert "reading the setting" in caught.value.message
    assert {call[0] for call in calls(server)} == {"GET"}


def test_a_write_without_an_answer_is_looked_up_by_one_read(server: LoopbackServer) -> None:
    server.routes[f"{API}/settings/wpc/topology"] = [
        Answer(200, "FULL_MESH"),
        Answer(200, "", fault="drop"),
        Answer(200, "CUSTOM"),
    ]
    server.routes[f"{API}/settings/wpc/snat"] = [answer_json(True)]
    assert carry_out(server, topology="CUSTOM", snat=True)["topology"] == "CUSTOM"
    assert [call[:2] for call in calls(server) if "topology" in call[1]] == [
        ("GET", "/settings/wpc/topology"),
        ("PUT", "/settings/wpc/topology"),
        ("GET", "/settings/wpc/topology"),
    ]
    assert len([call for call in calls(server) if "snat" in call[1]]) == 1


def test_what_was_written_before_a_failure_is_told(server: LoopbackServer) -> None:
    server.routes[f"{API}/settings/wpc/snat"] = [answer_json(False), answer_json(True)]
    refusal = answer_json({"statusError": "BAD_REQUEST", "errorMessage": "No"}, 400)
    server.routes[f"{API}/settings/wpc/topology"] = [Answer(200, "FULL_MESH"), refusal]
    with pytest.raises(ApiClientError) as caught:
        carry_out(server, topology="CUSTOM", snat=True)
    assert caught.value.context["changed"] is True
    assert caught.value.message == "writing the setting topology failed: No (HTTP 400)."


@pytest.mark.parametrize(
    "stated, words",
    [
        ({"dns_zones": [{"name": "", "addresses": []}]}, "dns_zones.name is empty"),
        ({"dns_zones": [{"name": "a.example"}, {"name": "A.example"}]}, "more than once"),
        ({"dns_zones": [{"name": "a.example", "addresses": ["x"]}]}, "dns_zones.addresses"),
        ({"subnet": {"ipv4_address": ["2001:db8::/64"]}}, "IPv4"),
        ({"domain_routing_subnet": {"ipv6_address": "10.0.0.0/8"}}, "IPv6"),
        ({"connection_timeout": -1}, "negative"),
    ],
)
def test_what_cannot_be_right_is_refused_before_any_request(
    stated: dict[str, Any], words: str, server: LoopbackServer
) -> None:
    with pytest.raises(InvalidOption, match=words):
        carry_out(server, **stated)
    assert server.seen == []


@pytest.mark.parametrize("name, value", [("access_visibility", False), ("ip_allocation_mode", "BOTH")])
def test_what_the_release_lacks_is_refused_even_to_switch_it_off(name: str, value: Any, server: LoopbackServer) -> None:
    with pytest.raises(Unsupported, match=f"{name} needs release"):
        carry_out(server, api_version="1.1.0", **{name: value})
    assert server.seen == []


def test_a_list_of_all_leaves_out_what_the_release_lacks(server: LoopbackServer) -> None:
    server.answers = [answer_json(None)]
    backend = TenantSettingsList().connect({**options_of(server), "api_version": "1.0"}, {}, Redactor())
    found = backend.read(SETTINGS, {})[0]
    assert set(found) == {"id", *(setting.name for setting in ALL if not setting.since)}
    assert json.loads(json.dumps(result_view(SETTINGS, found)))["snat"] is None


def test_the_backend_for_settings_changes_other_objects_too(server: LoopbackServer) -> None:
    old = {"id": "n1", "name": "hq", "description": "old"}
    server.routes[f"{API}/networks"] = [answer_json({"content": [old], "totalPages": 1})]
    server.routes[f"{API}/networks/n1"] = [answer_json({**old, "description": "new"})]
    backend = TenantSettings().connect(options_of(server), {}, Redactor())
    stated = {field.name: None for field in NETWORK.settable}
    wish = {**stated, "id": None, "state": "present", "name": "hq", "description": "new"}
    changed = backend.apply(prepare(NETWORK, wish, backend))
    assert changed is not None
    assert changed["description"] == "new"
    assert [call[:2] for call in calls(server)][-1] == ("PUT", "/networks/n1")
