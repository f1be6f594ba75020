# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of networks, hosts, connectors, routes, services and applications."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox_cloudconnexa import Tenant, create_app
from sandbox_shell.inprocess import Reply, TenantSession

REGION = {"vpnRegionId": "it-mxp"}
DETECTION = {"timeoutSec": 30, "deadPeerHandling": "RESTART"}


class Sandbox(TenantSession):
    """A tenant with a session."""

    def __init__(self) -> None:
        self.tenant = Tenant(seed=4)
        super().__init__(create_app(self.tenant), self.tenant.client_id, self.tenant.client_secret)

    def network(self, name: str = "hq", **members: Any) -> str:
        """The id of a new network."""
        return str(self.make("networks", {"name": name, **members})["id"])


@pytest.fixture(name="sandbox")
def _sandbox() -> Sandbox:
    return Sandbox()


def problems(reply: Reply) -> list[str]:
    """The members a 400 complains about."""
    assert reply.status == 400, reply.text
    return list(reply.json()["errorDetails"])


def test_network_defaults_and_ignored_members(sandbox: Sandbox) -> None:
    sent = {"id": "", "name": "hq", "systemSubnets": None, "routes": None, "connectors": [], "unknown": {"x": 1}}
    network = sandbox.make("networks", sent)
    assert (network["internetAccess"], network["egress"], network["tunnelingProtocol"]) == (
        "SPLIT_TUNNEL_ON",
        False,
        "OPENVPN",
    )
    assert [subnet.split("/")[1] for subnet in network["systemSubnets"]] == ["28", "124"]
    assert "::" not in network["systemSubnets"][1]
    changed = sandbox.call("PUT", f"networks/{network['id']}", None, {**network, "name": "new", "id": "other"}).json()
    assert (changed["id"], changed["name"]) == (network["id"], "new")


def test_lists_leave_system_subnets_out(sandbox: Sandbox) -> None:
    sandbox.network()
    sandbox.make("hosts", {"name": "db"})
    for path in ("networks", "hosts"):
        assert "systemSubnets" not in sandbox.call("GET", path).json()["content"][0]
    sandbox.tenant.set_knobs({"list_system_subnets": True})
    assert "systemSubnets" in sandbox.call("GET", "networks").json()["content"][0]


def test_nested_members_of_a_create(sandbox: Sandbox) -> None:
    body = {"name": "hq", "routes": [{"value": "10.0.0.0/24"}], "connectors": [{"name": "c", **REGION}]}
    network = sandbox.make("networks", body)
    assert network["routes"][0]["subnet"] == "10.0.0.0/24"
    assert network["connectors"][0]["networkItemId"] == network["id"]
    kept = sandbox.call("PUT", f"networks/{network['id']}", None, {"name": "hq", "routes": [], "connectors": []}).json()
    assert (kept["routes"], kept["connectors"]) == (network["routes"], network["connectors"])


def test_children_vanish_with_their_parent(sandbox: Sandbox) -> None:
    network = sandbox.network(routes=[{"value": "10.0.0.0/24"}], connectors=[{"name": "c", **REGION}])
    service = {"name": "s", "type": "IP_SOURCE", "routes": [{"value": "10.0.0.1/32"}]}
    sandbox.make("networks/ip-services", service, networkId=network)
    sandbox.make("networks/applications", {"name": "a", "routes": [{"value": "a.example.com"}]}, networkId=network)
    assert sandbox.call("DELETE", f"networks/{network}").status == 204
    for path in ("networks/routes", "networks/connectors", "networks/ip-services", "networks/applications"):
        assert sandbox.call("GET", path).json()["totalElements"] == 0
    assert sandbox.call("GET", f"networks/{network}").status == 404
    assert sandbox.call("DELETE", f"networks/{network}").status == 404


def test_gateways_must_have_egress(sandbox: Sandbox) -> None:
    plain, gateway = sandbox.network("plain"), sandbox.network("gateway", egress=True)
    for identifier in (plain, "nothing"):
        assert problems(sandbox.call("POST", "hosts", None, {"name": "h", "gatewaysIds": [identifier]})) == [
            "gatewaysIds"
        ]
    host = sandbox.make("hosts", {"name": "h", "gatewaysIds": [gateway]})["id"]
    sandbox.call("DELETE", f"networks/{gateway}")
    assert "gatewaysIds" not in sandbox.call("GET", f"hosts/{host}").json()


@pytest.mark.parametrize(
    "value", ["10.0.0.0/24", "10.0.0.128/25", "10.0.0.0/8", "100.96.1.0/24", "100.88.0.0/28", "0.0.0.0/0", "fd00::/16"]
)
def test_routes_do_not_overlap(sandbox: Sandbox, value: str) -> None:
    sandbox.network(routes=[{"value": "10.0.0.0/24"}])
    other = sandbox.network("other")
    assert problems(sandbox.call("POST", "networks/routes", {"networkId": other}, {"value": value})) == ["value"]


@pytest.mark.parametrize("value", ["10.0.0.0", "10.0.0.0/33", "a.example.com", "10.0.0/8x", "2001:db8::/129"])
def test_routes_are_subnets(sandbox: Sandbox, value: str) -> None:
    network = sandbox.network()
    assert problems(sandbox.call("POST", "networks/routes", {"networkId": network}, {"value": value})) == ["value"]


def test_route_members(sandbox: Sandbox) -> None:
    network = sandbox.network()
    route = sandbox.make("networks/routes", {"value": "2001:db8::/48", "type": "IP_V4"}, networkId=network)
    assert (route["type"], route["subnet"]) == ("IP_V6", "2001:db8::/48")
    assert "networkItemId" not in route
    changed = sandbox.call("PUT", f"networks/routes/{route['id']}", None, {"value": "2001:db8::/32"}).json()
    assert (changed["id"], changed["subnet"]) == (route["id"], "2001:db8::/32")


def test_parents_and_filters(sandbox: Sandbox) -> None:
    first, second = sandbox.network("a", routes=[{"value": "10.1.0.0/24"}]), sandbox.network("b")
    assert sandbox.call("GET", "networks/routes").json()["totalElements"] == 1
    assert sandbox.call("GET", "networks/routes", {"networkId": first}).json()["totalElements"] == 1
    assert sandbox.call("GET", "networks/routes", {"networkId": second}).json()["totalElements"] == 0
    assert sandbox.call("GET", "networks/routes", {"networkId": "unknown"}).status == 404
    body = {"value": "10.2.0.0/24"}
    assert sandbox.call("POST", "networks/routes", {"networkId": "unknown"}, body).status == 404
    assert sandbox.call("POST", "networks/routes", None, body).status == 400


def test_connector(sandbox: Sandbox) -> None:
    network = sandbox.network()
    connector = sandbox.make("networks/connectors", {"name": "c", **REGION, "profile": ""}, networkId=network)
    assert connector["networkItemType"] == "NETWORK" and connector["licensed"] is True
    assert connector["connectionStatus"] == "OFFLINE" and connector["tunnelingProtocol"] == "OPENVPN"
    moved = {"name": "c", "vpnRegionId": "fi-hel"}
    path = f"networks/connectors/{connector['id']}"
    assert sandbox.call("PUT", path, None, moved).json()["ipV4Address"] == connector["ipV4Address"]
    wrong = {"name": "c", "vpnRegionId": "moon"}
    assert problems(sandbox.call("PUT", path, None, wrong)) == ["vpnRegionId"]
    shown = sandbox.call("GET", path).json()
    assert sandbox.call("PUT", f"{path}/suspend").status == 200
    assert sandbox.call("GET", path).json() == shown
    assert sandbox.call("DELETE", path, {"networkId": network}).status == 204


def test_profiles(sandbox: Sandbox) -> None:
    sandbox.tenant.set_knobs({"profile_pending": 2})
    host = sandbox.make("hosts", {"name": "db", "connectors": [{"name": "c", **REGION}]})
    path = f"hosts/connectors/{host['connectors'][0]['id']}/profile"
    assert [sandbox.call("POST", path).status for _turn in range(2)] == [202, 202]
    profile = sandbox.call("POST", path)
    assert profile.status == 200 and profile.text.startswith("# OpenVPN profile c")
    assert sandbox.call("POST", path).text == profile.text
    tokens = {sandbox.call("POST", f"{path}/encrypt").text for _turn in range(2)}
    assert len(tokens) == 2
    assert sandbox.call("DELETE", path).json() is True
    assert sandbox.call("POST", path).text != profile.text
    assert sandbox.call("POST", f"{path}/bundle", {"type": "EXE"}).status == 400
    assert sandbox.call("POST", f"{path}/bundle", {"type": "MSI"}).text.endswith(".msi")


def test_ipsec_connector(sandbox: Sandbox) -> None:
    network = sandbox.network(tunnelingProtocol="IPSEC")
    config = {"preSharedKey": "not a secret", "ikeProtocol": {"autoInitiate": True}}
    body = {"name": "c", **REGION, "ipSecConfig": config}
    connector = sandbox.make("networks/connectors", body, networkId=network)
    shown = connector["ipSecConfig"]
    assert connector["tunnelingProtocol"] == "IPSEC" and shown["connectorState"] == "SUSPENDED"
    assert shown["ikeProtocol"]["deadPeerDetection"] == DETECTION and shown["serverIp"].startswith("203.0.113.")
    path = f"networks/connectors/{connector['id']}"
    assert sandbox.call("POST", f"{path}/ipsec/start").status == 200
    assert sandbox.call("GET", path).json()["ipSecConfig"]["connectorState"] == "ACTIVE"
    assert sandbox.call("POST", f"{path}/ipsec/stop").content == b""
    assert sandbox.call("POST", f"{path}/profile").status == 400
    sandbox.tenant.set_knobs({"level": "1.1.0"})
    old = sandbox.call("GET", path).json()["ipSecConfig"]
    assert "autoInitiate" not in old["ikeProtocol"] and "serverIp" not in old


def test_ipsec_actions_need_ipsec(sandbox: Sandbox) -> None:
    network = sandbox.network(connectors=[{"name": "c", **REGION}])
    connector = sandbox.call("GET", "networks/connectors", {"networkId": network}).json()["content"][0]["id"]
    reply = sandbox.call("POST", f"networks/connectors/{connector}/ipsec/start")
    assert reply.status == 400
    assert reply.json()["errorMessage"] == "Connect/Stop actions are forbidden for non IPSEC connector"


@pytest.mark.parametrize("detection", [{}, {"timeoutSec": 30}, {"deadPeerHandling": "NONE"}])
def test_dead_peer_detection_is_complete(sandbox: Sandbox, detection: dict[str, Any]) -> None:
    network = sandbox.network(tunnelingProtocol="IPSEC")
    body = {"name": "c", **REGION, "ipSecConfig": {"ikeProtocol": {"deadPeerDetection": detection}}}
    assert sandbox.call("POST", "networks/connectors", {"networkId": network}, body).status == 400
    both = {"deadPeerDetection": DETECTION, "autoInitiate": False}
    body["ipSecConfig"] = {"ikeProtocol": both}
    assert sandbox.call("POST", "networks/connectors", {"networkId": network}, body).status == 400


def test_ip_service_routes(sandbox: Sandbox) -> None:
    network = sandbox.network(routes=[{"value": "10.1.0.0/16"}])
    route = sandbox.call("GET", "networks/routes").json()["content"][0]["id"]
    body = {"name": "s", "type": "SERVICE_DESTINATION", "routes": [{"value": "10.1.2.0/24", "description": "x"}]}
    service = sandbox.make("networks/ip-services", body, networkId=network)
    assert service["routes"][0]["parentRouteId"] == route and service["routes"][0]["subnet"] == "10.1.2.0/24"
    assert service["config"] == {"serviceTypes": ["ANY"]}
    path = f"networks/ip-services/{service['id']}"
    assert sandbox.call("PUT", path, None, body).json() == service
    outside = {**body, "routes": [{"value": "10.2.0.0/24"}]}
    assert problems(sandbox.call("PUT", path, None, outside)) == ["routes.value"]
    sandbox.call("DELETE", f"networks/routes/{route}")
    assert "routes" not in sandbox.call("GET", path).json()


def test_custom_services(sandbox: Sandbox) -> None:
    host = sandbox.make("hosts", {"name": "db"})["id"]
    ports = [{"lowerValue": 80, "upperValue": 90}, {"value": 443}]
    config = {"customServiceTypes": [{"protocol": "TCP", "port": ports, "icmpType": None}]}
    body = {"name": "s", "config": config, "routes": [], "type": "SERVICE_DESTINATION"}
    service = sandbox.make("hosts/ip-services", body, hostId=host)
    assert service["config"]["serviceTypes"] == ["CUSTOM"]
    assert service["config"]["customServiceTypes"] == [{"protocol": "TCP", "port": ports}]
    assert "type" not in service and service["networkItemType"] == "HOST"
    for wrong in (
        {"protocol": "ICMP", "port": [{"value": 1}]},
        {"protocol": "TCP", "icmpType": [{"value": 1}]},
        {"protocol": "UDP", "port": [{"lowerValue": 9, "upperValue": 1}]},
        {"protocol": "UDP", "port": [{"value": 65536}]},
        {"port": [{"value": 1}]},
        {"protocol": "GRE"},
    ):
        body["config"] = {"customServiceTypes": [wrong]}
        assert sandbox.call("POST", "hosts/ip-services", {"hostId": host}, body).status == 400


def test_applications(sandbox: Sandbox) -> None:
    network = sandbox.network()
    body = {"name": "a", "routes": [{"value": "a.example.com", "exactMatch": True}]}
    application = sandbox.make("networks/applications", body, networkId=network)
    (route,) = application["routes"]
    assert (route["domain"], route["exactMatch"], route["allowEmbeddedIp"]) == ("a.example.com", True, False)
    host = sandbox.make("hosts", {"name": "db"})["id"]
    assert "exactMatch" not in sandbox.make("hosts/applications", body, hostId=host)["routes"][0]
    sandbox.tenant.set_knobs({"level": "1.2.0"})
    path = f"networks/applications/{application['id']}"
    assert "exactMatch" not in sandbox.call("GET", path).json()["routes"][0]
    for wrong in ([], [{"value": ""}], [{"value": "10.0.0.0/8"}]):
        assert sandbox.call("PUT", path, None, {"name": "a", "routes": wrong}).status == 400


def test_network_behind_the_dns_server_stays(sandbox: Sandbox) -> None:
    network = sandbox.network(routes=[{"value": "10.1.0.0/16"}])
    sandbox.call("PUT", "settings/dns/custom-servers", None, {"primaryIpV4": "10.1.0.53"})
    assert sandbox.call("DELETE", f"networks/{network}").status == 400
    sandbox.call("PUT", "settings/dns/custom-servers", None, {"primaryIpV4": "192.0.2.53"})
    assert sandbox.call("DELETE", f"networks/{network}").status == 204


def test_unique_names(sandbox: Sandbox) -> None:
    sandbox.network("hq")
    sandbox.network("hq")
    sandbox.tenant.set_knobs({"unique_names": True})
    assert problems(sandbox.call("POST", "networks", None, {"name": "HQ"})) == ["name"]
    first, second = sandbox.network("a"), sandbox.network("b")
    for parent in (first, second):
        sandbox.make("networks/connectors", {"name": "c", **REGION}, networkId=parent)
    reply = sandbox.call("POST", "networks/connectors", {"networkId": first}, {"name": "c", **REGION})
    assert reply.json()["errorDetails"]["name"][0]["errorCode"] == "ALREADY_EXISTS"
    assert sandbox.call("PUT", f"networks/{first}", None, {"name": "a"}).status == 200


def test_blank_names(sandbox: Sandbox) -> None:
    for name in ("", "  "):
        assert problems(sandbox.call("POST", "networks", None, {"name": name})) == ["name"]


def test_unchanged_put_is_no_effect(sandbox: Sandbox) -> None:
    network = sandbox.network()
    revision = sandbox.tenant.revision
    sandbox.call("PUT", f"networks/{network}", None, {"name": "hq"})
    assert sandbox.tenant.revision == revision
    sandbox.call("PUT", f"networks/{network}", None, {"name": "new"})
    assert sandbox.tenant.revision > revision
