# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whatever JSON a service answers: a task ends in its own words, never with a traceback, and writes nothing that follows from nonsense."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any

import pytest

from ansible_collections.wanforge.edge.tests.chaos import judge
from ansible_collections.wanforge.edge.tests.unit.generic.cases import MODULES
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import InProcess
from ansible_collections.wanforge.edge.tests.unit.generic.test_options import base
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import (
    Answer,
    LoopbackServer,
    answer_json,
)

TURNS = 15
LEAVES: tuple[Any, ...] = (
    None,
    True,
    0,
    -1,
    1.5,
    "",
    "text",
    "10.0.0.1",
    "hq",
    [],
    {},
    [None],
    [1],
    [[]],
    [{}],
    {"a": 1},
)
MEMBERS = (
    *(
        "id",
        "name",
        "description",
        "parent",
        "type",
        "status",
        "domain",
        "username",
        "groupId",
        "networkItemId",
        "networkItemType",
    ),
    *(
        "networkId",
        "hostId",
        "userId",
        "subnet",
        "value",
        "ipv4",
        "routes",
        "config",
        "serviceTypes",
        "customServiceTypes",
        "ports",
    ),
    *(
        "gatewaysIds",
        "vpnRegionIds",
        "source",
        "destination",
        "children",
        "allCovered",
        "ipCheck",
        "countryCheck",
        "windows",
    ),
    *(
        "ipSecConfig",
        "ikeProtocol",
        "phase1",
        "tunnelBypass",
        "systemSubnets",
        "ipv4Addresses",
        "connectors",
        "userGroupsIds",
    ),
)


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    """A service that logs everybody in."""
    with LoopbackServer() as running:
        yield running


def odd(source: random.Random, depth: int) -> Any:
    """Draw any JSON with the names of members that matter."""
    if depth == 0 or source.random() < 0.25:
        return source.choice(LEAVES)
    if source.random() < 0.2:
        return [odd(source, depth - 1) for _item in range(source.randint(0, 2))]
    return {source.choice(MEMBERS): odd(source, depth - 1) for _member in range(source.randint(0, 6))}


def answer(source: random.Random) -> Answer:
    """Draw an answer: half of them are pages of a collection whose objects are odd."""
    if source.random() < 0.3:
        return answer_json(odd(source, 4))
    items = [odd(source, 3) for _item in range(source.randint(0, 3))]
    named = [
        {"id": f"id-{number}", "name": "hq", **item} for number, item in enumerate(items) if isinstance(item, dict)
    ]
    content = source.choice((items, named))
    return answer_json(
        source.choice(({"content": content, "totalPages": 1}, content, {"success": True, "data": odd(source, 4)}))
    )


@pytest.mark.parametrize("module", MODULES)
def test_odd_answers_end_in_plain_words(module: str, server: LoopbackServer) -> None:
    source = random.Random(module)
    connection = {"base_url": server.url, "client_id": "robot", "client_secret": "secret-of-the-test"}
    if module.startswith("vyos_"):
        connection = {"url": server.url, "api_key": "secret-of-the-test", "release": "1.4"}
    retry = {"attempts": 2, "backoff": 0.0, "backoff_max": 0.0, "budget": 0.0}
    for turn in range(TURNS):
        server.routes.clear()
        server.routes["/api/v1/oauth/token"] = [answer_json({"access_token": "t", "expires_in": 600})]
        server.will(*(answer(source) for _answer in range(4)))
        options = {**base(module), **connection, "retry": retry, "timeout": 2}
        result = InProcess().run(module, options, check=turn % 2 == 0, environment={"WANFORGE_EDGE_STORE": "none"})
        assert list(judge.of_result(result)) == [], json.dumps(result, default=str)[:2000]
