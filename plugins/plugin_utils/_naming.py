# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Names of inventory hosts: usable in patterns, and never one for two objects.

Private to the collection. Names come from a service where others write, users choose those of their devices: none may stand for
the controller or hold anything that Ansible gives a meaning.
"""

from __future__ import annotations

import ipaddress
import re
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from typing import Any

RESERVED = frozenset({"all", "ungrouped", "localhost", "127.0.0.1", "::1"})
MEANINGFUL = re.compile(r"[^\w.@+-]")
MEANINGFUL_FIRST = re.compile(r"^[.@+-]")


def host_name(text: str) -> str:
    """Return a text as a host name: addresses as they are, anything that patterns or templates give a meaning as underscores."""
    try:
        return str(ipaddress.ip_address(text))
    except ValueError:
        return MEANINGFUL_FIRST.sub("_", MEANINGFUL.sub("_", text.strip()))


def usual_name(item: Mapping[str, Any]) -> str:
    """Return the name of an object. That of a device, which its user chooses, always stands together with the user."""
    name = item.get("name") or item.get("username") or item.get("id")
    if item["kind"] == "device":
        return f"{name}@{item.get('user') or item.get('user_id')}"
    return str(name)


def spellings(name: str, item: Mapping[str, Any]) -> list[str]:
    """Return the names that an object can have, from the short one to the one that no other object can have."""
    place = item.get("network") or item.get("host") or item.get("network_item_id") or item["kind"]
    return [host_name(text) for text in (name, f"{name}@{place}", f"{name}@{item.get('id')}")]


def told_apart(spelled: Sequence[Sequence[str]], reserved: Collection[str] = ()) -> list[str]:
    """Return one of its spellings for each object: the shortest that is reserved for nothing and that no other object has.

    Objects whose names are the same all get a longer one: which of them is meant must not depend on their order.
    """
    taken = RESERVED | set(reserved)
    level = [0] * len(spelled)
    while True:
        names = [choices[at] for choices, at in zip(spelled, level)]
        count = Counter(names)
        unclear = [
            number
            for number, name in enumerate(names)
            if (count[name] > 1 or name in taken or not name) and level[number] + 1 < len(spelled[number])
        ]
        if not unclear:
            return names
        for number in unclear:
            level[number] += 1
