# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for all of the service: tokens, paging, rate limit, errors, levels, knobs, state."""

from __future__ import annotations

import base64
import email.utils
import json
import time
from typing import Any, Optional

import pytest

from sandbox_cloudconnexa import Tenant, create_app
from sandbox_shell.inprocess import ROOT, Reply, TenantSession, ask

TOKEN = f"{ROOT}/oauth/token"
LIMIT_HEADERS = {
    "x-ratelimit-remaining",
    "x-ratelimit-burst-capacity",
    "x-ratelimit-replenish-rate",
    "x-ratelimit-replenish-time",
}


class Clock:
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


class Sandbox:
    """A tenant with a session and a clock."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.tenant = Tenant(seed=2, clock=self.clock)
        self.app = create_app(self.tenant)
        session = TenantSession(self.app, self.tenant.client_id, self.tenant.client_secret)
        self.call, self.make, self.headers = session.call, session.make, session.headers


@pytest.fixture(name="sandbox")
def _sandbox() -> Sandbox:
    return Sandbox()


def _basic(tenant: Tenant, secret: Optional[str] = None) -> dict[str, str]:
    text = f"{tenant.client_id}:{secret or tenant.client_secret}"
    return {"Authorization": "Basic " + base64.b64encode(text.encode()).decode()}


def test_token_forms(sandbox: Sandbox) -> None:
    tenant = sandbox.tenant
    pair = {"client_id": tenant.client_id, "client_secret": tenant.client_secret}
    scope = json.dumps({"grant_type": "client_credentials", "scope": "default"})
    form = {"Content-Type": "application/x-www-form-urlencoded"}
    replies = [
        ask(sandbox.app, "POST", TOKEN, {**pair, "grant_type": "client_credentials"}),
        ask(sandbox.app, "POST", TOKEN, None, _basic(tenant)),
        ask(sandbox.app, "POST", TOKEN, None, _basic(tenant), scope),
        ask(sandbox.app, "POST", TOKEN, None, {**_basic(tenant), **form}, "grant_type=client_credentials"),
        ask(sandbox.app, "POST", TOKEN, None, form, "&".join(f"{name}={value}" for name, value in pair.items())),
    ]
    for reply in replies:
        assert reply.status == 200
        answer = reply.json()
        assert (answer["token_type"], answer["expires_in"], answer["scope"]) == ("bearer", 43199, "read write")
        headers = {"authorization": f"bearer {answer['access_token']}"}
        assert ask(sandbox.app, "GET", f"{ROOT}/regions", None, headers).status == 200


@pytest.mark.parametrize("secret", ["wrong", "ü"])
def test_bad_credentials(sandbox: Sandbox, secret: str) -> None:
    reply = ask(sandbox.app, "POST", TOKEN, None, _basic(sandbox.tenant, secret))
    assert (reply.status, reply.json()["statusError"]) == (401, "UNAUTHORIZED")
    assert ask(sandbox.app, "POST", TOKEN).status == 401
    assert ask(sandbox.app, "POST", TOKEN, None, {"Authorization": "Basic ?"}).status == 401


def test_token_expires(sandbox: Sandbox) -> None:
    sandbox.clock.now += 43198
    assert sandbox.call("GET", "regions").status == 200
    sandbox.clock.now += 2
    assert sandbox.call("GET", "regions").status == 401
    sandbox.tenant.set_knobs({"token_lifetime": 60})
    assert ask(sandbox.app, "POST", TOKEN, None, _basic(sandbox.tenant)).json()["expires_in"] == 60


@pytest.mark.parametrize("header", [None, "Bearer", "Bearer nonsense", "Basic x"])
def test_bad_token(sandbox: Sandbox, header: Optional[str]) -> None:
    reply = ask(sandbox.app, "GET", f"{ROOT}/networks", None, {"Authorization": header} if header else None)
    assert (reply.status, reply.content) == (401, b"")


def test_paging(sandbox: Sandbox) -> None:
    names = [f"n{number:02}" for number in range(23)]
    for name in names:
        sandbox.make("networks", {"name": name})
    first = sandbox.call("GET", "networks").json()
    assert [item["name"] for item in first.pop("content")] == names[:10]
    assert first == {"totalElements": 23, "totalPages": 3, "numberOfElements": 10, "page": 0, "size": 10}
    last = sandbox.call("GET", "networks", {"page": 2, "size": 10}).json()
    assert [item["name"] for item in last["content"]] == names[20:]
    beyond = sandbox.call("GET", "networks", {"page": 9, "size": 1000}).json()
    assert (beyond["content"], beyond["totalPages"], beyond["numberOfElements"]) == ([], 1, 0)
    assert sandbox.call("GET", "hosts").json()["totalPages"] == 0


@pytest.mark.parametrize("query", [{"page": -1}, {"size": 0}, {"size": 1001}, {"page": "x"}, {"size": "1.5"}])
def test_paging_limits(sandbox: Sandbox, query: dict[str, Any]) -> None:
    reply = sandbox.call("GET", "networks", query)
    assert (reply.status, list(reply.json()["errorDetails"])) == (400, list(query))


def test_cursor_paging(sandbox: Sandbox) -> None:
    found: list[str] = []
    query: dict[str, Any] = {"size": 7, "startDate": "2000-01-01T00:00:00Z"}
    assert sandbox.call("GET", "sessions", query).status == 400
    query.pop("startDate")
    while True:
        answer = sandbox.call("GET", "sessions", query).json()
        found += [item["id"] for item in answer["sessions"]]
        if not answer.get("nextCursor"):
            break
        query["cursor"] = answer["nextCursor"]
    assert len(found) == len(set(found)) == 24
    assert sandbox.call("GET", "sessions", {"size": 7, "cursor": "?"}).status == 400
    assert sandbox.call("GET", "sessions", {"size": 101}).status == 400
    only = sandbox.call("GET", "sessions", {"size": 100, "status": "FAILED"}).json()["sessions"]
    assert {item["status"] for item in only} == {"FAILED"}


def test_audit_log(sandbox: Sandbox) -> None:
    network = sandbox.make("networks", {"name": "hq"})["id"]
    sandbox.call("DELETE", f"networks/{network}")
    entries = sandbox.call("GET", "audit-log", {"size": 100}).json()["auditLogs"]
    assert [(item["operation"], item["entityName"]) for item in entries] == [("DELETE", "hq"), ("CREATE", "hq")]
    query = {"size": 1, "startDate": "2026-01-01T00:00:00Z", "endDate": "2026-01-03T00:00:00Z"}
    assert sandbox.call("GET", "audit-log", query).status == 400


def test_headers_without_a_limit(sandbox: Sandbox) -> None:
    for reply in (sandbox.call("GET", "regions"), ask(sandbox.app, "GET", "/"), ask(sandbox.app, "POST", TOKEN)):
        assert LIMIT_HEADERS <= set(reply.headers)
    assert int(sandbox.call("GET", "regions").headers["x-ratelimit-remaining"]) > 1000


def _limited(sandbox: Sandbox, **limit: Any) -> list[Reply]:
    sandbox.tenant.set_knobs({"rate_limit": limit})
    return [sandbox.call("GET", "regions") for _turn in range(limit["burst"] + 1)]


def test_rate_limit(sandbox: Sandbox) -> None:
    replies = _limited(sandbox, burst=3)
    assert [reply.status for reply in replies] == [200, 200, 200, 429]
    assert [reply.headers["x-ratelimit-remaining"] for reply in replies] == ["2", "1", "0", "0"]
    assert replies[-1].content == b"" and "retry-after" not in replies[-1].headers
    assert replies[-1].headers["x-ratelimit-replenish-time"] == "15"
    assert sandbox.call("POST", "networks", None, {"name": "writes have a bucket of their own"}).status == 201
    sandbox.clock.now += 14
    assert sandbox.call("GET", "regions").status == 429
    sandbox.clock.now += 1.5
    assert [sandbox.call("GET", "regions").status for _turn in range(2)] == [200, 429]


def test_rate_limit_hints_and_scale(sandbox: Sandbox) -> None:
    refused = _limited(sandbox, burst=1, rate=1, seconds=15, time_scale=10, retry_after="seconds")[-1]
    assert refused.headers["retry-after"] == "15"
    sandbox.clock.now += 1.5
    assert sandbox.call("GET", "regions").status == 200
    refused = _limited(sandbox, burst=1, retry_after="date")[-1]
    wait = email.utils.parsedate_to_datetime(refused.headers["retry-after"]).timestamp() - time.time()
    assert 13 < wait < 17


def test_errors(sandbox: Sandbox) -> None:
    assert sandbox.call("GET", "nothing").json()["statusError"] == "NOT_FOUND"
    assert sandbox.call("GET", "networks/").status == 404
    assert sandbox.call("PATCH", "networks").status == 405
    body = {"internetAccess": "LOCAL", "egress": "yes", "description": "x" * 121}
    details = sandbox.call("POST", "networks", None, body).json()["errorDetails"]
    assert set(details) == {"name", "internetAccess", "egress", "description"}
    assert details["name"][0]["errorCode"] == "NOT_NULL"


def test_levels(sandbox: Sandbox) -> None:
    group = sandbox.call("GET", "user-groups").json()["content"][0]["id"]
    sandbox.tenant.set_knobs({"level": "1.0"})
    assert sandbox.call("GET", f"user-groups/{group}").status == 405
    assert sandbox.call("GET", "audit-log", {"size": 1}).status == 404
    user = sandbox.make("users", {"username": "ann", "groupId": group, "secondaryGroupIds": [group]})
    assert "secondaryGroupIds" not in user and "licensed" not in user
    sandbox.tenant.set_knobs({"level": "1.1.3"})
    assert "licensed" in sandbox.call("GET", f"users/{user['id']}").json()
    with pytest.raises(ValueError, match="level"):
        sandbox.tenant.set_knobs({"level": "2"})


def test_unset_styles(sandbox: Sandbox) -> None:
    network = sandbox.make("networks", {"name": "hq"})["id"]
    shown = {}
    for style in ("absent", "null", "empty"):
        sandbox.tenant.set_knobs({"unset_style": style})
        assert sandbox.call("GET", "hosts").json()["content"] == []
        shown[style] = sandbox.call("GET", f"networks/{network}").json()
    assert "description" not in shown["absent"] and "routes" not in shown["absent"]
    assert shown["null"]["description"] is None and shown["null"]["routes"] is None
    assert shown["empty"]["description"] == "" and shown["empty"]["routes"] == []
    assert sandbox.call("GET", "settings/dns/custom-servers").content == b""


def test_ipv4_only(sandbox: Sandbox) -> None:
    host = sandbox.make("hosts", {"name": "db"})["id"]
    sandbox.make("hosts/connectors", {"name": "c", "vpnRegionId": "it-mxp"}, hostId=host)
    both = sandbox.call("GET", f"hosts/{host}").json()
    assert "ipV6Address" in both["connectors"][0] and len(both["systemSubnets"]) == 2
    assert sandbox.call("PUT", "settings/wpc/ip-allocation-mode", None, "IP_V4_ONLY").text == "IP_V4_ONLY"
    assert sandbox.tenant.get_knobs()["ip_mode"] == "IP_V4_ONLY"
    only = sandbox.call("GET", f"hosts/{host}").json()
    assert "ipV6Address" not in only["connectors"][0] and len(only["systemSubnets"]) == 1
    sandbox.tenant.set_knobs({"ip_mode": "BOTH"})
    assert sandbox.call("GET", f"hosts/{host}").json() == both


def test_put_modes(sandbox: Sandbox) -> None:
    network = sandbox.make("networks", {"name": "hq", "description": "old", "egress": True})["id"]
    sandbox.tenant.set_knobs({"put_mode": "merge"})
    merged = sandbox.call("PUT", f"networks/{network}", None, {"egress": False}).json()
    assert (merged["name"], merged["description"], merged["egress"]) == ("hq", "old", False)
    sandbox.tenant.set_knobs({"put_mode": "replace"})
    replaced = sandbox.call("PUT", f"networks/{network}", None, {"name": "hq"}).json()
    assert "description" not in replaced and replaced["egress"] is False


@pytest.mark.parametrize(
    "changes",
    [
        {"nothing": 1},
        {"token_lifetime": -1},
        {"level": "9"},
        {"put_mode": "x"},
        {"list_system_subnets": 1},
        {"profile_pending": 1.5},
        {"rate_limit": {"bursts": 1}},
        {"rate_limit": {"time_scale": 0}},
        {"rate_limit": 5},
    ],
)
def test_wrong_knobs(sandbox: Sandbox, changes: dict[str, Any]) -> None:
    before = sandbox.tenant.get_knobs()
    with pytest.raises(ValueError, match=next(iter(changes))):
        sandbox.tenant.set_knobs(changes)
    assert sandbox.tenant.get_knobs() == before


def test_same_seed_same_world() -> None:
    first, second, other = Sandbox(), Sandbox(), Tenant(seed=3)
    for sandbox in (first, second):
        sandbox.make("networks", {"name": "hq"})
    assert first.tenant.snapshot() == second.tenant.snapshot()
    assert first.tenant.client_secret == second.tenant.client_secret != other.client_secret
    assert json.loads(json.dumps(first.tenant.snapshot())) == first.tenant.snapshot()


def test_reset_and_restore(sandbox: Sandbox) -> None:
    seed = sandbox.tenant.snapshot()
    network = sandbox.make("networks", {"name": "hq", "routes": [{"value": "10.0.0.0/24"}]})
    kept = sandbox.tenant.snapshot()
    sandbox.tenant.set_knobs({"put_mode": "merge"})
    sandbox.tenant.reset()
    assert sandbox.tenant.snapshot() == seed
    assert sandbox.tenant.get_knobs()["put_mode"] == "replace"
    assert sandbox.make("networks", {"name": "hq"})["id"] == network["id"]
    sandbox.tenant.restore(kept)
    assert sandbox.call("GET", f"networks/{network['id']}").json() == network


def test_failed_create_leaves_nothing(sandbox: Sandbox) -> None:
    before, revision = sandbox.tenant.snapshot(), sandbox.tenant.revision
    body = {"name": "hq", "routes": [{"value": "10.0.0.0/24"}], "connectors": [{"name": "c", "vpnRegionId": "x"}]}
    assert sandbox.call("POST", "networks", None, body).status == 400
    assert (sandbox.tenant.snapshot(), sandbox.tenant.revision) == (before, revision)
