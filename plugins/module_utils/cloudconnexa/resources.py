# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kinds of object of a CloudConnexa tenant, as data. Sources: API reference sections 2.2 to 2.13."""

from __future__ import annotations

from dataclasses import dataclass

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.guards import all_or_some_regions, no_overlap
from ansible_collections.wanforge.edge.plugins.module_utils.converge import checks
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Compare, Field
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource, Transition
from ansible_collections.wanforge.edge.plugins.module_utils.factory.pagination import PageNumbers, Pagination

PAGES = PageNumbers()
INTERNET_ACCESS = ("SPLIT_TUNNEL_ON", "SPLIT_TUNNEL_OFF", "RESTRICTED_INTERNET")
NETWORK_PARENT = Field("network", wire="networkId", refers="network")


@dataclass(frozen=True)
class CloudResource(Resource):
    """A kind of object with the path of its collection below /api/v1."""

    path: str = ""
    pagination: Pagination = PAGES


def gateways() -> Field:
    """Return the field that names the networks whose Internet gateways are used."""
    return Field("gateways", wire="gatewaysIds", type="list", elements="str", compare=Compare.SET, refers="network")


REGION = CloudResource(
    kind="region",
    plural="regions",
    path="/regions",
    pagination=Pagination(),
    creatable=False,
    identity=("id",),
    fields=(
        Field("id", read_only=True),
        Field("continent", read_only=True),
        Field("country", read_only=True),
        Field("country_iso", read_only=True),
        Field("region_name", read_only=True),
    ),
)

NETWORK = CloudResource(
    kind="network",
    plural="networks",
    path="/networks",
    fields=(
        Field("name", required=True),
        Field("description"),
        Field("internet_access", choices=INTERNET_ACCESS),
        Field("egress", type="bool", absent=False),
        Field("tunneling_protocol", choices=("OPENVPN", "IPSEC")),
        gateways(),
        Field("system_subnets", type="list", elements="str", read_only=True, detail=True),
    ),
    contents=(("connectors", "name"), ("routes", "subnet")),
)

CONNECTOR = CloudResource(
    kind="connector",
    plural="connectors",
    path="/networks/connectors",
    parents=(NETWORK_PARENT,),
    fields=(
        Field("name", required=True),
        Field("description"),
        Field("vpn_region", wire="vpnRegionId", refers="region", required=True),
        Field("network_item_id", read_only=True),
        Field("network_item_type", read_only=True),
        Field("ip_v4_address", read_only=True),
        Field("ip_v6_address", read_only=True),
        Field("tunneling_protocol", read_only=True),
        Field("connection_status", read_only=True),
        Field("licensed", type="bool", read_only=True),
    ),
)

ROUTE = CloudResource(
    kind="route",
    plural="routes",
    path="/networks/routes",
    parents=(NETWORK_PARENT,),
    identity=("subnet",),
    fields=(
        Field("subnet", wire="value", wire_read="subnet", compare=Compare.ADDRESS, required=True, check=checks.network),
        Field("description"),
        Field("type", read_only=True),
    ),
    guards=(no_overlap,),
)

USER_GROUP = CloudResource(
    kind="user_group",
    plural="user_groups",
    path="/user-groups",
    one_of=(("vpn_regions", "all_regions_included"),),
    option_rules=(all_or_some_regions,),
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
        Field("auth_type", read_only=True),
        Field("connection_status", read_only=True),
        Field("licensed", type="bool", read_only=True),
    ),
)

RESOURCES = {item.kind: item for item in (REGION, NETWORK, CONNECTOR, ROUTE, USER_GROUP, USER)}
