# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the kinds of object of a tenant have of their own: plans, and the form in which they are sent."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.access import (
    ACCESS_GROUP,
    DNS_RECORD,
    LOCATION_CONTEXT,
)
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.networks import APPLICATION, CONNECTOR
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import PlanError
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
    stated = [
        {"type": "NETWORK_SERVICE", "all_covered": True, "parent": "n2"},
        {"type": "NETWORK_SERVICE", "parent": "n1"},
    ]
    full = [{"all_covered": False, "children": [], **item} for item in stated]
    assert result_view(ACCESS_GROUP, {"id": "a1", "source": stated}) == result_view(
        ACCESS_GROUP, {"id": "a1", "source": full}
    )


def test_every_item_of_an_access_group_says_whether_it_covers_all() -> None:
    sent = encode(ACCESS_GROUP, {"name": "a", "source": [{"type": "USER_GROUP", "children": ["g1"]}]})
    assert sent["source"] == [{"allCovered": False, "type": "USER_GROUP", "children": ["g1"]}]


@pytest.mark.parametrize("kind", ["USER_GROUP", "HOST"])
def test_items_without_a_parent_refuse_one(kind: str) -> None:
    item = {"type": kind, "children": ["x"], "parent": "hq"}
    with pytest.raises(PlanError, match=f"{kind} has no parent"):
        plan(ACCESS_GROUP, None, Wish("present", {"name": "a", "source": [item], "destination": [item]}))


CONTEXT = {
    "id": "l1",
    "name": "home",
    "ipCheck": {"allowed": True, "ips": [{"ip": "192.0.2.1/32"}]},
    "countryCheck": {"allowed": True, "countries": ["AT"]},
    "defaultCheck": {"allowed": False},
}


def test_a_check_of_nothing_is_removed() -> None:
    held = decode(LOCATION_CONTEXT, CONTEXT)
    wish = Wish("present", {"ip_check": {"ips": [], "allowed": False}})
    wanted = plan(LOCATION_CONTEXT, held, wish).model
    assert wanted is not None
    assert encode(LOCATION_CONTEXT, wanted, held)["ipCheck"] is None
    assert plan(LOCATION_CONTEXT, decode(LOCATION_CONTEXT, {**CONTEXT, "ipCheck": None}), wish).steps == ()


@pytest.mark.parametrize(
    "stated, words",
    [
        ({"ip_check": {"ips": []}}, "ip_check.ips is empty"),
        ({"country_check": {"countries": []}}, "country_check.countries is empty"),
        (
            {"ip_check": {"ips": [], "allowed": False}, "country_check": {"countries": [], "allowed": False}},
            "ip_check and country_check are missing",
        ),
    ],
)
def test_a_location_context_checks_something(stated: dict[str, Any], words: str) -> None:
    with pytest.raises(PlanError, match=words):
        plan(LOCATION_CONTEXT, decode(LOCATION_CONTEXT, CONTEXT), Wish("present", stated))


def test_a_location_context_needs_its_default() -> None:
    stated = {"name": "home", "country_check": {"countries": ["AT"]}, "default_check": {}}
    with pytest.raises(PlanError, match="default_check.allowed is missing"):
        plan(LOCATION_CONTEXT, None, Wish("present", stated))


def test_a_refusal_is_shown() -> None:
    shown = result_view(LOCATION_CONTEXT, decode(LOCATION_CONTEXT, {**CONTEXT, "ipCheck": None}))
    assert (shown["ip_check"], shown["default_check"]) == (None, {"allowed": False})


def test_addresses_are_shown_in_one_spelling() -> None:
    spellings = (["2001:db8:20:0:0:0:0:10"], ["2001:DB8:20::10"])
    assert {str(result_view(DNS_RECORD, {"id": "d1", "ipv6_addresses": item})) for item in spellings} == {
        "{'id': 'd1', 'domain': None, 'description': None, 'ipv4_addresses': [], 'ipv6_addresses': ['2001:db8:20::10']}"
    }
