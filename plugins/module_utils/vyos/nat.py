# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""NAT rules of VyOS as data, and what the commit of each release refuses. Source: NAT reference sections 2 to 4."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import Unsupported
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Compare, Field, Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.vyos import checks

TYPES = ("source", "destination", "static")
PORT_PROTOCOLS = ("tcp", "udp", "tcp_udp")
ADDRESS_GROUPS = ("address_group", "domain_group", "network_group")
GROUP_KINDS = (*ADDRESS_GROUPS, "port_group")


def problems_of_options(stated: Model) -> Iterator[str]:
    """Yield what is wrong with the options whatever stands at the router."""
    kind = stated.get("type")
    for name in NOT_IN.get(str(kind), ()):
        if stated.get(name) not in (None, False, "", {}, []):
            yield f"{name} is no option of {kind} rules"
    translation = stated.get("translation") or {}
    if translation.get("redirect") is False and translation.get("redirect_port"):
        yield "translation.redirect is false and translation.redirect_port is set"
    if kind != "destination" and (translation.get("redirect") or translation.get("redirect_port")):
        yield f"translation.redirect is no option of {kind} rules"
    yield from _address_problems(str(kind), stated)
    if kind == "static":
        for side in ("source", "destination", "translation"):
            for name, value in (stated.get(side) or {}).items():
                if (side, name) not in STATIC_MEMBERS and value not in (None, False, "", {}):
                    yield f"{side}.{name} is no option of static rules"


def one_spelling(stated: Model) -> dict[str, Any]:
    """Return the options with interfaces as release 1.4 and later spell them: no name for any, a star for the wildcard.

    On static rules the name is a text of its own.
    """
    spelled = dict(stated)
    for option in ("inbound_interface", "outbound_interface") if stated.get("type") != "static" else ():
        name = (stated.get(option) or {}).get("name")
        if name:
            spelled[option] = {**stated[option], "name": "" if name == "any" else name.replace("+", "*")}
    return spelled


def _address_problems(kind: str, stated: Model) -> Iterator[str]:
    address = (stated.get("translation") or {}).get("address")
    check = {"source": checks.source_translation, "destination": checks.translation_address}.get(
        kind, checks.address_or_network
    )
    problem = check(address) if address else None
    if problem:
        yield f'translation.address "{address}" {problem}'
    target = (stated.get("destination") or {}).get("address")
    problem = checks.address_or_network(target) if target and kind == "static" else None
    if problem:
        yield f'destination.address "{target}" {problem}'


NOT_IN: Mapping[str, tuple[str, ...]] = {
    "source": ("inbound_interface",),
    "destination": ("outbound_interface",),
    "static": ("outbound_interface", "disable", "exclude", "protocol", "packet_type", "load_balance"),
}
STATIC_MEMBERS = {("destination", "address"), ("translation", "address")}


def problems_of_commit(rule: Model, context: Mapping[str, Any]) -> Iterator[str]:
    """Yield what the commit of the router's release would refuse."""
    release = context["release"]
    if rule["type"] == "static":
        if release == "1.3":
            raise Unsupported("Static rules need VyOS 1.4 or later; the router runs 1.3.")
        yield from _static_problems(rule)
        return
    yield from _translation_problems(rule, release)
    yield from _port_problems(rule)
    if release == "1.3":
        return
    yield from _interface_problems(rule, context)
    for side in ("source", "destination"):
        yield from _side_problems(side, rule, context)
    yield from _hash_problems(rule)


def _static_problems(rule: Model) -> Iterator[str]:
    """V19, and what the packet filter cannot do without."""
    if not _member(rule, "inbound_interface", "name"):
        yield "inbound_interface.name is missing"
    for side in ("destination", "translation"):
        if not _member(rule, side, "address"):
            yield f"{side}.address is missing"


def _translation_problems(rule: Model, release: str) -> Iterator[str]:
    """V06, V07; V32 and V34 on release 1.3."""
    address = _member(rule, "translation", "address")
    if release == "1.3":
        if not address and not rule.get("exclude"):
            yield "translation.address is missing; state it, or set exclude"
        if "/" in str(address) and _ports(rule):
            yield f"translation.address is a network, so {_ports(rule)[0]} cannot be set"
        return
    enough = address or rule.get("exclude") or _member(rule, "translation", "port")
    enough = enough or _member(rule, "load_balance", "backend") or _member(rule, "translation", "redirect")
    if not enough:
        ways = ["translation.address", "translation.port", "load_balance.backend"]
        ways += ["translation.redirect"] if rule["type"] == "destination" else []
        yield f"translation is missing; state {', '.join(ways[:-1])} or {ways[-1]}, or set exclude"


def _port_problems(rule: Model) -> Iterator[str]:
    """V09, V33."""
    protocol = rule.get("protocol") or "all"
    ports = _ports(rule)
    if ports and protocol not in PORT_PROTOCOLS:
        given = f'protocol is "{protocol}"' if rule.get("protocol") else "protocol is missing"
        yield f"{ports[0]} needs a protocol with ports and {given}; set protocol to tcp, udp or tcp_udp"


def _ports(rule: Model) -> list[str]:
    places = (("translation", "port"), ("translation", "redirect_port"), ("destination", "port"), ("source", "port"))
    return [f"{side}.{name}" for side, name in places if _member(rule, side, name)]


def _interface_problems(rule: Model, context: Mapping[str, Any]) -> Iterator[str]:
    """V01, V03, V05."""
    name = "outbound_interface" if rule["type"] == "source" else "inbound_interface"
    interface = rule.get(name) or {}
    if interface.get("name") and interface.get("group"):
        yield f'{name}.name and {name}.group are both set; clear one of them with ""'
    yield from _missing_group(f"{name}.group", "interface_group", interface.get("group"), context)


def _side_problems(side: str, rule: Model, context: Mapping[str, Any]) -> Iterator[str]:
    """V10 to V13, V15."""
    match = rule.get(side) or {}
    group = match.get("group") or {}
    used = [name for name in ADDRESS_GROUPS if group.get(name)]
    if match.get("address") and match.get("fqdn"):
        yield f'{side}.address and {side}.fqdn are both set; clear one of them with ""'
    if len(used) > 1:
        yield f'{side}.group.{used[0]} and {side}.group.{used[1]} are both set; clear one of them with ""'
    for other in ("address", "fqdn"):
        if used and match.get(other):
            yield f'{side}.group.{used[0]} and {side}.{other} are both set; clear one of them with ""'
    for name in GROUP_KINDS:
        yield from _missing_group(f"{side}.group.{name}", name, group.get(name), context)
    if group.get("port_group") and (rule.get("protocol") or "all") not in PORT_PROTOCOLS:
        yield f"{side}.group.port_group needs protocol tcp, udp or tcp_udp"


def _missing_group(option: str, kind: str, name: Any, context: Mapping[str, Any]) -> Iterator[str]:
    known = context.get("groups")
    wanted = str(name or "").removeprefix("!")
    if wanted and known is not None and wanted not in known.get(kind, ()):
        yield f'{option} "{wanted}" does not exist at the router; create the firewall group first'


def _hash_problems(rule: Model) -> Iterator[str]:
    """V16."""
    hashed = set(_member(rule, "load_balance", "hash") or ()) & {"source-port", "destination-port"}
    if hashed and rule.get("protocol") not in ("tcp", "udp"):
        yield f"load_balance.hash {sorted(hashed)[0]} needs protocol tcp or udp"


def _member(rule: Model, *names: str) -> Any:
    value: Any = rule
    for name in names:
        value = (value or {}).get(name)
    return value


def _side() -> tuple[Field, ...]:
    """Return what can be matched of the source and of the destination of a packet."""
    groups = ("address_group", "domain_group", "mac_group", "network_group", "port_group")
    return (
        Field("address", check=checks.match_address),
        Field("port", check=checks.match_ports),
        Field("fqdn", since="1.5", check=checks.fqdn),
        Field("group", type="dict", since="1.4", fields=tuple(Field(name, check=checks.text) for name in groups)),
    )


INTERFACE = (Field("name", check=checks.text), Field("group", since="1.4", check=checks.text))
HASHES = ("source-address", "destination-address", "source-port", "destination-port", "random")

NAT_RULE = Resource(
    kind="rule",
    plural="rules",
    label="NAT rule",
    addressed=False,
    identity=("type", "rule"),
    spelling=one_spelling,
    option_rules=(problems_of_options,),
    rules=(problems_of_commit,),
    fields=(
        Field("type", choices=TYPES),
        Field("rule", type="int", check=checks.rule_number),
        Field("description", check=checks.description),
        Field("disable", type="bool", absent=False),
        Field("exclude", type="bool", absent=False),
        Field("log", type="bool", absent=False),
        Field("protocol", check=checks.protocol),
        Field("packet_type", since="1.4", choices=("broadcast", "host", "multicast", "other")),
        Field("inbound_interface", type="dict", fields=INTERFACE),
        Field("outbound_interface", type="dict", fields=INTERFACE),
        Field("source", type="dict", fields=_side()),
        Field("destination", type="dict", fields=_side()),
        Field(
            "translation",
            type="dict",
            fields=(
                Field("address", check=checks.text),
                Field("port", check=checks.port),
                Field("redirect", type="bool", absent=False, since="1.4"),
                Field("redirect_port", since="1.4", check=checks.port, implies=(("redirect", True),)),
                Field(
                    "options",
                    type="dict",
                    fields=(
                        Field("address_mapping", choices=("persistent", "random")),
                        Field("port_mapping", choices=("random", "none")),
                    ),
                ),
            ),
        ),
        Field(
            "load_balance",
            type="dict",
            since="1.4",
            fields=(
                Field("hash", type="list", elements="str", compare=Compare.SET, choices=HASHES),
                Field(
                    "backend",
                    type="list",
                    compare=Compare.SET,
                    key="address",
                    fields=(
                        Field("address", check=checks.translation_address),
                        Field("weight", type="int", required=True, check=checks.weight),
                    ),
                ),
            ),
        ),
    ),
)
