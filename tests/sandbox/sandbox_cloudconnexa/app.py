# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The ASGI application: one request in, one answer out, by the operations of the OpenAPI file."""

from __future__ import annotations

import json
from typing import Any, Awaitable, Callable, MutableMapping, Optional
from urllib.parse import unquote

from starlette.datastructures import QueryParams
from starlette.requests import Request

from .answers import Answer
from .description import ROOT, Operation
from .errors import ApiError, detail
from .operations import handle
from .schema import check
from .tenant import Tenant
from .tokens import REALM, read_credentials

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
TOKEN_PATH = f"{ROOT}/oauth/token"
READS = ("GET", "HEAD", "OPTIONS")


def create_app(tenant: Tenant) -> Callable[[Scope, Receive, Send], Awaitable[None]]:
    """The application of one tenant."""

    async def app(scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            return
        body = await Request(scope, receive).body()
        answer = _answer(tenant, scope, body)
        await send({"type": "http.response.start", "status": answer.status, "headers": answer.raw_headers()})
        content = b"" if scope["method"] == "HEAD" else answer.content
        await send({"type": "http.response.body", "body": content})

    return app


def _answer(tenant: Tenant, scope: Scope, body: bytes) -> Answer:
    method, path = scope["method"], (scope.get("raw_path") or scope["path"].encode()).decode("ascii", "replace")
    path = path.partition("?")[0]
    headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
    query = QueryParams(scope.get("query_string", b""))
    limits: dict[str, str] = {}
    try:
        if path == TOKEN_PATH and method == "POST":
            _granted, limits = tenant.rate_limit.take(None, "", True)
            answer = _token(tenant, query, headers, body)
        else:
            answer, limits = _authorized(tenant, method, path, query, headers, body)
    except ApiError as error:
        answer = Answer.of_json(error.status, error.body())
    return answer.with_headers(limits or tenant.rate_limit.take(None, "", False)[1])


def _token(tenant: Tenant, query: QueryParams, headers: dict[str, str], body: bytes) -> Answer:
    credentials = read_credentials(dict(query), headers, body)
    return Answer.of_json(200, tenant.tokens.issue(credentials, tenant.knobs.token_lifetime))


def _authorized(
    tenant: Tenant, method: str, path: str, query: QueryParams, headers: dict[str, str], body: bytes
) -> tuple[Answer, dict[str, str]]:
    """Answer a request that needs a token; also the rate limit headers that go with the answer."""
    if not tenant.tokens.accepts(headers.get("authorization")):
        _granted, limits = tenant.rate_limit.take(None, "", False)
        return Answer(401, headers={"www-authenticate": REALM}), limits
    granted, limits = tenant.rate_limit.take(tenant.knobs.rate_limit, tenant.client_id, method not in READS)
    if not granted:
        return Answer(429), limits
    try:
        return _dispatch(tenant, method, path, query, body), limits
    except ApiError as error:
        return Answer.of_json(error.status, error.body()), limits


def _dispatch(tenant: Tenant, method: str, path: str, query: QueryParams, body: bytes) -> Answer:
    if not path.startswith(ROOT + "/"):
        raise ApiError(404, "No such path")
    segments = [unquote(segment) for segment in path[len(ROOT) + 1 :].split("/")]
    operation, values = tenant.description.find("GET" if method == "HEAD" else method, segments)
    parameters = {item.name: item.read(query.get(item.name)) for item in operation.parameters}
    return handle(tenant, operation, values, parameters, _read_body(tenant, operation, body))


def _read_body(tenant: Tenant, operation: Operation, body: bytes) -> Any:
    """The body as the operation understands it: pruned and checked; a 400 when it is wrong."""
    merging = operation.method == "PUT" and tenant.knobs.put_mode == "merge"
    validator = operation.partial_validator if merging else operation.body_validator
    if validator is None:
        return None
    value = _parse(operation, body)
    if value is None:
        raise ApiError(400, "Required request body is missing", {"body": [detail("NOT_NULL", "must not be null")]})
    value = operation.body_shape.prune(value)
    check(validator, value)
    return value


def _parse(operation: Operation, body: bytes) -> Optional[Any]:
    text = body.decode("utf-8", "replace")
    if "text/plain" in operation.body_types:
        stripped = text.strip()
        if len(stripped) >= 2 and stripped[0] == stripped[-1] == '"':
            try:
                return json.loads(stripped)
            except ValueError:
                return stripped[1:-1]
        return stripped
    if not text.strip():
        return None
    try:
        return json.loads(text)
    except ValueError:
        raise ApiError(400, "Malformed JSON", {"body": [detail("MALFORMED", "is not JSON")]}) from None
