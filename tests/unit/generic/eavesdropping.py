# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Servers that learn secrets: one repeats all it is told in its errors, one passes requests on and notes the tokens."""

from __future__ import annotations

import base64
import html
import json
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import quote, quote_plus

import requests

TOKEN = "tok/en+with=signs.0123456789"
HOP_BY_HOP = ("connection", "content-length", "transfer-encoding", "content-encoding", "keep-alive")


class Handler(BaseHTTPRequestHandler):
    """What both servers share."""

    protocol_version = "HTTP/1.1"

    def do_GET(self) -> None:
        """Answer any request."""
        body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        getattr(self.server, "answer")(self, body)

    do_POST = do_PUT = do_DELETE = do_GET

    def reply(self, status: int, body: bytes, kind: str) -> None:
        """Send an answer."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""


class Gossip(ThreadingHTTPServer):
    """Gives everybody a token, and answers every other request with an error that repeats the request."""

    daemon_threads = True
    form = "json"

    def answer(self, handler: Handler, body: bytes) -> None:
        """Answer one request."""
        if handler.path.startswith("/api/v1/oauth/token") and self.form != "token":
            handler.reply(200, json.dumps({"access_token": TOKEN, "expires_in": 60}).encode(), "application/json")
            return
        heard = f"{handler.path} {list(handler.headers.items())} {body.decode('utf-8', 'replace')}"
        if self.form == "html":
            handler.reply(400, f"<p>{html.escape(heard)}</p>".encode(), "text/html")
        elif self.form == "text":
            handler.reply(403, heard.encode(), "text/plain")
        else:
            members = {"errorMessage": heard, "error": heard, "success": False, "data": None}
            handler.reply(400, json.dumps(members).encode(), "application/json")


class Relay(ThreadingHTTPServer):
    """Passes requests on and notes the tokens in the answers."""

    daemon_threads = True

    def __init__(self, target: str, port: int = 0) -> None:
        super().__init__(("127.0.0.1", port), Handler)
        self.target = target
        self.tokens: set[str] = set()
        self.lock = threading.Lock()

    def answer(self, handler: Handler, body: bytes) -> None:
        """Answer one request as the service does."""
        headers = {name: value for name, value in handler.headers.items() if name.lower() not in (*HOP_BY_HOP, "host")}
        with requests.Session() as session:
            session.trust_env = False
            found = session.request(handler.command, self.target + handler.path, headers=headers, data=body, timeout=30)
        with self.lock:
            self.tokens.update(re.findall(r'"access_token": ?"([^"]+)"', found.text))
        handler.reply(found.status_code, found.content, found.headers.get("Content-Type", "text/plain"))


@contextmanager
def serving(server: ThreadingHTTPServer) -> Iterator[str]:
    """Run a server and give its address."""
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_address[1]}"
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def spellings(secret: str, client: str = "") -> set[str]:
    """The forms in which a secret can stand in a text."""
    pair = f"{client}:{secret}".encode()
    return {
        secret,
        quote(secret, safe=""),
        quote_plus(secret),
        json.dumps(secret)[1:-1],
        base64.b64encode(secret.encode()).decode(),
        base64.b64encode(pair).decode(),
    }
