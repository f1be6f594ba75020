# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The playbooks over tenants, where they must stop, and where they must go on."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.wanforge.edge.tests.unit.generic.controller import Controller
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import Laboratory

DOCUMENT = {"networks": [{"name": "hq", "description": "{{ not a template }}"}]}


@pytest.fixture
def controller(lab: Laboratory, tmp_path: Path) -> Controller:
    """A machine with a document for the tenant acme."""
    made = Controller(lab, tmp_path)
    (tmp_path / "tenants").mkdir()
    made.write("tenants/acme.yml", DOCUMENT)
    return made


def play(controller: Controller, playbook: str, hosts: Mapping[str, Any], *arguments: str) -> tuple[int, str]:
    """The exit status of a playbook over these tenants, and what it says, in one line."""
    inventory = controller.write("tenants.yml", {"all": {"hosts": dict(hosts)}})
    done = controller.run("playbook", f"wanforge.edge.{playbook}", "-i", inventory, *arguments)
    said = " ".join(f"{done.stdout} {done.stderr}".split())
    assert "Traceback" not in said
    return done.returncode, said


@pytest.mark.parametrize(
    "hosts, complaint",
    [
        ({"acme": {}, "globex": {}}, "acme, globex: set cloudconnexa_profile, cloudconnexa_cloud_id"),
        ({"acme": {"cloudconnexa_cloud_id": "acme"}, "globex": {}}, "globex: set cloudconnexa_profile"),
        (
            {"acme": {"cloudconnexa_cloud_id": "acme"}, "globex": {"cloudconnexa_cloud_id": "acme"}},
            "acme and globex name the same tenant.",
        ),
    ],
)
@pytest.mark.parametrize("arguments", [(), ("--limit", "acme")], ids=["all", "one"])
def test_tenants_that_can_be_mistaken_are_refused_before_anything_is_asked(
    controller: Controller, hosts: Mapping[str, Any], complaint: str, arguments: tuple[str, ...]
) -> None:
    status, said = play(controller, "tenant_apply", hosts, *arguments)
    assert status != 0
    assert complaint in said
    assert controller.requests() == []


def test_a_single_tenant_can_come_from_the_environment(controller: Controller) -> None:
    assert play(controller, "tenant_apply", {"acme": {}})[0] == 0
    assert [write["body"]["description"] for write in controller.lab.writes()] == ["{{ not a template }}"]


@pytest.mark.parametrize("arguments", [(), ("--check",)], ids=["for-real", "check"])
def test_a_comparison_finds_drift_and_never_writes(controller: Controller, arguments: tuple[str, ...]) -> None:
    status, said = play(controller, "tenant_drift", {"acme": {}}, *arguments)
    assert status != 0
    assert "acme differs from its document: 1 to create." in said
    assert controller.lab.writes() == []


def test_tenants_that_fail_are_in_the_summary_and_stop_nobody(controller: Controller) -> None:
    own = {option: controller.lab.tenant[option] for option in ("client_id", "client_secret")}
    login = {f"cloudconnexa_{option}": value for option, value in own.items()}
    address = controller.lab.tenant["url"]
    hosts = {
        "acme": {**login, "cloudconnexa_base_url": address},
        "bare": {**login, "cloudconnexa_base_url": f"{address}/"},
        "closed": {**login, "cloudconnexa_base_url": "http://127.0.0.1:1", "cloudconnexa_retry": {"attempts": 1}},
    }
    controller.write("tenants/closed.yml", DOCUMENT)
    status, said = play(controller, "tenant_apply", hosts)
    assert status != 0
    summary = said.split("TASK [Sum up]")[1].split("TASK [")[0]
    assert "acme: 1 created." in summary
    assert "bare: src " in summary and "does not exist" in summary
    assert "closed: " in summary
    assert "acme : ok=" in said.split("PLAY RECAP")[1]
    assert controller.lab.effects() == [("POST", "/api/v1/networks")]


def test_an_export_in_check_mode_writes_no_file(controller: Controller, tmp_path: Path) -> None:
    assert play(controller, "tenant_export", {"acme": {}}, "--check")[0] == 0
    assert not (tmp_path / "exports").exists()
