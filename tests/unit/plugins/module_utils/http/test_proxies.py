# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which requests take a proxy: none to this machine, and none because the process's own environment says so."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.connection import configure
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client, ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ConfigurationError, NetworkError
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RetryPolicy
from ansible_collections.wanforge.edge.plugins.module_utils.http.session import Connection, Session
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import Answer, LoopbackServer

READ = Request("GET", "/things", safe=True)
DEAD = "http://127.0.0.1:9"
OPTIONS: dict[str, Any] = {"validate_certs": True, "timeout": 5}


@pytest.mark.parametrize("variable", ["http_proxy", "HTTP_PROXY", "https_proxy", "all_proxy", "ALL_PROXY"])
def test_this_machine_is_never_reached_over_a_proxy(
    variable: str, server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(variable, DEAD)
    server.will(Answer(200, b"{}"))
    builder = configure(ClientBuilder(Client).base_url(server.url), OPTIONS, {variable: DEAD})
    assert builder.build().session.send(READ).ok


def test_a_proxy_that_does_not_answer_is_named_without_its_password() -> None:
    connection = Connection(
        "https://tenant.example.com", proxy="http://user:hunter22@127.0.0.1:9", retry=RetryPolicy(attempts=1)
    )
    with pytest.raises(NetworkError) as caught:
        Session(connection).send(READ)
    assert "127.0.0.1:9" in caught.value.message and "hunter22" not in caught.value.message
    assert "https_proxy" in caught.value.hint and not caught.value.unclear


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({}, {}),
        ({"https_proxy": DEAD}, {"https": DEAD}),
        ({"HTTPS_PROXY": DEAD, "no_proxy": "other.example.com"}, {"https": DEAD}),
        ({"https_proxy": DEAD, "no_proxy": "example.com"}, {}),
        ({"all_proxy": DEAD, "NO_PROXY": "tenant.example.com"}, {}),
        ({"http_proxy": DEAD}, {}),
    ],
)
def test_the_environment_of_the_task_decides(environ: dict[str, str], expected: dict[str, str]) -> None:
    builder = configure(ClientBuilder(Client).base_url("https://tenant.example.com"), OPTIONS, environ)
    assert builder.build().session._session.proxies == expected


def test_the_bundle_of_the_environment_is_used_where_no_option_names_one() -> None:
    builder = configure(
        ClientBuilder(Client).base_url("https://tenant.example.com"), OPTIONS, {"REQUESTS_CA_BUNDLE": "/a"}
    )
    assert builder.build().session.connection.ca_path == "/a"
    builder = configure(
        ClientBuilder(Client).base_url("https://tenant.example.com"),
        {**OPTIONS, "ca_path": "/b"},
        {"REQUESTS_CA_BUNDLE": "/a"},
    )
    assert builder.build().session.connection.ca_path == "/b"


@pytest.mark.parametrize("address", ["http://", "http://:1", "https://user:hunter22@:1"])
def test_a_proxy_without_a_host_is_no_traceback(address: str) -> None:
    connection = Connection("https://tenant.example", proxy=address, retry=RetryPolicy(attempts=1))
    with pytest.raises((ConfigurationError, NetworkError)) as caught:
        Session(connection).send(READ)
    assert "hunter22" not in caught.value.message
