# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole tenant in one task: what it costs, what it does, and what it leaves alone."""

from __future__ import annotations

import copy
from collections.abc import Mapping
from random import Random
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.tests.unit.generic.cases_tenant import ALL_SETTINGS
from ansible_collections.wanforge.edge.tests.unit.generic.documentation import leaves, returned
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import InProcess, Laboratory, Runner
from ansible_collections.wanforge.edge.tests.unit.generic.tenant_tasks import (
    INFO,
    WPC,
    applied,
    asked,
    exported,
    laws,
    refused,
    start,
)
from ansible_collections.wanforge.edge.tests.unit.generic.tenants import KINDS, generated, large, objects_in
from ansible_collections.wanforge.edge.tests.unit.generic.test_documentation import check_type

ACCESS_DEFAULT = 'access group "Default Full Mesh Access" (the default access group)'
MEMBERS = ["changed", "diff", "msg", "objects", "spared", "summary"]


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


@pytest.mark.parametrize("kind", ["reset_after", "truncate"])
@pytest.mark.parametrize("workers", [1, 8])
def test_each_answer_that_is_lost_costs_one_read(kind: str, workers: int, task: Runner) -> None:
    start(task, {"networks": [{"name": "hq"}]})
    document = {"dns_records": [{"domain": f"h{n}.example.com", "ipv4_addresses": ["10.0.0.1"]} for n in range(20)]}
    applied(task, document, check=True)
    plan = len(task.lab.log())
    task.lab.forget()
    task.lab.fault(kind, times=5, service="cloudconnexa", method="POST", path="/dns-records$", skip=3)
    result = applied(task, document, parallel=workers)
    assert result["summary"]["creations"] == len(task.lab.effects()) == len(task.lab.writes()) == 20
    assert len(task.lab.log()) <= plan + 20 + 5


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
        ({"config": {"users": []}, "purge": ["users"]}, "the limit without purge_limit is 1 here"),
        ({"config": {"users": []}, "purge": ["users"], "purge_limit": 7}, "purge_limit is 7"),
        ({"config": {"networks": []}, "purge": ["networks"], "purge_limit": 2}, "18 objects, 16 of them inside others"),
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
    first = {"name": "network-0", "routes": [{"subnet": "10.0.0.0/24"}], "ip_services": []}
    result = applied(
        task, {"networks": [first, {"name": "network-1"}]}, purge=["routes", "ip_services"], purge_limit=20
    )
    assert all(one["object"].endswith('of network "network-0"') for one in result["objects"])
    assert {one["object"] for one in result["objects"] if one["kind"] == "route"} == {
        'route "10.0.1.0/24" of network "network-0"',
        'route "10.0.2.0/24" of network "network-0"',
    }
