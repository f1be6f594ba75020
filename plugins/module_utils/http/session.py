# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The transport: one pooled session per tenant and process."""

from __future__ import annotations

import itertools
import os
import random
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from http.cookiejar import DefaultCookiePolicy
from typing import Any, Optional
from urllib.parse import urlsplit

from ansible_collections.wanforge.edge.plugins.module_utils.http.body import (
    ACCEPTED,
    LARGEST_BODY,
    Incomplete,
    TooLarge,
    UnknownCoding,
    read_body,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.breaker import LOOK_AGAIN, Breaker
from ansible_collections.wanforge.edge.plugins.module_utils.http.causes import cause_of, chain_of, never_sent
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    ConfigurationError,
    ConnectionTimeoutError,
    NetworkError,
    ResponseError,
    SSLError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.hooks import (
    WAIT_ASKED,
    WAIT_LIMIT,
    WAIT_RETRY,
    Hooks,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.limits import Limiter
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response
from ansible_collections.wanforge.edge.plugins.module_utils.http.pool import shared
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import NOT_PROCESSED, RetryPolicy, asked_delay
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import Store
from ansible_collections.wanforge.edge.plugins.module_utils.http.tls import (
    CLIENT_HINT,
    HANDSHAKE_HINT,
    MOST_CONNECTIONS,
    Adapter,
    Trust,
    context_of,
    is_distrust,
    refusal,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.url import (
    is_loopback,
    userinfo_secrets,
    without_userinfo,
)

REQUESTS_MISSING = False
try:
    import requests
    import urllib3
except ImportError:
    REQUESTS_MISSING = True

CHUNK = 64 * 1024
TICKETS = itertools.count()
# Errors of requests about what the caller wants to send. Older releases do not have them all.
INVALID = ("InvalidURL", "InvalidSchema", "InvalidHeader", "InvalidJSONError")


@dataclass(frozen=True)
class Connection:
    """How to reach a service. Timeouts are in seconds: to connect, and between two bytes of an answer.

    ``proxy`` is used for https and never for the loopback interface, nor for the hosts in ``no_proxy``.
    """

    base_url: str
    validate_certs: bool = True
    ca_path: Optional[str] = None
    ca_cert: Optional[str] = None
    ca_name: str = "ca_path"
    client_cert: Optional[str] = None
    client_key: Optional[str] = None
    proxy: Optional[str] = None
    no_proxy: str = ""
    connect_timeout: float = 5.0
    read_timeout: float = 30.0
    user_agent: str = "wanforge.edge"
    retry: RetryPolicy = RetryPolicy()

    @property
    def trust(self) -> Trust:
        """Whom to trust, and the certificate to show."""
        return Trust(self.validate_certs, self.ca_path, self.ca_cert, self.client_cert, self.client_key, self.ca_name)


class Session:
    """Sends requests, repeats them as the policy allows, and turns faults of the network into errors.

    Redirects are not followed: an API that redirects is not the API. Answers above 10 MiB are refused. What the ``store`` knows of
    the service's limits and faults decides when, and whether, a request is sent.
    """

    def __init__(
        self,
        connection: Connection,
        *,
        redactor: Optional[Redactor] = None,
        hooks: Optional[Hooks] = None,
        store: Optional[Store] = None,
        sleep: Callable[[float], None] = time.sleep,
        draw: Callable[[], float] = random.random,
        run: str = "",
    ) -> None:
        if REQUESTS_MISSING:
            raise ConfigurationError(
                "The Python library requests is missing.", hint="Install it for this Python: pip install requests."
            )
        self.connection = connection
        self.redactor = redactor or Redactor()
        for secret in userinfo_secrets(connection.proxy or ""):
            self.redactor.register(secret)
        self.hooks = hooks or Hooks()
        self.store = store or Store()
        self._breaker = Breaker(self.store, connection.base_url, run)
        self._limiter = Limiter(self.store, connection.base_url)
        self._sleep = sleep
        self._draw = draw
        self._patience = threading.local()
        self._pool: Optional[requests.Session] = None
        self._process = 0
        self._making = threading.Lock()

    @property
    def _session(self) -> requests.Session:
        """The pooled connections, made when something is to be sent: what the cache answers needs none.

        Raises ConfigurationError if the files that say whom to trust cannot be used.
        """
        with self._making:
            if self._pool is None or self._process != os.getpid():
                trust = self.connection.trust if self.connection.base_url.startswith("https:") else None
                context = context_of(trust) if trust else None
                key = (self.connection.base_url, self.connection.user_agent, trust, context, *self._proxies().items())
                self._pool, self._process = shared(key, self._opened), os.getpid()
        return self._pool

    def _opened(self) -> requests.Session:
        connection = self.connection
        pool = requests.Session()
        # Shared by all who ask the same service: nothing of one may stay for the next.
        pool.cookies.set_policy(DefaultCookiePolicy(allowed_domains=[]))
        # requests reads the whole body of a redirect, whatever its size, even if nobody follows it.
        setattr(pool, "get_redirect_target", lambda response: None)
        # Credentials in .netrc would replace ours, and http_proxy would carry what must stay on this machine.
        pool.trust_env = False
        pool.proxies.update(self._proxies())
        pool.headers.update({"User-Agent": connection.user_agent, "Accept-Encoding": ACCEPTED})
        if not connection.validate_certs:
            urllib3.disable_warnings(urllib3.exceptions.InsecureRequestWarning)
        if not connection.base_url.startswith("http:"):
            pool.mount("https://", Adapter(connection.trust))
        else:
            pool.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=MOST_CONNECTIONS))
        return pool

    def _proxies(self) -> dict[str, str]:
        connection = self.connection
        host = urlsplit(connection.base_url).hostname or ""
        if not connection.proxy or is_loopback(host):
            return {}
        direct = connection.no_proxy and requests.utils.should_bypass_proxies(connection.base_url, connection.no_proxy)
        return {} if direct else {"https": connection.proxy}

    def close(self) -> None:
        """Close the pooled connections, those of others to the same service, too; who needs one opens it again."""
        if self._pool is not None and self._process == os.getpid():
            self._pool.close()

    def send(self, request: Request) -> Response:
        """Send a request, again where the retry policy allows it, and return the last answer whatever its status.

        Raises NetworkError, ConnectionTimeoutError, SSLError or ResponseError if no usable answer came. Their ``unclear`` is
        true when the request may have taken effect. Raises ServiceUnavailableError, without sending anything, while the circuit
        breaker is open.
        """
        self._check_breaker(request)
        policy = self.connection.retry
        failures = refusals = 0
        while True:
            fault, response, sound = self._try(request)
            if response is not None and (
                response.ok or not policy.repeats(response.status, safe=request.safe, sent=True)
            ):
                return response
            repeats = fault is None or (fault.retryable and policy.repeats(None, safe=request.safe, sent=fault.unclear))
            failures += 1
            refusals += response is not None and response.status in NOT_PROCESSED
            if sound and repeats and self.pause(failures, response, refusals):
                self.hooks.on_retry(request, failures, fault, response)
                continue
            if fault is not None:
                self.hooks.on_error(fault, request, None)
                raise fault
            if response is not None:
                return response

    def _check_breaker(self, request: Request) -> None:
        try:
            self._breaker.check(self._look_again)
        except ApiClientError as error:
            self.hooks.on_error(error, request, None)
            raise

    def _look_again(self) -> bool:
        patient = self._waited + LOOK_AGAIN <= self.connection.retry.budget
        if patient:
            self.wait(LOOK_AGAIN)
        return patient

    @property
    def warnings(self) -> Sequence[str]:
        """What the user should know although everything goes on."""
        return [*self.store.warnings, *self.hooks.warnings]

    @property
    def _waited(self) -> float:
        """The seconds that this thread has waited."""
        return float(getattr(self._patience, "waited", 0.0))

    def renew(self) -> None:
        """Give this thread the whole budget of a task for waiting, again."""
        self._patience.waited = 0.0

    def expected(self, writes: int) -> Optional[float]:
        """Return the seconds that so many writes need under the limit of the service, None if that is not known."""
        return self._limiter.expected(writes)

    def wait(self, seconds: float, reason: str = WAIT_RETRY) -> None:
        """Wait; the time counts against the budget of the task. The reason is one of those in http/hooks.py."""
        self._patience.waited = self._waited + seconds
        self.hooks.on_wait(seconds, reason)
        self._sleep(seconds)

    def pause(self, failures: int, response: Optional[Response] = None, refusals: int = 0) -> bool:
        """Wait before the next try, as long as the policy and the service say. Return false to give up instead.

        So many of the failures were refusals, which do not count as attempts.
        """
        headers: Mapping[str, str] = response.headers if response is not None else {}
        asked = asked_delay(headers, time.time())
        wait = self.connection.retry.delay(failures, asked, self._waited, self._draw, refusals)
        if wait is None:
            return False
        self.wait(wait, WAIT_ASKED if asked is not None and wait <= asked else WAIT_RETRY)
        return True

    def _try(self, request: Request) -> tuple[Optional[ApiClientError], Optional[Response], bool]:
        """Send once, when the limit of the service allows it. Return the fault or the answer, and whether further tries make sense."""
        ticket = f"{os.getpid()} {next(TICKETS)}"
        wait = self._limiter.book(request, ticket, self.connection.retry.budget - self._waited)
        if wait > 0:
            self.wait(wait, WAIT_LIMIT)
        fault: Optional[ApiClientError] = None
        response: Optional[Response] = None
        begun = self.store.clock()
        self.hooks.on_request(request)
        try:
            response = self._exchange(request)
            self.hooks.on_response(request, response)
        except ApiClientError as error:
            fault = error
        finally:
            self._limiter.answered(request, ticket, response)
        return fault, response, self._breaker.report(fault, response, begun)

    def _exchange(self, request: Request) -> Response:
        """Send once. A request that is safe is never unclear."""
        session = self._session
        where = f"{request.method} {request.path}"
        begun = time.monotonic()
        try:
            raw = session.request(
                request.method,
                self.connection.base_url + request.path,
                params=dict(request.query) or None,
                headers=dict(request.headers),
                json=request.json,
                data=request.form if request.form is not None else _encoded(request.text),
                timeout=(self.connection.connect_timeout, request.timeout or self.connection.read_timeout),
                verify=self.connection.validate_certs,
                allow_redirects=False,
                stream=True,
            )
            with raw:
                body = self._read(raw, where, request)
        except (requests.exceptions.RequestException, urllib3.exceptions.HTTPError) as error:
            raise self._translate(error, where, request) from None
        except OSError as error:
            raise NetworkError(f"{where}: {cause_of(error)}", unclear=not request.safe) from None
        except (UnicodeError, ValueError) as error:
            raise ConfigurationError(f"{where}: {self.redactor.text(str(error))}") from None
        headers = {name.lower(): value for name, value in raw.headers.items()}
        return Response(raw.status_code, headers, body, time.monotonic() - begun)

    def _read(self, raw: requests.Response, where: str, request: Request) -> bytes:
        details: dict[str, Any] = {"status": raw.status_code, "unclear": not request.safe}
        length = raw.headers.get("Content-Length", "")
        claimed = int(length) if length.isascii() and length.isdigit() and request.method != "HEAD" else 0
        try:
            pieces = raw.raw.stream(CHUNK, decode_content=False)
            return read_body(pieces, raw.headers.get("Content-Encoding", ""), claimed)
        except TooLarge:
            mebibytes = LARGEST_BODY // 1024 // 1024
            raise ResponseError(f"{where}: the answer is larger than {mebibytes} MiB", **details) from None
        except UnknownCoding:
            raise ResponseError(f"{where}: the answer is packed in a way that was not asked for", **details) from None
        except Incomplete:
            raise NetworkError(f"{where}: the answer is incomplete", **details) from None

    def _translate(self, error: Exception, where: str, request: Request) -> ApiClientError:
        """Return the error of the vocabulary for one of requests' or urllib3's. What happened before sending is never unclear."""
        host = self.connection.base_url
        kinds = requests.exceptions
        chain = chain_of(error)
        refused = next(filter(None, map(refusal, chain)), None)
        if refused:
            return SSLError(f"{host} {refused}", hint=CLIENT_HINT)
        if isinstance(error, (kinds.SSLError, urllib3.exceptions.SSLError)):
            untrusted = any(is_distrust(item) for item in chain)
            if untrusted:
                return SSLError(f"the certificate of {host} is not trusted: {cause_of(error)}")
            return SSLError(f"no TLS with {host}: {cause_of(error)}", hint=HANDSHAKE_HINT, unclear=not request.safe)
        if isinstance(error, kinds.ProxyError):
            sent = not (never_sent(error) or any("Tunnel connection failed" in str(item) for item in chain))
            proxy = without_userinfo(self.connection.proxy or "")
            return NetworkError(
                f"{where}: the connection to {host} over the proxy {proxy} broke: {cause_of(error)}",
                hint="Check the environment variables https_proxy and no_proxy.",
                unclear=sent and not request.safe,
            )
        if isinstance(error, kinds.ConnectTimeout):
            return ConnectionTimeoutError(f"no connection to {host} within {self.connection.connect_timeout:g} s")
        if isinstance(error, kinds.Timeout) or any(
            isinstance(item, urllib3.exceptions.ReadTimeoutError) for item in chain
        ):
            seconds = request.timeout or self.connection.read_timeout
            return ConnectionTimeoutError(
                f"{where}: no answer from {host} within {seconds:g} s", unclear=not request.safe
            )
        invalid = tuple(getattr(kinds, name) for name in INVALID if hasattr(kinds, name))
        if isinstance(error, invalid):
            return ConfigurationError(f"{where}: {self.redactor.text(str(error))}")
        if isinstance(error, kinds.ConnectionError) and never_sent(error):
            return NetworkError(f"no connection to {host}: {cause_of(error)}")
        return NetworkError(f"{where}: {cause_of(error)}", unclear=not request.safe)


def _encoded(text: Optional[str]) -> Optional[bytes]:
    return None if text is None else text.encode("utf-8")
