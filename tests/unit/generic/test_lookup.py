# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lookup: objects by name, few requests, clear answers to wrong questions."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import RESOURCES
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import (
    Ambiguous,
    InvalidOption,
    PlanError,
    UnknownReference,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.plugin_utils._question import Question
from ansible_collections.wanforge.edge.plugins.plugin_utils._tenant import connected
from ansible_collections.wanforge.edge.tests.unit.generic.cases import CASES, Case
from ansible_collections.wanforge.edge.tests.unit.generic.cases_networks import BRANCH, HQ, IPSEC, SERVER
from ansible_collections.wanforge.edge.tests.unit.generic.controller import Controller
from ansible_collections.wanforge.edge.tests.unit.generic.documentation import normal
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import Laboratory, Runner

LOOKUP = "wanforge.edge.cloudconnexa"
KINDS = [case for case in CASES if case.module.removeprefix("cloudconnexa_") in RESOURCES]
GATEWAYS = [
    ("cloudconnexa_connector", {parent: name, "name": "gw", "vpn_region": "eu-central-1"})
    for parent, name in (("network", "hq"), ("network", "branch"), ("host", "server"))
]


@pytest.fixture
def shared(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """A store, so that what one lookup read serves the next."""
    monkeypatch.setenv("WANFORGE_EDGE_STORE", str(tmp_path / "store"))


@pytest.fixture
def controller(lab: Laboratory, tmp_path: Path) -> Controller:
    """Where Ansible runs."""
    return Controller(lab, tmp_path)


def ask(lab: Laboratory, *terms: Any, **options: Any) -> list[Any]:
    """Return the answer of a lookup."""
    stated = {**lab.connection("cloudconnexa_network"), **options}
    return Question.asked(list(terms), stated).answer(connected(stated, Redactor(), "lookup"))


def reads(lab: Laboratory) -> list[str]:
    """The collections and objects that were read since the last time."""
    paths = [entry["path"].removeprefix("/api/v1/") for entry in lab.log() if entry["method"] == "GET"]
    lab.forget()
    return paths


@pytest.mark.parametrize("case", KINDS, ids=lambda case: case.name)
def test_objects_of_every_kind_are_found_by_name_and_by_id(case: Case, task: Runner) -> None:
    task.all(case.prepare)
    resource = RESOURCES[case.module.removeprefix("cloudconnexa_")]
    task.good(case.module, case.create)
    parents = {parent.name: case.create[parent.name] for parent in resource.parents if parent.name in case.create}
    listed = task.good(f"{case.module}_info", parents)[resource.plural]
    name = case.create[resource.identity[0]]
    expected = [item for item in listed if resource.same(item, {resource.identity[0]: name})]
    assert ask(task.lab, resource.kind, name, **parents) == expected
    assert ask(task.lab, resource.kind, expected[0]["id"], **parents) == expected
    assert ask(task.lab, resource.kind, expected[0]["id"], field="id") == [expected[0]["id"]]


def test_a_region_is_found_by_its_id(lab: Laboratory) -> None:
    assert ask(lab, "region", "eu-central-1", field="id") == ["eu-central-1"]


def test_several_names_are_answered_in_their_order(task: Runner) -> None:
    task.all([HQ, BRANCH])
    assert ask(task.lab, "network", ["hq", "branch"], "hq", field="name") == ["hq", "branch", "hq"]
    assert ask(task.lab, "network", [], field="name") == []


def test_parents_tell_objects_of_the_same_name_apart(task: Runner) -> None:
    task.all([HQ, BRANCH, SERVER, *GATEWAYS])
    found = [
        ask(task.lab, "connector", "gw", field="id", **{parent: name})[0]
        for parent, name in (("network", "hq"), ("network", "branch"), ("host", "server"))
    ]
    assert len(set(found)) == 3
    with pytest.raises(Ambiguous) as caught:
        ask(task.lab, "connector", "gw")
    assert all(identifier in caught.value.message for identifier in found)
    assert "of network hq" in caught.value.message and "of host server" in caught.value.message
    assert "network or host, or the ID" in caught.value.hint


def test_one_read_serves_the_connectors_of_all_networks(task: Runner, shared: None) -> None:
    task.all([HQ, BRANCH, SERVER, *GATEWAYS])
    task.lab.forget()
    for network in ("hq", "branch", "hq"):
        ask(task.lab, "connector", "gw", network=network)
    assert reads(task.lab) == ["networks", "networks/connectors"]
    assert ask(task.lab, "network", "hq", "branch", field="name") == ["hq", "branch"]
    assert reads(task.lab) == []


def test_members_of_members_are_found(task: Runner) -> None:
    task.all([("cloudconnexa_network", {"name": "aws", "tunneling_protocol": "IPSEC"})])
    options = {"network": "aws", "vpn_region": "eu-central-1", "ipsec_config": IPSEC}
    task.good("cloudconnexa_connector", {**options, "name": "vpc"})
    assert ask(task.lab, "connector", "vpc", field="ipsec_config.ike_protocol.phase1.lifetime_sec") == [28800]
    task.all([HQ, GATEWAYS[0]])
    assert ask(task.lab, "connector", "gw", field="ipsec_config.platform") == [None]


def test_secrets_are_never_returned(task: Runner) -> None:
    task.all([("cloudconnexa_network", {"name": "aws", "tunneling_protocol": "IPSEC"})])
    options = {"network": "aws", "vpn_region": "eu-central-1", "ipsec_config": IPSEC}
    task.good("cloudconnexa_connector", {**options, "name": "vpc"})
    assert IPSEC["pre_shared_key"] not in json.dumps(ask(task.lab, "connector", "vpc"))
    with pytest.raises(InvalidOption):
        ask(task.lab, "connector", "vpc", field="ipsec_config.pre_shared_key")


def test_what_only_a_read_of_the_object_tells_is_read_if_it_is_asked_for(task: Runner) -> None:
    task.all([HQ])
    task.lab.forget()
    assert ask(task.lab, "network", "hq")[0]["system_subnets"] is None
    assert reads(task.lab) == ["networks"]
    assert ask(task.lab, "network", "hq", field="system_subnets")[0]
    assert len(reads(task.lab)) == 2


def test_that_an_object_does_not_exist_is_believed_only_after_a_fresh_read(task: Runner, shared: None) -> None:
    before = task.lab.state()
    task.all([HQ])
    after = task.lab.state()
    task.lab.control("PUT", "state", before)
    assert ask(task.lab, "network", "hq", default="none") == ["none"]
    task.lab.control("PUT", "state", after)
    assert ask(task.lab, "network", "hq", default="none") == ["none"]
    assert ask(task.lab, "network", "hq", field="name") == ["hq"]
    assert reads(task.lab)[-2:] == ["networks", "networks"]


def test_a_default_stands_for_objects_and_parents_that_do_not_exist(lab: Laboratory) -> None:
    assert ask(lab, "network", "a", "b", default=None) == [None, None]
    assert ask(lab, "connector", "gw", network="nowhere", default={}) == [{}]


WRONG: list[tuple[list[Any], dict[str, Any], type[PlanError], list[str]]] = [
    ([], {}, InvalidOption, ["kind of object is missing", "network"]),
    (["netwrk", "hq"], {}, InvalidOption, ['"netwrk"', 'Did you mean "network"?', "user_group"]),
    (["network"], {}, InvalidOption, ["which network", "cloudconnexa_network_info"]),
    (["network", ""], {}, InvalidOption, ["empty"]),
    (["network", None], {}, InvalidOption, ["no text"]),
    (["network", "hq"], {"field": "nam"}, InvalidOption, ['"nam"', 'Did you mean "name"?', "gateways_ids"]),
    (["network", "hq"], {"field": "name.first"}, InvalidOption, ['"name.first"']),
    (["network", "hq"], {"network": "hq"}, InvalidOption, ["does not belong to a network"]),
    (["device", "laptop"], {"network": "hq"}, InvalidOption, ["does not belong to a network"]),
    (["connector", "gw"], {"network": "hq", "host": "server"}, InvalidOption, ["network and host are both set"]),
    (["connector", "gw"], {"network": ""}, InvalidOption, ["network is empty"]),
    (["network", "hq"], {"timeout": "long"}, InvalidOption, ["timeout"]),
    (["network", "hq"], {"retry": {"attemps": 1}}, InvalidOption, ["attemps", "attempts"]),
]


@pytest.mark.parametrize(("terms", "options", "kind", "words"), WRONG, ids=lambda value: str(value)[:40])
def test_wrong_questions_are_refused_before_any_request(
    terms: list[Any], options: dict[str, Any], kind: type[PlanError], words: list[str], lab: Laboratory
) -> None:
    with pytest.raises(kind) as caught:
        ask(lab, *terms, **options)
    said = f"{caught.value.message} {caught.value.hint}"
    assert [word for word in words if word not in said] == []
    assert lab.log() == []


@pytest.mark.parametrize(
    ("terms", "options", "words"),
    [
        (["network", "hqq"], {}, ['no network "hqq"', 'Did you mean "hq"?']),
        (["network", "xyzzy"], {}, ['no network "xyzzy"', "default"]),
        (["connector", "gw", {}], {"network": "hqq"}, ['no network "hqq"', 'Did you mean "hq"?']),
        (["connector", "gw"], {"network": "branch"}, ['no connector "gw" of the network "branch"']),
    ],
)
def test_unknown_objects_are_named(terms: list[Any], options: dict[str, Any], words: list[str], task: Runner) -> None:
    task.all([HQ, BRANCH, GATEWAYS[0]])
    with pytest.raises(UnknownReference) as caught:
        ask(task.lab, *[term for term in terms if term != {}], **options)
    said = f"{caught.value.message} {caught.value.hint}"
    assert [word for word in words if word not in said] == []


def debug(question: str, **keywords: Any) -> dict[str, Any]:
    """A task that shows the outcome of an expression."""
    return {"ansible.builtin.debug": {"msg": "{{ " + question + " }}"}, **keywords}


def check(*conditions: str) -> dict[str, Any]:
    """A task that fails unless all conditions hold."""
    return {"ansible.builtin.assert": {"that": list(conditions)}}


def test_one_play_takes_one_token_and_reads_each_collection_once(controller: Controller, task: Runner) -> None:
    """None of the tasks is one of ours, so each process loads the lookup by itself."""
    task.all([HQ, BRANCH])
    controller.requests()
    controller.play(
        [
            debug(f"lookup('{LOOKUP}', 'network', 'hq', field='id')"),
            debug(f"lookup('{LOOKUP}', 'network', 'hq', field='id')"),
            check(f"query('{LOOKUP}', 'network', 'hq', 'branch', field='name') == ['hq', 'branch']"),
            check(f"lookup('{LOOKUP}', 'user', 'nobody', default=none) is none"),
        ]
    )
    assert controller.requests() == ["token", "networks", "users"]


def test_what_the_play_changes_is_seen_at_once(controller: Controller) -> None:
    module = "wanforge.edge.cloudconnexa_network"
    controller.play(
        [
            check(f"lookup('{LOOKUP}', 'network', 'lab', default={{}}) == {{}}"),
            {module: {"name": "lab", "description": "one"}},
            check(f"lookup('{LOOKUP}', 'network', 'lab', field='description') == 'one'"),
            {module: {"name": "lab", "description": "two"}},
            check(f"lookup('{LOOKUP}', 'network', 'lab', field='description') == 'two'"),
            {module: {"name": "lab", "state": "absent"}},
            check(f"lookup('{LOOKUP}', 'network', 'lab', default='gone') == 'gone'"),
        ]
    )


def test_another_run_reads_afresh(controller: Controller, task: Runner) -> None:
    task.all([HQ])
    controller.requests()
    for _run in range(2):
        controller.play([debug(f"lookup('{LOOKUP}', 'network', 'hq')")])
    assert controller.requests() == ["token", "networks", "networks"]


def test_options_state_the_tenant_and_errors_say_what_to_do(controller: Controller, task: Runner) -> None:
    task.all([HQ])
    tenant = {**task.lab.connection("cloudconnexa_network"), "retry": {"attempts": 1}}
    for name in controller.credentials():
        del controller.environment[name]
    controller.play(
        [
            check(f"lookup('{LOOKUP}', 'network', 'hq', field='name', **tenant) == 'hq'"),
            debug(f"lookup('{LOOKUP}', 'network', 'hqq', **tenant)", ignore_errors=True, register="unknown"),
            debug(f"lookup('{LOOKUP}', 'network', 'hq', feild='id')", ignore_errors=True, register="misspelt"),
            debug(f"lookup('{LOOKUP}', 'network', 'hq')", ignore_errors=True, register="nowhere"),
            debug(f"lookup('{LOOKUP}', 'network', 'hq', **wrong)", ignore_errors=True, register="refused"),
            check(
                """'There is no network "hqq". Did you mean "hq"?' in unknown.msg""",
                "'Did you mean \"field\"?' in misspelt.msg",
                "'CLOUDCONNEXA_' in nowhere.msg",
                "'credentials' in refused.msg and 'wrong-secret-4711' not in refused.msg",
                f"lookup('{LOOKUP}', 'network', 'hqq', errors='ignore', **tenant) is none",
            ),
        ],
        "-i",
        "localhost,",
        tenant=tenant,
        wrong={**tenant, "client_secret": "wrong-secret-4711"},
    )


def test_no_secret_is_in_the_most_verbose_output(controller: Controller, task: Runner) -> None:
    task.all([HQ])
    done = controller.play(
        [
            debug(f"lookup('{LOOKUP}', 'network', 'hq')"),
            debug(f"lookup('{LOOKUP}', 'network', 'x')", ignore_errors=True),
        ],
        "-i",
        "localhost,",
        "-vvvv",
    )
    assert task.lab.tenant["client_secret"] not in done.stdout + done.stderr
    assert "Traceback" not in done.stdout + done.stderr


def test_what_the_service_says_is_never_a_template(controller: Controller, task: Runner, tmp_path: Path) -> None:
    trap = tmp_path / "trapped"
    text = "{{ lookup('ansible.builtin.pipe', 'touch " + str(trap) + "') }}"
    task.good("cloudconnexa_network", {"name": "hq", "description": text})
    done = controller.play(
        [
            {
                "ansible.builtin.set_fact": {
                    "found": "{{ lookup('" + LOOKUP + "', 'network', 'hq') }}",
                }
            },
            debug("found.description"),
        ]
    )
    assert "touch" in done.stdout and not trap.exists()


@pytest.mark.parametrize("kind", ["inventory", "lookup"])
def test_the_plugins_document_the_options_of_the_connection_as_modules_do(kind: str, controller: Controller) -> None:
    done = controller.run("doc", "--type", kind, "--json", LOOKUP)
    assert (done.returncode, done.stderr) == (0, "")
    documented = json.loads(done.stdout)[LOOKUP]["doc"]["options"]
    own = {name: documented[name] for name in CloudConnexa.options}
    assert normal(own, "suboptions") == normal(CloudConnexa.options, "options")
    assert [name for name, option in documented.items() if not option["description"]] == []
    if kind == "lookup":
        told = re.search(r"The kinds are (.*)\.", " ".join(documented["_terms"]["description"]))
        assert told and sorted(re.findall(r"V\((\w+)\)", told[1])) == sorted(RESOURCES)
