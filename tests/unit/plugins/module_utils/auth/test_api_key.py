# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A fixed key in its three places."""

from __future__ import annotations

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.auth.api_key import ApiKeyAuth
from ansible_collections.wanforge.edge.plugins.module_utils.auth.base import Auth
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client, ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import AuthenticationError, ConfigurationError
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import Answer, LoopbackServer


def client_of(server: LoopbackServer, auth: Auth) -> Client:
    return ClientBuilder().base_url(server.url).auth(auth).clock(lambda seconds: None).build()


def test_a_key_in_a_header(server: LoopbackServer) -> None:
    client_of(server, ApiKeyAuth("key-1")).execute(Request("GET", "/x", headers={"X-Other": "1"}, safe=True))
    assert server.seen[0].headers["x-api-key"] == "key-1"
    assert server.seen[0].headers["x-other"] == "1"


def test_a_key_with_a_prefix_in_a_header_of_another_name(server: LoopbackServer) -> None:
    auth = ApiKeyAuth("key-1", name="Authorization", prefix="Bearer")
    client_of(server, auth).execute(Request("GET", "/x", safe=True))
    assert server.seen[0].headers["authorization"] == "Bearer key-1"
    assert "x-api-key" not in server.seen[0].headers


def test_a_key_in_the_query(server: LoopbackServer) -> None:
    auth = ApiKeyAuth("key&1", place="query", name="api_key")
    client_of(server, auth).execute(Request("GET", "/x", {"a": "b"}, safe=True))
    assert server.seen[0].path == "/x?a=b&api_key=key%261"


def test_a_key_in_a_form_field(server: LoopbackServer) -> None:
    auth = ApiKeyAuth("key-1", place="form", name="key")
    client_of(server, auth).execute(Request("POST", "/x", form={"data": "[]"}))
    assert server.seen[0].body == b"data=%5B%5D&key=key-1"
    assert server.seen[0].path == "/x"


@pytest.mark.parametrize("place", ["header", "query", "form"])
def test_an_empty_key_is_refused(place: str) -> None:
    with pytest.raises(ConfigurationError, match="empty"):
        ApiKeyAuth("", place=place)


def test_an_unknown_place_is_refused() -> None:
    with pytest.raises(ConfigurationError, match="cookie"):
        ApiKeyAuth("key-1", place="cookie")


def test_a_key_that_is_refused_is_not_tried_again(server: LoopbackServer) -> None:
    server.will(Answer(401))
    with pytest.raises(AuthenticationError):
        client_of(server, ApiKeyAuth("key-1")).execute(Request("GET", "/x", safe=True))
    assert len(server.seen) == 1


@pytest.mark.parametrize("place", ["header", "query", "form"])
def test_the_key_is_never_shown(server: LoopbackServer, place: str) -> None:
    server.will(Answer(400, "the key key-number-1 is not good for this"))
    client = client_of(server, ApiKeyAuth("key-number-1", place=place))
    with pytest.raises(Exception) as caught:
        client.execute(Request("POST", "/x"))
    assert "key-number-1" not in str(caught.value)


def test_no_authentication_adds_nothing(server: LoopbackServer) -> None:
    client_of(server, Auth()).execute(Request("GET", "/x", safe=True))
    assert not {"authorization", "x-api-key"} & set(server.seen[0].headers)
    assert Auth().secrets() == []
