# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A log of what a client does, one JSON object per line, for people and programs that look into trouble.

A line holds no body and no header: nothing but the names that are listed in ``MEMBERS``, without secrets.
"""

from __future__ import annotations

import datetime
import errno
import json
import os
import stat
import threading
import time
from collections.abc import Callable, Mapping
from typing import Any, Optional
from urllib.parse import urlsplit

from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError, ConfigurationError
from ansible_collections.wanforge.edge.plugins.module_utils.http.hooks import Hooks
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor

# All members that a line can have, in this order; those that say nothing are left out.
MEMBERS = (
    *(
        "time",
        "event",
        "run",
        "host",
        "task",
        "module",
        "service",
        "method",
        "path",
        "attempt",
        "status",
        "ms",
        "bytes",
    ),
    *("request_id", "seconds", "reason", "what", "error_type", "error_code", "msg", "hint", "retryable"),
)
# What hooks are told about a sender whose values are nobody's business: words of the service may repeat them.
SILENT = "no_log"
LONGEST_TEXT = 500
FLAGS = os.O_WRONLY | os.O_APPEND | os.O_CLOEXEC | os.O_NOFOLLOW | os.O_NONBLOCK


def append(path: str, line: str, flags: int = FLAGS) -> None:
    """Append a line to a file in a single write, so that lines of several processes do not mix. Raises OSError.

    A file that has to be made is for the user alone. Links and what is no file are refused.
    """
    handle = os.open(path, flags, 0o600)
    try:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise OSError(0, "it is no ordinary file")
        if line:
            os.write(handle, (line + "\n").encode("utf-8"))
    finally:
        os.close(handle)


class Journal:
    """Writes what the hooks of one client tell.

    Arguments: ``path`` of the file; ``service``, the base URL; ``option``, what the user calls the path. The file is opened anew for
    each line, so it may be moved away at any time. Raises ConfigurationError if it cannot be written at the start; later, a fault
    is told once, in the warnings of the hooks, and the task goes on.
    """

    def __init__(
        self,
        path: str,
        service: str,
        redactor: Redactor,
        hooks: Hooks,
        *,
        option: str = "log_path",
        clock: Callable[[], float] = time.time,
    ) -> None:
        self._path = path
        self._service = urlsplit(service).netloc
        self._redactor = redactor
        self._hooks = hooks
        self._clock = clock
        self._local = threading.local()
        self._broken = False
        try:
            append(path, "", FLAGS | os.O_CREAT)
        except (OSError, ValueError) as fault:
            raise ConfigurationError(
                f'{option} "{path}" cannot be written: {_reason(fault)}.',
                hint=f"Name a file, not a link, in a folder that exists and that this user may write, or leave {option} out.",
            ) from None
        hooks.request.append(self._request)
        hooks.response.append(self._response)
        hooks.retry.append(self._retry)
        hooks.wait.append(self._wait)
        hooks.cached.append(self._cached)
        hooks.login.append(self._login)
        hooks.error.append(self._error)

    def _request(self, request: Request) -> None:
        self._local.attempt = self._tries() + 1
        self._local.begun = time.monotonic()
        self._write("request", request, {"attempt": self._local.attempt})

    def _response(self, request: Request, response: Response) -> None:
        self._took()
        attempt, self._local.tries = self._local.attempt, 0
        self._write(
            "response", request, {"attempt": attempt, "ms": milliseconds(response.seconds), **_answered(response)}
        )

    def _retry(
        self, request: Request, tries: int, error: Optional[ApiClientError], response: Optional[Response]
    ) -> None:
        self._local.tries = tries
        answer = {"status": response.status} if response is not None else {"ms": self._took()}
        self._write("retry", request, {"attempt": tries + 1, **answer, **_problem(error)})

    def _wait(self, seconds: float, reason: str) -> None:
        self._pause()
        self._write("wait", None, {"seconds": round(seconds, 3), "reason": reason})

    def _cached(self, what: str) -> None:
        self._write("cache", None, {"what": what.strip()})

    def _login(self) -> None:
        self._write("login", None, {})

    def _error(self, error: ApiClientError, request: Request, response: Optional[Response]) -> None:
        self._local.tries = 0
        answer = _answered(response) if response is not None else {"ms": self._took()}
        members = {**answer, **_problem(error), "hint": error.hint, "retryable": error.retryable}
        self._write("error", request, members)

    def _tries(self) -> int:
        return int(getattr(self._local, "tries", 0))

    def _pause(self) -> None:
        """Stop the clock of a request that got no answer: a wait follows it."""
        begun = getattr(self._local, "begun", None)
        if begun is not None:
            self._local.took, self._local.begun = time.monotonic() - begun, None

    def _took(self) -> Optional[float]:
        """Return the milliseconds that the request without an answer took, once."""
        self._pause()
        took, self._local.took = getattr(self._local, "took", None), None
        return None if took is None else milliseconds(took)

    def _write(self, event: str, request: Optional[Request], members: Mapping[str, Any]) -> None:
        if self._broken:
            return
        now = datetime.datetime.fromtimestamp(self._clock(), datetime.timezone.utc)
        record: dict[str, Any] = {
            **self._hooks.about,
            **members,
            "time": now.isoformat(timespec="milliseconds").replace("+00:00", "Z"),
            "event": event,
            "service": self._service,
        }
        if request is not None:
            record.update(method=request.method, path=request.path)
        if self._hooks.about.get(SILENT):
            record.pop("msg", None)
        shown = {name: self._shown(record[name]) for name in MEMBERS if record.get(name) not in (None, "")}
        try:
            append(self._path, json.dumps(shown), FLAGS | os.O_CREAT)
        except OSError as fault:
            self._broken = True
            self._hooks.warnings.append(f'The log "{self._path}" is not complete: {_reason(fault)}.')

    def _shown(self, value: Any) -> Any:
        return self._redactor.text(value)[:LONGEST_TEXT] if isinstance(value, str) else value


def milliseconds(seconds: float) -> float:
    """Return seconds as milliseconds with one digit after the point."""
    return round(seconds * 1000, 1)


def _reason(fault: Exception) -> str:
    if isinstance(fault, OSError):
        return "it is a link" if fault.errno == errno.ELOOP else fault.strerror or str(fault)
    return str(fault)


def _answered(response: Response) -> dict[str, Any]:
    return {"status": response.status, "bytes": len(response.body), "request_id": response.request_id}


def _problem(error: Optional[ApiClientError]) -> dict[str, Any]:
    return {} if error is None else {"error_type": error.error_type, "error_code": error.code, "msg": error.message}
