# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulated services as a process, and the ways in which a task can run against them."""

from __future__ import annotations

import importlib
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from types import ModuleType
from typing import Any, NoReturn, Optional, cast

import pytest
import requests
from ansible.module_utils import basic
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultSecret

import ansible_collections
from ansible_collections.wanforge.edge.plugins.module_utils.runner import HOST, Host
from ansible_collections.wanforge.edge.plugins.plugin_utils._action import ActionModule, Finished, InProcessHost
from ansible_collections.wanforge.edge.plugins.plugin_utils._documents import document_of

PACKAGE = "ansible_collections.wanforge.edge"
ROOT = Path(next(iter(ansible_collections.__path__))) / "wanforge" / "edge"
COLLECTIONS = ROOT.parents[2]
SERVE = ROOT / "tests" / "sandbox" / "serve.py"
VAULT_PASSWORD = b"correct horse"
HURRY = {"backoff": 0.01, "backoff_max": 0.05}
PATIENCE = 30
ADDED_BY_ANSIBLE = ("invocation", "warnings", "deprecations", "exception", "failed")
ORDINARY = """
import importlib, sys
from ansible.module_utils import basic
from ansible.parsing.dataloader import DataLoader
from ansible.parsing.vault import VaultSecret
basic._ANSIBLE_ARGS = sys.stdin.buffer.read()
basic._ANSIBLE_PROFILE = "legacy"
importlib.import_module(sys.argv[1]).main()
"""


class Laboratory:
    """A running sandbox, and what tests ask its control endpoint."""

    def __init__(self, announced: Mapping[str, Any]) -> None:
        self.tenant: Mapping[str, Any] = announced["cloudconnexa"]
        self.router: Mapping[str, Any] = announced["vyos"]
        self._url = announced["control"]["url"]
        self._session = requests.Session()
        self._session.trust_env = False

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """Ask the control endpoint."""
        answer = self._session.request(method, f"{self._url}/{path}", json=body, timeout=PATIENCE)
        assert answer.status_code < 400, answer.text
        return answer.json() if answer.content else None

    def state(self) -> dict[str, Any]:
        """What both services hold."""
        return dict(self.control("GET", "state"))

    def log(self) -> list[dict[str, Any]]:
        """All requests since the log was cleared."""
        return list(self.control("GET", "log"))

    def writes(self) -> list[dict[str, Any]]:
        """The requests that tried to change something."""
        return [entry for entry in self.log() if entry["write"]]

    def effects(self) -> list[tuple[str, str]]:
        """Method and path of the requests that did change something."""
        return [(entry["method"], entry["path"]) for entry in self.log() if entry["write"] and entry["effect"]]

    def forget(self) -> None:
        """Clear the log."""
        self.control("DELETE", "log")

    def fault(self, kind: str, *, times: Optional[int] = 1, **members: Any) -> None:
        """Add a fault rule; members of the rule and of the fault by their names."""
        rule = {name: members.pop(name) for name in ("service", "method", "path", "skip") if name in members}
        self.control("POST", "faults", {**rule, "times": times, "fault": {"kind": kind, **members}})

    def connection(self, module: str) -> dict[str, Any]:
        """The connection options of a module."""
        service = self.router if module.startswith("vyos_") else self.tenant
        names = ("url", "api_key") if module.startswith("vyos_") else ("client_id", "client_secret")
        options = {name: service[name] for name in names}
        if not module.startswith("vyos_"):
            options["base_url"] = service["url"]
        if service["ca"]:
            options["ca_path"] = service["ca"]
        return {**options, "retry": dict(HURRY)}


@contextmanager
def laboratory(*arguments: str) -> Iterator[Laboratory]:
    """Run a sandbox on free ports."""
    command = [sys.executable, str(SERVE), "--exit-with", str(os.getpid()), *arguments]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield Laboratory(json.loads(process.stdout.readline()))
        finally:
            process.terminate()


class Task:
    """What the in-process host needs of an action."""

    def __init__(self, module: str, check: bool, environment: Mapping[str, str]) -> None:
        self.module_name = module
        self.check_mode = check
        self.diff_mode = True
        self._environment = dict(environment)

    def environment(self) -> dict[str, str]:
        """The environment of the task; of that of the tests only what they set for the collection."""
        return self._environment

    def document(self, path: str) -> tuple[Mapping[str, Any], Sequence[str]]:
        """What a file holds, with a vault password at hand."""
        loader = DataLoader()
        loader.set_vault_secrets([("default", VaultSecret(VAULT_PASSWORD))])
        return document_of(path, str, loader)

    def about(self) -> dict[str, str]:
        """How logs call the task."""
        return {"host": "router-1", "task": "A task", "module": self.module_name}


def code(module: str) -> ModuleType:
    """The Python module of an Ansible module."""
    return importlib.import_module(f"{PACKAGE}.plugins.modules.{module}")


class Captured(Exception):
    """Carries the arguments that a module declares out of it."""

    def __init__(self, arguments: Mapping[str, Any]) -> None:
        super().__init__("captured")
        self.arguments = dict(arguments)


def arguments_of(module: str) -> dict[str, Any]:
    """The arguments with which a module would call AnsibleModule."""

    def capture(arguments: Mapping[str, Any]) -> Host:
        raise Captured(arguments)

    token = HOST.set(capture)
    try:
        code(module).main()
    except Captured as captured:
        return captured.arguments
    finally:
        HOST.reset(token)
    raise AssertionError(f"{module} does not ask for its options")


class InProcess:
    """Tasks as the action runs them, inside this process."""

    name = "in-process"

    def run(
        self,
        module: str,
        options: Mapping[str, Any],
        check: bool = False,
        environment: Optional[Mapping[str, str]] = None,
    ) -> dict[str, Any]:
        """Return the result of a module."""
        own = {name: value for name, value in os.environ.items() if name.startswith("WANFORGE_EDGE_")}
        task = cast(ActionModule, Task(module, check, {**own, **(environment or {})}))

        def open_host(arguments: Mapping[str, Any]) -> Host:
            return InProcessHost(task, options, arguments)

        token = HOST.set(open_host)
        try:
            code(module).main()
        except Finished as finished:
            return finished.result
        finally:
            HOST.reset(token)
        raise AssertionError(f"{module} ended without a result")


class Ordinary:
    """Tasks as AnsibleModule runs them. Its process is this one; see Subprocess for one of its own."""

    name = "ordinary"

    def __init__(self, capture: pytest.CaptureFixture[str], patch: pytest.MonkeyPatch) -> None:
        self._capture = capture
        self._patch = patch

    def run(
        self,
        module: str,
        options: Mapping[str, Any],
        check: bool = False,
        environment: Optional[Mapping[str, str]] = None,
    ) -> dict[str, Any]:
        """Return the result of a module."""
        self._capture.readouterr()
        with self._patch.context() as patch:
            patch.setattr(basic, "_ANSIBLE_ARGS", encoded(options, check))
            patch.setattr(basic, "_ANSIBLE_PROFILE", "legacy", raising=False)
            for variable in [name for name in os.environ if name.startswith(("CLOUDCONNEXA_", "VYOS_"))]:
                patch.delenv(variable)
            for variable, value in (environment or {}).items():
                patch.setenv(variable, value)
            with pytest.raises(SystemExit):
                code(module).main()
        return dict(json.loads(self._capture.readouterr().out))


class Subprocess:
    """Tasks as ordinary modules in a process of their own."""

    name = "subprocess"

    def run(
        self,
        module: str,
        options: Mapping[str, Any],
        check: bool = False,
        environment: Optional[Mapping[str, str]] = None,
    ) -> dict[str, Any]:
        """Return the result of a module."""
        kept = {name: value for name, value in os.environ.items() if not name.startswith(("CLOUDCONNEXA_", "VYOS_"))}
        finished = subprocess.run(
            [sys.executable, "-c", ORDINARY, f"{PACKAGE}.plugins.modules.{module}"],
            input=encoded(options, check),
            env={**kept, "PYTHONPATH": str(COLLECTIONS), **(environment or {})},
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            timeout=PATIENCE,
            check=False,
        )
        assert finished.stdout, finished.stderr.decode()
        return dict(json.loads(finished.stdout))


def encoded(options: Mapping[str, Any], check: bool) -> bytes:
    """The options as ansible hands them to an ordinary module."""
    internal = {"_ansible_check_mode": check, "_ansible_diff": True, "_ansible_no_log": False}
    return json.dumps({"ANSIBLE_MODULE_ARGS": {**options, **internal}}).encode()


class Runner:
    """Runs tasks in one of the ways, with the connection to the sandbox filled in."""

    def __init__(self, lab: Laboratory, way: Any) -> None:
        self.lab = lab
        self._way = way

    def __call__(self, module: str, options: Mapping[str, Any], check: bool = False) -> dict[str, Any]:
        """Return the result of a task, without what Ansible adds to those of ordinary modules."""
        result = self.raw(module, {**self.lab.connection(module), **options}, check)
        return {name: value for name, value in result.items() if name not in ADDED_BY_ANSIBLE or name == "failed"}

    def raw(
        self,
        module: str,
        options: Mapping[str, Any],
        check: bool = False,
        environment: Optional[Mapping[str, str]] = None,
    ) -> dict[str, Any]:
        """Return the result of a task that has exactly these options."""
        return dict(self._way.run(module, options, check, environment))

    def good(self, module: str, options: Mapping[str, Any], check: bool = False) -> dict[str, Any]:
        """Return the result of a task that must not fail."""
        result = self(module, options, check)
        if result.get("failed"):
            fail(module, options, result)
        return result

    def all(self, tasks: Sequence[tuple[str, Mapping[str, Any]]]) -> None:
        """Run tasks that must not fail."""
        for module, options in tasks:
            self.good(module, options)


def fail(module: str, options: Mapping[str, Any], result: Mapping[str, Any]) -> NoReturn:
    """Fail a test with what a task said."""
    raise AssertionError(f"{module} {dict(options)} failed: {dict(result)}")
