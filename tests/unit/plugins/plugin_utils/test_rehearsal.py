# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens in the parent process once per play: modules are prepared, and nothing is sent or written."""

from __future__ import annotations

import dataclasses
import socket
import sys
from pathlib import Path
from typing import Any, NoReturn

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import VARIABLE
from ansible_collections.wanforge.edge.plugins.plugin_utils import _action as module
from ansible_collections.wanforge.edge.plugins.plugin_utils import _rehearsal as rehearsal

MODULES = "ansible_collections.wanforge.edge.plugins.modules"


def refuse(*_arguments: Any, **_named: Any) -> NoReturn:
    raise AssertionError("the rehearsal sends something")


@pytest.fixture(name="action")
def _action() -> type[module.ActionModule]:
    """An action class of its own that nobody has prepared for anything yet."""

    class Action(module.ActionModule):
        BYPASS_HOST_LOOP = module.Preloading()

    return Action


@pytest.mark.parametrize("stage", rehearsal.STAGES, ids=lambda stage: stage.service.name)
def test_every_stage_plays_without_sending_or_writing(
    stage: rehearsal.Stage, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    monkeypatch.setenv(VARIABLE, str(tmp_path / "store"))
    monkeypatch.setenv("TMPDIR", str(tmp_path))
    assert rehearsal.play(stage) is False
    assert list(tmp_path.iterdir()) == []


def test_a_rehearsal_that_fails_is_not_noticed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(rehearsal, "play", refuse)
    rehearsal.rehearse()


def test_a_rehearsal_whose_cache_holds_nothing_sends_nothing_either(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(socket.socket, "connect", refuse)
    monkeypatch.setattr(socket, "getaddrinfo", refuse)
    for stage in rehearsal.STAGES:
        with pytest.raises(ApiClientError, match="sends nothing"):
            rehearsal.play(dataclasses.replace(stage, cached="something else"))


def test_looking_at_the_class_prepares_the_module(action: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"{MODULES}.cloudconnexa_route"
    monkeypatch.delitem(sys.modules, name, raising=False)
    action._load_name = "wanforge.edge.cloudconnexa_route"
    assert action.BYPASS_HOST_LOOP is False
    assert name in sys.modules


def test_the_validator_of_a_module_is_made_once(action: Any) -> None:
    seen = []

    def host(arguments: Any) -> NoReturn:
        seen.append(module.validator_of(arguments))
        raise module.Finished({})

    for _task in range(2):
        with pytest.raises(module.Finished):
            module.call_main(module.module_of("cloudconnexa_network"), host)
    assert seen[0] is seen[1]
    assert seen[0].validate({"name": "hq", "state": "sideways"}).error_messages


@pytest.mark.parametrize("name", ["", "nothing_of_this_name", "wanforge.edge.no_such_module"])
def test_an_action_without_a_module_breaks_nothing_in_the_parent(name: str, action: Any) -> None:
    action._load_name = name
    assert action.BYPASS_HOST_LOOP is False
