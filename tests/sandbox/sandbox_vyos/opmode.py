# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The few operational commands that the simulator answers."""

from __future__ import annotations

import typing as t

from . import render
from . import tree as trees
from .router import OperationError, VyosRouter

Row = t.Tuple[str, ...]


def invalid(word: str, path: t.Sequence[str]) -> str:
    """What the shell says to a command that it does not know, or that ends too early."""
    return f"\n  Invalid command: {word} [{path[0]}]\n\n" if path else f"\n  Incomplete command: {word}\n\n"


def show(router: VyosRouter, path: t.Sequence[str]) -> str:
    """The text of a show command; raises for a command that is not known."""
    words = tuple(path)
    if words == ("version",):
        return _version(router)
    if words == ("configuration",):
        return render.to_text(router.schema, router.active)
    if words == ("configuration", "commands"):
        return render.to_commands(router.active)
    if len(words) == 3 and words[0] == "nat" and words[1] in ("source", "destination") and words[2] == "rules":
        return _nat_rules(router, words[1])
    raise OperationError(invalid("show", path))


def _version(router: VyosRouter) -> str:
    train = {"1.3": "equuleus", "1.4": "sagitta", "1.5": "current"}[router.release]
    lines = (("Version", f"VyOS {router.version}"), ("Release train", train), ("System type", "KVM guest"))
    return "\n" + "".join(f"{title + ':':18}{value}\n" for title, value in lines) + "\n"


def _side(rule: trees.Tree, side: str) -> str:
    address = rule.get(side, {}).get("address", ("0.0.0.0/0",))[0]
    port = rule.get(side, {}).get("port", ("any",))[0]
    return f"{address}\nsport {port}" if side == "source" else f"{address}\ndport {port}"


def _interface(rule: trees.Tree, node: str) -> str:
    found = rule.get(node, {})
    if isinstance(found, dict):
        found = found.get("name") or found.get("group") or ("any",)
    return str(found[0])


def _table(head: Row, rows: t.Sequence[Row]) -> str:
    lines = [head, *(line for row in rows for line in _split(row))]
    widths = [max(len(line[index]) for line in lines) for index in range(len(head))]
    ruled = [head, tuple("-" * width for width in widths), *lines[1:]]
    return "".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() + "\n" for line in ruled)


def _split(row: Row) -> t.Iterator[Row]:
    cells = [cell.split("\n") for cell in row]
    for index in range(max(len(cell) for cell in cells)):
        yield tuple(cell[index] if index < len(cell) else "" for cell in cells)


def _nat_rules(router: VyosRouter, kind: str) -> str:
    node, title = ("outbound-interface", "Out-Int") if kind == "source" else ("inbound-interface", "In-Int")
    rules = trees.lookup(router.active.tree, ("nat", kind, "rule")) or {}
    rows = []
    for number in trees.library_names(rules):
        rule = rules[number]
        target = rule.get("translation", {}).get("address", ("",))[0]
        port = rule.get("translation", {}).get("port", ("",))[0]
        protocol = "IP" if "protocol" not in rule else rule["protocol"][0].upper()
        translation = "exclude" if "exclude" in rule else f"{target}\nport {port}" if port else target
        sides = (_side(rule, "source"), _side(rule, "destination"))
        rows.append((number, *sides, protocol, _interface(rule, node), translation))
    return _table(("Rule", "Source", "Destination", "Proto", title, "Translation"), rows)
