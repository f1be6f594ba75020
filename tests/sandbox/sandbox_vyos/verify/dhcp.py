# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commit checks of `service dhcp-server`."""

from __future__ import annotations

import ipaddress
import typing as t

from .core import Finished, Scope, check, run

_RANGE = ("D06", "D07", "D08", "D21")
_MAPPING = ("D09", "D10", "D11", "D12", "D13", "D14")


def _network(scope: Scope) -> ipaddress.IPv4Network:
    return ipaddress.IPv4Network(scope.names["subnet"])


def _place(scope: Scope, word: str) -> str:
    """A name for what is collected within one subnet of one shared network."""
    return f"{word} {scope.names['network']} {scope.names['subnet']}"


def _inside(scope: Scope, address: str) -> bool:
    return ipaddress.ip_address(address) in _network(scope)


@check("D20")
def server_is_on(scope: Scope) -> None:
    if scope.has("disable"):
        raise Finished


@check("D01")
def networks_are_given(scope: Scope) -> None:
    if not scope.has("shared-network-name"):
        scope.fail("D01")


@check("D02")
def subnets_are_given(scope: Scope) -> None:
    if not scope.has("subnet"):
        scope.fail("D02")


@check("D03")
def subnet_has_id(scope: Scope) -> None:
    if not scope.has("subnet-id"):
        scope.fail("D03")


@check("D04")
def subnet_id_is_unique(scope: Scope) -> None:
    ids = scope.seen.setdefault("subnet-id", [])
    if scope.text("subnet-id") in ids:
        scope.fail("D04")
    ids.append(scope.text("subnet-id"))


@check("D05")
def subnet_gives_addresses(scope: Scope) -> None:
    if not scope.has("range") and not scope.has("static-mapping"):
        scope.fail("D05")


@check("D06")
def range_has_both_ends(scope: Scope) -> None:
    if not scope.has("start") or not scope.has("stop"):
        scope.fail("D06")


def _ends(scope: Scope) -> t.Tuple[ipaddress.IPv4Address, ipaddress.IPv4Address]:
    return ipaddress.IPv4Address(scope.text("start") or "0"), ipaddress.IPv4Address(scope.text("stop") or "0")


@check("D07")
def range_is_inside(scope: Scope) -> None:
    for end in ("start", "stop"):
        if not _inside(scope, scope.text(end) or ""):
            scope.fail("D07", end=end)


@check("D08")
def range_is_in_order(scope: Scope) -> None:
    start, stop = _ends(scope)
    if stop < start:
        scope.fail("D08")


@check("D21")
def ranges_are_apart(scope: Scope) -> None:
    earlier = scope.seen.setdefault(_place(scope, "ranges"), [])
    start, stop = _ends(scope)
    for low, high in earlier:
        for end, address in (("start", start), ("stop", stop)):
            if low <= address <= high:
                scope.fail("D21", end=end, ip=str(address))
    earlier.append((start, stop))


@check("D09")
def mapping_is_inside(scope: Scope) -> None:
    address = scope.text("ip-address")
    if address is not None and not _inside(scope, address):
        scope.fail("D09")


@check("D10")
def mapping_has_mac(scope: Scope) -> None:
    if scope.has("ip-address") and not scope.has("mac-address"):
        scope.fail("D10")


@check("D11")
def mapping_has_one_identity(scope: Scope) -> None:
    if scope.has("ip-address") and scope.has("mac") == scope.has("duid"):
        scope.fail("D11")


def _unique(scope: Scope, name: str, leaf: str) -> None:
    value = scope.text(leaf)
    if value is None or scope.has("disable"):
        return
    used = scope.seen.setdefault(_place(scope, leaf), [])
    if value in used:
        scope.fail(name)
    used.append(value)


@check("D12")
def address_is_unique(scope: Scope) -> None:
    _unique(scope, "D12", "ip-address")


@check("D13")
def mac_is_unique(scope: Scope) -> None:
    _unique(scope, "D13", "mac-address" if scope.report.release == "1.4" else "mac")


@check("D14")
def duid_is_unique(scope: Scope) -> None:
    _unique(scope, "D14", "duid")


@check("D15")
def subnets_are_apart(scope: Scope) -> None:
    for other in scope.seen["subnets"]:
        if other != scope.names["subnet"] and _network(scope).overlaps(ipaddress.IPv4Network(other)):
            scope.fail("D15", a=scope.names["subnet"], b=other)


@check("D22")
def subnet_is_unique(scope: Scope) -> None:
    subnets = scope.seen.setdefault("subnets", [])
    if scope.names["subnet"] in subnets:
        scope.fail("D22")
    subnets.append(scope.names["subnet"])


@check("D16")
def one_network_is_active(scope: Scope) -> None:
    if all("disable" in conf for _name, conf in scope.below("shared-network-name")):
        scope.fail("D16")


@check("D17")
def server_can_listen(scope: Scope) -> None:
    if not scope.has("listen-address") and not scope.seen.get("connected"):
        scope.fail("D17")


@check("D18")
def listen_address_is_local(scope: Scope) -> None:
    for address in scope.conf.get("listen-address", ()):
        if not scope.box.has_address(address):
            scope.fail("D18", ip=address)


@check("D19")
def excluded_is_inside(scope: Scope) -> None:
    for address in scope.conf.get("exclude", ()):
        if not _inside(scope, address):
            scope.fail("D19", ip=address)


@check("D23")
def routes_have_next_hop(scope: Scope) -> None:
    for route, conf in scope.below("static-route"):
        if "next-hop" not in conf:
            scope.fail("D23", route=route)


@check("D24")
def one_way_to_listen(scope: Scope) -> None:
    if scope.has("listen-address") and scope.has("listen-interface"):
        scope.fail("D24")


@check("D25")
def listen_interface_is_there(scope: Scope) -> None:
    for name in scope.conf.get("listen-interface", ()):
        if not scope.box.has_interface(name):
            scope.fail("D25", name=name)


def _sliced_ranges(scope: Scope) -> t.Iterator[t.Tuple[str, t.Dict[str, t.Tuple[str, ...]]]]:
    """The ranges of a subnet as the server gets them: cut at the excluded addresses, then numbered from 0."""
    excluded = sorted(ipaddress.IPv4Address(address) for address in scope.conf.get("exclude", ()))
    if not excluded:
        yield from scope.below("range")
        return
    number = 0
    for _name, conf in scope.below("range"):
        if "start" not in conf or "stop" not in conf:
            continue
        low, stop = ipaddress.IPv4Address(conf["start"][0]), ipaddress.IPv4Address(conf["stop"][0])
        for address in [item for item in excluded if low <= item <= stop]:
            if low < address:
                yield str(number), {"start": (str(low),), "stop": (str(address - 1),)}
                number += 1
            low = address + 1
        if low <= stop:
            yield str(number), {"start": (str(low),), "stop": (str(stop),)}
            number += 1


def _verify_subnet(scope: Scope) -> None:
    """The real script uses one variable twice: after two ranges, messages name a range in place of the network."""
    run(("D03", "D04", "D23"), scope)
    for name, conf in _sliced_ranges(scope):
        run(_RANGE, scope.at(conf, r=name))
        earlier = scope.seen[_place(scope, "ranges")][:-1]
        if earlier:
            scope.names["net"] = f"{earlier[-1][0]}-{earlier[-1][1]}"
    run(("D19", "D05"), scope)
    for name, conf in scope.below("static-mapping"):
        run(_MAPPING, scope.at(conf, m=name))


def verify(scope: Scope) -> None:
    """The checks in the order of the real script: networks and subnets in natural order, then the server."""
    run(("D20", "D01"), scope)
    for net, conf in scope.below("shared-network-name"):
        network = scope.at(conf, net=net, network=net)
        run(["D02"], network)
        for subnet, subnet_conf in network.below("subnet"):
            inner = network.at(subnet_conf, subnet=subnet)
            _verify_subnet(inner)
            network.names["net"] = inner.names["net"]
            if "disable" not in conf and scope.box.is_connected(subnet):
                scope.seen["connected"] = True
            run(("D22", "D15"), inner)
    run(("D16", "D18", "D17", "D24", "D25"), scope)
