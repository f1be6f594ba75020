# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the service reports about the past: sessions, audit log, DNS resolutions."""

from __future__ import annotations

import base64
import binascii
import datetime
import re
from typing import Any, Callable, Mapping

from .engine import page
from .errors import ApiError, invalid
from .tenant import Tenant

Item = dict[str, Any]
DAY = 86400.0
FRACTION = re.compile(r"\.[0-9]+")
SESSIONS = 25
STATUSES = ("COMPLETED", "COMPLETED", "FAILED", "ACTIVE")


def moment(text: str, member: str) -> float:
    """Seconds since the epoch of an ISO instant; a 400 for anything else."""
    try:
        parsed = datetime.datetime.fromisoformat(FRACTION.sub("", text.upper()).replace("Z", "+00:00"))
        return (parsed if parsed.tzinfo else parsed.replace(tzinfo=datetime.timezone.utc)).timestamp()
    except (ValueError, OverflowError):
        raise invalid(member, "INVALID_FORMAT", f"{text} is not an ISO instant", value=text) from None


def instant(seconds: float) -> str:
    """The ISO instant of a time."""
    return datetime.datetime.fromtimestamp(int(seconds), datetime.timezone.utc).strftime("%Y-%m-%dT%H:%M:%SZ")


def _window(query: Mapping[str, Any], now: float, days: int) -> tuple[float, float]:
    start = moment(query["startDate"], "startDate") if query.get("startDate") else now - DAY
    end = moment(query["endDate"], "endDate") if query.get("endDate") else now + 1
    if start < now - days * DAY - 60:
        raise invalid("startDate", "TOO_OLD", f"must not be more than {days} days ago")
    return start, end


def _slice(items: list[Item], query: Mapping[str, Any], name: str, show: Callable[[Item], Item]) -> dict[str, Any]:
    """A stretch of a list, with the cursor of what follows."""
    first = 0
    if query.get("cursor"):
        try:
            first = int(base64.urlsafe_b64decode(query["cursor"].encode()).decode())
        except (ValueError, binascii.Error):
            raise invalid("cursor", "INVALID_VALUE", "is not a cursor of this service") from None
    last = first + query["size"]
    result: dict[str, Any] = {name: [show(item) for item in items[first:last]]}
    if last < len(items):
        result["nextCursor"] = base64.urlsafe_b64encode(str(last).encode()).decode()
    return result


def sessions(tenant: Tenant, values: list[str], query: Mapping[str, Any], body: Any) -> dict[str, Any]:
    """Sessions of the owner in the time before the start of the sandbox, newest first."""
    start, end = _window(query, tenant.started, 30)
    found = [
        item
        for item in (_session(tenant, number) for number in range(SESSIONS))
        if start <= item["started"] < end and query.get("status") in (None, item["status"])
    ]
    return _slice(found, query, "sessions", lambda item: item)


def _session(tenant: Tenant, number: int) -> Item:
    started = tenant.started - 600 - 3600.0 * number
    status = STATUSES[number % len(STATUSES)]
    ended = {} if status == "ACTIVE" else {"sessionEndTime": instant(started + 300)}
    return {
        "started": started,
        "id": f"session-{tenant.seed}-{number:04d}",
        "userName": "owner",
        "userId": f"owner@{tenant.cloud_id}",
        "userGroup": "Default",
        "primaryGroupName": "Default",
        "firstName": "Olivia",
        "lastName": "Owner",
        "email": "owner@example.com",
        "deviceName": "laptop",
        "region": "us-east-1",
        "status": status,
        "disconnectReason": "" if status == "ACTIVE" else "CLIENT_DISCONNECTED",
        "protocol": "UDP",
        "publicIp": f"198.51.100.{number + 1}",
        "tunnelIpV4": f"100.96.255.{number + 1}",
        "sessionStartTime": instant(started),
        **ended,
        "bytesIn": 1000 * number,
        "bytesOut": 2000 * number,
        "sessionDurationSeconds": 300,
    }


def audit_log(tenant: Tenant, values: list[str], query: Mapping[str, Any], body: Any) -> dict[str, Any]:
    """Changes of this run, newest first; a request spans at most 24 hours."""
    now = tenant.audit[-1]["at"] + 1 if tenant.audit else tenant.started
    start, end = _window(query, now, 30)
    if query.get("startDate") and query.get("endDate") and end - start > DAY:
        raise ApiError(400, "The time range must not exceed 24 hours")
    owner = f"owner@{tenant.cloud_id}"
    if query.get("initiatorId") not in (None, tenant.client_id, owner, "owner@example.com"):
        return {"auditLogs": []}
    found = [item for item in reversed(tenant.audit) if start <= item["at"] < end]
    return _slice(found, query, "auditLogs", lambda item: _audit_entry(tenant, item))


def _audit_entry(tenant: Tenant, item: Item) -> Item:
    return {
        **{name: value for name, value in item.items() if name != "at"},
        "id": f"{item['entityId']}-{int(item['at'] * 1e6)}",
        "tenantId": tenant.cloud_id,
        "initiatorType": "API",
        "initiatorId": tenant.client_id,
        "initiatorName": "API",
        "initiatorPublicIp": "127.0.0.1",
        "initiatorDeleted": False,
        "timestamp": instant(item["at"]),
    }


def dns_resolutions(tenant: Tenant, values: list[str], query: Mapping[str, Any], body: Any) -> dict[str, Any]:
    """Made-up resolutions of the hours asked for; none while the DNS log is off."""
    start = moment(query["startHour"], "startHour") // 3600 * 3600
    if start < tenant.started - 30 * DAY - 3600:
        raise invalid("startHour", "TOO_OLD", "must not be more than 30 days ago")
    items = []
    if tenant.store.switches["dns-log/user-dns-resolutions"]:
        for hour in range(query["hoursBack"]):
            items += [_resolution(tenant, int(start - 3600 * hour) * 1000, number) for number in range(12)]
    return page(items, query["page"], query["size"])


def _resolution(tenant: Tenant, time: int, number: int) -> Item:
    return {
        "time": time,
        "domain": f"host-{number}.example.com",
        "memberId": f"owner@{tenant.cloud_id}",
        "internalDomain": False,
        "allowedCount": number + 1,
        "blockedCount": 0,
        "failedCount": 0,
    }
