# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""DNS records, access groups, location contexts and device postures, as data. Sources: API reference 2.14 and 2.16 to 2.18."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.guards import default_access_group
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.kinds import CloudResource, user_groups
from ansible_collections.wanforge.edge.plugins.module_utils.converge import checks
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Compare, Field, Model

CHECKED = {"ip_check": "ips", "country_check": "countries"}
SERVICES = ("ip_service", "application")
PARENTS = {"NETWORK_SERVICE": ("network",), "HOST_SERVICE": ("host",)}
CHILDREN = {"USER_GROUP": ("user_group",), "NETWORK_SERVICE": SERVICES, "HOST_SERVICE": SERVICES, "HOST": ("host",)}
ANTIVIRUSES = tuple(
    "AVAST AVG AVIRA BITDEFENDER CROWDSTRIKE_FALCON ESET MALWAREBYTES MCAFEE MICROSOFT_DEFENDER NORTON SENTINEL_ONE".split()
)


def record_needs_an_address(record: Model, context: Mapping[str, Any]) -> Iterator[str]:
    """A record without any address is refused (API reference section 2.14)."""
    if not record.get("ipv4_addresses") and not record.get("ipv6_addresses"):
        yield "ipv4_addresses and ipv6_addresses are empty; state at least one address"


def items_name_something(group: Model, context: Mapping[str, Any]) -> Iterator[str]:
    """An item covers everything or names what it covers (API reference section 2.16)."""
    for side in ("source", "destination"):
        for item in group.get(side) or []:
            kind = item.get("type")
            if not item.get("all_covered") and not item.get("children"):
                yield f"{side} of type {kind} covers nothing; set all_covered, or name what it covers in children"
            if kind in ("USER_GROUP", "HOST") and item.get("parent"):
                yield f"{side} of type {kind} has no parent; leave parent out"


def coverage_stated(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Say of every item whether it covers all, as the service wants it (API reference section 2.16)."""
    return [{"allCovered": False, **item} for item in items]


def context_checks_something(context_object: Model, context: Mapping[str, Any]) -> Iterator[str]:
    """A location context needs its default and at least one check (API reference section 2.17)."""
    if (context_object.get("default_check") or {}).get("allowed") is None:
        yield "default_check.allowed is missing"
    checks_made = {name: context_object.get(name) or {} for name in CHECKED}
    if not any(check.get(CHECKED[name]) for name, check in checks_made.items()):
        yield "ip_check and country_check are missing; state one of them"
    for name, check in checks_made.items():
        if check.get("allowed") and not check.get(CHECKED[name]):
            yield f"{name}.{CHECKED[name]} is empty; name what is checked, or set allowed to false, too, to remove the check"


def check_or_nothing(check: dict[str, Any]) -> Optional[dict[str, Any]]:
    """Say of a check whether it allows, as the service wants it; a check of nothing is none."""
    return {"allowed": False, **check} if any(check.get(member) for member in CHECKED.values()) else None


DNS_RECORD = CloudResource(
    kind="dns_record",
    plural="dns_records",
    label="DNS record",
    path="/dns-records",
    identity=("domain",),
    rules=(record_needs_an_address,),
    fields=(
        Field("domain", required=True),
        Field("description"),
        Field("ipv4_addresses", type="list", elements="str", compare=Compare.ADDRESS, check=checks.ipv4_address),
        Field("ipv6_addresses", type="list", elements="str", compare=Compare.ADDRESS, check=checks.ipv6_address),
    ),
)


def _items(name: str, *types: str) -> Field:
    """Return one side of an access group."""
    return Field(
        name,
        type="list",
        required=True,
        compare=Compare.SET,
        to_wire=coverage_stated,
        fields=(
            Field("type", choices=types, required=True),
            Field("all_covered", type="bool", absent=False),
            Field("parent", refers_by=("type", tuple(PARENTS.items()))),
            Field(
                "children",
                type="list",
                elements="str",
                compare=Compare.SET,
                refers_by=("type", tuple(CHILDREN.items())),
                within="parent",
            ),
        ),
    )


ACCESS_GROUP = CloudResource(
    kind="access_group",
    plural="access_groups",
    path="/access-groups",
    rules=(items_name_something,),
    spared=default_access_group,
    fields=(
        Field("name", required=True),
        Field("description"),
        _items("source", "USER_GROUP", "NETWORK_SERVICE", "HOST"),
        _items("destination", "USER_GROUP", "NETWORK_SERVICE", "HOST_SERVICE", "PUBLISHED_SERVICE"),
        Field("default_group", type="bool", read_only=True, from_wire=lambda value: str(value).lower() == "true"),
    ),
)

LOCATION_CONTEXT = CloudResource(
    kind="location_context",
    plural="location_contexts",
    path="/location-contexts",
    rules=(context_checks_something,),
    fields=(
        Field("name", required=True),
        Field("description"),
        user_groups(),
        Field(
            "ip_check",
            type="dict",
            to_wire=check_or_nothing,
            fields=(
                Field("allowed", type="bool", absent=False),
                Field(
                    "ips",
                    type="list",
                    compare=Compare.SET,
                    key="ip",
                    fields=(Field("ip", compare=Compare.ADDRESS, check=checks.network), Field("description")),
                ),
            ),
        ),
        Field(
            "country_check",
            type="dict",
            to_wire=check_or_nothing,
            fields=(
                Field("countries", type="list", elements="str", compare=Compare.SET),
                Field("allowed", type="bool", absent=False),
            ),
        ),
        Field("default_check", type="dict", fields=(Field("allowed", type="bool"),)),
    ),
)

ALLOWED = Field("allowed", type="bool", absent=False)
VERSION = Field("version", type="dict", fields=(Field("version"), Field("condition", choices=("GTE", "LTE", "EQUAL"))))


def _antiviruses(*more: str) -> Field:
    """Return the antivirus programs of which one must be there; ``more`` are those that came with release 1.2.3."""
    newer = tuple((program, "1.2.3") for program in more)
    choices = ANTIVIRUSES + more
    return Field("antiviruses", type="list", elements="str", choices=choices, choices_since=newer, compare=Compare.SET)


DEVICE_POSTURE = CloudResource(
    kind="device_posture",
    plural="device_postures",
    path="/device-postures",
    fields=(
        Field("name", required=True),
        Field("description"),
        user_groups(),
        Field(
            "windows",
            type="dict",
            fields=(
                ALLOWED,
                VERSION,
                _antiviruses("CORTEX_XDR"),
                Field(
                    "disk_encryption",
                    type="dict",
                    fields=(Field("type", choices=("FULL_DISK", "SPECIFIC_VOLUME")), Field("volume")),
                ),
                Field("certificate"),
            ),
        ),
        Field(
            "macos",
            type="dict",
            fields=(
                ALLOWED,
                VERSION,
                _antiviruses(),
                Field("disk_encrypted", type="bool", absent=False),
                Field("certificate"),
            ),
        ),
        *(Field(name, type="dict", fields=(ALLOWED,)) for name in ("linux", "android", "ios")),
    ),
)
