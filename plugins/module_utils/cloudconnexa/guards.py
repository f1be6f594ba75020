# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a CloudConnexa tenant refuses for reasons that lie outside the object itself."""

from __future__ import annotations

import bisect
import ipaddress
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from typing import Optional, Union

from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import Reader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Model, Pending
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Plan
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource

Network = Union[ipaddress.IPv4Network, ipaddress.IPv6Network]
# How users sign in whom the tenant itself knows (API reference section 2.11).
LOCAL = ("INTERNAL", "PASSKEY")


def all_or_some_regions(stated: Model) -> Iterator[str]:
    """A user group has all regions or a list of them (API reference section 2.12)."""
    if stated.get("all_regions_included") and stated.get("vpn_regions"):
        yield "all_regions_included is true and vpn_regions names some; state one of them"


class Subnets:
    """Networks with their owners, asked which of them overlap another one without looking at all of them."""

    def __init__(self) -> None:
        self._owners: dict[Network, str] = {}
        self._starts: dict[int, list[int]] = {4: [], 6: []}
        self._at: dict[tuple[int, int], list[Network]] = {}

    def add(self, text: object, owner: str) -> None:
        """Add a network. What is none is left out."""
        found = _network(text)
        if found is None:
            return
        start = int(found.network_address)
        if (found.version, start) not in self._at:
            bisect.insort(self._starts[found.version], start)
        self._owners.setdefault(found, owner)
        self._at.setdefault((found.version, start), []).append(found)

    def overlapping(self, wanted: Network) -> Iterator[tuple[Network, str]]:
        """Yield the networks that overlap another one, each with its owner: those around it, then those in it."""
        for length in range(wanted.prefixlen + 1):
            around = wanted.supernet(new_prefix=length)
            if around in self._owners:
                yield around, self._owners[around]
        starts = self._starts[wanted.version]
        first, last = int(wanted.network_address), int(wanted.broadcast_address)
        for start in starts[bisect.bisect_left(starts, first) : bisect.bisect_right(starts, last)]:
            for inside in self._at[(wanted.version, start)]:
                if inside.prefixlen > wanted.prefixlen:
                    yield inside, self._owners[inside]


def no_overlap(plan: Plan, reader: Reader) -> Optional[str]:
    """A route must not overlap another route or a system subnet of the tenant (API reference section 1.10, number 5)."""
    if plan.model is None or not plan.touches("subnet"):
        return None
    wanted = _network(plan.model["subnet"])
    own = _network(next((step.before.get("subnet") for step in plan.steps if step.before), None))
    for found, owner in reader.once("subnets", lambda: _taken(reader)).overlapping(wanted) if wanted else ():
        if owner.startswith("the system subnet"):
            return f'route "{wanted}" overlaps {owner}; choose another one.'
        if found != own:
            return f'route "{wanted}" overlaps {owner}; choose a subnet that is free in the whole tenant.'
    return None


def _taken(reader: Reader) -> Subnets:
    """Return all subnets of the tenant that are in use."""
    subnets = Subnets()
    networks = reader.all(reader.kind("network"))
    names = {str(network.get("id")): f'network "{network["name"]}"' for network in networks}
    owners = {str(route.get("id")): str(network["id"]) for network in networks for route in network.get("routes") or []}
    for route in reader.all(reader.kind("route")):
        owner = names.get(str(owners.get(str(route.get("id")))), "another network")
        subnets.add(route.get("subnet"), f"the route {route.get('subnet')} of {owner}")
    for network in networks:
        for subnet in network.get("system_subnets") or []:
            subnets.add(subnet, f'the system subnet {subnet} of network "{network["name"]}"')
    return subnets


def no_overlap_among(plans: Sequence[Plan]) -> Iterator[str]:
    """Routes that one task makes must not overlap each other."""
    subnets = Subnets()
    for plan in plans:
        wanted = _network((plan.model or {}).get("subnet"))
        if wanted is None or not plan.touches("subnet"):
            continue
        for _found, owner in subnets.overlapping(wanted):
            yield f"{plan.header} overlaps {owner}; choose subnets that do not"
            break
        subnets.add(wanted, plan.header)


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


def services_within_routes(plans: Sequence[Plan], going: Sequence[Plan], reader: Reader) -> Iterator[str]:
    """The subnets of an IP service lie in routes of its network, those of the same task included (API reference 1.10, 2.5)."""
    routes, services = reader.kind("route"), reader.kind("ip_service")
    gone = {(plan.resource.kind, step.identifier) for plan in going for step in plan.steps}
    left = {plan.scope.get("network") for plan in going if plan.resource is routes}
    made: dict[object, list[Model]] = {}
    for plan in plans:
        if plan.resource is routes and plan.model is not None:
            made.setdefault(plan.scope.get("network"), []).append(plan.model)
    for plan in _services(plans, services, left, gone, reader):
        network, model = plan.scope.get("network"), plan.model or {}
        if network is None or not (plan.touches("routes") or network in left):
            continue
        present = () if isinstance(network, Pending) else reader.all(routes, {"network": network})
        known = [one for one in present if ("route", str(one.get("id"))) not in gone] + made.get(network, [])
        holding = [found for found in (_network(one.get("subnet")) for one in known) if found]
        for subnet in model.get("routes") or []:
            wanted = _network(subnet)
            if wanted and not any(_holds(route, wanted) for route in holding):
                yield f"{plan.header} names {subnet}, which lies in no route that the network has then; state such a route, or drop the subnet"


def _services(
    plans: Sequence[Plan], services: Resource, left: Iterable[object], gone: Container[object], reader: Reader
) -> Iterator[Plan]:
    """Yield the plans of IP services, and the services that stay in networks that lose routes."""
    stated = {step.identifier for plan in plans for step in plan.steps if plan.resource is services}
    for plan in plans:
        if plan.resource is services and plan.model is not None:
            stated.add(str(plan.model.get("id")))
            yield plan
    for network in left:
        names = reader.names().get("network", {})
        for model in reader.all(services, {"network": network}):
            if str(model.get("id")) not in stated and ("ip_service", str(model.get("id"))) not in gone:
                place = f' of network "{names.get(str(network), network)}"'
                yield Plan(services, services.name_of(model), scope={"network": network}, model=model, place=place)


def _holds(route: Network, subnet: Network) -> bool:
    if isinstance(route, ipaddress.IPv4Network):
        return isinstance(subnet, ipaddress.IPv4Network) and subnet.subnet_of(route)
    return isinstance(subnet, ipaddress.IPv6Network) and subnet.subnet_of(route)


def room_for_device(plan: Plan, reader: Reader) -> Optional[str]:
    """A user has no more devices than the user group allows (API reference section 2.11)."""
    if plan.model is None or not plan.touches():
        return None
    user = reader.later("user", plan.scope["user"]) or {}
    group = reader.later("user_group", user.get("group")) or {}
    most = group.get("max_device")
    known = not isinstance(plan.scope["user"], Pending)
    present = len(reader.all(plan.resource, plan.scope)) if known else 0
    if not isinstance(most, int) or present + reader.coming(plan.resource, plan.scope) < most:
        return None
    return (
        f'{plan.header} would be one too many: max_device of user group "{group.get("name")}" is {most}; '
        "raise it, or delete another device of the user first."
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


def _network(text: object) -> Optional[Network]:
    try:
        return ipaddress.ip_network(str(text), strict=False)
    except ValueError:
        return None


def owners_and_guests(user: Model) -> str:
    """The owner of a tenant holds its credentials, and an identity provider brings its users back."""
    if user.get("role") == "OWNER":
        return "the owner of the tenant"
    return "a user of an identity provider" if user.get("auth_type") not in (None, "", *LOCAL) else ""


def default_user_group(group: Model) -> str:
    """Every tenant has a user group of this name (API reference section 2.12)."""
    return "the default user group" if group.get("name") == "Default" else ""


def default_access_group(group: Model) -> str:
    """Every tenant starts with an access group that the service made (API reference section 2.16)."""
    return "the default access group" if group.get("default_group") else ""
