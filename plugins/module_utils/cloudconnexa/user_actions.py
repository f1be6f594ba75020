# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be done to a user without changing the object, as data. Source: API reference section 2.10."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.client import API
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.errands import AGAIN, Errand, ErrandBackend
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.people import USER
from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import Reader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field, Pending
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Plan
from ansible_collections.wanforge.edge.plugins.module_utils.converge.references import lookup
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.factory.resource import fill
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request


@dataclasses.dataclass(frozen=True)
class UserAction:
    """One action: the last segment of its path, its first release, and whether doing it twice is the same as once."""

    path: str
    since: str
    repeats: bool
    hint: str = AGAIN


ACTIONS: Mapping[str, UserAction] = {
    "reset_mfa": UserAction("reset-mfa", "1.2.0", repeats=True),
    "resend_invitation": UserAction(
        "resend-invitation",
        "1.2.0",
        repeats=False,
        hint="The invitation may have been sent: ask the user, and run the task again if nothing arrived.",
    ),
    "force_password_change": UserAction("force-password-change", "1.2.3", repeats=True),
}
USER_ACTION_OPTIONS: Mapping[str, Any] = {
    "user": {"type": "str", "required": True},
    "action": {"type": "str", "choices": list(ACTIONS), "required": True},
}
USER_ACTION = Resource(
    kind="user_action",
    plural="user_actions",
    identity=("user_id",),
    addressed=False,
    singleton=True,
    fields=(Field("user_id", read_only=True),),
)


def planned(params: Mapping[str, Any], backend: ErrandBackend) -> Plan:
    """Return the plan of an action. Raises Unsupported, before any request, for one that the release lacks."""
    name, user = params["action"], params["user"]
    if not user:
        raise InvalidOption("user is empty; name the user that is meant.")
    action = ACTIONS[name]
    backend.require(f"action {name}", action.since)
    identifier = lookup("user", (USER.kind,), user, None, Reader(backend))
    missing = isinstance(identifier, Pending)
    path = fill(f"{API}{USER.path}/{{id}}/{action.path}", {"id": str(identifier)})
    errand = Errand(Request("POST", path), f'the action {name} on user "{user}"', action.repeats, action.hint)
    return Plan(
        USER_ACTION,
        str(user),
        (errand.step,),
        after={"action": name},
        model={"user_id": None if missing else identifier},
        pending=(identifier,) if missing else (),
    )
