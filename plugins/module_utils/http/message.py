# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests and responses as values."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ResponseError


@dataclass(frozen=True)
class Request:
    """One request, relative to the base URL of a session.

    ``safe`` tells that the request changes nothing at the service, whatever its method is. A body is one of ``json``, ``form``
    and ``text``.
    """

    method: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Optional[Mapping[str, str]] = None
    text: Optional[str] = None
    safe: bool = False
    timeout: Optional[float] = None

    def with_headers(self, headers: Mapping[str, str]) -> Request:
        """Return the request with more headers; equal names are replaced."""
        return replace(self, headers={**self.headers, **headers})

    def with_query(self, query: Mapping[str, str]) -> Request:
        """Return the request with more query members; equal names are replaced."""
        return replace(self, query={**self.query, **query})

    def with_form(self, form: Mapping[str, str]) -> Request:
        """Return the request with more form fields; equal names are replaced."""
        return replace(self, form={**(self.form or {}), **form})


@dataclass(frozen=True)
class Response:
    """One answer with its whole body, and the seconds it took. Header names are in lower case."""

    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float = 0.0

    @property
    def ok(self) -> bool:
        """Whether the status is a success."""
        return 200 <= self.status < 300

    @property
    def request_id(self) -> Optional[str]:
        """Identifier of the request in the service's own log, if it gives one."""
        return (
            self.headers.get("x-request-id") or self.headers.get("x-amzn-requestid") or self.headers.get("x-amz-cf-id")
        )

    @property
    def content(self) -> str:
        """The body as text; bytes that are no UTF-8 are replaced."""
        return self.body.decode("utf-8", errors="replace")

    def decode(self, *, safe: bool = False) -> Any:
        """Return the body as JSON, None if it is empty.

        The content type is not looked at: services send JSON under any. Raises ResponseError if the body is no JSON; unless the
        request was safe, it may have taken effect then.
        """
        if not self.body.strip():
            return None
        try:
            return json.loads(self.body)
        except (ValueError, RecursionError):
            raise ResponseError(
                f"the answer is not JSON (HTTP {self.status})",
                status=self.status,
                request_id=self.request_id,
                unclear=not safe,
            ) from None
