# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between the releases of VyOS."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.vyos.releases import from_release, release_of, to_release

VERSIONS = [
    ("Version:          VyOS 1.3.8\nRelease train:    equuleus", "1.3"),
    ("Version:          VyOS 1.3-rolling-202108010217", "1.3"),
    ("Version:          VyOS 1.4.0\nRelease train:    sagitta", "1.4"),
    ("Version:          VyOS 1.4.0-epa1", "1.4"),
    ("Version:          VyOS 1.4-rolling-202308040557", "1.4"),
    ("\nVersion:          VyOS 1.5-rolling-202410030007\n", "1.5"),
    ("Version:          VyOS 1.5-stream-2025-Q1", "1.5"),
    ("Version:          VyOS 2025.09.10-0018-rolling", "1.5"),
    ("Version:          2026.03", "1.5"),
    ("Version: VyOS 1.10.0", "1.5"),
    ("Version: VyOS 1.2.9", None),
    ("Version: VyOS 0.9", None),
    ("Version: unknown", None),
    ("VyOS 1.4.0", None),
    ("Version 1.4.0", None),
    ("", None),
]


@pytest.mark.parametrize("text, expected", VERSIONS)
def test_release_of_a_version(text: str, expected: Optional[str]) -> None:
    assert release_of(text) == expected


@pytest.mark.parametrize(
    "kind, release, ours, theirs",
    [
        ("source", "1.3", {"outbound-interface": {"name": "eth0"}}, {"outbound-interface": "eth0"}),
        ("source", "1.3", {"outbound-interface": {"name": "eth*"}}, {"outbound-interface": "eth+"}),
        ("source", "1.3", {}, {"outbound-interface": "any"}),
        ("destination", "1.3", {"inbound-interface": {"name": "!eth1"}}, {"inbound-interface": "!eth1"}),
        ("destination", "1.3", {"protocol": "tcp"}, {"protocol": "tcp", "inbound-interface": "any"}),
        ("source", "1.4", {"outbound-interface": {"name": "eth*"}}, {"outbound-interface": {"name": "eth*"}}),
        ("source", "1.4", {}, {}),
        ("destination", "1.5", {"inbound-interface": {"group": "WAN"}}, {"inbound-interface": {"group": "WAN"}}),
        ("static", "1.4", {"inbound-interface": {"name": "eth0"}}, {"inbound-interface": "eth0"}),
        ("static", "1.5", {"inbound-interface": {"name": "eth+"}}, {"inbound-interface": "eth+"}),
        ("static", "1.5", {"inbound-interface": {"name": "any"}}, {"inbound-interface": "any"}),
        ("static", "1.5", {}, {}),
        ("destination", "1.4", {"translation": {"redirect": {}}}, {"translation": {"redirect": {}}}),
        (
            "destination",
            "1.4",
            {"translation": {"redirect": {}, "redirect-port": "8080"}},
            {"translation": {"redirect": {"port": "8080"}}},
        ),
        (
            "destination",
            "1.5",
            {"translation": {"address": "192.0.2.1", "port": "80", "options": {"port-mapping": "random"}}},
            {"translation": {"address": "192.0.2.1", "port": "80", "options": {"port-mapping": "random"}}},
        ),
    ],
)
def test_rules_are_written_and_read_as_the_release_does(
    kind: str, release: str, ours: dict[str, Any], theirs: dict[str, Any]
) -> None:
    assert to_release(kind, ours, release) == theirs
    assert from_release(kind, theirs, release) == ours


@pytest.mark.parametrize("kind, name", [("source", "outbound-interface"), ("destination", "inbound-interface")])
@pytest.mark.parametrize("stated", ["any", "eth+"])
def test_names_in_the_spelling_of_1_3_are_stable(kind: str, name: str, stated: str) -> None:
    """Who writes what release 1.3 itself calls it must not see a change at every run."""
    once = from_release(kind, to_release(kind, {name: {"name": stated}}, "1.3"), "1.3")
    wanted = from_release(kind, to_release(kind, once, "1.3"), "1.3")
    assert once == wanted
    assert to_release(kind, once, "1.3") == {name: stated}


def test_the_input_is_left_alone() -> None:
    ours = {"translation": {"redirect": {}, "redirect-port": "1"}, "inbound-interface": {"name": "e"}}
    theirs = {"translation": {"redirect": {"port": "1"}}, "inbound-interface": "e"}
    before = repr((ours, theirs))
    to_release("destination", ours, "1.3")
    from_release("destination", theirs, "1.3")
    assert repr((ours, theirs)) == before
