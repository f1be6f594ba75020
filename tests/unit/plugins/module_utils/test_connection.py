# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options that all services share."""

from __future__ import annotations

from typing import Any, Optional

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.connection import (
    COMMON_OPTIONS,
    configure,
    setting,
)
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client, ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ConfigurationError
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RetryPolicy
from ansible_collections.wanforge.edge.plugins.module_utils.http.session import Connection
from ansible_collections.wanforge.edge.plugins.module_utils.http.tls import Trust

DEFAULTS: dict[str, Any] = {
    "validate_certs": True,
    "ca_path": None,
    "timeout": 30,
    "retry": None,
}
RETRY: dict[str, Any] = {name: spec["default"] for name, spec in COMMON_OPTIONS["retry"]["options"].items()}


def connection_of(**options: Any) -> Connection:
    builder = configure(ClientBuilder(Client).base_url("https://example.org"), {**DEFAULTS, **options})
    return builder.build().session.connection


@pytest.mark.parametrize(
    "option, environ, expected",
    [
        ("a", {}, "a"),
        ("a", {"ONE": "b"}, "a"),
        (None, {"ONE": "b", "TWO": "c"}, "b"),
        ("", {"ONE": "", "TWO": "c"}, "c"),
        (None, {"ONE": ""}, None),
        (None, {}, None),
    ],
)
def test_options_come_before_the_environment(option: Optional[str], environ: dict[str, str], expected: str) -> None:
    assert setting({"x": option}, environ, "x", "ONE", "TWO") == expected


def test_defaults() -> None:
    connection = connection_of()
    assert (connection.trust, connection.connect_timeout, connection.read_timeout) == (Trust(), 5.0, 30.0)
    assert connection.retry == RetryPolicy() == RetryPolicy(**{**RETRY, "codes": tuple(RETRY["codes"])})


def test_options_reach_the_session() -> None:
    connection = connection_of(timeout=7, ca_path="/ca.pem", retry={**RETRY, "attempts": 2, "codes": [503]})
    assert (connection.ca_path, connection.read_timeout) == ("/ca.pem", 7.0)
    assert (connection.retry.attempts, connection.retry.codes) == (2, (503,))
    assert connection_of(validate_certs=False).validate_certs is False


@pytest.mark.parametrize(
    "options, name",
    [
        ({"timeout": 0}, "timeout"),
        ({"timeout": -1}, "timeout"),
        ({"retry": {**RETRY, "attempts": 0}}, "retry.attempts"),
        ({"retry": {**RETRY, "backoff": -0.1}}, "retry.backoff"),
        ({"retry": {**RETRY, "backoff_max": -1}}, "retry.backoff_max"),
        ({"retry": {**RETRY, "budget": -1}}, "retry.budget"),
        ({"retry": {**RETRY, "backoff": float("nan")}}, "retry.backoff"),
        ({"retry": {**RETRY, "budget": float("nan")}}, "retry.budget"),
    ],
)
def test_values_out_of_range_are_named(options: dict[str, Any], name: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        connection_of(**options)
    assert caught.value.message.startswith(f"{name} ")


@pytest.mark.parametrize("name", ["backoff", "backoff_max", "budget"])
def test_no_patience_at_all_is_possible(name: str) -> None:
    assert getattr(connection_of(retry={**RETRY, name: 0.0}).retry, name) == 0.0
