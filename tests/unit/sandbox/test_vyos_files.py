# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the simulated router saves to, and what it says when it cannot: each release has a save program of its own."""

from __future__ import annotations

import pytest

from sandbox_vyos import VyosRouter
from sandbox_vyos.router import OperationError

CONFIG = "/opt/vyatta/etc/config"


def _refusal(release: str, name: str) -> str:
    router = VyosRouter(release=release)
    files = dict(router.files)
    with pytest.raises(OperationError) as caught:
        router.save(name)
    assert router.files == files
    return str(caught.value)


@pytest.mark.parametrize(
    ("release", "name", "stored", "said"),
    [
        ("1.3", "a.boot", f"{CONFIG}/a.boot", "Saving configuration to '/config/a.boot'...\nDone\n"),
        ("1.3", "/tmp/a.boot", "/tmp/a.boot", "Saving configuration to '/tmp/a.boot'...\nDone\n"),
        ("1.3", f"{CONFIG}/a.boot", f"{CONFIG}/a.boot", "Saving configuration to '/config/a.boot'...\nDone\n"),
        ("1.4", "a.boot", "/a.boot", ""),
        ("1.4", "/config/a.boot", f"{CONFIG}/a.boot", ""),
        ("1.5", "/nonexistent/a.boot", "/nonexistent/a.boot", ""),
    ],
)
def test_places(release: str, name: str, stored: str, said: str) -> None:
    router = VyosRouter(release=release)
    assert router.save(name) == said
    assert stored in router.files


@pytest.mark.parametrize(
    ("release", "name", "text"),
    [
        (
            "1.3",
            "/nonexistent/a.boot",
            "Can not open file '/nonexistent/a.boot': No such file or directory\n"
            "Saving configuration to '/nonexistent/a.boot'...\n",
        ),
        (
            "1.3",
            "/config",
            "grep: /config: Is a directory\nSaving configuration to '/config'...\n"
            "File exists and is not a Vyatta configuration file, aborting save!\n",
        ),
        ("1.3", "gopher://192.0.2.1/a", "Invalid URL protocol [gopher]\n"),
        (
            "1.4",
            "/nonexistent/a.boot",
            "FileNotFoundError: [Errno 2] No such file or directory: '/nonexistent/a.boot'\n",
        ),
        ("1.4", "/config", "IsADirectoryError: [Errno 21] Is a directory: '/config'\n"),
        ("1.4", "gopher://192.0.2.1/a", 'Unsupported URL scheme: "gopher"\n'),
        ("1.5", "/config", "ValueError: [Errno 21] Is a directory: '/config'\n"),
    ],
)
def test_refusals(release: str, name: str, text: str) -> None:
    assert _refusal(release, name).removeprefix("Traceback (most recent call last):\n") == text
