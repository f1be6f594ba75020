# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commit checks of `nat cgnat`."""

from __future__ import annotations

import ipaddress
import typing as t

from .core import Scope, ScriptCrash, check, run

_SIDES = (("source", "internal"), ("translation", "external"))


@check("V60")
def pool_is_given(scope: Scope) -> None:
    if not scope.has("pool"):
        scope.fail("V60")


@check("V61")
def rule_is_given(scope: Scope) -> None:
    if not scope.has("rule"):
        scope.fail("V61")


@check("V62")
def both_pools(scope: Scope) -> None:
    if not scope.has("pool", scope.side):
        scope.fail("V62", side=scope.side)


@check("V63")
def pools_have_ranges(scope: Scope) -> None:
    for name, conf in scope.below("pool", scope.side):
        if "range" not in conf:
            scope.fail("V63", side=scope.side, p=name)


@check("V64")
def rule_names_pools(scope: Scope) -> None:
    if not scope.has("source", "pool"):
        scope.fail("V64", side="source")
    if not scope.has("translation"):
        scope.fail("V64", side="translation")


@check("V65")
def pools_are_there(scope: Scope) -> None:
    for side, pool in _SIDES:
        name = scope.text(side, "pool")
        if name is None:
            raise ScriptCrash("KeyError: 'pool'")
        if scope.global_node("nat", "cgnat", "pool", pool, name) is None:
            scope.fail("V65", Side=pool.capitalize(), p=name)


@check("V66")
def pools_are_used_once(scope: Scope) -> None:
    for side, pool in reversed(_SIDES):
        key = f"{pool} {scope.text(side, 'pool')}"
        if key in scope.seen:
            scope.fail("V66", Side=pool.capitalize(), p=scope.text(side, "pool") or "", m=scope.seen[key])
    for side, pool in _SIDES:
        scope.seen[f"{pool} {scope.text(side, 'pool')}"] = scope.names["n"]


def _hosts(ranges: t.Iterable[str]) -> int:
    total = 0
    for text in ranges:
        first, dash, last = text.partition("-")
        if dash:
            total += int(ipaddress.IPv4Address(last)) - int(ipaddress.IPv4Address(first)) + 1
        else:
            try:
                total += ipaddress.ip_network(text).num_addresses
            except ValueError as error:
                raise ScriptCrash(f"ValueError: {error}") from error
    return total


def _port_count(text: str) -> int:
    """Only a range in numbers is understood, though the schema takes one port and names as well."""
    try:
        first, last = map(int, text.split("-"))
    except ValueError as error:
        raise ScriptCrash(f"ValueError: {error}") from error
    return last - first + 1


@check("V67")
def enough_ports(scope: Scope) -> None:
    external = scope.global_node("nat", "cgnat", "pool", "external", scope.text("translation", "pool") or "")
    internal = scope.global_node("nat", "cgnat", "pool", "internal", scope.text("source", "pool") or "")
    ports = _port_count(external.get("external-port-range", ("1024-65535",))[0])
    per_user = int(external.get("per-user-limit", {}).get("port", ("2000",))[0])
    users = ports // per_user * _hosts(external["range"])
    if _hosts(internal["range"]) > users:
        scope.fail("V67")


def verify(scope: Scope) -> None:
    run(("V60", "V61"), scope)
    for side in ("external", "internal"):
        scope.side = side
        run(("V62", "V63"), scope)
    for number, conf in scope.below("rule"):
        run(("V64", "V65", "V66", "V67"), scope.at(conf, n=number))
