# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Hooks are told everything, in order, and never change the outcome."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import NoReturn

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.auth.oauth2 import ClientCredentials
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client, ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.factory.resource import Collection, resource
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    AuthenticationError,
    NetworkError,
    ResourceNotFoundError,
    ServiceUnavailableError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.hooks import Hooks
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RetryPolicy
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import Store
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import (
    Answer,
    LoopbackServer,
    answer_json,
)


@resource("/things")
class Things(Collection):
    """A collection."""


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


def chatty(told: list[str]) -> Hooks:
    """Hooks that write down everything that tests of waits and repetitions look at."""
    return Hooks(
        request=[lambda request: told.append(f"request {request.method} {request.path}")],
        response=[lambda request, response: told.append(f"response {response.status}")],
        error=[lambda error, request, response: told.append(f"error {error.error_type}")],
        retry=[
            lambda request, tries, error, response: told.append(
                f"retry {tries} {error.error_type if error else None} {response.status if response else None}"
            )
        ],
        wait=[lambda seconds, reason: told.append(f"wait {seconds:g} {reason}")],
        cached=[lambda what: told.append(f"cached {what}")],
        login=[lambda: told.append("login")],
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


def test_a_repetition_is_told_with_its_wait_and_reason(server: LoopbackServer) -> None:
    told: list[str] = []
    server.will(Answer(503), Answer(429, headers={"Retry-After": "7"}), Answer(fault="drop"), Answer(200))
    builder = ClientBuilder().base_url(server.url).hooks(chatty(told)).clock(lambda seconds: None)
    builder.retry(RetryPolicy(backoff=0.0)).build().execute(READ)
    assert [line for line in told if not line.startswith("request")] == [
        "response 503",
        "wait 0 retry",
        "retry 1 None 503",
        "response 429",
        "wait 7 asked",
        "retry 2 None 429",
        "wait 0 retry",
        "retry 3 NetworkError None",
        "response 200",
    ]


def test_a_wait_for_the_limit_is_told_before_the_request(server: LoopbackServer) -> None:
    told: list[str] = []
    limit = {"Remaining": "0", "Replenish-Rate": "1", "Replenish-Time": "15", "Burst-Capacity": "20"}
    server.will(Answer(200, headers={f"X-RateLimit-{name}": value for name, value in limit.items()}))
    client = client_of(server, chatty(told))
    client.execute(READ)
    client.execute(READ)
    assert [line.split()[0] for line in told] == ["request", "response", "wait", "request", "response"]
    assert told[2].endswith(" limit")


def test_an_open_circuit_breaker_is_told_as_an_error(server: LoopbackServer) -> None:
    told: list[str] = []
    server.will(Answer(503))
    client = ClientBuilder().base_url(server.url).hooks(chatty(told)).clock(lambda seconds: None)
    patient = client.retry(RetryPolicy(attempts=10, backoff=0.0)).build()
    for _request in range(2):
        with pytest.raises(ServiceUnavailableError):
            patient.execute(READ)
    assert told[-2:] == ["error ServiceUnavailableError", "error ServiceUnavailableError"]
    assert len(server.seen) == 10


def test_logins_are_told_and_refused_ones_too(server: LoopbackServer) -> None:
    told: list[str] = []
    server.routes["/token"] = [answer_json({"access_token": "t-1"}), Answer(401)]
    server.will(Answer(401))
    auth = ClientCredentials("robot", "secret", token_path="/token")
    client = ClientBuilder().base_url(server.url).hooks(chatty(told)).auth(auth).build()
    with pytest.raises(AuthenticationError):
        client.execute(READ)
    assert told == [
        "request POST /token",
        "response 200",
        "login",
        "request GET /things",
        "response 401",
        "retry 1 None 401",
        "request POST /token",
        "response 401",
        "error AuthenticationError",
    ]


def test_an_answer_from_the_cache_is_told(server: LoopbackServer, tmp_path: Path) -> None:
    told: list[str] = []
    server.will(Answer(200, "[]"))
    store = Store(tmp_path / "store", "secret")
    for _task in range(2):
        client = ClientBuilder().base_url(server.url).hooks(chatty(told)).store(store, 30.0, "run").build()
        client.resource(Things).list()
    assert [line.split()[0] for line in told] == ["request", "response", "cached"]
    assert "/things" in told[2]


def test_a_turn_that_had_to_be_waited_for_is_told(server: LoopbackServer, tmp_path: Path) -> None:
    told: list[str] = []
    clients = [
        ClientBuilder().base_url(server.url).hooks(chatty(told)).store(Store(tmp_path / "store", "secret")).build()
        for _task in range(2)
    ]
    inside, done = threading.Event(), threading.Event()

    def hold() -> None:
        with clients[0].turn():
            inside.set()
            done.wait(0.1)

    holder = threading.Thread(target=hold)
    holder.start()
    inside.wait()
    with clients[1].turn():
        pass
    holder.join()
    assert [line.split()[2] for line in told] == ["turn"]
    with clients[1].turn():
        pass
    assert len(told) == 1


def test_no_hook_that_fails_changes_anything(server: LoopbackServer, tmp_path: Path) -> None:
    every = [broken]
    hooks = Hooks([*every], [*every], [*every], [*every], [*every], [*every], [*every])
    server.routes["/token"] = [answer_json({"access_token": "t-1"})]
    server.will(Answer(503), Answer(200, "[]"))
    auth = ClientCredentials("robot", "secret", token_path="/token")
    builder = ClientBuilder().base_url(server.url).hooks(hooks).auth(auth).clock(lambda seconds: None)
    client = builder.store(Store(tmp_path / "store", "secret"), 30.0, "run").build()
    assert client.resource(Things).list() == client.resource(Things).list() == []
    with client.turn():
        pass


def test_hooks_can_be_copied(server: LoopbackServer) -> None:
    told: list[str] = []
    hooks = chatty(told)
    hooks.about["host"] = "router-1"
    own = hooks.copy()
    own.request.append(lambda request: told.append("mine"))
    own.about["host"] = "router-2"
    assert len(hooks.request) == 1 and hooks.about == {"host": "router-1"}
    client_of(server, own).execute(READ)
    assert told == ["request GET /things", "mine", "response 200"]
