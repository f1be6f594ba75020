# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Logs: what the requests say, how many pages are read, and which options are refused before the first."""

from __future__ import annotations

from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.logs import (
    AUDIT_ENTRY,
    DNS_RESOLUTION,
    SESSION,
    Log,
    Logs,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption, PlanError, Unsupported
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import LoopbackServer, answer_json

CONNECTION = {"client_id": "id-1", "client_secret": "secret-of-the-test", "timeout": 5, "retry": None}


@pytest.fixture(autouse=True)
def token(server: LoopbackServer) -> None:
    server.routes["/api/v1/oauth/token"] = [answer_json({"access_token": "token-1", "expires_in": 3600})]


def entries(server: LoopbackServer, log: Log, **stated: Any) -> list[Any]:
    defaults = {name: spec.get("default") for name, spec in log.options.items()}
    service = {"base_url": server.url, "validate_certs": True, "ca_path": None, **CONNECTION}
    return list(Logs(log).connect({**service, **defaults, **stated}, {}, Redactor()).read(log, {}))


def queries(server: LoopbackServer) -> list[dict[str, str]]:
    urls = [urlsplit(seen.path) for seen in server.seen if "oauth" not in seen.path]
    return [{name: values[0] for name, values in parse_qs(url.query).items()} for url in urls]


def test_no_more_pages_are_read_than_are_needed(server: LoopbackServer) -> None:
    batch = [{"id": str(number)} for number in range(100)]
    server.answers = [answer_json({"sessions": batch, "nextCursor": f"c{number}"}) for number in range(5)]
    assert len(entries(server, SESSION, max_items=150)) == 150
    assert queries(server) == [{"size": "100"}, {"size": "100", "cursor": "c0"}]


def test_the_size_is_always_stated(server: LoopbackServer) -> None:
    server.answers = [answer_json({"sessions": []})]
    stated = {"start_date": "2026-11-08T16:53:43+02:00", "end_date": "2026-11-09 00:00:00+00:00"}
    assert entries(server, SESSION, status="FAILED", only_new=True, max_items=30, **stated) == []
    assert queries(server) == [
        {
            "size": "30",
            "startDate": "2026-11-08T14:53:43Z",
            "endDate": "2026-11-09T00:00:00Z",
            "status": "FAILED",
            "returnOnlyNew": "true",
        }
    ]


def test_values_of_any_type_in_the_audit_log_are_kept(server: LoopbackServer) -> None:
    change = {"name": "subnets", "oldValue": ["10.0.0.0/8"], "newValue": None}
    server.answers = [answer_json({"auditLogs": [{"id": "1", "fields": [change]}]})]
    found = entries(server, AUDIT_ENTRY, initiator_id="ada@example.com")[0]
    assert found["fields"] == [{"name": "subnets", "old_value": ["10.0.0.0/8"], "new_value": None}]
    assert queries(server) == [{"size": "100", "initiatorId": "ada@example.com"}]


def test_hours_of_the_dns_log_are_whole(server: LoopbackServer) -> None:
    server.answers = [answer_json({"content": [], "totalPages": 0})]
    assert entries(server, DNS_RESOLUTION, start_hour="2026-11-08T14:53:43Z", hours_back=2) == []
    expected = {"startHour": "2026-11-08T14:00:00Z", "hoursBack": "2", "page": "0", "size": "1000"}
    assert queries(server) == [expected]


@pytest.mark.parametrize(
    "log, stated, kind, words",
    [
        (SESSION, {"start_date": "yesterday"}, InvalidOption, "start_date"),
        (SESSION, {"end_date": "2026-11-08T14:53:43"}, InvalidOption, "time zone"),
        (SESSION, {"start_date": "2026-11-09T00:00:00Z", "end_date": "2026-11-08T00:00:00Z"}, InvalidOption, "after"),
        (SESSION, {"max_items": 0}, InvalidOption, "max_items"),
        (
            AUDIT_ENTRY,
            {"start_date": "2026-11-08T00:00:00Z", "end_date": "2026-11-09T00:00:01Z"},
            InvalidOption,
            "24 hours",
        ),
        (AUDIT_ENTRY, {"api_version": "1.1.0"}, Unsupported, "1.1.6"),
        (DNS_RESOLUTION, {"hours_back": 3}, InvalidOption, "hours_back"),
    ],
)
def test_what_cannot_be_right_is_refused_before_any_request(
    log: Log, stated: dict[str, Any], kind: type[PlanError], words: str, server: LoopbackServer
) -> None:
    with pytest.raises(kind, match=words):
        entries(server, log, **stated)
    assert server.seen == []
