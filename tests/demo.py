# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Play the demonstration three times against one sandbox: what would change, the change, and once more.

After each pass stands how many requests it took. Exit status 0 if every pass did what it must.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
RECAP = re.compile(r"localhost\s+: ok=(\d+)\s+changed=(\d+)\s+unreachable=(\d+)\s+failed=(\d+)")


@dataclass(frozen=True)
class Pass:
    """One run of the playbook, and what its recap must say of changed tasks."""

    title: str
    options: tuple[str, ...]
    changes: bool


PASSES = (
    Pass("1. What would change: --check --diff", ("--check", "--diff"), True),
    Pass("2. Apply", (), True),
    Pass("3. Apply again: nothing is left to do", (), False),
)


@contextmanager
def sandbox() -> Iterator[dict[str, Any]]:
    """Start the sandbox, give what it printed, and stop it however this ends."""
    command = [sys.executable, str(HERE / "sandbox" / "serve.py"), "--cloudconnexa", "0", "--vyos", "0"]
    with subprocess.Popen([*command, "--exit-with", str(os.getpid())], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            yield json.loads(process.stdout.readline())
        finally:
            process.terminate()


def control(url: str, path: str, method: str = "GET") -> Any:
    """Ask the control endpoint of the sandbox."""
    with urllib.request.urlopen(urllib.request.Request(url + path, method=method), timeout=10) as answer:
        text = answer.read()
    return json.loads(text) if text else None


def play(turn: Pass, variables: Path) -> str:
    """Run the playbook, show what it prints while it runs, and return it."""
    command = ["ansible-playbook", "wanforge.edge.demo", "--extra-vars", f"@{variables}", *turn.options]
    environment = {**os.environ, "ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false"}
    environment.setdefault("ANSIBLE_FORCE_COLOR", "true" if sys.stdout.isatty() else "false")
    environment["ANSIBLE_CALLBACK_RESULT_FORMAT"] = "yaml"
    lines = []
    with subprocess.Popen(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    return "".join(lines)


def judge(turn: Pass, output: str, counts: dict[str, Any]) -> bool:
    """Print the requests of a pass and return whether it did what it must."""
    recap = RECAP.search(re.sub(r"\x1b\[[0-9;]*m", "", output))
    changed, failed = (int(recap[2]), int(recap[3])) if recap else (0, 1)
    right = failed == 0 and (changed > 0) is turn.changes
    if "--check" in turn.options or not turn.changes:
        right = right and counts["writes"] == 0
    for name, title in (("cloudconnexa", "CloudConnexa"), ("vyos", "VyOS")):
        of = counts[name]
        tokens = f", {of['tokens']} for tokens" if of["tokens"] else ""
        print(f"  {title}: {of['requests']} requests ({of['reads']} reads, {of['writes']} writes{tokens})")
    if not right:
        print("  This is not what the pass must do.")
    return right


def main() -> int:
    """Run all passes and return the exit status."""
    with sandbox() as services, tempfile.TemporaryDirectory() as folder:
        variables = Path(folder) / "sandbox.json"
        variables.write_text(json.dumps({"demo_sandbox": services}), encoding="utf-8")
        right = []
        for turn in PASSES:
            print(f"\n==== {turn.title} ====", flush=True)
            control(services["control"]["url"], "/log", "DELETE")
            output = play(turn, variables)
            right.append(judge(turn, output, control(services["control"]["url"], "/counts")))
    print("\nThe site converges." if all(right) else "\nThe demonstration failed.")
    return 0 if all(right) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (KeyboardInterrupt, urllib.error.URLError):
        print("\nThe demonstration was interrupted.")
        sys.exit(130)
