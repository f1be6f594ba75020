# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Raw calls: reads are sent while planning, everything else when the plan is applied, and nothing leads out of the API."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.raw import (
    CALL_OPTIONS,
    UNCLEAR_HINT,
    RawBackend,
    RawCalls,
    masked,
    planned,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import MASK, Redactor
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import (
    Answer,
    LoopbackServer,
    answer_json,
)

RETRY = {"attempts": 3, "backoff": 0.0, "backoff_max": 0.0, "budget": 1.0, "codes": [503]}
CONNECTION = {"client_id": "id-1", "client_secret": "secret-of-the-test", "timeout": 5, "retry": RETRY}
PLAIN = {"method": "PUT", "path": "settings/wpc/topology", "body": "CUSTOM", "body_format": "text"}


@pytest.fixture(autouse=True)
def token(server: LoopbackServer) -> None:
    server.routes["/api/v1/oauth/token"] = [answer_json({"access_token": "token-1", "expires_in": 3600})]


def options_of(**stated: Any) -> dict[str, Any]:
    defaults = {name: spec.get("default") for name, spec in CALL_OPTIONS.items()}
    return {**defaults, **stated}


def backend_of(server: LoopbackServer) -> RawBackend:
    service = {"base_url": server.url, "validate_certs": True, "ca_path": None, **CONNECTION}
    return RawCalls().connect(service, {}, Redactor())


def sent(server: LoopbackServer) -> list[tuple[str, str, bytes]]:
    return [(seen.method, seen.path, seen.body) for seen in server.seen if "oauth" not in seen.path]


def test_a_read_is_part_of_planning(server: LoopbackServer) -> None:
    server.answers = [answer_json({"content": []})]
    backend = backend_of(server)
    plan = planned(options_of(path="/networks", query={"size": 5, "deep": True, "no": None}), backend)
    assert plan.changed is False
    assert backend.apply(plan) == plan.model == {"status": 200, "json": {"content": []}}
    assert sent(server) == [("GET", "/api/v1/networks?size=5&deep=true", b"")]


def test_any_other_call_is_planned_first(server: LoopbackServer) -> None:
    server.answers = [Answer(200, "CUSTOM")]
    backend = backend_of(server)
    plan = planned(options_of(**PLAIN), backend)
    shown = {"method": "PUT", "path": "/api/v1/settings/wpc/topology", "body": "CUSTOM"}
    assert (plan.changed, plan.model, plan.after) == (True, {"would_send": shown}, shown)
    assert server.seen == []
    assert backend.apply(plan) == {"status": 200, "text": "CUSTOM"}
    assert sent(server) == [("PUT", "/api/v1/settings/wpc/topology", b"CUSTOM")]


def test_a_call_without_an_answer_is_not_repeated(server: LoopbackServer) -> None:
    server.answers = [Answer(200, "", fault="drop")]
    backend = backend_of(server)
    with pytest.raises(ApiClientError) as caught:
        backend.apply(planned(options_of(**PLAIN), backend))
    assert caught.value.hint == UNCLEAR_HINT
    assert len(sent(server)) == 1


def test_a_page_is_no_answer(server: LoopbackServer) -> None:
    server.answers = [Answer(200, "<html>Please sign in</html>")]
    backend = backend_of(server)
    with pytest.raises(ApiClientError, match="page"):
        planned(options_of(path="networks"), backend)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "/",
        "https://192.0.2.1/networks",
        "//192.0.2.1/networks",
        "../oauth",
        "networks/..",
        "networks/%2e%2E/oauth",
        "networks%2f..%2foauth/token",
        "networks/./x",
        "networks?size=1",
        "networks#x",
        "net works",
        "networks\n",
        "networks\\..\\x",
        "networks/%5c",
        "api/v1/networks",
        "/api/beta/networks",
        "oauth/token",
        "/oauth/token",
        "%6fauth/token",
        "OAuth/token",
        "/ /networks",
        "networks//oauth",
    ],
)
def test_paths_that_lead_elsewhere_are_refused(path: str, server: LoopbackServer) -> None:
    with pytest.raises(InvalidOption, match="path"):
        planned(options_of(path=path), backend_of(server))
    assert server.seen == []


@pytest.mark.parametrize(
    "stated",
    [
        {"body": {"a": 1}},
        {"query": {"a": [1]}},
        {"query": {"a": {"b": 1}}},
        {**PLAIN, "body": {"a": 1}},
    ],
)
def test_calls_that_cannot_be_right_are_refused(stated: dict[str, Any], server: LoopbackServer) -> None:
    with pytest.raises(InvalidOption):
        planned(options_of(**{"path": "networks", **stated}), backend_of(server))
    assert server.seen == []


def test_members_that_are_secret_by_name_are_masked() -> None:
    body = {"ipSecConfig": {"preSharedKey": "x", "pre_shared_key": "y"}, "list": [{"password": "z", "name": "n"}]}
    assert masked(body) == {
        "ipSecConfig": {"preSharedKey": MASK, "pre_shared_key": MASK},
        "list": [{"password": MASK, "name": "n"}],
    }
