# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents of whole tenants: what is wrong in them is refused in time, and what is secret in them is shown nowhere."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from ansible.module_utils import basic
from ansible.parsing.vault import VaultLib, VaultSecret
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import (
    VAULT_PASSWORD,
    InProcess,
    Laboratory,
    Runner,
)
from ansible_collections.wanforge.edge.tests.unit.generic.tenant_tasks import (
    INFO,
    PSK,
    REGION,
    WPC,
    applied,
    laws,
    refused,
    tunnelled,
)
from ansible_collections.wanforge.edge.tests.unit.generic.tenants import KINDS, Document, generated

CONNECTOR = {"name": "c", "vpn_region": REGION}
ANYBODY = [{"type": "USER_GROUP", "all_covered": True}]
WRONG: Sequence[tuple[dict[Any, Any], list[str]]] = (
    ({"network": []}, ["network", "did you mean networks?"]),
    ({"xyz": []}, ["xyz", "networks, hosts"]),
    ({10**5000: []}, ["no section"]),
    ({"networks": "hq"}, ["networks", "must be a list"]),
    ({"networks": {"name": "hq"}}, ["networks", "must be a list"]),
    ({"networks": [None]}, ["networks[0]", "must hold members"]),
    ({"networks": [["hq"]]}, ["networks[0]", "must hold members"]),
    ({"networks": [{}]}, ["networks[0]", "name is missing"]),
    ({"networks": [{"name": ""}]}, ["networks[0]", "name is empty"]),
    ({"networks": [{"name": True}]}, ["name", "quotes"]),
    ({"networks": [{"name": 10**5000}]}, ["name", "quotes"]),
    ({"networks": [{"name": "hq", "id": "1"}]}, ['networks "hq"', "id is unknown"]),
    ({"networks": [{"name": "hq", "state": "gone"}]}, ['"gone"', "present, absent"]),
    ({"networks": [{"name": "hq", "connectors": [5]}]}, ['networks "hq": connectors[0]', "members"]),
    ({"networks": [{"name": "hq", "connectors": [{**CONNECTOR, "network": "hq"}]}]}, ["network is unknown"]),
    ({"networks": [{"name": "hq", "state": "absent", "routes": [{"subnet": "10.0.0.0/24"}]}]}, ["absent", "routes"]),
    ({"networks": [{"name": "hq", "routes": [{"subnet": "10.0.0.1/24"}]}]}, ['subnet "10.0.0.1/24"', "10.0.0.0/24"]),
    ({"hosts": [{"name": "h", "routes": []}]}, ['hosts "h"', "routes is unknown"]),
    ({"users": [{"username": "ada", "group": "Default", "email": "ada"}]}, ['users "ada"', 'email "ada"']),
    (
        {"user_groups": [{"name": "g", "all_regions_included": True, "vpn_regions": [REGION]}]},
        ["vpn_regions", "one of"],
    ),
    ({"settings": [{"snat": True}]}, ["settings", "must hold members"]),
    ({"settings": {"snatt": True}}, ["snatt", "did you mean snat?"]),
    ({"settings": {"snat": "perhaps"}}, ["snat", '"perhaps"', "true or false"]),
    ({"settings": {"device_allowance": 10**5000}}, ["device_allowance", "whole number"]),
    ({"settings": {"dns_zones": [{"addresses": []}]}}, ["dns_zones[0].name is missing"]),
)
WRONG_AFTER_READING: Sequence[tuple[dict[str, Any], list[str]]] = (
    ({"dns_records": [{"domain": "a.example.com"}]}, ['DNS record "a.example.com"', "ipv4_addresses"]),
    ({"user_groups": [{"name": "g"}]}, ['user group "g"', "vpn_regions"]),
    ({"users": [{"username": "ada", "group": "nobody"}]}, ['user "ada"', '"nobody"']),
    ({"networks": [{"name": "a", "connectors": [{"name": "c", "vpn_region": "mars"}]}]}, ["vpn_region", '"mars"']),
    ({"networks": [{"name": "a", "connectors": [{**CONNECTOR, "state": "started"}]}]}, ["no IPsec connector"]),
    ({"networks": [{"name": "a"}, {"name": "a"}]}, ['network "a"', "already"]),
    ({"networks": [{"name": "a", "gateways": ["b"]}, {"name": "b", "gateways": ["a"]}]}, ["circle", '"a"', '"b"']),
    ({"networks": [{"name": "a", "gateways": ["a"]}]}, ["circle", '"a"']),
    (
        {"networks": [{"name": n, "routes": [{"subnet": "10.0.0.0/8"}]} for n in "ab"]},
        ['route "10.0.0.0/8" of network "b"', 'network "a"'],
    ),
    (
        {
            "user_groups": [{"name": "g", "all_regions_included": True, "max_device": 1}],
            "users": [{"username": "ada", "group": "g", "devices": [{"name": "one"}, {"name": "two"}]}],
        },
        ['device "two"', "max_device"],
    ),
    (
        {"access_groups": [{"name": "x", "source": ANYBODY, "destination": [{"type": "HOST_SERVICE"}]}]},
        ["destination", "children"],
    ),
    (
        {"user_groups": [{"name": "Default", "state": "absent"}], "users": [{"username": "u", "group": "Default"}]},
        ['"Default"'],
    ),
)


@pytest.mark.parametrize("document, words", WRONG, ids=lambda value: str(value)[:40] if isinstance(value, list) else "")
def test_what_is_wrong_in_itself_is_refused_before_the_first_request(
    document: dict[str, Any], words: list[str], task: Runner
) -> None:
    message = refused(task, config=document)["msg"]
    assert [word for word in words if word not in message] == []
    assert task.lab.log() == []


@pytest.mark.parametrize("document, words", WRONG_AFTER_READING, ids=lambda value: str(value)[:40])
def test_what_is_wrong_with_this_tenant_is_refused_before_the_first_write(
    document: dict[str, Any], words: list[str], task: Runner
) -> None:
    message = refused(task, config=document)["msg"]
    assert [word for word in words if word not in message] == []


ODD = st.sampled_from([None, True, 0, -1, 2.5, "", "text", "10.0.0.0/8", b"raw", 10**30, float("nan")])
ANYTHING = st.recursive(
    ODD,
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(
        st.sampled_from(["name", "state", "connectors", "routes", "group", "ipsec_config", "odd"]), inner
    ),
    max_leaves=12,
)


@settings(laws, max_examples=150)
@given(document=st.dictionaries(st.sampled_from([*KINDS, "settings", "odd"]), ANYTHING, max_size=3))
def test_no_document_raises(running_laboratory: Laboratory, document: dict[str, Any]) -> None:
    result = Runner(running_laboratory, InProcess())(WPC, {"config": document}, check=True)
    assert result["msg"] and (not result.get("failed") or result["hint"])


def test_release_and_settings_go_together(task: Runner) -> None:
    result = refused(task, config={"settings": {"ip_allocation_mode": "BOTH"}}, api_version="1.0")
    assert "ip_allocation_mode" in result["msg"] and "1.2.3" in result["msg"]
    document = {
        "user_groups": [{"name": "g", "all_regions_included": True, "tunnel_bypass": {"ipv4_subnets": ["10.0.0.0/8"]}}]
    }
    assert "tunnel_bypass" in refused(task, config=document, api_version="1.1.0")["msg"]


MISPLACED: Sequence[dict[str, Any]] = (
    {"ipsec_config": PSK},
    {"ipsec_config": [PSK]},
    {"ipsec_config": {"pre_shared_key": [PSK]}},
    {"ipsec_config": {"pre_shared_key": {"text": PSK}}},
    {"ipsec_config": {"pre_shared_kye": PSK}},
    {"ipsec_config": {"ike_protocol": [PSK]}},
    {"ipsec_config": {"pre_shared_key": PSK, "ike_protocol": PSK}},
    {"ipsec_config": {"ike_protocol": {"phase1": {"pre_shared_key": PSK}}}},
    {"pre_shared_key": PSK},
    {"state": {"pre_shared_key": PSK}},
    {"description": {"pre_shared_key": PSK}},
)


@pytest.mark.parametrize("wrong", MISPLACED, ids=str)
def test_secrets_in_the_wrong_place_are_not_shown(wrong: dict[str, Any], either: Runner) -> None:
    document = tunnelled()
    document["networks"][0]["connectors"][0].update(wrong)
    result = either.raw(WPC, {**either.lab.connection(WPC), "config": document}, check=True)
    assert result["failed"] is True and PSK not in json.dumps(result)
    assert either.lab.log() == []


def test_secrets_in_the_right_place_are_not_shown_either(either: Runner) -> None:
    connection = either.lab.connection(WPC)
    document = tunnelled()
    wrong = {"timeout": "long"}, {"no_such_option": 1}, {"parallel": 99}, {"base_url": "http://192.0.2.1"}
    for more in ({}, *wrong):
        for check in (True, False):
            assert PSK not in json.dumps(either.raw(WPC, {**connection, "config": document, **more}, check))
    document["networks"].append({"name": "a", "routes": [{"subnet": PSK}]})
    assert PSK not in json.dumps(either.raw(WPC, {**connection, "config": document}))
    changed = tunnelled(pre_shared_key="another-secret", domain="new.example.com")
    result = either.raw(WPC, {**connection, "config": changed})
    assert result["changed"] is True and "another-secret" not in json.dumps(result)
    assert "another-secret" not in json.dumps(either.lab.log())


def test_the_log_of_the_system_is_told_no_option(
    either: Runner, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    told: list[str] = []
    monkeypatch.setattr(basic.AnsibleModule, "log", lambda module, msg, log_args=None: told.append(f"{msg} {log_args}"))
    for more in ({}, {"timeout": "long"}):
        either.raw(WPC, {**either.lab.connection(WPC), "config": tunnelled(), **more})
    assert [text for text in told if PSK in text] == []


def test_encrypted_texts_of_files_are_shown_nowhere(task: Runner, tmp_path: Path) -> None:
    lock = VaultLib([("default", VaultSecret(VAULT_PASSWORD))])
    block = "\n".join(f"        {line}" for line in lock.encrypt(b"hidden description").decode().splitlines())
    path = tmp_path / "acme.yml"
    place = f"networks:\n  - name: hq\n    {{}}: !vault |\n{block}\n"
    for member in ("description", "internet_access", "gateways", "egress", "routes", "descriptoin"):
        path.write_text(place.format(member), encoding="utf-8")
        result = task(WPC, {"src": str(path)})
        assert "hidden description" not in json.dumps(result)
        assert bool(result.get("failed")) is (member != "description")
    assert task.lab.state()["cloudconnexa"] and "hidden description" in json.dumps(task.lab.state())


def test_documents_from_files_are_like_those_in_options(task: Runner, tmp_path: Path) -> None:
    document = generated(Random(3), 3)
    parts: dict[str, Document] = {"10.yml": {}, "20.yaml": {}}
    for number, (section, content) in enumerate(document.items()):
        parts["10.yml" if number % 2 else "20.yaml"][section] = content
    for name, part in parts.items():
        (tmp_path / name).write_text(yaml.safe_dump(part, allow_unicode=True), encoding="utf-8")
    from_files, from_option = task.good(WPC, {"src": str(tmp_path)}, check=True), applied(task, document, check=True)
    assert sorted(map(repr, from_files["objects"])) == sorted(map(repr, from_option["objects"]))
    assert from_files["summary"] == from_option["summary"]
    applied(task, document)
    assert task.good(WPC, {"src": str(tmp_path)})["changed"] is False


@pytest.mark.parametrize(
    "options, words",
    [
        ({"src": ""}, ["src"]),
        ({"src": "/nowhere/at/all.yml"}, ["all.yml"]),
        ({"src": "x", "config": {}}, ["src", "config"]),
        ({}, ["src", "config"]),
        ({"config": None}, ["config"]),
    ],
)
def test_one_document_is_needed(options: dict[str, Any], words: list[str], either: Runner) -> None:
    result = either(WPC, options)
    assert result["failed"] is True and result["hint"] and either.lab.log() == []
    assert [word for word in words if word not in result["msg"]] == []


def test_two_objects_of_one_name_are_told(task: Runner) -> None:
    for _number in range(2):
        task.good("cloudconnexa_api", {"method": "POST", "path": "networks", "body": {"name": "twin"}})
    result = task.raw(INFO, {**task.lab.connection(INFO), "sections": ["networks"]})
    assert any('2 objects of kind network are called "twin"' in warning for warning in result["warnings"])
    message = refused(task, config=result["config"])["msg"]
    assert '"twin"' in message and "networks" in message
