# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The declarative client: a session, an authentication, and resources."""

from __future__ import annotations

import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any, Generic, Optional, TypeVar, cast

from ansible_collections.wanforge.edge.plugins.module_utils.auth.base import Auth
from ansible_collections.wanforge.edge.plugins.module_utils.factory.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.http.cache import ReadCache
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    STATUS_HINTS,
    ApiClientError,
    ConfigurationError,
    ConflictError,
    RateLimitError,
    class_for_status,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.hooks import (
    WAIT_TURN,
    ErrorHook,
    Hooks,
    RequestHook,
    ResponseHook,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.journal import Journal
from ansible_collections.wanforge.edge.plugins.module_utils.http.limits import limit_of
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RetryPolicy, asked_delay, spoken
from ansible_collections.wanforge.edge.plugins.module_utils.http.session import Connection, Session
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import Numbers, Store
from ansible_collections.wanforge.edge.plugins.module_utils.http.url import base_url

AnyResource = TypeVar("AnyResource", bound=Resource)
AnyClient = TypeVar("AnyClient", bound="Client")
LONGEST_WORDS = 500
# Seconds: what opening the lock itself takes is no wait.
SHORTEST_TURN = 0.01
UNFINISHED = "unfinished"


class Client:
    """Sends the requests of its resources with its authentication.

    A 401 is answered by renewing the authentication and one more try. Every other status that is no success becomes an error
    of the vocabulary, with the service's own words. Collections come from the ``cache``, which is off unless one is given;
    every write empties it, before as after, whatever came of it.
    """

    # Words that the service is known to use in errors, and what to try then.
    HINTS: Mapping[str, str] = {}

    def __init__(self, session: Session, auth: Optional[Auth] = None, cache: Optional[ReadCache] = None) -> None:
        self.session = session
        self.cache = cache or ReadCache(session.store, session.connection.base_url, hooks=session.hooks)
        self.auth = auth or Auth()
        self._resources: dict[type[Resource], Resource] = {}
        self._writes = f"writes {session.connection.base_url}"
        self._generation: Optional[float] = None
        self._beginning = threading.Lock()
        for secret in self.auth.secrets():
            session.redactor.register(secret)

    @contextmanager
    def turn(self) -> Iterator[bool]:
        """Wait until no other task of this user writes to the service, and tell whether one did since this client first sent something.

        Raises ConflictError if the other one does not end: whoever does not have the turn must not write.
        """
        begun = time.monotonic()
        with self.session.store.alone(self._writes) as mine:
            waited = time.monotonic() - begun
            if waited > SHORTEST_TURN:
                self.session.hooks.on_wait(waited, WAIT_TURN)
            if not mine:
                raise ConflictError(
                    f"another task of this user has been writing to {self.session.connection.base_url} for {spoken(waited)}",
                    hint="Nothing was written. Wait until the other task ends, or end it if it hangs, and run this one again.",
                )
            before = self.session.store.change(self._writes, beginning)
            try:
                yield self._generation not in (None, before)
            finally:
                self.session.store.drop(self._writes)

    def resource(self, declared: type[AnyResource]) -> AnyResource:
        """Return the one object of a declared resource; it is made on first use."""
        if declared not in self._resources:
            self._resources[declared] = declared(self)
        return cast(AnyResource, self._resources[declared])

    def on_request(self, hook: RequestHook) -> RequestHook:
        """Have a function called before each try of a request; it may be used as a decorator, like those that follow."""
        self.session.hooks.request.append(hook)
        return hook

    def on_response(self, hook: ResponseHook) -> ResponseHook:
        """Have a function called with each answer."""
        self.session.hooks.response.append(hook)
        return hook

    def on_error(self, hook: ErrorHook) -> ErrorHook:
        """Have a function called with each error: ``hook(error, request, response)``; the response is None if none came."""
        self.session.hooks.error.append(hook)
        return hook

    def execute(self, request: Request) -> Response:
        """Send a request with authentication and return the answer if it is a success.

        Raises an error of the vocabulary otherwise. Its ``unclear`` is true when a write may have taken effect.
        """
        try:
            response = self._send(request) if request.safe else self._write(request)
        except ApiClientError as error:
            error.request = request
            raise
        if response.ok:
            return response
        raise self.told(self.error(request, response), request, response)

    def decoded(self, request: Request) -> Any:
        """Send a request as ``execute`` does and return what its answer holds. Raises ResponseError too, if that is no JSON."""
        response = self.execute(request)
        try:
            return response.decode(safe=request.safe)
        except ApiClientError as error:
            raise self.told(error, request, response) from None

    def told(self, error: ApiClientError, request: Request, response: Response) -> ApiClientError:
        """Tell the hooks of an error that an answer shows, unless it is one that is expected, and return it."""
        error.request, error.response = request, response
        if not self.expects(error, request):
            self.session.hooks.on_error(error, request, response)
        return error

    def expects(self, error: ApiClientError, request: Request) -> bool:
        """Return whether a service says by this error what another one says by an empty answer: it is raised all the same."""
        return False

    def _write(self, request: Request) -> Response:
        self.cache.changed()
        try:
            return self._send(request)
        finally:
            self.cache.changed()

    def _send(self, request: Request) -> Response:
        with self._beginning:
            if self._generation is None:
                self._generation = self.session.store.generation(self._writes)
        prepared = self.auth.prepare(request, self.session)
        response = self.session.send(prepared)
        if response.status == 401 and self.auth.renew(prepared):
            self.session.hooks.on_retry(request, 1, None, response)
            response = self.session.send(self.auth.prepare(request, self.session))
        return response

    def error(self, request: Request, response: Response) -> ApiClientError:
        """Return the error for an answer that is no success."""
        kind = class_for_status(response.status)
        words, code = self.explain(response)
        message = self.session.redactor.text(f"{words} (HTTP {response.status})")
        details: dict[str, Any] = {
            "status": response.status,
            "code": code,
            "request_id": response.request_id,
            "unclear": not request.safe and response.status >= 500,
            "hint": self.hint(message) or STATUS_HINTS.get(response.status),
        }
        if kind is RateLimitError:
            asked = asked_delay(response.headers, time.time())
            details.update(quota(response.headers), retry_after=30.0 if asked is None else asked)
        return kind(message, **details)

    def hint(self, message: str) -> Optional[str]:
        """Return what to try for words of the service that are known, by the table ``HINTS`` of the class."""
        return next((hint for words, hint in self.HINTS.items() if words.casefold() in message.casefold()), None)

    def explain(self, response: Response) -> tuple[str, Optional[str]]:
        """Return the service's own words and its error code. Services with an error body of their own override this."""
        text = " ".join(response.content.split())
        if not text or "<html" in text.lower():
            return {429: "too many requests"}.get(response.status, "the service gives no reason"), None
        return self.session.redactor.text(text)[:LONGEST_WORDS], None


def beginning(writes: Optional[Numbers]) -> tuple[Numbers, float]:
    """Return the counter of writes with a new generation, and the generation before.

    A writer that does not end its turn was killed. What others read meanwhile may be older than its last write, although their
    generation is its own: so that one is as good as none.
    """
    before = writes or {}
    own = {"generation": float(random.getrandbits(52) + 1), UNFINISHED: 1.0}
    return own, -1.0 if UNFINISHED in before else before.get("generation", 0.0)


def quota(headers: Mapping[str, str]) -> dict[str, float]:
    """Return what an answer says of the limit: how many requests at once, how many are left, seconds until there is one more."""
    said = limit_of(headers)
    if said is None:
        return {}
    reset = max(0.0, 1.0 - said["left"]) / said["per_second"]
    return {"limit": said["capacity"], "remaining": said["left"], "reset": reset}


class ClientBuilder(Generic[AnyClient]):
    """Fluent construction of a client; ``build`` checks that what is needed is there."""

    def __init__(self, kind: Optional[type[AnyClient]] = None) -> None:
        self._kind = kind or cast("type[AnyClient]", Client)
        self._options: dict[str, Any] = {}
        self._auth: Optional[Auth] = None
        self._session: dict[str, Any] = {}
        self._cache_seconds = 0.0
        self._run = ""
        self._journal: Optional[tuple[str, str]] = None

    def base_url(self, text: str, option: str = "base_url") -> ClientBuilder[AnyClient]:
        """Set the address of the service; ``option`` is how the user calls it. Raises ConfigurationError if it is not usable."""
        self._options["base_url"] = base_url(text, option)
        return self

    def auth(self, auth: Auth) -> ClientBuilder[AnyClient]:
        """Set the authentication."""
        self._auth = auth
        return self

    def tls(
        self, validate_certs: bool = True, ca_path: Optional[str] = None, **named: Optional[str]
    ) -> ClientBuilder[AnyClient]:
        """Set how the certificate of the service is verified, and the one to show: ``ca_cert``, ``client_cert``, ``client_key``.

        A ``ca_name`` is what the user calls the ``ca_path``.
        """
        self._options.update(validate_certs=validate_certs, ca_path=ca_path, **named)
        return self

    def proxy(self, address: Optional[str], bypass: str = "") -> ClientBuilder[AnyClient]:
        """Set the proxy for https, and the hosts that are reached without it (a comma-separated list)."""
        self._options.update(proxy=address, no_proxy=bypass)
        return self

    def timeout(self, connect: float = 5.0, read: float = 30.0) -> ClientBuilder[AnyClient]:
        """Set the timeouts in seconds."""
        self._options.update(connect_timeout=connect, read_timeout=read)
        return self

    def retry(self, policy: RetryPolicy) -> ClientBuilder[AnyClient]:
        """Set the retry policy."""
        self._options["retry"] = policy
        return self

    def user_agent(self, name: str) -> ClientBuilder[AnyClient]:
        """Set the name that the client gives itself."""
        self._options["user_agent"] = name
        return self

    def redactor(self, redactor: Redactor) -> ClientBuilder[AnyClient]:
        """Share the redactor of the caller, so that it learns tokens too."""
        self._session["redactor"] = redactor
        return self

    def hooks(self, hooks: Hooks) -> ClientBuilder[AnyClient]:
        """Share the caller's hooks."""
        self._session["hooks"] = hooks
        return self

    def journal(self, path: str, option: str = "log_path") -> ClientBuilder[AnyClient]:
        """Log to a file what the client does; ``option`` is how the user calls the path. ``build`` raises if it cannot be written."""
        self._journal = (path, option)
        return self

    def store(self, store: Store, cache_seconds: float = 0.0, run: str = "") -> ClientBuilder[AnyClient]:
        """Share tokens, limits and faults with other tasks, and for so long, within one run, the collections that were read."""
        self._session["store"] = store
        self._cache_seconds, self._run = cache_seconds, run
        return self

    def clock(self, sleep: Callable[[float], None]) -> ClientBuilder[AnyClient]:
        """Replace the function that waits between two tries."""
        self._session["sleep"] = sleep
        return self

    def build(self) -> AnyClient:
        """Return the client. Raises ConfigurationError without a base URL."""
        if "base_url" not in self._options:
            raise ConfigurationError("A client needs a base URL.")
        session = Session(Connection(**self._options), **self._session, run=self._run)
        if self._journal:
            session.hooks = session.hooks.copy()
            session.hooks.about["run"] = self._run
            path, option = self._journal
            Journal(path, session.connection.base_url, session.redactor, session.hooks, option=option)
        cache = ReadCache(session.store, session.connection.base_url, self._cache_seconds, self._run, session.hooks)
        return self._kind(session, self._auth, cache)
