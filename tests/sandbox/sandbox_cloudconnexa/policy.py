# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""DNS records, access groups, location contexts and device postures."""

from __future__ import annotations

import ipaddress
from typing import Any, Mapping, Optional

from .engine import Body, Change, Collection, register, require_reference
from .errors import ApiError, detail, invalid, not_found
from .networks import read_subnet
from .store import Record, spell_ipv6
from .tenant import Tenant

PLACES = {"NETWORK_SERVICE": "networks", "NETWORK": "networks", "HOST_SERVICE": "hosts", "HOST": "hosts"}
SERVICES = {
    "NETWORK_SERVICE": ("networks/ip-services", "networks/applications"),
    "HOST_SERVICE": ("hosts/ip-services", "hosts/applications"),
}


def _prepare_record(change: Change) -> None:
    body = change.body
    if not body.get("ipv4Addresses") and not body.get("ipv6Addresses"):
        raise invalid("ipv4Addresses", "NOT_EMPTY", "at least one IPv4 or IPv6 address is needed")
    if "ipv6Addresses" in body:
        body["ipv6Addresses"] = [spell_ipv6(int(ipaddress.IPv6Address(text))) for text in body["ipv6Addresses"]]


def _prepare_access_group(change: Change) -> None:
    for side in ("source", "destination"):
        for item in change.body[side]:
            check_item(change.tenant, item, side)
    change.data.setdefault("default", False)


def check_item(tenant: Tenant, item: Mapping[str, Any], side: str) -> None:
    """Raise the 400 for an item that covers nothing or points to what does not exist."""
    kind, parent, children = item["type"], item.get("parent"), item.get("children") or []
    place = PLACES.get(kind)
    if parent and place:
        require_reference(tenant, place, parent, f"{side}.parent")
    if item["allCovered"]:
        return
    if not children and not (kind == "HOST" and parent):
        raise invalid(f"{side}.children", "NOT_EMPTY", "must not be empty unless allCovered is true")
    for child in children:
        if kind == "USER_GROUP":
            require_reference(tenant, "user-groups", child, f"{side}.children")
        elif kind == "HOST":
            require_reference(tenant, "hosts", child, f"{side}.children")
        elif kind in SERVICES:
            _check_service(tenant, kind, parent, child, side)


def _check_service(tenant: Tenant, kind: str, parent: Optional[str], child: str, side: str) -> None:
    records = (tenant.store.get(path, child) for path in SERVICES[kind])
    record = next((record for record in records if record is not None), None)
    if record is None or (parent and record["parent"] != parent):
        raise invalid(f"{side}.children", "NOT_FOUND", f"Service {child} does not exist", id=child)
    if kind == "NETWORK_SERVICE" and side == "source" and record["body"].get("type") != "IP_SOURCE":
        raise invalid(f"{side}.children", "INVALID_VALUE", f"Service {child} is not an IP_SOURCE", id=child)


def _access_group_view(tenant: Tenant, record: Record) -> Body:
    return {**record["body"], "id": record["id"], "defaultGroup": record["data"]["default"]}


def add_item(tenant: Tenant, record: Record, side: str, item: Body) -> None:
    """Add to a side of an access group; what it already covers stays."""
    check_item(tenant, item, side)
    items = list(record["body"][side])
    for index, known in enumerate(items):
        if (known["type"], known.get("parent")) == (item["type"], item.get("parent")):
            children = dict.fromkeys([*(known.get("children") or []), *(item.get("children") or [])])
            covered = known["allCovered"] or item["allCovered"]
            items[index] = {**known, "allCovered": covered, "children": [] if covered else list(children)}
            break
    else:
        items.append(item)
    _store_items(tenant, record, side, items)


def remove_item(tenant: Tenant, record: Record, side: str, query: Mapping[str, Any]) -> None:
    """Take a child, or a whole item, out of a side of an access group."""
    kind, parent, child = query["type"], query.get("parentId"), query.get("childId")
    left = []
    for item in record["body"][side]:
        matches = item["type"] == kind and (not parent or item.get("parent") == parent)
        children = item.get("children") or []
        if not matches or (child and child not in children):
            left.append(item)
        elif child and len(children) > 1:
            left.append({**item, "children": [known for known in children if known != child]})
    if left == record["body"][side]:
        raise not_found("Access item", str(child or parent or kind))
    if not left:
        raise invalid(side, "NOT_EMPTY", "must not be empty")
    _store_items(tenant, record, side, left)


def _store_items(tenant: Tenant, record: Record, side: str, items: list[Body]) -> None:
    if items != record["body"][side]:
        record["body"][side] = items
        tenant.store.revision += 1
        tenant.record_change("UPDATE", "Access group", record["id"], record["body"]["name"])


def _refuse_default(tenant: Tenant, record: Record) -> None:
    if record["data"].get("default"):
        message = "Default access group cannot be deleted"
        raise ApiError(400, message, {"id": [detail("DEFAULT", "is the default")]})


def _prepare_context(change: Change) -> None:
    body = change.body
    _check_groups(change)
    if not body.get("ipCheck") and not body.get("countryCheck"):
        raise invalid("ipCheck", "NOT_NULL", "one of ipCheck and countryCheck is needed")
    for item in (body.get("ipCheck") or {}).get("ips", []):
        read_subnet(item["ip"], "ipCheck.ips.ip")
    if body.get("countryCheck") and not body["countryCheck"]["countries"]:
        raise invalid("countryCheck.countries", "NOT_EMPTY", "must not be empty")
    for country in (body.get("countryCheck") or {}).get("countries", []):
        if len(country) != 2 or not country.isalpha():
            raise invalid("countryCheck.countries", "INVALID_VALUE", f"{country} is not a country code")


def _check_groups(change: Change) -> None:
    for identifier in change.body.get("userGroupsIds", []):
        require_reference(change.tenant, "user-groups", identifier, "userGroupsIds")


def _prepare_posture(change: Change) -> None:
    _check_groups(change)
    encryption = (change.body.get("windows") or {}).get("diskEncryption") or {}
    if encryption.get("type") == "SPECIFIC_VOLUME" and not encryption.get("volume"):
        raise invalid("windows.diskEncryption.volume", "NOT_BLANK", "must not be blank")


register(
    Collection("dns-records", "DNS record", label="domain", always_unique=True, prepare=_prepare_record),
    Collection(
        "access-groups",
        "Access group",
        prepare=_prepare_access_group,
        view=_access_group_view,
        before_delete=_refuse_default,
    ),
    Collection("location-contexts", "Location context", prepare=_prepare_context),
    Collection("device-postures", "Device posture", prepare=_prepare_posture),
)
