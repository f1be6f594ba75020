# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""User groups, users and their devices, as data. Sources: API reference sections 2.10 to 2.12."""

from __future__ import annotations

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.guards import (
    all_or_some_regions,
    default_user_group,
    owners_and_guests,
    room_for_device,
)
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.kinds import (
    INTERNET_ACCESS,
    USER_PARENT,
    CloudResource,
    computed,
    gateways,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge import checks
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Compare, Field
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Transition

USER_GROUP = CloudResource(
    kind="user_group",
    plural="user_groups",
    path="/user-groups",
    one_of=(("vpn_regions", "all_regions_included"),),
    option_rules=(all_or_some_regions,),
    spared=default_user_group,
    fields=(
        Field("name", required=True),
        Field(
            "vpn_regions",
            wire="vpnRegionIds",
            type="list",
            elements="str",
            compare=Compare.SET,
            refers="region",
            unless="all_regions_included",
            implies=(("all_regions_included", False),),
        ),
        Field("all_regions_included", type="bool", absent=False),
        Field("internet_access", choices=INTERNET_ACCESS),
        Field("max_device", type="int", check=checks.not_negative),
        Field("connect_auth", choices=("NO_AUTH", "ON_PRIOR_AUTH", "EVERY_TIME")),
        gateways(),
        Field(
            "tunnel_bypass",
            type="dict",
            since="1.2.3",
            fields=(
                Field("ipv4_subnets", type="list", elements="str", compare=Compare.ADDRESS, check=checks.ipv4_network),
            ),
        ),
        Field("system_subnets", type="list", elements="str", read_only=True),
    ),
)

USER = CloudResource(
    kind="user",
    plural="users",
    path="/users",
    identity=("username",),
    spared=owners_and_guests,
    transitions=(
        Transition("present", "status", ("ACTIVE", "INVITED", "SUSPENDED_IDP"), "activate", "ACTIVE", "1.1.1"),
        Transition("suspended", "status", ("SUSPENDED", "SUSPENDED_IDP"), "suspend", "SUSPENDED", "1.1.1"),
    ),
    fields=(
        Field("username", create_only=True, required=True),
        Field("first_name"),
        Field("last_name"),
        Field("email", check=checks.email),
        Field("group", wire="groupId", refers="user_group", required=True),
        Field(
            "secondary_groups",
            wire="secondaryGroupIds",
            type="list",
            elements="str",
            compare=Compare.SET,
            refers="user_group",
            since="1.1.3",
        ),
        Field("role", choices=("OWNER", "ADMIN", "MEMBER")),
        Field("status", read_only=True, echo=True),
        *computed("auth_type", "connection_status"),
        *computed("licensed", type="bool"),
    ),
)

DEVICE = CloudResource(
    kind="device",
    plural="devices",
    path="/devices",
    parents=(USER_PARENT,),
    parent_member="user_id",
    parent_in_every_call=True,
    guards=(room_for_device,),
    fields=(
        Field("name", required=True),
        Field("description"),
        Field("client_uuid", wire="clientUUID", create_only=True),
        *computed("user_id", "ip_v4_address", "ip_v6_address"),
        Field("platform", type="dict", read_only=True, fields=computed("os", "version", "client_version")),
        *computed("connection_status"),
    ),
)
