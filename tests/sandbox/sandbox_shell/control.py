# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The control endpoint: log, counts, faults, state and knobs over HTTP."""

from __future__ import annotations

from typing import Any, Callable, Optional

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from .faults import FaultBoard
from .log import SERVICES, RequestLog
from .services import Services

TRUTH = {"true": True, "1": True, "yes": True, "false": False, "0": False, "no": False}


class Control:
    """The handlers of the control endpoint."""

    def __init__(self, services: Services, log: RequestLog, board: FaultBoard, stop: Callable[[], None]) -> None:
        self._services = services
        self._log = log
        self._board = board
        self._stop = stop

    async def log(self, request: Request) -> Response:
        """Show or clear the request log."""
        if request.method == "DELETE":
            self._log.clear()
            return Response(status_code=204)
        service = request.query_params.get("service")
        if service not in (None, *SERVICES):
            raise HTTPException(400, f"There is no service {service!r}; known are {', '.join(SERVICES)}.")
        return JSONResponse(self._log.listed(service, _truth(request, "write")))

    async def counts(self, request: Request) -> Response:
        """Numbers of requests."""
        return JSONResponse(self._log.counts())

    async def faults(self, request: Request) -> Response:
        """Show, add or remove fault rules."""
        if request.method == "DELETE":
            self._board.clear()
            return Response(status_code=204)
        if request.method == "GET":
            return JSONResponse([rule.shown() for rule in self._board.rules])
        wanted = await _json(request)
        several = isinstance(wanted, list)
        try:
            added = [self._board.add(raw).shown() for raw in (wanted if several else [wanted])]
        except ValueError as error:
            raise HTTPException(400, str(error)) from None
        return JSONResponse(added if several else added[0], status_code=201)

    async def fault(self, request: Request) -> Response:
        """Remove one fault rule."""
        if not self._board.remove(request.path_params["identifier"]):
            raise HTTPException(404, "There is no such fault rule.")
        return Response(status_code=204)

    async def reset(self, request: Request) -> Response:
        """Go back to the start: state, knobs, log and faults. Tokens stay valid."""
        self._services.reset()
        self._log.clear()
        self._board.clear()
        return Response(status_code=204)

    async def state(self, request: Request) -> Response:
        """Show or restore the state of both services."""
        if request.method == "GET":
            return JSONResponse(self._services.state())
        wanted = await _json(request)
        try:
            self._services.restore(wanted)
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise HTTPException(400, f"This is not a state of the sandbox: {error}.") from None
        return Response(status_code=204)

    async def knobs(self, request: Request) -> Response:
        """Show or change knobs; all changes of a request or none."""
        if request.method == "PATCH":
            self._change_knobs(await _json(request))
        return JSONResponse(self._services.knobs())

    def _change_knobs(self, wanted: Any) -> None:
        if not isinstance(wanted, dict) or not all(isinstance(value, dict) for value in wanted.values()):
            raise HTTPException(400, "Knobs must be an object with one object per service.")
        unknown = set(wanted) - set(SERVICES)
        if unknown:
            raise HTTPException(400, f"There is no service {', '.join(sorted(unknown))}.")
        former = self._services.tenant.get_knobs()
        try:
            self._services.tenant.set_knobs(wanted.get("cloudconnexa", {}))
            self._services.router.set_knobs(wanted.get("vyos", {}))
        except (ValueError, TypeError) as error:
            self._services.tenant.set_knobs(former)
            raise HTTPException(400, str(error)) from None

    async def tokens(self, request: Request) -> Response:
        """Show all tokens that were ever issued, for tests that look for them where they must not be."""
        return JSONResponse(self._services.tenant.tokens.issued)

    async def health(self, request: Request) -> Response:
        """Tell that the sandbox runs."""
        return JSONResponse({"status": "ok"})

    async def shutdown(self, request: Request) -> Response:
        """Stop the sandbox after this answer."""
        self._stop()
        return JSONResponse({"status": "stopping"}, status_code=202)

    def app(self) -> Starlette:
        """The ASGI application."""
        return Starlette(
            routes=[
                Route("/log", self.log, methods=["GET", "DELETE"]),
                Route("/counts", self.counts),
                Route("/faults", self.faults, methods=["GET", "POST", "DELETE"]),
                Route("/faults/{identifier:int}", self.fault, methods=["DELETE"]),
                Route("/reset", self.reset, methods=["POST"]),
                Route("/state", self.state, methods=["GET", "PUT"]),
                Route("/knobs", self.knobs, methods=["GET", "PATCH"]),
                Route("/tokens", self.tokens),
                Route("/health", self.health),
                Route("/shutdown", self.shutdown, methods=["POST"]),
            ],
            exception_handlers={HTTPException: _explain},
        )


async def _explain(request: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    return JSONResponse({"error": str(getattr(error, "detail", error))}, status_code=status)


async def _json(request: Request) -> Any:
    try:
        return await request.json()
    except ValueError:
        raise HTTPException(400, "The body must be JSON.") from None


def _truth(request: Request, name: str) -> Optional[bool]:
    text = request.query_params.get(name)
    if text is None:
        return None
    if text.lower() not in TRUTH:
        raise HTTPException(400, f"The parameter {name!r} must be true or false, not {text!r}.")
    return TRUTH[text.lower()]
