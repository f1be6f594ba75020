# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the gates: `run.py [--only name,name] [--list]`; two at a time, one line for each, the total at the end."""

from __future__ import annotations

import argparse
import fnmatch
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import catalog
import interpreters
import report
import trees
from ansible_test import seed_bootstrap
from environments import BUILD, COLLECTIONS, ROOT, Environment, PreparationFailed, link_collection, locked, prepare

HOMES = BUILD / "homes"
LOGS = BUILD / "logs"
AT_ONCE = 2
TIMEOUT_SECONDS = 900
TAIL_LINES = 60

_running: set[int] = set()
_printing = threading.Lock()
_trees: dict[str, Path] = {}
_tree_locks: dict[str, threading.Lock] = {}


def _variables(environment: Environment, tree: Path | None, home: Path) -> dict[str, str]:
    """The environment of a gate: tools from its own venv, and every cache below `.build`."""
    values = trees.clean_environment()
    values.update(
        {
            "PATH": os.pathsep.join([str(environment.bin), interpreters.search_path()]),
            "VIRTUAL_ENV": str(environment.path),
            "HOME": str(home),
            "XDG_CACHE_HOME": str(home / ".cache"),
            "ANSIBLE_HOME": str(home / ".ansible"),
            "ANSIBLE_COLLECTIONS_PATH": str(trees.collections_path(tree) if tree else COLLECTIONS),
            "ANSIBLE_NOCOLOR": "1",
            "COVERAGE_FILE": str(BUILD / "coverage"),
            "HYPOTHESIS_STORAGE_DIRECTORY": str(BUILD / "hypothesis"),
            "LC_ALL": "C.UTF-8",
            "MYPY_CACHE_DIR": str(BUILD / "mypy"),
            "NO_COLOR": "1",
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "PYTHONDONTWRITEBYTECODE": "1",
            "TERM": "dumb",
        }
    )
    return values


def _tree(name: str) -> Path:
    """The copy of the checkout of that name, made once in this run even if several gates share it."""
    with _tree_locks.setdefault(name, threading.Lock()):
        if name not in _trees:
            with locked(f"tree-{name}"):
                _trees[name] = trees.make_tree(name)
        return _trees[name]


def _execute(command: tuple[str, ...], folder: Path, variables: dict[str, str], log: Path) -> int:
    with open(log, "a", encoding="utf-8") as output:
        print(f"$ {' '.join(command)}", file=output, flush=True)
        process = subprocess.Popen(
            command,
            cwd=folder,
            env=variables,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        _running.add(process.pid)
        try:
            return process.wait(timeout=TIMEOUT_SECONDS)
        except subprocess.TimeoutExpired:
            print(f"Stopped after {TIMEOUT_SECONDS} seconds.", file=output)
            return 124
        finally:
            _stop(process.pid)
            process.wait()


def _stop(group: int) -> None:
    """End what is left of a gate's process group."""
    _running.discard(group)
    try:
        os.killpg(group, signal.SIGKILL)
    except ProcessLookupError:
        return


def _run_commands(gate: catalog.Gate, log: Path) -> bool:
    """Prepare what the gate needs and run all its commands; whether all of them succeeded."""
    try:
        environment = prepare(gate.environment)
        tree = _tree(gate.tree) if gate.tree else None
        # Gates that run at the same time must not share what tools keep in the home folder.
        home = HOMES / (gate.tree if gate.ansible_test else gate.name)
        home.mkdir(parents=True, exist_ok=True)
        if gate.ansible_test:
            seed_bootstrap(environment, home)
        variables = _variables(environment, tree, home)
        variables.update(gate.variables)
        folder = (tree or ROOT) / gate.folder
        statuses = [_execute(command, folder, variables, log) for command in gate.commands]
        return not any(statuses)
    except (OSError, PreparationFailed, interpreters.MissingInterpreter, subprocess.CalledProcessError) as error:
        with open(log, "a", encoding="utf-8") as output:
            print(error, file=output)
        return False


def run_gate(gate: catalog.Gate) -> report.Result:
    """Run one gate to its end and say how it ended; never raises for a gate that fails."""
    log = LOGS / f"{gate.name}.txt"
    with locked(f"gate-{gate.name}"):
        started = time.monotonic()
        log.write_text("", encoding="utf-8")
        passed = _run_commands(gate, log)
        result = report.Result.from_log(gate.name, passed, time.monotonic() - started, log)
    with _printing:
        print(result.line(), flush=True)
        if not passed:
            print(report.tail(log, TAIL_LINES), flush=True)
    return result


def _select(patterns: str | None) -> list[catalog.Gate]:
    try:
        gates = catalog.gates()
    except interpreters.MissingInterpreter as error:
        raise SystemExit(str(error)) from error
    if not patterns:
        return gates
    wanted = [pattern.strip() for pattern in patterns.split(",")]
    unknown = [pattern for pattern in wanted if not fnmatch.filter([gate.name for gate in gates], pattern)]
    if unknown:
        raise SystemExit(f"No gate is called {', '.join(unknown)}; there are {', '.join(gate.name for gate in gates)}.")
    return [gate for gate in gates if any(fnmatch.fnmatch(gate.name, pattern) for pattern in wanted)]


def main() -> int:
    """Run what was asked for; the exit status says whether everything passed."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--only", metavar="NAMES", help="names or patterns, separated by commas")
    parser.add_argument("--list", action="store_true", help="show the names and stop")
    arguments = parser.parse_args()
    gates = _select(arguments.only)
    if arguments.list:
        print("\n".join(gate.name for gate in gates))
        return 0
    LOGS.mkdir(parents=True, exist_ok=True)
    link_collection()
    started = time.monotonic()
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with ThreadPoolExecutor(max_workers=AT_ONCE) as pool:
        try:
            results = list(pool.map(run_gate, gates))
        except KeyboardInterrupt:
            pool.shutdown(wait=False, cancel_futures=True)
            for group in list(_running):
                _stop(group)
            return 130
    print(report.summary(results, time.monotonic() - started))
    return 0 if all(result.passed for result in results) else 1


if __name__ == "__main__":
    sys.exit(main())
