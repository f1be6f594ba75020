# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole tenant in one task: what it costs, what it does, and that an export makes the same tenant again."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from ansible.module_utils import basic
from ansible.parsing.vault import VaultLib, VaultSecret
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.settings import ALL
from ansible_collections.wanforge.edge.tests.unit.generic.cases_networks import IPSEC
from ansible_collections.wanforge.edge.tests.unit.generic.cases_tenant import ALL_SETTINGS, CHANGED_SETTINGS
from ansible_collections.wanforge.edge.tests.unit.generic.documentation import leaves, returned
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import (
    VAULT_PASSWORD,
    InProcess,
    Laboratory,
    Runner,
)
from ansible_collections.wanforge.edge.tests.unit.generic.tenants import (
    KINDS,
    Document,
    generated,
    large,
    objects_in,
)
from ansible_collections.wanforge.edge.tests.unit.generic.test_documentation import check_type

WPC = "cloudconnexa_wpc"
INFO = "cloudconnexa_wpc_info"
PSK = "between-two-gateways"
INSIDE = ["connectors", "routes", "ip_services", "applications", "devices"]
EVERYTHING = [*KINDS, "settings", *INSIDE]
ACCESS_DEFAULT = 'access group "Default Full Mesh Access" (the default access group)'
MEMBERS = ["changed", "diff", "msg", "objects", "spared", "summary"]
laws = settings(max_examples=6, deadline=None, derandomize=True, database=None, suppress_health_check=list(HealthCheck))


def applied(task: Runner, document: Mapping[str, Any], check: bool = False, **options: Any) -> dict[str, Any]:
    """The result of a task that must not fail."""
    return task.good(WPC, {"config": copy.deepcopy(dict(document)), **options}, check)


def refused(task: Runner, **options: Any) -> dict[str, Any]:
    """The result of a task that must be refused before anything is written."""
    task.lab.forget()
    before = task.lab.state()
    result = task(WPC, options)
    assert result["failed"] is True and result["changed"] is False
    assert result["hint"] and result["error_type"] and result["msg"].endswith((".", "?"))
    assert task.lab.writes() == [] and task.lab.state() == before
    return result


def exported(task: Runner, *sections: str) -> Document:
    """The tenant as a document."""
    return dict(task.good(INFO, {"sections": list(sections) or EVERYTHING})["config"])


def start(task: Runner, document: Mapping[str, Any]) -> Runner:
    """A tenant that is as a document says."""
    task.lab.control("POST", "reset")
    applied(task, document, parallel=8)
    task.lab.forget()
    return task


def asked(task: Runner) -> Counter[str]:
    """The paths of the reads since the log was cleared, tokens aside."""
    return Counter(entry["path"] for entry in task.lab.log() if not entry["write"] and not entry["token"])


def with_secrets(document: Document) -> Document:
    """An exported document with the secrets that an export cannot have."""
    whole = copy.deepcopy(document)
    for network in whole["networks"]:
        for connector in network["connectors"]:
            if connector.get("ipsec_config"):
                connector["ipsec_config"]["pre_shared_key"] = PSK
    return whole


def test_a_plan_costs_one_request_for_each_collection(task: Runner) -> None:
    document = large(22)
    assert objects_in(document) >= 500
    start(task, document)
    result = applied(task, document, check=True)
    assert result["summary"] == {
        "creations": 0,
        "updates": 0,
        "deletions": 0,
        "unchanged": objects_in(document),
        "requests": 0,
        "seconds": 0,
    }
    assert len(task.lab.log()) <= 15
    assert set(asked(task).values()) == {1}
    reads = len(asked(task))

    task.lab.forget()
    document["users"][0]["first_name"] = "Ada"
    document["dns_records"][3]["description"] = "New"
    document["networks"][5]["routes"].append({"subnet": "10.200.0.0/24"})
    document["networks"].append({"name": "one more", "gateways": ["network-0"]})
    result = applied(task, document)
    assert (result["summary"]["creations"], result["summary"]["updates"]) == (2, 2)
    assert len(task.lab.writes()) == len(task.lab.effects()) == 4
    assert sum(asked(task).values()) == reads
    assert len(task.lab.log()) <= 15 + 4


def test_settings_cost_one_request_each_and_devices_one_for_all(task: Runner) -> None:
    document = {"networks": [{"name": "hq"}], "settings": dict(list(ALL_SETTINGS.items())[:5])}
    start(task, document)
    applied(task, document)
    assert sum(asked(task).values()) == 1 + 5
    users = [{"username": f"user-{n}", "group": "Default", "devices": [{"name": "phone"}]} for n in range(5)]
    start(task, {"users": users})
    applied(task, {"users": users})
    assert asked(task) == {"/api/v1/users": 1, "/api/v1/user-groups": 1, "/api/v1/devices": 1} or sum(
        asked(task).values()
    ) <= 2 + len(users)


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


@laws
@given(seed=st.integers(0, 10**6), workers=st.sampled_from([1, 4, 20]))
def test_check_mode_tells_what_happens(running_laboratory: Laboratory, seed: int, workers: int) -> None:
    task = Runner(running_laboratory, InProcess())
    start(task, generated(Random(seed), 2))
    document = generated(Random(seed + 1), 3)
    before = task.lab.state()
    task.lab.forget()
    for check in (True, False):
        purge = [kind for kind in ("dns_records", "device_postures") if kind in document]
        options = {"purge": purge, "purge_limit": 100, "parallel": workers}
        result = task(WPC, {"config": copy.deepcopy(document), **options}, check)
        if result.get("failed"):
            assert check is True and task.lab.state() == before
            return
        if check:
            assert task.lab.state() == before
            checked = result
    assert checked["changed"] is result["changed"]
    assert [{**one, "status": "done"} for one in checked["objects"]] == result["objects"]
    assert checked["diff"][:-1] == result["diff"][:-1]
    assert {**checked["summary"], "seconds": None} == result["summary"]
    assert len(task.lab.writes()) == result["summary"]["requests"]
    again = applied(task, document)
    assert (again["changed"], again["objects"], again["diff"][:-1]) == (False, [], [])


def test_results_are_as_documented(either: Runner) -> None:
    document = {"networks": [{"name": "hq", "routes": [{"subnet": "10.1.0.0/24"}]}]}
    for check in (True, False):
        result = applied(either, document, check)
        assert sorted(result) == MEMBERS
        members = returned(WPC)
        assert {name for name in result if name not in ("changed", "diff")} == set(members)
        for place, member in leaves(members):
            check_type(result, place.split("."), member)
    assert set(result["objects"][0]) | {"reason"} == set(returned(WPC)["objects"]["contains"])
    found = either.good(INFO, {})
    assert {name for name in found if name != "changed"} == set(returned(INFO))


def test_one_object_has_one_diff_and_the_summary_comes_last(task: Runner) -> None:
    start(task, {"networks": [{"name": "hq", "description": "old"}]})
    document = {"networks": [{"name": "hq", "description": "new"}, {"name": "lab"}], "settings": {"snat": True}}
    result = applied(task, document, check=True)
    assert len(result["diff"]) == 4 and result["diff"][-1] == {"prepared": f"{result['msg']}\n"}
    assert result["msg"].startswith("1 to create, 2 to update") and "3 requests" in result["msg"]
    assert {diff.get("before_header") for diff in result["diff"][:-1]} == {'network "hq"', 'network "lab"', "settings"}


@pytest.mark.parametrize("workers", [1, 20])
@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "reset_after", "method": "POST", "times": 4},
        {"kind": "truncate", "method": "POST", "times": 4},
        {"kind": "reset_before", "times": 4},
        {"kind": "status", "status": 503, "times": 3, "retry_after": 0.01},
        {"kind": "status", "status": 429, "times": 3, "retry_after": 0.01},
        {"kind": "expire_tokens", "times": 1},
        {"kind": "status", "status": 403, "method": "POST", "times": 1},
        {"kind": "status", "status": 500, "method": "POST", "times": None, "path": "/(hosts|networks/routes)$"},
        {"kind": "status", "status": 400, "method": "POST", "times": 2, "body": {"errorMessage": "no"}},
    ],
    ids=lambda fault: f"{fault['kind']} {fault.get('status', '')}",
)
def test_whatever_fails_nothing_is_doubled_and_a_second_run_does_the_rest(
    fault: Mapping[str, Any], workers: int, task: Runner
) -> None:
    document = large(3)
    start(task, document)
    expected = exported(task)
    task.lab.control("POST", "reset")
    rule = {"path": "^/api/v1/(?!oauth)", "skip": 20, **fault}
    task.lab.fault(**rule)
    result = task(WPC, {"config": document, "parallel": workers})
    done = [one for one in result["objects"] if one["status"] == "done"]
    assert len(task.lab.effects()) >= len(done)
    if result.get("failed"):
        names = {one["status"] for one in result["objects"]}
        assert names <= {"done", "failed", "not tried"} and "failed" in names
        assert all(one.get("reason") for one in result["objects"] if one["status"] != "done")
        assert f"{len(done)} done" in result["msg"] and result["changed"] is bool(done)
        assert {"hint", "error_type", "retryable"} <= set(result)
    task.lab.control("DELETE", "faults")
    again = applied(task, document, parallel=workers)
    assert again["summary"]["creations"] == objects_in(document) - len(done) or fault["kind"] != "status"
    assert exported(task) == expected


def test_nothing_is_deleted_after_a_failure(task: Runner) -> None:
    start(task, {"dns_records": [{"domain": "old.example.com", "ipv4_addresses": ["10.0.0.1"]}]})
    options = {"config": {"dns_records": [], "networks": [{"name": "hq"}]}, "purge": ["dns_records"], "purge_limit": 1}
    task.lab.fault("status", status=400, method="POST", path="/networks$", service="cloudconnexa")
    result = task(WPC, options)
    assert [(one["action"], one["status"]) for one in result["objects"]] == [
        ("create", "failed"),
        ("delete", "not tried"),
    ]
    assert result["objects"][1]["reason"] == "nothing is deleted after a failure"
    assert result["changed"] is False and task.lab.effects() == []
    assert task.good(WPC, options)["summary"]["deletions"] == 1


def test_twenty_at_a_time_are_as_good_as_one(task: Runner) -> None:
    document = large(6)
    pictures = []
    for workers in (1, 20):
        start(task, document) if workers == 1 else task.lab.control("POST", "reset")
        applied(task, document, parallel=workers)
        pictures.append(exported(task))
    assert pictures[0] == pictures[1]
    assert len(task.lab.effects()) == objects_in(document)


def test_changes_come_before_what_refers_to_them(task: Runner) -> None:
    start(task, {"networks": [{"name": "z"}], "user_groups": [{"name": "old", "all_regions_included": True}]})
    applied(task, {"networks": [{"name": "a", "gateways": ["z"]}, {"name": "z", "egress": True}]}, parallel=8)
    start(
        task,
        {
            "user_groups": [{"name": "old", "all_regions_included": True}],
            "users": [{"username": "ada", "group": "old"}],
        },
    )
    moved = {"user_groups": [{"name": "old", "state": "absent"}], "users": [{"username": "ada", "group": "Default"}]}
    assert applied(task, moved)["summary"]["deletions"] == 1


def test_a_purge_spares_what_must_stay(task: Runner) -> None:
    start(task, large(2))
    options = {"purge": list(KINDS), "purge_limit": 1000, "protect": ["network-1", "h*.example.com"]}
    empty = {kind: [] for kind in KINDS}
    checked = applied(task, empty, check=True, **options)
    result = applied(task, empty, **options)
    assert checked["spared"] == result["spared"]
    assert {*result["spared"]} == {
        'network "network-1" (protect names "network-1")',
        *(f'DNS record "h{n}.example.com" (protect names "h*.example.com")' for n in range(4)),
        'user "owner" (the owner of the tenant)',
        'user group "Default" (the default user group)',
        ACCESS_DEFAULT,
    }
    left = exported(task)
    assert [len(left[kind]) for kind in KINDS] == [1, 0, 1, 0, 4, 0, 0, 1]
    assert applied(task, empty, **options)["changed"] is False


@pytest.mark.parametrize(
    "options, words",
    [
        ({"config": {"users": []}, "purge": ["users"]}, "8 objects, and without purge_limit 1 may be deleted here"),
        ({"config": {"users": []}, "purge": ["users"], "purge_limit": 7}, "8 objects, and purge_limit is 7"),
        ({"config": {"networks": []}, "purge": ["networks"], "purge_limit": 2}, "12 objects, 10 of them inside others"),
        ({"config": {"hosts": []}, "purge": ["users"]}, "purge names users, but the document does not state"),
        ({"config": {"users": None}, "purge": ["users"]}, "purge names users, but the document does not state"),
        ({"config": {"networks": [{"name": "network-0"}]}, "purge": ["routes"]}, "purge names routes"),
        ({"config": {"users": []}, "purge": ["users"], "purge_limit": -1}, 'purge_limit "-1" must not be negative'),
        ({"config": {}, "parallel": 0}, 'parallel "0" must be between 1 and 20'),
        ({"config": {}, "parallel": 21}, 'parallel "21" must be between 1 and 20'),
    ],
)
def test_purges_beyond_their_limits_are_refused(options: dict[str, Any], words: str, task: Runner) -> None:
    assert words in refused(start(task, large(2)), **options)["msg"]


def test_only_lists_that_are_stated_are_purged(task: Runner) -> None:
    start(task, large(2))
    document = {"networks": [{"name": "network-0", "routes": [{"subnet": "10.0.0.0/24"}]}, {"name": "network-1"}]}
    result = applied(task, document, purge=["routes"], purge_limit=10)
    assert {one["object"] for one in result["objects"]} == {
        'route "10.0.1.0/24" of network "network-0"',
        'route "10.0.2.0/24" of network "network-0"',
    }


REGION = "ch-zrh"
CONNECTOR = {"name": "c", "vpn_region": REGION}
ANYBODY = [{"type": "USER_GROUP", "all_covered": True}]
WRONG: Sequence[tuple[dict[str, Any], list[str]]] = (
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


def tunnelled(**config: Any) -> Document:
    """A document with an IPsec connector."""
    tunnel = {"name": "tunnel", "vpn_region": REGION, "ipsec_config": {**IPSEC, "pre_shared_key": PSK, **config}}
    return {"networks": [{"name": "vienna", "tunneling_protocol": "IPSEC", "connectors": [tunnel]}]}


def test_exports_say_what_they_lack(task: Runner) -> None:
    start(task, tunnelled())
    result = task.good(INFO, {})
    assert PSK not in json.dumps(result)
    assert [one["object"] for one in result["write_only"]] == ['connector "tunnel" of network "vienna"']
    assert "ipsec_config.pre_shared_key" in result["write_only"][0]["options"]
    assert "Secrets of 1 object are missing." in result["msg"]


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


def test_two_objects_of_one_name_are_told(task: Runner) -> None:
    for _number in range(2):
        task.good("cloudconnexa_api", {"method": "POST", "path": "networks", "body": {"name": "twin"}})
    result = task.raw(INFO, {**task.lab.connection(INFO), "sections": ["networks"]})
    assert any('2 objects of kind network are called "twin"' in warning for warning in result["warnings"])
    message = refused(task, config=result["config"])["msg"]
    assert '"twin"' in message and "networks" in message
