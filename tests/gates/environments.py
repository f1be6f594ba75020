# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Make the virtual environments of the gates and of the demo, once for each change of their requirements.

Run as a script it prepares the environments named on the command line: `environments.py demo tools`.
"""

from __future__ import annotations

import fcntl
import hashlib
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import interpreters

ROOT = Path(__file__).resolve().parents[2]
BUILD = ROOT / ".build"
COLLECTIONS = BUILD / "collections"
VENVS = ROOT / ".venv"


class PreparationFailed(Exception):
    """An environment could not be made; the text says why in one sentence and where to read more."""


@dataclass(frozen=True)
class Environment:
    """A virtual environment: the packages it holds and the ansible-core release it is for."""

    name: str
    requirements: tuple[str, ...]
    core: str | None = None

    @property
    def path(self) -> Path:
        return VENVS / self.name

    @property
    def bin(self) -> Path:
        return self.path / "bin"

    @property
    def python(self) -> Path:
        return self.bin / "python"

    @property
    def specifiers(self) -> tuple[str, ...]:
        if self.core is None:
            return ()
        return (f"ansible-core~={self.core}.0",) if self.core != "newest" else ("ansible-core",)

    @property
    def interpreter(self) -> Path:
        return interpreters.for_core(None if self.core == "newest" else self.core)


def _core(name: str) -> Environment:
    return Environment(f"core-{name}", ("tests/requirements-unit.txt",), core=name)


CORES = ("2.16", "2.19", "newest")
ENVIRONMENTS = {
    environment.name: environment
    for environment in (
        Environment("demo", ("tests/requirements-demo.txt",)),
        Environment("tools", ("requirements-dev.txt",)),
        Environment("importer", ("tests/requirements-importer.txt",), core="2.19"),
        *(_core(core) for core in CORES),
    )
}


def link_collection() -> None:
    """Make the checkout importable as `ansible_collections.wanforge.edge`, whatever folder it lies in."""
    link = COLLECTIONS / "ansible_collections" / "wanforge" / "edge"
    link.parent.mkdir(parents=True, exist_ok=True)
    target = os.path.relpath(ROOT, link.parent)
    if link.is_symlink() and os.readlink(link) == target:
        return
    spare = link.with_name(f"edge.{os.getpid()}")
    spare.symlink_to(target)
    spare.replace(link)


def _requirement_text(name: str) -> str:
    """The content of a requirement file with the files it includes, to notice any change of them."""
    path = (ROOT / name).resolve()
    lines = path.read_text(encoding="utf-8").splitlines()
    included = [line.split(None, 1)[1] for line in lines if line.startswith("-r ")]
    return "\n".join(lines + [_requirement_text(str(path.parent / other)) for other in included])


def _stamp(environment: Environment) -> str:
    parts = [str(environment.path), str(environment.interpreter), *environment.specifiers]
    parts.extend(_requirement_text(name) for name in environment.requirements)
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()


@contextmanager
def locked(name: str) -> Iterator[None]:
    """Let one process or thread at a time do what has this name."""
    VENVS.mkdir(exist_ok=True)
    with open(VENVS / f"{name}.lock", "w", encoding="utf-8") as handle:
        fcntl.flock(handle, fcntl.LOCK_EX)
        yield


def prepare(name: str) -> Environment:
    """Return the environment, made or made anew if its requirements changed; safe to call from several processes."""
    environment = ENVIRONMENTS[name]
    stamp_file = environment.path / "requirements.sha256"
    with locked(name):
        stamp = _stamp(environment)
        if not stamp_file.is_file() or stamp_file.read_text(encoding="utf-8") != stamp:
            _create(environment)
            stamp_file.write_text(stamp, encoding="utf-8")
    return environment


def _create(environment: Environment) -> None:
    logs = BUILD / "logs"
    logs.mkdir(parents=True, exist_ok=True)
    log = logs / f"environment-{environment.name}.txt"
    shutil.rmtree(environment.path, ignore_errors=True)
    install = [str(environment.python), "-m", "pip", "install", "-qq", *environment.specifiers]
    for name in environment.requirements:
        install.extend(["-r", str(ROOT / name)])
    with open(log, "w", encoding="utf-8") as output:
        for command in ([str(environment.interpreter), "-m", "venv", str(environment.path)], install):
            if subprocess.run(command, stdin=subprocess.DEVNULL, stdout=output, stderr=output, check=False).returncode:
                shutil.rmtree(environment.path, ignore_errors=True)
                raise PreparationFailed(f"The environment {environment.name} could not be made: see {log}.")


def main() -> int:
    """Prepare what the command line names, and the collection link."""
    try:
        link_collection()
        for name in sys.argv[1:]:
            prepare(name)
    except (PreparationFailed, interpreters.MissingInterpreter) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
