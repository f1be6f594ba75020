# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The session against a real server: what arrives, what is repeated, what is refused."""

from __future__ import annotations

import gzip
import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ConfigurationError, ResponseError
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RetryPolicy
from ansible_collections.wanforge.edge.plugins.module_utils.http.session import LARGEST_BODY, Connection, Session
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import Answer, LoopbackServer

READ = Request("GET", "/things", safe=True)
WRITE = Request("POST", "/things", json={"name": "x"})


def session_of(server: LoopbackServer, waits: list[float], **options: Any) -> Session:
    return Session(Connection(server.url, **options), sleep=waits.append, draw=lambda: 0.5)


def test_method_path_query_headers_and_json_arrive(server: LoopbackServer) -> None:
    request = Request("PUT", "/a%2Fb", {"q": "1 2", "r": "ü&="}, {"X-One": "1"}, json={"name": "ü"})
    session_of(server, []).send(request)
    seen = server.seen[0]
    assert (seen.method, seen.path) == ("PUT", "/a%2Fb?q=1+2&r=%C3%BC%26%3D")
    assert json.loads(seen.body) == {"name": "ü"}
    assert seen.headers["content-type"] == "application/json"
    assert (seen.headers["x-one"], seen.headers["user-agent"]) == ("1", "wanforge.edge")


def test_forms_and_texts_arrive(server: LoopbackServer) -> None:
    session = session_of(server, [], user_agent="other")
    session.send(Request("POST", "/f", form={"data": "[1]", "key": "a b&c"}))
    session.send(Request("PUT", "/t", headers={"Content-Type": "text/plain"}, text="ä"))
    form, text = server.seen
    assert form.body == b"data=%5B1%5D&key=a+b%26c"
    assert form.headers["content-type"] == "application/x-www-form-urlencoded"
    assert (text.body, text.headers["content-type"]) == ("ä".encode(), "text/plain")
    assert text.headers["user-agent"] == "other"


def test_answers_come_back_whatever_their_status(server: LoopbackServer) -> None:
    server.will(Answer(418, "short and stout", {"X-Request-Id": "r-1", "X-Odd": "Yes"}))
    response = session_of(server, []).send(READ)
    assert (response.status, response.body, response.request_id) == (418, b"short and stout", "r-1")
    assert response.headers["x-odd"] == "Yes"


@pytest.mark.parametrize("status", [408, 429, 500, 502, 503, 504])
def test_reads_are_repeated(server: LoopbackServer, status: int) -> None:
    waits: list[float] = []
    server.will(Answer(status), Answer(status), Answer(200, b"[1]"))
    assert session_of(server, waits).send(READ).body == b"[1]"
    assert len(server.seen) == 3
    assert waits == [0.25, 0.5]


def test_a_safe_post_is_a_read(server: LoopbackServer) -> None:
    server.will(Answer(503), Answer(200))
    assert session_of(server, []).send(Request("POST", "/retrieve", safe=True)).ok
    assert len(server.seen) == 2


@pytest.mark.parametrize("status", [400, 401, 403, 404, 405, 409, 418, 422, 501, 505])
def test_other_statuses_are_final(server: LoopbackServer, status: int) -> None:
    server.will(Answer(status))
    assert session_of(server, []).send(READ).status == status
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [408, 500, 502, 503, 504])
@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_writes_are_never_repeated(server: LoopbackServer, method: str, status: int) -> None:
    server.will(Answer(status))
    assert session_of(server, []).send(Request(method, "/things/1")).status == status
    assert len(server.seen) == 1


def test_writes_that_were_not_admitted_are_repeated(server: LoopbackServer) -> None:
    waits: list[float] = []
    server.will(Answer(429, headers={"Retry-After": "7"}), Answer(201))
    assert session_of(server, waits).send(WRITE).status == 201
    assert waits == [7.0]
    assert server.seen[0].body == server.seen[1].body


def test_the_last_answer_comes_back_when_patience_ends(server: LoopbackServer) -> None:
    waits: list[float] = []
    server.will(Answer(503, "first"), Answer(503, "second"))
    response = session_of(server, waits, retry=RetryPolicy(attempts=3)).send(READ)
    assert (response.status, response.body, len(server.seen)) == (503, b"second", 3)
    assert len(waits) == 2


def test_the_budget_holds_for_all_requests_of_a_session(server: LoopbackServer) -> None:
    waits: list[float] = []
    server.will(Answer(429, headers={"Retry-After": "100"}))
    session = session_of(server, waits)
    assert session.send(READ).status == 429
    assert waits == [100.0, 100.0, 100.0]
    assert session.send(READ).status == 429
    assert (waits, len(server.seen)) == ([100.0, 100.0, 100.0], 5)


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_redirects_are_not_followed(server: LoopbackServer, status: int) -> None:
    server.will(Answer(status, headers={"Location": f"{server.url}/elsewhere"}))
    response = session_of(server, []).send(READ)
    assert response.status == status
    assert server.methods == ["GET /things"]


def test_connections_are_used_again(server: LoopbackServer) -> None:
    session = session_of(server, [])
    for _number in range(20):
        session.send(READ)
        session.send(WRITE)
    assert (len(server.seen), server.connections) == (40, 1)
    session.close()


def test_connections_are_used_again_after_failures(server: LoopbackServer) -> None:
    server.will(Answer(503, "busy"), Answer(404, "gone"), Answer(200, b"{}"))
    session = session_of(server, [])
    session.send(READ)
    session.send(READ)
    assert server.connections == 1


def test_cookies_of_a_service_do_not_matter(server: LoopbackServer) -> None:
    server.will(Answer(headers={"Set-Cookie": "a=b"}))
    session = session_of(server, [])
    session.send(READ)
    assert session.send(READ).ok


def test_netrc_is_not_used(server: LoopbackServer, tmp_path: Path) -> None:
    netrc = tmp_path / ".netrc"
    netrc.write_text("machine 127.0.0.1 login somebody password secret-of-netrc\n", encoding="utf-8")
    netrc.chmod(0o600)
    session_of(server, []).send(READ)
    assert "authorization" not in server.seen[0].headers


def test_the_largest_body_is_accepted(server: LoopbackServer) -> None:
    server.will(Answer(200, b"x" * LARGEST_BODY))
    assert len(session_of(server, []).send(READ).body) == LARGEST_BODY


@pytest.mark.parametrize("packed", [False, True])
def test_larger_bodies_are_refused(server: LoopbackServer, packed: bool) -> None:
    body = b"x" * (LARGEST_BODY + 1)
    server.will(Answer(200, gzip.compress(body), {"Content-Encoding": "gzip"}) if packed else Answer(200, body))
    with pytest.raises(ResponseError) as caught:
        session_of(server, []).send(READ)
    assert "10 MiB" in caught.value.message
    assert (caught.value.status, caught.value.unclear, len(server.seen)) == (200, False, 1)


def test_a_body_that_is_too_large_leaves_a_write_unclear(server: LoopbackServer) -> None:
    server.will(Answer(200, b"x" * (LARGEST_BODY + 1)))
    with pytest.raises(ResponseError) as caught:
        session_of(server, []).send(WRITE)
    assert caught.value.unclear


def test_packed_bodies_are_unpacked(server: LoopbackServer) -> None:
    server.will(Answer(200, gzip.compress(b'{"a": 1}'), {"Content-Encoding": "gzip"}))
    assert session_of(server, []).send(READ).decode() == {"a": 1}


def test_an_answer_without_length_is_read_to_its_end(server: LoopbackServer) -> None:
    server.will(Answer(raw=b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n[1, 2]"))
    assert session_of(server, []).send(READ).decode() == [1, 2]


def test_an_answer_in_chunks_is_read_to_its_end(server: LoopbackServer) -> None:
    server.will(Answer(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\n[1,\r\n2\r\n2]\r\n0\r\n\r\n"))
    assert session_of(server, []).send(READ).decode() == [1, 2]


@pytest.mark.parametrize("method, status", [("HEAD", 200), ("DELETE", 204), ("GET", 304)])
def test_answers_without_a_body(server: LoopbackServer, method: str, status: int) -> None:
    server.will(Answer(status, b"", claimed=5 if method == "HEAD" else None))
    response = session_of(server, []).send(Request(method, "/things", safe=True))
    assert (response.status, response.body) == (status, b"")


@pytest.mark.parametrize(
    "request_",
    [
        Request("GET", "/x", headers={"X-Key": "secret\nvalue"}, safe=True),
        Request("GET", "/x", headers={"X-Key": "€ secret-value"}, safe=True),
        Request("POST", "/x", json={"number": float("nan")}),
        Request("POST", "/x", json={"number": float("inf")}),
    ],
    ids=["line break", "no latin", "nan", "infinity"],
)
def test_what_cannot_be_sent_is_an_error_of_configuration(server: LoopbackServer, request_: Request) -> None:
    redactor = Redactor()
    redactor.register("secret\nvalue")
    redactor.register("€ secret-value")
    waits: list[float] = []
    session = Session(Connection(server.url), redactor=redactor, sleep=waits.append)
    with pytest.raises(ConfigurationError) as caught:
        session.send(request_)
    assert "secret" not in caught.value.message
    assert (server.seen, waits, caught.value.unclear) == ([], [], False)
