# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Play the demonstration three times against one sandbox: what would change, the change, and once more.

Then export the tenant, and make a second, empty one of the export. After each pass stands how many requests it took. Exit status 0
if every pass did what it must.
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
SUMMARY = re.compile(r'^ +"(\w+): (.*)",?$', re.MULTILINE)
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


@dataclass(frozen=True)
class Trip:
    """One playbook over tenants, those that it is for, and whether it must write."""

    title: str
    playbook: str
    tenants: tuple[str, ...]
    writes: bool = False


TRIPS = (
    Trip("4. Export the tenant to a file", "tenant_export", ("acme",)),
    Trip("5. Make an empty tenant of that file", "tenant_apply", ("globex",), True),
    Trip("6. Compare both tenants with the file: nothing is left to do", "tenant_drift", ("acme", "globex")),
    Trip("7. Export the new tenant", "tenant_export", ("globex",)),
)


@contextmanager
def sandbox(seed: int = 1) -> Iterator[dict[str, Any]]:
    """Start the sandbox, give what it printed, and stop it however this ends."""
    command = [sys.executable, str(HERE / "sandbox" / "serve.py"), "--seed", str(seed)]
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


def environment(form: str) -> dict[str, str]:
    """Return the environment for Ansible, with results in this form."""
    quiet = {"ANSIBLE_LOCALHOST_WARNING": "false", "ANSIBLE_INVENTORY_UNPARSED_WARNING": "false"}
    return {**os.environ, **quiet, "ANSIBLE_CALLBACK_RESULT_FORMAT": form}


def play(turn: Pass, variables: Path) -> str:
    """Run the playbook, show what it prints while it runs, and return it."""
    command = ["ansible-playbook", "wanforge.edge.demo", "--extra-vars", f"@{variables}", *turn.options]
    settings = environment("yaml")
    settings.setdefault("ANSIBLE_FORCE_COLOR", "true" if sys.stdout.isatty() else "false")
    lines = []
    with subprocess.Popen(
        command, env=settings, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True
    ) as process:
        assert process.stdout is not None
        for line in process.stdout:
            print(line, end="", flush=True)
            lines.append(line)
    return "".join(lines)


def cost(of: dict[str, int]) -> str:
    """Return how many requests a service got, in words."""
    tokens = f", {of['tokens']} for tokens" if of["tokens"] else ""
    return f"{of['requests']} request{'' if of['requests'] == 1 else 's'} ({of['reads']} reads, {of['writes']} writes{tokens})"


def judge(turn: Pass, output: str, counts: dict[str, Any]) -> bool:
    """Print the requests of a pass and return whether it did what it must."""
    recap = RECAP.search(re.sub(r"\x1b\[[0-9;]*m", "", output))
    changed, failed = (int(recap[2]), int(recap[3])) if recap else (0, 1)
    right = failed == 0 and (changed > 0) is turn.changes
    if "--check" in turn.options or not turn.changes:
        right = right and counts["writes"] == 0
    for name, title in (("cloudconnexa", "CloudConnexa"), ("vyos", "VyOS")):
        print(f"  {title}: {cost(counts[name])}")
    if not right:
        print("  This is not what the pass must do.")
    return right


def travel(trip: Trip, folder: Path, controls: dict[str, str]) -> bool:
    """Run a playbook over tenants, print its summary and the requests, and return whether it did what it must."""
    command = [
        "ansible-playbook",
        f"wanforge.edge.{trip.playbook}",
        "-i",
        "tenants.yml",
        "--limit",
        ",".join(trip.tenants),
    ]
    print(f"\n==== {trip.title} ====\n$ {' '.join(command)}", flush=True)
    for url in controls.values():
        control(url, "/log", "DELETE")
    run = subprocess.run(command, env=environment("json"), cwd=folder, capture_output=True, text=True, check=False)
    said = dict(SUMMARY.findall(run.stdout))
    right = run.returncode == 0 and set(said) == set(trip.tenants)
    for name in trip.tenants:
        counts = control(controls[name], "/counts")["cloudconnexa"]
        print(f"  {name}: {said.get(name, 'failed')}\n    {cost(counts)}")
        right = right and (counts["writes"] > 0) is trip.writes
    if not right:
        print(f"{run.stdout}{run.stderr}\n  This is not what the pass must do.")
    return right


def round_trip(services: dict[str, Any], folder: Path) -> bool:
    """Export the tenant of the demonstration, make an empty one of the export, and return whether both are equal then."""
    with sandbox(seed=2) as others:
        tenants = {"acme": services, "globex": others}
        hosts = {
            name: {
                "cloudconnexa_base_url": tenant["cloudconnexa"]["url"],
                "cloudconnexa_client_id": tenant["cloudconnexa"]["client_id"],
                "cloudconnexa_client_secret": tenant["cloudconnexa"]["client_secret"],
                "cloudconnexa_tenant_src": "exports/acme.yml",
            }
            for name, tenant in tenants.items()
        }
        (folder / "tenants.yml").write_text(json.dumps({"all": {"hosts": hosts}}), encoding="utf-8")
        controls = {name: tenant["control"]["url"] for name, tenant in tenants.items()}
        travelled = [travel(trip, folder, controls) for trip in TRIPS]
    texts = [(folder / "exports" / f"{name}.yml").read_text(encoding="utf-8").split("\n---\n")[1] for name in tenants]
    print("  The two exports are equal." if texts[0] == texts[1] else "  The two exports differ.")
    return all(travelled) and texts[0] == texts[1]


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
        right.append(round_trip(services, Path(folder)))
    print("\nThe site converges, and its tenant can be copied." if all(right) else "\nThe demonstration failed.")
    return 0 if all(right) else 1


if __name__ == "__main__":
    try:
        sys.exit(main())
    except (KeyboardInterrupt, urllib.error.URLError):
        print("\nThe demonstration was interrupted.")
        sys.exit(130)
