# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth2 client credentials: a token is fetched when it is needed and renewed before it expires."""

from __future__ import annotations

import base64
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Optional

from ansible_collections.wanforge.edge.plugins.module_utils.auth.base import Auth
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    AuthenticationError,
    TokenRefreshError,
    class_for_status,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response
from ansible_collections.wanforge.edge.plugins.module_utils.http.session import Session

RENEW_BEFORE_EXPIRY = 30.0
LIFETIME_IF_UNSAID = 300.0


@dataclass(frozen=True)
class Token:
    """An access token and the moment, on the monotonic clock, from which it is no longer used."""

    value: str
    usable_until: float


class ClientCredentials(Auth):
    """OAuth2 client credentials grant.

    The credentials travel in a Basic header, never in the address; the body names grant and scope. A token is renewed 30
    seconds before it expires and once after a 401. Fetching a token is a safe request: it is repeated like a read.
    Raises AuthenticationError if the service refuses the credentials, TokenRefreshError if its answer holds no token.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        *,
        token_path: str,
        scope: str = "default",
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._client_id = client_id
        self._client_secret = client_secret
        self._token_path = token_path
        self._scope = scope
        self._clock = clock
        self._token: Optional[Token] = None
        self._lock = threading.Lock()

    def prepare(self, request: Request, session: Session) -> Request:
        with self._lock:
            if self._token is None or self._clock() >= self._token.usable_until:
                self._token = self._fetch(session)
            return request.with_headers({"Authorization": f"Bearer {self._token.value}"})

    def renew(self, refused: Request) -> bool:
        with self._lock:
            if self._token is not None and refused.headers.get("Authorization") == f"Bearer {self._token.value}":
                self._token = None
            return True

    def secrets(self) -> list[Optional[str]]:
        return [self._client_secret, self._basic(), self._token.value if self._token else None]

    def _basic(self) -> str:
        return base64.b64encode(f"{self._client_id}:{self._client_secret}".encode()).decode("ascii")

    def _fetch(self, session: Session) -> Token:
        asked_at = self._clock()
        response = session.send(
            Request(
                "POST",
                self._token_path,
                headers={"Authorization": f"Basic {self._basic()}", "Accept": "application/json"},
                json={"grant_type": "client_credentials", "scope": self._scope},
                safe=True,
            )
        )
        if not response.ok:
            raise _refusal(response)
        try:
            answer = response.decode()
        except ApiClientError:
            answer = None
        value = answer.get("access_token") if isinstance(answer, dict) else None
        if not isinstance(value, str) or not value:
            raise TokenRefreshError("the answer to the token request holds no token", status=response.status)
        session.redactor.register(value)
        lifetime = answer.get("expires_in")
        seconds = float(lifetime) if isinstance(lifetime, (int, float)) and lifetime > 0 else LIFETIME_IF_UNSAID
        return Token(value, asked_at + max(seconds - RENEW_BEFORE_EXPIRY, seconds / 2 if seconds < 60 else 0.0))


def _refusal(response: Response) -> ApiClientError:
    text, kind = "no token could be fetched", class_for_status(response.status)
    if response.status in (400, 401, 403):
        text, kind = "the service refuses the credentials", AuthenticationError
    return kind(f"{text} (HTTP {response.status})", status=response.status, request_id=response.request_id)
