# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens: fetched once, renewed in time and after a refusal, never shown."""

from __future__ import annotations

import base64
import json
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Optional

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.auth.oauth2 import ClientCredentials
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client, ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    AuthenticationError,
    NetworkError,
    TokenRefreshError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RetryPolicy
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import (
    Answer,
    LoopbackServer,
    answer_json,
)

TOKEN = "/oauth/token"
READ = Request("GET", "/things", safe=True)


class Clock:
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def token(value: str = "token-1", lifetime: Any = 3600) -> Answer:
    return answer_json({"access_token": value, "expires_in": lifetime, "token_type": "bearer"})


def client_of(server: LoopbackServer, clock: Optional[Clock] = None) -> Client:
    auth = ClientCredentials("id-1", "secret-1", token_path=TOKEN, clock=clock or Clock())
    builder = ClientBuilder(Client).base_url(server.url).auth(auth).retry(RetryPolicy(attempts=3))
    return builder.clock(lambda seconds: None).build()


def fetches(server: LoopbackServer) -> int:
    return server.methods.count(f"POST {TOKEN}")


def test_one_token_serves_many_requests(server: LoopbackServer) -> None:
    server.routes[TOKEN] = [token()]
    client = client_of(server)
    for _number in range(5):
        client.execute(READ)
    assert fetches(server) == 1
    assert [one.headers["authorization"] for one in server.seen[1:]] == ["Bearer token-1"] * 5


def test_the_credentials_travel_in_a_basic_header_only(server: LoopbackServer) -> None:
    server.routes[TOKEN] = [token()]
    client_of(server).execute(READ)
    seen = server.seen[0]
    assert seen.headers["authorization"] == "Basic " + base64.b64encode(b"id-1:secret-1").decode()
    assert seen.path == TOKEN
    assert json.loads(seen.body) == {"grant_type": "client_credentials", "scope": "default"}
    assert "secret-1" not in seen.body.decode()


@pytest.mark.parametrize("after, expected", [(0, 1), (3569.9, 1), (3570.0, 2), (3600.0, 2), (99999.0, 2)])
def test_a_token_is_renewed_30_seconds_before_it_expires(server: LoopbackServer, after: float, expected: int) -> None:
    server.routes[TOKEN] = [token("token-1"), token("token-2")]
    clock = Clock()
    client = client_of(server, clock)
    client.execute(READ)
    clock.now += after
    client.execute(READ)
    assert fetches(server) == expected
    assert server.seen[-1].headers["authorization"] == f"Bearer token-{expected}"


@pytest.mark.parametrize("lifetime", [1, 2, 29, 30, 31, 59, 60])
def test_tokens_that_live_shortly_are_used_yet_renewed_in_time(server: LoopbackServer, lifetime: int) -> None:
    server.routes[TOKEN] = [token("token-1", lifetime), token("token-2", lifetime)]
    clock = Clock()
    client = client_of(server, clock)
    client.execute(READ)
    client.execute(READ)
    assert fetches(server) == 1
    clock.now += lifetime
    client.execute(READ)
    assert fetches(server) == 2


@pytest.mark.parametrize("lifetime", [None, "soon", -5, 0, [], {}])
def test_a_token_without_a_usable_lifetime_is_used_for_a_while(server: LoopbackServer, lifetime: Any) -> None:
    server.routes[TOKEN] = [token("token-1", lifetime), token("token-2")]
    clock = Clock()
    client = client_of(server, clock)
    client.execute(READ)
    clock.now += 200
    client.execute(READ)
    assert fetches(server) == 1
    clock.now += 100
    client.execute(READ)
    assert fetches(server) == 2


def test_a_refused_token_is_renewed_once(server: LoopbackServer) -> None:
    server.routes[TOKEN] = [token("token-1"), token("token-2")]
    server.will(Answer(401), Answer(200))
    assert client_of(server).execute(Request("POST", "/things", json={})).ok
    assert [one.headers["authorization"] for one in server.seen if one.path == "/things"] == [
        "Bearer token-1",
        "Bearer token-2",
    ]


def test_a_second_refusal_is_final(server: LoopbackServer) -> None:
    server.routes[TOKEN] = [token()]
    server.will(Answer(401))
    with pytest.raises(AuthenticationError):
        client_of(server).execute(READ)
    assert server.methods == [f"POST {TOKEN}", "GET /things"] * 2


@pytest.mark.parametrize("status", [400, 401, 403])
def test_refused_credentials(server: LoopbackServer, status: int) -> None:
    server.routes[TOKEN] = [Answer(status, '{"error": "invalid_client"}')]
    with pytest.raises(AuthenticationError) as caught:
        client_of(server).execute(READ)
    assert not isinstance(caught.value, TokenRefreshError)
    assert (caught.value.status, server.methods) == (status, [f"POST {TOKEN}"])
    assert caught.value.hint


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"null",
        b"{}",
        b"[]",
        b"<html>",
        b'{"access_token": ""}',
        b'{"access_token": 5}',
        b'{"access_token": null}',
        b'"x"',
    ],
)
def test_an_answer_without_a_token(server: LoopbackServer, body: bytes) -> None:
    server.routes[TOKEN] = [Answer(200, body)]
    with pytest.raises(TokenRefreshError) as caught:
        client_of(server).execute(READ)
    assert server.methods == [f"POST {TOKEN}"]
    assert not caught.value.unclear


@pytest.mark.parametrize("status", [429, 500, 502, 503, 504])
def test_fetching_a_token_is_repeated_like_a_read(server: LoopbackServer, status: int) -> None:
    server.routes[TOKEN] = [Answer(status), token()]
    assert client_of(server).execute(READ).ok
    assert fetches(server) == 2


@pytest.mark.parametrize(
    "status, name", [(404, "ResourceNotFoundError"), (503, "ServiceUnavailableError"), (302, "ResponseError")]
)
def test_a_token_that_cannot_be_fetched_is_no_refusal(server: LoopbackServer, status: int, name: str) -> None:
    server.routes[TOKEN] = [Answer(status)]
    with pytest.raises(ApiClientError) as caught:
        client_of(server).execute(READ)
    assert (caught.value.error_type, caught.value.status) == (name, status)


def test_a_fault_while_fetching_leaves_no_write_unclear(server: LoopbackServer) -> None:
    server.routes[TOKEN] = [Answer(fault="drop")]
    with pytest.raises(NetworkError) as caught:
        client_of(server).execute(Request("POST", "/things", json={}))
    assert not caught.value.unclear


def test_secrets_are_known_to_the_redactor(server: LoopbackServer) -> None:
    server.routes[TOKEN] = [token("token-1"), token("token-2")]
    server.will(Answer(401), Answer(200))
    client = client_of(server)
    client.execute(READ)
    basic = base64.b64encode(b"id-1:secret-1").decode()
    shown = client.session.redactor.text(f"secret-1 {basic} token-1 token-2 id-1")
    assert shown == "******** ******** ******** ******** id-1"


def test_refusals_that_repeat_a_token_do_not_show_it(server: LoopbackServer) -> None:
    server.routes[TOKEN] = [token("token-of-the-test")]
    server.will(Answer(400, "Bearer token-of-the-test has no scope"))
    with pytest.raises(ApiClientError) as caught:
        client_of(server).execute(READ)
    assert "token-of-the-test" not in caught.value.message


def test_20_threads_fetch_one_token(server: LoopbackServer) -> None:
    server.routes[TOKEN] = [token()]
    client = client_of(server)
    with ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda _number: client.execute(READ), range(40)))
    assert all(answer.ok for answer in answers)
    assert fetches(server) == 1


def test_20_threads_that_are_refused_renew_one_token(server: LoopbackServer) -> None:
    server.routes[TOKEN] = [token("token-1"), token("token-2")]
    client = client_of(server)
    prepared = [client.auth.prepare(READ, client.session) for _number in range(20)]
    with ThreadPoolExecutor(20) as pool:
        assert all(pool.map(client.auth.renew, prepared))
        again = list(pool.map(lambda request: client.auth.prepare(request, client.session), prepared))
    assert fetches(server) == 2
    assert {request.headers["Authorization"] for request in again} == {"Bearer token-2"}
