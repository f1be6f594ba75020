# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles and tokens with which connectors and devices connect. Sources: API reference sections 1.10, 2.3, 2.8 and 2.11.

All of them are made by a POST, so reading never makes one: a file that is there already is believed. What the service returns
is a secret. It goes into a file that only its owner can read, or into the result, and nowhere else.
"""

from __future__ import annotations

import dataclasses
import json
import os
import re
from collections.abc import Iterator, Mapping
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.client import API
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.errands import (
    AGAIN,
    Errand,
    ErrandBackend,
    Errands,
    acknowledged,
    located,
)
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.files import (
    check_folder,
    is_kept,
    is_open_to_others,
    remove,
    replace,
)
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.networks import CONNECTOR
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.people import DEVICE
from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import Reader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption, PlanError, sentence
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field, Model, Pending
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Plan, Step
from ansible_collections.wanforge.edge.plugins.module_utils.converge.references import resolve
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.factory.resource import fill
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ResponseError,
    ServiceUnavailableError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor

FIRST_WAIT = 1.0
LONGEST_WAIT = 8.0
LOST = (
    "One may have been made that nobody holds. It stays valid until the profile of the connector is revoked, which "
    "state revoked does. Run the task again for another one."
)
HIDDEN, MADE = "not shown", "not shown, made anew"


@dataclasses.dataclass(frozen=True)
class Kind:
    """What can be asked for: the end of its path, the query, and how its text looks.

    ``repeats``: asking twice is harmless, because the service returns what is valid already.
    """

    title: str
    path: str
    looks: re.Pattern[str]
    repeats: bool = False
    query: Mapping[str, str] = dataclasses.field(default_factory=dict)
    hint: str = LOST

    def text(self, response: Response) -> Optional[str]:
        """Return what an answer holds, None while it is still being made. Raises ResponseError for anything else."""
        text = response.content
        if response.status == 202 or not text.strip():
            return None
        if text.lstrip().startswith('"'):
            try:
                text = str(json.loads(text))
            except (ValueError, RecursionError):
                text = ""
        if PAGE.search(text) or not self.looks.search(text):
            raise ResponseError(
                f"the answer is no {self.title} (HTTP {response.status})",
                status=response.status,
                request_id=response.request_id,
                unclear=True,
            )
        return text if self.looks is PROFILE_TEXT else text.strip()


PAGE = re.compile(r"<(?:!doctype|html)\b", re.IGNORECASE)
PROFILE_TEXT = re.compile(r"^\s*(?:client|remote|dev)\b", re.MULTILINE)
TOKEN_TEXT = re.compile(r"^\s*[\w.~+/=:-]+\s*$")
LINK_TEXT = re.compile(r"^\s*https?://\S+\s*$")
KINDS: Mapping[str, Kind] = {
    # The profile of a connector is returned, not renewed (API reference section 1.10, number 2).
    "profile": Kind("profile", "/profile", PROFILE_TEXT, repeats=True, hint=AGAIN),
    "token": Kind("token", "/profile/encrypt", TOKEN_TEXT),
    "dmg": Kind("installer", "/profile/bundle", LINK_TEXT, query={"type": "DMG"}),
    "msi": Kind("installer", "/profile/bundle", LINK_TEXT, query={"type": "MSI"}),
}
# Whether the service renews the profile of a device that has one, it does not say.
DEVICE_PROFILE = dataclasses.replace(
    KINDS["profile"],
    repeats=False,
    hint="The profile may have been made. Run the task again; if the device had one before, it may have to import the new one.",
)

PROFILE_OPTIONS: Mapping[str, Any] = {
    "connector": {"type": "str"},
    "network": {"type": "str"},
    "host": {"type": "str"},
    "device": {"type": "str"},
    "user": {"type": "str"},
    "type": {"type": "str", "choices": list(KINDS), "default": "profile"},
    "region": {"type": "str"},
    "path": {"type": "path"},
    "force": {"type": "bool", "default": False},
    "wait_timeout": {"type": "int", "default": 60},
    "state": {"type": "str", "choices": ["present", "revoked"], "default": "present"},
}
PROFILE_RULES: Mapping[str, Any] = {
    "required_one_of": [["connector", "device"]],
    "mutually_exclusive": [["connector", "device"], ["network", "host"]],
}
PROFILE = Resource(
    kind="profile",
    plural="profiles",
    identity=("owner",),
    addressed=False,
    singleton=True,
    fields=(Field("profile", read_only=True), Field("file", read_only=True)),
)


class Profiles(Errands):
    """The service for profiles and tokens."""

    def connect(self, params: Mapping[str, Any], environ: Mapping[str, str], redactor: Redactor) -> ProfileBackend:
        """Return the tenant that the options name. Sends nothing."""
        tenant = super().connect(params, environ, redactor)
        return ProfileBackend(tenant.client, tenant.release)


class ProfileBackend(ErrandBackend):
    """Has profiles made, and puts them where they belong."""

    def apply(self, wanted: Plan) -> Optional[Model]:
        """Carry out the one step of a plan and return the result."""
        model = dict(wanted.model or {})
        for step in wanted.steps:
            order = step.after or {}
            path = model.get("file")
            if order["kind"] is None:
                self._revoke(order["errand"], path)
                continue
            if path:
                check_folder(path)
            text = self._made(order["errand"], order["kind"], order["wait"])
            if path:
                replace(path, text)
            else:
                model["profile"] = text
        return model

    def _revoke(self, errand: Errand, path: Optional[str]) -> None:
        self.run(errand, acknowledged)
        if path:
            remove(path)

    def _made(self, errand: Errand, kind: Kind, limit: int) -> str:
        """Ask until there is an answer with a text. Raises ServiceUnavailableError after ``limit`` seconds of waiting."""
        waited, delay = 0.0, FIRST_WAIT
        while True:
            text = self.run(errand, kind.text)
            if text is not None:
                return text
            if waited >= limit:
                raise ServiceUnavailableError(
                    f"{errand.what} failed: it is still being made after {limit} s.",
                    hint="Run the task again in some minutes, or raise wait_timeout.",
                    code="profile_pending",
                )
            delay = min(delay, limit - waited)
            self.client.session.wait(delay)
            waited, delay = waited + delay, min(2 * delay, LONGEST_WAIT)


def planned(params: Mapping[str, Any], backend: ProfileBackend) -> Plan:
    """Return the plan; nothing is read if the file that is asked for is there. Raises PlanError, and ConfigurationError before any request
    if no file can be made there.

    The file may come from another task that runs at the same time. So it is looked for again after the reads: what is written
    later than those is noticed when this task has its turn.
    """
    problems = list(wrong(params))
    if problems:
        raise InvalidOption(sentence(problems) or "", "Correct the named options.")
    path, revoked = str(params.get("path") or ""), params["state"] == "revoked"
    believed = not (revoked or params["force"])
    model = {} if revoked and not path else {"file": path} if path else {"profile": None}
    owner = f"{'device' if params.get('device') else 'connector'} {params.get('device') or params['connector']}"
    if believed and is_kept(path):
        if is_open_to_others(path):
            backend.note(f"{path} can be read by others than its owner. It holds a secret; set its mode to 0600.")
        return Plan(PROFILE, owner, model=model)
    if path and not revoked:
        check_folder(path)
    reader = Reader(backend)
    resource = DEVICE if params.get("device") else CONNECTOR
    found, scope = located(resource, params, reader)
    step = ordered(params, resource, found, scope, reader)
    kept = is_kept(path)
    if believed and kept:
        return Plan(PROFILE, owner, model=model)
    pending = (found,) if isinstance(found, Pending) else ()
    before = {"profile": HIDDEN} if kept or revoked else {}
    after = {} if revoked else {"profile": MADE if kept else HIDDEN}
    shown = {"path": path} if path else {}
    return Plan(
        PROFILE,
        owner,
        (step,),
        before={**shown, **before} if before else {},
        after={**shown, **after} if after else {},
        model=model,
        pending=pending,
    )


def wrong(params: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with options that are sound each by itself."""
    strange = ("network", "host") if params.get("device") is not None else ("user", "region")
    whose, others = ("device", "connectors") if params.get("device") is not None else ("connector", "devices")
    yield from (f"{name} is an option for {others} only" for name in strange if params.get(name) is not None)
    given = [name for name in ("connector", "device", "network", "host", "user", "path") if params.get(name) == ""]
    yield from (f"{name} is empty; state a value or leave the option out" for name in given)
    revoked = params["state"] == "revoked"
    if whose == "device" and params["type"] != "profile":
        yield f'type "{params["type"]}" is for connectors only; a device has a profile'
    elif revoked and params["type"] != "profile":
        yield f'type "{params["type"]}" cannot be revoked; the service revokes profiles only'
    if whose == "device" and not revoked and not params.get("region"):
        yield "region is missing; the profile of a device is made for one region"
    if params["wait_timeout"] < 0:
        yield f'wait_timeout "{params["wait_timeout"]}" must not be negative'
    path = params.get("path")
    if path and not os.path.isabs(path):
        yield f'path "{path}" is relative; write it from the root, for example with playbook_dir in front'
    elif path and os.path.isdir(path):
        yield f'path "{path}" is a folder; name a file'


def ordered(params: Mapping[str, Any], resource: Any, found: Any, scope: Mapping[str, Any], reader: Reader) -> Step:
    """Return the step that has something made or revoked. Raises PlanError for a connector that cannot have it."""
    model = {"id": str(found)} if isinstance(found, Pending) else found
    if model.get("tunneling_protocol") == "IPSEC":
        raise PlanError(
            f'connector "{params["connector"]}" is an IPsec connector, which has neither a profile nor a token.',
            "Name an OpenVPN connector; the site of an IPsec connector is set up by hand.",
        )
    query, path = {}, resource.path
    if resource is DEVICE:
        query["userId"] = str(scope.get("user") or model.get("user_id") or "")
    else:
        below = "host" if scope.get("host") or model.get("network_item_type") == "HOST" else "network"
        path = resource.paths[below]
    base = fill(f"{API}{path}/{{id}}", model)
    named = f'{resource.kind} "{params[resource.kind]}"'
    if params["state"] == "revoked":
        errand = Errand(Request("DELETE", f"{base}/profile", query=query), f"revoking the profile of {named}", True)
        return Step("revoke", None, {"errand": errand, "kind": None})
    kind = DEVICE_PROFILE if resource is DEVICE else KINDS[params["type"]]
    if params.get("region"):
        query["regionId"] = resolve(Field("region", refers="region"), params["region"], None, reader)
    request = Request("POST", base + kind.path, query={**query, **kind.query})
    errand = Errand(request, f"making the {kind.title} of {named}", kind.repeats, kind.hint)
    return Step("make", None, {"errand": errand, "kind": kind, "wait": params["wait_timeout"]})
