# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all tests of the plugins share: scriptable servers on the loopback interface and the settings of hypothesis."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import (
    LoopbackServer,
    write_certificate,
)

# Examples are the same in every run and are not stored: a failure is one of the code, and the checkout stays clean.
settings.register_profile(
    "wanforge", deadline=None, derandomize=True, database=None, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile("wanforge")


@pytest.fixture(autouse=True)
def no_settings_of_the_user(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep proxies, certificate bundles, store and home directory of whoever runs the tests out of them."""
    names = ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "NO_PROXY", "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "NETRC")
    for name in names:
        monkeypatch.delenv(name, raising=False)
        monkeypatch.delenv(name.lower(), raising=False)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("WANFORGE_EDGE_STORE", "none")


@pytest.fixture
def server() -> Iterator[LoopbackServer]:
    """An HTTP server that answers as the test tells it to."""
    with LoopbackServer() as running:
        yield running


@pytest.fixture
def certificate(tmp_path: Path) -> Path:
    """A self-signed certificate for 127.0.0.1 together with its key, in one PEM file."""
    return write_certificate(tmp_path / "certificate.pem")


@pytest.fixture
def tls_server(certificate: Path) -> Iterator[LoopbackServer]:
    """The same server over TLS, with the self-signed certificate."""
    with LoopbackServer(certificate) as running:
        yield running
