# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Find the real CPython executables of this machine, never a version manager's shim."""

from __future__ import annotations

import os
import subprocess
import sys
from functools import lru_cache
from pathlib import Path

SUPPORTED = ("3.9", "3.10", "3.11", "3.12", "3.13", "3.14")

# The Python that runs each ansible-core release here; a release that is not listed takes the newest one found.
CONTROLLER_PYTHON = {
    "2.16": ("3.10", "3.11", "3.12"),
    "2.17": ("3.10", "3.11", "3.12"),
    "2.18": ("3.11", "3.12", "3.13"),
    "2.19": ("3.11", "3.12", "3.13"),
    "2.20": ("3.12", "3.13", "3.14"),
}


class MissingInterpreter(Exception):
    """No usable Python of a wanted version is installed."""


def _search_folders() -> list[Path]:
    folders = [Path(entry) for entry in os.environ.get("PATH", "").split(os.pathsep) if entry]
    roots = [folder.parent for folder in folders if folder.name == "shims"]
    roots.append(Path(os.environ.get("PYENV_ROOT") or Path.home() / ".pyenv"))
    folders.append(Path(sys.base_prefix) / "bin")
    for root in roots:
        folders.extend(sorted((root / "versions").glob("*/bin")))
    # The Python of a virtual environment goes when that one is made anew.
    return [folder for folder in folders if folder.name != "shims" and not (folder.parent / "pyvenv.cfg").exists()]


def _is_usable(executable: Path, version: str) -> bool:
    """Whether the file runs, is CPython of that version and can make virtual environments."""
    probe = (
        "import ensurepip, sys, venv; print(sys.implementation.name, '%d.%d' % sys.version_info[:2], "
        "sys.version_info[3] == 'final')"
    )
    try:
        answer = subprocess.run([str(executable), "-c", probe], capture_output=True, text=True, timeout=60, check=False)
    except OSError:
        return False
    return answer.stdout.split() == ["cpython", version, "True"]


@lru_cache(maxsize=None)
def find_all() -> dict[str, Path]:
    """Every supported version that is installed, oldest first, with the executable to call."""
    found: dict[str, Path] = {}
    for version in SUPPORTED:
        for folder in _search_folders():
            executable = folder / f"python{version}"
            if os.access(executable, os.X_OK) and _is_usable(executable, version):
                found[version] = executable
                break
    return found


def for_core(core: str | None) -> Path:
    """The Python to run an ansible-core release with; None stands for the newest release."""
    found = find_all()
    wanted = CONTROLLER_PYTHON.get(core or "", tuple(reversed(SUPPORTED[1:])))
    for version in wanted:
        if version in found:
            return found[version]
    raise MissingInterpreter(
        f"ansible-core {core or '(newest)'} needs one of Python {', '.join(wanted)} with the venv module; "
        f"found only {', '.join(found) or 'none'} in PATH and in pyenv's versions folder."
    )


def version_of(executable: Path) -> str:
    """`3.11` for `…/bin/python3.11`."""
    return executable.name[len("python") :]


def search_path() -> str:
    """A PATH value whose first folders hold the interpreters found, for tools that look for them by name."""
    folders = list(dict.fromkeys(str(executable.parent) for executable in find_all().values()))
    rest = [entry for entry in os.environ.get("PATH", "").split(os.pathsep) if entry and Path(entry).name != "shims"]
    return os.pathsep.join(list(dict.fromkeys(rest + folders)))
