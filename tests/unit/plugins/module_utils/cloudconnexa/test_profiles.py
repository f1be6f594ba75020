# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that hold a secret, and how long a task waits for one to put into them."""

from __future__ import annotations

import errno
import os
import stat
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa import files
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.errands import acknowledged
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.profiles import (
    KINDS,
    PROFILE_OPTIONS,
    Kind,
    ProfileBackend,
    Profiles,
    planned,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ConfigurationError,
    PersistenceError,
    ResponseError,
    ServiceUnavailableError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Response
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import (
    Answer,
    LoopbackServer,
    answer_json,
)

SECRET = "client\nremote a.example.com 1194\n"
CONNECTOR = {"id": "c-1", "name": "edge", "networkItemId": "n-1", "networkItemType": "NETWORK"}


def mode_of(path: Path) -> int:
    return stat.S_IMODE(os.stat(path).st_mode)


def refuse(error: int) -> Callable[..., None]:
    def call(*arguments: Any, **named: Any) -> None:
        raise OSError(error, os.strerror(error))

    return call


def test_a_file_is_written_for_its_owner_alone(tmp_path: Path) -> None:
    path = tmp_path / "edge.ovpn"
    former = os.umask(0)
    try:
        files.replace(str(path), SECRET)
    finally:
        os.umask(former)
    assert (path.read_text(encoding="utf-8"), mode_of(path)) == (SECRET, 0o600)
    assert [item.name for item in tmp_path.iterdir()] == ["edge.ovpn"]
    assert files.is_kept(str(path)) and not files.is_open_to_others(str(path))


def test_an_equal_file_is_not_written_again_unless_others_can_read_it(tmp_path: Path) -> None:
    path = tmp_path / "edge.ovpn"
    files.replace(str(path), SECRET)
    first = path.stat().st_ino
    files.replace(str(path), SECRET)
    assert path.stat().st_ino == first
    path.chmod(0o640)
    assert files.is_open_to_others(str(path))
    files.replace(str(path), SECRET)
    assert mode_of(path) == 0o600
    files.replace(str(path), SECRET + "# more\n")
    assert path.read_text(encoding="utf-8").endswith("# more\n")


@pytest.mark.parametrize("failing", ["replace", "fsync"])
def test_a_file_is_never_half_written(failing: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "edge.ovpn"
    path.write_text("old", encoding="utf-8")
    monkeypatch.setattr(files.os, failing, refuse(errno.ENOSPC))
    with pytest.raises(PersistenceError) as caught:
        files.replace(str(path), SECRET)
    assert str(path) in caught.value.message and "No space left" in caught.value.message
    assert "remote" not in str(caught.value) and caught.value.context == {"changed": True}
    assert path.read_text(encoding="utf-8") == "old"
    assert [item.name for item in tmp_path.iterdir()] == ["edge.ovpn"]


def test_a_folder_is_looked_at_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.check_folder(str(tmp_path / "edge"))
    with pytest.raises(ConfigurationError, match="no folder"):
        files.check_folder(str(tmp_path / "none" / "edge"))
    monkeypatch.setattr(files.os, "access", lambda path, mode: False)
    with pytest.raises(ConfigurationError, match="may not write"):
        files.check_folder(str(tmp_path / "edge"))


def test_a_file_that_is_gone_is_removed_already(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    files.remove(str(tmp_path / "edge"))
    assert not files.is_kept(str(tmp_path / "edge")) and not files.is_open_to_others(str(tmp_path / "edge"))
    monkeypatch.setattr(files.os, "unlink", refuse(errno.EACCES))
    with pytest.raises(PersistenceError, match="Permission denied") as caught:
        files.remove(str(tmp_path / "edge"))
    assert "revoked" in caught.value.hint


@pytest.mark.parametrize(
    "kind, body, text",
    [
        ("profile", SECRET, SECRET),
        ("profile", "<ca>\n</ca>\nremote a.example.com\n", "<ca>\n</ca>\nremote a.example.com\n"),
        ("profile", '"client\\nremote a\\n"', "client\nremote a\n"),
        ("token", " abc.DEF-1_2+/= \n", "abc.DEF-1_2+/="),
        ("token", '"abc"', "abc"),
        ("dmg", "https://example.com/x.dmg?a=b\n", "https://example.com/x.dmg?a=b"),
    ],
)
def test_texts_come_bare_or_quoted(kind: str, body: str, text: str) -> None:
    assert KINDS[kind].text(Response(200, {}, body.encode())) == text


@pytest.mark.parametrize("kind", KINDS.values(), ids=list(KINDS))
def test_an_empty_answer_is_one_that_comes_too_early(kind: Kind) -> None:
    assert kind.text(Response(202, {}, b"")) is None
    assert kind.text(Response(200, {}, b"\n")) is None
    for body in (
        b"<!DOCTYPE html>\nclient\n",
        b"<html>client</html>",
        b'{"a": 1}',
        b'"',
        b"null and void",
        b"\xff\xfe",
    ):
        with pytest.raises(ResponseError) as caught:
            kind.text(Response(200, {}, body))
        assert caught.value.unclear


def backend_of(server: LoopbackServer, waits: list[float], monkeypatch: pytest.MonkeyPatch) -> ProfileBackend:
    server.routes["/api/v1/oauth/token"] = [answer_json({"access_token": "token-1", "expires_in": 3600})]
    retry = {"attempts": 3, "backoff": 0.0, "backoff_max": 0.0, "budget": 1.0, "codes": [503]}
    options = {"base_url": server.url, "client_id": "id-1", "client_secret": "secret-of-the-test", "retry": retry}
    backend = Profiles().connect({"validate_certs": True, "timeout": 5, **options}, {}, Redactor())
    monkeypatch.setattr(backend.client.session, "_sleep", waits.append)
    return backend


@pytest.mark.parametrize(
    "limit, late, waits",
    [(60, 3, [1, 2, 4]), (20, 5, [1, 2, 4, 8, 5]), (60, 0, []), (2, 2, [1, 1])],
)
def test_waits_grow_and_end_in_time(
    limit: int, late: int, waits: list[float], server: LoopbackServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    waited: list[float] = []
    backend = backend_of(server, waited, monkeypatch)
    listed = answer_json({"content": [CONNECTOR], "totalPages": 1, "page": 0})
    empty = answer_json({"content": [], "totalPages": 0, "page": 0})
    server.answers = [listed, empty, *[Answer(202, "")] * late, Answer(200, SECRET)]
    defaults = {name: spec.get("default") for name, spec in PROFILE_OPTIONS.items()}
    plan = planned({**defaults, "connector": "edge", "wait_timeout": limit}, backend)
    assert backend.apply(plan) == {"profile": SECRET}
    assert waited == waits


def test_waiting_ends(server: LoopbackServer, monkeypatch: pytest.MonkeyPatch) -> None:
    waited: list[float] = []
    backend = backend_of(server, waited, monkeypatch)
    listed = answer_json({"content": [CONNECTOR], "totalPages": 1, "page": 0})
    server.answers = [listed, answer_json({"content": [], "totalPages": 0, "page": 0}), *[Answer(202, "")] * 9]
    defaults = {name: spec.get("default") for name, spec in PROFILE_OPTIONS.items()}
    plan = planned({**defaults, "connector": "edge", "type": "token", "wait_timeout": 5}, backend)
    with pytest.raises(ServiceUnavailableError, match="5 s") as caught:
        backend.apply(plan)
    assert (sum(waited), caught.value.retryable, caught.value.unclear) == (5, True, False)


@pytest.mark.parametrize("kind", ["application/json", "text/plain", ""])
def test_whatever_the_media_type_a_text_is_an_answer_and_a_page_is_none(kind: str) -> None:
    for body in (b"", b"true", b"Profile revoked", b'"revoked"', b'{"status": "ok"}'):
        acknowledged(Response(200, {"content-type": kind}, body))
    for body in (b" <html>Please sign in</html>", b'{"half": '):
        with pytest.raises(ResponseError) as caught:
            acknowledged(Response(200, {"content-type": kind}, body))
        assert caught.value.unclear


def test_a_file_that_comes_while_the_tenant_is_read_counts(
    server: LoopbackServer, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    backend = backend_of(server, [], monkeypatch)
    path = tmp_path / "edge.ovpn"
    read = backend.read

    def slowly(*arguments: Any) -> Any:
        path.write_text(SECRET, encoding="utf-8")
        return read(*arguments)

    monkeypatch.setattr(backend, "read", slowly)
    server.answers = [answer_json({"content": [CONNECTOR], "totalPages": 1, "page": 0})]
    server.answers.append(answer_json({"content": [], "totalPages": 0, "page": 0}))
    defaults = {name: spec.get("default") for name, spec in PROFILE_OPTIONS.items()}
    plan = planned({**defaults, "connector": "edge", "path": str(path)}, backend)
    assert plan.changed is False
