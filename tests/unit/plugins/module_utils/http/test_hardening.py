# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Answers and addresses of somebody who means harm: nothing grows without bound, nothing leaves the path, nothing is followed."""

from __future__ import annotations

import gzip
import tracemalloc
import zlib
from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.auth.oauth2 import ClientCredentials
from ansible_collections.wanforge.edge.plugins.module_utils.connection import configure
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client, ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.factory.resource import Collection, resource
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    ConfigurationError,
    NetworkError,
    ResponseError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RetryPolicy
from ansible_collections.wanforge.edge.plugins.module_utils.http.session import LARGEST_BODY, Connection, Session
from ansible_collections.wanforge.edge.plugins.module_utils.http.url import base_url
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import Answer, LoopbackServer

READ = Request("GET", "/things", safe=True)
WRITE = Request("POST", "/things", json={})
OPTIONS: dict[str, Any] = {"validate_certs": True, "timeout": 5}


def session_of(server: LoopbackServer) -> Session:
    return Session(Connection(server.url, retry=RetryPolicy(attempts=1)), sleep=lambda seconds: None)


def deflated(body: bytes) -> bytes:
    """The form of deflate that some servers send: without the header of zlib."""
    packer = zlib.compressobj(wbits=-15)
    return packer.compress(body) + packer.flush()


@pytest.mark.parametrize(
    "coding, content",
    [
        ("gzip", gzip.compress(b"[1, 2]", mtime=0)),
        ("GZIP", gzip.compress(b"[1, 2]", mtime=0)),
        ("x-gzip", gzip.compress(b"[1, 2]", mtime=0)),
        ("deflate", zlib.compress(b"[1, 2]")),
        ("deflate", deflated(b"[1, 2]")),
        ("gzip", gzip.compress(b"[1,", mtime=0) + gzip.compress(b" 2]", mtime=0)),
        ("identity", b"[1, 2]"),
        ("", b"[1, 2]"),
    ],
)
def test_packed_answers_are_unpacked(server: LoopbackServer, coding: str, content: bytes) -> None:
    server.will(Answer(200, content, {"Content-Encoding": coding}))
    assert session_of(server).send(READ).decode() == [1, 2]
    assert server.seen[0].headers["accept-encoding"] == "gzip, deflate"


def test_a_large_packed_answer_is_unpacked(server: LoopbackServer) -> None:
    body = b"x" * LARGEST_BODY
    server.will(Answer(200, gzip.compress(body), {"Content-Encoding": "gzip"}))
    assert session_of(server).send(READ).body == body


@pytest.mark.parametrize("coding", ["br", "zstd", "gzip, gzip", "gzip,identity,gzip", "compress", "x" * 3000])
def test_other_codings_are_refused(server: LoopbackServer, coding: str) -> None:
    server.will(Answer(200, gzip.compress(gzip.compress(b"[]")), {"Content-Encoding": coding}))
    for request in (READ, WRITE):
        with pytest.raises(ResponseError) as caught:
            session_of(server).send(request)
        assert "packed" in caught.value.message and len(caught.value.message) < 200
        assert caught.value.unclear is not request.safe


@pytest.mark.parametrize(
    "content", [gzip.compress(b"[1, 2, 3]" * 99, mtime=0)[:-9], b"\x1f\x8b\x08nonsense", b"[]", b""]
)
def test_packed_answers_that_break_off_are_faults_of_the_network(server: LoopbackServer, content: bytes) -> None:
    server.will(Answer(200, content, {"Content-Encoding": "gzip"}))
    if not content:
        assert session_of(server).send(READ).body == b""
        return
    with pytest.raises(NetworkError) as caught:
        session_of(server).send(WRITE)
    assert caught.value.unclear


@pytest.mark.parametrize("pieces", [1, 50])
@pytest.mark.parametrize("status", [200, 302, 500])
def test_a_bomb_is_refused_without_being_unpacked(server: LoopbackServer, pieces: int, status: int) -> None:
    bomb = gzip.compress(b"\0" * (200 * 1024 * 1024 // pieces), 9) * pieces
    server.will(Answer(status, bomb, {"Content-Encoding": "gzip", "Location": server.url}))
    session = session_of(server)
    tracemalloc.start()
    try:
        with pytest.raises(ResponseError, match="10 MiB"):
            session.send(READ)
        assert tracemalloc.get_traced_memory()[1] < 3.5 * LARGEST_BODY
    finally:
        tracemalloc.stop()


def test_empty_blocks_do_not_go_on_for_ever(server: LoopbackServer) -> None:
    """Ten mebibytes of packed nothing are as much too large as of something."""
    server.will(Answer(200, gzip.compress(b"") * (LARGEST_BODY // 20 + 1), {"Content-Encoding": "gzip"}))
    with pytest.raises(ResponseError, match="10 MiB"):
        session_of(server).send(READ)


def test_endless_headers_are_refused(server: LoopbackServer) -> None:
    server.will(Answer(raw=b"HTTP/1.1 200 OK\r\n" + b"X: y\r\n" * 1000 + b"\r\n"))
    with pytest.raises(ApiClientError):
        session_of(server).send(READ)
    server.will(Answer(raw=b"HTTP/1.1 200 OK\r\nX: " + b"y" * 100000 + b"\r\n\r\n"))
    with pytest.raises(ApiClientError):
        session_of(server).send(READ)


@pytest.mark.parametrize(
    "text",
    [
        "https://api.exam\nple.org",
        "https://api.exam\tple.org",
        "https://api.example.org\0.evil.example",
        "https://api.example.org\\.evil.example",
        "https://api.example.org%2eevil.example",
        "https://api example.org",
        "https://api.example.org\x7f",
        "https://<api>.example.org",
        "https://.",
        "https://a..b",
        "https://-",
        f"https://{'a' * 300}.org",
        "https://a" + "\u2028" + ".org",
        "https://a\u3002b\u200b.org",
    ],
)
def test_addresses_that_could_mean_something_else_are_refused(text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        base_url(text, "base_url")
    assert "base_url" in caught.value.message and "https://" in caught.value.message
    assert caught.value.message.isprintable() and len(caught.value.message) < 600


@pytest.mark.parametrize(
    "text", ["https://bücher.example", "https://a_b.example", "https://xn--bcher-kva.example:8443", "https://a."]
)
def test_unusual_names_are_taken(text: str) -> None:
    assert base_url(text, "url") == text


@resource("/api/things")
class Things(Collection):
    """A collection."""


@pytest.mark.parametrize(
    "identifier, path",
    [
        ("../users", "..%2Fusers"),
        ("..\\users", "..%5Cusers"),
        ("%2e%2e/users", "%252e%252e%2Fusers"),
        ("a?admin=1#b", "a%3Fadmin%3D1%23b"),
        ("a\0b", "a%00b"),
        ("a\r\nX-Evil: 1", "a%0D%0AX-Evil%3A%201"),
        ("//evil.example/", "%2F%2Fevil.example%2F"),
        ("a@evil.example", "a%40evil.example"),
    ],
)
def test_identifiers_do_not_leave_their_collection(server: LoopbackServer, identifier: str, path: str) -> None:
    client = ClientBuilder(Client).base_url(server.url).build()
    client.resource(Things).get(identifier)
    assert server.methods == [f"GET /api/things/{path}"]
    assert "x-evil" not in server.seen[0].headers


@pytest.mark.parametrize("identifier", [".", ".."])
def test_folders_are_no_identifiers(server: LoopbackServer, identifier: str) -> None:
    with pytest.raises(ConfigurationError):
        ClientBuilder(Client).base_url(server.url).build().resource(Things).delete(identifier)
    assert server.seen == []


def test_a_redirect_is_an_error_and_sends_no_secret_elsewhere(server: LoopbackServer) -> None:
    with LoopbackServer() as thief:
        server.routes["/token"] = [Answer(200, b'{"access_token": "token-1", "expires_in": 60}')]
        for status in (301, 302, 303, 307, 308):
            server.will(Answer(status, headers={"Location": f"{thief.url}/things"}))
            builder = ClientBuilder(Client).base_url(server.url).auth(ClientCredentials("a", "b", token_path="/token"))
            for method in (lambda things: things.list(), lambda things: things.create({})):
                with pytest.raises(ResponseError) as caught:
                    method(builder.build().resource(Things))
                assert str(status) in caught.value.message
        server.routes["/token"] = [Answer(307, headers={"Location": f"{thief.url}/token"})]
        with pytest.raises(ApiClientError):
            builder.build().resource(Things).list()
        assert thief.seen == []


@pytest.mark.parametrize("client_id", ["a:b", "a\nb", "a\0b", "a\x7fb"])
def test_an_id_that_would_read_otherwise_at_the_service_is_refused(client_id: str) -> None:
    with pytest.raises(ConfigurationError, match="client_id"):
        ClientCredentials(client_id, "secret", token_path="/token")


def test_the_password_of_a_proxy_is_a_secret() -> None:
    redactor = Redactor()
    builder = ClientBuilder(Client).base_url("https://tenant.example").redactor(redactor)
    configure(builder, OPTIONS, {"https_proxy": "http://user:p%40ss-word@127.0.0.1:9"}).build()
    assert "p%40ss-word" not in redactor.text("http://user:p%40ss-word@127.0.0.1:9")
    assert "p@ss-word" not in redactor.text("the proxy refuses p@ss-word")


@pytest.mark.parametrize(
    "proxy", ["http://[::1", "http://127.0.0.1:port", "ftp://u:hunter22@h", "socks5://u:hunter22@h", "::"]
)
def test_a_proxy_that_is_no_address_is_said_without_its_password(proxy: str) -> None:
    builder = ClientBuilder(Client).base_url("https://tenant.example")
    options = {**OPTIONS, "retry": {"attempts": 1, "backoff": 0.0, "backoff_max": 0.0, "budget": 0.0, "codes": []}}
    with pytest.raises(ApiClientError) as caught:
        configure(builder, options, {"https_proxy": proxy}).build().session.send(READ)
    assert "hunter22" not in caught.value.message + caught.value.hint
