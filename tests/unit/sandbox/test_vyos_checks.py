# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every commit check of the data file fires on a configuration that deserves it, with its own words."""

from __future__ import annotations

import pathlib
import typing as t

import pytest
import yaml

from sandbox_vyos import VyosRouter, edits, trees
from sandbox_vyos.schema import load_data

Case = t.Dict[str, t.Any]

DST, SRC = "nat destination rule 10", "nat source rule 10"
SUBNET = "service dhcp-server shared-network-name LAN subnet 192.0.2.0/24"


def _cases() -> t.List[Case]:
    text = pathlib.Path(__file__).with_suffix(".yaml").read_text(encoding="utf-8")
    found: t.List[Case] = yaml.safe_load(text)["cases"]
    return found


def _apply(router: VyosRouter, command: str) -> None:
    path = tuple(command.lstrip("-=").split())
    if command.startswith("="):
        tree = trees.replace(router.working.tree, path[:-1], (path[-1],))
        router.working = router.working.with_tree(tree)
        return
    change = edits.delete_path if command.startswith("-") else edits.set_path
    router.working = change(router.schema, router.working, path)


def _commit(release: str, commands: t.Iterable[str]) -> str:
    router = VyosRouter(release=release)
    router.set_knobs({"drop_reason": False})
    for command in commands:
        _apply(router, command)
    return router.begin_commit().output


@pytest.mark.parametrize("case", _cases(), ids=lambda case: str(case["check"]))
def test_check(case: Case) -> None:
    words = " ".join(_commit(case["release"], case["commands"]).split())
    reason = case["reason"]
    assert reason in words
    assert ("Commit failed" in words) is bool(reason and not reason.startswith("WARNING"))


def test_every_check_has_a_case() -> None:
    assert {entry["id"] for entry in load_data()["verify"]} == {case["check"] for case in _cases()}


@pytest.mark.parametrize(
    ("release", "commands"),
    [
        ("1.3", [f"{SRC} outbound-interface eth0", f"{SRC} translation address masquerade"]),
        ("1.3", [f"{DST} inbound-interface any", f"{DST} exclude"]),
        ("1.4", ["nat source", "nat destination", "nat static", f"{SRC} exclude"]),
        ("1.4", [f"{DST} protocol tcp", f"{DST} translation port 80"]),
        (
            "1.4",
            ["nat66 source rule 1 translation address masquerade", "nat64 source rule 1 source prefix 64:ff9b::/96"],
        ),
        ("1.4", ["nat static rule x inbound-interface eth0", "nat static rule x destination address 192.0.2.9"]),
        ("1.5", [f"{SUBNET} subnet-id 1", f"{SUBNET} range 0 start 192.0.2.9", f"{SUBNET} range 0 stop 192.0.2.9"]),
        ("1.5", [f"{SUBNET} subnet-id 1", f"{SUBNET} static-mapping web mac 00:50:56:00:00:01"]),
    ],
)
def test_good_configurations_are_silent(release: str, commands: t.List[str]) -> None:
    assert _commit(release, commands) == ""
