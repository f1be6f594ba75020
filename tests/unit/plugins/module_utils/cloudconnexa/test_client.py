# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The words of CloudConnexa's error bodies."""

from __future__ import annotations

import json
from typing import Any, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.client import CloudConnexaClient
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response

CLIENT = ClientBuilder(CloudConnexaClient).base_url("https://tenant.example.org").build()
READ = Request("GET", "/api/v1/networks", safe=True)
DETAILS = {
    "name": [{"message": "must be unique", "errorCode": "NOT_UNIQUE"}],
    "subnet": [{"message": "overlaps", "errorCode": "OVERLAP"}, {"errorCode": "OTHER"}],
}


def response(body: Any, status: int = 400) -> Response:
    return Response(status, {}, body if isinstance(body, bytes) else json.dumps(body).encode())


@pytest.mark.parametrize(
    "body, words, code",
    [
        ({"errorMessage": "No."}, "No", None),
        ({"errorMessage": "No", "statusError": "BAD_REQUEST"}, "No", "BAD_REQUEST"),
        (
            {"errorMessage": "Validation failed.", "errorDetails": DETAILS, "statusError": "BAD_REQUEST"},
            "Validation failed; name: must be unique; subnet: overlaps; subnet: OTHER",
            "NOT_UNIQUE",
        ),
        ({"errorDetails": {"name": [{"message": "bad"}]}}, "name: bad", None),
        ({"errorMessage": None, "errorDetails": None}, "the service gives no reason", None),
        ({"errorMessage": "No", "errorDetails": "text"}, "No", None),
        ({"errorMessage": "No", "errorDetails": {"name": "text"}}, "No", None),
        ({"errorMessage": "No", "errorDetails": {"name": ["text", None]}}, "No", None),
        ({"statusError": "FORBIDDEN"}, "the service gives no reason", "FORBIDDEN"),
        ({"message": "Forbidden"}, '{"message": "Forbidden"}', None),
        (b"plain text", "plain text", None),
        (b"", "the service gives no reason", None),
        (b"<html>Bad gateway</html>", "the service gives no reason", None),
        (b"[1]", "[1]", None),
    ],
)
def test_error_bodies(body: Any, words: str, code: Optional[str]) -> None:
    error = CLIENT.error(READ, response(body))
    assert error.message == f"{words} (HTTP 400)"
    assert error.code == code


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner, max_size=3),
    max_leaves=8,
)


@given(st.fixed_dictionaries({}, optional={"errorMessage": JSON, "errorDetails": JSON, "statusError": JSON}))
def test_no_error_body_breaks_the_client(body: Any) -> None:
    error = CLIENT.error(READ, response(body, 422))
    assert error.message.endswith("(HTTP 422)")
    assert error.code is None or isinstance(error.code, str)
