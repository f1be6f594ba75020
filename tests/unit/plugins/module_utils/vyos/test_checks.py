# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Values that VyOS accepts and refuses."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.vyos import checks

Check = Callable[[Any], Optional[str]]
# Check, values that it accepts, values that it refuses. What VyOS lets slip by mistake (tcp-foo) is refused here; service
# names are not looked up, since only the router knows its own list of them.
VECTORS: list[tuple[Check, list[Any], list[Any]]] = [
    (
        checks.rule_number,
        [1, 10, 999999, "1", "10", "999999"],
        [0, 1000000, -1, "0", "1000000", "-1", "abc", "1.5", "²"],
    ),
    (
        checks.match_address,
        [
            "192.0.2.1",
            "192.0.2.0/24",
            "192.0.2.1/32",
            "0.0.0.0/0",
            "192.0.2.10-192.0.2.20",
            "!192.0.2.1",
            "!192.0.2.0/24",
            "!192.0.2.10-192.0.2.20",
        ],
        [
            "192.0.2.1/24",
            "192.0.2.256",
            "192.0.02.1",
            "192.0.2",
            "any",
            "",
            "192.0.2.20-192.0.2.10",
            "192.0.2.0/255.255.255.0",
            "2001:db8::1",
            "!!192.0.2.1",
            "192.0.2.1,192.0.2.2",
            "192.0.2.10 - 192.0.2.20",
            "192.0.2.10-20",
            "masquerade",
        ],
    ),
    (
        checks.translation_address,
        ["192.0.2.1", "192.0.2.0/25", "192.0.2.10-192.0.2.20"],
        ["!192.0.2.1", "masquerade", "192.0.2.1/24", ""],
    ),
    (
        checks.source_translation,
        ["masquerade", "203.0.113.111/32", "192.0.2.1", "192.0.2.10-192.0.2.20"],
        ["Masquerade", "masq", "!masquerade", "!192.0.2.1"],
    ),
    (
        checks.address_or_network,
        ["192.0.2.1", "192.0.2.0/24"],
        ["192.0.2.10-192.0.2.20", "!192.0.2.1", "192.0.2.1/24", "masquerade"],
    ),
    (
        checks.match_ports,
        ["80", "80,443", "1000-2000", "80,1000-2000,!443", "!22", "http", "http,https", "5-5", "1", "65535"],
        ["0", "65536", "90-80", "80, 443", "80,", ",80", "80:90", "", "1-65536", "80-", "-80", "!!22", "²", "80-²"],
    ),
    (
        checks.port,
        ["80", "1000-2000", "5-5", "http", "http-alt"],
        ["0", "65536", "80,443", "!80", "2000-1000", "", "80 ", "²"],
    ),
    (
        checks.protocol,
        ["tcp", "udp", "tcp_udp", "all", "!tcp", "6", "0", "255", "icmp", "gre", "icmpv6", "ax.25"],
        ["256", "-1", "foo", "TCP", "!6", "", "tcp-foo", "!!tcp", "²"],
    ),
    (checks.fqdn, ["host1", "example.org", "a-b.c"], ["-host", "ho_st", ""]),
    (checks.weight, [1, 50, 100], [0, 101, -1]),
    (checks.description, ["", "x y z", "ü", "x" * 255], ["x" * 256, "it's", 'a "b"', "a\nb"]),
    (checks.text, ["", "WAN", "_x", "a.b-c_d+e", "1st"], ["it's", 'a"b', "a\nb"]),
]


def values(accepted: bool) -> Iterator[Any]:
    for check, good, bad in VECTORS:
        for value in good if accepted else bad:
            yield pytest.param(check, value, id=f"{check.__name__} {value!r}"[:60])


@pytest.mark.parametrize("check, value", list(values(True)))
def test_accepted(check: Check, value: Any) -> None:
    assert check(value) is None


@pytest.mark.parametrize("check, value", list(values(False)))
def test_refused(check: Check, value: Any) -> None:
    problem = check(value)
    assert problem
    assert problem.startswith(("is ", "must ", "has ", "holds "))


@given(st.text(max_size=20))
def test_no_text_breaks_a_check(text: str) -> None:
    for check, _good, _bad in VECTORS:
        if check is not checks.weight:
            assert check(text) is None or isinstance(check(text), str)


@pytest.mark.parametrize("value, close", [("TCP", "tcp"), ("tcpudp", "tcp_udp"), ("icpm", "icmp"), ("?", "tcp")])
def test_a_wrong_protocol_comes_with_a_suggestion(value: str, close: str) -> None:
    assert close in (checks.protocol(value) or "")


def test_a_network_with_host_bits_comes_with_the_right_one() -> None:
    assert "192.0.2.0/24" in (checks.translation_address("192.0.2.1/24") or "")


def test_a_wrong_item_of_a_list_is_named() -> None:
    assert '"90-80"' in (checks.match_ports("80,90-80") or "")
