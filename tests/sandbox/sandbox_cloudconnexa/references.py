# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What happens to references when the object they point to is deleted."""

from __future__ import annotations

from typing import Any

from .store import Record
from .tenant import Tenant

_LISTS = (
    ("networks", "gatewaysIds"),
    ("hosts", "gatewaysIds"),
    ("user-groups", "gatewaysIds"),
    ("users", "secondaryGroupIds"),
    ("location-contexts", "userGroupsIds"),
    ("device-postures", "userGroupsIds"),
)


def drop_references(tenant: Tenant, record: Record) -> None:
    """Take a deleted object out of every list that names it."""
    identifier = record["id"]
    for path, member in _LISTS:
        for holder in tenant.store.all(path):
            if identifier in holder["body"].get(member, ()):
                holder["body"][member] = [item for item in holder["body"][member] if item != identifier]
    for group in tenant.store.all("access-groups"):
        for side in ("source", "destination"):
            items = (_without(item, identifier) for item in group["body"][side])
            group["body"][side] = [item for item in items if item is not None]


def _without(item: dict[str, Any], identifier: str) -> Any:
    if item.get("parent") == identifier:
        return None
    children = item.get("children") or []
    if identifier not in children:
        return item
    left = [child for child in children if child != identifier]
    return {**item, "children": left} if left or item["allCovered"] else None
