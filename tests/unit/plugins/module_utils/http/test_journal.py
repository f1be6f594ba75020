# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The log: what is in a line, what is never in it, and a file that many processes write at once."""

from __future__ import annotations

import base64
import json
import multiprocessing
import multiprocessing.pool
import os
import re
import stat
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.auth.oauth2 import ClientCredentials
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client, ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.factory.resource import Collection, resource
from ansible_collections.wanforge.edge.plugins.module_utils.http import hooks as hooks_module
from ansible_collections.wanforge.edge.plugins.module_utils.http import journal as module
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError, ConfigurationError
from ansible_collections.wanforge.edge.plugins.module_utils.http.hooks import Hooks
from ansible_collections.wanforge.edge.plugins.module_utils.http.journal import MEMBERS, Journal, append
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RetryPolicy
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import Store
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import (
    Answer,
    LoopbackServer,
    answer_json,
)

READ = Request("GET", "/things/4711", query={"filter": "query-0815"}, safe=True)
GUIDE = Path(__file__).resolve().parents[5] / "docs" / "docsite" / "rst" / "guide_logging.rst"
SECRET = "s3cret+key/4711"
TOKEN = "token-abcdef"


@resource("/things")
class Things(Collection):
    """A collection."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "edge.log"


def client_of(server: LoopbackServer, path: Path, attempts: int = 5) -> Client:
    builder = ClientBuilder().base_url(server.url).journal(str(path)).clock(lambda seconds: None)
    return builder.retry(RetryPolicy(attempts=attempts, backoff=0.0)).build()


def written(path: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def test_a_request_and_its_answer(server: LoopbackServer, path: Path) -> None:
    server.will(Answer(200, "[1, 2]", {"X-Request-Id": "r-1"}))
    client_of(server, path).execute(READ)
    request, response = written(path)
    assert list(request) == ["time", "event", "service", "method", "path", "attempt"]
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z", request["time"])
    assert {**request, "time": ""} == {
        "time": "",
        "event": "request",
        "service": server.url.split("//")[1],
        "method": "GET",
        "path": "/things/4711",
        "attempt": 1,
    }
    assert (response["event"], response["status"], response["bytes"], response["request_id"]) == (
        "response",
        200,
        6,
        "r-1",
    )
    assert 0 < response["ms"] < 10_000


def test_repetitions_and_their_waits(server: LoopbackServer, path: Path) -> None:
    server.will(Answer(503), Answer(fault="drop"), Answer(429, headers={"Retry-After": "7"}), Answer(200))
    client_of(server, path).execute(READ)
    lines = written(path)
    assert [(line["event"], line.get("attempt"), line.get("status")) for line in lines] == [
        ("request", 1, None),
        ("response", 1, 503),
        ("wait", None, None),
        ("retry", 2, 503),
        ("request", 2, None),
        ("wait", None, None),
        ("retry", 3, None),
        ("request", 3, None),
        ("response", 3, 429),
        ("wait", None, None),
        ("retry", 4, 429),
        ("request", 4, None),
        ("response", 4, 200),
    ]
    assert [(line["seconds"], line["reason"]) for line in lines if line["event"] == "wait"] == [
        (0.0, "retry"),
        (0.0, "retry"),
        (7.0, "asked"),
    ]
    dropped = lines[6]
    assert dropped["error_type"] == "NetworkError" and dropped["msg"] and dropped["ms"] > 0


def test_attempts_are_counted_for_each_request(server: LoopbackServer, path: Path) -> None:
    server.will(Answer(503), Answer(200))
    client = client_of(server, path)
    client.execute(READ)
    client.execute(READ)
    server.will(Answer(fault="drop"))
    for _request in range(2):
        with pytest.raises(ApiClientError):
            client.execute(Request("POST", "/things"))
    requests = [line["attempt"] for line in written(path) if line["event"] == "request"]
    assert requests == [1, 2, 1, 1, 1]


def test_an_error_says_all_that_helps(server: LoopbackServer, path: Path) -> None:
    server.will(Answer(409, "it is in use", {"X-Request-Id": "r-2"}))
    with pytest.raises(ApiClientError):
        client_of(server, path).execute(READ)
    error = written(path)[-1]
    assert {name: error[name] for name in ("event", "status", "request_id", "error_type", "msg", "retryable")} == {
        "event": "error",
        "status": 409,
        "request_id": "r-2",
        "error_type": "ConflictError",
        "msg": "it is in use (HTTP 409)",
        "retryable": True,
    }
    assert error["hint"]


def test_an_error_without_an_answer_says_how_long_it_took(server: LoopbackServer, path: Path) -> None:
    server.will(Answer(fault="drop"))
    with pytest.raises(ApiClientError):
        client_of(server, path, attempts=1).execute(READ)
    request, error = written(path)
    assert (error["event"], error["error_type"]) == ("error", "NetworkError") and error["ms"] > 0
    assert "status" not in error


def test_who_sends_is_in_each_line(server: LoopbackServer, path: Path) -> None:
    client = client_of(server, path)
    client.session.hooks.about.update(host="router-1", task="A task", module="vyos_nat_rule", other="no member")
    client.execute(READ)
    for line in written(path):
        assert (line["host"], line["task"], line["module"]) == ("router-1", "A task", "vyos_nat_rule")
        assert set(line) <= set(MEMBERS)


def test_words_of_the_service_are_left_out_where_values_are_hidden(server: LoopbackServer, path: Path) -> None:
    server.will(Answer(400, "the name secret-project is taken"))
    client = client_of(server, path)
    client.session.hooks.about["no_log"] = "yes"
    with pytest.raises(ApiClientError):
        client.execute(READ)
    assert written(path)[-1]["status"] == 400
    assert "secret-project" not in path.read_text(encoding="utf-8")


def test_logins_and_the_cache_are_there_and_nothing_secret_is(
    server: LoopbackServer, path: Path, tmp_path: Path
) -> None:
    server.routes["/token"] = [answer_json({"access_token": TOKEN})]
    server.will(Answer(200, "[]"), Answer(404, f"no such thing: {SECRET} {TOKEN} body-0815"))
    for _task in range(2):
        builder = ClientBuilder().base_url(server.url).journal(str(path))
        builder.auth(ClientCredentials("robot", SECRET, token_path="/token"))
        client = builder.store(Store(tmp_path / "store", SECRET), 30.0, "run-1").build()
        client.resource(Things).list()
    with pytest.raises(ApiClientError):
        client.execute(Request("POST", f"/things/{TOKEN}", json={"password": "body-4711"}, query={"a": "query-0815"}))
    events = [line["event"] for line in written(path)]
    assert events == ["request", "response", "login", "request", "response", "cache", "request", "response", "error"]
    assert {line["run"] for line in written(path)} == {"run-1"}
    text = path.read_text(encoding="utf-8")
    basic = base64.b64encode(f"robot:{SECRET}".encode()).decode()
    assert [word for word in (SECRET, TOKEN, basic, "body-4711", "query-0815", "Bearer") if word in text] == []
    assert "body-0815" in text, "the words of the service are what people look for"


def test_the_file_is_for_its_user_alone(server: LoopbackServer, path: Path) -> None:
    client_of(server, path)
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert path.read_text(encoding="utf-8") == ""


def test_a_file_that_is_there_goes_on_with_its_mode(server: LoopbackServer, path: Path) -> None:
    path.write_text("before\n", encoding="utf-8")
    path.chmod(0o640)
    client_of(server, path).execute(READ)
    assert path.read_text(encoding="utf-8").startswith("before\n{")
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_file_that_is_moved_away_is_made_anew(server: LoopbackServer, path: Path) -> None:
    client = client_of(server, path)
    client.execute(READ)
    path.rename(path.with_suffix(".1"))
    client.execute(READ)
    assert len(written(path)) == len(written(path.with_suffix(".1"))) == 2


def unusable(kind: str, path: Path) -> Path:
    """Return a path that cannot be logged to."""
    if kind == "folder":
        path.mkdir()
    elif kind == "link":
        path.symlink_to(path.with_suffix(".target"))
    elif kind == "pipe":
        os.mkfifo(path)
    elif kind == "missing folder":
        return path / "below" / "edge.log"
    return path


@pytest.mark.parametrize("kind", ["folder", "link", "pipe", "missing folder"])
def test_a_path_that_cannot_be_used_is_refused_before_anything_is_sent(
    kind: str, server: LoopbackServer, path: Path
) -> None:
    target = unusable(kind, path)
    with pytest.raises(ConfigurationError) as caught:
        client_of(server, target)
    assert f'log_path "{target}" cannot be written: ' in caught.value.message and "log_path" in caught.value.hint
    assert server.seen == [] and not path.with_suffix(".target").exists()


def test_a_nul_in_the_path(server: LoopbackServer) -> None:
    with pytest.raises(ConfigurationError, match="log_path"):
        client_of(server, Path("a\0b"))


def test_a_log_that_breaks_is_told_once_and_breaks_nothing(server: LoopbackServer, path: Path) -> None:
    client = client_of(server, path)
    path.unlink()
    path.mkdir()
    assert client.execute(READ).ok
    assert client.execute(READ).ok
    assert len(client.session.warnings) == 1 and str(path) in client.session.warnings[0]


def test_long_words_are_cut(server: LoopbackServer, path: Path) -> None:
    client = client_of(server, path)
    client.session.hooks.about["task"] = "x" * 10_000
    client.execute(READ)
    assert len(written(path)[0]["task"]) == module.LONGEST_TEXT


def test_hooks_that_are_shared_are_not_written_twice(server: LoopbackServer, path: Path) -> None:
    shared = Hooks()
    clients = [ClientBuilder().base_url(server.url).hooks(shared).journal(str(path)).build() for _client in range(2)]
    clients[0].execute(READ)
    assert len(written(path)) == 2 and shared.request == []


def append_many(path: str, name: str) -> None:
    for number in range(200):
        append(path, json.dumps({"name": name, "number": number, "filler": "x" * 2000}))


def test_lines_of_several_processes_do_not_mix(path: Path) -> None:
    path.touch()
    context = multiprocessing.get_context("fork")
    workers = [context.Process(target=append_many, args=(str(path), str(number))) for number in range(8)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join()
    lines = written(path)
    assert len(lines) == 1600
    for name in map(str, range(8)):
        assert [line["number"] for line in lines if line["name"] == name] == list(range(200))


def test_lines_of_several_threads_count_their_own_attempts(path: Path) -> None:
    hooks = Hooks()
    Journal(str(path), "https://acme", Redactor(), hooks)
    context = multiprocessing.pool.ThreadPool(4)
    context.map(lambda _number: hooks.on_request(READ), range(40))
    context.close()
    context.join()
    assert {line["attempt"] for line in written(path)} == {1}


@pytest.mark.parametrize("name", MEMBERS)
def test_the_guide_explains_every_member(name: str) -> None:
    rows = re.findall(r"^   \* - (``.*``)$", GUIDE.read_text(encoding="utf-8"), re.MULTILINE)
    assert f"``{name}``" in ", ".join(rows)


@pytest.mark.parametrize("reason", [value for name, value in vars(hooks_module).items() if name.startswith("WAIT_")])
def test_the_guide_explains_every_reason_to_wait(reason: str) -> None:
    assert f"``{reason}`` (" in GUIDE.read_text(encoding="utf-8")
