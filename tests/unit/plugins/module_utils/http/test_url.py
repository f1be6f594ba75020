# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Which addresses a service may have."""

from __future__ import annotations

from urllib.parse import unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ConfigurationError
from ansible_collections.wanforge.edge.plugins.module_utils.http.url import base_url, is_host, is_loopback, path_segment

GOOD = [
    ("https://api.example.org", "https://api.example.org"),
    ("  https://api.example.org  ", "https://api.example.org"),
    ("HTTPS://API.Example.ORG", "https://api.example.org"),
    ("https://api.example.org/", "https://api.example.org"),
    ("https://api.example.org/api/v1?x=1#y", "https://api.example.org"),
    ("https://api.example.org:8443/", "https://api.example.org:8443"),
    ("https://192.0.2.1", "https://192.0.2.1"),
    ("https://[2001:db8::1]:8443/x", "https://[2001:db8::1]:8443"),
    ("http://localhost:8080", "http://localhost:8080"),
    ("http://127.0.0.1", "http://127.0.0.1"),
    ("http://127.8.8.8:1", "http://127.8.8.8:1"),
    ("http://[::1]:80", "http://[::1]:80"),
]
BAD = [
    "",
    "   ",
    "api.example.org",
    "//api.example.org",
    "https://",
    "https:///api",
    "ftp://api.example.org",
    "file:///etc/passwd",
    "http://api.example.org",
    "http://192.0.2.1",
    "http://127.0.0.1.example.org",
    "http://localhost.example.org",
    "http://[2001:db8::1]",
    "https://api.example.org:port",
    "https://api.example.org:99999",
    "https://[2001:db8::1",
]
WITH_CREDENTIALS = [
    "https://admin:hunter22@api.example.org",
    "https://hunter22@api.example.org",
    "https://:hunter22@api.example.org",
    "https://admin:hunter22@",
    "ftp://admin:hunter22@api.example.org",
    "http://admin:hunter22@localhost",
    "https://admin:hunter22@api.example.org:99999",
    "https://admin:hunter22@[::1",
    "admin:hunter22@api.example.org",
    "//admin:hunter22@api.example.org",
    "https://admin:hunter22/x@api.example.org",
]


@pytest.mark.parametrize("text, expected", GOOD)
def test_scheme_host_and_port_remain(text: str, expected: str) -> None:
    assert base_url(text, "base_url") == expected


@pytest.mark.parametrize("text", BAD)
def test_other_addresses_are_refused_and_the_option_is_named(text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        base_url(text, "base_url")
    assert "base_url" in caught.value.message
    assert "https://" in caught.value.message


@pytest.mark.parametrize("text", WITH_CREDENTIALS)
def test_credentials_are_refused_and_not_repeated(text: str) -> None:
    with pytest.raises(ConfigurationError) as caught:
        base_url(text, "url")
    assert "hunter22" not in caught.value.message
    assert "url" in caught.value.message


@given(st.text(max_size=40))
def test_no_text_gives_any_other_error(text: str) -> None:
    try:
        found = base_url(text, "url")
    except ConfigurationError:
        return
    assert found.startswith(("https://", "http://"))
    assert base_url(found, "url") == found


@pytest.mark.parametrize(
    "host, expected", [("localhost", True), ("LOCALHOST", True), ("::1", True), ("127.1.2.3", True)]
)
def test_loopback_is_known(host: str, expected: bool) -> None:
    assert is_loopback(host) is expected


@pytest.mark.parametrize("host", ["example.org", "10.0.0.1", "", "0.0.0.0", "127.1", "2001:db8::1"])
def test_everything_else_is_not_loopback(host: str) -> None:
    assert not is_loopback(host)


@pytest.mark.parametrize(
    "value, expected",
    [
        ("abc-123", "abc-123"),
        ("a/b", "a%2Fb"),
        ("a b", "a%20b"),
        ("a?b#c", "a%3Fb%23c"),
        ("100%", "100%25"),
        ("ü", "%C3%BC"),
        ("a;b=c&d", "a%3Bb%3Dc%26d"),
    ],
)
def test_identifiers_become_one_segment(value: str, expected: str) -> None:
    assert path_segment(value) == expected


@given(st.text(min_size=1, alphabet=st.characters(exclude_categories=["Cs"])))
def test_every_identifier_survives_the_path(value: str) -> None:
    segment = path_segment(value)
    assert unquote(segment) == value
    assert not set(segment) & set("/?#&;= ")


@given(st.from_regex(r"(https://[a-z0-9.-]{1,20}|http://(localhost|127\.0\.0\.1))(:[0-9]{1,5})?", fullmatch=True))
def test_the_short_way_for_usual_addresses_agrees_with_the_library(text: str) -> None:
    try:
        parts = urlsplit(text)
        expected = f"{parts.scheme}://{parts.hostname}" + (f":{parts.port}" if parts.port is not None else "")
    except ValueError:
        with pytest.raises(ConfigurationError):
            base_url(text, "url")
    else:
        if is_host(parts.hostname or ""):
            assert base_url(text, "url") == expected
            return
        with pytest.raises(ConfigurationError):
            base_url(text, "url")
