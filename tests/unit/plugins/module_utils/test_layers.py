# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Imports go one way, and files stay small: read from the source of everything below plugins/."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

PLUGINS = Path(__file__).resolve().parents[4] / "plugins"
PREFIX = "ansible_collections.wanforge.edge."
SERVICES = {"cloudconnexa", "vyos", "baselog"} & {path.name for path in (PLUGINS / "module_utils").iterdir()}
CORE = {"http", "auth", "factory", "converge", "connection", "sources"}
PLUGIN_KINDS = ("inventory", "lookup", "callback", "filter")
ALLOWED = {
    "http": {"http"},
    "auth": {"auth", "http"},
    "factory": {"factory", "auth", "http"},
    "converge": {"converge"},
    "profiles": {"profiles", "http"},
    "sources": {"sources", "profiles", "http"},
    "connection": {"connection", "sources", "factory", "auth", "http", "converge"},
    **{service: {service} | CORE for service in SERVICES},
    "runner": {"runner"} | CORE | SERVICES,
    "campaigns": {"campaigns", "runner"} | CORE,
    "plugin_utils": {"plugin_utils", "runner"} | CORE | SERVICES,
    "modules": {"runner", "campaigns"} | SERVICES,
    "action": {"plugin_utils"},
    "doc_fragments": set(),
    **{kind: {"plugin_utils"} | CORE | SERVICES for kind in PLUGIN_KINDS},
}
THIRD_PARTY = ("requests", "urllib3", "cryptography", "yaml", "jinja2")
MOST_LINES = 400
MOST_LINES_OF_A_FUNCTION = 40
SOURCES = sorted(path.relative_to(PLUGINS) for path in PLUGINS.rglob("*.py"))
MODULES = [path for path in SOURCES if path.parts[0] == "modules"]


def parsed(path: Path) -> ast.Module:
    return ast.parse((PLUGINS / path).read_text(encoding="utf-8"))


def layer_of(path: Path) -> str:
    """Return the layer of a file: its package below module_utils, its single file there, or the kind of plugin."""
    if path.parts[0] != "module_utils":
        return path.parts[0]
    return path.parts[1] if len(path.parts) > 2 else path.stem


def imports_of(tree: ast.AST) -> Iterator[tuple[str, str]]:
    """Yield every imported module together with the imported name, those for type checkers included."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from ((alias.name, "") for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            yield from (("." * node.level + (node.module or ""), alias.name) for alias in node.names)


def layer_imported(module: str, name: str) -> str:
    """Return the layer of an import of our own."""
    parts = module[len(PREFIX) :].split(".")[1:] + [name]
    return parts[1] if parts[0] == "module_utils" else parts[0]


def test_there_is_something_to_look_at() -> None:
    assert len(SOURCES) > 30
    assert {"http", "auth", "factory", "converge", "connection", "runner"} <= {layer_of(path) for path in SOURCES}
    assert MODULES


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_imports_go_one_way(path: Path) -> None:
    assert layer_of(path) in ALLOWED, "a new layer: say here what it may import"
    ours = [(module, name) for module, name in imports_of(parsed(path)) if module.startswith(PREFIX)]
    wrong = [f"{module} {name}" for module, name in ours if layer_imported(module, name) not in ALLOWED[layer_of(path)]]
    assert wrong == []


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_imports_are_absolute_and_of_public_names(path: Path) -> None:
    for module, name in imports_of(parsed(path)):
        assert not module.startswith(".")
        if path.parts[0] == "modules":
            assert module == "__future__" or module.startswith(PREFIX)
            assert not name.startswith("_")


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_only_the_runner_and_the_controller_side_know_ansible(path: Path) -> None:
    known = {module for module, _name in imports_of(parsed(path)) if module.split(".")[0] == "ansible"}
    assert not known or path.parts[0] in ("plugin_utils", *PLUGIN_KINDS) or path == Path("module_utils/runner.py")


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_libraries_are_imported_where_their_absence_is_noticed(path: Path) -> None:
    tree = parsed(path)
    guarded = {item for node in ast.walk(tree) if isinstance(node, ast.Try) for item in imports_of(node)}
    for module, name in imports_of(tree):
        needed_by_ansible = module == "yaml" and path.parts[0] == "plugin_utils"
        if module.split(".")[0] in THIRD_PARTY and not needed_by_ansible:
            assert (module, name) in guarded


def test_one_place_branches_on_check_mode() -> None:
    found = []
    for path in SOURCES:
        for node in ast.walk(parsed(path)):
            if isinstance(node, (ast.If, ast.IfExp, ast.While)) and "check_mode" in ast.dump(node.test):
                found.append(f"{path}:{node.lineno}")
    assert len(found) == 1, found
    assert found[0].startswith("module_utils/runner.py:")


@pytest.mark.parametrize("path", SOURCES, ids=str)
def test_files_and_functions_are_short(path: Path) -> None:
    if path.parts[0] not in ("modules", "doc_fragments"):
        assert len((PLUGINS / path).read_text(encoding="utf-8").splitlines()) <= MOST_LINES
    for node in ast.walk(parsed(path)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            assert length <= MOST_LINES_OF_A_FUNCTION, node.name


def code_lines(path: Path) -> list[str]:
    """Return the lines of a module from its first import after RETURN, without blank ones and documentation of functions."""
    tree = parsed(path)
    documented = next(
        node for node in tree.body if isinstance(node, ast.Assign) and ast.dump(node.targets[0]).find("'RETURN'") > 0
    )
    text = (PLUGINS / path).read_text(encoding="utf-8").splitlines()
    dropped: set[int] = set(range(1, (documented.end_lineno or 0) + 1))
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef) and ast.get_docstring(node) is not None:
            dropped.update(range(node.body[0].lineno, (node.body[0].end_lineno or 0) + 1))
    return [line for number, line in enumerate(text, 1) if number not in dropped and line.strip()]


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_modules_hold_no_logic(path: Path) -> None:
    most = 10 if path.stem.endswith("_info") else 15
    lines = code_lines(path)
    assert lines[0].startswith(("from ", "import "))
    assert len(lines) <= most


@pytest.mark.parametrize("path", MODULES, ids=str)
def test_every_module_has_an_action_that_is_one_import(path: Path) -> None:
    tree = parsed(Path("action") / path.name)
    code = [node for node in tree.body if not isinstance(node, (ast.Expr, ast.ImportFrom))]
    assert [ast.unparse(node) for node in code] in ([], ["__all__ = ['ActionModule']"], ["__all__ = ('ActionModule',)"])
    assert [name for module, name in imports_of(tree) if module != "__future__"] == ["ActionModule"]
