# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Places where others may look at what a client does: logs, counters, programs that use the client themselves."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Optional

if TYPE_CHECKING:
    from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError
    from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response

RequestHook = Callable[["Request"], None]
ResponseHook = Callable[["Request", "Response"], None]
ErrorHook = Callable[["ApiClientError", "Request", Optional["Response"]], None]
RetryHook = Callable[["Request", int, Optional["ApiClientError"], Optional["Response"]], None]
WaitHook = Callable[[float, str], None]
CacheHook = Callable[[str], None]
LoginHook = Callable[[], None]

# Why a client waits: for a token of the service's limit, before it repeats a request by itself or as the service asks, for the
# login of another task, for another task that writes.
WAIT_LIMIT = "limit"
WAIT_RETRY = "retry"
WAIT_ASKED = "asked"
WAIT_LOGIN = "login"
WAIT_TURN = "turn"


@dataclass
class Hooks:
    """Functions that are told what happens. One that raises is ignored: watching never changes the outcome.

    ``about`` says who sends, in words of the caller such as task and host; logs add it to what they write. ``warnings`` is what
    watchers want the user to know.
    """

    request: list[RequestHook] = field(default_factory=list)
    response: list[ResponseHook] = field(default_factory=list)
    error: list[ErrorHook] = field(default_factory=list)
    retry: list[RetryHook] = field(default_factory=list)
    wait: list[WaitHook] = field(default_factory=list)
    cached: list[CacheHook] = field(default_factory=list)
    login: list[LoginHook] = field(default_factory=list)
    about: dict[str, str] = field(default_factory=dict)
    warnings: list[str] = field(default_factory=list)

    def copy(self) -> Hooks:
        """Return hooks of their own that begin with the same functions."""
        return Hooks(**{name: type(members)(members) for name, members in vars(self).items()})

    def on_request(self, request: Request) -> None:
        """Tell that a request is about to be sent; called again for each try."""
        for hook in self.request:
            _quietly(hook, request)

    def on_response(self, request: Request, response: Response) -> None:
        """Tell that an answer arrived, whatever its status."""
        for hook in self.response:
            _quietly(hook, request, response)

    def on_error(self, error: ApiClientError, request: Request, response: Optional[Response]) -> None:
        """Tell that a request finally failed; there is no response if none arrived."""
        for hook in self.error:
            _quietly(hook, error, request, response)

    def on_retry(
        self, request: Request, tries: int, error: Optional[ApiClientError], response: Optional[Response]
    ) -> None:
        """Tell that a request is sent again, after how many tries, and what came of the last one: an error or an answer."""
        for hook in self.retry:
            _quietly(hook, request, tries, error, response)

    def on_wait(self, seconds: float, reason: str) -> None:
        """Tell of a wait and its reason, one of WAIT_*. A turn (WAIT_TURN) is over when it is told, all others begin."""
        for hook in self.wait:
            _quietly(hook, seconds, reason)

    def on_cached(self, what: str) -> None:
        """Tell that a read was answered without asking the service."""
        for hook in self.cached:
            _quietly(hook, what)

    def on_login(self) -> None:
        """Tell that a token or a session was fetched."""
        for hook in self.login:
            _quietly(hook)


def _quietly(hook: Callable[..., None], *arguments: object) -> None:
    try:
        hook(*arguments)
    except Exception:
        return
