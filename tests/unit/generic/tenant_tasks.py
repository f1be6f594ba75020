# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks on whole tenants: applied, refused, exported, and what they asked the service."""

from __future__ import annotations

import copy
from collections import Counter
from collections.abc import Mapping
from typing import Any

from hypothesis import HealthCheck, settings

from ansible_collections.wanforge.edge.tests.unit.generic.cases_networks import IPSEC
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import Runner
from ansible_collections.wanforge.edge.tests.unit.generic.tenants import KINDS, Document

WPC = "cloudconnexa_wpc"
INFO = "cloudconnexa_wpc_info"
PSK = "between-two-gateways"
REGION = "ch-zrh"
INSIDE = ["connectors", "routes", "ip_services", "applications", "devices"]
EVERYTHING = [*KINDS, "settings", *INSIDE]
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


def tunnelled(**config: Any) -> Document:
    """A document with an IPsec connector."""
    tunnel = {"name": "tunnel", "vpn_region": REGION, "ipsec_config": {**IPSEC, "pre_shared_key": PSK, **config}}
    return {"networks": [{"name": "vienna", "tunneling_protocol": "IPSEC", "connectors": [tunnel]}]}
