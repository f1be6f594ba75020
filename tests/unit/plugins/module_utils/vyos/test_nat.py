# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the commit of each release refuses is known before it is sent."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Optional

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import check_options
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption, Unsupported
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.nat import NAT_RULE, problems_of_commit

GROUPS = {
    "interface_group": {"WAN"},
    "address_group": {"HOSTS"},
    "domain_group": {"SITES"},
    "network_group": {"LAN"},
    "port_group": {"WEB"},
}
TO = {"translation": {"address": "192.0.2.1"}}
NEW = ("1.4", "1.5")
ALL = ("1.3", "1.4", "1.5")


def rule(kind: str, **members: Any) -> dict[str, Any]:
    return {**{field.name: None for field in NAT_RULE.fields}, "type": kind, "rule": 10, **members}


def problems(release: str, body: Mapping[str, Any], groups: Optional[Mapping[str, set[str]]] = None) -> list[str]:
    context: dict[str, Any] = {"release": release}
    return list(problems_of_commit(body, context if groups is None else {**context, "groups": groups}))


# Number in the list of commit checks, releases, rule, words of the one problem.
REFUSED: list[tuple[str, tuple[str, ...], dict[str, Any], str]] = [
    ("V01", NEW, rule("source", outbound_interface={"name": "eth0", "group": "WAN"}, **TO), "outbound_interface.name"),
    ("V01", NEW, rule("destination", inbound_interface={"name": "e", "group": "WAN"}, **TO), "inbound_interface.name"),
    ("V03", NEW, rule("source", outbound_interface={"group": "LOST"}, **TO), 'outbound_interface.group "LOST"'),
    ("V03", NEW, rule("destination", inbound_interface={"group": "!LOST"}, **TO), 'inbound_interface.group "LOST"'),
    ("V06", NEW, rule("source"), "state translation.address"),
    ("V06", NEW, rule("source", translation={"options": {"port_mapping": "random"}}), "state translation.address"),
    ("V06", NEW, rule("source", load_balance={"hash": ["random"]}), "state translation.address"),
    ("V07", NEW, rule("destination", translation={"redirect": False}), "state translation.address"),
    ("V09", ALL, rule("destination", destination={"port": "80"}, **TO), "destination.port"),
    ("V09", ALL, rule("destination", source={"port": "80"}, **TO), "source.port"),
    ("V09", ALL, rule("source", protocol="icmp", destination={"port": "80"}, **TO), 'protocol is "icmp"'),
    ("V09", ALL, rule("source", protocol="all", destination={"port": "80"}, **TO), 'protocol is "all"'),
    ("V09", ALL, rule("source", protocol="!tcp", destination={"port": "80"}, **TO), 'protocol is "!tcp"'),
    ("V09", ALL, rule("source", protocol="6", destination={"port": "80"}, **TO), 'protocol is "6"'),
    ("V09", NEW, rule("destination", translation={"port": "80"}), "translation.port"),
    (
        "V09",
        NEW,
        rule("destination", translation={"redirect": True, "redirect_port": "80"}),
        "translation.redirect_port",
    ),
    ("V10", ("1.5",), rule("source", source={"address": "192.0.2.1", "fqdn": "a.example"}, **TO), "source.fqdn"),
    (
        "V11",
        NEW,
        rule("source", source={"group": {"address_group": "HOSTS", "network_group": "LAN"}}, **TO),
        "source.group.address_group and source.group.network_group",
    ),
    (
        "V11",
        NEW,
        rule("destination", destination={"group": {"domain_group": "SITES", "network_group": "LAN"}}, **TO),
        "destination.group.domain_group and destination.group.network_group",
    ),
    (
        "V12",
        NEW,
        rule("source", destination={"address": "192.0.2.1", "group": {"address_group": "HOSTS"}}, **TO),
        "destination.group.address_group and destination.address",
    ),
    (
        "V12",
        ("1.5",),
        rule("source", destination={"fqdn": "a.example", "group": {"network_group": "LAN"}}, **TO),
        "destination.group.network_group and destination.fqdn",
    ),
    ("V13", NEW, rule("source", source={"group": {"address_group": "LOST"}}, **TO), 'address_group "LOST"'),
    ("V13", NEW, rule("source", source={"group": {"network_group": "!LOST"}}, **TO), 'network_group "LOST"'),
    ("V13", NEW, rule("source", source={"group": {"domain_group": "LOST"}}, **TO), 'domain_group "LOST"'),
    (
        "V13",
        NEW,
        rule("source", protocol="tcp", destination={"group": {"port_group": "LOST"}}, **TO),
        'destination.group.port_group "LOST"',
    ),
    ("V15", NEW, rule("source", destination={"group": {"port_group": "WEB"}}, **TO), "destination.group.port_group"),
    (
        "V15",
        NEW,
        rule("source", protocol="icmp", source={"group": {"port_group": "WEB"}}, **TO),
        "source.group.port_group",
    ),
    ("V16", NEW, rule("source", protocol="tcp_udp", load_balance={"hash": ["source-port"]}, **TO), "source-port"),
    ("V16", NEW, rule("source", load_balance={"hash": ["random", "destination-port"]}, **TO), "destination-port"),
    ("V19", NEW, rule("static", destination={"address": "192.0.2.9"}, **TO), "inbound_interface.name is missing"),
    (
        "V20",
        NEW,
        rule("static", inbound_interface={"name": "eth0"}, **TO),
        "destination.address is missing",
    ),
    (
        "V20",
        NEW,
        rule("static", inbound_interface={"name": "eth0"}, destination={"address": "192.0.2.9"}),
        "translation.address is missing",
    ),
    ("V32", ("1.3",), rule("source", protocol="tcp", translation={"port": "80"}), "translation.address is missing"),
    ("V32", ("1.3",), rule("destination"), "translation.address is missing"),
    (
        "V34",
        ("1.3",),
        rule("destination", protocol="tcp", destination={"port": "80"}, translation={"address": "192.0.2.0/24"}),
        "translation.address is a network",
    ),
]
ACCEPTED: list[tuple[tuple[str, ...], dict[str, Any]]] = [
    (ALL, rule("source", **TO)),
    (ALL, rule("source", translation={"address": "masquerade"})),
    (ALL, rule("destination", **TO)),
    (ALL, rule("source", exclude=True)),
    (ALL, rule("destination", exclude=True)),
    (ALL, rule("destination", protocol="tcp_udp", destination={"port": "80"}, **TO)),
    (ALL, rule("source", translation={"address": "192.0.2.0/24"})),
    (NEW, rule("destination", protocol="tcp", translation={"port": "80"})),
    (NEW, rule("destination", translation={"redirect": True})),
    (NEW, rule("destination", protocol="udp", translation={"redirect": True, "redirect_port": "53"})),
    (NEW, rule("source", protocol="udp", translation={"address": "203.0.113.0/25", "port": "1025-3072"})),
    (NEW, rule("source", load_balance={"backend": [{"address": "192.0.2.1", "weight": 100}]})),
    (NEW, rule("source", protocol="tcp", load_balance={"hash": ["source-port"]}, **TO)),
    (NEW, rule("source", load_balance={"hash": ["random"]}, **TO)),
    (NEW, rule("source", outbound_interface={"group": "WAN"}, source={"group": {"network_group": "!LAN"}}, **TO)),
    (NEW, rule("source", outbound_interface={"name": "eth0", "group": ""}, **TO)),
    (NEW, rule("source", source={"group": {"mac_group": "LOST"}}, **TO)),
    (
        NEW,
        rule("source", protocol="tcp", destination={"address": "192.0.2.1", "group": {"port_group": "WEB"}}, **TO),
    ),
    (NEW, rule("static", inbound_interface={"name": "eth0"}, destination={"address": "192.0.2.9"}, **TO)),
]


@pytest.mark.parametrize("release", ALL)
@pytest.mark.parametrize("number, releases, body, words", REFUSED)
def test_what_a_commit_refuses(
    release: str, number: str, releases: tuple[str, ...], body: dict[str, Any], words: str
) -> None:
    if release not in releases:
        return
    found = problems(release, body, GROUPS)
    assert len(found) == 1, number
    assert words in found[0]


@pytest.mark.parametrize("release", ALL)
@pytest.mark.parametrize("releases, body", ACCEPTED)
def test_what_a_commit_accepts(release: str, releases: tuple[str, ...], body: dict[str, Any]) -> None:
    if release in releases:
        assert problems(release, body, GROUPS) == []


def test_groups_are_not_looked_up_where_they_were_not_read() -> None:
    lost = rule("source", outbound_interface={"group": "LOST"}, source={"group": {"address_group": "LOST"}}, **TO)
    assert problems("1.4", lost) == []
    assert len(problems("1.4", lost, {})) == 2


def test_static_rules_need_a_later_release() -> None:
    with pytest.raises(Unsupported, match="1.4"):
        problems("1.3", rule("static"))


STATIC = {"type": "static", "rule": 1}
SOURCE = {"type": "source", "rule": 1}
DESTINATION = {"type": "destination", "rule": 1}


@pytest.mark.parametrize(
    "stated, words",
    [
        ({**SOURCE, "inbound_interface": {"name": "eth0"}}, "inbound_interface is no option of source rules"),
        ({**DESTINATION, "outbound_interface": {"name": "eth0"}}, "outbound_interface is no option of destination"),
        ({**STATIC, "protocol": "tcp"}, "protocol is no option of static rules"),
        ({**STATIC, "disable": True}, "disable is no option of static rules"),
        ({**STATIC, "source": {"address": "192.0.2.1"}}, "source.address is no option of static rules"),
        ({**STATIC, "destination": {"port": "80"}}, "destination.port is no option of static rules"),
        ({**STATIC, "destination": {"address": "192.0.2.1-192.0.2.9"}}, "is a range"),
        ({**STATIC, "translation": {"address": "!192.0.2.1"}}, "must not be negated"),
        ({**SOURCE, "translation": {"redirect": True}}, "translation.redirect is no option of source rules"),
        ({**SOURCE, "translation": {"redirect_port": "80"}}, "translation.redirect is no option of source rules"),
        ({**DESTINATION, "translation": {"redirect": False, "redirect_port": "80"}}, "translation.redirect is false"),
        ({**DESTINATION, "translation": {"address": "masquerade"}}, 'translation.address "masquerade"'),
        ({**SOURCE, "translation": {"address": "masq"}}, 'translation.address "masq"'),
        ({**SOURCE, "rule": 0}, 'rule "0"'),
        ({**SOURCE, "protocol": "TCP"}, 'protocol "TCP"'),
        ({**SOURCE, "source": {"port": "80, 443"}}, 'source.port "80, 443"'),
        ({**SOURCE, "description": "it's"}, "must not hold quotes"),
        ({**SOURCE, "load_balance": {"backend": [{"address": "a", "weight": 5}]}}, 'load_balance.backend.address "a"'),
        ({**SOURCE, "load_balance": {"backend": [{"address": "192.0.2.1", "weight": 101}]}}, "weight"),
    ],
)
def test_wrong_options_are_named(stated: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidOption) as caught:
        check_options(NAT_RULE, stated, stated)
    assert words in caught.value.message


@pytest.mark.parametrize(
    "stated",
    [
        {**SOURCE, "translation": {"address": "masquerade"}, "outbound_interface": {"name": "eth0"}},
        {**DESTINATION, "translation": {"address": "192.0.2.1-192.0.2.9"}, "inbound_interface": {"name": "eth0"}},
        {**DESTINATION, "translation": {"redirect": True, "redirect_port": "80"}},
        {**STATIC, "destination": {"address": "192.0.2.0/24"}, "translation": {"address": "198.51.100.0/24"}},
    ],
)
def test_right_options_pass(stated: dict[str, Any]) -> None:
    check_options(NAT_RULE, stated, stated)
