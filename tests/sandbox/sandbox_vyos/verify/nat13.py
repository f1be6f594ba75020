# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commit checks of `nat` in 1.3."""

from __future__ import annotations

from .core import Scope, check, run
from .nat import PORT_PROTOCOLS, rules

_RULE = ("V30", "V31", "V35", "V36", "V32", "V33", "V34")


def _has_port(scope: Scope) -> bool:
    return any(scope.has(side, "port") for side in ("translation", "destination", "source"))


@check("V30")
def outbound_interface(scope: Scope) -> None:
    if not scope.has("outbound-interface"):
        scope.fail("V30")


@check("V31")
def inbound_interface(scope: Scope) -> None:
    if not scope.has("inbound-interface"):
        scope.fail("V31")


@check("V32")
def translation_address(scope: Scope) -> None:
    if not scope.has("translation", "address") and not scope.has("exclude"):
        scope.fail("V32")


@check("V33")
def ports_need_protocol(scope: Scope) -> None:
    if _has_port(scope) and scope.protocol not in PORT_PROTOCOLS:
        scope.fail("V33")


@check("V34")
def ports_need_single_address(scope: Scope) -> None:
    if _has_port(scope) and "/" in (scope.text("translation", "address") or ""):
        scope.fail("V34")


@check("V35")
def interface_is_there(scope: Scope) -> None:
    name = scope.text("outbound-interface") or scope.text("inbound-interface") or ""
    if name not in "any" and not scope.box.has_interface(name):
        scope.warn("V35", name=name)


@check("V36")
def source_address_is_local(scope: Scope) -> None:
    address = scope.text("translation", "address")
    for end in (address or "masquerade").split("-"):
        if end != "masquerade" and not scope.box.has_address(end):
            scope.warn("V36", ip=end)


def verify(scope: Scope) -> None:
    for rule in rules(scope, ("source", "destination")):
        run(_RULE, rule)
