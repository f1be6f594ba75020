# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Rules of users, groups, devices, DNS records, access groups, contexts, postures and settings."""

from __future__ import annotations

from typing import Any

import pytest

from sandbox_cloudconnexa import Tenant, create_app
from sandbox_shell.inprocess import Reply, TenantSession

EVERYBODY = {"type": "USER_GROUP", "allCovered": True}
CHECKS = {"ipCheck": {"allowed": True, "ips": [{"ip": "192.0.2.1/32"}]}, "defaultCheck": {"allowed": False}}


class Sandbox(TenantSession):
    """A tenant with a session and the id of its default group."""

    def __init__(self) -> None:
        self.tenant = Tenant(seed=6, cloud_id="acme")
        super().__init__(create_app(self.tenant), self.tenant.client_id, self.tenant.client_secret)
        self.default = self.call("GET", "user-groups").json()["content"][0]["id"]

    def group(self, name: str = "staff", **members: Any) -> str:
        """The id of a new group."""
        return str(self.make("user-groups", {"name": name, "allRegionsIncluded": True, **members})["id"])

    def user(self, name: str = "ann", **members: Any) -> Any:
        """A new user."""
        return self.make("users", {"username": name, "groupId": self.default, **members})


@pytest.fixture(name="sandbox")
def _sandbox() -> Sandbox:
    return Sandbox()


def problems(reply: Reply) -> list[str]:
    """The members a 400 complains about."""
    assert reply.status == 400, reply.text
    return list(reply.json()["errorDetails"])


def test_start_of_a_tenant(sandbox: Sandbox) -> None:
    (owner,) = sandbox.call("GET", "users").json()["content"]
    assert (owner["id"], owner["role"], owner["groupId"]) == ("owner@acme", "OWNER", sandbox.default)
    (access,) = sandbox.call("GET", "access-groups").json()["content"]
    assert access["defaultGroup"] is True
    assert sandbox.call("DELETE", f"access-groups/{access['id']}").status == 400
    assert sandbox.call("DELETE", f"user-groups/{sandbox.default}").status == 400
    assert sandbox.call("DELETE", "users/owner@acme").status == 400
    assert len(sandbox.call("GET", "regions").json()) == 35


def test_user(sandbox: Sandbox) -> None:
    user = sandbox.user(email="ann@example.com", devices=[{"name": "laptop"}], authType="SAML")
    assert (user["id"], user["status"], user["role"]) == ("ann@acme", "INVITED", "MEMBER")
    assert user["authType"] == "INTERNAL" and user["devices"][0]["userId"] == "ann@acme"
    assert sandbox.user("bob")["status"] == "ACTIVE"
    body = {"username": "other", "firstName": "Ann"}
    changed = sandbox.call("PUT", "users/ann%40acme", None, body).json()
    assert (changed["username"], changed["firstName"], changed["status"]) == ("ann", "Ann", "INVITED")
    assert "email" not in changed and changed["groupId"] == sandbox.default
    assert sandbox.call("DELETE", "users/ann@acme").status == 204
    assert sandbox.call("GET", "devices").json()["totalElements"] == 0


def test_user_references_and_names(sandbox: Sandbox) -> None:
    sandbox.user()
    taken = {"username": "ANN", "groupId": sandbox.default}
    assert problems(sandbox.call("POST", "users", None, taken)) == ["username"]
    assert problems(sandbox.call("POST", "users", None, {"username": "bob"})) == ["groupId"]
    assert problems(sandbox.call("POST", "users", None, {"username": "bob", "groupId": "none"})) == ["groupId"]
    second = {"username": "bob", "groupId": sandbox.default, "secondaryGroupIds": ["none"]}
    assert problems(sandbox.call("POST", "users", None, second)) == ["secondaryGroupIds"]


def test_user_status(sandbox: Sandbox) -> None:
    path = f"users/{sandbox.user()['id']}"
    for action, status in (("suspend", "SUSPENDED"), ("suspend", "SUSPENDED"), ("activate", "ACTIVE")):
        assert sandbox.call("PUT", f"{path}/{action}").status == 200
        assert sandbox.call("GET", path).json()["status"] == status
    assert sandbox.call("PUT", path, None, {"status": "SUSPENDED"}).json()["status"] == "SUSPENDED"
    assert sandbox.call("PUT", path, None, {"status": "GONE"}).status == 400


def test_group(sandbox: Sandbox) -> None:
    assert problems(sandbox.call("POST", "user-groups", None, {"name": "x"})) == ["vpnRegionIds"]
    assert problems(sandbox.call("POST", "user-groups", None, {"name": "x", "vpnRegionIds": ["moon"]})) == [
        "vpnRegionIds"
    ]
    beta = {"name": "x", "allRegionsIncluded": True, "connectAuth": "AUTO"}
    assert problems(sandbox.call("POST", "user-groups", None, beta)) == ["connectAuth"]
    group = sandbox.make("user-groups", {"name": "x", "vpnRegionIds": ["it-mxp"]})
    assert (group["vpnRegionIds"], group["maxDevice"]) == (["it-mxp"], 3)
    assert problems(sandbox.call("POST", "user-groups", None, {"name": "X", "allRegionsIncluded": True})) == ["name"]
    bypass = {"name": "x", "allRegionsIncluded": True, "tunnelBypass": {"ipv4Subnets": ["2001:db8::/32"]}}
    assert sandbox.call("PUT", f"user-groups/{group['id']}", None, bypass).status == 400


def test_group_in_use(sandbox: Sandbox) -> None:
    group, second = sandbox.group(), sandbox.group("second")
    user = sandbox.user(groupId=group, secondaryGroupIds=[second])
    assert sandbox.call("DELETE", f"user-groups/{group}").status == 400
    assert sandbox.call("DELETE", f"user-groups/{second}").status == 204
    assert "secondaryGroupIds" not in sandbox.call("GET", f"users/{user['id']}").json()
    sandbox.call("DELETE", f"users/{user['id']}")
    assert sandbox.call("DELETE", f"user-groups/{group}").status == 204


def test_devices(sandbox: Sandbox) -> None:
    user = sandbox.user(groupId=sandbox.group(maxDevice=1))["id"]
    device = sandbox.make("devices", {"name": "laptop", "description": "x", "clientUUID": "c"}, userId=user)
    reply = sandbox.call("POST", "devices", {"userId": user}, {"name": "phone"})
    assert (reply.status, reply.json()["errorMessage"]) == (400, "Device limit is exceeded")
    path = f"devices/{device['id']}"
    assert sandbox.call("GET", path).status == 400
    assert sandbox.call("GET", path, {"userId": "owner@acme"}).status == 404
    assert "platform" not in sandbox.call("GET", path, {"userId": user}).json()
    changed = sandbox.call("PUT", path, {"userId": user}, {"name": "pc", "clientUUID": "other"}).json()
    assert (changed["name"], changed["clientUUID"]) == ("pc", "c") and "description" not in changed
    assert sandbox.call("GET", "devices", {"userId": user}).json()["totalElements"] == 1
    profile = {"userId": user, "regionId": "it-mxp"}
    assert "it-mxp" in sandbox.call("POST", f"{path}/profile", profile).text
    assert sandbox.call("POST", f"{path}/profile", {**profile, "regionId": "moon"}).status == 400
    assert sandbox.call("DELETE", path, {"userId": user}).status == 204


def test_dns_records(sandbox: Sandbox) -> None:
    body = {"domain": "a.example.com", "ipv6Addresses": ["2001:db8:85a3::8a2e:370:7334"]}
    record = sandbox.make("dns-records", body)
    assert record["ipv6Addresses"] == ["2001:db8:85a3:0:0:8a2e:370:7334"] and "ipv4Addresses" not in record
    assert problems(sandbox.call("POST", "dns-records", None, body)) == ["domain"]
    assert problems(sandbox.call("POST", "dns-records", None, {"domain": "b.example.com"})) == ["ipv4Addresses"]
    wrong = {"domain": "b.example.com", "ipv4Addresses": ["::1"]}
    assert problems(sandbox.call("POST", "dns-records", None, wrong)) == ["ipv4Addresses.0"]
    moved = {"domain": "b.example.com", "ipv4Addresses": ["192.0.2.1"]}
    assert sandbox.call("PUT", f"dns-records/{record['id']}", None, moved).json()["domain"] == "b.example.com"


@pytest.mark.parametrize(
    "item",
    [
        {"type": "USER_GROUP", "allCovered": False},
        {"type": "USER_GROUP", "allCovered": False, "children": ["none"]},
        {"type": "NETWORK_SERVICE", "allCovered": True, "parent": "none"},
        {"type": "NETWORK_SERVICE", "allCovered": False, "children": ["none"]},
        {"type": "USER_GROUP"},
        {"type": "EVERYTHING", "allCovered": True},
    ],
)
def test_access_items(sandbox: Sandbox, item: dict[str, Any]) -> None:
    body = {"name": "g", "source": [item], "destination": [EVERYBODY]}
    assert sandbox.call("POST", "access-groups", None, body).status == 400
    empty = {"name": "g", "source": [], "destination": [EVERYBODY]}
    assert problems(sandbox.call("POST", "access-groups", None, empty)) == ["source"]


def test_access_group_sources(sandbox: Sandbox) -> None:
    first, second = sandbox.group("first"), sandbox.group("second")
    source = {"type": "USER_GROUP", "allCovered": False, "children": [first]}
    group = sandbox.make("access-groups", {"name": "g", "source": [source], "destination": [EVERYBODY]})
    assert group["defaultGroup"] is False
    path = f"access-groups/{group['id']}"
    added = sandbox.call("POST", f"{path}/source", None, {**source, "children": [second]}).json()
    assert added["source"][0]["children"] == [first, second]
    removed = sandbox.call("DELETE", f"{path}/source", {"type": "USER_GROUP", "childId": first}).json()
    assert removed["source"][0]["children"] == [second]
    assert sandbox.call("DELETE", f"{path}/source", {"type": "USER_GROUP", "childId": first}).status == 404
    assert sandbox.call("DELETE", f"{path}/source", {"type": "USER_GROUP"}).status == 400
    host = {"type": "HOST_SERVICE", "allCovered": True}
    assert len(sandbox.call("POST", f"{path}/destination", None, host).json()["destination"]) == 2
    left = sandbox.call("DELETE", f"{path}/destination", {"type": "USER_GROUP"}).json()["destination"]
    assert left == [host]


def test_access_group_with_services(sandbox: Sandbox) -> None:
    network = sandbox.make("networks", {"name": "hq", "routes": [{"value": "10.1.0.0/16"}]})["id"]
    service = {"name": "s", "type": "SERVICE_DESTINATION", "routes": [{"value": "10.1.0.0/24"}]}
    identifier = sandbox.make("networks/ip-services", service, networkId=network)["id"]
    item = {"type": "NETWORK_SERVICE", "allCovered": False, "parent": network, "children": [identifier]}
    wrong = {"name": "g", "source": [item], "destination": [EVERYBODY]}
    assert problems(sandbox.call("POST", "access-groups", None, wrong)) == ["source.children"]
    group = sandbox.make("access-groups", {"name": "g", "source": [EVERYBODY], "destination": [item, EVERYBODY]})
    sandbox.call("DELETE", f"networks/{network}")
    assert sandbox.call("GET", f"access-groups/{group['id']}").json()["destination"] == [EVERYBODY]


def test_location_contexts(sandbox: Sandbox) -> None:
    context = sandbox.make("location-contexts", {"name": "c", "userGroupsIds": [sandbox.default], **CHECKS})
    assert context["ipCheck"]["ips"] == [{"ip": "192.0.2.1/32"}]
    assert sandbox.call("DELETE", f"location-contexts/{context['id']}").status == 200
    for wrong in (
        {"name": "c", "defaultCheck": {"allowed": True}},
        {"name": "c", "ipCheck": CHECKS["ipCheck"]},
        {"name": "c", **CHECKS, "ipCheck": {"allowed": True, "ips": []}},
        {"name": "c", **CHECKS, "ipCheck": {"allowed": True, "ips": [{"ip": "192.0.2.1"}]}},
        {"name": "c", **CHECKS, "countryCheck": {"allowed": True, "countries": ["Italy"]}},
        {"name": "c", **CHECKS, "userGroupsIds": ["none"]},
    ):
        assert sandbox.call("POST", "location-contexts", None, wrong).status == 400


def test_device_postures(sandbox: Sandbox) -> None:
    encryption = {"type": "SPECIFIC_VOLUME"}
    body = {"name": "p", "windows": {"allowed": True, "diskEncryption": encryption}}
    assert sandbox.call("POST", "device-postures", None, body).status == 400
    encryption["volume"] = "C:"
    posture = sandbox.call("POST", "device-postures", None, body)
    assert (posture.status, posture.json()["windows"]["diskEncryption"]) == (200, encryption)
    macos = {"name": "p", "macos": {"antiviruses": ["CORTEX_XDR"]}}
    assert sandbox.call("POST", "device-postures", None, macos).status == 400


def test_text_settings(sandbox: Sandbox) -> None:
    path = "settings/wpc/topology"
    assert sandbox.call("GET", path).text == "FULL_MESH"
    for sent in ("CUSTOM", '"FULL_MESH"', "CUSTOM\n"):
        assert sandbox.call("PUT", path, None, sent).text == sent.strip().strip('"')
    assert sandbox.call("PUT", path, None, "STAR").status == 400
    assert sandbox.call("PUT", "settings/wpc/default-region", None, "moon").status == 400
    assert sandbox.call("GET", "settings/dns/default-suffix").text == ""


def test_json_settings(sandbox: Sandbox) -> None:
    assert sandbox.call("PUT", "settings/wpc/snat", None, "true").json() is True
    assert sandbox.call("PUT", "settings/wpc/snat", None, "1").status == 400
    assert sandbox.call("PUT", "settings/users/connection-timeout", None, "true").status == 400
    assert sandbox.call("PUT", "settings/dns/custom-servers", None, {"primaryIpV4": "::1"}).status == 400
    assert sandbox.call("PUT", "settings/dns/zones", None, {"zones": [{"name": "a.b"}]}).status == 200
    assert sandbox.call("PUT", "settings/dns/zones", None, [{"name": "a.b"}]).status == 400
    assert sandbox.call("PUT", "settings/wpc/subnet", None, {"ipV4Address": ["fd00::/8"]}).status == 400
    assert sandbox.call("PUT", "settings/auth/saml/group-mappings", None, {}).status == 405


def test_switches(sandbox: Sandbox) -> None:
    for name in ("access-visibility", "dns-log/user-dns-resolutions"):
        for action, state in (("enable", True), ("disable", False)):
            assert sandbox.call("PUT", f"{name}/{action}").content == b""
            assert sandbox.call("GET", f"{name}/enabled").json() is state


def test_cyber_shield(sandbox: Sandbox) -> None:
    twice = [{"domain": "a.example.com", "comment": "one"}, {"domain": "a.example.com", "comment": "two"}]
    path = "cybershield/block-list"
    assert sandbox.call("POST", f"{path}-add-domains", None, {"domainAndComments": twice}).status == 200
    assert sandbox.tenant.store.domains["block"] == {"a.example.com": "# two"}
    assert sandbox.call("POST", f"{path}-remove-domains", None, {"domains": ["a.example.com"]}).status == 200
    assert sandbox.tenant.store.domains["block"] == {}
    long = {"domainAndComments": [{"domain": "a.example.com", "comment": "x" * 150}]}
    assert sandbox.call("POST", f"{path}-add-domains", None, long).status == 400
