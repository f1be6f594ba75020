# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The HTTP API of VyOS: what is sent, what its answers mean, and that a failure never looks like an empty configuration."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qs

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.auth.api_key import ApiKeyAuth
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    AuthenticationError,
    ConflictError,
    DataValidationError,
    ServiceUnavailableError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RetryPolicy
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.client import VyosClient
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import (
    Answer,
    LoopbackServer,
    answer_json,
)

EMPTY = "Configuration under specified path is empty\n"


@pytest.fixture
def client(server: LoopbackServer) -> VyosClient:
    builder = ClientBuilder(VyosClient).base_url(server.url).retry(RetryPolicy(attempts=2))
    built = builder.auth(ApiKeyAuth("key-of-the-test", place="form", name="key")).clock(lambda seconds: None).build()
    assert isinstance(built, VyosClient)
    return built


def done(data: Any = None) -> Answer:
    return answer_json({"success": True, "data": data, "error": None})


def refused(text: str, status: int = 400) -> Answer:
    return answer_json({"success": False, "data": None, "error": text}, status)


def failure(client: VyosClient, verb: str = "configure") -> ApiClientError:
    with pytest.raises(ApiClientError) as caught:
        if verb == "configure":
            client.api.configure([{"op": "set", "path": ["nat"]}], 5.0)
        else:
            client.tree(["nat"])
    return caught.value


def test_commands_travel_in_a_form_with_the_key(client: VyosClient, server: LoopbackServer) -> None:
    server.will(done())
    command = {"op": "set", "path": ["nat", "source", "rule", "10", "description", "a & b"]}
    client.api.configure([command], 5.0)
    client.api.show_config(["nat"])
    client.api.show(["version"])
    client.api.save()
    fields = [parse_qs(one.body.decode()) for one in server.seen]
    assert server.methods == ["POST /configure", "POST /retrieve", "POST /show", "POST /config-file"]
    assert {field["key"][0] for field in fields} == {"key-of-the-test"}
    assert [json.loads(field["data"][0]) for field in fields] == [
        [command],
        {"op": "showConfig", "path": ["nat"]},
        {"op": "show", "path": ["version"]},
        {"op": "save"},
    ]


@pytest.mark.parametrize("content_type", ["text/html; charset=utf-8", "application/json", ""])
def test_the_content_type_does_not_matter(client: VyosClient, server: LoopbackServer, content_type: str) -> None:
    server.will(Answer(200, done({"source": {}}).body, {"Content-Type": content_type}))
    assert client.tree(["nat"]) == {"source": {}}


@pytest.mark.parametrize("text", [EMPTY, EMPTY.strip()])
def test_nothing_there_is_an_empty_tree(client: VyosClient, server: LoopbackServer, text: str) -> None:
    server.will(refused(text))
    assert client.tree(["nat"]) == {}


@pytest.mark.parametrize(
    "answer",
    [
        refused("Specified configuration path is not valid\n"),
        refused("Valid API key is required", 401),
        refused(EMPTY, 401),
        refused(EMPTY, 500),
        refused(EMPTY, 503),
        refused(EMPTY, 404),
        refused("An internal error occured. Check the logs for details.", 500),
        Answer(503, "<html><body>503 Service Unavailable</body></html>"),
        Answer(502, "<html>"),
        Answer(404, "<html>"),
        Answer(400, ""),
        Answer(400, "<html>" + EMPTY),
        Answer(200, ""),
        Answer(200, "null"),
        Answer(200, "{}"),
        Answer(200, "[]"),
        Answer(200, "<html>login</html>"),
        answer_json({"error": "Start service in configuration mode: set service https api"}),
        answer_json({"success": True, "data": None, "error": None}),
        answer_json({"success": True, "data": "text", "error": None}),
        answer_json({"success": True, "data": [], "error": None}),
        answer_json({"success": False, "data": {}, "error": EMPTY}),
        answer_json({"success": "true", "data": {}}),
        Answer(fault="drop"),
    ],
    ids=lambda answer: f"{answer.status} {answer.content[:60].decode()}",
)
def test_no_failure_looks_like_an_empty_configuration(
    client: VyosClient, server: LoopbackServer, answer: Answer
) -> None:
    server.will(answer)
    error = failure(client, "tree")
    assert error.hint
    assert not error.unclear


@pytest.mark.parametrize(
    "text, shown",
    [
        ("Configuration path: [nat x] is not valid\n\nSet failed\n", "Configuration path: [nat x] is not valid"),
        (
            "[ nat ]\nSource NAT configuration error in rule 10: translation requires address\n[[nat]] failed\nCommit failed\n",
            "Source NAT configuration error in rule 10: translation requires address",
        ),
        (
            "Error: &lt;x&gt; &amp; y is not valid\nInvalid value\nValue validation failed\nSet failed\n",
            "Error: <x> & y",
        ),
        ("[[nat]] failed\nCommit failed\n", "[[nat]] failed Commit failed"),
    ],
)
def test_the_words_of_the_router_are_shown_without_the_frame(
    client: VyosClient, server: LoopbackServer, text: str, shown: str
) -> None:
    server.will(refused(text))
    error = failure(client)
    assert isinstance(error, DataValidationError)
    assert error.message.startswith(shown)
    assert error.message.endswith("(HTTP 400)")
    assert (error.unclear, len(server.seen)) == (False, 1)


def test_a_lock_is_a_conflict_that_passes(client: VyosClient, server: LoopbackServer) -> None:
    server.will(refused("Configuration system temporarily locked due to another commit in progress\n"))
    error = failure(client)
    assert isinstance(error, ConflictError)
    assert (error.retryable, error.unclear, error.status) == (True, False, 400)


def test_a_wrong_key(client: VyosClient, server: LoopbackServer) -> None:
    server.will(refused("Valid API key is required", 401))
    error = failure(client)
    assert isinstance(error, AuthenticationError)
    assert "api_key" in error.hint
    assert "key-of-the-test" not in error.message
    assert len(server.seen) == 1


@pytest.mark.parametrize("status", [200, 503])
def test_an_api_that_is_off(client: VyosClient, server: LoopbackServer, status: int) -> None:
    off = answer_json({"error": "Start service in configuration mode: set service https api"})
    server.will(off if status == 200 else Answer(503, "<html>"))
    error = failure(client, "tree")
    assert isinstance(error, ServiceUnavailableError)
    assert "service https api" in error.hint


@pytest.mark.parametrize(
    "answer, unclear",
    [
        (refused("no", 400), False),
        (refused("no", 401), False),
        (Answer(404, "<html>"), False),
        (Answer(413, "<html>"), False),
        (refused("An internal error occured.", 500), True),
        (Answer(502, "<html>"), True),
        (Answer(504, "<html>"), True),
        (Answer(200, "<html>"), True),
        (Answer(200, ""), True),
        (Answer(fault="drop"), True),
        (Answer(200, b'{"success": tr', claimed=500), True),
    ],
)
def test_a_commit_is_unclear_only_where_it_may_have_happened(
    client: VyosClient, server: LoopbackServer, answer: Answer, unclear: bool
) -> None:
    server.will(answer)
    assert failure(client).unclear is unclear
    assert len(server.seen) == 1


def test_reads_are_repeated_after_a_fault_of_the_server(client: VyosClient, server: LoopbackServer) -> None:
    server.will(refused("An internal error occured.", 500), done({"source": {}}))
    assert client.tree(["nat"]) == {"source": {}}
