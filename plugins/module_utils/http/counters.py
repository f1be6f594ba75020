# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How much one task asked of a service, and how that is told to whoever wants to know.

Nobody counts unless the environment variable ``VARIABLE`` is set. It names a file that the one who asks has made; each task appends
a line to it. A file serves all ways of running a task on one machine, and unlike the result of a task it reaches neither registered
variables nor the screen. Where there is no such file, the variable says ``IN_RESULT``: then the result carries the counters to the
one who handed the task over.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterable, Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Optional
from urllib.parse import urlsplit

from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError
from ansible_collections.wanforge.edge.plugins.module_utils.http.hooks import Hooks
from ansible_collections.wanforge.edge.plugins.module_utils.http.journal import append
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor

VARIABLE = "WANFORGE_EDGE_STATS"
IN_RESULT = "result"
MEMBER = "wanforge_edge_stats"
# Threads of one client count together.
_counting = threading.Lock()


@dataclass
class Counters:
    """What is counted. ``requests`` are all tries, those for tokens included; ``reads`` and ``writes`` are its two kinds.

    ``waits`` and ``waited`` are the number of waits and their seconds, ``cached`` the reads that were answered without asking,
    ``limited`` the answers 429, ``errors`` the requests that finally failed, by type of error.
    """

    requests: int = 0
    reads: int = 0
    writes: int = 0
    retries: int = 0
    waits: int = 0
    waited: float = 0.0
    cached: int = 0
    tokens: int = 0
    limited: int = 0
    received: int = 0
    errors: dict[str, int] = field(default_factory=dict)

    def watch(self, hooks: Hooks) -> None:
        """Count what these hooks tell from now on."""
        hooks.request.append(self._request)
        hooks.response.append(self._response)
        hooks.retry.append(self._retry)
        hooks.wait.append(self._wait)
        hooks.cached.append(self._cached)
        hooks.login.append(self._login)
        hooks.error.append(self._error)

    def add(self, other: Mapping[str, Any]) -> None:
        """Add what another one counted; members that are not known are left out."""
        for name, value in asdict(self).items():
            more = other.get(name)
            if name == "errors" and isinstance(more, Mapping):
                for kind, count in more.items():
                    self.errors[str(kind)] = self.errors.get(str(kind), 0) + int(count)
            elif isinstance(more, (int, float)):
                setattr(self, name, value + more)

    @property
    def counted(self) -> dict[str, Any]:
        """What is not zero."""
        return {name: value for name, value in asdict(self).items() if value}

    def _request(self, request: Request) -> None:
        with _counting:
            self.requests += 1
            self.reads += request.safe
            self.writes += not request.safe

    def _response(self, _request: Request, response: Response) -> None:
        with _counting:
            self.received += len(response.body)
            self.limited += response.status == 429

    def _retry(
        self, _request: Request, _tries: int, _error: Optional[ApiClientError], _response: Optional[Response]
    ) -> None:
        with _counting:
            self.retries += 1

    def _wait(self, seconds: float, _reason: str) -> None:
        with _counting:
            self.waits += 1
            self.waited = round(self.waited + seconds, 3)

    def _cached(self, _what: str) -> None:
        with _counting:
            self.cached += 1

    def _login(self) -> None:
        with _counting:
            self.tokens += 1

    def _error(self, error: ApiClientError, _request: Request, _response: Optional[Response]) -> None:
        with _counting:
            self.errors[error.error_type] = self.errors.get(error.error_type, 0) + 1


class Report:
    """The counters of one task, from its begin to its end."""

    def __init__(self, place: str) -> None:
        self._place = place
        self._begun = time.monotonic()
        self._service = ""
        self._about: Mapping[str, str] = {}
        self._counters = Counters()

    def watch(self, service: str, hooks: Hooks) -> None:
        """Count what the hooks of the client for a service, named by its base URL, tell."""
        self._service = urlsplit(service).netloc
        self._about = hooks.about
        self._counters.watch(hooks)

    def finish(self, result: dict[str, Any], redactor: Redactor) -> None:
        """Tell what was counted, if anything was."""
        counted = self._counters.counted
        if not counted:
            return
        spent = {"service": self._service, "elapsed": round(time.monotonic() - self._begun, 3)}
        record = redactor.data({**self._about, **spent, **counted})
        if self._place == IN_RESULT:
            result[MEMBER] = record
        else:
            tell(self._place, record)


def report(environ: Mapping[str, str]) -> Optional[Report]:
    """Return where to count for one task, None if nobody wants to know."""
    place = environ.get(VARIABLE)
    return Report(place) if place else None


def tell(place: str, record: Mapping[str, Any]) -> None:
    """Append a record to the file; one that is gone or cannot be written is nobody's trouble."""
    try:
        append(place, json.dumps(record))
    except OSError:
        return


def read(lines: Iterable[str]) -> list[dict[str, Any]]:
    """Return the records of a file; what is none is left out."""
    found = []
    for line in lines:
        try:
            record = json.loads(line)
        except ValueError:
            continue
        if isinstance(record, dict):
            found.append(record)
    return found
