# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Requests and responses as values."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ResponseError
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response


def test_additions_leave_the_request_alone() -> None:
    request = Request("GET", "/x", {"q": "1"}, {"A": "1"})
    assert request.with_headers({"A": "2", "B": "3"}).headers == {"A": "2", "B": "3"}
    assert request.with_query({"q": "2", "r": "3"}).query == {"q": "2", "r": "3"}
    assert request.with_form({"f": "1"}).form == {"f": "1"}
    assert request.with_form({"f": "1"}).with_form({"f": "2", "g": "3"}).form == {"f": "2", "g": "3"}
    assert (request.query, request.headers, request.form) == ({"q": "1"}, {"A": "1"}, None)


@pytest.mark.parametrize("status, expected", [(199, False), (200, True), (204, True), (299, True), (300, False)])
def test_success(status: int, expected: bool) -> None:
    assert Response(status, {}, b"").ok is expected


@pytest.mark.parametrize("name", ["x-request-id", "x-amzn-requestid", "x-amz-cf-id"])
def test_request_ids(name: str) -> None:
    assert Response(200, {name: "r-1"}, b"").request_id == "r-1"
    assert Response(200, {}, b"").request_id is None


@pytest.mark.parametrize(
    "body, expected",
    [
        (b"", None),
        (b"  \r\n ", None),
        (b"null", None),
        (b'{"a": 1}', {"a": 1}),
        (b"[]", []),
        (b"true", True),
        (b'"\xc3\xbc"', "ü"),
    ],
)
def test_bodies_are_json_or_nothing(body: bytes, expected: Any) -> None:
    assert Response(200, {"content-type": "text/html"}, body).decode() == expected


@pytest.mark.parametrize(
    "body",
    [b"<html></html>", b"{", b"\xff\xfe\xfd", b"{'a': 1}", b"\x00", b"9" * 6000 + b"x", b"[" * 200_000],
    ids=lambda body: repr(body[:8]),
)
def test_other_bodies_are_an_error_of_the_vocabulary(body: bytes) -> None:
    with pytest.raises(ResponseError) as caught:
        Response(200, {"x-request-id": "r-1"}, body).decode()
    assert (caught.value.status, caught.value.request_id) == (200, "r-1")


@given(st.binary(max_size=50))
def test_no_body_gives_any_other_error(body: bytes) -> None:
    response = Response(200, {}, body)
    assert isinstance(response.content, str)
    try:
        response.decode()
    except ResponseError:
        return
