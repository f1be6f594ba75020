# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the kinds of object of a tenant have of their own: plans, and the form in which they are sent."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.access import ACCESS_GROUP
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.networks import APPLICATION, CONNECTOR
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Wish, plan
from ansible_collections.wanforge.edge.plugins.module_utils.converge.view import result_view
from ansible_collections.wanforge.edge.plugins.module_utils.converge.wire import decode, encode

DETECTION = {"timeoutSec": 30, "deadPeerHandling": "RESTART"}
TUNNEL = {
    "id": "c1",
    "name": "tunnel",
    "vpnRegionId": "eu-central-1",
    "ipSecConfig": {"platform": "OTHER", "connectorState": "ACTIVE", "ikeProtocol": {"deadPeerDetection": DETECTION}},
}


def verbs(wire: dict[str, Any], state: str, **stated: Any) -> list[str]:
    """The steps that lead from what the service holds to what is stated."""
    return [step.verb for step in plan(CONNECTOR, decode(CONNECTOR, wire), Wish(state, stated)).steps]


@pytest.mark.parametrize("initiate", [None, False, True])
def test_a_dead_peer_is_noticed_in_one_way(initiate: Any) -> None:
    held = decode(CONNECTOR, TUNNEL)
    protocol = {"ike_protocol": {} if initiate is None else {"auto_initiate": initiate}}
    wanted = plan(CONNECTOR, held, Wish("present", {"description": "x", "ipsec_config": protocol})).model
    assert wanted is not None
    sent = encode(CONNECTOR, wanted, held)["ipSecConfig"]["ikeProtocol"]
    assert sent == ({"autoInitiate": True} if initiate else {"deadPeerDetection": DETECTION})


def test_a_changed_tunnel_is_started_again() -> None:
    assert verbs(TUNNEL, "started") == []
    assert verbs(TUNNEL, "started", description="x") == ["update"]
    assert verbs(TUNNEL, "started", ipsec_config={"platform": "AWS"}) == ["update", "start"]
    assert verbs(TUNNEL, "present", ipsec_config={"platform": "AWS"}) == ["update"]
    assert verbs(TUNNEL, "stopped") == ["stop"]


@pytest.mark.parametrize("state, action", [("active", "activate"), ("suspended", "suspend")])
def test_what_the_service_does_not_tell_is_asked_for_at_every_run(state: str, action: str) -> None:
    plain = {"id": "c1", "name": "edge", "vpnRegionId": "eu-central-1"}
    assert verbs(plain, state) == [action]
    assert verbs(plain, state, description="x") == ["update", action]


def test_elements_of_a_list_are_foreseen_in_full() -> None:
    stated = {"name": "wiki", "routes": [{"domain": "wiki.example.com"}]}
    made = plan(APPLICATION, None, Wish("present", stated)).model
    assert result_view(APPLICATION, made)["routes"] == [
        {"domain": "wiki.example.com", "allow_embedded_ip": False, "exact_match": False}
    ]


def test_elements_are_foreseen_in_the_order_in_which_they_are_shown_later() -> None:
    stated = [{"type": "NETWORK_SERVICE", "all_covered": True, "parent": "n2"}, {"type": "NETWORK_SERVICE", "parent": "n1"}]
    full = [{"all_covered": False, "children": [], **item} for item in stated]
    assert result_view(ACCESS_GROUP, {"id": "a1", "source": stated}) == result_view(
        ACCESS_GROUP, {"id": "a1", "source": full}
    )
