# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every answer that is no success becomes an error that says what happened, what to try, and nothing secret."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.auth.api_key import ApiKeyAuth
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.client import CloudConnexaClient
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client, ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    STATUS_CLASSES,
    STATUS_HINTS,
    ApiClientError,
    RateLimitError,
    class_for_status,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.hooks import Hooks
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import MOST_REFUSALS, RETRY_CODES, RetryPolicy
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import Answer, LoopbackServer

SECRET = "s3cret+key/4711"
READ = Request("GET", "/things", safe=True)
WRITE = Request("POST", "/things", json={"a": 1})
STATUSES = sorted({*STATUS_CLASSES, *STATUS_HINTS, 301, 418, 499, 599})


def client_of(server: LoopbackServer, told: list[ApiClientError], kind: type[Client] = Client) -> Client:
    hooks = Hooks(error=[lambda error, request, response: told.append(error)])
    builder = ClientBuilder(kind).base_url(server.url).auth(ApiKeyAuth(SECRET)).hooks(hooks)
    return builder.retry(RetryPolicy(attempts=3, backoff=0.0)).clock(lambda seconds: None).build()


def failing(client: Client, request: Request) -> ApiClientError:
    with pytest.raises(ApiClientError) as caught:
        client.execute(request)
    return caught.value


@pytest.mark.parametrize("status", STATUSES)
def test_each_status_has_its_error(status: int, server: LoopbackServer) -> None:
    words = f"{SECRET} and {base64.b64encode(SECRET.encode()).decode()} are wrong"
    server.will(Answer(status, words, {"X-Request-Id": "r-4711"}))
    told: list[ApiClientError] = []
    error = failing(client_of(server, told), READ)
    kind = class_for_status(status)
    assert error.error_type == kind.__name__
    assert (error.status, error.request_id) == (status, "r-4711")
    assert error.hint == STATUS_HINTS.get(status, kind.default_hint)
    assert f"(HTTP {status})" in error.message and "are wrong" in error.message
    assert SECRET not in error.message and base64.b64encode(SECRET.encode()).decode() not in error.message
    # A refused credential may be renewed, once; statuses that pass are repeated as the policy says.
    assert len(server.seen) == (MOST_REFUSALS if status == 429 else 3 if status in RETRY_CODES else 1)
    assert told == [error]
    assert error.request is READ and error.response is not None and error.response.status == status


@pytest.mark.parametrize("status", STATUSES)
def test_a_write_is_repeated_after_429_only_and_unclear_after_5xx(status: int, server: LoopbackServer) -> None:
    server.will(Answer(status))
    error = failing(client_of(server, []), WRITE)
    assert len(server.seen) == (MOST_REFUSALS if status == 429 else 1)
    assert error.unclear is (status >= 500)


@pytest.mark.parametrize(
    "headers, expected",
    [
        ({}, (30.0, None, None, None)),
        ({"Retry-After": "7"}, (7.0, None, None, None)),
        (
            {
                "X-RateLimit-Remaining": "0",
                "X-RateLimit-Replenish-Rate": "1",
                "X-RateLimit-Replenish-Time": "15",
                "X-RateLimit-Burst-Capacity": "20",
            },
            (15.0, 20.0, 0.0, 15.0),
        ),
    ],
)
def test_a_limit_says_when_it_ends(headers: Mapping[str, str], expected: object, server: LoopbackServer) -> None:
    server.will(Answer(429, headers=headers))
    error = failing(client_of(server, []), READ)
    assert isinstance(error, RateLimitError)
    assert (error.retry_after, error.limit, error.remaining, error.reset) == expected


@pytest.mark.parametrize(
    "message, words",
    [
        ("Device limit is exceeded", "Free one"),
        ("Connect/Stop actions are forbidden for non IPSEC connector", "IPsec"),
        ("must not be blank", "Correct the value"),
    ],
)
def test_known_words_of_a_tenant_have_a_hint(message: str, words: str, server: LoopbackServer) -> None:
    server.will(Answer(400, json.dumps({"statusError": "BAD_REQUEST", "errorMessage": message})))
    error = failing(client_of(server, [], CloudConnexaClient), READ)
    assert words in error.hint and error.code == "BAD_REQUEST"


def test_an_answer_that_is_no_json_is_told(server: LoopbackServer) -> None:
    told: list[ApiClientError] = []
    server.will(Answer(200, "<html>"))
    client = client_of(server, told)
    with pytest.raises(ApiClientError):
        client.decoded(READ)
    assert [error.error_type for error in told] == ["ResponseError"]


def test_programs_register_their_functions_with_the_client(server: LoopbackServer) -> None:
    told: list[str] = []
    client = client_of(server, [])

    @client.on_request
    def sending(request: Request) -> None:
        told.append(f"{request.method} {request.path}")

    @client.on_response
    def answered(request: Request, response: Response) -> None:
        told.append(str(response.status))

    @client.on_error
    def failed(error: ApiClientError, request: Request, response: object) -> None:
        told.append(error.error_type)
        raise RuntimeError("this is nobody's trouble")

    server.will(Answer(404))
    failing(client, READ)
    assert told == ["GET /things", "404", "ResourceNotFoundError"]


def test_errors_of_the_network_are_told_with_the_request(server: LoopbackServer) -> None:
    told: list[ApiClientError] = []
    server.will(Answer(fault="drop"))
    error = failing(client_of(server, told), READ)
    assert told == [error] and error.request is READ and error.response is None
