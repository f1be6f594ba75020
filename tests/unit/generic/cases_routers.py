# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""NAT rules of VyOS routers."""

from __future__ import annotations

from ansible_collections.wanforge.edge.tests.unit.generic.cases_model import Case

CASES = (
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
