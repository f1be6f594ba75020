# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The gates as data. A gate is listed as soon as the thing it looks at exists, and from then on it always runs."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import interpreters
from environments import BUILD, COLLECTIONS, CORES, ENVIRONMENTS, ROOT, Environment

GATES = Path("tests") / "gates"
MINIMUM_COVERAGE = 85
OLDEST_MANAGED_PYTHON = "3.9"


@dataclass(frozen=True)
class Gate:
    """One check: commands run in order in an environment, in the checkout or in a copy of it called `tree`."""

    name: str
    environment: str
    commands: tuple[tuple[str, ...], ...]
    tree: str = ""
    folder: str = "."
    variables: Mapping[str, str] = field(default_factory=dict)
    ansible_test: bool = False


def _has(*patterns: str) -> bool:
    return any(any(ROOT.glob(pattern)) for pattern in patterns)


def _script(name: str, *arguments: str) -> tuple[str, ...]:
    return ("python", str(ROOT / GATES / name), *arguments)


def _python_folders() -> list[str]:
    return [name for name in ("plugins", "tests", "extensions", "docs") if _has(f"{name}/**/*.py")]


def _core_label(core: str) -> str:
    return f"core-{core}"


def _ansible_test(environment: Environment, *arguments: str) -> tuple[str, ...]:
    """Call ansible-test by its file: the first line of a script cannot name a Python whose path has a space."""
    return ("python", str(environment.bin / "ansible-test"), *arguments, "--venv", "--color", "no")


def _sanity() -> Iterator[Gate]:
    if not _has("plugins/**/*.py"):
        return
    for core in reversed(CORES):
        environment = ENVIRONMENTS[_core_label(core)]
        command = _ansible_test(environment, "sanity", "--truncate", "0")
        yield Gate(f"sanity-{core}", environment.name, (command,), tree=f"sanity-{core}", ansible_test=True)


def _ansible_test_units() -> Iterator[Gate]:
    if not _has("tests/unit/plugins/**/test_*.py"):
        return
    # The newest release runs the same tests in pytest-newest, with the coverage.
    for core in ("2.16",):
        environment = ENVIRONMENTS[_core_label(core)]
        python = interpreters.version_of(environment.interpreter)
        command = _ansible_test(environment, "units", "--python", python, "tests/unit/plugins/")
        yield Gate(f"units-{core}", environment.name, (command,), tree=f"units-{core}", ansible_test=True)
    folders = [f"tests/unit/plugins/{name}/" for name in ("module_utils", "modules")]
    folders = [name for name in folders if _has(f"{name}**/test_*.py")]
    if folders:
        name = f"units-2.19-python{OLDEST_MANAGED_PYTHON}"
        environment = ENVIRONMENTS["core-2.19"]
        command = _ansible_test(environment, "units", "--python", OLDEST_MANAGED_PYTHON, *folders)
        yield Gate(name, environment.name, (command,), tree=name, ansible_test=True)


def _pytest() -> Iterator[Gate]:
    """All tests with the newest release, which also measures; with the others those that their ansible-core can fail."""
    pytest = ("pytest", "-q", "-p", "no:cacheprovider", "--durations=5")
    coverage = ("--cov", "--cov-config=pyproject.toml", f"--cov-fail-under={MINIMUM_COVERAGE}")
    if _has("tests/unit/**/test_*.py"):
        measure = coverage if _has("plugins/**/*.py") else ()
        yield Gate("pytest-newest", _core_label("newest"), ((*pytest, *measure, "tests/unit"),))
    names = ("lifecycle", "documentation", "processes", "inventory", "lookup", "plugins_in_process", "guides")
    dependent = [f"tests/unit/generic/test_{name}.py" for name in names]
    dependent = [name for name in dependent if _has(name)]
    if dependent:
        talkative = "tests/unit/generic/test_secrets.py::test_the_most_verbose_output_holds_no_secret"
        for core in ("2.19", "2.16"):
            yield Gate(f"pytest-{core}", _core_label(core), ((*pytest, *dependent, talkative),))


def _chaos() -> Iterator[Gate]:
    """The short sweep, with a seed of its own so that it meets the same faults each time."""
    if _has("tests/chaos"):
        sweep = ("python", "-m", "tests.chaos.run", "--faults", "600", "--minutes", "6", "--seed", "gate")
        yield Gate("chaos", _core_label("newest"), (("env", f"PYTHONPATH={COLLECTIONS}", *sweep),))


def _mypy() -> Iterator[Gate]:
    commands = []
    inside = COLLECTIONS / "ansible_collections" / "wanforge" / "edge"
    names = (
        "module_utils",
        "plugin_utils",
        "modules",
        "action",
        "inventory",
        "lookup",
        "callback",
        "filter",
        "doc_fragments",
    )
    plugins = [str(inside / "plugins" / name) for name in names if _has(f"plugins/{name}/**/*.py")]
    mypy = ("mypy", "--config-file", str(ROOT / "pyproject.toml"), "--strict")
    if plugins:
        commands.append(("env", f"MYPYPATH={COLLECTIONS}", *mypy, *plugins))
    for name in ("tests/gates", "tests/sandbox"):
        if _has(f"{name}/**/*.py"):
            commands.append(("env", f"MYPYPATH={name}", *mypy, name))
    scripts = [name for name in ("tests/demo.py", "tests/bench") if _has(name)]
    if scripts:
        commands.append(("env", "MYPYPATH=.", *mypy, *scripts))
    if _has("tests/chaos"):
        commands.append(
            ("env", f"MYPYPATH={COLLECTIONS}", *mypy, "--follow-imports=silent", str(inside / "tests" / "chaos"))
        )
    if commands:
        yield Gate("mypy", "tools", tuple(commands))


def _formatting() -> Iterator[Gate]:
    folders = _python_folders()
    yield Gate("black", "tools", (("black", "--check", "--diff", "--quiet", *folders),))
    yield Gate("isort", "tools", (("isort", "--check-only", "--diff", *folders),))
    yield Gate("flake8", "tools", (("flake8", "--config", ".flake8", *folders),))
    yield Gate("yamllint", "tools", (("yamllint", "--strict", "."),), tree="plain")
    yield Gate("conventions", "tools", (_script("conventions.py"),))


def _documentation() -> Iterator[Gate]:
    if not _has("plugins/modules/*.py"):
        return
    lint = ("antsibull-docs", "lint-collection-docs", "--plugin-docs", ".")
    yield Gate("docs-lint", "tools", (lint,), tree="plain")
    yield Gate("docs-site", "tools", (_script("docs_site.py", str(BUILD / "docs")),), tree="plain")
    for core in CORES:
        yield Gate(f"ansible-doc-{core}", _core_label(core), (_script("plugin_docs.py"),), tree="plain")


def _changelog() -> Iterator[Gate]:
    yield Gate("changelog", "tools", (("antsibull-changelog", "lint"),), tree="plain")


def _ansible_lint() -> Iterator[Gate]:
    if _has("roles/*", "playbooks/*", "extensions/**/*.yml", "plugins/modules/*.py"):
        command = ("ansible-lint", "--offline", "--strict", "--profile", "production")
        yield Gate("ansible-lint", "tools", (command,), tree="lint")


def _package() -> Iterator[Gate]:
    if not _has("README.md"):
        return
    for core in CORES:
        command = _script("package.py", str(BUILD / "dist" / core))
        yield Gate(f"package-{core}", _core_label(core), (command,), tree="plain")
    yield Gate("galaxy-importer", "importer", (_script("importer.py", str(BUILD / "dist" / "importer")),), tree="plain")


def _molecule() -> Iterator[Gate]:
    for path in sorted(ROOT.glob("extensions/molecule/*/molecule.yml")):
        name = path.parent.name
        command = ("molecule", "test", "--scenario-name", name)
        yield Gate(f"molecule-{name}", "tools", (command,), tree="molecule", folder="extensions")


def _integration() -> Iterator[Gate]:
    playbooks = [path for path in sorted(ROOT.glob("tests/integration/*.yml")) if "config" not in path.stem]
    for path in playbooks:
        command = _script("with_sandbox.py", "ansible-playbook", "-v", f"tests/integration/{path.name}")
        yield Gate(f"integration-{path.stem}", "tools", (command,), tree="integration")
    if _has("tests/integration/targets/*/aliases"):
        environment = ENVIRONMENTS["tools"]
        python = interpreters.version_of(environment.interpreter)
        test = _ansible_test(environment, "integration", "--python", python, "--allow-unsupported")
        command = _script("with_sandbox.py", *test)
        yield Gate("integration-targets", environment.name, (command,), tree="integration", ansible_test=True)


def gates() -> list[Gate]:
    """All gates that have something to look at, in the order in which they start: the long ones first."""
    groups: Iterable[Iterator[Gate]] = (
        _sanity(),
        _formatting(),
        _pytest(),
        _chaos(),
        _mypy(),
        _ansible_lint(),
        _documentation(),
        _changelog(),
        _package(),
        _ansible_test_units(),
        _molecule(),
        _integration(),
    )
    return [gate for group in groups for gate in group]
