# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Generated documents of whole tenants: every kind of object, references between them, names that are not plain words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from random import Random
from typing import Any, Optional

from ansible_collections.wanforge.edge.tests.unit.generic.cases_networks import IPSEC
from ansible_collections.wanforge.edge.tests.unit.generic.cases_tenant import ALL_SETTINGS

Document = dict[str, Any]
REGIONS = ("eu-central-1", "us-east-1", "ch-zrh", "jp-hnd")
INTERNET = ("SPLIT_TUNNEL_ON", "SPLIT_TUNNEL_OFF", "RESTRICTED_INTERNET")
TEXTS = ("", "plain", "with: colon", '"quoted"', "ümläut 密码", "10", "true", "{{ braces }}", "#no comment", " space ")
SERVICES = ("HTTP", "HTTPS", "SSH", "DNS", "SMTP", "SNMP")
# What an address pool of the tenant is cannot be chosen freely: these settings are left to tests of their own.
POOLS = ("subnet", "domain_routing_subnet", "ip_allocation_mode")
KINDS = (
    "networks",
    "hosts",
    "user_groups",
    "users",
    "dns_records",
    "location_contexts",
    "device_postures",
    "access_groups",
)


class Generator:
    """Draws the objects of one document; what is drawn earlier can be referred to later."""

    def __init__(self, random: Random, most: int) -> None:
        self._random = random
        self._most = most
        self._subnets = 0
        self._gateways: list[str] = []
        self._names: list[str] = []
        self._offers: dict[str, list[tuple[str, list[str]]]] = {"network": [], "host": [], "source": []}

    def document(self) -> Document:
        """Return a whole document."""
        networks = self._many("network", self._network)
        hosts = self._many("host", self._host)
        groups = self._many("group", self._group)
        self._names = [group["name"] for group in groups]
        return {
            "networks": networks,
            "hosts": hosts,
            "user_groups": groups,
            "users": self._many("user", self._user, "username") if groups else [],
            "dns_records": self._many("record", self._record, "domain"),
            "location_contexts": self._many("context", self._context),
            "device_postures": self._many("posture", self._posture),
            "access_groups": self._many("access", self._access),
            "settings": self._settings(),
        }

    def _many(self, word: str, make: Callable[[str], Document], key: str = "name") -> list[Document]:
        end = {"domain": ".example.com", "name": self._random.choice(("", " ü", " #1", ": x", " 密"))}.get(key, "")
        return [make(f"{word}-{number}{end}") for number in range(self._random.randint(0, self._most))]

    def _chance(self, share: float = 0.5) -> bool:
        return self._random.random() < share

    def _some(self, items: Sequence[Any], least: int = 0) -> list[Any]:
        most = min(len(items), 3)
        return self._random.sample(list(items), self._random.randint(min(least, most), most))

    def _often(self, **members: Any) -> Document:
        """Return most of the members."""
        return {name: value for name, value in members.items() if self._chance(0.7)}

    def _text(self) -> str:
        return self._random.choice(TEXTS)

    def _network(self, name: str) -> Document:
        tunnels = self._chance(0.2)
        network = {
            "name": name,
            **self._often(description=self._text(), internet_access=self._random.choice(INTERNET)),
            "egress": self._chance(),
            "gateways": self._some(self._gateways),
            "tunneling_protocol": "IPSEC" if tunnels else "OPENVPN",
            "connectors": self._connectors(self._tunnel if tunnels else None),
            "routes": self._routes(),
        }
        network["ip_services"] = [self._ip_service(f"service-{n}", network["routes"]) for n in range(self._count())]
        network["applications"] = self._applications()
        if network["egress"]:
            self._gateways.append(name)
        for kind, offered in (("network", None), ("source", "IP_SOURCE")):
            services = [s["name"] for s in network["ip_services"] if offered in (None, s["type"])]
            services += [a["name"] for a in network["applications"] if offered is None]
            self._offers[kind].append((name, services))
        return network

    def _host(self, name: str) -> Document:
        services = [{"name": f"service-{n}", **self._service()} for n in range(self._count())]
        host = {
            "name": name,
            **self._often(description=self._text(), internet_access=self._random.choice(INTERNET)),
            **self._often(domain="host.example.com"),
            "gateways": self._some(self._gateways),
            "connectors": self._connectors(None),
            "ip_services": services,
            "applications": self._applications(),
        }
        self._offers["host"].append((name, [one["name"] for one in (*services, *host["applications"])]))
        return host

    def _count(self) -> int:
        return self._random.randint(0, 2)

    def _connectors(self, more: Optional[Callable[[], Document]]) -> list[Document]:
        return [
            {
                "name": f"connector-{number}",
                **self._often(description=self._text()),
                "vpn_region": self._random.choice(REGIONS),
                **(more() if more else {}),
            }
            for number in range(self._count())
        ]

    def _tunnel(self) -> Document:
        return {"ipsec_config": dict(IPSEC), "state": self._random.choice(("started", "stopped"))}

    def _routes(self) -> list[Document]:
        found = []
        for _number in range(self._count()):
            number = self._subnets = self._subnets + 1
            subnet = f"10.{number // 256}.{number % 256}.0/24" if self._chance(0.7) else f"2001:db8:{number:x}::/64"
            found.append({"subnet": subnet, **self._often(description=self._text())})
        return found

    def _ip_service(self, name: str, routes: Sequence[Document]) -> Document:
        kind = self._random.choice(("IP_SOURCE", "SERVICE_DESTINATION"))
        return {"name": name, "type": kind, "routes": [r["subnet"] for r in self._some(routes)], **self._service()}

    def _service(self) -> Document:
        custom = [
            {"protocol": "TCP", "ports": ["8443", "8000-8100"]},
            {"protocol": "UDP", "ports": ["53"]},
            {"protocol": "ICMP", "icmp_types": ["8"]},
        ]
        types = self._some(SERVICES, 1)
        config = {"service_types": types, **({"custom_service_types": self._some(custom, 1)} if self._chance() else {})}
        return self._often(description=self._text(), config=config)

    def _applications(self) -> list[Document]:
        return [
            {
                "name": f"application-{number}",
                "routes": [
                    {"domain": f"{host}.example.com", "allow_embedded_ip": self._chance()}
                    for host in self._some(("wiki", "intranet", "mail", "pages"), 1)
                ],
                **self._service(),
            }
            for number in range(self._count())
        ]

    def _group(self, name: str) -> Document:
        everywhere = self._chance()
        return {
            "name": name,
            **({"all_regions_included": True} if everywhere else {"vpn_regions": self._some(REGIONS, 1)}),
            **self._often(internet_access=self._random.choice(INTERNET), connect_auth="ON_PRIOR_AUTH"),
            "max_device": self._random.randint(2, 5),
            "gateways": self._some(self._gateways),
            **self._often(tunnel_bypass={"ipv4_subnets": self._some(("192.0.2.0/24", "198.51.100.0/24"))}),
        }

    def _user(self, name: str) -> Document:
        return {
            "username": name,
            **self._often(first_name=self._text(), last_name="Lovelace", email=f"{name}@example.com"),
            "group": self._random.choice(self._names),
            **self._often(secondary_groups=self._some(self._names), role=self._random.choice(("ADMIN", "MEMBER"))),
            **({"state": "suspended"} if self._chance(0.2) else {}),
            "devices": [
                {"name": f"device-{number}", **self._often(description=self._text())} for number in range(self._count())
            ],
        }

    def _record(self, domain: str) -> Document:
        return {
            "domain": domain,
            **self._often(description=self._text(), ipv6_addresses=["2001:db8:0::1"]),
            "ipv4_addresses": self._some(("10.0.0.1", "10.0.0.2", "192.0.2.7"), 1),
        }

    def _context(self, name: str) -> Document:
        ips = [{"ip": "198.51.100.0/24", "description": "Partner"}, {"ip": "192.0.2.1/32"}]
        checks = self._often(ip_check={"allowed": self._chance(), "ips": self._some(ips, 1)})
        return {
            "name": name,
            **self._often(description=self._text(), user_groups=self._some(self._names)),
            **(
                checks or {"country_check": {"countries": self._some(("DE", "AT", "CH"), 1), "allowed": self._chance()}}
            ),
            "default_check": {"allowed": self._chance()},
        }

    def _posture(self, name: str) -> Document:
        windows = {
            "allowed": self._chance(),
            "version": {"version": "10.0.19045", "condition": "GTE"},
            "antiviruses": self._some(("NORTON", "AVG", "CORTEX_XDR")),
            "disk_encryption": {"type": "SPECIFIC_VOLUME", "volume": "C"},
        }
        return {
            "name": name,
            **self._often(description=self._text(), user_groups=self._some(self._names), windows=windows),
            **self._often(macos={"allowed": True, "disk_encrypted": self._chance()}, linux={"allowed": True}),
        }

    def _access(self, name: str) -> Document:
        source = [{"type": "USER_GROUP", "children": self._names[:2]}] if self._names else []
        source += self._services("NETWORK_SERVICE", "source")
        target = self._services("NETWORK_SERVICE", "network") + self._services("HOST_SERVICE", "host")
        everybody = [{"type": "USER_GROUP", "all_covered": True}]
        return {
            "name": name,
            **self._often(description=self._text()),
            "source": source or everybody,
            "destination": target or everybody,
        }

    def _services(self, kind: str, offered: str) -> list[Document]:
        offers = [(parent, names) for parent, names in self._offers[offered] if names]
        if not offers:
            return []
        parent, names = self._random.choice(offers)
        return [{"type": kind, "parent": parent, "children": self._some(names, 1)}]

    def _settings(self) -> Document:
        return self._often(**{name: value for name, value in ALL_SETTINGS.items() if name not in POOLS})


def generated(random: Random, most: int = 2) -> Document:
    """Return a document with up to so many objects in each section."""
    return Generator(random, most).document()


def large(scale: int) -> Document:
    """Return a document with objects in every collection: about 25 for each unit of scale."""
    networks = [large_network(number, scale) for number in range(scale)]
    return {
        "networks": networks,
        "hosts": [large_host(number) for number in range(scale)],
        "user_groups": [{"name": f"group-{n}", "all_regions_included": True, "max_device": 3} for n in range(scale)],
        "users": [large_user(number, scale) for number in range(4 * scale)],
        "dns_records": [
            {"domain": f"h{n}.example.com", "ipv4_addresses": [f"10.250.{n // 250}.{n % 250 + 1}"]}
            for n in range(2 * scale)
        ],
        "location_contexts": [
            {
                "name": f"context-{n}",
                "country_check": {"countries": ["AT"], "allowed": True},
                "default_check": {"allowed": False},
            }
            for n in range(scale)
        ],
        "device_postures": [{"name": f"posture-{n}", "linux": {"allowed": True}} for n in range(scale)],
        "access_groups": [large_access(number) for number in range(scale)],
    }


def large_network(number: int, scale: int) -> Document:
    """One network of a large document."""
    subnets = [f"10.{number}.{route}.0/24" for route in range(3)]
    return {
        "name": f"network-{number}",
        "egress": True,
        "gateways": [f"network-{number - 1}"] if number else [],
        "connectors": [{"name": f"connector-{n}", "vpn_region": REGIONS[n]} for n in range(2)],
        "routes": [{"subnet": subnet, "description": f"Subnet {subnet}"} for subnet in subnets],
        "ip_services": [
            {"name": f"service-{n}", "type": "SERVICE_DESTINATION", "routes": [subnets[n]]} for n in range(2)
        ],
        "applications": [{"name": "wiki", "routes": [{"domain": f"wiki-{number}.example.com"}]}],
    }


def large_host(number: int) -> Document:
    """One host of a large document."""
    return {
        "name": f"host-{number}",
        "connectors": [{"name": "connector", "vpn_region": "eu-central-1"}],
        "ip_services": [{"name": "shell", "config": {"service_types": ["SSH"]}}],
        "applications": [{"name": "page", "routes": [{"domain": f"page-{number}.example.com"}]}],
    }


def large_user(number: int, scale: int) -> Document:
    """One user of a large document."""
    return {"username": f"user-{number}", "email": f"user-{number}@example.com", "group": f"group-{number % scale}"}


def large_access(number: int) -> Document:
    """One access group of a large document."""
    return {
        "name": f"access-{number}",
        "source": [{"type": "USER_GROUP", "children": [f"group-{number}"]}],
        "destination": [
            {"type": "NETWORK_SERVICE", "parent": f"network-{number}", "children": ["service-0", "wiki"]},
            {"type": "HOST_SERVICE", "parent": f"host-{number}", "children": ["shell"]},
        ],
    }


def objects_in(document: Mapping[str, Any]) -> int:
    """Return how many objects a document holds, settings aside."""
    lists = [value for name, value in document.items() if isinstance(value, list)]
    return sum(1 + objects_in(item) if is_object(item) else 0 for items in lists for item in items)


def is_object(item: Any) -> bool:
    """Whether something in a list is an object of a document: a part of one has no name, subnet or domain besides members."""
    return isinstance(item, Mapping) and bool({"name", "username", "subnet"} & set(item) or "ipv4_addresses" in item)
