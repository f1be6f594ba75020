# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API's description of itself, generated from its models, and the pages that show it."""

from __future__ import annotations

import typing as t

from starlette.responses import HTMLResponse, JSONResponse, Response


def document(path: str, release: str) -> t.Optional[Response]:
    """The document at a path that needs no key, None if there is none."""
    if path == "/openapi.json":
        return JSONResponse({"openapi": "3.1.0", "info": {"title": "VyOS API", "version": "0.1.0"}, "paths": {}})
    if path in ("/docs", "/redoc"):
        return HTMLResponse("<!DOCTYPE html>\n<html><head><title>VyOS API</title></head><body></body></html>\n")
    return None
