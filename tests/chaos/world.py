# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all scenarios of a process share: the sandbox of the round, the clock, and what each task does when nothing goes wrong."""

from __future__ import annotations

import json
import random
import shutil
import time
import traceback
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ansible_collections.wanforge.edge.tests.chaos import judge
from ansible_collections.wanforge.edge.tests.chaos.grammar import Script
from ansible_collections.wanforge.edge.tests.chaos.picture import Picture, differing, picture, twins, unmet
from ansible_collections.wanforge.edge.tests.chaos.services import Clock, Services
from ansible_collections.wanforge.edge.tests.chaos.subjects import IDENTIFIER, Subject, Task
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import InProcess, Subprocess, arguments_of

BREAKER_OPEN = "circuit_breaker_open"
RECOVERY = 301.0
LOG = "requests.log"


@dataclass
class Outcome:
    """What came of one scenario: faults by kind, violations, and what it was about."""

    name: str
    title: str = ""
    subject: str = ""
    modules: tuple[str, ...] = ()
    faults: Counter[str] = field(default_factory=Counter)
    violations: list[str] = field(default_factory=list)
    figures: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0

    def check(self, right: bool, words: str) -> bool:
        """Note a violation unless something is right."""
        if not right:
            self.violations.append(words)
        return right

    def as_data(self) -> dict[str, Any]:
        """The outcome as JSON-able data."""
        return {**vars(self), "faults": dict(self.faults)}


@dataclass(frozen=True)
class Expectation:
    """What a subject does when nothing goes wrong."""

    start: Mapping[str, Any]
    identifier: str
    before: Picture
    after: Picture
    touched: frozenset[str]
    result: Mapping[str, Any]
    requests: int
    effects: int


class World:
    """One process of the sweep. ``services`` and ``folder`` are replaced with each round."""

    def __init__(self, clock: Clock, folder: Path) -> None:
        self.clock = clock
        self.folder = folder
        self.services: Services
        self._expected: dict[str, Expectation] = {}
        self._hidden: dict[str, set[str]] = {}

    def options(self, subject: Subject, identifier: str, retry: Mapping[str, Any], timeout: int = 10) -> dict[str, Any]:
        """The complete options of a task."""
        named = {name: identifier if value == IDENTIFIER else value for name, value in subject.options.items()}
        return {**self.services.connection(subject.module), "retry": dict(retry), "timeout": timeout, **named}

    def run(
        self,
        outcome: Outcome,
        module: str,
        options: Mapping[str, Any],
        store: str,
        run: str = "one",
        check: bool = False,
        apart: bool = False,
    ) -> dict[str, Any]:
        """Run a task and judge the form of its result; a task that breaks is a violation and an empty result."""
        log = str(self.folder / LOG)
        environment = {"WANFORGE_EDGE_STORE": store, "WANFORGE_EDGE_RUN": run, "WANFORGE_EDGE_LOG": log}
        started = time.monotonic()
        try:
            result = (Subprocess() if apart else InProcess()).run(module, options, check, environment)
        except BaseException as error:
            if isinstance(error, KeyboardInterrupt):
                raise
            lines = traceback.format_exc().strip().splitlines()
            outcome.violations.append(f"{module} ended with a traceback: {' | '.join(lines[-6:])[-700:]}")
            return {}
        outcome.seconds = max(outcome.seconds, time.monotonic() - started)
        for words in judge.of_result(result):
            outcome.check(f"{module}: {words}" in outcome.violations, f"{module}: {words}")
        return result

    def secrets(self, *tasks: Task) -> set[str]:
        """All that must not be seen: credentials, tokens, and the secret options of these tasks."""
        found = self.services.secrets()
        for module, options in tasks:
            found.update(judge.hidden_options(options, arguments_of(module)["argument_spec"]))
        return found

    def prepared(self, tasks: tuple[Task, ...]) -> tuple[Mapping[str, Any], str]:
        """Start anew, run tasks that must succeed, and return the state and the id that the last one made."""
        self.services.control("POST", "reset")
        identifier = ""
        for module, options in tasks:
            outcome = Outcome("prepare")
            result = self.run(outcome, module, {**self.services.connection(module), **options}, "none")
            if result.get("failed") or outcome.violations:
                raise RuntimeError(f"{module} failed without any fault: {result} {outcome.violations}")
            found = [value for value in result.values() if isinstance(value, Mapping) and value.get("id")]
            identifier = str(found[0]["id"]) if found else identifier
        return self.services.state(), identifier

    def expected(self, subject: Subject) -> Expectation:
        """What a subject does without faults, found once; the outcome must show what its options say."""
        if subject.name in self._expected:
            return self._expected[subject.name]
        start, identifier = self.prepared(subject.before)
        self.services.restore(start)
        before = picture(self.services.state())
        outcome = Outcome("expect")
        options = self.options(subject, identifier, {"attempts": 1})
        result = self.run(outcome, subject.module, options, "none")
        after = picture(self.services.state())
        missing = unmet(subject.wanted, subject.relevant(before, after))
        if result.get("failed") or outcome.violations or missing or twins(after):
            raise RuntimeError(f"{subject.name} goes wrong without any fault: {missing} {outcome.violations} {result}")
        log = self.services.log()
        effects = len([entry for entry in log if entry["write"] and entry["effect"]])
        touched = frozenset(differing(before, after))
        found = Expectation(start, identifier, before, after, touched, result, len(log), effects)
        self._expected[subject.name] = found
        return found

    def advance_past_breaker(self) -> None:
        """Let so much time pass that a circuit breaker lets a request through."""
        self.clock.set(self.clock.seconds + RECOVERY)

    def complaints(self, outcome: Outcome) -> None:
        """Note what the sandbox itself complained of: then nothing of what was seen counts."""
        text = self.services.complaints()
        outcome.check(not text, f"the sandbox complains: {text[:300]}")

    def store_folder(self) -> Path:
        """A new place for a store; the log begins anew, too."""
        folder = self.folder / "store"
        clear(folder)
        clear(self.folder / LOG)
        return folder


def clear(folder: Path) -> None:
    """Remove a folder, whatever was done to it."""
    if folder.is_dir() and not folder.is_symlink():
        folder.chmod(0o700)
        shutil.rmtree(folder)
    elif folder.exists() or folder.is_symlink():
        folder.unlink()


def draw_retry(source: random.Random) -> dict[str, Any]:
    """Options of a patient or an impatient task, which waits milliseconds only."""
    return {
        "attempts": source.choice((1, 2, 3, 5, 5, 5, 8)),
        "backoff": source.choice((0.0, 0.001, 0.005)),
        "backoff_max": 0.02,
        "budget": 1.5,
    }


def same_result(first: Mapping[str, Any], second: Mapping[str, Any]) -> bool:
    """Whether two results promise the same change; ids and addresses of new objects differ each time."""
    return _shown(first) == _shown(second)


def _shown(result: Mapping[str, Any]) -> str:
    diff = result.get("diff")
    if isinstance(diff, list):
        # What is said in words besides the differences speaks of requests and time, which a real run need not foresee.
        diff = [part for part in diff if "before" in part]
    return json.dumps([result.get("changed"), diff], sort_keys=True, default=str)


def script_of(script: Script, subject: str, more: str) -> str:
    """One line that tells what a scenario was."""
    return f"{subject} [{more}] {script}"
