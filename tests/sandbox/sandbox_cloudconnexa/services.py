# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""IP services and applications of networks and hosts."""

from __future__ import annotations

from typing import Any, Mapping, Optional

from .engine import Body, Change, Collection, register
from .errors import invalid
from .networks import Subnet, read_subnet
from .references import drop_references
from .store import Record
from .tenant import Tenant


def _prepare_config(change: Change) -> None:
    """Custom services make ``CUSTOM`` appear among the service types."""
    config = change.body["config"]
    for custom in config.get("customServiceTypes", []):
        _check_custom(custom)
    types = list(dict.fromkeys(config.get("serviceTypes", [])))
    if config.get("customServiceTypes") and "CUSTOM" not in types:
        types.append("CUSTOM")
    change.body["config"] = {**config, "serviceTypes": types}


def _check_custom(custom: Mapping[str, Any]) -> None:
    path = "config.customServiceTypes"
    protocol = custom.get("protocol")
    if protocol is None:
        raise invalid(f"{path}.protocol", "NOT_NULL", "must not be null")
    member = "port" if protocol == "ICMP" else "icmpType"
    if custom.get(member):
        raise invalid(f"{path}.{member}", "INVALID_VALUE", f"is not allowed with protocol {protocol}")
    limit = 255 if protocol == "ICMP" else 65535
    for item in [*custom.get("port", []), *custom.get("icmpType", [])]:
        lower = item.get("lowerValue", item.get("value"))
        upper = item.get("upperValue", item.get("value", lower))
        if lower is None or not 0 <= lower <= upper <= limit:
            raise invalid(path, "INVALID_RANGE", f"range must lie between 0 and {limit}", lower=lower, upper=upper)


def _prepare_ip_service(change: Change) -> None:
    _prepare_config(change)
    former = {route["subnet"]: route for route in change.data.get("routes", [])}
    routes = []
    for route in change.body.get("routes", []):
        subnet = read_subnet(route["value"], "routes.value")
        parent = _parent_route(change, subnet)
        if parent is None:
            message = f"Subnet {route['value']} is not part of any route of the network"
            raise invalid("routes.value", "NOT_IN_NETWORK", message, subnet=route["value"])
        routes.append(
            {
                "id": former.get(route["value"], {}).get("id") or change.tenant.store.new_id(),
                "parentRouteId": parent["id"],
                "type": f"IP_V{subnet.version}",
                "subnet": route["value"],
            }
        )
    change.data["routes"] = routes


def _prepare_host_ip_service(change: Change) -> None:
    """Release 1.0 still took and returned routing data, which lies below no route."""
    _prepare_config(change)
    routes = change.body.get("routes", [])
    if routes or change.body.get("type"):
        found = [(route["value"], read_subnet(route["value"], "routes.value").version) for route in routes]
        new_id = change.tenant.store.new_id
        change.data["routes"] = [
            {"id": new_id(), "type": f"IP_V{version}", "subnet": value} for value, version in found
        ]


def _parent_route(change: Change, subnet: Subnet) -> Optional[Record]:
    first, last = int(subnet.network_address), int(subnet.broadcast_address)
    for route in change.tenant.store.children("networks/routes", str(change.parent)):
        data = route["data"]
        if data["version"] == subnet.version and data["first"] <= first and last <= data["last"]:
            return route
    return None


def _prepare_application(change: Change) -> None:
    _prepare_config(change)
    if not change.body["routes"]:
        raise invalid("routes", "NOT_EMPTY", "must not be empty")
    former = {route["domain"]: route for route in change.data.get("routes", [])}
    routes = []
    for route in change.body["routes"]:
        domain = route["value"].strip()
        if not domain or any(sign in domain for sign in " /:"):
            raise invalid("routes.value", "INVALID_FORMAT", f"{route['value']} is not a domain name")
        routes.append(
            {
                "id": former.get(domain, {}).get("id") or change.tenant.store.new_id(),
                "type": "DOMAIN",
                "domain": domain,
                "allowEmbeddedIp": route.get("allowEmbeddedIp", False),
                "exactMatch": route.get("exactMatch", False),
            }
        )
    change.data["routes"] = routes


def _view_for(kind: str) -> Any:
    def view(tenant: Tenant, record: Record) -> Body:
        parent = {"networkItemId": record["parent"], "networkItemType": kind}
        return {**record["body"], **record["data"], **parent, "id": record["id"]}

    return view


def _declare(path: str, kind: str, parameter: str, parent: str, prepare: Any) -> Collection:
    return Collection(
        path,
        kind,
        parameter=parameter,
        parent=parent,
        defaults={"config": {"serviceTypes": ["ANY"]}},
        prepare=prepare,
        view=_view_for(parent[:-1].upper()),
        after_delete=drop_references,
    )


register(
    _declare("networks/ip-services", "Network IP service", "networkId", "networks", _prepare_ip_service),
    _declare("networks/applications", "Network application", "networkId", "networks", _prepare_application),
    _declare("hosts/ip-services", "Host IP service", "hostId", "hosts", _prepare_host_ip_service),
    _declare("hosts/applications", "Host application", "hostId", "hosts", _prepare_application),
)
