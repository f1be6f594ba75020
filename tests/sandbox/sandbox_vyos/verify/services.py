# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commit checks of the firewall groups, `service https` and the Ethernet interfaces."""

from __future__ import annotations

import typing as t

from .core import Scope, check, run

# The kinds of groups that can include others, in the order of the real script.
_NESTED = ("address-group", "network-group", "mac-group", "port-group", "ipv6-address-group", "ipv6-network-group")


@check("F01")
def included_group_is_there(scope: Scope) -> None:
    if scope.names["name"] not in scope.conf:
        scope.fail("F01")


@check("F02")
def no_circle(scope: Scope) -> None:
    if scope.names["name"] in scope.seen["groups"]:
        scope.fail("F02", name=scope.names["group"])


def _check_group(scope: Scope, group: str, seen: t.List[str]) -> None:
    includes = scope.conf[group].get("include", ())
    if not includes:
        return
    seen.append(group)
    scope.seen["groups"] = seen
    for name in includes:
        run(("F01", "F02"), scope.at(scope.conf, name=name, group=group))
        _check_group(scope, name, seen)


def verify_firewall(scope: Scope) -> None:
    for kind in _NESTED:
        groups = dict(scope.below("group", kind))
        for group in groups:
            _check_group(scope.at(groups), group, [])


@check("H01")
def key_ids_have_keys(scope: Scope) -> None:
    for name, conf in scope.below("api", "keys", "id"):
        if "key" not in conf:
            scope.fail("H01", id=name)


@check("H02")
def one_key_at_least(scope: Scope) -> None:
    by_token = scope.text("api", "graphql", "authentication", "type") == "token"
    if scope.has("api") and not scope.has("api", "keys", "id") and not by_token:
        scope.fail("H02")


def verify_https(scope: Scope) -> None:
    run(("H01", "H02"), scope)


@check("I01")
def interface_is_there(scope: Scope) -> None:
    if not scope.box.has_interface(scope.names["name"]):
        scope.fail("I01")


def verify_ethernet(scope: Scope) -> None:
    run(["I01"], scope)
