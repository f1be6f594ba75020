# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, their devices, and user groups."""

from __future__ import annotations

import ipaddress

from .engine import Body, Change, Collection, find, register, require_reference
from .errors import ApiError, detail, invalid
from .networks import check_gateways, check_region
from .references import drop_references
from .seed import REGIONS
from .store import Record
from .tenant import Tenant

DEVICE_LIMIT = "Device limit is exceeded"


def _prepare_group(change: Change) -> None:
    body = change.body
    regions = body.get("vpnRegionIds", [])
    for region in regions:
        check_region(region, "vpnRegionIds")
    if not regions and not body.get("allRegionsIncluded"):
        raise invalid("vpnRegionIds", "NOT_EMPTY", "at least one region or allRegionsIncluded is needed")
    check_gateways(change.tenant, body.get("gatewaysIds", []))
    for subnet in (body.get("tunnelBypass") or {}).get("ipv4Subnets", []):
        try:
            ipaddress.IPv4Network(subnet, strict=False)
        except ValueError:
            raise invalid("tunnelBypass.ipv4Subnets", "INVALID_FORMAT", f"{subnet} is not an IPv4 subnet") from None
    if change.current is None:
        change.data["systemSubnets"] = change.tenant.store.new_subnets()


def _group_view(tenant: Tenant, record: Record) -> Body:
    view = {**record["body"], "id": record["id"], "systemSubnets": record["data"]["systemSubnets"]}
    if view.get("allRegionsIncluded"):
        view["vpnRegionIds"] = [region["id"] for region in REGIONS]
    return view


def _refuse_group_in_use(tenant: Tenant, record: Record) -> None:
    if record["data"].get("default"):
        raise ApiError(400, "Default user group cannot be deleted", {"id": [detail("DEFAULT", "is the default")]})
    if any(user["body"].get("groupId") == record["id"] for user in tenant.store.all("users")):
        raise ApiError(400, "User group has users", {"id": [detail("IN_USE", "has users")]})


def _prepare_user(change: Change) -> None:
    body, tenant = change.body, change.tenant
    current = change.current["body"] if change.current else {}
    if "groupId" not in body:
        body["groupId"] = current["groupId"]
    require_reference(tenant, "user-groups", body["groupId"], "groupId")
    for identifier in body.get("secondaryGroupIds", []):
        require_reference(tenant, "user-groups", identifier, "secondaryGroupIds")
    if "@" not in body.get("email", "") and body.get("email"):
        raise invalid("email", "INVALID_FORMAT", f"{body['email']} is not an email address")
    if "status" not in body:
        body["status"] = current.get("status") or ("INVITED" if body.get("email") else "ACTIVE")


def _user_id(change: Change) -> str:
    return f"{change.body['username']}@{change.tenant.cloud_id}"


def _user_view(tenant: Tenant, record: Record) -> Body:
    return {
        **record["body"],
        "id": record["id"],
        "authType": "INTERNAL",
        "connectionStatus": "OFFLINE",
        "licensed": True,
        "devices": [_device_view(tenant, device) for device in tenant.store.children("devices", record["id"])],
    }


def _refuse_last_owner(tenant: Tenant, record: Record) -> None:
    owners = [user for user in tenant.store.all("users") if user["body"].get("role") == "OWNER"]
    if owners == [record]:
        raise ApiError(400, "Owner cannot be deleted", {"id": [detail("OWNER", "is the owner")]})


def _prepare_device(change: Change) -> None:
    if change.current is not None:
        return
    user = find(change.tenant, "users", str(change.parent))
    group = find(change.tenant, "user-groups", user["body"]["groupId"])
    devices = list(change.tenant.store.children("devices", user["id"]))
    if len(devices) >= group["body"].get("maxDevice", 0):
        raise ApiError(400, DEVICE_LIMIT, {"device": [detail("LIMIT_EXCEEDED", DEVICE_LIMIT)]})
    change.data.update(change.tenant.store.new_addresses())


def _device_view(tenant: Tenant, record: Record) -> Body:
    return {
        **record["body"],
        "id": record["id"],
        "userId": record["parent"],
        "ipV4Address": record["data"]["ipV4Address"],
        "ipV6Address": record["data"]["ipV6Address"],
        "connectionStatus": "OFFLINE",
    }


def find_device(tenant: Tenant, identifier: str, user: str) -> Record:
    """A device of this user; a 404 when either is unknown."""
    find(tenant, "users", user)
    record = find(tenant, "devices", identifier)
    if record["parent"] != user:
        return find(tenant, "devices", f"{identifier} of user {user}")
    return record


def set_status(tenant: Tenant, record: Record, status: str) -> None:
    """Suspend or activate a user; doing it twice is no error."""
    if record["body"]["status"] != status:
        record["body"]["status"] = status
        tenant.store.revision += 1


register(
    Collection(
        "user-groups",
        "User group",
        always_unique=True,
        defaults={
            "internetAccess": "SPLIT_TUNNEL_ON",
            "maxDevice": 3,
            "connectAuth": "NO_AUTH",
            "allRegionsIncluded": False,
            "vpnRegionIds": [],
            "gatewaysIds": [],
        },
        prepare=_prepare_group,
        view=_group_view,
        before_delete=_refuse_group_in_use,
        after_delete=drop_references,
    ),
    Collection(
        "users",
        "User",
        label="username",
        always_unique=True,
        defaults={"role": "MEMBER"},
        keep=("username",),
        nested={"devices": "devices"},
        children=("devices",),
        make_id=_user_id,
        prepare=_prepare_user,
        view=_user_view,
        before_delete=_refuse_last_owner,
    ),
    Collection(
        "devices",
        "Device",
        parameter="userId",
        parent="users",
        keep=("clientUUID",),
        prepare=_prepare_device,
        view=_device_view,
    ),
)
