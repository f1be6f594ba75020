# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Access tokens: the three ways to ask for one, and their life."""

from __future__ import annotations

import base64
import binascii
import hmac
import json
import secrets
import time
from typing import Callable, Mapping, Optional
from urllib.parse import parse_qs

from .errors import ApiError, detail

REALM = 'Bearer error="invalid_token"'


class Tokens:
    """Tokens of the one credential of the tenant. They are no part of the tenant's state."""

    def __init__(self, client_id: str, client_secret: str, clock: Callable[[], float] = time.monotonic) -> None:
        self.client_id = client_id
        self.client_secret = client_secret
        self._clock = clock
        self._expiry: dict[str, float] = {}
        self.issued: list[str] = []

    def expire_all(self) -> None:
        """Make every token invalid at once."""
        self._expiry.clear()

    def issue(self, credentials: Mapping[str, str], lifetime: float) -> dict[str, object]:
        """Answer a token request; a 401 for wrong credentials."""
        grant = credentials.get("grant_type") or "client_credentials"
        if grant != "client_credentials":
            raise ApiError(400, "Unsupported grant type", {"grant_type": [detail("INVALID_VALUE", "is not supported")]})
        given = (credentials.get("client_id", ""), credentials.get("client_secret", ""))
        expected = (self.client_id, self.client_secret)
        if not all(hmac.compare_digest(left.encode(), right.encode()) for left, right in zip(given, expected)):
            raise ApiError(401, "Bad client credentials")
        token = secrets.token_urlsafe(48)
        now = self._clock()
        self._expiry = {known: expiry for known, expiry in self._expiry.items() if expiry > now}
        self._expiry[token] = now + lifetime
        self.issued.append(token)
        return {"access_token": token, "token_type": "bearer", "expires_in": int(lifetime), "scope": "read write"}

    def accepts(self, authorization: Optional[str]) -> bool:
        """Whether an Authorization header carries a token that is good now."""
        kind, _blank, token = (authorization or "").partition(" ")
        return kind.lower() == "bearer" and self._expiry.get(token.strip(), float("-inf")) > self._clock()


def read_credentials(query: Mapping[str, str], headers: Mapping[str, str], body: bytes) -> dict[str, str]:
    """Collect credentials from body, query and Basic header; the header wins, then the query."""
    found = _from_body(body)
    found.update({name: value for name, value in query.items() if value})
    found.update(_from_header(headers.get("authorization", "")))
    return found


def _from_body(body: bytes) -> dict[str, str]:
    text = body.decode("utf-8", "replace").strip()
    if text.startswith("{"):
        try:
            members = json.loads(text)
        except ValueError:
            return {}
        return {str(name): value for name, value in members.items() if isinstance(value, str)}
    return {name: values[-1] for name, values in parse_qs(text).items()}


def _from_header(header: str) -> dict[str, str]:
    kind, _blank, encoded = header.partition(" ")
    if kind.lower() != "basic":
        return {}
    try:
        name, _colon, secret = base64.b64decode(encoded, validate=True).decode("utf-8").partition(":")
    except (binascii.Error, UnicodeDecodeError):
        return {}
    return {"client_id": name, "client_secret": secret}
