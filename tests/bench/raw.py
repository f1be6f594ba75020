# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The least that a request can cost: sockets without any library, one request after the other per connection."""

from __future__ import annotations

import json
import socket
import ssl
import statistics
import time
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Optional
from urllib.parse import urlsplit


class RawConnection:
    """One connection that is kept open."""

    def __init__(self, url: str, token: str, authority: Optional[str] = None) -> None:
        parts = urlsplit(url)
        self._host = str(parts.hostname)
        plain = socket.create_connection((self._host, int(parts.port or 443)), timeout=30)
        plain.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        secure = parts.scheme == "https"
        self._socket = context(authority).wrap_socket(plain, server_hostname=self._host) if secure else plain
        self._file = self._socket.makefile("rb")
        self._token = token

    def send(self, method: str, path: str, body: Any = None) -> Any:
        """Send a request and return what its answer holds. Stops the bench if that is no success."""
        content = b"" if body is None else json.dumps(body).encode()
        head = f"{method} {path} HTTP/1.1\r\nHost: {self._host}\r\nAuthorization: Bearer {self._token}\r\n"
        head += f"Content-Type: application/json\r\nContent-Length: {len(content)}\r\n\r\n"
        self._socket.sendall(head.encode() + content)
        status = int(self._file.readline().split()[1])
        length = 0
        while (line := self._file.readline().strip()) != b"":
            name, _colon, value = line.partition(b":")
            length = int(value) if name.lower() == b"content-length" else length
        answer = self._file.read(length)
        if status >= 300:
            raise SystemExit(f"{method} {path}: {status} {answer[:500]!r}")
        return json.loads(answer) if answer else None

    def close(self) -> None:
        """Close the connection."""
        self._file.close()
        self._socket.close()


_contexts: dict[Optional[str], ssl.SSLContext] = {}


def context(authority: Optional[str]) -> ssl.SSLContext:
    """Return the context that trusts an authority; it is made once."""
    if authority not in _contexts:
        _contexts[authority] = ssl.create_default_context(cafile=authority)
    return _contexts[authority]


def one_request(url: str, token: str, path: str, authority: Optional[str], tries: int = 15) -> tuple[float, float]:
    """Return the milliseconds of a GET over a new connection, and over one that is open already."""
    fresh, kept = [], []
    for _try in range(tries):
        started = time.perf_counter()
        connection = RawConnection(url, token, authority)
        connection.send("GET", path)
        between = time.perf_counter()
        connection.send("GET", path)
        kept.append(time.perf_counter() - between)
        fresh.append(between - started)
        connection.close()
    return statistics.median(fresh) * 1000, statistics.median(kept) * 1000


def send_all(
    url: str, token: str, requests: Sequence[tuple[str, str, Any]], parallel: int, authority: Optional[str] = None
) -> list[Any]:
    """Send requests over so many connections at the same time, and return the answers in the order of the requests."""
    answers: list[Any] = [None] * len(requests)

    def work(first: int) -> None:
        connection = RawConnection(url, token, authority)
        for number in range(first, len(requests), parallel):
            answers[number] = connection.send(*requests[number])
        connection.close()

    with ThreadPoolExecutor(parallel) as pool:
        list(pool.map(work, range(parallel)))
    return answers
