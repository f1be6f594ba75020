# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Read the documentation of every plugin, role and playbook with the ansible-core at hand.

Run in the collection's folder. Fails if a plugin file has no readable documentation or if a playbook has a syntax error.
"""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

COLLECTION = "wanforge.edge"
DOCUMENTED = ("modules", "inventory", "lookup", "callback", "filter", "test", "connection", "become", "vars")


def _plugins(kind: str) -> list[str]:
    """Names of the plugins of a kind: one for each file, for filters and tests one for each documentation file."""
    suffix = "*.yml" if kind in ("filter", "test") else "*.py"
    names = {path.stem for path in Path("plugins", kind).glob(suffix)}
    return sorted(f"{COLLECTION}.{name}" for name in names if not name.startswith("_"))


def _ansible(*command: str) -> tuple[int, str, str]:
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    return done.returncode, done.stdout, done.stderr


def _problem_with_docs(kind: str, names: list[str]) -> str | None:
    singular = "module" if kind == "modules" else kind
    status, output, errors = _ansible("ansible-doc", "--json", "--type", singular, *names)
    if status or "WARNING" in errors or "ERROR" in errors:
        return f"{kind}: {errors.strip()}"
    missing = [name for name in names if not (json.loads(output).get(name) or {}).get("doc")]
    if missing:
        return f"{kind} without documentation: {', '.join(missing)}"
    status, _text, errors = _ansible("ansible-doc", "--type", singular, *names)
    return f"{kind} as text: {errors.strip()}" if status else None


def _problem_with_roles() -> str | None:
    names = sorted(f"{COLLECTION}.{path.name}" for path in Path("roles").glob("*"))
    if not names:
        return None
    status, output, errors = _ansible("ansible-doc", "--json", "--type", "role", *names)
    if status:
        return f"roles: {errors.strip()}"
    documented = json.loads(output)
    missing = [name for name in names if not documented.get(name, {}).get("entry_points")]
    return f"roles without argument specification: {', '.join(missing)}" if missing else None


def _playbook_problems() -> list[str]:
    problems = []
    for path in sorted([*Path("playbooks").glob("*.yml"), *Path("playbooks").glob("*.yaml")]):
        status, _output, errors = _ansible("ansible-playbook", "--syntax-check", f"{COLLECTION}.{path.stem}")
        if status:
            problems.append(f"playbook {path.name}: {errors.strip()}")
    return problems


def main() -> int:
    """Look at everything, then say all that is wrong."""
    problems = []
    for kind in DOCUMENTED:
        names = _plugins(kind)
        if names:
            print(f"{kind}: {', '.join(names)}")
            problems.append(_problem_with_docs(kind, names))
    found = [problem for problem in [*problems, _problem_with_roles(), *_playbook_problems()] if problem]
    print("\n".join(found))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
