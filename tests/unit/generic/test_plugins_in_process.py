# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Inventory and lookup inside this process: every way through them that depends on options alone."""

from __future__ import annotations

import functools
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from ansible import constants
from ansible.errors import AnsibleLookupError, AnsibleOptionsError, AnsibleParserError
from ansible.inventory.data import InventoryData
from ansible.parsing.dataloader import DataLoader

from ansible_collections.wanforge.edge.plugins.inventory.cloudconnexa import InventoryModule
from ansible_collections.wanforge.edge.plugins.lookup.cloudconnexa import LookupModule
from ansible_collections.wanforge.edge.tests.unit.generic.cases_networks import BRANCH, HQ
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import COLLECTIONS, Laboratory, Runner

NAME = "wanforge.edge.cloudconnexa"
GATEWAYS = [
    ("cloudconnexa_connector", {"network": network, "name": name, "vpn_region": "eu-central-1"})
    for network, name in (("hq", "gw"), ("branch", "gw"), ("hq", "solo"))
]


@functools.lru_cache(maxsize=None)
def documented(kind: str) -> dict[str, Any]:
    """The options of a plugin with all fragments merged, as Ansible's loader sees them."""
    finished = subprocess.run(
        [sys.executable, "-m", "ansible.cli.doc", "--type", kind, "--json", NAME],
        env={**os.environ, "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS), "LC_ALL": "C.UTF-8"},
        stdout=subprocess.PIPE,
        check=True,
        text=True,
    )
    return dict(json.loads(finished.stdout)[NAME]["doc"]["options"])


def loaded(plugin: Any, kind: str) -> Any:
    """A plugin as Ansible's loader hands it out."""
    constants.config.initialize_plugin_configuration_definitions(kind, NAME, documented(kind))
    plugin._load_name = plugin.ansible_name = NAME
    plugin._redirected_names = [NAME]
    return plugin


@pytest.fixture
def site(task: Runner) -> Laboratory:
    """A tenant with connectors of the same name."""
    task.all([HQ, BRANCH, *GATEWAYS])
    task.lab.forget()
    return task.lab


@pytest.fixture(autouse=True)
def no_credentials_of_the_user(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the environment of whoever runs the tests out of them."""
    for name in [name for name in os.environ if name.startswith("CLOUDCONNEXA_")]:
        monkeypatch.delenv(name)
    yield


def parsed(lab: Laboratory, folder: Path, options: Mapping[str, Any], inventory: Any = None) -> InventoryData:
    """The inventory of a source with these options."""
    path = folder / "acme.cloudconnexa.yml"
    stated = {"plugin": NAME, **lab.connection("cloudconnexa_network"), **options}
    path.write_text(yaml.safe_dump(stated), encoding="utf-8")
    plugin = loaded(InventoryModule(), "inventory")
    assert plugin.verify_file(str(path))
    found = inventory or InventoryData()
    plugin.parse(found, DataLoader(), str(path))
    return found


def test_hosts_have_names_groups_and_variables(site: Laboratory, tmp_path: Path) -> None:
    found = parsed(
        site,
        tmp_path,
        {
            "compose": {"ansible_host": "cloudconnexa.ip_v4_address", "other": "no_such_variable"},
            "groups": {"offline": "cloudconnexa.connection_status != 'ONLINE'"},
            "keyed_groups": [{"key": "cloudconnexa.network", "prefix": "site"}],
        },
    )
    assert sorted(found.hosts) == ["gw@branch", "gw@hq", "solo"]
    assert sorted(host.name for host in found.groups["site_hq"].get_hosts()) == ["gw@hq", "solo"]
    assert len(found.groups["offline"].get_hosts()) == 3
    own = found.hosts["solo"].get_vars()
    assert own["ansible_host"] == own["cloudconnexa"]["ip_v4_address"] and "other" not in own


def test_options_choose_and_name(site: Laboratory, tmp_path: Path) -> None:
    options = {"filters": {"network": ["hq"]}, "hostnames": ["nothing", "''", "'a-' ~ cloudconnexa.name"]}
    assert sorted(parsed(site, tmp_path, options).hosts) == ["a-gw", "a-solo"]
    assert sorted(parsed(site, tmp_path, {"kinds": ["network"], "names": False}).hosts) == ["branch", "hq"]


def test_the_cache_of_the_inventory_answers(site: Laboratory, tmp_path: Path) -> None:
    cache = {"cache": True, "cache_plugin": "jsonfile", "cache_connection": str(tmp_path / "cache")}
    stated = {"plugin": NAME, **site.connection("cloudconnexa_network"), **cache}
    path = tmp_path / "acme.cloudconnexa.yml"
    path.write_text(yaml.safe_dump(stated), encoding="utf-8")
    for asked in (True, False):
        plugin = loaded(InventoryModule(), "inventory")
        plugin.parse(InventoryData(), DataLoader(), str(path))
        plugin.update_cache_if_changed()
        assert bool(site.log()) is asked
        site.forget()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"kindz": []}, 'Did you mean "kinds"?'),
        ({"kinds": []}, "kinds is empty"),
        ({"filters": {"nam": 1}}, 'Did you mean "name"?'),
        ({"client_id": "{{ nothing }}"}, "client_id cannot be evaluated"),
        ({"strict": True, "hostnames": ["nothing"]}, "hostnames"),
        ({"client_secret": "wrong-secret-4711"}, "HTTP 401"),
    ],
)
def test_what_is_wrong_with_a_source_is_said(
    options: dict[str, Any], words: str, site: Laboratory, tmp_path: Path
) -> None:
    with pytest.raises(AnsibleParserError, match=words.replace("?", ".")) as caught:
        parsed(site, tmp_path, options)
    assert "wrong-secret-4711" not in str(caught.value)


def test_another_source_with_another_object_of_the_same_name_is_refused(site: Laboratory, tmp_path: Path) -> None:
    found = parsed(site, tmp_path, {"filters": {"network": "hq"}})
    parsed(site, tmp_path, {"filters": {"network": "hq"}}, found)
    with pytest.raises(AnsibleParserError, match="object of another source"):
        parsed(site, tmp_path, {"filters": {"network": "branch"}}, found)
    assert found.hosts["gw"].get_vars()["cloudconnexa"]["network"] == "hq"


def asked(lab: Laboratory, *terms: Any, **options: Any) -> list[Any]:
    """The answer of the lookup."""
    plugin = loaded(LookupModule(), "lookup")
    return list(plugin.run(list(terms), {}, **{**lab.connection("cloudconnexa_network"), **options}))


def test_the_lookup_answers(site: Laboratory) -> None:
    assert asked(site, "network", "hq", ["branch"], field="name") == ["hq", "branch"]
    assert asked(site, "connector", "gw", network="hq")[0]["name"] == "gw"
    assert asked(site, "network", "nowhere", default=None) == [None]
    assert asked(site, "network", []) == []


def test_the_lookup_tells_wrong_questions_from_unknown_objects(site: Laboratory) -> None:
    for terms, options in (
        (["netwrk", "hq"], {}),
        (["network", "hq"], {"feild": 1}),
        (["network", "hq"], {"timeout": 0}),
    ):
        with pytest.raises(AnsibleOptionsError):
            asked(site, *terms, **options)
    for terms, options in (
        (["network", "x"], {}),
        (["connector", "gw"], {}),
        (["network", "hq"], {"client_secret": "no"}),
    ):
        with pytest.raises(AnsibleLookupError):
            asked(site, *terms, **options)
