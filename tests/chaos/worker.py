# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One process of the sweep: plays its share of the scenarios and prints what came of each as a line of JSON.

A scenario is named ROUND.KIND.NUMBER. With the seed of the run the name says all: the secrets of the services and everything that
is drawn follow from them. So any scenario can be played again alone.
"""

from __future__ import annotations

import argparse
import itertools
import json
import random
import signal
import sys
import tempfile
import time
import traceback
import warnings
from collections.abc import Iterator
from pathlib import Path

from ansible_collections.wanforge.edge.tests.chaos import crowd, plays, scenario
from ansible_collections.wanforge.edge.tests.chaos.services import own_clock, services
from ansible_collections.wanforge.edge.tests.chaos.subjects import subjects
from ansible_collections.wanforge.edge.tests.chaos.world import Outcome, World

TASKS_OF_ROUND = 150
TASKS_FOR_CROWD = 10
TASKS_FOR_STORM = 150
HTTPS_EACH = 3
LONGEST_SCENARIO = 400


def names(share: int, shares: int, demands: bool) -> Iterator[str]:
    """The names of all scenarios of a worker, without end: first the plays that are demanded, then round after round."""
    if demands:
        yield from (f"{share}.{kind}.0" for kind in list(plays.DEMANDS)[share::shares])
    for turn in itertools.count(share, shares):
        for number in range(TASKS_OF_ROUND):
            if number % TASKS_FOR_STORM == 20:
                yield f"{turn}.storm.{number}"
            if number % TASKS_FOR_CROWD == 5:
                yield f"{turn}.crowd.{number}"
            yield f"{turn}.task.{number}"


class Worker:
    """Plays scenarios, each round with new services."""

    def __init__(self, seed: str, folder: Path) -> None:
        self._seed = seed
        self._folder = folder
        self._world = World(own_clock(), folder / "world")
        (folder / "world").mkdir()
        self._subjects = subjects()
        random.Random(f"{seed}:order").shuffle(self._subjects)

    def play_all(self, wanted: Iterator[str], until: float) -> Iterator[Outcome]:
        """Play scenarios until the time is over."""
        for turn, of_round in itertools.groupby(wanted, key=lambda name: int(name.split(".")[0])):
            source = random.Random(f"{self._seed}:{turn}:secrets")
            with services(source, self._folder / f"round-{turn}", https=turn % HTTPS_EACH == 2) as running:
                self._world.services = running
                for name in of_round:
                    if time.monotonic() > until:
                        return
                    yield self._play(name)

    def _play(self, name: str) -> Outcome:
        turn, kind, number = name.split(".")
        source = random.Random(f"{self._seed}:{name}")
        signal.alarm(LONGEST_SCENARIO)
        try:
            if kind == "task":
                subject = self._subjects[(int(turn) * TASKS_OF_ROUND + int(number)) % len(self._subjects)]
                return scenario.play(self._world, name, subject, source)
            if kind == "crowd":
                return crowd.play(self._world, name, source)
            return plays.play(self._world, name, kind, source)
        except Exception as error:
            where = " | ".join(traceback.format_exc().strip().splitlines()[-4:-1])
            return Outcome(name, kind, violations=[f"{type(error).__name__}: {error} ({where})"])
        finally:
            signal.alarm(0)


def too_long(number: int, frame: object) -> None:
    """End a scenario that hangs."""
    raise TimeoutError(f"the scenario did not end within {LONGEST_SCENARIO} s")


def main() -> int:
    """Play a share, or the scenarios that are named, and print the outcomes."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seed", required=True)
    parser.add_argument("--share", type=int, default=0)
    parser.add_argument("--shares", type=int, default=1)
    parser.add_argument("--seconds", type=float, required=True)
    parser.add_argument("--demands", action="store_true")
    parser.add_argument("--only", nargs="*", default=[])
    arguments = parser.parse_args()
    warnings.simplefilter("ignore")
    signal.signal(signal.SIGALRM, too_long)
    wanted = iter(arguments.only) if arguments.only else names(arguments.share, arguments.shares, arguments.demands)
    with tempfile.TemporaryDirectory(prefix="chaos-", ignore_cleanup_errors=True) as folder:
        until = time.monotonic() + arguments.seconds
        for outcome in Worker(arguments.seed, Path(folder)).play_all(wanted, until):
            print(json.dumps(outcome.as_data(), default=str), flush=True)
    return 0


if __name__ == "__main__":
    sys.exit(main())
