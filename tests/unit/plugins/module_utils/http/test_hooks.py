# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hooks are told everything, in order, and never change the outcome."""

from __future__ import annotations

from typing import NoReturn

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client, ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import NetworkError, ResourceNotFoundError
from ansible_collections.wanforge.edge.plugins.module_utils.http.hooks import Hooks
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import Answer, LoopbackServer

READ = Request("GET", "/things", safe=True)


def broken(*_arguments: object) -> NoReturn:
    raise RuntimeError("a hook fails")


def recording(told: list[str], name: str = "") -> Hooks:
    return Hooks(
        request=[lambda request: told.append(f"{name}request {request.path}")],
        response=[lambda request, response: told.append(f"{name}response {response.status}")],
        error=[
            lambda error, request, response: told.append(
                f"{name}error {error.error_type} {response.status if response else None}"
            )
        ],
    )


def client_of(server: LoopbackServer, hooks: Hooks) -> Client:
    return ClientBuilder().base_url(server.url).hooks(hooks).clock(lambda seconds: None).build()


def test_request_comes_before_response(server: LoopbackServer) -> None:
    told: list[str] = []
    client_of(server, recording(told)).execute(READ)
    assert told == ["request /things", "response 200"]


def test_every_try_is_told(server: LoopbackServer) -> None:
    told: list[str] = []
    server.will(Answer(503), Answer(429), Answer(200))
    client_of(server, recording(told)).execute(READ)
    assert told == [
        "request /things",
        "response 503",
        "request /things",
        "response 429",
        "request /things",
        "response 200",
    ]


def test_a_failure_by_status_is_told_last(server: LoopbackServer) -> None:
    told: list[str] = []
    server.will(Answer(404))
    with pytest.raises(ResourceNotFoundError):
        client_of(server, recording(told)).execute(READ)
    assert told == ["request /things", "response 404", "error ResourceNotFoundError 404"]


def test_a_final_failure_of_the_network_is_told_once(server: LoopbackServer) -> None:
    told: list[str] = []
    server.will(Answer(fault="drop"))
    with pytest.raises(NetworkError):
        client_of(server, recording(told)).execute(READ)
    assert told == ["request /things"] * 5 + ["error NetworkError None"]


def test_a_failure_that_a_repetition_heals_is_no_error(server: LoopbackServer) -> None:
    told: list[str] = []
    server.will(Answer(fault="drop"), Answer())
    client_of(server, recording(told)).execute(READ)
    assert told == ["request /things", "request /things", "response 200"]


def test_hooks_of_one_kind_are_called_in_their_order(server: LoopbackServer) -> None:
    told: list[str] = []
    one, two = recording(told, "1 "), recording(told, "2 ")
    client_of(server, Hooks(one.request + two.request, one.response + two.response)).execute(READ)
    assert told == ["1 request /things", "2 request /things", "1 response 200", "2 response 200"]


def test_a_hook_that_fails_changes_nothing(server: LoopbackServer) -> None:
    told: list[str] = []
    after = recording(told)
    hooks = Hooks([broken, *after.request], [broken, *after.response], [broken, *after.error])
    client = client_of(server, hooks)
    assert client.execute(READ).ok
    server.will(Answer(404))
    with pytest.raises(ResourceNotFoundError):
        client.execute(READ)
    assert told == [
        "request /things",
        "response 200",
        "request /things",
        "response 404",
        "error ResourceNotFoundError 404",
    ]
