# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The declarative client and its builder."""

from __future__ import annotations

import inspect
from pathlib import Path
from typing import Any, Optional

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.auth.api_key import ApiKeyAuth
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client, ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.factory.resource import Collection, resource
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    ConfigurationError,
    RateLimitError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.hooks import Hooks
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RetryPolicy
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import Store
from ansible_collections.wanforge.edge.plugins.module_utils.http.tls import Trust
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import Answer, LoopbackServer

READ = Request("GET", "/things", safe=True)
WRITE = Request("PUT", "/things/1", json={})


def failure(client: Client, request: Request) -> ApiClientError:
    with pytest.raises(ApiClientError) as caught:
        client.execute(request)
    return caught.value


@pytest.fixture
def client(server: LoopbackServer) -> Client:
    return ClientBuilder(Client).base_url(server.url).retry(RetryPolicy(attempts=1)).build()


@pytest.mark.parametrize(
    "status, name",
    [
        (302, "ResponseError"),
        (400, "DataValidationError"),
        (401, "AuthenticationError"),
        (403, "AuthorizationError"),
        (404, "ResourceNotFoundError"),
        (409, "ConflictError"),
        (422, "DataValidationError"),
        (429, "RateLimitError"),
        (500, "InternalAPIError"),
        (501, "ServerError"),
        (503, "ServiceUnavailableError"),
    ],
)
@pytest.mark.parametrize("request_", [READ, WRITE], ids=["read", "write"])
def test_statuses_become_errors(
    client: Client, server: LoopbackServer, request_: Request, status: int, name: str
) -> None:
    server.will(Answer(status, "no  good\nreason", {"X-Request-Id": "r-1"}))
    error = failure(client, request_)
    assert (error.error_type, error.status, error.request_id) == (name, status, "r-1")
    assert error.message == f"no good reason (HTTP {status})"
    assert error.unclear is (request_ is WRITE and status >= 500)


@pytest.mark.parametrize("body", [b"", b"  ", b"<html><body>Bad gateway</body></html>", b"<!DOCTYPE HTML><HTML>"])
def test_pages_for_browsers_are_not_repeated(client: Client, server: LoopbackServer, body: bytes) -> None:
    server.will(Answer(502, body))
    assert failure(client, READ).message == "the service gives no reason (HTTP 502)"


def test_long_answers_are_cut(client: Client, server: LoopbackServer) -> None:
    server.will(Answer(400, "word " * 10_000))
    assert len(failure(client, READ).message) < 600


def test_a_secret_is_not_shown_where_an_answer_is_cut(server: LoopbackServer) -> None:
    secret = "0123456789abcdefghij"
    server.will(Answer(400, "x" * 490 + secret))
    client = ClientBuilder(Client).base_url(server.url).auth(ApiKeyAuth(secret)).build()
    assert secret[:8] not in failure(client, READ).message


def test_the_wish_of_a_rate_limit_is_passed_on(client: Client, server: LoopbackServer) -> None:
    server.will(Answer(429, b"", {"Retry-After": "12"}))
    error = failure(client, READ)
    assert isinstance(error, RateLimitError)
    assert (error.retry_after, error.message) == (12.0, "too many requests (HTTP 429)")


@pytest.mark.parametrize("headers", [{}, {"Retry-After": "soon"}])
def test_a_rate_limit_without_a_wish(client: Client, server: LoopbackServer, headers: dict[str, str]) -> None:
    server.will(Answer(429, b"", headers))
    error = failure(client, READ)
    assert isinstance(error, RateLimitError)
    assert error.retry_after == 30.0


def test_each_resource_is_made_once(client: Client, server: LoopbackServer) -> None:
    @resource("/a")
    class One(Collection):
        """One."""

    @resource("/b")
    class Two(Collection):
        """Another."""

    assert client.resource(One) is client.resource(One)
    assert isinstance(client.resource(One), One)
    assert isinstance(client.resource(Two), Two)
    assert server.seen == []


def test_every_step_of_the_builder_returns_the_builder(tmp_path: Path) -> None:
    arguments: dict[str, Any] = {
        "base_url": ("https://example.org",),
        "auth": (ApiKeyAuth("key-1"),),
        "tls": (True, None),
        "timeout": (1.0, 2.0),
        "proxy": ("http://192.0.2.1:3128", "example.com"),
        "retry": (RetryPolicy(),),
        "user_agent": ("test",),
        "redactor": (Redactor(),),
        "hooks": (Hooks(),),
        "store": (Store(), 30.0),
        "journal": (str(tmp_path / "log"),),
        "clock": (lambda seconds: None,),
    }
    builder = ClientBuilder(Client)
    steps = {name for name, _member in inspect.getmembers(builder, inspect.ismethod) if name[0] != "_"} - {"build"}
    assert steps == set(arguments)
    for name, values in arguments.items():
        assert getattr(builder, name)(*values) is builder
    connection = builder.build().session.connection
    assert (connection.base_url, connection.user_agent) == ("https://example.org", "test")
    assert (connection.connect_timeout, connection.read_timeout) == (1.0, 2.0)


@pytest.mark.parametrize(
    "validate, path, others, expected",
    [
        (True, None, {}, Trust()),
        (True, "/ca.pem", {"ca_name": "X"}, Trust(ca_path="/ca.pem", ca_name="X")),
        (True, None, {"ca_cert": "PEM"}, Trust(ca_cert="PEM")),
        (True, None, {"client_cert": "/c", "client_key": "/k"}, Trust(client_cert="/c", client_key="/k")),
        (False, None, {}, Trust(validate_certs=False)),
    ],
)
def test_verification(validate: bool, path: Optional[str], others: dict[str, str], expected: Trust) -> None:
    built = ClientBuilder(Client).base_url("https://example.org").tls(validate, path, **others).build()
    assert built.session.connection.trust == expected


def test_certificates_are_verified_by_default() -> None:
    connection = ClientBuilder(Client).base_url("https://example.org").build().session.connection
    assert connection.trust == Trust()
    assert (connection.connect_timeout, connection.read_timeout) == (5.0, 30.0)


def test_a_client_needs_an_address() -> None:
    with pytest.raises(ConfigurationError):
        ClientBuilder().build()
    with pytest.raises(ConfigurationError, match="my_url"):
        ClientBuilder(Client).base_url("http://example.org", "my_url")


def test_a_builder_makes_the_plain_client_unless_told_otherwise() -> None:
    assert ClientBuilder().base_url("https://example.org").build().__class__ is Client


def test_the_builder_makes_the_kind_that_is_asked_for(server: LoopbackServer) -> None:
    class Special(Client):
        """A client with words of its own."""

    assert ClientBuilder(Special).base_url(server.url).build().__class__ is Special


def test_the_secrets_of_the_authentication_are_registered(server: LoopbackServer) -> None:
    redactor = Redactor()
    ClientBuilder(Client).base_url(server.url).redactor(redactor).auth(ApiKeyAuth("key-number-1")).build()
    assert redactor.text("key-number-1") == "********"
