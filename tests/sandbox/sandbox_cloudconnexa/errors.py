# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The errors the service answers with."""

from __future__ import annotations

from typing import Any, Dict, List, Optional

NAMES = {
    400: "BAD_REQUEST",
    401: "UNAUTHORIZED",
    403: "FORBIDDEN",
    404: "NOT_FOUND",
    405: "METHOD_NOT_ALLOWED",
    429: "TOO_MANY_REQUESTS",
    500: "INTERNAL_SERVER_ERROR",
}
Details = Dict[str, List[Dict[str, Any]]]


def detail(code: str, message: str, **params: Any) -> dict[str, Any]:
    """One problem as ``errorDetails`` lists it."""
    return {"errorCode": code, "message": message, "params": params}


class ApiError(Exception):
    """An answer other than success; its body is an ``ErrorResponse``."""

    def __init__(self, status: int, message: str, details: Optional[Details] = None) -> None:
        super().__init__(message)
        self.status = status
        self.message = message
        self.details: Details = details or {}

    def body(self) -> dict[str, Any]:
        """The members a client finds in the answer."""
        return {
            "statusError": NAMES.get(self.status, str(self.status)),
            "errorMessage": self.message,
            "errorDetails": self.details,
        }


def invalid(field: str, code: str, message: str, **params: Any) -> ApiError:
    """A 400 that is about one member of the request."""
    return ApiError(400, message, {field: [detail(code, message, **params)]})


def not_found(kind: str, identifier: str) -> ApiError:
    """A 404 for an object that does not exist."""
    message = f"{kind} {identifier} not found"
    return ApiError(404, message, {"id": [detail("NOT_FOUND", message, id=identifier)]})
