# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where Ansible hides what is registered with it, it is told every secret that a task learns, and nothing else."""

from __future__ import annotations

import importlib
import sys
from types import ModuleType

import pytest

from ansible_collections.wanforge.edge.plugins import module_utils
from ansible_collections.wanforge.edge.plugins.module_utils import runner
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import Runner


@pytest.fixture
def learned(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is registered with a stand-in for Ansible."""
    registered: list[str] = []
    monkeypatch.setattr(runner, "register_secret", registered.append)
    return registered


def test_ansible_learns_credentials_and_tokens(learned: list[str], task: Runner) -> None:
    before = {str(token) for token in task.lab.control("GET", "tokens")}
    task.good("cloudconnexa_network", {"name": "hq"})
    secret, name = task.lab.tenant["client_secret"], task.lab.tenant["client_id"]
    tokens = {str(token) for token in task.lab.control("GET", "tokens")} - before
    assert secret in learned
    assert tokens and tokens <= set(learned)
    assert not {name, "hq", "Bearer"} & set(learned)
    assert len(learned) == len(set(learned))


def test_ansible_learns_the_key_of_a_router(learned: list[str], task: Runner) -> None:
    task.good("vyos_nat_rule_info", {})
    assert learned == [task.lab.router["api_key"]]


def test_ansible_learns_secrets_of_objects(learned: list[str], task: Runner) -> None:
    task("cloudconnexa_network", {"name": "hq", "client_secret": "wrong-4711"})
    assert "wrong-4711" in learned


def test_a_release_of_ansible_without_the_function_is_fine(monkeypatch: pytest.MonkeyPatch) -> None:
    """Import the runner anew, as two releases of Ansible would."""
    name = runner.__name__
    monkeypatch.setattr(module_utils, "runner", runner)
    monkeypatch.setitem(sys.modules, "ansible.module_utils.secrets", None)
    monkeypatch.delitem(sys.modules, name)
    assert importlib.import_module(name).register_secret is None
    present = ModuleType("ansible.module_utils.secrets")
    setattr(present, "register_secret", len)
    monkeypatch.setitem(sys.modules, "ansible.module_utils.secrets", present)
    monkeypatch.delitem(sys.modules, name)
    again = importlib.import_module(name)
    assert again.register_secret is len
    assert again.new_redactor().learned is len
