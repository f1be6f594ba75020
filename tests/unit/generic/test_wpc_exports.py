# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A whole tenant as a document: an export makes the same tenant again, and says what it lacks."""

from __future__ import annotations

import json
from random import Random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.settings import ALL
from ansible_collections.wanforge.edge.tests.unit.generic.cases_tenant import ALL_SETTINGS, CHANGED_SETTINGS
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import InProcess, Laboratory, Runner
from ansible_collections.wanforge.edge.tests.unit.generic.tenant_tasks import (
    INFO,
    INSIDE,
    PSK,
    applied,
    exported,
    laws,
    start,
    tunnelled,
    with_secrets,
)
from ansible_collections.wanforge.edge.tests.unit.generic.tenants import KINDS, generated, large


@laws
@given(seed=st.integers(0, 10**6))
def test_an_export_makes_the_same_tenant_again(running_laboratory: Laboratory, seed: int) -> None:
    task = Runner(running_laboratory, InProcess())
    start(task, generated(Random(seed), 3))
    document = exported(task)
    task.lab.forget()
    same = applied(task, document)
    assert (same["changed"], task.lab.writes()) == (False, []), same["diff"]
    for check in (True, False):
        assert applied(task, with_secrets(document), check)["summary"]["creations"] == 0
    start(task, with_secrets(document))
    assert exported(task) == document


@pytest.mark.parametrize("release", ["1.0", "1.1.0", "1.2.3"])
def test_exports_of_every_release_can_be_applied(release: str, task: Runner) -> None:
    start(task, large(1))
    task.lab.control("PATCH", "knobs", {"cloudconnexa": {"level": release}})
    document = task.good(INFO, {"api_version": release})["config"]
    task.lab.forget()
    assert applied(task, document, api_version=release)["changed"] is False
    assert task.lab.writes() == []


@pytest.mark.parametrize("section", KINDS)
def test_a_part_of_the_export_has_names_in_place_of_ids_too(section: str, task: Runner) -> None:
    """Applied to another tenant, ids would mean nothing."""
    start(task, generated(Random(7), 4))
    whole = exported(task)
    inside = [name for name in INSIDE if any(name in entry for entry in whole[section])]
    assert exported(task, section, *inside) == {section: whole[section]}
    bare = exported(task, section)[section]
    assert bare == [{name: value for name, value in entry.items() if name not in INSIDE} for entry in whole[section]]


@pytest.mark.parametrize("style", ["null", "empty"])
@pytest.mark.parametrize("mode", ["replace", "merge"])
def test_however_the_service_writes_what_is_not_set(style: str, mode: str, task: Runner) -> None:
    knobs = {"unset_style": style, "put_mode": mode, "list_system_subnets": True}
    task.lab.control("PATCH", "knobs", {"cloudconnexa": knobs})
    applied(task, generated(Random(11), 3), parallel=8)
    document = exported(task)
    task.lab.forget()
    assert applied(task, document)["changed"] is False and task.lab.writes() == []


def test_exports_say_what_they_lack(task: Runner) -> None:
    start(task, tunnelled())
    result = task.good(INFO, {})
    assert PSK not in json.dumps(result)
    assert [one["object"] for one in result["write_only"]] == ['connector "tunnel" of network "vienna"']
    assert "ipsec_config.pre_shared_key" in result["write_only"][0]["options"]
    assert "Secrets of 1 object are missing." in result["msg"]


@pytest.mark.parametrize(
    "sections, words",
    [
        (["connectors"], ["connectors"]),
        (["networks", "devices"], ["devices"]),
        (["hosts", "routes"], ["routes"]),
        (["users", "routes", "applications"], ["routes", "applications"]),
    ],
)
def test_lists_without_what_they_stand_in_cannot_be_exported(
    sections: list[str], words: list[str], task: Runner
) -> None:
    result = task(INFO, {"sections": sections})
    assert result["failed"] is True and [word for word in words if word not in result["msg"]] == []
    assert result["hint"] and task.lab.log() == []


def test_an_export_of_nothing_is_empty(task: Runner) -> None:
    assert exported(task, "networks") == {"networks": []}
    assert task.good(INFO, {"sections": []})["config"] == {}


def test_settings_are_exported_and_applied(task: Runner) -> None:
    chosen = {name: value for name, value in ALL_SETTINGS.items() if name not in ("subnet", "domain_routing_subnet")}
    start(task, {"settings": chosen})
    document = exported(task, "settings")
    assert len(task.lab.log()) <= 1 + len(ALL)
    changed = applied(task, {"settings": CHANGED_SETTINGS})
    assert changed["summary"]["requests"] == len(CHANGED_SETTINGS)
    applied(task, document)
    assert exported(task, "settings") == document
