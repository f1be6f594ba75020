# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Give `ansible-test --venv` the pip that it would download from a host of its own.

ansible-test looks for a cached bootstrap script before it downloads one. The script written here installs the very
versions that ansible-test asks for, from wheels that pip fetched from the package registry.
"""

from __future__ import annotations

import re
import subprocess
from pathlib import Path

from environments import BUILD, Environment, PreparationFailed, locked

WHEELS = BUILD / "wheels"
BOOTSTRAP = '''\
"""Install pip from wheels that are already here."""
import glob
import sys

sys.path.insert(0, glob.glob({wheels!r} + "/pip-{version}-*.whl")[0])
from pip._internal.cli.main import main

wanted = [argument for argument in sys.argv[1:] if argument not in ("--no-setuptools", "--no-wheel")]
sys.exit(main(["install", "--no-index", "--find-links", {wheels!r}] + wanted))
'''


def bootstrap_packages(environment: Environment) -> dict[str, str]:
    """The versions of pip, setuptools and wheel that this environment's ansible-test starts a virtual environment with."""
    source = next(environment.path.glob("lib/python*/site-packages/ansible_test/_internal/python_requirements.py"))
    defaults = re.search(r"default_packages = dict\((.*?)\)", source.read_text(encoding="utf-8"), re.DOTALL)
    if defaults is None:
        raise PreparationFailed(
            f"{source} does not say which pip ansible-test wants: adapt tests/gates/ansible_test.py."
        )
    return dict(re.findall(r"(\w+)='([^']+)'", defaults.group(1)))


def seed_bootstrap(environment: Environment, home: Path) -> None:
    """Put the bootstrap script where ansible-test looks for it below that home folder."""
    packages = bootstrap_packages(environment)
    WHEELS.mkdir(parents=True, exist_ok=True)
    with locked("wheels"):
        _download(environment, packages)
    version = packages["pip"]
    script = home / ".ansible" / "test" / "cache" / f"get_pip_{version.replace('.', '_')}.py"
    script.parent.mkdir(parents=True, exist_ok=True)
    script.write_text(BOOTSTRAP.format(wheels=str(WHEELS), version=version), encoding="utf-8")


def _download(environment: Environment, packages: dict[str, str]) -> None:
    missing = [
        f"{name}=={version}" for name, version in packages.items() if not any(WHEELS.glob(f"{name}-{version}-*"))
    ]
    if missing:
        command = [str(environment.python), "-m", "pip", "download", "-qq", "--no-deps", "--only-binary", ":all:"]
        subprocess.run([*command, "--dest", str(WHEELS), *missing], check=True)
