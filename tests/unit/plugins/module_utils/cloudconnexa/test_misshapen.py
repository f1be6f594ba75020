# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers that are no objects of their kind: nothing follows from them, and a write that they answer is looked up."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import CONNECTOR, IP_SERVICE, NETWORK
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import Misshapen
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import DELETE, UPDATE, Plan, Step
from ansible_collections.wanforge.edge.plugins.module_utils.converge.wire import decode
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError, ExtractionError
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.cloudconnexa.test_service import (
    HQ,
    backend_of,
    calls,
    carry_out,
    options_of,
    page,
    token,
)
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import (
    Answer,
    LoopbackServer,
    answer_json,
)

__all__ = ["token"]
SERVICE = {"id": "s1", "name": "web", "networkItemId": "n1", "type": "IP_SOURCE", "routes": [], "config": {}}
TUNNEL = {"id": "c1", "name": "c", "vpnRegionId": "eu"}
ODD_SERVICES: tuple[dict[str, Any], ...] = (
    {"routes": ["10.0.0.0/8"]},
    {"routes": 5},
    {"config": [1]},
    {"config": "x"},
    {"config": {"serviceTypes": 5}},
    {"config": {"customServiceTypes": 5}},
    {"config": {"customServiceTypes": ["x"]}},
    {"config": {"customServiceTypes": [{"protocol": "TCP", "port": 5}]}},
    {"config": {"customServiceTypes": [{"protocol": "TCP", "port": ["x"]}]}},
    {"id": None},
    {"id": ""},
    {"id": ["x"]},
    {"id": {}},
    {"id": True},
)


@pytest.mark.parametrize("odd", ODD_SERVICES)
def test_an_odd_service_is_refused(server: LoopbackServer, odd: dict[str, Any]) -> None:
    server.routes["/api/v1/networks"] = [page(HQ)]
    server.will(page({**SERVICE, **odd}))
    with pytest.raises(ExtractionError) as caught:
        carry_out(server, IP_SERVICE, network="hq", name="web", type="IP_SOURCE", description="new")
    assert caught.value.message.startswith("reading the ip services failed: the answer holds something that is no ")


@pytest.mark.parametrize("odd", ["x", ["x"], {"ikeProtocol": ["x"]}, {"ikeProtocol": {"phase1": 5}}])
def test_an_odd_part_of_an_object_is_refused_in_words_of_its_own(odd: Any) -> None:
    with pytest.raises(Misshapen, match="connector"):
        decode(CONNECTOR, {**TUNNEL, "ipSecConfig": odd})


@pytest.mark.parametrize(
    "wire", [None, 5, "x", [], {}, {"name": "x"}, {**HQ, "routes": [1]}, {**HQ, "gatewaysIds": [{}]}]
)
def test_what_is_no_network_is_refused(wire: Any) -> None:
    with pytest.raises(Misshapen, match="network"):
        decode(NETWORK, wire)


def test_a_creation_with_an_odd_answer_is_looked_up(server: LoopbackServer) -> None:
    server.routes["/api/v1/networks"] = [page(HQ)]
    server.will(page(), answer_json({**SERVICE, "routes": ["10.0.0.0/8"]}), page(SERVICE))
    model = carry_out(server, IP_SERVICE, network="hq", name="web", type="IP_SOURCE")
    assert model["id"] == "s1"
    assert sum(call.startswith("POST") for call in calls(server)) == 1


@pytest.mark.parametrize("answer", [Answer(201, ""), answer_json({}), answer_json({"id": None}), answer_json([HQ])])
def test_a_creation_whose_answer_tells_no_id_is_looked_up(server: LoopbackServer, answer: Answer) -> None:
    server.will(page(), answer, page(HQ))
    assert carry_out(server, NETWORK, name="hq")["id"] == "n1"
    assert calls(server).count("POST /networks") == 1


@pytest.mark.parametrize("found", [page(), Answer(500), page(5)])
def test_a_creation_that_was_accepted_is_never_repeated(server: LoopbackServer, found: Answer) -> None:
    server.will(page(), Answer(201, ""), found)
    with pytest.raises(ApiClientError) as caught:
        carry_out(server, NETWORK, name="hq")
    assert caught.value.message == 'creating network "hq" failed: the service accepted it and told no id.'
    assert caught.value.unclear
    assert calls(server).count("POST /networks") == 1


@pytest.mark.parametrize("answer", [Answer(200, ""), answer_json({"success": True}), answer_json({**HQ, "routes": 5})])
def test_a_change_with_an_answer_that_holds_no_object_is_done(server: LoopbackServer, answer: Answer) -> None:
    server.will(page(HQ), answer, page({**HQ, "description": "new"}))
    model = carry_out(server, NETWORK, name="hq", description="new")
    assert (model["id"], model["description"]) == ("n1", "new")


@pytest.mark.parametrize("identifier", [None, ""])
@pytest.mark.parametrize("verb", [UPDATE, DELETE, "activate"])
def test_nothing_is_written_to_an_object_without_an_id(server: LoopbackServer, verb: str, identifier: Any) -> None:
    backend = backend_of(options_of(server, NETWORK))
    step = Step(verb, {"id": identifier, "name": "hq"}, {"id": identifier, "name": "hq"})
    with pytest.raises(ExtractionError, match="no id"):
        backend.apply(Plan(NETWORK, "hq", (step,)))
    assert calls(server) == []
