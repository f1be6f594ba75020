# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""All kinds of object of a CloudConnexa tenant, by name."""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.access import (
    ACCESS_GROUP,
    DEVICE_POSTURE,
    DNS_RECORD,
    LOCATION_CONTEXT,
)
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.kinds import CloudResource
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.networks import (
    APPLICATION,
    CONNECTOR,
    HOST,
    IP_SERVICE,
    NETWORK,
    REGION,
    ROUTE,
)
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.people import DEVICE, USER, USER_GROUP

__all__ = [
    "ACCESS_GROUP",
    "APPLICATION",
    "CONNECTOR",
    "DEVICE",
    "DEVICE_POSTURE",
    "DNS_RECORD",
    "HOST",
    "IP_SERVICE",
    "LOCATION_CONTEXT",
    "NETWORK",
    "REGION",
    "RESOURCES",
    "ROUTE",
    "USER",
    "USER_GROUP",
]

RESOURCES: Mapping[str, CloudResource] = {
    item.kind: item
    for item in (
        REGION,
        NETWORK,
        HOST,
        CONNECTOR,
        ROUTE,
        IP_SERVICE,
        APPLICATION,
        USER_GROUP,
        USER,
        DEVICE,
        DNS_RECORD,
        ACCESS_GROUP,
        LOCATION_CONTEXT,
        DEVICE_POSTURE,
    )
}
