# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The CloudConnexa API: its collections, its way of logging in, its error bodies."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client
from ansible_collections.wanforge.edge.plugins.module_utils.factory.resource import Collection, post, put
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response

API = "/api/v1"
TOKEN_PATH = f"{API}/oauth/token"


class UserActions(Collection):
    """Users, with the actions that change their status."""

    @put("/{id}/activate")
    def activate(self, id: str) -> None:
        """Make a suspended user active (release 1.1.1)."""

    @put("/{id}/suspend")
    def suspend(self, id: str) -> None:
        """Suspend an active user (release 1.1.1)."""


class ConnectorActions(Collection):
    """Connectors, with the actions that change their state."""

    @put("/{id}/activate")
    def activate(self, id: str) -> None:
        """Let a suspended connector connect again (release 1.2.0)."""

    @put("/{id}/suspend")
    def suspend(self, id: str) -> None:
        """Keep a connector from connecting (release 1.2.0)."""

    @post("/{id}/ipsec/start")
    def start(self, id: str) -> None:
        """Start the IPsec tunnel, or start it again with its present configuration."""

    @post("/{id}/ipsec/stop")
    def stop(self, id: str) -> None:
        """Stop the IPsec tunnel."""


class CloudConnexaClient(Client):
    """Client of one tenant. The words in ``HINTS`` were seen in answers (API reference section 1.7)."""

    HINTS = {
        "limit is exceeded": "Free one of the objects that count against the limit, or have the plan or the setting raised.",
        "forbidden for non IPSEC connector": "Leave the state out, or name a connector whose tunneling protocol is IPsec.",
    }

    def expects(self, error: ApiClientError, request: Request) -> bool:
        """A setting that is not set may be answered by an error body (API reference section 1.10)."""
        unset = error.code is not None and error.status in (400, 404)
        return unset and request.safe and request.path.startswith(f"{API}/settings/")

    def explain(self, response: Response) -> tuple[str, Optional[str]]:
        """Return the service's message with all details (API reference section 1.7); bodies of other forms are tolerated."""
        try:
            body = response.decode()
        except ApiClientError:
            body = None
        if not isinstance(body, Mapping) or not {"errorMessage", "errorDetails", "statusError"} & set(body):
            return super().explain(response)
        details = list(_details(body.get("errorDetails")))
        said = str(body.get("errorMessage") or "").rstrip(".")
        words = [text for text, _code in details]
        if not any(said in word for word in words):
            words.insert(0, said)
        code = next((code for _text, code in details if code), None) or body.get("statusError")
        return "; ".join(word for word in words if word) or "the service gives no reason", str(code) if code else None


def _details(details: Any) -> list[tuple[str, Optional[str]]]:
    found: list[tuple[str, Optional[str]]] = []
    for name, problems in details.items() if isinstance(details, Mapping) else ():
        for problem in problems if isinstance(problems, list) else ():
            if isinstance(problem, Mapping):
                found.append(
                    (f"{name}: {problem.get('message') or problem.get('errorCode')}", problem.get("errorCode"))
                )
    return found
