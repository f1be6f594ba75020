# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulated services of the sweep: each time with other, odd secrets, over http or https."""

from __future__ import annotations

import json
import os
import random
import struct
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from ansible_collections.wanforge.edge.tests.chaos.clock import sitecustomize
from ansible_collections.wanforge.edge.tests.chaos.grammar import Script
from ansible_collections.wanforge.edge.tests.unit.generic.eavesdropping import spellings
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import SERVE, Laboratory
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import write_certificate

ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz0123456789",
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/",
    "ab \"'\\`$;|<>",
    "x%2525&=?#+@:/",
    "üßéñ密码🔑Ω",
    ".*+?[](){}^$|\\dws",
    "{{ }}%{# #}x",
    "0123456789abcdef-",
)


def draw_secret(source: random.Random, without: str = "") -> str:
    """Draw a secret of a kind that is easily spelt in several ways: quotes, percent signs, other scripts, patterns, base64."""
    alphabet = source.choice(ALPHABETS)
    body = "".join(source.choice(alphabet) for _sign in range(source.randint(10, 48)))
    ending = source.choice(("", "=", "==", "%", "\\"))
    # A letter at the start: what begins with a hyphen would be taken for an option of the sandbox.
    return "".join(sign for sign in f"s{body}{ending}{source.getrandbits(32):x}" if sign not in without)


# The configuration of the router takes no quotes.
NOT_IN_KEYS = "'\""


class Clock:
    """The wrong clock of this process and of those that it starts."""

    def __init__(self, path: Path) -> None:
        self._path = path

    def set(self, seconds: float) -> None:
        """Let the clock be wrong by so many seconds."""
        with open(self._path, "r+b") as handle:
            handle.write(struct.pack("d", seconds))

    @property
    def seconds(self) -> float:
        """By how much it is wrong now."""
        return float(struct.unpack("d", self._path.read_bytes())[0])


def own_clock() -> Clock:
    """The clock that this process was started with."""
    return Clock(Path(os.environ[sitecustomize.VARIABLE]))


def with_clock(path: Path) -> dict[str, str]:
    """The environment for a process with a wrong clock, which is right at first."""
    path.write_bytes(struct.pack("d", 0.0))
    folder = str(Path(sitecustomize.__file__).parent)
    known = os.environ.get("PYTHONPATH", "")
    return {
        **os.environ,
        sitecustomize.VARIABLE: str(path),
        "PYTHONPATH": os.pathsep.join(
            [folder, *(part for part in known.split(os.pathsep) if part not in ("", folder))]
        ),
    }


class Services(Laboratory):
    """Both services with the secrets of one round."""

    def __init__(self, announced: Mapping[str, Any], complaints: Path) -> None:
        super().__init__(announced)
        self._complaints = complaints
        self._read = 0
        self._labels: dict[int, str] = {}
        self._router = self.state()["vyos"]

    def restore(self, state: Mapping[str, Any]) -> None:
        """Go to a state, with all knobs, faults and logs as at the start. The router keeps its own key."""
        self.control("POST", "reset")
        router = json.loads(json.dumps(self._router))
        tree = {**state["vyos"]["running"]["tree"], "service": router["running"]["tree"]["service"]}
        router["running"] = {**state["vyos"]["running"], "tree": tree}
        self.control("PUT", "state", {"cloudconnexa": state["cloudconnexa"], "vyos": router})

    def inject(self, script: Script, service: str = "") -> None:
        """Let these faults happen, of one service if it is named."""
        self._labels.clear()
        for rule in script.rules:
            body = {**rule.body, "service": service} if service else rule.body
            self._labels[int(self.control("POST", "faults", body)["id"])] = rule.label

    def stop_faults(self) -> Counter[str]:
        """End all faults and tell how often each kind hit."""
        hits: Counter[str] = Counter()
        for rule in self.control("GET", "faults"):
            hits[self._labels.get(int(rule["id"]), rule["fault"]["kind"])] += rule["hits"]
        self.control("DELETE", "faults")
        return +hits

    def complaints(self) -> str:
        """What the sandbox itself complained of since the last time."""
        text = self._complaints.read_text(encoding="utf-8", errors="replace")
        new, self._read = text[self._read :], len(text)
        return new.strip()

    def secrets(self) -> set[str]:
        """Every spelling of the secrets and tokens of this round."""
        secrets = (self.tenant["client_secret"], self.router["api_key"])
        words = spellings(secrets[0], self.tenant["client_id"]) | spellings(secrets[1])
        words |= {spelt[1:-1] for one in secrets for spelt in (json.dumps(one, ensure_ascii=False), repr(one))}
        return words | set(self.control("GET", "tokens"))


@contextmanager
def services(source: random.Random, folder: Path, https: bool = False) -> Iterator[Services]:
    """Run a sandbox with drawn secrets and the right clock."""
    folder.mkdir(parents=True, exist_ok=True)
    arguments = ["--client-secret", draw_secret(source), "--api-key", draw_secret(source, without=NOT_IN_KEYS)]
    if https:
        certificate = str(write_certificate(folder / "certificate.pem"))
        arguments += ["--tls", certificate, certificate]
    environment = {name: value for name, value in os.environ.items() if name != sitecustomize.VARIABLE}
    complaints = folder / "sandbox.txt"
    with open(complaints, "wb") as errors:
        command = [sys.executable, str(SERVE), "--exit-with", str(os.getpid()), *arguments]
        with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=errors, text=True, env=environment) as process:
            try:
                assert process.stdout is not None
                line = process.stdout.readline()
                if not line:
                    raise RuntimeError(f"the sandbox does not start: {complaints.read_text(encoding='utf-8')[-500:]}")
                yield Services(json.loads(line), complaints)
            finally:
                process.terminate()
