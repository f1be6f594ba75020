# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What guides show is what happens: their files are written, their commands run, and what they print is there."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Iterator
from pathlib import Path

import pytest
import yaml

from ansible_collections.wanforge.edge.tests.unit.generic.controller import Controller
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import ROOT, Laboratory, Runner

GUIDES = ROOT / "docs" / "docsite" / "rst"
BLOCK = re.compile(r"^\.\. code-block:: (\S+)\n((?:   :\S+: .*\n)*)\n((?:(?: {4}.*)?\n)+)", re.MULTILINE)
CAPTION = re.compile(r":caption: (\S+)")
PROGRAMS = {"ansible": "adhoc", "ansible-inventory": "inventory", "ansible-playbook": "playbook"}
MADE_BY_THE_SERVICE = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
TENANT = (
    ("cloudconnexa_network", {"name": "hq"}),
    ("cloudconnexa_network", {"name": "graz"}),
    ("cloudconnexa_host", {"name": "intranet"}),
    ("cloudconnexa_connector", {"network": "hq", "name": "hq-1", "vpn_region": "eu-central-1"}),
    ("cloudconnexa_connector", {"network": "hq", "name": "gw", "vpn_region": "eu-central-1"}),
    (
        "cloudconnexa_connector",
        {"network": "graz", "name": "gw", "vpn_region": "eu-central-1", "description": "Rack 2"},
    ),
    ("cloudconnexa_connector", {"host": "intranet", "name": "web", "vpn_region": "us-east-1"}),
    ("cloudconnexa_user_group", {"name": "staff", "all_regions_included": True}),
    ("cloudconnexa_user", {"username": "alice", "group": "staff"}),
    ("cloudconnexa_device", {"user": "alice", "name": "laptop"}),
)


def blocks(guide: str) -> Iterator[tuple[str, str, str]]:
    """Language, file name and content of each block of a guide."""
    for language, options, content in BLOCK.findall((GUIDES / guide).read_text(encoding="utf-8")):
        caption = CAPTION.search(options)
        yield language, caption[1] if caption else "", textwrap.dedent(content)


def commands(content: str) -> Iterator[tuple[list[str], list[str]]]:
    """Each command of a console, with the lines that it prints."""
    for part in re.split(r"^\$ ", content, flags=re.MULTILINE)[1:]:
        command, *printed = part.splitlines()
        yield command.split(), [line.rstrip() for line in printed if line.strip()]


def missing(expected: list[str], output: str) -> list[str]:
    """The first of the lines that an output does not hold in their order; dots at both ends stand for more of the line."""
    lines = iter(MADE_BY_THE_SERVICE.sub("ID", output).splitlines())
    for line in expected:
        wanted = MADE_BY_THE_SERVICE.sub("ID", line)
        part = wanted.strip(".") if wanted.startswith("...") else None
        if not any(part in found if part else found.rstrip() == wanted for found in lines):
            return [line]
    return []


def test_the_guide_to_the_inventory(lab: Laboratory, task: Runner, tmp_path: Path) -> None:
    task.all(TENANT)
    controller = Controller(lab, tmp_path)
    found = list(blocks("guide_inventory.rst"))
    for _language, name, content in found:
        if name:
            controller.write(name, content)
    ran = 0
    for language, _name, content in found:
        for (program, *arguments), expected in commands(content) if language == "console" else ():
            done = controller.run(PROGRAMS[program], *arguments)
            assert done.returncode == 0, done.stdout + done.stderr
            assert missing(expected, done.stdout) == [], done.stdout + done.stderr
            ran += 1
    assert ran == 5


@pytest.mark.parametrize("guide", ["guide_inventory.rst"])
def test_what_is_not_run_is_sound_yaml(guide: str) -> None:
    assert all(yaml.safe_load(content) for language, _name, content in blocks(guide) if language.startswith("yaml"))
