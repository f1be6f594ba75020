# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the checks know of the box itself: its interfaces and the addresses on them."""

from __future__ import annotations

import dataclasses
import ipaddress
import typing as t

from . import tree as trees
from .tree import Tree


@dataclasses.dataclass(frozen=True)
class Box:
    """Interfaces and addresses as they are before a commit: the hardware, and what the running configuration made."""

    hardware: t.FrozenSet[str]
    running: Tree

    def has_interface(self, name: str) -> bool:
        kinds = trees.lookup(self.running, ("interfaces",)) or {}
        made = (names for kind, names in kinds.items() if kind != "ethernet")
        return name in self.hardware or name == "lo" or any(name in names for names in made)

    def _addresses(self) -> t.Iterator[t.Union[ipaddress.IPv4Interface, ipaddress.IPv6Interface]]:
        yield ipaddress.ip_interface("127.0.0.1/8")
        yield ipaddress.ip_interface("::1/128")
        for names in (trees.lookup(self.running, ("interfaces",)) or {}).values():
            for interface in names.values():
                for address in interface.get("address", ()):
                    try:
                        yield ipaddress.ip_interface(address)
                    except ValueError:
                        continue

    def has_address(self, address: str) -> bool:
        return any(str(interface.ip) == address for interface in self._addresses())

    def is_connected(self, subnet: str) -> bool:
        network = ipaddress.ip_network(subnet)
        return any(interface.ip in network for interface in self._addresses())
