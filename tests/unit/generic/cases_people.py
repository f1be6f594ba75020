# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Users, groups, devices, and what they may do."""

from __future__ import annotations

from ansible_collections.wanforge.edge.tests.unit.generic.cases_model import Case
from ansible_collections.wanforge.edge.tests.unit.generic.cases_networks import HQ, SERVER

STAFF = ("cloudconnexa_user_group", {"name": "staff", "all_regions_included": True})
GUESTS = ("cloudconnexa_user_group", {"name": "guests", "all_regions_included": True})
PLACES = (
    HQ,
    SERVER,
    ("cloudconnexa_ip_service", {"network": "hq", "name": "web", "type": "SERVICE_DESTINATION"}),
    ("cloudconnexa_application", {"network": "hq", "name": "intranet", "routes": [{"domain": "intranet.example.com"}]}),
    ("cloudconnexa_ip_service", {"host": "server", "name": "shell"}),
)

CASES = (
    Case(
        name="user group",
        module="cloudconnexa_user_group",
        prepare=(HQ,),
        create={
            "name": "engineering",
            "vpn_regions": ["eu-west-1", "eu-central-1"],
            "internet_access": "SPLIT_TUNNEL_OFF",
            "max_device": 3,
            "connect_auth": "ON_PRIOR_AUTH",
            "gateways": ["hq"],
            "tunnel_bypass": {"ipv4_subnets": ["192.0.2.0/24", "198.51.100.0/24"]},
        },
        change={"max_device": 5, "vpn_regions": ["eu-central-1"]},
        identity=("name",),
        touches=("maxDevice", "vpnRegionIds"),
        clear={"gateways": [], "tunnel_bypass": {"ipv4_subnets": []}},
        cleared={"gateways_ids": [], "tunnel_bypass": None},
        rename={"name": "platform"},
    ),
    Case(
        name="user group of all regions",
        module="cloudconnexa_user_group",
        create={"name": "sales", "all_regions_included": True, "max_device": 1},
        change={"vpn_regions": ["eu-central-1"]},
        identity=("name",),
        touches=("allRegionsIncluded", "vpnRegionIds"),
    ),
    Case(
        name="user",
        module="cloudconnexa_user",
        prepare=(STAFF, GUESTS),
        create={
            "username": "ada",
            "first_name": "Ada",
            "last_name": "Lovelace",
            "email": "ada@example.com",
            "group": "staff",
            "secondary_groups": ["guests"],
            "role": "MEMBER",
        },
        change={"role": "ADMIN", "last_name": "King"},
        identity=("username",),
        touches=("role", "lastName"),
        clear={"first_name": "", "secondary_groups": []},
        cleared={"first_name": None, "secondary_group_ids": []},
    ),
    Case(
        name="suspended user",
        module="cloudconnexa_user",
        prepare=(STAFF,),
        create={"username": "grace", "first_name": "Grace", "group": "staff", "state": "suspended"},
        change={"state": "present", "last_name": "Hopper"},
        identity=("username",),
        touches=("status", "lastName"),
    ),
    Case(
        name="device",
        module="cloudconnexa_device",
        prepare=(STAFF, ("cloudconnexa_user", {"username": "ada", "group": "staff"})),
        create={
            "user": "ada",
            "name": "laptop",
            "description": "Inventory number 4711",
            "client_uuid": "0b7c2f4e-6a1d-4e8b-9c3f-5d7e9f1a2b3c",
        },
        change={"description": "Inventory number 4712"},
        identity=("user", "name"),
        touches=("description",),
        clear={"description": ""},
        cleared={"description": None},
        rename={"name": "notebook"},
    ),
    Case(
        name="DNS record",
        module="cloudconnexa_dns_record",
        create={
            "domain": "intranet.example.com",
            "description": "Web server",
            "ipv4_addresses": ["10.20.0.11", "10.20.0.10"],
            "ipv6_addresses": ["2001:db8:20::10"],
        },
        change={"ipv4_addresses": ["10.20.0.12"]},
        identity=("domain",),
        touches=("ipv4Addresses",),
        clear={"description": "", "ipv6_addresses": []},
        cleared={"description": None, "ipv6_addresses": []},
        rename={"domain": "wiki.example.com"},
    ),
    Case(
        name="access group",
        module="cloudconnexa_access_group",
        prepare=(
            *PLACES,
            ("cloudconnexa_ip_service", {"network": "hq", "name": "printers", "type": "IP_SOURCE"}),
            STAFF,
            GUESTS,
        ),
        create={
            "name": "printing",
            "description": "Who may print where",
            "source": [
                {"type": "USER_GROUP", "children": ["staff", "guests"]},
                {"type": "NETWORK_SERVICE", "parent": "hq", "children": ["printers"]},
                {"type": "HOST", "children": ["server"]},
            ],
            "destination": [
                {"type": "NETWORK_SERVICE", "parent": "hq", "children": ["web", "intranet"]},
                {"type": "HOST_SERVICE", "parent": "server", "children": ["shell"]},
            ],
        },
        change={
            "source": [{"type": "USER_GROUP", "all_covered": True}],
            "destination": [
                {"type": "NETWORK_SERVICE", "parent": "hq", "children": ["web"]},
                {"type": "HOST_SERVICE", "parent": "server", "all_covered": True},
            ],
        },
        identity=("name",),
        touches=("source", "destination"),
        clear={"description": ""},
        cleared={"description": None},
        rename={"name": "paper"},
    ),
    Case(
        name="location context",
        module="cloudconnexa_location_context",
        prepare=(STAFF, GUESTS),
        create={
            "name": "countries",
            "description": "Where we live",
            "user_groups": ["staff", "guests"],
            "ip_check": {
                "allowed": True,
                "ips": [{"ip": "198.51.100.0/24", "description": "Partner"}, {"ip": "192.0.2.1/32"}],
            },
            "country_check": {"countries": ["DE", "AT"], "allowed": True},
            "default_check": {"allowed": False},
        },
        change={"user_groups": ["staff"], "default_check": {"allowed": True}},
        identity=("name",),
        touches=("userGroupsIds", "defaultCheck"),
        clear={"description": "", "user_groups": [], "ip_check": {"ips": [], "allowed": False}},
        cleared={"description": None, "user_groups_ids": [], "ip_check": None},
        rename={"name": "home"},
    ),
    Case(
        name="device posture",
        module="cloudconnexa_device_posture",
        prepare=(STAFF,),
        create={
            "name": "managed",
            "description": "Devices that we manage",
            "user_groups": ["staff"],
            "windows": {
                "allowed": True,
                "version": {"version": "10.0.19045", "condition": "GTE"},
                "antiviruses": ["NORTON", "CORTEX_XDR", "AVG"],
                "disk_encryption": {"type": "SPECIFIC_VOLUME", "volume": "C"},
            },
            "macos": {"allowed": True, "disk_encrypted": True, "certificate": "certificate of a test"},
            "linux": {"allowed": True},
        },
        change={"linux": {"allowed": False}, "windows": {"antiviruses": ["AVG"]}, "ios": {"allowed": True}},
        identity=("name",),
        touches=("linux", "windows.antiviruses", "ios"),
        clear={"description": "", "user_groups": [], "macos": {"certificate": ""}},
        cleared={"description": None, "user_groups_ids": []},
        rename={"name": "ours"},
    ),
)
