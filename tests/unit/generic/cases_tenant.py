# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests need to know about modules for the tenant as a whole: settings, logs, and the raw call."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ansible_collections.wanforge.edge.tests.unit.generic.cases_model import Case, Options

ALL_SETTINGS: Options = {
    "trusted_devices_allowed": True,
    "two_factor_auth": True,
    "dns_custom_servers": {"primary_ipv4": "192.0.2.53", "secondary_ipv4": "192.0.2.54"},
    "dns_proxy_enabled": True,
    "dns_zones": [
        {"name": "corp.example.com", "addresses": ["192.0.2.53", "2001:db8:0::53"]},
        {"name": "lab.example.com", "addresses": ["192.0.2.54"]},
    ],
    "dns_default_suffix": "corp.example.com",
    "connect_auth": "ON_PRIOR_AUTH",
    "device_allowance": 5,
    "device_allowance_force_update": True,
    "device_enforcement": "LEARN_AND_ENFORCE",
    "profile_distribution": "MANUAL",
    "connection_timeout": 12,
    "client_options": ["second", "first"],
    "default_region": "eu-central-1",
    "domain_routing_subnet": {"ipv4_address": "100.64.0.0/13", "ipv6_address": "fd00:0:0:8000::/50"},
    "snat": True,
    "subnet": {"ipv4_address": ["100.96.0.0/12"], "ipv6_address": ["fd00:0:0:c000::/50"]},
    "topology": "CUSTOM",
    "routes_advanced_configuration": True,
    "ip_allocation_mode": "BOTH",
    "dns_log": True,
    "access_visibility": True,
}
CHANGED_SETTINGS: Options = {
    "two_factor_auth": False,
    "dns_custom_servers": {"secondary_ipv4": "198.51.100.53"},
    "connect_auth": "EVERY_TIME",
    "device_allowance": 0,
    "ip_allocation_mode": "IP_V4_ONLY",
    "dns_log": False,
}
CLEARED_SETTINGS: Options = {
    "dns_custom_servers": {},
    "dns_zones": [],
    "dns_default_suffix": "",
    "client_options": [],
}
SHOWN_WHEN_CLEARED: Options = {
    "dns_custom_servers": None,
    "dns_zones": [],
    "dns_default_suffix": None,
    "client_options": [],
}

# What always exists: it can be changed, but neither created nor deleted.
LASTING = (
    Case(
        name="settings",
        module="cloudconnexa_settings",
        create=ALL_SETTINGS,
        change=CHANGED_SETTINGS,
        identity=(),
        touches=("two-factor-auth", "custom-servers", "connect-auth", "device-allowance", "ip-allocation", "dns-log"),
        clear=CLEARED_SETTINGS,
        cleared=SHOWN_WHEN_CLEARED,
    ),
)

# Options that narrow what the module lists, and tasks without which there is nothing to list.
LISTS: Mapping[str, Options] = {
    "cloudconnexa_session_info": {"status": "COMPLETED"},
    "cloudconnexa_audit_log_info": {"max_items": 1},
    "cloudconnexa_dns_log_info": {"max_items": 3},
    "cloudconnexa_group_mapping_info": {"source": "saml"},
    "cloudconnexa_settings_info": {"settings": ["snat", "topology"]},
}
BEFORE_LISTING: Mapping[str, tuple[tuple[str, Options], ...]] = {
    "cloudconnexa_audit_log_info": (("cloudconnexa_settings", {"snat": True, "topology": "CUSTOM"}),),
    "cloudconnexa_dns_log_info": (("cloudconnexa_settings", {"dns_log": True}),),
}

# Modules whose every run does something that cannot be read back, with sound options.
ERRANDS: Mapping[str, dict[str, Any]] = {
    "cloudconnexa_cyber_shield": {"list": "block", "domains": [{"domain": "ads.example.com"}]},
    "cloudconnexa_profile": {"connector": "edge"},
    "cloudconnexa_user_action": {"user": "ada", "action": "reset_mfa"},
}
# Modules about the tenant as one document, with sound options: one takes it, the other returns it.
WHOLE: Mapping[str, dict[str, Any]] = {
    "cloudconnexa_wpc": {"config": {"networks": [{"name": "hq", "routes": [{"subnet": "10.20.0.0/24"}]}]}},
    "cloudconnexa_wpc_info": {"sections": ["networks", "routes", "settings"]},
}
# Modules that neither manage an object nor list any, with sound options; those of the raw call only read.
CALLS: Mapping[str, dict[str, Any]] = {"cloudconnexa_api": {"path": "networks"}, **ERRANDS, **WHOLE}
