# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults of the network and of TLS: which error, whether the request is repeated, whether a write may have taken effect."""

from __future__ import annotations

import re
import socket
import warnings
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    ConfigurationError,
    ConnectionTimeoutError,
    NetworkError,
    SSLError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request
from ansible_collections.wanforge.edge.plugins.module_utils.http.session import Connection, Session
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import (
    Answer,
    LoopbackServer,
    write_certificate,
)

READ = Request("GET", "/things", safe=True)
WRITE = Request("POST", "/things", json={"name": "x"})
FAULTS = {
    "closed before reading": Answer(fault="refuse"),
    "closed after reading": Answer(fault="drop"),
    "reset after reading": Answer(fault="reset"),
    "garbage": Answer(raw=b"\x00\x01garbage\r\n\r\n"),
    "half a status line": Answer(raw=b"HTTP/1.1 20"),
    "truncated body": Answer(200, b'{"id": "1"', claimed=500),
    "truncated chunks": Answer(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nff\r\n[1,"),
    "broken chunks": Answer(raw=b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n[1,"),
    "no gzip": Answer(200, b"not packed", {"Content-Encoding": "gzip"}),
}
SLOW = {"no answer": Answer(fault="hang"), "half a body": Answer(200, b"x" * 100, fault="stall")}


def session_of(url: str, waits: list[float], **options: Any) -> Session:
    return Session(Connection(url, **options), sleep=waits.append, draw=lambda: 0.0)


def failure(session: Session, request: Request) -> ApiClientError:
    """Return the error of a request; its text must be fit for people."""
    with pytest.raises(ApiClientError) as caught:
        session.send(request)
    message = caught.value.message
    assert not re.search(r"0x[0-9a-f]+|object at|<urllib3|Pool\(|Traceback|\('", message), message
    assert 10 < len(message) < 300
    return caught.value


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@pytest.mark.parametrize("fault", list(FAULTS))
def test_reads_are_repeated_after_a_fault(server: LoopbackServer, fault: str) -> None:
    waits: list[float] = []
    server.will(FAULTS[fault], FAULTS[fault], Answer(200, b"[1]"))
    assert session_of(server.url, waits).send(READ).body == b"[1]"
    assert len(waits) == 2


@pytest.mark.parametrize("fault", list(FAULTS))
def test_reads_fail_in_the_end_and_are_never_unclear(server: LoopbackServer, fault: str) -> None:
    waits: list[float] = []
    server.will(FAULTS[fault])
    error = failure(session_of(server.url, waits), READ)
    assert isinstance(error, NetworkError)
    assert (error.unclear, error.retryable, len(waits)) == (False, True, 4)


@pytest.mark.parametrize("fault", list(FAULTS))
@pytest.mark.parametrize("method", ["POST", "PUT", "DELETE"])
def test_writes_are_not_repeated_and_are_unclear(server: LoopbackServer, method: str, fault: str) -> None:
    waits: list[float] = []
    server.will(FAULTS[fault])
    error = failure(session_of(server.url, waits), Request(method, "/things/1", json={}))
    assert isinstance(error, NetworkError)
    assert (error.unclear, waits) == (True, [])
    assert len(server.seen) <= 1


@pytest.mark.parametrize("fault", list(SLOW))
@pytest.mark.parametrize("request_, unclear, tries", [(READ, False, 5), (WRITE, True, 1)], ids=["read", "write"])
def test_slow_answers_time_out(
    server: LoopbackServer, fault: str, request_: Request, unclear: bool, tries: int
) -> None:
    server.will(SLOW[fault])
    error = failure(session_of(server.url, [], read_timeout=0.1), request_)
    assert isinstance(error, ConnectionTimeoutError)
    assert (error.unclear, len(server.seen)) == (unclear, tries)


def test_a_request_can_have_a_timeout_of_its_own(server: LoopbackServer) -> None:
    server.will(Answer(fault="hang"))
    error = failure(session_of(server.url, []), Request("POST", "/slow", timeout=0.1))
    assert isinstance(error, ConnectionTimeoutError)
    assert "0.1 s" in error.message


@pytest.mark.parametrize("request_", [READ, WRITE], ids=["read", "write"])
def test_what_was_never_sent_is_repeated_and_not_unclear(request_: Request) -> None:
    waits: list[float] = []
    url = f"http://127.0.0.1:{free_port()}"
    error = failure(session_of(url, waits), request_)
    assert error.error_type == "NetworkError"
    assert (error.unclear, len(waits)) == (False, 4)
    assert url in error.message
    assert "refused" in error.message


@pytest.mark.parametrize("request_", [READ, WRITE], ids=["read", "write"])
def test_unknown_host_names_are_named(request_: Request) -> None:
    error = failure(session_of("https://no-such-host.invalid", []), request_)
    assert error.error_type == "NetworkError"
    assert not error.unclear
    assert "no-such-host.invalid" in error.message


def test_a_trusted_certificate_is_accepted(tls_server: LoopbackServer, certificate: Path) -> None:
    session = session_of(tls_server.url, [], ca_path=str(certificate))
    assert session.send(READ).ok
    assert session.send(WRITE).ok
    assert tls_server.connections == 1


def test_verification_can_be_turned_off(tls_server: LoopbackServer) -> None:
    with warnings.catch_warnings():
        warnings.filterwarnings("error", message="Unverified")
        assert session_of(tls_server.url, [], validate_certs=False).send(READ).ok


@pytest.mark.parametrize("request_", [READ, WRITE], ids=["read", "write"])
def test_untrusted_certificates_are_refused_at_once(tls_server: LoopbackServer, request_: Request) -> None:
    waits: list[float] = []
    error = failure(session_of(tls_server.url, waits), request_)
    assert isinstance(error, SSLError)
    assert (error.unclear, error.retryable, waits, tls_server.seen) == (False, False, [], [])
    assert "ca_path" in error.hint


def test_another_authority_is_refused(tls_server: LoopbackServer, tmp_path: Path) -> None:
    other = write_certificate(tmp_path / "other.pem")
    assert isinstance(failure(session_of(tls_server.url, [], ca_path=str(other)), READ), SSLError)


def test_another_name_is_refused(tls_server: LoopbackServer, certificate: Path) -> None:
    url = tls_server.url.replace("127.0.0.1", "localhost")
    assert isinstance(failure(session_of(url, [], ca_path=str(certificate)), READ), SSLError)


def test_a_service_without_tls_is_refused(server: LoopbackServer) -> None:
    waits: list[float] = []
    error = failure(session_of(server.url.replace("http:", "https:"), waits), WRITE)
    assert isinstance(error, SSLError)
    assert (waits, server.seen) == ([], [])


@pytest.mark.parametrize("content", [None, "no certificate at all"], ids=["missing", "not PEM"])
def test_a_wrong_file_of_authorities_is_an_error_of_configuration(
    tls_server: LoopbackServer, tmp_path: Path, content: str
) -> None:
    waits: list[float] = []
    bundle = tmp_path / "bundle.pem"
    if content is not None:
        bundle.write_text(content, encoding="utf-8")
    error = failure(session_of(tls_server.url, waits, ca_path=str(bundle)), WRITE)
    assert isinstance(error, ConfigurationError)
    assert "ca_path" in error.message
    assert (error.unclear, waits, tls_server.seen) == (False, [], [])


@pytest.mark.parametrize("fault", ["drop", "reset"])
def test_a_write_over_tls_that_got_no_answer_is_unclear(
    tls_server: LoopbackServer, certificate: Path, fault: str
) -> None:
    tls_server.will(Answer(fault=fault))
    error = failure(session_of(tls_server.url, [], ca_path=str(certificate)), WRITE)
    assert isinstance(error, NetworkError)
    assert (error.unclear, len(tls_server.seen)) == (True, 1)


def test_a_write_is_unclear_when_tls_breaks_after_it_was_sent(tls_server: LoopbackServer, certificate: Path) -> None:
    tls_server.will(Answer(beneath=b"HTTP/1.1 502 Bad Gateway\r\n\r\n"))
    error = failure(session_of(tls_server.url, [], ca_path=str(certificate)), WRITE)
    assert isinstance(error, NetworkError)
    assert (error.unclear, len(tls_server.seen)) == (True, 1)


def test_faults_name_the_request(server: LoopbackServer) -> None:
    server.will(Answer(fault="drop"))
    assert "POST /things" in failure(session_of(server.url, []), WRITE).message
