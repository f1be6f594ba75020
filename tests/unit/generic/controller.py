# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Programs of Ansible, run against the sandbox as users run them."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any, Optional

import yaml

from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import COLLECTIONS, Laboratory

PATIENCE = 120
OURS = ("CLOUDCONNEXA_", "VYOS_", "ANSIBLE_", "WANFORGE_")


class Controller:
    """A machine that runs Ansible, with a home, a store and a folder of its own."""

    def __init__(self, lab: Laboratory, folder: Path) -> None:
        self.lab = lab
        self.folder = folder
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(OURS)},
            "HOME": str(folder),
            "ANSIBLE_HOME": str(folder / "ansible"),
            "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
            "ANSIBLE_LOCALHOST_WARNING": "0",
            "ANSIBLE_INVENTORY_UNPARSED_WARNING": "0",
            "ANSIBLE_NOCOLOR": "1",
            "COLUMNS": "4000",
            "LC_ALL": "C.UTF-8",
            "WANFORGE_EDGE_STORE": str(folder / "store"),
            **self.credentials(),
        }

    def credentials(self) -> dict[str, str]:
        """The environment variables that lead to the tenant."""
        tenant = self.lab.tenant
        names = {"CLOUDCONNEXA_BASE_URL": "url"}
        names.update({f"CLOUDCONNEXA_{name.upper()}": name for name in ("client_id", "client_secret")})
        return {variable: tenant[name] for variable, name in names.items()}

    def write(self, name: str, content: Any) -> str:
        """Write a file, as YAML unless the content is a text, and return its path."""
        path = self.folder / name
        text = content if isinstance(content, str) else yaml.safe_dump(content, sort_keys=False)
        path.write_text(text, encoding="utf-8")
        return str(path)

    def run(
        self, program: str, *arguments: str, environment: Optional[Mapping[str, str]] = None
    ) -> subprocess.CompletedProcess[str]:
        """Run a program of Ansible to its end, whatever comes of it."""
        return subprocess.run(
            [sys.executable, "-m", f"ansible.cli.{program}", *arguments],
            env={**self.environment, **(environment or {})},
            cwd=self.folder,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            stdin=subprocess.DEVNULL,
            text=True,
            timeout=PATIENCE,
            check=False,
        )

    def inventory(self, options: Mapping[str, Any], *arguments: str, **environment: str) -> dict[str, Any]:
        """Return what ansible-inventory lists for the options of a source, which it must read without a complaint."""
        path = self.write("acme.cloudconnexa.yml", {"plugin": "wanforge.edge.cloudconnexa", **options})
        done = self.run("inventory", "-i", path, "--list", *arguments, environment=environment)
        assert (done.returncode, done.stderr) == (0, ""), done.stderr
        return listing(done.stdout)

    def complaint(self, content: Any, *arguments: str, **environment: str) -> str:
        """Return what Ansible says of a source that it cannot use, in one line."""
        path = self.write("wrong.cloudconnexa.yml", content)
        strict = {"ANSIBLE_INVENTORY_ANY_UNPARSED_IS_FAILED": "1", **environment}
        done = self.run("inventory", "-i", path, "--list", *arguments, environment=strict)
        assert done.returncode != 0
        said = " ".join(f"{done.stdout} {done.stderr}".split())
        assert "Traceback" not in said
        return said

    def play(
        self, tasks: Sequence[Mapping[str, Any]], *arguments: str, hosts: str = "localhost", **variables: Any
    ) -> subprocess.CompletedProcess[str]:
        """Run the tasks of a play, which must not fail."""
        play = {"hosts": hosts, "connection": "local", "gather_facts": False, "vars": variables, "tasks": list(tasks)}
        done = self.run("playbook", *(arguments or ("-i", "localhost,")), self.write("play.yml", [play]))
        assert done.returncode == 0, done.stdout + done.stderr
        return done

    def requests(self) -> list[str]:
        """What was asked since the last time."""
        asked = [f"{entry['method']} {entry['path']}" for entry in self.lab.log()]
        self.lab.forget()
        return [re.sub("^POST /api/v1/oauth/token$", "token", entry.replace("GET /api/v1/", "")) for entry in asked]


def listing(text: str) -> dict[str, Any]:
    """Return what ansible-inventory prints. It marks texts that are no templates, which all texts of the service are."""
    return dict(json.loads(text, object_hook=lambda members: members.get("__ansible_unsafe", members)))
