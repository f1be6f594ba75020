# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commit checks of `nat66` and `nat64`."""

from __future__ import annotations

import ipaddress

from .core import Scope, check, run
from .nat import ADDRESS_GROUPS, without_not

_NAT66 = ("V42", "V41", "V40", "V44", "V43")
_NAT64 = ("V50", "V51", "V53")


def _is_ipv6(text: str) -> bool:
    try:
        return ipaddress.ip_interface(text).version == 6
    except ValueError:
        return False


@check("V40")
def address_is_given(scope: Scope) -> None:
    if not scope.has("translation", "address") and not scope.has("exclude"):
        scope.fail("V40")


@check("V41")
def address_is_ipv6(scope: Scope) -> None:
    address = scope.text("translation", "address") or "masquerade"
    if address != "masquerade" and not _is_ipv6(address):
        scope.fail("V41", v=address)


@check("V42")
def interface_is_there(scope: Scope) -> None:
    node = "inbound-interface" if scope.kind == "nat66-destination" else "outbound-interface"
    name = scope.text(node, "name") or ""
    if name not in "any" and not scope.box.has_interface(without_not(name)):
        scope.warn("V42", name=without_not(name))


@check("V43")
def one_address_group(scope: Scope) -> None:
    if sum(scope.has("destination", "group", kind) for kind in ADDRESS_GROUPS) > 1:
        scope.fail("V43")


@check("V44")
def prefix_is_plain(scope: Scope) -> None:
    prefix = scope.text("source", "prefix")
    if prefix is not None and not _is_ipv6(prefix):
        scope.fail("V44")


@check("V50")
def prefix_is_given(scope: Scope) -> None:
    if not scope.has("source", "prefix"):
        scope.fail("V50")


def _prefix(scope: Scope) -> ipaddress.IPv6Network:
    return ipaddress.IPv6Network(scope.text("source", "prefix") or "::/96")


@check("V51")
def prefix_is_96(scope: Scope) -> None:
    if _prefix(scope).prefixlen != 96:
        scope.fail("V51")


@check("V53")
def ninth_octet_is_zero(scope: Scope) -> None:
    if _prefix(scope).network_address.packed[8]:
        scope.fail("V53")


@check("V52")
def pool_has_address(scope: Scope) -> None:
    if not scope.has("address"):
        scope.fail("V52")


@check("V54")
def pool_has_port(scope: Scope) -> None:
    if not scope.has("port"):
        scope.fail("V54")


def verify_nat66(scope: Scope) -> None:
    for kind in ("source", "destination"):
        for number, conf in scope.below(kind, "rule"):
            rule = scope.at(conf, n=number)
            rule.kind = f"nat66-{kind}"
            run(_NAT66, rule)


def verify_nat64(scope: Scope) -> None:
    for number, conf in scope.below("source", "rule"):
        rule = scope.at(conf, n=number)
        run(_NAT64, rule)
        for pool, pool_conf in rule.below("translation", "pool"):
            run(("V52", "V54"), rule.at(pool_conf, p=pool))
