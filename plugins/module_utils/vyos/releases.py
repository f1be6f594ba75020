# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What differs between the releases of VyOS, all in one place. Source: NAT reference sections 1, 8 and 9.

Rules are encoded as release 1.4 and later write them; ``to_release`` and ``from_release`` turn that into the older form and back.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any, Optional

RELEASES = ("1.3", "1.4", "1.5")
INTERFACES = {"source": "outbound-interface", "destination": "inbound-interface"}


def release_of(version: str) -> Optional[str]:
    """Return the release that the text of "show version" names, None if it is older than 1.3 or cannot be understood.

    Images named by year carry what came after 1.5.
    """
    found = re.search(r"Version:\s+(?:VyOS\s+)?(\d+)\.(\d+)", version)
    if not found:
        return None
    numbers = (int(found[1]), int(found[2]))
    if numbers < (1, 3):
        return None
    return min(f"{numbers[0]}.{numbers[1]}", RELEASES[-1]) if numbers < (1, 5) else RELEASES[-1]


def to_release(kind: str, rule: Mapping[str, Any], release: str) -> dict[str, Any]:
    """Return the tree of a rule as a release writes it."""
    tree = dict(rule)
    _nest_redirect(tree)
    if kind == "static":
        _bare_interface(tree, "inbound-interface", None)
    elif release == "1.3":
        _bare_interface(tree, INTERFACES[kind], "any")
    return tree


def from_release(kind: str, rule: Mapping[str, Any], release: str) -> dict[str, Any]:
    """Return the tree of a rule as release 1.4 and later would write it."""
    tree = dict(rule)
    name = INTERFACES.get(kind, "inbound-interface")
    interface = tree.get(name)
    if isinstance(interface, str):
        tree.pop(name)
        if interface != "any" or kind == "static":
            tree[name] = {"name": interface.replace("+", "*") if release == "1.3" else interface}
    translation = tree.get("translation")
    if isinstance(translation, Mapping) and "redirect" in translation:
        redirect = translation["redirect"] if isinstance(translation["redirect"], Mapping) else {}
        tree["translation"] = {
            **translation,
            "redirect": {},
            **({"redirect-port": redirect["port"]} if redirect.get("port") else {}),
        }
    return tree


def _bare_interface(tree: dict[str, Any], name: str, every: Optional[str]) -> None:
    """Turn the node of an interface into a leaf."""
    interface = (tree.pop(name, None) or {}).get("name")
    if interface and every:
        interface = interface.replace("*", "+")
    if interface or every:
        tree[name] = interface or every


def _nest_redirect(tree: dict[str, Any]) -> None:
    """Put the port of a redirection below it."""
    translation = dict(tree.get("translation") or {})
    port = translation.pop("redirect-port", None)
    if port:
        translation["redirect"] = {"port": port}
    if translation:
        tree["translation"] = translation
