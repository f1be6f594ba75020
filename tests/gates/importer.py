# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Let galaxy-importer read the built archive, as Galaxy does on upload: `importer.py FOLDER`."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import package

SETTINGS = """\
[galaxy-importer]
CHECK_REQUIRED_TAGS = True
RUN_ANSIBLE_DOC = True
RUN_ANSIBLE_LINT = True
RUN_ANSIBLE_TEST = False
RUN_FLAKE8 = False
OFFLINE_ANSIBLE_LINT = True
"""


def main() -> int:
    """Fail on whatever galaxy-importer calls an error or a warning."""
    folder = Path(sys.argv[1])
    archive = package.build(folder)
    settings = folder / "galaxy-importer.cfg"
    settings.write_text(SETTINGS, encoding="utf-8")
    done = subprocess.run(
        [sys.executable, "-m", "galaxy_importer.main", str(archive)],
        cwd=folder,
        env={**os.environ, "GALAXY_IMPORTER_CONFIG": str(settings)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    print("\n".join(line for line in done.stdout.splitlines() if not line.startswith("Loading ")))
    complaints = [line for line in done.stdout.splitlines() if line.startswith(("ERROR", "WARNING"))]
    return 1 if done.returncode or complaints else 0


if __name__ == "__main__":
    sys.exit(main())
