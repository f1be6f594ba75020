# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What VyOS accepts as a value, release 1.3 to 1.5. Source: NAT reference sections 2.1 to 2.4."""

from __future__ import annotations

import difflib
import ipaddress
import re
from typing import Any, Optional

PROTOCOLS = tuple(
    (
        "all ip hopopt icmp igmp ggp ipencap st tcp egp igp pup udp tcp_udp hmp xns-idp rdp iso-tp4 dccp xtp ddp idpr-cmtp ipv6 "
        "ipv6-route ipv6-frag idrp rsvp gre esp ah skip ipv6-icmp icmpv6 ipv6-nonxt ipv6-opts rspf vmtp eigrp ospf ax.25 ipip "
        "etherip encap 99 pim ipcomp vrrp l2tp isis sctp fc mobility-header udplite mpls-in-ip manet hip shim6 wesp rohc"
    ).split()
)
FORBIDDEN = "'\"\n"
SERVICE_NAME = re.compile(r"[A-Za-z][A-Za-z0-9_+.-]*")
FQDN = re.compile(r"[A-Za-z0-9][-.A-Za-z0-9]*")


def is_number(value: Any) -> bool:
    """Return whether a value is written in plain decimal digits."""
    return str(value).isascii() and str(value).isdigit()


def text(value: Any) -> Optional[str]:
    """Any text that the configuration can hold."""
    return "must not hold quotes or line breaks" if any(sign in str(value) for sign in FORBIDDEN) else None


def description(value: Any) -> Optional[str]:
    """A text of at most 255 characters."""
    return text(value) or ("is longer than 255 characters" if len(str(value)) > 255 else None)


def rule_number(value: Any) -> Optional[str]:
    """A rule number."""
    return None if is_number(value) and 1 <= int(value) <= 999999 else "must be a number from 1 to 999999"


def protocol(value: Any) -> Optional[str]:
    """A protocol number or name, which may be negated."""
    name = str(value)
    if is_number(name):
        return None if int(name) <= 255 else "must be at most 255"
    if name.removeprefix("!") in PROTOCOLS:
        return None
    close = difflib.get_close_matches(name.lower().lstrip("!"), PROTOCOLS, 3) or ["tcp", "udp", "tcp_udp", "all"]
    return f"is no IP protocol; use for example {', '.join(close)}"


def match_address(value: Any) -> Optional[str]:
    """An IPv4 address, network or range, which may be negated."""
    return translation_address(str(value).removeprefix("!"))


def address_or_network(value: Any) -> Optional[str]:
    """An IPv4 address or network."""
    if "-" in str(value):
        return "is a range; only an address or a network is possible here"
    return translation_address(value)


def source_translation(value: Any) -> Optional[str]:
    """What source NAT can translate to."""
    return None if value == "masquerade" else translation_address(value)


def translation_address(value: Any) -> Optional[str]:
    """An IPv4 address, network or range."""
    written = str(value)
    if written.startswith("!"):
        return "must not be negated here"
    try:
        if "-" in written:
            first, last = (ipaddress.IPv4Address(part) for part in written.split("-", 1))
            return None if first < last else "is a range whose first address is not below the last"
        if "/" in written:
            network = ipaddress.IPv4Network(written, strict=False)
            if written != str(network):
                return f"is no network; write {network}"
            return None
        ipaddress.IPv4Address(written)
    except ValueError:
        return (
            "is no IPv4 address, network or range; write for example 192.0.2.1, 192.0.2.0/24 or 192.0.2.10-192.0.2.20"
        )
    return None


def match_ports(value: Any) -> Optional[str]:
    """A comma-separated list of ports, ranges and service names, each of which may be negated."""
    for item in str(value).split(","):
        problem = port(item.removeprefix("!"))
        if problem:
            return problem if item == str(value) else f'holds "{item}", which {problem}'
    return None


def port(value: Any) -> Optional[str]:
    """One port, range of ports or service name."""
    written = str(value)
    first, dash, last = written.partition("-")
    if is_number(first) and (not dash or is_number(last)):
        numbers = [int(first), int(last or first)]
        if not all(1 <= number <= 65535 for number in numbers):
            return "must lie between 1 and 65535"
        return None if numbers[0] <= numbers[1] else "is a range whose first port is above the last"
    if SERVICE_NAME.fullmatch(written):
        return None
    return "is no port; write for example 443, 1000-2000 or https, and a list without blanks"


def fqdn(value: Any) -> Optional[str]:
    """A host or domain name."""
    return None if FQDN.fullmatch(str(value)) else "is no domain name"


def weight(value: Any) -> Optional[str]:
    """A share of load balancing."""
    return None if 1 <= int(value) <= 100 else "must lie between 1 and 100"
