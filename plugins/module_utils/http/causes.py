# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What lies behind an error of requests or urllib3, which wrap one another."""

from __future__ import annotations

REQUESTS_MISSING = False
try:
    import urllib3
except ImportError:
    REQUESTS_MISSING = True


def chain_of(error: BaseException) -> list[BaseException]:
    """Return an error and everything it wraps, outermost first."""
    found: list[BaseException] = []
    pending: list[object] = [error]
    while pending:
        current = pending.pop()
        if not isinstance(current, BaseException) or current in found:
            continue
        found.append(current)
        pending += [getattr(current, "reason", None), current.__cause__, current.__context__, *current.args]
    return found


def never_sent(error: BaseException) -> bool:
    """Return whether the connection could not even be opened."""
    early = (urllib3.exceptions.NewConnectionError, urllib3.exceptions.ConnectTimeoutError, ConnectionRefusedError)
    return any(isinstance(item, early) for item in chain_of(error))


def cause_of(error: BaseException) -> str:
    """Return the words of the innermost error that has any: short, without addresses of Python objects."""
    for item in reversed(chain_of(error)):
        if isinstance(item, OSError) and item.strerror:
            return str(item.strerror)
    texts = {
        "RemoteDisconnected": "the service closed the connection without an answer",
        "IncompleteRead": "the answer is incomplete",
        "ProtocolError": "the connection broke",
        "ChunkedEncodingError": "the connection broke",
        "NameResolutionError": "the host name is unknown",
        "CertificateError": "the certificate is for another name",
        "SSLError": "the TLS handshake failed",
        "ConnectionError": "the connection broke",
    }
    for item in reversed(chain_of(error)):
        text = texts.get(type(item).__name__)
        if text:
            return text
    return type(error).__name__
