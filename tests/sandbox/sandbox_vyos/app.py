# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The router's HTTP API as an ASGI application: proxy, framework and endpoints in one."""

from __future__ import annotations

import ipaddress
import json
import typing as t
from html import escape

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from . import bodies, models, openapi, pages
from . import tree as trees
from .endpoints import HANDLERS, Answer
from .router import InternalError, OperationError, VyosRouter

_INTERNAL = "An internal error occured. Check the logs for details."
_UNREADABLE = "There was an error parsing the body"
_OFF_1_3 = {"error": "Start service in configuration mode: set service https api"}


class _Refusal(Exception):
    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status


def _detail(status: int, text: str, headers: t.Optional[t.Dict[str, str]] = None) -> Response:
    return JSONResponse({"detail": text}, status_code=status, headers=headers)


class VyosApp:
    """One router behind HTTP. Every request goes the way of the real one: proxy, framework, form, model, key, work."""

    def __init__(self, router: VyosRouter) -> None:
        self.router = router

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        request = Request(scope, receive)
        response = await self._proxy(request)
        await response(scope, receive, send)

    async def _proxy(self, request: Request) -> Response:
        router, path = self.router, request.url.path
        if path == "/":
            return pages.page(403)
        if not pages.is_forwarded(path, router.release):
            return pages.page(404)
        if not self._is_allowed(request):
            return pages.page(403)
        body = await request.body()
        if len(body) > router.body_limit:
            return pages.page(413)
        if not router.api_configured:
            return JSONResponse(_OFF_1_3) if router.release == "1.3" else pages.page(503)
        if router.restarting:
            return pages.page(502)
        return await self._framework(request, body)

    def _is_allowed(self, request: Request) -> bool:
        allowed = trees.lookup(self.router.active.tree, ("service", "https", "allow-client", "address"))
        if not allowed or request.client is None:
            return True
        client = ipaddress.ip_address(request.client.host)
        return any(client in ipaddress.ip_network(address, strict=False) for address in allowed)

    async def _framework(self, request: Request, body: bytes) -> Response:
        router, path = self.router, request.url.path
        if path in openapi.DOCUMENTS:
            if request.method in ("GET", "HEAD"):
                return openapi.document(path, router.release)
            return _detail(405, "Method Not Allowed", {"allow": "HEAD, GET"})
        if not self._is_route(path):
            shorter = path.rstrip("/")
            if shorter != path and self._is_route(shorter):
                query = f"?{request.url.query}" if request.url.query else ""
                return RedirectResponse(f"http://localhost{shorter}{query}", status_code=307)
            return _detail(404, "Not Found")
        if request.method != "POST":
            return _detail(405, "Method Not Allowed", {"allow": "POST"})
        return await self._answer(request, body, path)

    def _is_route(self, path: str) -> bool:
        if path in openapi.DOCUMENTS:
            return True
        return self.router.rest_configured and pages.is_route(path, self.router.release)

    async def _answer(self, request: Request, raw: bytes, endpoint: str) -> Response:
        try:
            model, data = await self._read(request, raw, endpoint)
            answer = await HANDLERS[endpoint](self.router, model, data)
            return self._success(answer)
        except bodies.Unreadable:
            return _detail(400, _UNREADABLE)
        except bodies.BadForm as error:
            return self._error(400, str(error)) if self.router.release == "1.5" else _detail(400, _UNREADABLE)
        except _Refusal as refusal:
            return self._error(refusal.status, str(refusal))
        except OperationError as error:
            return self._error(400, str(error))
        except InternalError:
            return self._error(500, _INTERNAL)

    async def _read(self, request: Request, raw: bytes, endpoint: str) -> t.Tuple[models.Model, t.Any]:
        """The validated request; raises the refusal that the real server would answer with."""
        form = await bodies.read_form(request)
        body, stumbled = bodies.Body(raw), False
        if form and self.router.release == "1.3":
            body, stumbled = bodies.convert_form_13(form, endpoint)
        elif form:
            body, stumbled = bodies.convert_form(form, raw, endpoint)
        if stumbled and body.fault is not None:
            raise _Refusal(*body.fault)
        data, fault = self._parse(body)
        if fault is None:
            fault = self._check_key(data)
        if fault is None:
            model, fault = models.first_error(endpoint, data, self.router.release)
            if model is not None and fault is None:
                return model, data
        raise _Refusal(*(body.fault or (400, str(fault))))

    @staticmethod
    def _parse(body: bodies.Body) -> t.Tuple[t.Any, t.Optional[models.Error]]:
        if not body.text:
            return None, models.missing(("body",), None)
        try:
            data = json.loads(body.text)
        except json.JSONDecodeError as error:
            return None, models.json_invalid(error.pos, error.msg)
        except ValueError as error:
            raise _Refusal(*body.fault) if body.fault else bodies.Unreadable from error
        return data, models.missing(("body",), None) if data is None else None

    def _check_key(self, data: t.Any) -> t.Optional[models.Error]:
        fault = models.KEY.check(data, ("body",))
        if fault is None and self.router.key_id(data["key"]) is None:
            raise _Refusal(401, bodies.KEY_REQUIRED)
        return fault

    def _success(self, answer: Answer) -> Response:
        envelope = {"success": True, "data": answer.data, "error": None}
        return HTMLResponse(json.dumps(envelope), background=answer.afterwards)

    def _error(self, status: int, text: str) -> Response:
        shown = escape(text, quote=False) if self.router.escapes_html else text
        return HTMLResponse(json.dumps({"success": False, "error": shown, "data": None}), status_code=status)


def create_app(router: VyosRouter) -> ASGIApp:
    """The ASGI application that serves one router."""
    return VyosApp(router)
