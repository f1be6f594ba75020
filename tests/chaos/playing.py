# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Real runs of ansible-playbook: most verbose, with a log, and with all results kept."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ansible_collections.wanforge.edge.tests.chaos import judge
from ansible_collections.wanforge.edge.tests.chaos.services import Clock, Services, with_clock
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import COLLECTIONS

PREFIX = "wanforge.edge."
PATIENCE = 300.0
CALLBACK = """
import json, os, time
from ansible.plugins.callback import CallbackBase

class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "kept"

    def _keep(self, **members):
        with open(os.environ["CHAOS_RESULTS"], "a", encoding="utf-8") as output:
            output.write(json.dumps({"at": time.monotonic(), **members}, default=str) + chr(10))

    def v2_playbook_on_play_start(self, play):
        self._keep(event="start")

    def v2_runner_on_ok(self, result, **kwargs):
        self._ended(result, {})

    def v2_runner_on_failed(self, result, **kwargs):
        self._ended(result, {"failed": True})

    def _ended(self, result, more):
        self._keep(
            event="result",
            host=(getattr(result, "host", None) or result._host).get_name(),
            task=(getattr(result, "task", None) or result._task).get_name(),
            result={**(getattr(result, "result", None) or result._result), **more},
        )
"""
# What ansible-core itself puts into a failed result where there is no traceback.
NO_TRACEBACK = "(traceback unavailable)"


@dataclass
class Played:
    """A run that ended: its status, its results in order, how long its tasks took, and all that it wrote."""

    status: int
    seconds: float = 0.0
    entries: list[dict[str, Any]] = field(default_factory=list)
    texts: dict[str, str] = field(default_factory=dict)

    @property
    def results(self) -> list[dict[str, Any]]:
        """The results of all tasks."""
        return [entry["result"] for entry in self.entries]

    def problems(self) -> list[str]:
        """What is wrong with the form of the results and of the output."""
        found = {f"{entry['task']}: {words}" for entry in self.entries for words in judge.of_result(entry["result"])}
        if "Traceback (most recent call last)" in self.texts["the output"]:
            found.add("a traceback is in the output")
        return sorted(found)


class Stage:
    """A folder, an environment and a clock for runs that share a store."""

    def __init__(self, services: Services, folder: Path) -> None:
        self._services = services
        self._folder = folder
        self._turn = 0
        folder.mkdir(parents=True)
        (folder / "callback").mkdir()
        (folder / "callback" / "kept.py").write_text(CALLBACK, encoding="utf-8")
        self.store = folder / "store"
        cloud, router = services.tenant, services.router
        inherited = {
            n: v for n, v in with_clock(folder / "clock").items() if not n.startswith(("CLOUDCONNEXA", "VYOS"))
        }
        self.clock = Clock(folder / "clock")
        self.variables = {
            **inherited,
            "PYTHONPATH": os.pathsep.join([inherited["PYTHONPATH"], str(COLLECTIONS)]),
            "HOME": str(folder),
            "ANSIBLE_HOME": str(folder / "ansible"),
            "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
            "ANSIBLE_LOG_PATH": str(folder / "ansible.log"),
            "ANSIBLE_CALLBACK_PLUGINS": str(folder / "callback"),
            "ANSIBLE_LOCALHOST_WARNING": "false",
            "ANSIBLE_NOCOLOR": "1",
            "LC_ALL": "C.UTF-8",
            "CHAOS_RESULTS": str(folder / "results.json"),
            "WANFORGE_EDGE_STORE": str(self.store),
            "WANFORGE_EDGE_LOG": str(folder / "requests.log"),
            "CLOUDCONNEXA_BASE_URL": cloud["url"],
            "CLOUDCONNEXA_CLIENT_ID": cloud["client_id"],
            "CLOUDCONNEXA_CLIENT_SECRET": cloud["client_secret"],
            "VYOS_URL": router["url"],
            "VYOS_API_KEY": router["api_key"],
        }
        if cloud["ca"]:
            self.variables["REQUESTS_CA_BUNDLE"] = cloud["ca"]

    def play(self, tasks: Sequence[Mapping[str, Any]], hosts: Mapping[str, Mapping[str, Any]], **more: Any) -> Played:
        """Run tasks on hosts, with a fork for each of them, and return what came of it."""
        self._turn += 1
        inventory = self._folder / "hosts.json"
        local = {"ansible_connection": "local", "ansible_python_interpreter": sys.executable}
        known = {host: {**local, **variables} for host, variables in hosts.items()}
        inventory.write_text(json.dumps({"all": {"hosts": known}}), encoding="utf-8")
        book = self._folder / "play.json"
        play = {"hosts": "all", "gather_facts": False, "tasks": list(tasks), **more}
        book.write_text(json.dumps([play]), encoding="utf-8")
        kept = self._folder / "results.json"
        kept.unlink(missing_ok=True)
        command = [
            sys.executable,
            "-m",
            "ansible.cli.playbook",
            "-vvvv",
            "--forks",
            "20",
            "-i",
            str(inventory),
            str(book),
        ]
        done = subprocess.run(
            command,
            env=self.variables,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            timeout=PATIENCE,
            check=False,
        )
        lines = [json.loads(line) for line in kept.read_text(encoding="utf-8").splitlines()] if kept.exists() else []
        played = Played(done.returncode, texts={"the output": done.stdout.decode("utf-8", "replace")})
        played.entries = [line for line in lines if line["event"] == "result"]
        for result in played.results:
            if result.get("exception") == NO_TRACEBACK:
                del result["exception"]
        played.seconds = lines[-1]["at"] - lines[0]["at"] if lines else 0.0
        return played

    def files(self) -> dict[str, str]:
        """All that the runs left behind."""
        return judge.files_below(self._folder)


def task(module: str, options: Mapping[str, Any], **more: Any) -> dict[str, Any]:
    """A task of a play."""
    return {"name": module, PREFIX + module: dict(options), **more}


def localhost() -> dict[str, dict[str, Any]]:
    """One host."""
    return {"localhost": {}}


@contextmanager
def closed_port() -> Iterator[int]:
    """A port at which nobody listens and that nobody else takes."""
    with socket.socket() as bound:
        bound.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        bound.bind(("127.0.0.1", 0))
        yield int(bound.getsockname()[1])
