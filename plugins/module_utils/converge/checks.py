# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What is wrong with a value, in words that follow the value: ``port "0" must be between 1 and 65535``."""

from __future__ import annotations

import ipaddress
import re
from typing import Any, Optional

EMAIL = re.compile(r"[^@\s]+@[^@\s.]+(\.[^@\s.]+)+")


def network(value: Any) -> Optional[str]:
    """An IPv4 or IPv6 network in CIDR form with no host bits set."""
    try:
        parsed = ipaddress.ip_network(str(value), strict=False)
    except ValueError:
        return "is no network; write for example 10.0.0.0/24 or 2001:db8::/64"
    if "/" not in str(value):
        return f"has no prefix length; write {value}/{parsed.prefixlen}"
    if not str(value).rsplit("/", maxsplit=1)[1].isdigit():
        return f"has a mask in place of a prefix length; write {parsed}"
    if str(parsed.network_address) != str(ipaddress.ip_address(str(value).split("/", maxsplit=1)[0])):
        return f"has host bits set; write {parsed}"
    return None


def ipv4_network(value: Any) -> Optional[str]:
    """An IPv4 network in CIDR form with no host bits set."""
    problem = network(value)
    if problem is None and ":" in str(value):
        return "is no IPv4 network; write for example 10.0.0.0/24"
    return problem


def ipv6_network(value: Any) -> Optional[str]:
    """An IPv6 network in CIDR form with no host bits set."""
    problem = network(value)
    if problem is None and ":" not in str(value):
        return "is no IPv6 network; write for example 2001:db8::/64"
    return problem


def address(value: Any) -> Optional[str]:
    """An IPv4 or IPv6 address."""
    try:
        ipaddress.ip_address(str(value))
    except ValueError:
        return "is no IP address; write for example 192.0.2.1 or 2001:db8::1"
    return None


def ipv4_address(value: Any) -> Optional[str]:
    """An IPv4 address."""
    return _address(value, 4, "192.0.2.1")


def ipv6_address(value: Any) -> Optional[str]:
    """An IPv6 address."""
    return _address(value, 6, "2001:db8::1")


def _address(value: Any, version: int, example: str) -> Optional[str]:
    try:
        right = ipaddress.ip_address(str(value)).version == version
    except ValueError:
        right = False
    return None if right else f"is no IPv{version} address; write for example {example}"


def email(value: Any) -> Optional[str]:
    """Something that can be an e-mail address."""
    return None if EMAIL.fullmatch(str(value)) else "is no e-mail address"


def not_negative(value: Any) -> Optional[str]:
    """A number that is not below zero."""
    return None if int(value) >= 0 else "must not be negative"
