# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the collection, install the archive and see that what a user needs works from there alone: `package.py FOLDER`.

After the installation every folder but `meta`, `playbooks`, `plugins` and `roles` is removed, as some packages do.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

NEEDED = {"meta", "playbooks", "plugins", "roles"}
UNWANTED = (".build", ".venv", ".git", ".ansible", ".ci", "collections", "tests/output")


def build(folder: Path) -> Path:
    """Build the archive of the collection in the current folder."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir(parents=True)
    subprocess.run(["ansible-galaxy", "collection", "build", "--force", "--output-path", str(folder)], check=True)
    return next(folder.glob("wanforge-edge-*.tar.gz"))


def install(archive: Path, folder: Path) -> Path:
    """Install the archive and return the collection's folder."""
    command = ["ansible-galaxy", "collection", "install", "--offline", "--no-deps", "--force", str(archive)]
    subprocess.run([*command, "--collections-path", str(folder)], check=True)
    return folder / "ansible_collections" / "wanforge" / "edge"


def main() -> int:
    """Build, install, strip, and read all documentation and playbooks of what is left."""
    folder = Path(sys.argv[1])
    collection = install(build(folder), folder / "collections")
    ballast = [name for name in UNWANTED if (collection / name).exists()]
    if ballast:
        print(f"The archive contains {', '.join(ballast)}: see build_ignore in galaxy.yml.")
        return 1
    for path in collection.iterdir():
        if path.is_dir() and path.name not in NEEDED:
            shutil.rmtree(path)
    variables = {**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(folder / "collections")}
    command = [sys.executable, str(Path(__file__).with_name("plugin_docs.py"))]
    return subprocess.run(command, cwd=collection, env=variables, check=False).returncode


if __name__ == "__main__":
    sys.exit(main())
