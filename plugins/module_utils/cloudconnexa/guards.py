# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a CloudConnexa tenant refuses for reasons that lie outside the object itself."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator, Mapping
from typing import Optional, Union

from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import Reader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Plan

Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]


def all_or_some_regions(stated: Model) -> Iterator[str]:
    """A user group has all regions or a list of them (API reference section 2.12)."""
    if stated.get("all_regions_included") and stated.get("vpn_regions"):
        yield "all_regions_included is true and vpn_regions names some; state one of them"


def no_overlap(plan: Plan, reader: Reader) -> Optional[str]:
    """A route must not overlap another route or a system subnet of the tenant (API reference section 1.10, number 5)."""
    if plan.model is None or not plan.touches("subnet"):
        return None
    wanted = ipaddress.ip_network(str(plan.model["subnet"]))
    networks = reader.all(reader.kind("network"))
    owners = {str(route.get("id")): network for network in networks for route in network.get("routes") or []}
    for route in reader.all(plan.resource):
        if route.get("id") != plan.model.get("id") and _overlap(wanted, route.get("subnet")):
            owner = owners.get(str(route.get("id")))
            where = f'network "{owner["name"]}"' if owner else "another network"
            return f'route "{wanted}" overlaps the route {route["subnet"]} of {where}; choose a subnet that is free in the whole tenant.'
    for network in networks:
        for subnet in network.get("system_subnets") or []:
            if _overlap(wanted, subnet):
                return f'route "{wanted}" overlaps the system subnet {subnet} of network "{network["name"]}"; choose another one.'
    return None


def ipsec_of_ipsec_connectors(plan: Plan, reader: Reader) -> Optional[str]:
    """Only IPsec connectors can be started and stopped (API reference section 1.7)."""
    if plan.model is None or not {step.verb for step in plan.steps} & {"start", "stop"}:
        return None
    if plan.model.get("ipsec_config"):
        return None
    return f"{plan.header} is no IPsec connector and cannot be started or stopped; state ipsec_config, or use state active or suspended."


def tunnel_secrets_known(plan: Plan, reader: Reader) -> Optional[str]:
    """A change replaces the whole configuration of a tunnel, so its secrets must be known (API reference section 1.9, 2.3)."""
    config = (plan.model or {}).get("ipsec_config") or {}
    needed = {"SHARED_SECRET": "pre_shared_key", "CERTIFICATE": "peer_certificate"}.get(
        str(config.get("authentication_type"))
    )
    if needed is None or config.get(needed) or not any(step.verb == "update" for step in plan.steps):
        return None
    return (
        f"{plan.header}: the service does not give back the secrets of the tunnel, and a change replaces them; "
        f"state ipsec_config.{needed} and the other secrets too."
    )


def network_members(plan: Plan, reader: Reader) -> Optional[str]:
    """What IP services and applications of networks need, and those of hosts cannot have (API reference 2.5, 2.6, 2.9)."""
    model = plan.model or {}
    if plan.scope.get("host") and any(
        route.get("exact_match") for route in model.get("routes") or [] if isinstance(route, Mapping)
    ):
        return f"{plan.header}: exact_match is for applications of networks; leave it out."
    typed = any(field.name == "type" for field in plan.resource.fields)
    if typed and plan.scope.get("network") and plan.touches("type") and not model.get("type"):
        return f"{plan.header}: type is missing; state IP_SOURCE or SERVICE_DESTINATION."
    return None


def _overlap(wanted: Network, text: object) -> bool:
    try:
        other = ipaddress.ip_network(str(text), strict=False)
    except ValueError:
        return False
    if isinstance(wanted, ipaddress.IPv4Network):
        return isinstance(other, ipaddress.IPv4Network) and wanted.overlaps(other)
    return isinstance(other, ipaddress.IPv6Network) and wanted.overlaps(other)
