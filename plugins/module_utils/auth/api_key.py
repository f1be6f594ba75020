# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fixed key, in a header, in the query or in a form field."""

from __future__ import annotations

from typing import Optional

from ansible_collections.wanforge.edge.plugins.module_utils.auth.base import Auth
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ConfigurationError
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request
from ansible_collections.wanforge.edge.plugins.module_utils.http.session import Session

PLACES = ("header", "query", "form")


class ApiKeyAuth(Auth):
    """Adds one key to every request.

    ``place`` is header, query or form; ``name`` is the header, query member or form field; ``prefix`` stands before the key.
    Raises ConfigurationError for an empty key and for an unknown place.
    """

    def __init__(self, key: str, *, place: str = "header", name: str = "X-API-Key", prefix: str = "") -> None:
        if not key:
            raise ConfigurationError("The API key is empty.")
        if place not in PLACES:
            raise ConfigurationError(f'An API key can be placed in {", ".join(PLACES)}; not in "{place}".')
        self._key = key
        self._place = place
        self._name = name
        self._value = f"{prefix} {key}" if prefix else key

    def prepare(self, request: Request, session: Session) -> Request:
        addition = {self._name: self._value}
        if self._place == "header":
            return request.with_headers(addition)
        if self._place == "query":
            return request.with_query(addition)
        return request.with_form(addition)

    def secrets(self) -> list[Optional[str]]:
        return [self._key]
