# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What modules say about themselves, as ansible-doc reads it."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from typing import Any

import yaml
from ansible.playbook.block import Block
from ansible.playbook.play import Play
from ansible.playbook.task import Task

from ansible_collections.wanforge.edge.tests.unit.generic.cases import MODULES
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import COLLECTIONS, code

COMPARED = {"type": "str", "elements": None, "choices": None, "default": None, "required": False}
KEYWORDS = {*Task.fattributes, *Block.fattributes, *Play.fattributes}


@functools.lru_cache(maxsize=None)
def rendered() -> dict[str, Any]:
    """The documentation of all modules, fragments merged, from one run of ansible-doc."""
    names = [f"wanforge.edge.{module}" for module in MODULES]
    finished = subprocess.run(
        [sys.executable, "-m", "ansible.cli.doc", "--type", "module", "--json", *names],
        env={**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS), "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return {name.rsplit(".", 1)[-1]: entry for name, entry in json.loads(finished.stdout).items()}


def documented(module: str) -> dict[str, Any]:
    """The documentation of a module with all fragments merged."""
    return dict(rendered()[module]["doc"])


def returned(module: str) -> dict[str, Any]:
    """The members of results in the order in which they are documented."""
    return dict(yaml.safe_load(code(module).RETURN))


def normal(options: Mapping[str, Any], below: str) -> dict[str, Any]:
    """Documentation or specification of options, reduced to what both can say."""
    reduced = {}
    for name, option in options.items():
        members = {key: option.get(key, default) for key, default in COMPARED.items()}
        members["options"] = normal(option.get(below) or {}, below)
        reduced[name] = members
    return reduced


def leaves(members: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, Mapping[str, Any]]]:
    """Every documented member of a result, with its place."""
    for name, member in members.items():
        yield f"{path}{name}", member
        yield from leaves(member.get("contains") or {}, f"{path}{name}.")


def tasks_of(examples: Any) -> Iterator[Mapping[str, Any]]:
    """All tasks of examples, whether they stand alone, in blocks or in plays."""
    for entry in examples:
        inner = [
            entry[name] for name in ("tasks", "block", "rescue", "always", "pre_tasks", "post_tasks") if name in entry
        ]
        for part in inner:
            yield from tasks_of(part)
        if not inner:
            yield entry
