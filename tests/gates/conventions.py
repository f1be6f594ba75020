# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Check what no other tool checks: sizes, licence lines, no exemptions, action groups and action files complete."""

from __future__ import annotations

import ast
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import yaml
from environments import ROOT
from trees import project_files

MAXIMUM_LINES = 400
MAXIMUM_FUNCTION_LINES = 40
LICENCE = "# SPDX-License-Identifier: GPL-3.0-or-later"
# Character classes keep this file from complaining about itself.
EXEMPTIONS = re.compile(r"no[q]a|TO[D]O|FIX[M]E|pytest\.mark\.[xs](fail|kip)|pytest\.[s]kip\(")


def _code_lines(text: str, tree: ast.Module) -> int:
    """Lines of a file without its documentation strings at module level: those of a module may be long."""
    documentation = {"DOCUMENTATION", "EXAMPLES", "RETURN", "MODULE_DOCUMENTATION", "ModuleDocFragment"}
    lines = len(text.splitlines())
    for node in tree.body:
        names = {target.id for target in getattr(node, "targets", []) if isinstance(target, ast.Name)}
        if names & documentation or getattr(node, "name", "") in documentation:
            lines -= (node.end_lineno or node.lineno) - node.lineno + 1
    return lines


def _python_problems(path: Path) -> Iterator[str]:
    text = (ROOT / path).read_text(encoding="utf-8")
    if not text.strip():
        return
    tree = ast.parse(text)
    if LICENCE not in text.splitlines()[:4]:
        yield f"{path}: the first lines do not hold `{LICENCE}`"
    if text.strip() and "from __future__ import annotations" not in text:
        yield f"{path}: no `from __future__ import annotations`"
    if _code_lines(text, tree) > MAXIMUM_LINES:
        yield f"{path}: more than {MAXIMUM_LINES} lines"
    for node in ast.walk(tree):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            length = (node.end_lineno or node.lineno) - node.lineno + 1
            if length > MAXIMUM_FUNCTION_LINES:
                yield f"{path}:{node.lineno}: {node.name} has {length} lines, {MAXIMUM_FUNCTION_LINES} are allowed"
    for number, line in enumerate(text.splitlines(), 1):
        if EXEMPTIONS.search(line):
            yield f"{path}:{number}: an exemption or a note to oneself: {line.strip()}"


def _group_problems(modules: set[str]) -> Iterator[str]:
    groups = yaml.safe_load((ROOT / "meta" / "runtime.yml").read_text(encoding="utf-8"))["action_groups"]
    listed = {name for members in groups.values() for name in members}
    for name in sorted(modules - listed):
        yield f"meta/runtime.yml: {name} is in no action group"
    for name in sorted(listed - modules):
        yield f"meta/runtime.yml: there is no module {name}"
    for group, members in groups.items():
        for name in members:
            if not name.startswith(f"{group}_"):
                yield f"meta/runtime.yml: {name} does not belong into the group {group}"


def problems() -> Iterator[str]:
    """Everything that is wrong, one sentence each."""
    paths = project_files()
    for path in paths:
        if re.fullmatch(r"tests/sanity/ignore-.*\.txt", path.as_posix()):
            yield f"{path}: exemptions from the sanity tests are not wanted"
        if path.suffix == ".py":
            yield from _python_problems(path)
    modules = {path.stem for path in paths if path.parent == Path("plugins/modules") and path.suffix == ".py"}
    actions = {path.stem for path in paths if path.parent == Path("plugins/action") and path.suffix == ".py"}
    for name in sorted(modules ^ actions - {"__init__"}):
        yield f"plugins: {name} needs both a module and an action file"
    if modules:
        yield from _group_problems(modules)


if __name__ == "__main__":
    found = list(problems())
    print("\n".join(found))
    sys.exit(1 if found else 0)
