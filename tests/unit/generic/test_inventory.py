# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The inventory plugin, as ansible-inventory and playbooks use it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import RESOURCES
from ansible_collections.wanforge.edge.tests.unit.generic.cases_networks import IPSEC
from ansible_collections.wanforge.edge.tests.unit.generic.controller import Controller, listing
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import Laboratory, Runner

NAME = "wanforge.edge.cloudconnexa"
OWN = {"plugin": NAME}
KINDS = ["connector", "network", "host", "user", "device"]
SITE: Sequence[tuple[str, dict[str, Any]]] = (
    ("cloudconnexa_network", {"name": "hq", "egress": True, "description": "Head office"}),
    ("cloudconnexa_network", {"name": "graz", "internet_access": "SPLIT_TUNNEL_OFF", "gateways": ["hq"]}),
    ("cloudconnexa_network", {"name": "aws", "tunneling_protocol": "IPSEC"}),
    ("cloudconnexa_host", {"name": "intranet"}),
    ("cloudconnexa_connector", {"network": "hq", "name": "hq-1", "vpn_region": "eu-central-1"}),
    ("cloudconnexa_connector", {"network": "hq", "name": "gw", "vpn_region": "eu-central-1"}),
    ("cloudconnexa_connector", {"network": "graz", "name": "gw", "vpn_region": "us-east-1"}),
    ("cloudconnexa_connector", {"host": "intranet", "name": "intranet", "vpn_region": "us-east-1"}),
    (
        "cloudconnexa_connector",
        {"network": "aws", "name": "vpc", "vpn_region": "us-east-1", "ipsec_config": dict(IPSEC)},
    ),
    ("cloudconnexa_user_group", {"name": "staff", "all_regions_included": True}),
    ("cloudconnexa_user_group", {"name": "ops", "all_regions_included": True}),
    ("cloudconnexa_user", {"username": "alice", "group": "staff", "secondary_groups": ["ops"]}),
    ("cloudconnexa_user", {"username": "bob", "group": "ops"}),
    ("cloudconnexa_device", {"user": "alice", "name": "laptop"}),
    ("cloudconnexa_device", {"user": "bob", "name": "laptop"}),
)
CONNECTORS = ["gw@graz", "gw@hq", "hq-1", "intranet", "vpc"]
COLLECTIONS_OF_CONNECTORS = ["networks/connectors", "hosts/connectors", "hosts", "networks"]


@pytest.fixture
def controller(lab: Laboratory, tmp_path: Path, task: Runner) -> Controller:
    """Where Ansible runs, with a tenant that has something of everything."""
    task.all(SITE)
    lab.forget()
    return Controller(lab, tmp_path)


def variables(listed: dict[str, Any]) -> dict[str, Any]:
    """The variable of each host."""
    return {name: own["cloudconnexa"] for name, own in listed["_meta"]["hostvars"].items()}


def hosts(listed: dict[str, Any], group: str) -> list[str]:
    """The hosts of a group."""
    return sorted(listed.get(group, {}).get("hosts", []))


def test_connectors_are_hosts_with_names_of_their_own(controller: Controller) -> None:
    listed = controller.inventory({})
    assert controller.requests() == ["token", *COLLECTIONS_OF_CONNECTORS]
    assert hosts(listed, "cloudconnexa_connectors") == CONNECTORS == sorted(variables(listed))
    assert listed["cloudconnexa"] == {"children": ["cloudconnexa_connectors"]}
    found = variables(listed)
    assert (found["gw@hq"]["network"], found["gw@hq"]["host"]) == ("hq", None)
    assert (found["intranet"]["network"], found["intranet"]["host"]) == (None, "intranet")
    assert found["gw@graz"]["vpn_region"] == "us-east-1"
    assert all(list(own) == ["cloudconnexa"] for own in listed["_meta"]["hostvars"].values())


def test_each_collection_is_read_once_and_objects_are_those_of_the_info_modules(
    controller: Controller, task: Runner
) -> None:
    listed = controller.inventory({"kinds": KINDS})
    asked = controller.requests()
    assert sorted(asked) == sorted(["token", *COLLECTIONS_OF_CONNECTORS, "users", "devices", "user-groups"])
    found = variables(listed)
    for kind in KINDS:
        resource = RESOURCES[kind]
        names = hosts(listed, f"cloudconnexa_{resource.plural}")
        own = {found[name]["id"]: found[name] for name in names}
        expected = task.good(f"cloudconnexa_{kind}_info", {})[resource.plural]
        assert len(names) == len(expected) > 0
        for item in expected:
            assert item.items() <= own[item["id"]].items()
            assert own[item["id"]]["kind"] == kind
    assert found["alice"]["group"] == "staff" and found["alice"]["secondary_groups"] == ["ops"]
    assert found["laptop@alice"]["user"] == "alice" and found["laptop@bob"]["user"] == "bob"
    assert found["graz"]["gateways"] == ["hq"] and found["hq"]["gateways"] == []
    assert {"intranet@host", "intranet@intranet"} <= set(found) and "intranet" not in found


def test_without_names_nothing_is_read_for_them(controller: Controller) -> None:
    found = variables(controller.inventory({"names": False}))
    assert controller.requests() == ["token", "networks/connectors", "hosts/connectors"]
    assert found["hq-1"]["network"] is None
    assert sum(name.startswith("gw@") for name in found) == 2


def test_variables_and_groups_are_composed(controller: Controller) -> None:
    listed = controller.inventory(
        {
            "compose": {
                "ansible_host": "cloudconnexa.ip_v4_address",
                "site": "cloudconnexa.network | default('none', true)",
            },
            "groups": {"offline": "cloudconnexa.connection_status != 'ONLINE'", "nothing": "no_such_variable"},
            "keyed_groups": [
                {"key": "cloudconnexa.network", "prefix": "site", "parent_group": "sites"},
                {"key": "cloudconnexa.vpn_region_id"},
            ],
            "leading_separator": False,
            "strict": False,
        }
    )
    found = listed["_meta"]["hostvars"]["hq-1"]
    assert found["ansible_host"] == found["cloudconnexa"]["ip_v4_address"]
    assert (found["site"], listed["_meta"]["hostvars"]["intranet"]["site"]) == ("hq", "none")
    assert hosts(listed, "offline") == CONNECTORS
    assert hosts(listed, "site_hq") == ["gw@hq", "hq-1"]
    assert sorted(listed["sites"]["children"]) == ["site_aws", "site_graz", "site_hq"]
    assert hosts(listed, "us_east_1") == ["gw@graz", "intranet", "vpc"]


@pytest.mark.parametrize(
    ("filters", "expected"),
    [
        ({"network": "hq"}, ["gw", "hq-1"]),
        ({"network": ["hq", "graz"], "name": "gw"}, ["gw@graz", "gw@hq"]),
        ({"ipsec_config.platform": "OTHER"}, ["vpc"]),
        ({"host": None, "licensed": True}, ["gw@graz", "gw@hq", "hq-1", "vpc"]),
        ({"connection_status": "ONLINE"}, []),
    ],
)
def test_filters_choose_objects_by_their_members(
    filters: dict[str, Any], expected: list[str], controller: Controller
) -> None:
    assert sorted(variables(controller.inventory({"filters": filters}))) == expected


def test_a_filter_leaves_out_kinds_without_its_member_and_looks_into_lists(controller: Controller) -> None:
    listed = controller.inventory({"kinds": ["network", "user"], "filters": {"gateways": "hq"}})
    assert sorted(variables(listed)) == ["graz"]


def test_hosts_are_named_as_the_options_prefer(controller: Controller) -> None:
    names = ["cloudconnexa.no_such_member", "'acme-' ~ cloudconnexa.network if cloudconnexa.network else ''"]
    found = variables(controller.inventory({"hostnames": names}))
    assert {"acme-aws", "acme-graz", "intranet"} < set(found)
    assert {own["name"]: name for name, own in found.items() if own["network"] == "hq"} == {
        own["name"]: f"acme-hq@{own['id']}" for own in found.values() if own["network"] == "hq"
    }


def cached(folder: Path, **options: Any) -> dict[str, Any]:
    """Options that keep what was read."""
    plugin = {"cache_plugin": "ansible.builtin.jsonfile", "cache_connection": str(folder / "cache")}
    return {"cache": True, **plugin, **options}


def test_the_cache_saves_all_requests_and_holds_no_secret(controller: Controller, tmp_path: Path) -> None:
    first = controller.inventory(cached(tmp_path))
    controller.requests()
    later = controller.inventory(cached(tmp_path, compose={"ansible_host": "cloudconnexa.ip_v4_address"}))
    assert controller.requests() == []
    assert variables(first) == variables(later)
    assert "ansible_host" in later["_meta"]["hostvars"]["hq-1"]
    kept = "".join(path.read_text(encoding="utf-8") for path in (tmp_path / "cache").iterdir())
    assert "hq-1" in kept
    assert [word for word in (controller.lab.tenant["client_secret"], IPSEC["pre_shared_key"]) if word in kept] == []
    path = controller.write("acme.cloudconnexa.yml", {**OWN, **cached(tmp_path)})
    controller.play([{"ansible.builtin.meta": "refresh_inventory"}], "-i", path)
    assert controller.requests() == COLLECTIONS_OF_CONNECTORS


@pytest.mark.parametrize("options", [{"kinds": ["network"]}, {"names": False}, {"api_version": "1.1.0"}])
def test_the_cache_does_not_answer_another_question(
    options: dict[str, Any], controller: Controller, tmp_path: Path
) -> None:
    controller.inventory(cached(tmp_path))
    controller.requests()
    controller.inventory(cached(tmp_path, **options))
    assert controller.requests()


def test_the_cache_does_not_answer_who_has_other_credentials(controller: Controller, tmp_path: Path) -> None:
    controller.inventory(cached(tmp_path))
    own = {"plugin": NAME, **cached(tmp_path), "client_id": "somebody.else", "client_secret": "wrong-secret-4711"}
    said = controller.complaint({**own, "base_url": controller.lab.tenant["url"]})
    assert "HTTP 401" in said and "credentials" in said
    assert "wrong-secret-4711" not in said and "hq-1" not in said


def test_a_cache_that_holds_something_else_is_read_anew(controller: Controller, tmp_path: Path) -> None:
    first = controller.inventory(cached(tmp_path))
    for path in (tmp_path / "cache").iterdir():
        path.write_text('{"connector": 1}', encoding="utf-8")
    assert variables(controller.inventory(cached(tmp_path))) == variables(first)


VAULTED = """
plugin: wanforge.edge.cloudconnexa
base_url: "{{ lookup('ansible.builtin.env', 'THE_URL') }}"
client_id: "{{ the_client }}"
client_secret: !vault |
SECRET
timeout: "{{ 20 + 10 }}"
retry:
  attempts: "{{ 1 + 1 }}"
"""


def test_options_may_be_templates_and_vaulted(controller: Controller, tmp_path: Path) -> None:
    password = controller.write("password", "open sesame")
    tenant = controller.lab.tenant
    done = controller.run("vault", "encrypt_string", "--vault-password-file", password, tenant["client_secret"])
    lines = [line for line in done.stdout.splitlines() if line.startswith((" ", "$"))]
    text = VAULTED.replace("SECRET", "\n".join("  " + line.strip() for line in lines))
    path = controller.write("vaulted.cloudconnexa.yaml", text)
    for name in controller.credentials():
        del controller.environment[name]
    arguments = ["-i", path, "--vault-password-file", password, "-e", f"the_client={tenant['client_id']}", "--list"]
    done = controller.run("inventory", *arguments, environment={"THE_URL": tenant["url"]})
    assert (done.returncode, done.stderr) == (0, "")
    assert sorted(variables(listing(done.stdout))) == CONNECTORS


WRONG: list[tuple[dict[str, Any], list[str]]] = [
    ({**OWN, "kindz": ["user"]}, ["kindz", 'Did you mean "kinds"?']),
    ({**OWN, "kinds": ["router"]}, ["kinds", "router", "connector"]),
    ({**OWN, "kinds": []}, ["kinds is empty"]),
    ({**OWN, "filters": {"nam": "hq"}}, ["filters", '"nam"', 'Did you mean "name"?']),
    ({**OWN, "filters": {"ipsec_config.platfrom": "AWS"}}, ['Did you mean "ipsec_config.platform"?']),
    ({**OWN, "retry": {"attemps": 1}}, ["attemps", "attempts"]),
    ({**OWN, "timeout": "long"}, ["timeout"]),
    ({**OWN, "timeout": 0}, ["timeout", "at least 1"]),
    ({**OWN, "cloud_id": "acme"}, ["cloud_id"]),
    ({**OWN, "client_id": "{{ no_such_variable }}"}, ["client_id", "no_such_variable", "--extra-vars"]),
    ({**OWN, "strict": True, "compose": {"one": "no_such_variable"}}, ["no_such_variable"]),
    ({**OWN, "strict": True, "hostnames": ["no_such_variable"]}, ["hostnames", "no_such_variable"]),
    ({"plugin": "somebody.elses.plugin"}, ["somebody.elses.plugin"]),
]


@pytest.mark.parametrize(("content", "words"), WRONG, ids=lambda value: json.dumps(value)[:60])
def test_what_is_wrong_in_a_file_is_said(content: dict[str, Any], words: list[str], controller: Controller) -> None:
    said = controller.complaint(content)
    assert [word for word in words if word not in said] == []
    assert controller.lab.tenant["client_secret"] not in said
    assert controller.requests() == [] or content.get("strict")


@pytest.mark.parametrize("verbosity", [[], ["-vvvv"]])
def test_a_fault_of_the_service_is_a_sentence_with_a_hint(verbosity: list[str], controller: Controller) -> None:
    controller.lab.fault("status", status=503, times=None, service="cloudconnexa", path="connectors")
    path = controller.write("acme.cloudconnexa.yml", {"plugin": NAME, "retry": {"attempts": 1}})
    done = controller.run("inventory", "-i", path, "--list", *verbosity)
    said = " ".join(done.stderr.split())
    assert done.returncode == 0
    assert "reading the connectors failed" in said and "HTTP 503" in said and "try again in some minutes" in said
    assert controller.lab.tenant["client_secret"] not in done.stdout + done.stderr
    assert verbosity or "Traceback" not in said


def test_only_files_with_the_right_name_are_taken(controller: Controller) -> None:
    path = controller.write("acme.yml", OWN)
    done = controller.run("inventory", "-i", path, "--list")
    assert json.loads(done.stdout[done.stdout.index("{") :])["_meta"]["hostvars"] == {}
    assert controller.requests() == []


def test_sources_do_not_share_a_host_unless_it_is_the_same_object(controller: Controller, tmp_path: Path) -> None:
    one = controller.write("one.cloudconnexa.yml", {**OWN, "filters": {"network": "hq"}})
    two = controller.write("two.cloudconnexa.yml", {**OWN, "filters": {"network": "graz"}})
    same = controller.write(
        "three.cloudconnexa.yml", {**OWN, "kinds": ["connector", "host"], "filters": {"name": "hq-1"}}
    )
    done = controller.run("inventory", "-i", one, "-i", same, "-i", two, "--list")
    assert sorted(variables(listing(done.stdout))) == ["gw", "hq-1"]
    assert variables(listing(done.stdout))["gw"]["network"] == "hq"
    assert '"gw" is an object of another source already' in " ".join(done.stderr.split())
    assert "hostnames" in done.stderr
    other = {**OWN, "filters": {"network": "graz"}, "hostnames": ["'b-' ~ cloudconnexa.name"]}
    done = controller.run("inventory", "-i", one, "-i", controller.write("two.cloudconnexa.yml", other), "--list")
    assert sorted(variables(listing(done.stdout))) == ["b-gw", "gw", "hq-1"]


def test_what_the_service_says_is_never_a_template(controller: Controller, task: Runner, tmp_path: Path) -> None:
    trap = tmp_path / "trapped"
    text = "{{ lookup('ansible.builtin.pipe', 'touch " + str(trap) + "') }}"
    task.good("cloudconnexa_network", {"name": text[:30], "description": text})
    task.good(
        "cloudconnexa_connector", {"network": "hq", "name": "trap", "vpn_region": "us-east-1", "description": text}
    )
    options = {
        "kinds": ["network", "connector"],
        "compose": {"text": "cloudconnexa.description", "longer": "'x ' ~ cloudconnexa.description"},
        "keyed_groups": [{"key": "cloudconnexa.description"}],
        "hostnames": ["cloudconnexa.description"],
    }
    path = controller.write("acme.cloudconnexa.yml", {**OWN, **options})
    message = "{{ text }} {{ longer }} {{ cloudconnexa }} {{ inventory_hostname }} {{ group_names }}"
    done = controller.play([{"ansible.builtin.debug": {"msg": message}}], "-i", path, hosts="all")
    assert "touch" in done.stdout and not trap.exists()


def test_a_play_can_refresh_the_inventory_and_its_reads_serve_lookups(controller: Controller) -> None:
    path = controller.write("acme.cloudconnexa.yml", {**OWN, "kinds": ["network"]})
    lookup = "lookup('" + NAME + "', 'network', 'hq', field='name')"
    controller.play(
        [
            {"ansible.builtin.assert": {"that": [lookup + " == 'hq'", "'hq' in groups.cloudconnexa_networks"]}},
            {"wanforge.edge.cloudconnexa_network": {"name": "new"}},
            {"ansible.builtin.meta": "refresh_inventory"},
            {"ansible.builtin.assert": {"that": "'new' in groups.cloudconnexa_networks"}},
        ],
        "-i",
        path,
    )
    assert controller.requests() == ["token", "networks", "networks", "POST /api/v1/networks", "networks"]
