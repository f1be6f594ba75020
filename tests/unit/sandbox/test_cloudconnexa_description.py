# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every operation of the OpenAPI file answers as the file says: success, 400, 401, 404."""

from __future__ import annotations

import datetime
from functools import lru_cache
from typing import Any, Optional

import pytest
from jsonschema import Draft202012Validator, FormatChecker

from sandbox_cloudconnexa import Tenant, create_app
from sandbox_cloudconnexa.description import ROOT, document
from sandbox_shell.inprocess import Reply, TenantSession, ask

UNKNOWN = "00000000-0000-4000-8000-000000000000"
IDENTIFIER = "urn:openapi"
NOW = datetime.datetime.now(datetime.timezone.utc).strftime("%Y-%m-%dT%H:00:00Z")
OPERATIONS = [
    pytest.param(path, method, node, id=node["operationId"])
    for path, item in document()["paths"].items()
    for method, node in item.items()
    if node["operationId"] != "requestToken"
]
IPSEC = {
    "platform": "AWS",
    "authenticationType": "SHARED_SECRET",
    "remoteSitePublicIp": "198.51.100.7",
    "preSharedKey": "not a secret",
    "ikeProtocol": {"protocolVersion": "IKE_V2", "autoInitiate": True, "phase1": {"lifetimeSec": 3600}},
}
CONFIG = {
    "serviceTypes": ["SSH"],
    "customServiceTypes": [{"protocol": "TCP", "port": [{"lowerValue": 1, "upperValue": 9}]}],
}
REGION = {"vpnRegionId": "it-mxp"}
EVERYBODY = [{"type": "USER_GROUP", "allCovered": True}]


class World:
    """A tenant with one object of every kind; the same again for every test."""

    def __init__(self) -> None:
        self.tenant = Tenant(seed=5)
        self.app = create_app(self.tenant)
        self.call = TenantSession(self.app, self.tenant.client_id, self.tenant.client_secret).call
        self.ids: dict[str, str] = {}
        self.bodies: dict[str, Any] = {}
        self._build()
        self.state = self.tenant.snapshot()

    def make(self, path: str, body: Any, **query: str) -> str:
        """Create an object and remember its id and body under the path of its collection."""
        reply = self.call("POST", path, query, body)
        assert reply.status in (200, 201), reply.text
        self.ids[path], self.bodies[path] = reply.json()["id"], body
        return self.ids[path]

    def _build(self) -> None:
        network = self.make("networks", {"name": "hq", "egress": True, "description": "head quarters"})
        self.make("networks/routes", {"value": "10.1.0.0/16", "description": "lan"}, networkId=network)
        self.make("networks/connectors", {"name": "hq-1", **REGION}, networkId=network)
        service = {"name": "ssh", "type": "IP_SOURCE", "routes": [{"value": "10.1.2.0/24"}], "config": CONFIG}
        source = self.make("networks/ip-services", service, networkId=network)
        application = {"name": "wiki", "routes": [{"value": "wiki.example.com", "exactMatch": True}], "config": CONFIG}
        self.make("networks/applications", application, networkId=network)
        host = self.make("hosts", {"name": "db", "domain": "db.example.com", "gatewaysIds": [network]})
        self.make("hosts/connectors", {"name": "db-1", **REGION}, hostId=host)
        self.make("hosts/ip-services", {"name": "sql", "config": CONFIG}, hostId=host)
        self.make("hosts/applications", {"name": "admin", "routes": [{"value": "db.example.com"}]}, hostId=host)
        group = self.make("user-groups", {"name": "staff", "vpnRegionIds": ["it-mxp"], "maxDevice": 3})
        default = self.call("GET", "user-groups").json()["content"][0]["id"]
        user = self.make("users", {"username": "ann", "email": "ann@example.com", "groupId": default})
        self.make("devices", {"name": "laptop", "clientUUID": "c-1"}, userId=user)
        self.make("dns-records", {"domain": "a.example.com", "ipv4Addresses": ["192.0.2.1"], "ipv6Addresses": ["::1"]})
        covered = {"type": "NETWORK_SERVICE", "allCovered": False, "parent": network, "children": [source]}
        both = [{"type": "USER_GROUP", "allCovered": False, "children": [group]}, covered]
        self.make("access-groups", {"name": "all", "source": both, "destination": both})
        checks = {"ipCheck": {"allowed": True, "ips": [{"ip": "192.0.2.1/32"}]}, "defaultCheck": {"allowed": False}}
        self.make("location-contexts", {"name": "office", "userGroupsIds": [group], **checks})
        windows = {"allowed": True, "antiviruses": ["AVG"], "version": {"version": "10", "condition": "GTE"}}
        self.make("device-postures", {"name": "pc", "windows": windows, "linux": {"allowed": False}})

    def ipsec_connector(self) -> str:
        """The id of an IPsec connector."""
        network = self.call("POST", "networks", None, {"name": "aws", "tunnelingProtocol": "IPSEC"}).json()["id"]
        body = {"name": "aws-1", **REGION, "ipSecConfig": IPSEC}
        return str(self.call("POST", "networks/connectors", {"networkId": network}, body).json()["id"])


@lru_cache(maxsize=1)
def shared_world() -> World:
    """Built once; every test goes back to its first state."""
    return World()


@pytest.fixture(name="world")
def _world() -> World:
    world = shared_world()
    world.tenant.restore(world.state)
    return world


def collection_of(path: str) -> str:
    """The collection a path with an id belongs to."""
    return path[len(ROOT) + 1 :].split("/{")[0]


def sample_query(world: World, node: Any) -> dict[str, Any]:
    """Values for the mandatory query parameters."""
    samples = {
        "networkId": world.ids["networks"],
        "hostId": world.ids["hosts"],
        "userId": world.ids["users"],
        "regionId": "it-mxp",
        "size": 5,
        "startHour": NOW,
        "id": "second",
        "type": "USER_GROUP" if "AccessGroup" in node["operationId"] else "MSI",
    }
    return {item["name"]: samples[item["name"]] for item in node.get("parameters", ()) if mandatory(item)}


def mandatory(parameter: Any) -> bool:
    """Whether a query parameter must be there."""
    return bool(parameter.get("in") == "query" and parameter.get("required"))


def sample_setting(world: World, path: str) -> Any:
    """A value for a setting that differs from the one it has."""
    name = path.split("/settings/")[1]
    samples: dict[str, Any] = {
        "dns/custom-servers": {"primaryIpV4": "192.0.2.53"},
        "dns/zones": {"zones": [{"name": "example.org", "addresses": ["192.0.2.53"]}]},
        "dns/default-suffix": "example.net",
        "user/connect-auth": "EVERY_TIME",
        "user/device-enforcement": "ENFORCE",
        "user/profile-distribution": "MANUAL",
        "wpc/client-options": ["one"],
        "wpc/default-region": "fi-hel",
        "wpc/domain-routing-subnet": {"ipV4Address": "100.64.0.0/16"},
        "wpc/subnet": {"ipV4Address": ["100.97.0.0/16"]},
        "wpc/topology": "CUSTOM",
        "wpc/ip-allocation-mode": "IP_V4_ONLY",
    }
    if name in samples:
        return samples[name]
    value = world.tenant.store.settings[name]
    return not value if isinstance(value, bool) else value + 1


def sample_body(world: World, path: str, method: str, node: Any) -> Any:
    """A good body for an operation."""
    if "requestBody" not in node:
        return None
    if "/settings/" in path:
        return sample_setting(world, path)
    if "cybershield" in path:
        added = {"domainAndComments": [{"domain": "bad.example.com", "comment": "why"}]}
        return added if "-add-" in path else {"domains": ["bad.example.com"]}
    if path.endswith(("/source", "/destination")):
        return EVERYBODY[0]
    body = dict(world.bodies[collection_of(path)])
    label = {"dns-records": "domain", "users": "username", "networks/routes": "value"}.get(collection_of(path), "name")
    if method == "post":
        body[label] = "10.77.0.0/24" if label == "value" else "other"
    return body


def sample_path(world: World, path: str, node: Any) -> str:
    """The path with the ids of objects that exist."""
    if "{" not in path:
        return path[len(ROOT) + 1 :]
    identifier = world.ids[collection_of(path)]
    if node["operationId"] in ("startIpSec", "stopIpSec"):
        identifier = world.ipsec_connector()
    return path.replace("{id}", identifier).replace("{userId}", identifier)[len(ROOT) + 1 :]


@lru_cache(maxsize=None)
def validator(reference: str) -> Draft202012Validator:
    """A validator for a part of the file, with references resolved inside the whole file."""
    from referencing import Registry, Resource
    from referencing.jsonschema import DRAFT202012

    resource = Resource.from_contents(document(), default_specification=DRAFT202012)
    registry: Any = Registry().with_resource(IDENTIFIER, resource)
    return Draft202012Validator(
        {"$ref": f"{IDENTIFIER}#{reference}"}, registry=registry, format_checker=FormatChecker()
    )


def pointer(*parts: str) -> str:
    """A JSON pointer, quoted for use in a URI fragment."""
    quoted = (part.replace("~", "~0").replace("/", "~1").replace("{", "%7B").replace("}", "%7D") for part in parts)
    return "/" + "/".join(quoted)


def check_success(path: str, method: str, node: Any, reply: Reply) -> None:
    """Status and body are those the file declares for success."""
    expected = next(status for status in sorted(node["responses"]) if status.startswith("2"))
    assert str(reply.status) == expected, reply.text
    content = node["responses"][expected].get("content")
    if not content:
        assert reply.content == b""
        return
    media_type = next(iter(content))
    assert reply.headers["content-type"].startswith(media_type)
    value = reply.json() if media_type == "application/json" else reply.text
    where = pointer("paths", path, method, "responses", expected, "content", media_type, "schema")
    validator(where).validate(value)


def check_error(reply: Reply, status: int) -> None:
    """An error has the status and an ErrorResponse."""
    assert reply.status == status, reply.text
    validator("/components/schemas/ErrorResponse").validate(reply.json())
    assert reply.json()["errorMessage"]


def send(world: World, path: str, method: str, node: Any, body: Optional[Any] = None) -> Reply:
    """A good request of an operation, or one with another body."""
    good = sample_body(world, path, method, node)
    target = sample_path(world, path, node)
    return world.call(method.upper(), target, sample_query(world, node), good if body is None else body)


@pytest.mark.parametrize("path, method, node", OPERATIONS)
def test_success(world: World, path: str, method: str, node: Any) -> None:
    check_success(path, method, node, send(world, path, method, node))


@pytest.mark.parametrize("path, method, node", OPERATIONS)
def test_unauthorized(world: World, path: str, method: str, node: Any) -> None:
    reply = ask(world.app, method.upper(), path.replace("{id}", UNKNOWN).replace("{userId}", UNKNOWN))
    assert (reply.status, reply.content) == (401, b"")


@pytest.mark.parametrize("path, method, node", [item for item in OPERATIONS if "{" in str(item.values[0])])
def test_unknown_id(world: World, path: str, method: str, node: Any) -> None:
    target = path.replace("{id}", UNKNOWN).replace("{userId}", UNKNOWN)[len(ROOT) + 1 :]
    body = sample_body(world, path, method, node)
    check_error(world.call(method.upper(), target, sample_query(world, node), body), 404)


def _takes_json(node: Any) -> bool:
    return "application/json" in node.get("requestBody", {}).get("content", {})


@pytest.mark.parametrize("path, method, node", [item for item in OPERATIONS if _takes_json(item.values[2])])
def test_wrong_body(world: World, path: str, method: str, node: Any) -> None:
    if "text/plain" not in node["requestBody"]["content"]:
        check_error(send(world, path, method, node, "{broken"), 400)
        check_error(send(world, path, method, node, '{"name": 5, "domains": 5, "zones": 5}' * 2), 400)
        check_error(send(world, path, method, node, '"text"'), 400)
    state = world.tenant.snapshot()
    send(world, path, method, node, "[[[]]]")
    assert world.tenant.snapshot() == state


@pytest.mark.parametrize(
    "path, method, node", [item for item in OPERATIONS if any(map(mandatory, item.values[2].get("parameters", ())))]
)
def test_missing_parameter(world: World, path: str, method: str, node: Any) -> None:
    target, body = sample_path(world, path, node), sample_body(world, path, method, node)
    check_error(world.call(method.upper(), target, None, body), 400)


@pytest.mark.parametrize("level", ["1.0", "1.1.0", "1.2.3"])
def test_answers_have_no_members_of_later_levels(world: World, level: str) -> None:
    world.tenant.set_knobs({"level": level})
    try:
        user = world.call("GET", "users").json()["content"][0]
        assert ("licensed" in user) == (level == "1.2.3")
        record = world.call("GET", "dns-records/" + world.ids["dns-records"])
        assert record.status == (405 if level == "1.0" else 200)
        mode = world.call("GET", "settings/wpc/ip-allocation-mode")
        assert mode.status == (200 if level == "1.2.3" else 404)
    finally:
        world.tenant.set_knobs({"level": "1.2.3"})
