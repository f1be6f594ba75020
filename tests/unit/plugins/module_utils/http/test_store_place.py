# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where the store lies, the keys that open it, and what that costs."""

from __future__ import annotations

import os
import time
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from ansible_collections.wanforge.edge.plugins.module_utils.http.keys import PURPOSE, derived_keys
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import Store, folder_of


def test_keys_are_those_of_the_library() -> None:
    expected = HKDF(SHA256(), 64, b"salt", PURPOSE).derive(b"credential")
    assert b"".join(derived_keys(b"credential", b"salt")) == expected


def test_the_folder(tmp_path: Path) -> None:
    runtime, temporary = str(tmp_path), str(tmp_path / "tmp")
    name = f"wanforge-edge-{os.geteuid()}"
    assert folder_of({"XDG_RUNTIME_DIR": runtime}) == str(tmp_path / "wanforge-edge")
    assert folder_of({"XDG_RUNTIME_DIR": runtime, "WANFORGE_EDGE_STORE": "/a/b"}) == "/a/b"
    for nowhere in ("", "relative", str(tmp_path / "missing")):
        assert folder_of({"XDG_RUNTIME_DIR": nowhere, "TMPDIR": temporary}) == f"{temporary}/{name}"
    for none in ("none", "None", " NONE "):
        assert folder_of({"WANFORGE_EDGE_STORE": none, "XDG_RUNTIME_DIR": runtime}) is None
    assert folder_of({"WANFORGE_EDGE_STORE": "~/store"}) == str(Path.home() / "store")


def test_the_runtime_directory_of_somebody_else_is_not_used(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    found = folder_of({"XDG_RUNTIME_DIR": str(tmp_path), "TMPDIR": "/somewhere"})
    assert found == f"/somewhere/wanforge-edge-{os.getuid() + 1}"


def test_a_warm_store_is_cheap(tmp_path: Path) -> None:
    """Opening the file and decrypting a value is far below what a request costs."""
    Store(tmp_path / "store", "a-secret-of-the-test").put(
        "a", [{"name": f"network {number}"} for number in range(50)], 30
    )
    costs = []
    for _number in range(20):
        started = time.perf_counter()
        assert Store(tmp_path / "store", "a-secret-of-the-test").get("a")
        costs.append(time.perf_counter() - started)
    assert sorted(costs)[10] < 0.005
