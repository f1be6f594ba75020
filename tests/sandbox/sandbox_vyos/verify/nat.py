# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commit checks of `nat source`, `nat destination` and `nat static`, from 1.4 on."""

from __future__ import annotations

import typing as t

from .core import Scope, ScriptCrash, check, run

PORT_PROTOCOLS = ("tcp", "udp", "tcp_udp")
GROUPS = ("address-group", "domain-group", "network-group", "port-group")
ADDRESS_GROUPS = ("address-group", "network-group", "domain-group")

_RULE = ("V19", "V01", "V02", "V03", "V05", "V06", "V07", "V08", "V09")
_SIDE = ("V10", "V11")
_GROUP = ("V12", "V13", "V14")
_BALANCE = ("V16", "V17", "V18")


def _interface(scope: Scope) -> str:
    return "inbound-interface" if scope.kind == "destination" else "outbound-interface"


def without_not(name: str) -> str:
    return name[1:] if name.startswith("!") else name


@check("V01")
def name_and_group(scope: Scope) -> None:
    if scope.has(_interface(scope), "name") and scope.has(_interface(scope), "group"):
        scope.fail("V01")


@check("V02")
def interface_is_there(scope: Scope) -> None:
    name = scope.text(_interface(scope), "name")
    if name is not None and name not in "any" and not scope.box.has_interface(without_not(name)):
        scope.warn("V02", name=without_not(name))


@check("V03")
def interface_group_is_there(scope: Scope) -> None:
    name = without_not(scope.text(_interface(scope), "group") or "")
    if not name:
        return
    if scope.global_node("firewall", "group", "interface-group", name) is None:
        scope.fail("V03", name=name)
    run(["V04"], scope)


@check("V04")
def interface_group_has_members(scope: Scope) -> None:
    name = without_not(scope.text(_interface(scope), "group") or "")
    if not scope.global_node("firewall", "group", "interface-group", name):
        scope.warn("V04", name=name)


@check("V05")
def interface_node_is_filled(scope: Scope) -> None:
    node = _interface(scope)
    if scope.has(node) and not scope.has(node, "name") and not scope.has(node, "group"):
        raise ScriptCrash("KeyError: 'group'")


def _translates(scope: Scope) -> bool:
    target = scope.text("translation", "address") or scope.text("translation", "port")
    return bool(target) or scope.has("exclude") or scope.has("load-balance", "backend")


@check("V06")
def source_translates(scope: Scope) -> None:
    if not _translates(scope):
        scope.fail("V06")


@check("V07")
def destination_translates(scope: Scope) -> None:
    if not _translates(scope) and not scope.has("translation", "redirect"):
        scope.fail("V07")


@check("V08")
def source_address_is_local(scope: Scope) -> None:
    address = scope.text("translation", "address")
    if address is None or address == "masquerade" or "/" in address:
        return
    for end in address.split("-"):
        if not scope.box.has_address(end):
            scope.warn("V08", ip=end)


@check("V09")
def ports_need_protocol(scope: Scope) -> None:
    places = (("translation", "port"), ("translation", "redirect", "port"), ("destination", "port"), ("source", "port"))
    if any(scope.has(*place) for place in places) and scope.protocol not in PORT_PROTOCOLS:
        scope.fail("V09")


@check("V10")
def address_or_name(scope: Scope) -> None:
    if scope.has(scope.side, "address") and scope.has(scope.side, "fqdn"):
        scope.fail("V10")


@check("V11")
def one_address_group(scope: Scope) -> None:
    if sum(scope.has(scope.side, "group", kind) for kind in ADDRESS_GROUPS) > 1:
        scope.fail("V11")


@check("V12")
def address_or_group(scope: Scope) -> None:
    if scope.names["group-type"] not in ADDRESS_GROUPS:
        return
    for other in ("address", "fqdn"):
        if scope.has(scope.side, other):
            scope.fail("V12", other=other)


@check("V13")
def group_is_there(scope: Scope) -> None:
    if scope.global_node("firewall", "group", scope.names["group-type"], scope.names["name"]) is None:
        scope.fail("V13")


@check("V14")
def group_has_members(scope: Scope) -> None:
    if not scope.global_node("firewall", "group", scope.names["group-type"], scope.names["name"]):
        scope.warn("V14")


@check("V15")
def port_group_needs_protocol(scope: Scope) -> None:
    if scope.text(scope.side, "group", "port-group") and scope.protocol not in PORT_PROTOCOLS:
        scope.fail("V15")


@check("V16")
def hash_ports_need_protocol(scope: Scope) -> None:
    hashes = scope.conf.get("load-balance", {}).get("hash", ())
    if {"source-port", "destination-port"} & set(hashes) and scope.protocol not in ("tcp", "udp"):
        scope.fail("V16")


@check("V17")
def backends_have_weights(scope: Scope) -> None:
    for _backend, conf in scope.below("load-balance", "backend"):
        weight = conf.get("weight", ("",))[0]
        if not weight:
            raise ScriptCrash("KeyError: 'weight'")
        if not weight.isdigit():
            raise ScriptCrash(f"ValueError: invalid literal for int() with base 10: '{weight}'")


@check("V18")
def weights_add_up(scope: Scope) -> None:
    weights = [int(conf["weight"][0]) for _backend, conf in scope.below("load-balance", "backend")]
    if weights and sum(weights) != 100:
        scope.warn("V18")


@check("V19")
def static_has_interface(scope: Scope) -> None:
    if not scope.has("inbound-interface"):
        scope.fail("V19")


@check("V20")
def filter_accepts(scope: Scope) -> None:
    """The packet filter's own check, as far as it follows from the tree: see `_filter_refuses`."""
    if _filter_refuses(scope):
        scope.fail("V20")


def _filter_refuses(scope: Scope) -> bool:
    if scope.kind == "static":
        return scope.has("translation") and not (
            scope.text("destination", "address") and scope.has("translation", "address")
        )
    if scope.has("disable"):
        return False
    for side in ("destination", "source"):
        name = without_not(scope.text(side, "group", "mac-group") or "")
        if name and scope.global_node("firewall", "group", "mac-group", name) is None:
            return True
    return any(" " in (scope.text(_interface(scope), word) or "") for word in ("name", "group"))


def _check_sides(scope: Scope) -> None:
    for side in ("destination", "source"):
        if not scope.has(side):
            continue
        scope.side = side
        run(_SIDE, scope)
        for kind in GROUPS:
            name = scope.text(side, "group", kind)
            if name is not None:
                run(_GROUP, scope.at(scope.conf, **{"group-type": kind, "name": without_not(name)}))
        run(["V15"], scope)


def rules(scope: Scope, kinds: t.Sequence[str]) -> t.Iterator[Scope]:
    """One scope per rule, kind by kind, each in natural order."""
    for kind in kinds:
        for number, conf in scope.below(kind, "rule"):
            name = number.replace("-", "_")
            title = f"{kind.capitalize()} NAT configuration error in rule {name}:"
            inner = scope.at(conf, n=name, S=title)
            inner.kind = kind
            yield inner


def verify(scope: Scope) -> None:
    """All rules of `nat` in the order of the real script, then the packet filter."""
    for rule in rules(scope, ("source", "destination", "static")):
        run(_RULE, rule)
        _check_sides(rule)
        run(_BALANCE, rule)
    for rule in rules(scope, ("source", "destination", "static")):
        run(["V20"], rule)
