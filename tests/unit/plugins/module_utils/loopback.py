# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A real server on the loopback interface that does what a test tells it to, faults included."""

from __future__ import annotations

import datetime
import ipaddress
import json
import os
import socket
import socketserver
import ssl
import struct
import threading
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from types import TracebackType
from typing import Any, Optional, Union

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

LONGEST_WAIT = 10.0


@dataclass(frozen=True)
class Answer:
    """What the server does with one request.

    ``fault`` is one of: "refuse" (the connection is closed before anything is read), "drop" (closed after the request was read),
    "reset" (the same with a reset), "hang" (no answer until the server stops), "stall" (half of the body, then nothing).
    ``raw`` replaces the whole answer; ``beneath`` bypasses TLS with it. ``claimed`` is the length that the answer claims to have.
    """

    status: int = 200
    body: Union[bytes, str] = b"{}"
    headers: Mapping[str, str] = field(default_factory=dict)
    fault: str = ""
    raw: bytes = b""
    beneath: bytes = b""
    claimed: Optional[int] = None

    @property
    def content(self) -> bytes:
        """The body as bytes."""
        return self.body.encode("utf-8") if isinstance(self.body, str) else self.body


def answer_json(value: Any, status: int = 200, **headers: str) -> Answer:
    """Return an answer that holds JSON; underscores in the names of headers stand for hyphens."""
    return Answer(status, json.dumps(value), {name.replace("_", "-"): text for name, text in headers.items()})


@dataclass(frozen=True)
class Seen:
    """One request as it arrived."""

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes
    connection: int


class LoopbackServer:
    """Serves the answers of ``answers`` in order; the last one is repeated. ``seen`` holds what arrived.

    Answers that ``routes`` names for a path come before those in ``answers``. With ``clients``, a file of authorities, it serves only
    those that show a certificate of one of them.
    """

    def __init__(self, certificate: Optional[Path] = None, clients: Optional[Path] = None) -> None:
        self.answers: list[Answer] = [Answer()]
        self.routes: dict[str, list[Answer]] = {}
        self.seen: list[Seen] = []
        self.connections = 0
        self.stopping = threading.Event()
        self.lock = threading.Lock()
        self.context: Optional[ssl.SSLContext] = None
        if certificate is not None:
            self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            self.context.load_cert_chain(certificate)
            if clients is not None:
                self.context.verify_mode = ssl.CERT_REQUIRED
                self.context.load_verify_locations(clients)
        self._server = _Server(("127.0.0.1", 0), _Handler)
        self._server.script = self
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)

    def __enter__(self) -> LoopbackServer:
        self._thread.start()
        return self

    def __exit__(
        self, kind: Optional[type[BaseException]], error: Optional[BaseException], trace: Optional[TracebackType]
    ) -> None:
        self.stopping.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join()

    @property
    def url(self) -> str:
        """The base URL."""
        scheme = "https" if self.context else "http"
        return f"{scheme}://127.0.0.1:{self._server.server_address[1]}"

    def will(self, *answers: Answer) -> None:
        """Answer like this from now on."""
        self.answers = list(answers)

    @property
    def methods(self) -> list[str]:
        """Method and path of every request that arrived."""
        return [f"{one.method} {one.path}" for one in self.seen]

    def next_answer(self, path: str) -> Answer:
        """Return what to do with a request, and go on to the next answer."""
        with self.lock:
            queue = self.routes.get(path.split("?", 1)[0], self.answers)
            return queue.pop(0) if len(queue) > 1 else queue[0]

    def refuses(self) -> bool:
        """Return whether a new connection is to be closed at once, and go on to the next answer if so."""
        with self.lock:
            refused = self.answers[0].fault == "refuse"
            if refused and len(self.answers) > 1:
                self.answers.pop(0)
            return refused


class _Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    request_queue_size = 64
    script: LoopbackServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no news."""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    server: _Server

    def setup(self) -> None:
        script = self.server.script
        with script.lock:
            script.connections += 1
            self.number = script.connections
        if script.context is not None:
            self.request = script.context.wrap_socket(self.request, server_side=True, do_handshake_on_connect=False)
            self._shake_hands()
        super().setup()

    def _shake_hands(self) -> None:
        """Do the handshake. If it fails, read on: closing at once would keep the reason from the client."""
        try:
            self.request.do_handshake()
        except OSError:
            socket.socket.shutdown(self.request, socket.SHUT_WR)
            while os.read(self.request.fileno(), 65536):
                pass
            raise

    def handle(self) -> None:
        if not self.server.script.refuses():
            super().handle()

    def log_message(self, format: str, *args: Any) -> None:  # pylint: disable=redefined-builtin
        """Say nothing."""

    def _serve(self) -> None:
        script = self.server.script
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        script.seen.append(Seen(self.command, self.path, headers, body, self.number))
        answer = script.next_answer(self.path)
        if answer.fault in ("drop", "reset", "hang"):
            self._fail(answer.fault)
        elif answer.beneath:
            os.write(self.request.fileno(), answer.beneath)
            self.close_connection = True
        elif answer.raw:
            self.wfile.write(answer.raw)
            self.close_connection = True
        else:
            self._answer(answer)

    def _fail(self, fault: str) -> None:
        self.close_connection = True
        if fault == "hang":
            self.server.script.stopping.wait(LONGEST_WAIT)
        if fault == "reset":
            self.request.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
            self.request.close()

    def _answer(self, answer: Answer) -> None:
        content = answer.content
        self.send_response(answer.status)
        for name, value in answer.headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(content) if answer.claimed is None else answer.claimed))
        self.end_headers()
        if answer.fault == "stall":
            self.wfile.write(content[: len(content) // 2])
            self.server.script.stopping.wait(LONGEST_WAIT)
            self.close_connection = True
            return
        if self.command != "HEAD":
            self.wfile.write(content)
        if answer.claimed is not None:
            self.close_connection = True

    do_GET = do_POST = do_PUT = do_PATCH = do_DELETE = do_HEAD = do_OPTIONS = _serve


def write_certificate(path: Path) -> Path:
    """Write a self-signed certificate for 127.0.0.1 and its key into one file and return the path."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    now = datetime.datetime.now(datetime.timezone.utc)
    usage = dict.fromkeys(
        ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "crl_sign"), False
    )
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .add_extension(
            x509.KeyUsage(
                digital_signature=True, key_cert_sign=True, encipher_only=False, decipher_only=False, **usage
            ),
            True,
        )
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
        .sign(key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    path.write_bytes(private + signed.public_bytes(serialization.Encoding.PEM))
    return path
