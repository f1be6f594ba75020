# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The objects of a tenant and the computed values that they need."""

from __future__ import annotations

import copy
import ipaddress
import random
import uuid
from typing import Any, Iterable, Optional

Record = dict[str, Any]
SNAPSHOT = ("collections", "settings", "switches", "domains")


def spell_ipv6(address: int) -> str:
    """An IPv6 address the way the service prints it: no zero compression, no leading zeros."""
    return ":".join(f"{address >> shift & 0xFFFF:x}" for shift in range(112, -16, -16))


class Store:
    """Records by collection and id, in order of creation.

    A record holds ``id``, the settable members as they were sent (``body``), the parent's id (``parent``) and what the
    service computed (``data``). ``revision`` grows with every change.
    """

    def __init__(self, seed: int) -> None:
        self.seed = seed
        self.revision = 0
        self.collections: dict[str, dict[str, Record]] = {}
        self.settings: dict[str, Any] = {}
        self.switches: dict[str, bool] = {}
        self.domains: dict[str, dict[str, str]] = {"block": {}, "allow": {}}
        self.counters: dict[str, int] = {}
        self.profiles_asked: dict[str, int] = {}
        self._children: dict[tuple[str, str], dict[str, Record]] = {}

    def snapshot(self) -> dict[str, Any]:
        """Everything that a client can see, as JSON-able values; what was created and deleted leaves no trace."""
        state = {name: copy.deepcopy(getattr(self, name)) for name in SNAPSHOT}
        state["collections"] = {name: records for name, records in state["collections"].items() if records}
        return state

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to a snapshot. Sequences go on, so that nothing new takes the id or address of something old."""
        for name, value in [(name, copy.deepcopy(state[name])) for name in SNAPSHOT]:
            setattr(self, name, value)
        total = sum(len(records) for records in self.collections.values())
        for sequence in ("address", "subnet", "server"):
            self.counters[sequence] = max(self.counters.get(sequence, 0), total)
        self._children.clear()
        for collection, records in self.collections.items():
            for record in records.values():
                self._link(collection, record)
        self.revision += 1

    def _link(self, collection: str, record: Record) -> None:
        if record.get("parent"):
            self._children.setdefault((collection, record["parent"]), {})[record["id"]] = record

    def count(self, name: str) -> int:
        """The next number of a sequence, from 0."""
        number = self.counters.get(name, 0)
        self.counters[name] = number + 1
        return number

    def new_id(self) -> str:
        """A UUID that depends on the seed and on how many were made before."""
        while True:
            source = random.Random(f"{self.seed}:{self.count('id')}")
            identifier = str(uuid.UUID(int=source.getrandbits(128), version=4))
            if not any(identifier in records for records in self.collections.values()):
                return identifier

    def new_subnets(self) -> list[str]:
        """The next system subnets: an IPv4 /28 and an IPv6 /124."""
        number = self.count("subnet")
        ipv4 = ipaddress.IPv4Address(int(ipaddress.IPv4Address("100.88.0.0")) + 16 * number)
        ipv6 = int(ipaddress.IPv6Address("fd00:0:0:4000::")) + 16 * number
        return [f"{ipv4}/28", f"{spell_ipv6(ipv6)}/124"]

    def new_addresses(self) -> dict[str, str]:
        """The next addresses for a connector or device."""
        number = self.count("address") + 2
        ipv4 = ipaddress.IPv4Address(int(ipaddress.IPv4Address("100.96.0.0")) + number)
        ipv6 = int(ipaddress.IPv6Address("fd00:0:0:8000::")) + number
        return {"ipV4Address": str(ipv4), "ipV6Address": spell_ipv6(ipv6)}

    def all(self, collection: str) -> Iterable[Record]:
        """Every record of a collection."""
        return self.collections.get(collection, {}).values()

    def children(self, collection: str, parent: str) -> Iterable[Record]:
        """The records of a collection that belong to a parent."""
        return self._children.get((collection, parent), {}).values()

    def get(self, collection: str, identifier: Any) -> Optional[Record]:
        """One record, or nothing."""
        return self.collections.get(collection, {}).get(str(identifier))

    def add(self, collection: str, record: Record) -> None:
        """Store a new record."""
        self.collections.setdefault(collection, {})[record["id"]] = record
        self._link(collection, record)
        self.revision += 1

    def remove(self, collection: str, record: Record) -> None:
        """Forget a record."""
        self.collections[collection].pop(record["id"], None)
        self._children.get((collection, record.get("parent") or ""), {}).pop(record["id"], None)
        self.revision += 1
