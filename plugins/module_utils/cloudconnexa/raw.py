# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One call of the API as the user words it, for what no module covers.

A read is part of planning, as all reads are. Any other call is the one step of a plan, so that check mode can show it without
sending it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any, Optional
from urllib.parse import unquote

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.client import API
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import (
    CloudConnexa,
    CloudConnexaBackend,
    says,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field, Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Plan, Step
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError, ResponseError
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import MASK, Redactor

SECRET_MEMBER = re.compile(r"secret|password|passphrase|token|preshared|privatekey|apikey", re.IGNORECASE)
UNCLEAR_HINT = "The call may have taken effect: look at the object before you send it again."
CALL_OPTIONS: Mapping[str, Any] = {
    "method": {"type": "str", "choices": ["GET", "POST", "PUT", "DELETE"], "default": "GET"},
    "path": {"type": "str", "required": True},
    "query": {"type": "dict"},
    "body": {"type": "raw"},
    "body_format": {"type": "str", "choices": ["json", "text"], "default": "json"},
}
CALL = Resource(
    kind="call",
    plural="calls",
    identity=("request",),
    addressed=False,
    singleton=True,
    fields=(
        Field("request", write_only=True),
        Field("status", type="int", read_only=True),
        Field("json", type="raw", read_only=True),
        Field("text", read_only=True),
        Field("would_send", type="dict", read_only=True),
    ),
)


class RawCalls(CloudConnexa):
    """The service for raw calls."""

    def connect(self, params: Mapping[str, Any], environ: Mapping[str, str], redactor: Redactor) -> RawBackend:
        """Return the tenant that the options name. Sends nothing."""
        tenant = super().connect(params, environ, redactor)
        return RawBackend(tenant.client, tenant.release)


class RawBackend(CloudConnexaBackend):
    """Sends one call."""

    def apply(self, wanted: Plan) -> Optional[Model]:
        """Send the call of a plan and return what the service answers."""
        for step in wanted.steps:
            return self.send((step.after or {})["call"])
        return wanted.model

    def send(self, request: Request) -> Model:
        """Send a request and return the answer. The hint of an error says whether the call may have taken effect all the same."""
        try:
            with says(f"{request.method} {request.path}"):
                return shown(self.client.execute(request), request)
        except ApiClientError as error:
            if error.unclear:
                error.hint, error.unclear = UNCLEAR_HINT, False
            raise


def planned(params: Mapping[str, Any], backend: RawBackend) -> Plan:
    """Return the plan of a call; a read is sent at once. Raises InvalidOption for a call that cannot be right."""
    request = requested(params)
    name = f"{request.method} {request.path}"
    if request.safe:
        return Plan(CALL, name, model=backend.send(request))
    sent = described(request)
    return Plan(CALL, name, (Step("send", None, {"call": request}),), after=sent, model={"would_send": sent})


def requested(params: Mapping[str, Any]) -> Request:
    """Return the request that the options word. Raises InvalidOption."""
    method, body = params["method"], params.get("body")
    common: dict[str, Any] = {"query": queried(params.get("query") or {}), "safe": method == "GET"}
    path = f"{API}/{checked_path(params['path'])}"
    if body is not None and method == "GET":
        raise InvalidOption("body does not go with method GET.", "Use query, or another method.")
    if params["body_format"] == "text":
        if body is not None and not isinstance(body, str):
            raise InvalidOption("body is no text, as body_format text needs.", "Quote it, or leave body_format out.")
        return Request(method, path, headers={"Content-Type": "text/plain"}, text=body, **common)
    return Request(method, path, json=body, **common)


def checked_path(path: str) -> str:
    """Return a path below /api/v1 without the leading slash. Raises InvalidOption for one that leads elsewhere."""
    inside = path[1:] if path.startswith("/") else path
    segments = unquote(inside).split("/")
    problem = None
    if "://" in path or path.startswith("//"):
        problem = "is an address"
    elif "?" in path or "#" in path:
        problem = "holds a query"
    elif any(segment in (".", "..") for segment in segments):
        problem = "leads out of the API"
    elif "" in segments or not re.fullmatch(r"[A-Za-z0-9._~%@:/+-]+", inside) or "\\" in unquote(inside):
        problem = "is no path"
    elif f"/{inside}".startswith((f"{API}/", "/api/")):
        problem = f"repeats {API}"
    elif segments[0].casefold() == "oauth":
        problem = "is for logging in, which the module does by itself"
    if problem:
        raise InvalidOption(
            f'path "{path}" {problem}.', f"Write what follows {API}, for example networks; parameters go into query."
        )
    return inside


def queried(query: Mapping[str, Any]) -> dict[str, str]:
    """Return the parameters as texts. Raises InvalidOption for those that have parts."""
    found = {}
    for name, value in query.items():
        if isinstance(value, (list, tuple, Mapping)):
            raise InvalidOption(f"query.{name} has parts.", "State one text, number or truth value.")
        if value is not None:
            found[str(name)] = str(value).lower() if isinstance(value, bool) else str(value)
    return found


def described(request: Request) -> dict[str, Any]:
    """Return a request as results show it, without the values of members that are secret by their name."""
    body = request.json if request.text is None else request.text
    members = {"method": request.method, "path": request.path, "query": dict(request.query), "body": body}
    return {name: masked(value) for name, value in members.items() if value not in (None, {})}


def masked(value: Any) -> Any:
    """Return nested values without those of members that are secret by their name."""
    if isinstance(value, Mapping):
        return {
            name: MASK if item and SECRET_MEMBER.search(re.sub("[_-]", "", str(name))) else masked(item)
            for name, item in value.items()
        }
    return [masked(item) for item in value] if isinstance(value, (list, tuple)) else value


def shown(response: Response, request: Request) -> Model:
    """Return an answer as results show it. Raises ResponseError for a page, which the service never sends."""
    text = response.content
    if text.lstrip().startswith("<"):
        raise ResponseError(
            f"the answer is a page instead of data (HTTP {response.status})",
            status=response.status,
            request_id=response.request_id,
            unclear=not request.safe,
        )
    if not text.strip():
        return {"status": response.status}
    try:
        return {"status": response.status, "json": json.loads(text)}
    except (ValueError, RecursionError):
        return {"status": response.status, "text": text}
