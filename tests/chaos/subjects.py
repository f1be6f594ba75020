# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is swept: every operation of every module, from the table of cases of the generic tests."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ansible_collections.wanforge.edge.tests.chaos.picture import Picture
from ansible_collections.wanforge.edge.tests.unit.generic.cases import CASES, LASTING, MODULES, READ_ONLY, Case
from ansible_collections.wanforge.edge.tests.unit.generic.cases_networks import HQ
from ansible_collections.wanforge.edge.tests.unit.generic.cases_people import STAFF
from ansible_collections.wanforge.edge.tests.unit.generic.cases_tenant import BEFORE_LISTING, CALLS, ERRANDS
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import arguments_of

# What errands need.
BEFORE: Mapping[str, tuple[tuple[str, Mapping[str, Any]], ...]] = {
    "cloudconnexa_profile": (
        HQ,
        ("cloudconnexa_connector", {"network": "hq", "name": "edge", "vpn_region": "eu-central-1"}),
    ),
    "cloudconnexa_user_action": (STAFF, ("cloudconnexa_user", {"username": "ada", "group": "staff"})),
}
RAW_WRITE: Mapping[str, Any] = {
    "method": "POST",
    "path": "cybershield/allow-list-add-domains",
    "body": {"domainAndComments": [{"domain": "example.com", "comment": "raw"}]},
}
READING_CALLS = ("cloudconnexa_api", "cloudconnexa_wpc_info")
TENANT: Mapping[str, Any] = {
    "networks": [
        {
            "name": "hq",
            "description": "Headquarters",
            "connectors": [{"name": "hq-1", "vpn_region": "eu-central-1"}],
            "routes": [{"subnet": "10.10.0.0/24", "description": "Servers"}, {"subnet": "10.11.0.0/24"}],
            "ip_services": [{"name": "ssh", "type": "SERVICE_DESTINATION", "routes": ["10.10.0.0/24"]}],
        },
        {"name": "branch", "egress": True},
    ],
    "hosts": [{"name": "build-server", "domain": "build.example.com"}],
    "user_groups": [{"name": "staff", "all_regions_included": True, "max_device": 4}],
    "users": [
        {"username": "ada", "first_name": "Ada", "group": "staff", "devices": [{"name": "laptop"}]},
        {"username": "grace", "first_name": "Grace", "group": "staff"},
    ],
    "dns_records": [{"domain": "wiki.example.com", "ipv4_addresses": ["10.20.0.11"]}],
    "access_groups": [
        {
            "name": "staff to ssh",
            "source": [{"type": "USER_GROUP", "children": ["staff"]}],
            "destination": [{"type": "NETWORK_SERVICE", "parent": "hq", "children": ["ssh"]}],
        }
    ],
    "settings": {"dns_default_suffix": "example.com"},
}
OTHER_TENANT: Mapping[str, Any] = {
    "networks": [{"name": "branch", "description": "Moved", "routes": [{"subnet": "10.30.0.0/24"}]}],
    "users": [{"username": "ada", "last_name": "Lovelace", "group": "staff"}],
    "dns_records": [{"domain": "wiki.example.com", "ipv4_addresses": ["10.20.0.12"]}],
}
Task = tuple[str, Mapping[str, Any]]
OBJECT, WHOLE, READING, ERRAND = "object", "whole tenant", "reading", "errand"
IDENTIFIER = "id of the object"


@dataclass(frozen=True)
class Subject:
    """One task that is swept: what must be there before, its module, and its options.

    An option with the value IDENTIFIER stands for the id of the object that ``before`` made last. The ``sort`` of a task: OBJECT and
    WHOLE make things be as their options say, READING changes nothing, an ERRAND does something each time it is run.
    """

    name: str
    module: str
    options: Mapping[str, Any]
    before: tuple[Task, ...] = ()
    sort: str = OBJECT
    singleton: bool = False

    @property
    def service(self) -> str:
        """The service that the module is for."""
        return self.module.split("_", 1)[0]

    @property
    def reads(self) -> bool:
        """Whether the task changes nothing."""
        return self.sort == READING

    @property
    def wanted(self) -> dict[str, Any]:
        """The options that the state must show afterwards; none for an object that must be gone."""
        if self.sort in (READING, ERRAND) or self.options.get("state") == "absent":
            return {}
        return {name: value for name, value in self.options.items() if name not in ("state", "id", "purge")}

    def relevant(self, before: Picture, after: Picture) -> Picture:
        """The part of a picture that shows what the task made: what it changed, and all settings if it is about these."""
        return {
            key: value
            for key, value in after.items()
            if before.get(key) != value or (self.singleton and key.startswith(("settings/", "switches/")))
        }


def of_case(case: Case) -> Iterator[Subject]:
    """The operations on one kind of object."""
    made = (*case.prepare, (case.module, case.create))
    singleton = not case.identity
    yield Subject(f"{case.name}: create", case.module, case.create, case.prepare, singleton=singleton)
    for operation, options in (("change", case.change), ("clear", case.clear)):
        if options:
            yield Subject(
                f"{case.name}: {operation}", case.module, {**case.named, **options}, made, singleton=singleton
            )
    if case.rename:
        parents = {name: value for name, value in case.named.items() if name not in case.rename}
        options = {**parents, "id": IDENTIFIER, **case.rename}
        yield Subject(f"{case.name}: rename", case.module, options, made)
    if case.identity:
        yield Subject(f"{case.name}: delete", case.module, {**case.named, "state": "absent"}, made)


def of_tenant() -> Iterator[Subject]:
    """Tasks about many objects at once: made, changed, and some of them removed."""
    module = "cloudconnexa_wpc"
    made = ((module, {"config": TENANT}),)
    yield Subject("whole tenant: create", module, {"config": TENANT}, sort=WHOLE)
    yield Subject("whole tenant: change", module, {"config": OTHER_TENANT}, made, WHOLE)
    yield Subject("whole tenant: purge", module, {"config": OTHER_TENANT, "purge": ["users"]}, made, WHOLE)


def subjects() -> list[Subject]:
    """Everything that is swept."""
    found = [subject for case in (*CASES, *LASTING) for subject in of_case(case)]
    for module in (name for name in MODULES if name.endswith("_info")):
        case = next((case for case in (*CASES, *LASTING) if f"{case.module}_info" == module), None)
        made = () if case is None else (*case.prepare, (case.module, case.create))
        before = (*made, *BEFORE_LISTING.get(module, ()))
        options = READ_ONLY.get(module, {})
        found.append(Subject(f"{module}: list", module, options, before, READING))
        if "from_cache" in arguments_of(module)["argument_spec"]:
            found.append(
                Subject(f"{module}: last known", module, {**options, "from_cache": "on_error"}, before, READING)
            )
    for module, options in CALLS.items():
        sort = ERRAND if module in ERRANDS else READING if module in READING_CALLS else WHOLE
        found.append(Subject(f"{module}: call", module, options, BEFORE.get(module, ()), sort))
    found.append(Subject("cloudconnexa_api: post", "cloudconnexa_api", RAW_WRITE, sort=ERRAND))
    found += list(of_tenant())
    return found


def unswept() -> list[str]:
    """The modules that no subject is about: the table of cases has to name them."""
    return sorted(set(MODULES) - {subject.module for subject in subjects()})
