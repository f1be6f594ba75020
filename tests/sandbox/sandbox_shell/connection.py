# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""TCP connections as the sandbox sees them: numbered, and closable in the middle of an exchange."""

from __future__ import annotations

import asyncio
import itertools
import socket
import struct
from functools import cached_property
from typing import Any, Awaitable, Callable, MutableMapping, Optional

from uvicorn.protocols.http.h11_impl import H11Protocol

SCOPE_KEY = "sandbox.connection"
Scope = MutableMapping[str, Any]
_numbers = itertools.count(1)


class Connection:
    """One connection of a client."""

    def __init__(self) -> None:
        self.transport: Optional[asyncio.Transport] = None

    @cached_property
    def number(self) -> int:
        """Its number, given when it is first asked for: connections that nobody asks about take none."""
        return next(_numbers)

    def reset(self) -> None:
        """Drop the connection at once; the client sees a TCP reset."""
        if self.transport is None or self.transport.is_closing():
            return
        peer: Optional[socket.socket] = self.transport.get_extra_info("socket")
        if peer is not None:
            peer.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.transport.abort()

    def close(self) -> None:
        """Close the connection after what was already written has gone out."""
        if self.transport is not None:
            self.transport.close()


class ConnectionProtocol(H11Protocol):
    """HTTP/1.1 protocol that lets the application reach its connection through the scope."""

    def __init__(self, *arguments: Any, **keywords: Any) -> None:
        super().__init__(*arguments, **keywords)
        self.connection = Connection()
        self.app = _with_connection(self.app, self.connection)

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Remember the transport."""
        self.connection.transport = transport
        super().connection_made(transport)


def _with_connection(app: Any, connection: Connection) -> Callable[..., Awaitable[None]]:
    async def wrapped(scope: Scope, receive: Any, send: Any) -> None:
        scope[SCOPE_KEY] = connection
        await app(scope, receive, send)

    return wrapped
