# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests need to know about each module. A module that nothing is said about here fails a test."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import ROOT

Options = Mapping[str, Any]


@dataclass(frozen=True)
class Case:
    """One kind of object that a module manages.

    - ``prepare``: tasks that make what the object needs; ``create``: its options; ``identity``: those that name it.
    - ``change``: options that differ later; ``touches``: words that every place of the stored state that the change may touch
      has in its path.
    - ``clear``: options whose values empty a member, with the value that the result shows then.
    - ``rename``: options that give the object another name, for those that have an id.
    """

    name: str
    module: str
    create: Options
    change: Options
    identity: tuple[str, ...]
    touches: tuple[str, ...]
    prepare: tuple[tuple[str, Options], ...] = ()
    clear: Options = field(default_factory=dict)
    cleared: Options = field(default_factory=dict)
    rename: Options = field(default_factory=dict)

    @property
    def named(self) -> dict[str, Any]:
        """The options that name the object."""
        return {name: self.create[name] for name in self.identity}


HQ = ("cloudconnexa_network", {"name": "hq", "egress": True})
BRANCH = ("cloudconnexa_network", {"name": "branch", "egress": True})
SERVER = ("cloudconnexa_host", {"name": "server"})
ROUTE = ("cloudconnexa_route", {"network": "hq", "subnet": "10.40.0.0/16"})
STAFF = ("cloudconnexa_user_group", {"name": "staff", "all_regions_included": True})
GUESTS = ("cloudconnexa_user_group", {"name": "guests", "all_regions_included": True})
PHASE = {
    "encryption_algorithms": ["AES256", "AES128"],
    "integrity_algorithms": ["SHA2_256"],
    "diffie_hellman_groups": ["G_19", "G_14"],
    "lifetime_sec": 28800,
}
IPSEC: Options = {
    "platform": "OTHER",
    "authentication_type": "SHARED_SECRET",
    "remote_site_public_ip": "203.0.113.20",
    "pre_shared_key": "between-two-gateways",
    "ike_protocol": {
        "protocol_version": "IKE_V2",
        "phase1": PHASE,
        "phase2": PHASE,
        "rekey": {"margin_time_sec": 270, "fuzz_percent": 100, "replay_window_size": 1024},
        "auto_initiate": False,
        "dead_peer_detection": {"timeout_sec": 30, "dead_peer_handling": "RESTART"},
        "startup_action": "START",
    },
    "domain": "vienna.example.com",
}

CASES = (
    Case(
        name="network",
        module="cloudconnexa_network",
        prepare=(BRANCH,),
        create={
            "name": "lab",
            "description": "Laboratory",
            "internet_access": "SPLIT_TUNNEL_OFF",
            "gateways": ["branch"],
            "egress": False,
        },
        change={"description": "Laboratory, Graz", "egress": True},
        identity=("name",),
        touches=("description", "egress"),
        clear={"description": "", "gateways": []},
        cleared={"description": None, "gateways_ids": []},
        rename={"name": "workshop"},
    ),
    Case(
        name="connector",
        module="cloudconnexa_connector",
        prepare=(HQ,),
        create={"network": "hq", "name": "edge", "description": "Edge router", "vpn_region": "eu-central-1"},
        change={"description": "Edge router in the cellar"},
        identity=("network", "name"),
        touches=("description",),
        clear={"description": ""},
        cleared={"description": None},
        rename={"name": "border"},
    ),
    Case(
        name="connector of IPsec",
        module="cloudconnexa_connector",
        prepare=(("cloudconnexa_network", {"name": "vienna", "tunneling_protocol": "IPSEC"}),),
        create={
            "network": "vienna",
            "name": "tunnel",
            "vpn_region": "eu-central-1",
            "state": "started",
            "ipsec_config": IPSEC,
        },
        change={"state": "stopped", "ipsec_config": {"ike_protocol": {"phase1": {"lifetime_sec": 3600}}}},
        identity=("network", "name"),
        touches=("ipSecConfig.ikeProtocol.phase1.lifetimeSec", "connectorState"),
        clear={"ipsec_config": {"domain": ""}},
    ),
    Case(
        name="route",
        module="cloudconnexa_route",
        prepare=(HQ,),
        create={"network": "hq", "subnet": "10.20.0.0/24", "description": "Servers"},
        change={"description": "Servers and printers"},
        identity=("network", "subnet"),
        touches=("description",),
        clear={"description": ""},
        cleared={"description": None},
        rename={"subnet": "10.21.0.0/24"},
    ),
    Case(
        name="route of IPv6",
        module="cloudconnexa_route",
        prepare=(HQ,),
        create={"network": "hq", "subnet": "2001:db8:0:0::/64", "description": "Servers"},
        change={"description": "Servers and printers"},
        identity=("network", "subnet"),
        touches=("description",),
        rename={"subnet": "2001:db8:1::/64"},
    ),
    Case(
        name="host",
        module="cloudconnexa_host",
        prepare=(HQ,),
        create={
            "name": "build-server",
            "description": "Builds all releases",
            "internet_access": "SPLIT_TUNNEL_OFF",
            "domain": "build.example.com",
            "gateways": ["hq"],
        },
        change={"domain": "make.example.com", "internet_access": "RESTRICTED_INTERNET"},
        identity=("name",),
        touches=("domain", "internetAccess"),
        clear={"description": "", "domain": "", "gateways": []},
        cleared={"description": None, "domain": None, "gateways_ids": []},
        rename={"name": "make-server"},
    ),
    Case(
        name="connector of a host",
        module="cloudconnexa_connector",
        prepare=(SERVER,),
        create={"host": "server", "name": "edge", "description": "In the rack", "vpn_region": "eu-central-1"},
        change={"vpn_region": "ch-zrh"},
        identity=("host", "name"),
        touches=("vpnRegionId",),
        clear={"description": ""},
        cleared={"description": None},
        rename={"name": "border"},
    ),
    Case(
        name="IP service",
        module="cloudconnexa_ip_service",
        prepare=(HQ, ROUTE),
        create={
            "network": "hq",
            "name": "web",
            "description": "Web servers",
            "type": "SERVICE_DESTINATION",
            "routes": ["10.40.1.0/28", "10.40.0.0/24"],
            "config": {
                "service_types": ["HTTPS", "HTTP"],
                "custom_service_types": [
                    {"protocol": "TCP", "ports": ["8443", "8000-8100"]},
                    {"protocol": "ICMP", "icmp_types": ["8"]},
                ],
            },
        },
        change={"routes": ["10.40.0.0/25"], "config": {"service_types": ["SSH"]}},
        identity=("network", "name"),
        touches=("routes", "serviceTypes"),
        clear={"description": "", "routes": [], "config": {"custom_service_types": []}},
        cleared={"description": None, "routes": []},
        rename={"name": "pages"},
    ),
    Case(
        name="IP service of a host",
        module="cloudconnexa_ip_service",
        prepare=(SERVER,),
        create={"host": "server", "name": "shell", "description": "Login", "config": {"service_types": ["SSH"]}},
        change={"config": {"custom_service_types": [{"protocol": "UDP", "ports": ["60000-61000"]}]}},
        identity=("host", "name"),
        touches=("config",),
        clear={"description": ""},
        cleared={"description": None},
        rename={"name": "login"},
    ),
    Case(
        name="application",
        module="cloudconnexa_application",
        prepare=(HQ,),
        create={
            "network": "hq",
            "name": "intranet",
            "description": "Intranet and wiki",
            "routes": [
                {"domain": "wiki.example.com", "exact_match": True},
                {"domain": "intranet.example.com", "allow_embedded_ip": True},
            ],
            "config": {"service_types": ["HTTPS"]},
        },
        change={"routes": [{"domain": "wiki.example.com"}], "description": "Wiki"},
        identity=("network", "name"),
        touches=("routes", "description"),
        clear={"description": ""},
        cleared={"description": None},
        rename={"name": "pages"},
    ),
    Case(
        name="application of a host",
        module="cloudconnexa_application",
        prepare=(SERVER,),
        create={
            "host": "server",
            "name": "page",
            "routes": [{"domain": "build.example.com"}],
            "config": {"custom_service_types": [{"protocol": "TCP", "ports": ["8080"]}]},
        },
        change={"routes": [{"domain": "build.example.com"}, {"domain": "make.example.com"}]},
        identity=("host", "name"),
        touches=("routes",),
        rename={"name": "pages"},
    ),
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
        name="source rule",
        module="vyos_nat_rule",
        create={
            "type": "source",
            "rule": 100,
            "description": "Everybody out",
            "outbound_interface": {"name": "eth0"},
            "source": {"address": "10.20.0.0/16"},
            "translation": {"address": "masquerade", "options": {"address_mapping": "persistent"}},
        },
        change={"source": {"address": "10.20.0.0/15"}, "log": True},
        identity=("type", "rule"),
        touches=("source.rule.100.source.address", "source.rule.100.log"),
        clear={"description": "", "source": {"address": ""}},
        cleared={"description": None, "source": None},
    ),
    Case(
        name="destination rule",
        module="vyos_nat_rule",
        prepare=(
            (
                "vyos_nat_rule",
                {"type": "destination", "rule": 5, "exclude": True, "inbound_interface": {"name": "eth1"}},
            ),
        ),
        create={
            "type": "destination",
            "rule": 10,
            "description": "Web servers",
            "protocol": "tcp",
            "inbound_interface": {"name": "eth0"},
            "destination": {"address": "192.0.2.1", "port": "80,443"},
            "load_balance": {
                "hash": ["source-port", "source-address"],
                "backend": [{"address": "10.20.0.11", "weight": 40}, {"address": "10.20.0.10", "weight": 60}],
            },
        },
        change={"destination": {"port": "443"}, "disable": True},
        identity=("type", "rule"),
        touches=("destination.rule.10.destination.port", "destination.rule.10.disable"),
        clear={"load_balance": {"hash": []}, "description": ""},
        cleared={"description": None},
    ),
    Case(
        name="redirecting rule",
        module="vyos_nat_rule",
        create={
            "type": "destination",
            "rule": 20,
            "protocol": "tcp",
            "inbound_interface": {"name": "eth0"},
            "destination": {"port": "8022"},
            "translation": {"redirect_port": "22"},
        },
        change={"translation": {"redirect_port": ""}},
        identity=("type", "rule"),
        touches=("translation.redirect",),
    ),
    Case(
        name="static rule",
        module="vyos_nat_rule",
        create={
            "type": "static",
            "rule": 10,
            "description": "Mail server",
            "inbound_interface": {"name": "eth0"},
            "destination": {"address": "192.0.2.25"},
            "translation": {"address": "10.20.0.25"},
        },
        change={"translation": {"address": "10.20.0.26"}, "description": "New mail server"},
        identity=("type", "rule"),
        touches=("static.rule.10.translation.address", "static.rule.10.description"),
    ),
)

READ_ONLY: Mapping[str, Options] = {"cloudconnexa_region_info": {"id": "eu-central-1"}}
MODULES = tuple(sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")))
WRITERS = tuple(name for name in MODULES if not name.endswith("_info"))
READERS = tuple(name for name in MODULES if name.endswith("_info"))


def case_of(module: str) -> Case:
    """The first case of a module that writes."""
    return next(case for case in CASES if case.module == module)
