# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a document may not take away, what goes along with what it deletes, and what its user is told of that."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import Runner

WPC = "cloudconnexa_wpc"
SSH = {"name": "ssh", "type": "SERVICE_DESTINATION", "routes": ["10.10.0.0/24"], "config": {"service_types": ["SSH"]}}
WEB = {"name": "app-web", "routes": [{"domain": "web.example.com"}], "config": {"service_types": ["HTTPS"]}}
TENANT: Mapping[str, Any] = {
    "networks": [
        {
            "name": "hq",
            "gateways": ["branch"],
            "routes": [{"subnet": "10.10.0.0/24"}, {"subnet": "10.20.0.0/24"}],
            "ip_services": [SSH],
        },
        {"name": "branch", "egress": True, "applications": [WEB]},
    ],
    "user_groups": [{"name": "staff", "all_regions_included": True}],
    "users": [{"username": "bob", "group": "staff", "devices": [{"name": "svc-1"}, {"name": "svc-2"}]}],
    "dns_records": [{"domain": "app.example.com", "ipv4_addresses": ["10.10.0.7"]}],
    "access_groups": [
        {
            "name": "staff to ssh",
            "source": [{"type": "USER_GROUP", "children": ["staff"]}],
            "destination": [{"type": "NETWORK_SERVICE", "parent": "hq", "children": ["ssh"]}],
        }
    ],
}


@pytest.fixture
def tenant(task: Runner) -> Runner:
    """A tenant with objects in objects, and objects that refer to others."""
    task.good(WPC, {"config": dict(TENANT)})
    task.lab.forget()
    return task


@pytest.mark.parametrize("services", [{"ip_services": [SSH]}, {}], ids=["stated", "not stated"])
@pytest.mark.parametrize("how", ["purge", "absent"])
def test_a_route_stays_while_a_service_lies_in_it(services: Mapping[str, Any], how: str, tenant: Runner) -> None:
    gone = [] if how == "purge" else [{"subnet": "10.10.0.0/24", "state": "absent"}]
    network = {"name": "hq", "routes": [{"subnet": "10.20.0.0/24"}, *gone], **services}
    result = tenant(WPC, {"config": {"networks": [network]}, "purge": ["routes"], "purge_limit": 5})
    assert result["failed"] is True and 'IP service "ssh" of network "hq" names 10.10.0.0/24' in result["msg"]
    assert tenant.lab.writes() == []


def test_a_service_needs_a_route_of_tenant_or_document(tenant: Runner) -> None:
    network = {"name": "hq", "ip_services": [{**SSH, "name": "far", "routes": ["10.77.0.0/25"]}]}
    result = tenant(WPC, {"config": {"networks": [network]}})
    assert result["failed"] is True and "10.77.0.0/25" in result["msg"] and tenant.lab.writes() == []
    network["routes"] = [{"subnet": "10.77.0.0/24"}]
    assert tenant.good(WPC, {"config": {"networks": [network]}})["summary"]["creations"] == 2


@pytest.mark.parametrize(
    "document, purge, warning",
    [
        (
            {"networks": [{"name": "hq", "ip_services": []}]},
            "ip_services",
            'access group "staff to ssh" refers to IP service "ssh"',
        ),
        ({"networks": []}, "networks", ""),
        ({"networks": [{"name": "branch", "state": "absent"}]}, "", 'network "hq" refers to network "branch"'),
    ],
    ids=["access group", "everything", "gateway"],
)
def test_who_refers_to_what_is_deleted_is_told(
    document: Mapping[str, Any], purge: str, warning: str, tenant: Runner
) -> None:
    options = {"config": dict(document), "purge": [purge] if purge else [], "purge_limit": 20}
    result = tenant.raw(WPC, {**tenant.lab.connection(WPC), **options}, check=True)
    assert result["changed"] is True
    told = [text for text in result.get("warnings", []) if "refers to" in text]
    assert any(warning in text for text in told)
    assert warning or not any(text.startswith("network") for text in told)


def test_what_lies_in_an_object_counts_and_protects_it(tenant: Runner) -> None:
    everyone = {"config": {"users": []}, "purge": ["users"]}
    refused = tenant(WPC, {**everyone, "purge_limit": 2})
    assert "3 objects, 2 of them inside others" in refused["msg"] and tenant.lab.writes() == []
    kept = tenant.good(WPC, {**everyone, "purge_limit": 3, "protect": ["svc-*"]})
    assert kept["changed"] is False and 'user "bob" (protect names "svc-*", which fits "svc-1" in it)' in kept["spared"]
    kept = tenant.good(
        WPC,
        {"config": {"networks": [{"name": "hq"}]}, "purge": ["networks"], "purge_limit": 9, "protect": ["app-*"]},
    )
    assert kept["changed"] is False and tenant.lab.writes() == []


def test_another_spelling_of_a_name_deletes_nothing(tenant: Runner) -> None:
    record = {"domain": "App.Example.com.", "ipv4_addresses": ["10.10.0.7"]}
    result = tenant(WPC, {"config": {"dns_records": [record]}, "purge": ["dns_records"], "purge_limit": 5})
    assert result["failed"] is True and "differs in spelling only" in result["msg"]
    assert "app.example.com" in result["hint"] and tenant.lab.writes() == []
