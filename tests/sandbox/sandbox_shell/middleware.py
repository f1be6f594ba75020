# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The layer in front of a service that logs every request and lets faults happen."""

from __future__ import annotations

import asyncio
import sys
import time
from dataclasses import dataclass
from typing import Any, Awaitable, Callable, MutableMapping, Optional

from .bodies import read_body
from .connection import SCOPE_KEY, Connection
from .faults import FaultBoard, Rule, made_answer
from .log import Entry, RequestLog
from .masking import masked_query

Message = MutableMapping[str, Any]
Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
App = Callable[[Scope, Receive, Send], Awaitable[None]]
FAILED = b'{"statusError":"INTERNAL_SERVER_ERROR","errorMessage":"The sandbox failed","errorDetails":{}}'


@dataclass
class Service:
    """A simulated service as the middleware needs to know it."""

    name: str
    app: App
    is_write: Callable[[str, str], bool]
    is_token: Callable[[str, str], bool]
    revision: Callable[[], Any]
    expire_tokens: Callable[[], None]
    slow_commit: Callable[[float], Callable[[], None]]


class Recorder:
    """Collects what an application sends, and passes it on unless it is held back."""

    def __init__(self, send: Send, hold: bool) -> None:
        self._send = send
        self._hold = hold
        self.status: Optional[int] = None
        self.headers: list[tuple[bytes, bytes]] = []
        self.size = 0
        self.chunks: list[bytes] = []

    async def __call__(self, message: Message) -> None:
        """Receive one message of the application."""
        if message["type"] == "http.response.start":
            self.status = message["status"]
            self.headers = list(message.get("headers", ()))
        elif message["type"] == "http.response.body":
            self.size += len(message.get("body", b""))
            if self._hold:
                self.chunks.append(message.get("body", b""))
        if not self._hold:
            await self._send(message)


class Shell:
    """An ASGI application around a service."""

    def __init__(self, service: Service, log: RequestLog, board: FaultBoard, latency: float = 0.0) -> None:
        self._service = service
        self._log = log
        self._board = board
        self._latency = latency

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            return
        started = time.perf_counter()
        body = await _whole_body(receive)
        if body is None:
            return
        entry = self._open(scope, body)
        try:
            await self._handle(scope, body, receive, send, entry)
        finally:
            entry.ms = round((time.perf_counter() - started) * 1000, 3)

    def _open(self, scope: Scope, body: bytes) -> Entry:
        method, path = scope["method"], scope["path"]
        write = self._service.is_write(method, path)
        connection: Optional[Connection] = scope.get(SCOPE_KEY)
        return self._log.add(
            service=self._service.name,
            method=method,
            path=path,
            query=masked_query(scope.get("query_string", b"").decode("latin-1")),
            write=write,
            token=self._service.is_token(method, path),
            connection=connection.number if connection else 0,
            body=read_body(scope, body) if write else None,
        )

    async def _handle(self, scope: Scope, body: bytes, receive: Receive, send: Send, entry: Entry) -> None:
        rules = self._board.hits(self._service.name, scope["method"], scope["path"])
        if rules:
            entry.fault = "+".join(rule.kind for rule in rules)
        delay = self._latency + sum(float(rule.options["ms"]) / 1000 for rule in rules if rule.kind == "latency")
        if delay:
            await asyncio.sleep(delay)
        if any(rule.kind == "expire_tokens" for rule in rules):
            self._service.expire_tokens()
        slow = [float(rule.options["seconds"]) for rule in rules if rule.kind == "slow_commit"]
        restore = self._service.slow_commit(sum(slow)) if slow else None
        try:
            await self._end(rules[-1] if rules else None, scope, body, receive, send, entry)
        finally:
            if restore is not None:
                restore()

    async def _end(
        self, rule: Optional[Rule], scope: Scope, body: bytes, receive: Receive, send: Send, entry: Entry
    ) -> None:
        """Let the service answer, or the fault in its place."""
        kind = rule.kind if rule else ""
        connection: Optional[Connection] = scope.get(SCOPE_KEY)
        if rule is not None and kind in ("status", "garbage"):
            status, headers, content = made_answer(rule)
            entry.status, entry.bytes = status, len(content)
            await send({"type": "http.response.start", "status": status, "headers": headers})
            await send({"type": "http.response.body", "body": content})
            return
        if kind == "reset_before":
            await _drop(connection, receive)
            return
        hold = kind in ("reset_after", "truncate")
        recorder = Recorder(send, hold)
        await self._run(scope, body, receive, recorder, entry)
        if kind == "reset_after":
            await _drop(connection, receive)
            return
        entry.status, entry.bytes = recorder.status, recorder.size
        if kind == "truncate":
            entry.bytes = await _send_half(recorder, connection, receive, send)

    async def _run(self, scope: Scope, body: bytes, receive: Receive, recorder: Recorder, entry: Entry) -> None:
        before = self._service.revision() if entry.write else None
        try:
            await self._service.app(scope, _replay(body, receive), recorder)
        except Exception as error:
            print(f"{entry.method} {entry.path} failed: {type(error).__name__}: {error}.", file=sys.stderr, flush=True)
            if recorder.status is None:
                headers = [(b"content-type", b"application/json"), (b"content-length", str(len(FAILED)).encode())]
                await recorder({"type": "http.response.start", "status": 500, "headers": headers})
                await recorder({"type": "http.response.body", "body": FAILED})
        if entry.write:
            entry.effect = self._service.revision() != before


async def _whole_body(receive: Receive) -> Optional[bytes]:
    """The complete body of a request; nothing when the client went away."""
    chunks = []
    while True:
        message = await receive()
        if message["type"] != "http.request":
            return None
        chunks.append(message.get("body", b""))
        if not message.get("more_body", False):
            return b"".join(chunks)


def _replay(body: bytes, receive: Receive) -> Receive:
    """A receive channel that gives the body once more."""
    pending = [body]

    async def replay() -> Message:
        if pending:
            return {"type": "http.request", "body": pending.pop(), "more_body": False}
        return await receive()

    return replay


async def _drop(connection: Optional[Connection], receive: Receive) -> None:
    """Reset the connection and wait until the server has noticed."""
    if connection is None:
        raise RuntimeError("The server does not give access to its connections.")
    connection.reset()
    await _until_gone(receive)


async def _until_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass


async def _send_half(recorder: Recorder, connection: Optional[Connection], receive: Receive, send: Send) -> int:
    """Announce the whole body, send half of it, and close the connection; tells how much was sent."""
    content = b"".join(recorder.chunks)
    half = content[: len(content) // 2]
    headers = [(name, value) for name, value in recorder.headers if name.lower() != b"content-length"]
    headers.append((b"content-length", str(max(len(content), 1)).encode()))
    await send({"type": "http.response.start", "status": recorder.status or 200, "headers": headers})
    await send({"type": "http.response.body", "body": half, "more_body": True})
    if connection is not None:
        connection.close()
        await _until_gone(receive)
    return len(half)
