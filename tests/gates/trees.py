# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Copies of the checkout below `ansible_collections/wanforge/edge`, for tools that insist on that path.

A copy holds what git tracks or would track, changes not yet committed included, and is a git work tree of its own,
because ansible-test asks git which files to look at.
"""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

from environments import BUILD, ROOT

TREES = BUILD / "trees"
# What tools leave in a copy and want to find again.
KEPT = {".git", "tests/output"}


def clean_environment() -> dict[str, str]:
    """The caller's variables without those that would lead git, Python or Ansible somewhere else."""
    drop = ("GIT_", "ANSIBLE_", "MOLECULE_", "PYTEST_", "CLOUDCONNEXA_", "VYOS_", "BASELOG_")
    names = {"PYTHONPATH", "PYTHONHOME", "VIRTUAL_ENV", "MAKEFLAGS", "MAKELEVEL", "MFLAGS"}
    return {name: value for name, value in os.environ.items() if not name.startswith(drop) and name not in names}


def _git(folder: Path, *arguments: str) -> str:
    command = ["git", "-C", str(folder), *arguments]
    return subprocess.run(command, check=True, capture_output=True, text=True, env=clean_environment()).stdout


def project_files() -> list[Path]:
    """Relative paths of all files of the project, without what git ignores."""
    if (ROOT / ".git").exists():
        names = _git(ROOT, "ls-files", "-z", "--cached", "--others", "--exclude-standard").split("\0")
        paths = [Path(name) for name in sorted(set(names)) if name]
    else:
        hidden = {".build", ".venv", ".ansible", "collections", "__pycache__"}
        found = (path.relative_to(ROOT) for path in sorted(ROOT.rglob("*")))
        paths = [path for path in found if not hidden.intersection(path.parts)]
    return [path for path in paths if (ROOT / path).is_file()]


def _forget_old_files(folder: Path, wanted: set[str]) -> None:
    for parent, folders, names in os.walk(folder):
        relative = Path(parent).relative_to(folder)
        folders[:] = [name for name in folders if (relative / name).as_posix() not in KEPT]
        for name in names:
            if (relative / name).as_posix() not in wanted:
                (Path(parent) / name).unlink()


def make_tree(name: str) -> Path:
    """Bring the copy of that name up to date and return the collection's folder in it."""
    folder = TREES / name / "ansible_collections" / "wanforge" / "edge"
    folder.mkdir(parents=True, exist_ok=True)
    paths = project_files()
    _forget_old_files(folder, {path.as_posix() for path in paths})
    for path in paths:
        target = folder / path
        target.parent.mkdir(parents=True, exist_ok=True)
        if target.is_symlink():
            target.unlink()
        shutil.copy2(ROOT / path, target, follow_symlinks=False)
    if not (folder / ".git").exists():
        _git(folder, "init", "--quiet")
    _git(folder, "add", "--all")
    return folder


def collections_path(tree: Path) -> Path:
    """The value of ANSIBLE_COLLECTIONS_PATH that makes a copy the collection in use."""
    return tree.parents[2]
