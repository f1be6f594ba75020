# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Overlapping subnets are found by an index; it finds what comparing each with each finds."""

from __future__ import annotations

import ipaddress
from collections.abc import Iterator
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.guards import (
    Network,
    Subnets,
    no_overlap_among,
)
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import ROUTE
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Wish, plan


def four(bits: int, length: int) -> Network:
    """A network among few, so that many overlap."""
    return ipaddress.ip_network((0x0A000000 + (bits << 24), length), strict=False)


def six(bits: int, length: int) -> Network:
    """The same of the other family."""
    return ipaddress.ip_network(((0x20010DB8 << 96) + (bits << 90), length), strict=False)


NETWORKS: st.SearchStrategy[Any] = st.one_of(
    st.builds(four, st.integers(0, 7), st.sampled_from([0, 1, 5, 6, 7, 8, 24, 32])),
    st.builds(six, st.integers(0, 7), st.sampled_from([0, 29, 34, 35, 36, 64, 128])),
)
ODD = st.sampled_from(["", None, "no network", "10.0.0.0/33", 5, "10.0.0.1/8", "2001:DB8:0:0::/34"])


def overlap(one: Network, other: Network) -> bool:
    """Whether two networks overlap, in the plainest way."""
    first = max(int(one.network_address), int(other.network_address))
    last = min(int(one.broadcast_address), int(other.broadcast_address))
    return one.version == other.version and first <= last


@given(st.lists(NETWORKS | ODD, max_size=12), NETWORKS)
def test_the_index_finds_what_comparing_each_with_each_finds(known: list[Any], wanted: Network) -> None:
    subnets = Subnets()
    plain: list[Network] = []
    for text in known:
        subnets.add(text, f"the owner of {text}")
        plain += list(parsed(text))
    found = [network for network, _owner in subnets.overlapping(wanted)]
    assert set(found) == {network for network in plain if overlap(network, wanted)}
    owners = {str(owner) for _network, owner in subnets.overlapping(wanted)}
    assert all(owner.startswith("the owner of ") for owner in owners)


def parsed(text: Any) -> Iterator[Network]:
    """A network, if it is one."""
    try:
        yield ipaddress.ip_network(str(text), strict=False)
    except ValueError:
        return


@given(st.lists(NETWORKS, max_size=8))
def test_routes_of_one_task_overlap_if_any_two_do(wanted: list[Network]) -> None:
    plans = [plan(ROUTE, None, Wish("present", {"subnet": str(network)}, {"network": "n1"})) for network in wanted]
    pairs = [(one, other) for number, one in enumerate(wanted) for other in wanted[:number] if overlap(one, other)]
    later = {str(one) for one, _other in pairs}
    problems = list(no_overlap_among(plans))
    assert bool(problems) is bool(pairs)
    assert {problem.split('"')[1] for problem in problems} == later
