# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Sweep all modules with faults: thousands of scripted and random ones, each followed by a clean run.

The seed is printed and makes a run repeatable: `make chaos SEED=7 ONLY=3.task.41` plays one scenario of it again. Exit status 1 if
there is a violation, if there were fewer faults than wanted, or if an operation of a module had no turn.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import selectors
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from ansible_collections.wanforge.edge.tests.chaos.services import with_clock
from ansible_collections.wanforge.edge.tests.chaos.subjects import subjects, unswept

WORKER = "ansible_collections.wanforge.edge.tests.chaos.worker"
SHOW_EACH = 30.0
LAST_WORDS = 2000


class Sweep:
    """What came of all scenarios so far."""

    def __init__(self, seed: str) -> None:
        self.seed = seed
        self.faults: Counter[str] = Counter()
        self.scenarios: Counter[str] = Counter()
        self.modules: Counter[str] = Counter()
        self.violations: list[tuple[str, str, str]] = []
        self.figures: dict[str, str] = {}
        self.longest = 0.0
        self.left = {subject.name for subject in subjects()}

    def add(self, outcome: Mapping[str, Any]) -> None:
        """Count an outcome; its violations are printed at once."""
        self.faults.update(outcome["faults"])
        self.scenarios[outcome["name"].split(".")[1]] += 1
        for module in outcome["modules"]:
            self.modules[module] += sum(outcome["faults"].values())
        self.figures.update(outcome["figures"])
        self.left.discard(outcome["subject"])
        self.longest = max(self.longest, outcome["seconds"])
        for words in dict.fromkeys(outcome["violations"]):
            self.violate(outcome["name"], outcome["title"], words)

    def violate(self, name: str, title: str, words: str) -> None:
        """Note and print a violation."""
        self.violations.append((name, title, words))
        print(f"VIOLATION {name}: {words}\n    {title}\n    again: make chaos SEED={self.seed} ONLY={name}", flush=True)

    def table(self) -> Iterator[str]:
        """The summary."""
        yield "faults by kind:"
        yield from columns(self.faults)
        yield "faults by module (a scenario with several modules counts for each):"
        yield from columns(self.modules)
        yield "scenarios: " + ", ".join(f"{count} {kind}" for kind, count in sorted(self.scenarios.items()))
        yield from (f"{title}: {figure}" for title, figure in self.figures.items())
        yield f"longest task or crowd: {self.longest:.1f} s"


def columns(counts: Mapping[str, int], across: int = 3, width: int = 40) -> Iterator[str]:
    """Counts in columns, the most frequent ones first."""
    cells = [f"{count:6d}  {name}" for name, count in sorted(counts.items(), key=lambda item: (-item[1], item[0]))]
    for start in range(0, len(cells), across):
        yield "".join(cell.ljust(width) for cell in cells[start : start + across]).rstrip()


def arguments_of(command_line: list[str] | None = None) -> argparse.Namespace:
    """Parse the command line."""
    parser = argparse.ArgumentParser(prog="python -m tests.chaos.run", description=__doc__)
    parser.add_argument("--faults", type=int, default=10_000, help="stop when so many happened")
    parser.add_argument("--minutes", type=float, default=15.0, help="stop after so long, whatever happened")
    parser.add_argument("--seed", default="", help="repeat a run")
    parser.add_argument("--workers", type=int, default=2, help="processes at the same time")
    parser.add_argument("--only", default="", help="names of scenarios, separated by commas")
    return parser.parse_args(command_line)


def processes(arguments: argparse.Namespace, folder: Path, stack: ExitStack) -> list[subprocess.Popen[bytes]]:
    """Start the workers."""
    only = [name for name in arguments.only.split(",") if name]
    shares = 1 if only else arguments.workers
    started = []
    for share in range(shares):
        command = [sys.executable, "-m", WORKER, "--seed", arguments.seed, "--share", str(share)]
        command += ["--shares", str(shares), "--seconds", str(arguments.minutes * 60), "--demands"]
        command += ["--only", *only] if only else []
        environment = with_clock(folder / f"clock-{share}")
        errors = stack.enter_context(open(folder / f"errors-{share}", "wb"))
        process = subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=errors, env=environment, start_new_session=True
        )
        stack.callback(stop, process)
        started.append(process)
    return started


def stop(process: subprocess.Popen[bytes]) -> None:
    """End a worker with all that it started."""
    try:
        os.killpg(process.pid, signal.SIGTERM)
    except ProcessLookupError:
        pass
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def lines(workers: list[subprocess.Popen[bytes]]) -> Iterator[bytes]:
    """The lines of all workers as they come, until each has ended."""
    with selectors.DefaultSelector() as selector:
        for worker in workers:
            assert worker.stdout is not None
            selector.register(worker.stdout, selectors.EVENT_READ, worker.stdout)
        while selector.get_map():
            for key, _events in selector.select():
                line = key.data.readline()
                if line:
                    yield line
                else:
                    selector.unregister(key.fileobj)


def sweep(arguments: argparse.Namespace, folder: Path) -> Sweep:
    """Run the workers until there were enough faults and every operation had its turn."""
    found = Sweep(arguments.seed)
    started = shown = time.monotonic()
    with ExitStack() as stack:
        workers = processes(arguments, folder, stack)
        for line in lines(workers):
            found.add(json.loads(line))
            total = sum(found.faults.values())
            if time.monotonic() - shown > SHOW_EACH:
                shown = time.monotonic()
                print(f"  {shown - started:4.0f} s  {total} faults, {len(found.violations)} violations", flush=True)
            if total >= arguments.faults and not found.left and not arguments.only:
                break
        else:
            for share, worker in enumerate(workers):
                if worker.wait():
                    words = (folder / f"errors-{share}").read_text(encoding="utf-8", errors="replace")
                    found.violate("0.worker.0", "a worker ended early", words[-LAST_WORDS:])
    return found


def main() -> int:
    """Sweep, print the table, and return the exit status."""
    arguments = arguments_of()
    arguments.seed = arguments.seed or f"{random.SystemRandom().getrandbits(32):x}"
    print(f"seed {arguments.seed}, at least {arguments.faults} faults in {arguments.minutes:g} minutes", flush=True)
    started = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="chaos-") as folder:
        found = sweep(arguments, Path(folder))
    for module in unswept():
        found.violate("0.table.0", "the table of cases", f"no scenario sweeps {module}; give it a case")
    print("\n".join(found.table()))
    total, taken = sum(found.faults.values()), time.monotonic() - started
    print(f"{total} faults, {len(found.violations)} violations, {taken:.0f} s, seed {arguments.seed}")
    few = not arguments.only and bool(total < arguments.faults or found.left)
    if few:
        print(f"Wanted were {arguments.faults} faults, and all operations. Left are {sorted(found.left)[:5]}.")
    return 1 if found.violations or few else 0


if __name__ == "__main__":
    sys.exit(main())
