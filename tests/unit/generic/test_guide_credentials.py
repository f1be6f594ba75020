# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide to credentials: its files are good, its commands do what they show for two tenants."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest
import yaml

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import SETTINGS as TENANT
from ansible_collections.wanforge.edge.plugins.module_utils.profiles import profile_part
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.service import SETTINGS as ROUTER
from ansible_collections.wanforge.edge.tests.unit.generic.controller import Controller
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import (
    ROOT,
    InProcess,
    Laboratory,
    Runner,
    laboratory,
)
from ansible_collections.wanforge.edge.tests.unit.generic.test_guides import PROGRAMS, blocks, commands, missing

GUIDE = "guide_credentials.rst"


def login(lab: Laboratory) -> dict[str, str]:
    """The credentials of a simulated tenant."""
    names = {"base_url": "url", "client_id": "client_id", "client_secret": "client_secret"}
    return {option: lab.tenant[name] for option, name in names.items()}


def test_the_commands_of_the_guide(lab: Laboratory, tmp_path: Path) -> None:
    with laboratory("--seed", "2") as other:
        controller = Controller(lab, tmp_path)
        for variable in controller.credentials():
            del controller.environment[variable]
        (tmp_path / ".config" / "wanforge-edge").mkdir(parents=True)
        profiles: dict[str, Any] = {
            name: {"cloudconnexa": login(one)} for name, one in (("acme", lab), ("globex", other))
        }
        os.chmod(controller.write(".config/wanforge-edge/profiles.yml", profiles), 0o600)
        ran = 0
        for language, name, content in blocks(GUIDE):
            if name:
                controller.write(name, content)
            for (program, *arguments), expected in commands(content) if language == "console" else ():
                done = controller.run(PROGRAMS[program], *arguments)
                assert done.returncode == 0, done.stdout + done.stderr
                assert missing(expected, done.stdout) == [], done.stdout
                ran += 1
        assert ran == 3
        for one in (lab, other):
            assert Runner(one, InProcess()).good("cloudconnexa_user_group_info", {"name": "guests"})["user_groups"]


def test_the_profiles_of_the_guide_are_sound(tmp_path: Path) -> None:
    content = next(content for _language, name, content in blocks(GUIDE) if name == "profiles.yml")
    path = tmp_path / "profiles.yml"
    path.write_text(content, encoding="utf-8")
    path.chmod(0o600)
    for settings, names in ((TENANT, ("acme", "globex")), (ROUTER, ("acme",))):
        allowed = {name: settings.options[name] for name in settings.names}
        assert all(profile_part(name, path, settings.service, allowed) for name in names)


def test_the_message_of_the_guide_is_the_real_one(task: Runner) -> None:
    options = login(task.lab)
    environ = {"CLOUDCONNEXA_CLIENT_SECRET": options.pop("client_secret")}
    result = task.raw("cloudconnexa_network_info", options, environment=environ)
    text = (ROOT / "docs" / "docsite" / "rst" / GUIDE).read_text(encoding="utf-8")
    assert f"    msg: {result['msg']}\n    hint: {result['hint']}\n" in text


@pytest.mark.parametrize("number", range(7))
def test_what_is_not_run_is_sound_yaml(number: int) -> None:
    found = [content for language, _name, content in blocks(GUIDE) if language.startswith("yaml")]
    assert len(found) == 7 and yaml.safe_load(found[number])


def test_a_router_takes_its_profile_from_the_variables_of_its_host(lab: Laboratory, tmp_path: Path) -> None:
    """The address of the profile counts, not the one that Ansible would connect to; without one it is the other way round."""
    controller = Controller(lab, tmp_path)
    whole = {"url": lab.router["url"], "api_key": lab.router["api_key"]}
    parts = {"whole": {"vyos": whole}, "key": {"vyos": {"api_key": lab.router["api_key"], "timeout": 1}}}
    path = controller.write("profiles.yml", parts)
    os.chmod(path, 0o600)
    hosts = {name: {"ansible_host": "127.0.0.9", "vyos_profile": name} for name in parts}
    controller.write("routers.yml", {"all": {"hosts": hosts}})
    task = {"wanforge.edge.vyos_nat_rule_info": {"retry": {"attempts": 1}}}
    controller.write("play.yml", [{"hosts": "all", "gather_facts": False, "tasks": [task]}])
    done = controller.run("playbook", "-i", "routers.yml", "play.yml", environment={"WANFORGE_EDGE_PROFILES": path})
    assert "ok: [whole]" in done.stdout, done.stdout
    assert "https://127.0.0.9" in done.stdout and lab.router["api_key"] not in done.stdout
