# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Places where others may look at requests, responses and errors: logging, metrics, callback plugins."""

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


@dataclass
class Hooks:
    """Functions that are told what happens. One that raises is ignored: watching never changes the outcome."""

    request: list[RequestHook] = field(default_factory=list)
    response: list[ResponseHook] = field(default_factory=list)
    error: list[ErrorHook] = field(default_factory=list)

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


def _quietly(hook: Callable[..., None], *arguments: object) -> None:
    try:
        hook(*arguments)
    except Exception:
        return
