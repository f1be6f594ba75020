# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task counts is what the service saw, and only who asked is told."""

from __future__ import annotations

import json
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.auth.oauth2 import ClientCredentials
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.http import counters as module
from ansible_collections.wanforge.edge.plugins.module_utils.http.counters import Counters, read, report, tell
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError
from ansible_collections.wanforge.edge.plugins.module_utils.http.hooks import Hooks
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RetryPolicy
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import (
    Answer,
    LoopbackServer,
    answer_json,
)

READ = Request("GET", "/things", safe=True)
WRITE = Request("POST", "/things")


def test_everything_is_counted(server: LoopbackServer) -> None:
    server.routes["/token"] = [answer_json({"access_token": "t-1"})]
    slow = Answer(429, headers={"Retry-After": "7"})
    server.will(Answer(503), Answer(200, "12345"), slow, Answer(201), Answer(404, "123"))
    hooks, counters = Hooks(), Counters()
    counters.watch(hooks)
    builder = ClientBuilder().base_url(server.url).hooks(hooks).clock(lambda seconds: None)
    builder.auth(ClientCredentials("robot", "secret", token_path="/token"))
    client = builder.retry(RetryPolicy(backoff=0.0)).build()
    client.execute(READ)
    client.execute(WRITE)
    with pytest.raises(ApiClientError):
        client.execute(READ)
    hooks.on_cached("things")
    assert counters.requests == len(server.seen)
    assert counters.received > 8
    assert {**counters.counted, "received": 0} == {
        "requests": 6,
        "reads": 4,
        "writes": 2,
        "retries": 2,
        "waits": 2,
        "waited": 7.0,
        "cached": 1,
        "tokens": 1,
        "limited": 1,
        "received": 0,
        "errors": {"ResourceNotFoundError": 1},
    }


def test_sums() -> None:
    total = Counters()
    for record in (
        {"requests": 2, "waited": 0.5, "errors": {"NetworkError": 1}, "service": "acme", "unknown": 7},
        {"requests": 3, "waited": 0.25, "errors": {"NetworkError": 1, "SSLError": 2}, "reads": "many"},
    ):
        total.add(record)
    assert total.counted == {"requests": 5, "waited": 0.75, "errors": {"NetworkError": 2, "SSLError": 2}}


@pytest.mark.parametrize("environ", [{}, {module.VARIABLE: ""}])
def test_nobody_is_told_who_does_not_ask(environ: dict[str, str]) -> None:
    assert report(environ) is None


def counted(place: str) -> dict[str, Any]:
    """Let a task count one request, and return its result."""
    result: dict[str, Any] = {"changed": False}
    redactor = Redactor()
    redactor.register("s3cret-4711")
    watching = report({module.VARIABLE: place})
    assert watching is not None
    hooks = Hooks(about={"task": "Use s3cret-4711", "host": "router-1"})
    watching.watch("https://acme.example.com:8443/api", hooks)
    hooks.on_request(READ)
    watching.finish(result, redactor)
    return result


def test_a_file_is_told(tmp_path: Path) -> None:
    path = tmp_path / "stats"
    path.touch()
    assert counted(str(path)) == {"changed": False}
    assert counted(str(path)) == {"changed": False}
    lines = path.read_text(encoding="utf-8").splitlines()
    record = json.loads(lines[0])
    assert len(lines) == 2 and record.pop("elapsed") >= 0
    assert record == {
        "task": "Use ********",
        "host": "router-1",
        "service": "acme.example.com:8443",
        "requests": 1,
        "reads": 1,
    }


def test_a_file_that_is_gone_is_not_made(tmp_path: Path) -> None:
    assert counted(str(tmp_path / "stats")) == {"changed": False}
    assert list(tmp_path.iterdir()) == []


def test_a_result_carries_what_no_file_can() -> None:
    assert counted(module.IN_RESULT)[module.MEMBER]["requests"] == 1


def test_nothing_is_told_if_nothing_was_counted(tmp_path: Path) -> None:
    path = tmp_path / "stats"
    path.touch()
    watching = report({module.VARIABLE: str(path)})
    assert watching is not None
    watching.watch("https://acme", Hooks())
    watching.finish({}, Redactor())
    assert path.read_text(encoding="utf-8") == ""


def test_lines_that_are_none_are_left_out(tmp_path: Path) -> None:
    path = tmp_path / "stats"
    path.write_text('{"a": 1}\nnonsense\n[1]\n\n', encoding="utf-8")
    tell(str(path), {"b": 2})
    assert read(path.read_text(encoding="utf-8").splitlines()) == [{"a": 1}, {"b": 2}]


def test_threads_count_together() -> None:
    hooks, counters = Hooks(), Counters()
    counters.watch(hooks)
    with ThreadPoolExecutor(8) as pool:
        for _number in range(2000):
            pool.submit(hooks.on_request, READ)
            pool.submit(hooks.on_wait, 0.5, "retry")
    assert (counters.requests, counters.reads, counters.waits, counters.waited) == (2000, 2000, 2000, 1000.0)
