# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What IP services and applications let through, in the form in which people write ports."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Compare, Field

SERVICE_TYPES = tuple(
    "ANY BGP DHCP DNS FTP HTTP HTTPS IMAP IMAPS NTP POP3 POP3S SMTP SMTPS SNMP SSH TELNET TFTP".split()
)
CUSTOM = "CUSTOM"


def service_config() -> Field:
    """Return the field that says which services are let through."""
    return Field(
        "config",
        type="dict",
        to_wire=with_custom,
        from_wire=without_custom,
        fields=(
            Field("service_types", type="list", elements="str", choices=SERVICE_TYPES, compare=Compare.SET),
            Field(
                "custom_service_types",
                type="list",
                compare=Compare.SET,
                key="protocol",
                from_wire=by_protocol,
                fields=(
                    Field("protocol", choices=("TCP", "UDP", "ICMP")),
                    _ranges("ports", "port", port_range),
                    _ranges("icmp_types", "icmpType", icmp_range),
                ),
            ),
        ),
    )


def _ranges(name: str, wire: str, check: Any) -> Field:
    return Field(
        name, wire=wire, type="list", elements="str", compare=Compare.SET, check=check, to_wire=bounds, from_wire=texts
    )


def with_custom(config: Mapping[str, Any]) -> dict[str, Any]:
    """Name CUSTOM among the types when there are custom ones (API reference section 1.10, number 9)."""
    types = list(config.get("serviceTypes") or [])
    return {**config, "serviceTypes": types + ([CUSTOM] if config.get("customServiceTypes") else [])}


def without_custom(config: Any) -> dict[str, Any]:
    """Leave out CUSTOM, which follows from the custom types."""
    return {**config, "serviceTypes": [item for item in config.get("serviceTypes") or [] if item != CUSTOM]}


def by_protocol(elements: Any) -> list[dict[str, Any]]:
    """Put all ranges of one protocol into one element."""
    merged: dict[str, dict[str, Any]] = {}
    for element in listed(elements):
        into = merged.setdefault(
            str(element.get("protocol")), {"protocol": element.get("protocol"), "port": [], "icmpType": []}
        )
        for member in ("port", "icmpType"):
            into[member] = into[member] + list(element.get(member) or [])
    return list(merged.values())


def listed(items: Any) -> list[Any]:
    """Return a list of an answer. Raises TypeError for anything else."""
    if not isinstance(items, list):
        raise TypeError("a list is needed")
    return items


def bounds(ranges: list[str]) -> list[dict[str, int]]:
    """Return ranges as the service writes them."""
    found = []
    for text in ranges:
        lower, _dash, upper = text.partition("-")
        found.append({"lowerValue": int(lower), "upperValue": int(upper or lower)})
    return found


def texts(ranges: Any) -> list[str]:
    """Return ranges as people write them: 443, 8000-8100."""
    found = []
    for item in listed(ranges):
        lower = item.get("lowerValue", item.get("value"))
        upper = item.get("upperValue", lower)
        found.append(str(lower) if lower == upper else f"{lower}-{upper}")
    return found


def port_range(value: Any) -> Optional[str]:
    """A port or a range of ports."""
    return _range(value, 1, 65535, "port")


def icmp_range(value: Any) -> Optional[str]:
    """An ICMP type or a range of them."""
    return _range(value, 0, 255, "ICMP type")


def _range(value: Any, least: int, most: int, what: str) -> Optional[str]:
    lower, dash, upper = str(value).partition("-")
    numbers = [lower, upper] if dash else [lower]
    if not all(number.isascii() and number.isdigit() for number in numbers):
        return f"is no {what}; write for example 443 or 8000-8100"
    if not all(least <= int(number) <= most for number in numbers):
        return f"must lie between {least} and {most}"
    return "is a range whose first value is above the last" if dash and int(lower) > int(upper) else None


def ipsec_member(name: str) -> Callable[[Any], Any]:
    """Return what reads a member of the IPsec configuration that the service makes; None for other connectors."""
    return lambda config: config.get(name) if isinstance(config, Mapping) else None


def one_way_to_notice(protocol: Mapping[str, Any]) -> dict[str, Any]:
    """Leave autoInitiate out while it is false: the service takes it or deadPeerDetection, never both (API reference 2.3)."""
    return {name: value for name, value in protocol.items() if name != "autoInitiate" or value}
