# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""OAuth2 client credentials: a token is fetched when no task has one, shared with the others, and renewed before it expires."""

from __future__ import annotations

import base64
import random
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.auth.base import Auth
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    AuthenticationError,
    ConfigurationError,
    TokenRefreshError,
    class_for_status,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.hooks import WAIT_LOGIN
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response
from ansible_collections.wanforge.edge.plugins.module_utils.http.session import Session

RENEW_BEFORE_EXPIRY = 30.0
LIFETIME_IF_UNSAID = 300.0
FETCH_SECONDS = 30.0
LOOK_AGAIN = 0.05
# RFC 7617: a colon would end the name in the Basic header.
UNFIT = re.compile(r"[:\x00-\x1f\x7f]")


@dataclass(frozen=True)
class Token:
    """An access token and the time during which it is used, on the wall clock. One from the future is not used: clocks jump."""

    value: str
    made: float
    usable_until: float

    def usable(self, now: float) -> bool:
        """Return whether the token may be used."""
        return self.made <= now < self.usable_until


class ClientCredentials(Auth):
    """OAuth2 client credentials grant.

    The credentials travel in a Basic header, never in the address; the body names grant and scope. A token is renewed 30
    seconds before it expires and once after a 401. It is kept in the store of the session: of all tasks that need one at the same
    time, one fetches it. Fetching a token is a safe request: it is repeated like a read.
    Raises ConfigurationError for a client ID that the service would read otherwise, AuthenticationError if the service refuses the
    credentials, TokenRefreshError if its answer holds no token.
    """

    def __init__(
        self,
        client_id: str,
        client_secret: str,
        *,
        token_path: str,
        scope: str = "default",
        clock: Callable[[], float] = time.time,
    ) -> None:
        if UNFIT.search(client_id):
            raise ConfigurationError("client_id holds a colon or a character that cannot be seen.")
        self.identity = client_id
        self._client_secret = client_secret
        self._token_path = token_path
        self._scope = scope
        self._clock = clock
        self._token: Optional[Token] = None
        self._refused: set[str] = set()
        self._lock = threading.Lock()

    def prepare(self, request: Request, session: Session) -> Request:
        with self._lock:
            if self._token is None or not self._token.usable(self._clock()):
                self._token = self._shared(session) or self._fetch_alone(session)
            return request.with_headers({"Authorization": f"Bearer {self._token.value}"})

    def renew(self, refused: Request) -> bool:
        """Use the refused token no more; a newer one, which another task may have left meanwhile, is not touched."""
        with self._lock:
            self._refused.add(refused.headers.get("Authorization", ""))
            if self._token is not None and f"Bearer {self._token.value}" in self._refused:
                self._token = None
            return True

    def secrets(self) -> list[Optional[str]]:
        return [self._client_secret, self._basic(), self._token.value if self._token else None]

    def _basic(self) -> str:
        return base64.b64encode(f"{self.identity}:{self._client_secret}".encode()).decode("ascii")

    def _name(self, session: Session) -> str:
        return f"token {session.connection.base_url}{self._token_path} {self.identity} {self._scope}"

    def _shared(self, session: Session) -> Optional[Token]:
        """Return the token that another task left, if it is usable. One that was refused is removed."""
        kept = session.store.get(self._name(session))
        if not isinstance(kept, dict) or not isinstance(kept.get("value"), str):
            return None
        made, until = kept.get("made"), kept.get("usable_until")
        if not isinstance(made, (int, float)) or not isinstance(until, (int, float)):
            return None
        session.redactor.register(kept["value"])
        token = Token(kept["value"], made, until)
        if f"Bearer {token.value}" in self._refused:
            session.store.remove(self._name(session), kept)
            return None
        return token if token.usable(self._clock()) else None

    def _fetch_alone(self, session: Session) -> Token:
        """Fetch a token while others wait for it, or wait for the one that another task fetches.

        Nobody waits for ever: a task that takes too long is no longer waited for.
        """
        store, name, holder = session.store, self._name(session), float(random.getrandbits(50))
        for _look in range(int(FETCH_SECONDS / LOOK_AGAIN)):
            if store.lease(name, holder, FETCH_SECONDS):
                break
            session.wait(LOOK_AGAIN, WAIT_LOGIN)
            found = self._shared(session)
            if found is not None:
                return found
        try:
            token = self._shared(session) or self._fetch(session)
            store.put(name, _kept(token), token.usable_until - self._clock())
            return token
        finally:
            store.release(name, holder)

    def _fetch(self, session: Session) -> Token:
        asked_at = self._clock()
        request = Request(
            "POST",
            self._token_path,
            headers={"Authorization": f"Basic {self._basic()}", "Accept": "application/json"},
            json={"grant_type": "client_credentials", "scope": self._scope},
            safe=True,
        )
        response = session.send(request)
        answer = _answer(response)
        value = answer.get("access_token")
        if not response.ok or not isinstance(value, str) or not value:
            error = _refusal(response)
            session.hooks.on_error(error, request, response)
            raise error
        session.redactor.register(value)
        session.hooks.on_login()
        lifetime = answer.get("expires_in")
        seconds = float(lifetime) if isinstance(lifetime, (int, float)) and lifetime > 0 else LIFETIME_IF_UNSAID
        used = max(seconds - RENEW_BEFORE_EXPIRY, seconds / 2 if seconds < 60 else 0.0)
        return Token(value, asked_at, asked_at + used)


def _kept(token: Token) -> dict[str, Any]:
    return {"value": token.value, "made": token.made, "usable_until": token.usable_until}


def _answer(response: Response) -> dict[str, Any]:
    try:
        answer = response.decode()
    except ApiClientError:
        answer = None
    return answer if isinstance(answer, dict) else {}


def _refusal(response: Response) -> ApiClientError:
    """Return the error for an answer that gives no token."""
    if response.ok:
        return TokenRefreshError("the answer to the token request holds no token", status=response.status)
    text, kind = "no token could be fetched", class_for_status(response.status)
    if response.status in (400, 401, 403):
        text, kind = "the service refuses the credentials", AuthenticationError
    return kind(f"{text} (HTTP {response.status})", status=response.status, request_id=response.request_id)
