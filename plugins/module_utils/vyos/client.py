# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP API of VyOS. Source: HTTP API reference."""

from __future__ import annotations

import html
import json
from collections.abc import Mapping, Sequence
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client
from ansible_collections.wanforge.edge.plugins.module_utils.factory.resource import Call, Resource, post, resource
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    AuthenticationError,
    ConflictError,
    DataValidationError,
    ResponseError,
    ServiceUnavailableError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response

NOTHING_THERE = "Configuration under specified path is empty"
NO_TREE = "the answer to showConfig is no configuration tree"
LOCKED = "Configuration system temporarily locked"
API_OFF = (
    "Switch the API on at the router: set service https api keys id ID key KEY, and on 1.5 set service https api rest."
)
COMMIT_NOISE = ("Commit failed", "Set failed", "Delete failed", "Value validation failed")


@resource("")
class Api(Resource):
    """The endpoints in use. Commands travel in the form field data, next to the key."""

    @post("/retrieve", safe=True)
    def show_config(self, path: Sequence[str]) -> Call:
        """Answer the tree below a path."""
        return _data({"op": "showConfig", "path": list(path)})

    @post("/configure")
    def configure(self, commands: Sequence[Mapping[str, Any]], seconds: float) -> Call:
        """Apply operations and commit them together; the answer may take as long as the commit."""
        return _data(list(commands), seconds)

    @post("/config-file", safe=True)
    def save(self) -> Call:
        """Write the running configuration to the default file; saving twice is as good as once, so it may be repeated."""
        return _data({"op": "save"})

    @post("/show", safe=True)
    def show(self, path: Sequence[str]) -> Call:
        """Answer the text of an operational command."""
        return _data({"op": "show", "path": list(path)})


def _data(command: Any, seconds: Optional[float] = None) -> Call:
    return Call(form={"data": json.dumps(command)}, timeout=seconds)


class VyosClient(Client):
    """Client of one router."""

    @property
    def api(self) -> Api:
        """The endpoints."""
        return self.resource(Api)

    def execute(self, request: Request) -> Response:
        """Send a request and return the answer if its envelope says success too."""
        response = super().execute(request)
        try:
            envelope = response.decode(safe=request.safe)
        except ApiClientError as error:
            raise self.told(error, request, response) from None
        if isinstance(envelope, Mapping) and envelope.get("success") is True:
            return response
        raise self.told(_no_success(request, response, envelope), request, response)

    def error(self, request: Request, response: Response) -> ApiClientError:
        """Return the error for an answer that is no success; a lock held by another commit is a conflict that passes."""
        error = super().error(request, response)
        if response.status == 400 and LOCKED in error.message:
            return ConflictError(
                error.message, status=400, hint="Another commit is running at the router; try again when it is done."
            )
        if response.status == 401:
            return AuthenticationError(
                error.message, status=401, hint="Check api_key against: show configuration, service https api keys."
            )
        if response.status == 503:
            error.hint = API_OFF
        if response.status == 404:
            error.hint = (
                "Check that url is the address of the router itself and that service https api is configured there."
            )
        return error

    def expects(self, error: ApiClientError, request: Request) -> bool:
        """That nothing is configured below a path is an answer."""
        return request.safe and NOTHING_THERE in error.message

    def explain(self, response: Response) -> tuple[str, Optional[str]]:
        """Return the router's own words, on one line and without what only frames them."""
        try:
            body = response.decode()
        except ApiClientError:
            body = None
        if not isinstance(body, Mapping) or not (body.get("error") or body.get("detail")):
            return super().explain(response)
        return _words(str(body.get("error") or body.get("detail"))), None

    def version(self) -> str:
        """Return what the router says of its release; it changes with a reboot only, so commits leave it in the cache."""
        return self.cache.read("version", lambda: str(self.api.show(["version"]).get("data") or ""), lasting=True)

    def tree(self, path: Sequence[str]) -> dict[str, Any]:
        """Return the configuration below a path, from the cache if it is there.

        Only the router's own word for "nothing there" makes it empty.
        """
        return self.cache.read(json.dumps(["tree", *path]), lambda: self._tree(path))

    def _tree(self, path: Sequence[str]) -> dict[str, Any]:
        try:
            envelope = self.api.show_config(path)
        except DataValidationError as error:
            if NOTHING_THERE in error.message:
                return {}
            raise
        data = envelope.get("data")
        if not isinstance(data, dict) or not is_tree(data):
            raise ResponseError(NO_TREE)
        return data


def is_tree(data: Any) -> bool:
    """Return whether this is what showConfig answers: nodes that are objects, and values that are texts or lists of texts."""
    left = [data]
    while left:
        value = left.pop()
        if isinstance(value, Mapping):
            left += value.values()
        elif isinstance(value, list):
            if not all(isinstance(item, str) for item in value):
                return False
        elif not isinstance(value, str):
            return False
    return True


def below(tree: Mapping[str, Any], *names: str) -> Mapping[str, Any]:
    """Return the node that lies below others, an empty one if it is not there. Raises ResponseError where a value stands for a node."""
    for name in names:
        found = tree.get(name, {})
        if not isinstance(found, Mapping):
            raise ResponseError(NO_TREE)
        tree = found
    return tree


def _no_success(request: Request, response: Response, envelope: Any) -> ApiClientError:
    """Return the error for an answer whose envelope does not say success."""
    if isinstance(envelope, Mapping) and envelope.get("error"):
        words = f"{_words(str(envelope['error']))} (HTTP {response.status})"
        return ServiceUnavailableError(words, status=response.status, hint=API_OFF)
    return ResponseError(
        f"the answer is none of the VyOS API (HTTP {response.status})",
        status=response.status,
        unclear=not request.safe,
    )


def _words(text: str) -> str:
    lines = [line.strip() for line in html.unescape(text).splitlines()]
    kept = [line for line in lines if line and line not in COMMIT_NOISE and not line.endswith("]] failed")]
    kept = [line for line in kept if not (line.startswith("[") and line.endswith("]"))]
    return " ".join(kept or [line for line in lines if line]) or "the router gives no reason"
