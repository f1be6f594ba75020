# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks, hosts, their connectors, and the routes of networks."""

from __future__ import annotations

import ipaddress
from typing import Any, Mapping, Union

from .engine import REGISTRY, Body, Change, Collection, register
from .errors import ApiError, detail, invalid
from .references import drop_references
from .seed import REGION_IDS
from .store import Record
from .tenant import Tenant

Subnet = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]
SERVER_ADDRESSES = ipaddress.IPv4Address("203.0.113.10")
DERIVED_DETECTION = {"timeoutSec": 30, "deadPeerHandling": "RESTART"}


def read_subnet(text: str, member: str) -> Subnet:
    """A subnet in CIDR form, or a 400."""
    try:
        if "/" not in text:
            raise ValueError(text)
        return ipaddress.ip_network(text, strict=False)
    except ValueError:
        raise invalid(member, "INVALID_FORMAT", f"{text} is not a subnet in CIDR form", value=text) from None


def check_region(identifier: Any, member: str) -> None:
    """Raise the 400 for a region that does not exist."""
    if identifier not in REGION_IDS:
        raise invalid(member, "NOT_FOUND", f"Region {identifier} does not exist", id=identifier)


def check_gateways(tenant: Tenant, identifiers: list[str]) -> None:
    """Internet gateways must be networks with egress."""
    for identifier in identifiers:
        network = tenant.store.get("networks", identifier)
        if network is None or not network["body"].get("egress"):
            raise invalid("gatewaysIds", "NOT_FOUND", f"{identifier} is not an Internet gateway", id=identifier)


def _prepare_item(change: Change) -> None:
    check_gateways(change.tenant, change.body.get("gatewaysIds", []))
    if change.current is None:
        change.data["systemSubnets"] = change.tenant.store.new_subnets()


def _views(tenant: Tenant, path: str, record: Record) -> list[Body]:
    view = REGISTRY[path].view
    return [view(tenant, child) for child in tenant.store.children(path, record["id"])]


def _network_view(tenant: Tenant, record: Record) -> Body:
    return {
        **record["body"],
        **record["data"],
        "id": record["id"],
        "routes": _views(tenant, "networks/routes", record),
        "connectors": _views(tenant, "networks/connectors", record),
    }


def _host_view(tenant: Tenant, record: Record) -> Body:
    connectors = _views(tenant, "hosts/connectors", record)
    return {**record["body"], **record["data"], "id": record["id"], "connectors": connectors}


def _listed_network(tenant: Tenant, record: Record) -> Body:
    return _listed(tenant, _network_view(tenant, record))


def _listed_host(tenant: Tenant, record: Record) -> Body:
    return _listed(tenant, _host_view(tenant, record))


def _listed(tenant: Tenant, view: Body) -> Body:
    if not tenant.knobs.list_system_subnets:
        view.pop("systemSubnets", None)
    return view


def _refuse_while_dns_server(tenant: Tenant, record: Record) -> None:
    """A network cannot go while the custom DNS server of the tenant is behind it."""
    servers = [ipaddress.ip_address(text) for text in tenant.store.settings["dns/custom-servers"].values() if text]
    for route in tenant.store.children("networks/routes", record["id"]):
        subnet = ipaddress.ip_network(route["body"]["value"], strict=False)
        if any(server in subnet for server in servers):
            raise ApiError(400, "Network is used by the custom DNS servers", {"id": [detail("IN_USE", "is in use")]})


def _prepare_connector(change: Change) -> None:
    check_region(change.body.get("vpnRegionId"), "vpnRegionId")
    if change.current is None:
        change.data.update(change.tenant.store.new_addresses())
        change.data["suspended"] = False


def _prepare_network_connector(change: Change) -> None:
    _prepare_connector(change)
    config = change.body.get("ipSecConfig")
    network = change.tenant.store.get("networks", change.parent)
    if change.current is None:
        in_ipsec_network = network is not None and network["body"].get("tunnelingProtocol") == "IPSEC"
        change.data["tunnelingProtocol"] = "IPSEC" if config or in_ipsec_network else "OPENVPN"
    if config:
        _check_ipsec(config)
        change.data["tunnelingProtocol"] = "IPSEC"
        change.data.setdefault("connectorState", "SUSPENDED")
        if "server" not in change.data:
            change.data["server"] = change.tenant.store.count("server")
            change.data["serverId"] = change.tenant.store.new_id()


def _check_ipsec(config: Mapping[str, Any]) -> None:
    protocol = config.get("ikeProtocol") or {}
    detection = protocol.get("deadPeerDetection")
    path = "ipSecConfig.ikeProtocol.deadPeerDetection"
    if detection is None:
        return
    if protocol.get("autoInitiate") is not None:
        raise invalid(path, "CONFLICT", "deadPeerDetection and autoInitiate exclude each other")
    if "timeoutSec" not in detection or "deadPeerHandling" not in detection:
        raise invalid(path, "NOT_NULL", "timeoutSec and deadPeerHandling must be set")


def _connector_view(kind: str) -> Any:
    def view(tenant: Tenant, record: Record) -> Body:
        data = record["data"]
        shown = {
            **record["body"],
            "id": record["id"],
            "networkItemId": record["parent"],
            "networkItemType": kind,
            "ipV4Address": data["ipV4Address"],
            "ipV6Address": data["ipV6Address"],
            "tunnelingProtocol": data.get("tunnelingProtocol"),
            "connectionStatus": "OFFLINE",
            "licensed": True,
        }
        if shown.get("ipSecConfig"):
            shown["ipSecConfig"] = _ipsec_view(shown["ipSecConfig"], data)
        return shown

    return view


def _ipsec_view(config: Mapping[str, Any], data: Mapping[str, Any]) -> Body:
    shown = {
        **config,
        "connectorState": data["connectorState"],
        "serverId": data["serverId"],
        "serverIp": str(SERVER_ADDRESSES + data["server"] % 240),
    }
    protocol = config.get("ikeProtocol") or {}
    if protocol.get("autoInitiate") is not None:
        shown["ikeProtocol"] = {**protocol, "deadPeerDetection": dict(DERIVED_DETECTION)}
    return shown


def _prepare_route(change: Change) -> None:
    subnet = read_subnet(change.body["value"], "value")
    first, last = int(subnet.network_address), int(subnet.broadcast_address)
    version = subnet.version
    for route in change.tenant.store.all("networks/routes"):
        data = route["data"]
        if route["id"] == change.own_id or data["version"] != version:
            continue
        if data["first"] <= last and first <= data["last"]:
            _overlap(change.body["value"], route["body"]["value"])
    for reserved in _reserved(change.tenant):
        if reserved.version == version and subnet.overlaps(reserved):
            _overlap(change.body["value"], str(reserved))
    change.data.update(version=version, first=first, last=last)


def _reserved(tenant: Tenant) -> list[Subnet]:
    """The pools system subnets and addresses come from."""
    pools = ["100.88.0.0/13", "fd00:0:0:4000::/50"]
    subnet, routing = tenant.store.settings["wpc/subnet"], tenant.store.settings["wpc/domain-routing-subnet"]
    pools += [*subnet.get("ipV4Address", []), *subnet.get("ipV6Address", []), *routing.values()]
    return [ipaddress.ip_network(pool, strict=False) for pool in pools if pool]


def _overlap(value: str, other: str) -> None:
    raise invalid("value", "SUBNET_OVERLAP", f"Subnet {value} overlaps with {other}", subnet=value, other=other)


def _route_view(tenant: Tenant, record: Record) -> Body:
    return {
        "id": record["id"],
        "type": "IP_V4" if record["data"]["version"] == 4 else "IP_V6",
        "subnet": record["body"]["value"],
        "description": record["body"].get("description"),
    }


def _drop_service_routes(tenant: Tenant, record: Record) -> None:
    """IP services lose the routes that lay in a deleted route."""
    for service in tenant.store.children("networks/ip-services", record["parent"]):
        routes = service["data"]["routes"]
        gone = {route["subnet"] for route in routes if route["parentRouteId"] == record["id"]}
        service["data"]["routes"] = [route for route in routes if route["subnet"] not in gone]
        kept = [route for route in service["body"].get("routes", []) if route["value"] not in gone]
        service["body"]["routes"] = kept


ACCESS = {"internetAccess": "SPLIT_TUNNEL_ON", "gatewaysIds": []}
register(
    Collection(
        "networks",
        "Network",
        defaults={**ACCESS, "egress": False, "tunnelingProtocol": "OPENVPN"},
        nested={"routes": "networks/routes", "connectors": "networks/connectors"},
        children=("networks/ip-services", "networks/applications", "networks/connectors", "networks/routes"),
        prepare=_prepare_item,
        view=_network_view,
        list_view=_listed_network,
        before_delete=_refuse_while_dns_server,
        after_delete=drop_references,
    ),
    Collection(
        "networks/connectors",
        "Network connector",
        parameter="networkId",
        parent="networks",
        prepare=_prepare_network_connector,
        view=_connector_view("NETWORK"),
    ),
    Collection(
        "networks/routes",
        "Network route",
        parameter="networkId",
        parent="networks",
        label="value",
        prepare=_prepare_route,
        view=_route_view,
        after_delete=_drop_service_routes,
    ),
    Collection(
        "hosts",
        "Host",
        defaults=ACCESS,
        nested={"connectors": "hosts/connectors"},
        children=("hosts/ip-services", "hosts/applications", "hosts/connectors"),
        prepare=_prepare_item,
        view=_host_view,
        list_view=_listed_host,
        after_delete=drop_references,
    ),
    Collection(
        "hosts/connectors",
        "Host connector",
        parameter="hostId",
        parent="hosts",
        prepare=_prepare_connector,
        view=_connector_view("HOST"),
    ),
)
