# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sweep sees what it is there for: clients that were broken on purpose are caught, the real one is not."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping
from contextlib import nullcontext
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils import runner
from ansible_collections.wanforge.edge.plugins.module_utils.converge import apply
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RetryPolicy
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import Store
from ansible_collections.wanforge.edge.tests.chaos import crowd, damage, judge, picture, subjects
from ansible_collections.wanforge.edge.tests.chaos.grammar import Rule, Script, draw_script, draw_storm
from ansible_collections.wanforge.edge.tests.chaos.scenario import Scenario, Trial
from ansible_collections.wanforge.edge.tests.chaos.services import Clock, draw_secret, services
from ansible_collections.wanforge.edge.tests.chaos.world import Outcome, World
from ansible_collections.wanforge.edge.tests.unit.generic.cases import CASES, MODULES

RESET_AFTER = Rule(
    "reset after", {"method": "POST", "path": "networks", "times": 1, "fault": {"kind": "reset_after"}}, False
)
RESET_BEFORE = Rule("reset before", {"method": "PUT", "times": 1, "fault": {"kind": "reset_before"}}, False)
SLOW = Rule("latency", {"fault": {"kind": "latency", "ms": 150}}, False)
REFUSED = Rule("403", {"method": "POST", "path": "networks", "fault": {"kind": "status", "status": 403}}, False)
FAILED = {
    "failed": True,
    "changed": False,
    "msg": "It failed.",
    "error_type": "NetworkError",
    "hint": "Try.",
    "retryable": True,
}


@pytest.fixture(scope="module")
def world(tmp_path_factory: pytest.TempPathFactory) -> Iterator[World]:
    """A sandbox for scenarios, with a clock that is right."""
    folder = tmp_path_factory.mktemp("chaos")
    (folder / "clock").write_bytes(bytes(8))
    (folder / "world").mkdir()
    made = World(Clock(folder / "clock"), folder / "world")
    with services(random.Random(1), folder / "services") as running:
        made.services = running
        yield made


def violations(world: World, name: str, *rules: Rule, store: str = damage.NONE) -> list[str]:
    """Play a scenario and return what it finds."""
    subject = next(subject for subject in subjects.subjects() if subject.name == name)
    retry = {"attempts": 5, "backoff": 0.0, "backoff_max": 0.0, "budget": 1.0}
    scenario = Scenario(subject, Script(rules), store, {}, retry, check=False, apart=False, jumps=(0.0, 0.0))
    outcome = Outcome("test")
    Trial(world, scenario, outcome, random.Random(1)).run()
    return outcome.violations


def rush(world: World) -> list[str]:
    """Let 20 forks make the same object, so slowly that all of them look before one has made it, and return what is found."""
    case = next(case for case in CASES if case.name == "network")
    tasks = ((case.module, case.create),) * crowd.FORKS
    outcome = Outcome("test")
    crowd.Rush(
        world, crowd.Crowd("same", (case,), case.prepare, tasks, Script((SLOW,)), False), outcome, random.Random(1)
    ).run()
    return outcome.violations


def test_every_module_is_swept() -> None:
    assert subjects.unswept() == []
    assert {subject.module for subject in subjects.subjects()} == set(MODULES)


@pytest.mark.parametrize(
    "name, rule", [("network: create", RESET_AFTER), ("network: change", RESET_BEFORE), ("network: create", REFUSED)]
)
def test_the_real_client_keeps_its_promises(name: str, rule: Rule, world: World) -> None:
    assert violations(world, name, rule, store=damage.WARM) == []


def test_forks_keep_the_promises(world: World) -> None:
    assert rush(world) == []


def test_writes_that_are_repeated_blindly_are_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(RetryPolicy, "repeats", lambda self, status, safe, sent: True)
    found = violations(world, "network: create", RESET_AFTER)
    assert any("duplicates" in words for words in found)
    assert any("2 writes took effect instead of 1" in words for words in found)


def test_a_success_that_is_none_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(apply, "_read_back", lambda *arguments: (True, {"id": "x"}))
    assert any(
        "the state is not the wanted one" in words for words in violations(world, "network: change", RESET_BEFORE)
    )


def test_a_task_that_breaks_is_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runner, "failure", lambda error: {"failed": True, **error.no_such_member})
    assert any("traceback" in words for words in violations(world, "network: create", REFUSED))


def test_secrets_in_the_store_are_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def sealed(self: Store, key: bytes, value: Any) -> bytes:
        return repr(value).encode()

    monkeypatch.setattr(Store, "_sealed", sealed)
    assert any("a secret is in" in words for words in violations(world, "network: create", store=damage.FRESH))


def test_forks_that_do_not_wait_for_each_other_are_seen(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Client, "turn", lambda self: nullcontext(False))
    assert any("duplicates" in words or "say that they made" in words for words in rush(world))


@pytest.mark.parametrize(
    "change",
    [
        {"hint": ""},
        {"error_type": "KeyError"},
        {"msg": "HTTPConnectionPool(host='x'): Max retries exceeded"},
        {"msg": "Traceback (most recent call last)"},
        {"exception": "Traceback"},
        {"retryable": "yes"},
        {"status": "503"},
        {"warnings": ['The store in "a" is not used.', 'The store in "b" is not used.']},
    ],
)
def test_failures_that_break_the_contract_are_seen(change: Mapping[str, Any]) -> None:
    assert list(judge.of_result(FAILED)) == []
    assert list(judge.of_result({**FAILED, **change})) != []


def test_secrets_are_found_in_every_spelling() -> None:
    secret = 's"quote\\ü%'
    assert list(judge.of_secrets({"a": judge.told({"msg": f"no {secret}!"})}, {secret})) != []
    assert list(judge.of_secrets({"a": "nothing"}, {secret})) == []
    assert secret not in "".join(judge.of_secrets({"a": secret}, {secret}))


def test_options_that_are_not_met_are_found() -> None:
    body = {"name": "hq", "egress": True, "routes": ["10.0.0.0/8"], "description": "x", "check": {"comment": "y"}}
    shown = {"networks//hq": {"body": body}}
    assert (
        picture.unmet({"name": "hq", "egress": True, "routes": ["10.0.0.0/8"], "gateways": [], "comment": ""}, shown)
        == []
    )
    for wrong in ({"name": "hq2"}, {"egress": False}, {"routes": ["10.0.0.0/9"]}, {"description": ""}, {"maximum": 3}):
        assert len(picture.unmet(wrong, shown)) == 1


def test_what_is_drawn_can_be_drawn_again() -> None:
    for draw in (draw_script, draw_storm, draw_secret):
        assert [draw(random.Random(seed)) for seed in range(50)] == [draw(random.Random(seed)) for seed in range(50)]


@pytest.mark.parametrize("kind", damage.KINDS)
def test_damage_is_done(kind: str, tmp_path: Path) -> None:
    store = Store(tmp_path / "store", "secret")
    for name in ("a", "c"):
        store.put(name, name, 30)
    store.change("b", lambda numbers: ({"count": 1.0}, None))
    path = tmp_path / "store" / damage.FILE
    before = path.read_bytes(), path.stat().st_mode, path.is_symlink(), (tmp_path / "store").stat().st_mode
    with damage.done(kind, tmp_path / "store", random.Random(1)):
        pass
    usable = path.is_file() and (path.read_bytes(), path.stat().st_mode, path.is_symlink()) == before[:3]
    assert not usable or (tmp_path / "store").stat().st_mode != before[3]
