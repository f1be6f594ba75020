# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of the tenant: bare values, checked where the service would."""

from __future__ import annotations

import dataclasses
import ipaddress
import re
from typing import Any, Callable

from .answers import Answer
from .errors import invalid
from .networks import check_region, read_subnet
from .tenant import IP_MODE, Tenant

SUFFIX = re.compile(r"[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*\.?")


def read_setting(tenant: Tenant, name: str) -> Any:
    """The stored value; unset DNS servers can be an answer without a body."""
    value = tenant.store.settings[name]
    if name == "dns/custom-servers" and not value and tenant.knobs.unset_style == "empty":
        return Answer(200)
    return value


def write_setting(tenant: Tenant, name: str, value: Any) -> None:
    """Store a value after its checks."""
    check = _CHECKS.get(name)
    if check is not None:
        check(value)
    if tenant.store.settings[name] == value:
        return
    tenant.store.settings[name] = value
    tenant.store.revision += 1
    tenant.record_change("UPDATE", "Setting", name, name)
    if name == IP_MODE:
        tenant.knobs = dataclasses.replace(tenant.knobs, ip_mode=value)


def _check_suffix(value: str) -> None:
    if value and not SUFFIX.fullmatch(value):
        raise invalid("default-suffix", "INVALID_FORMAT", f"{value} is not a domain name", value=value)


def _check_servers(value: dict[str, Any]) -> None:
    for member, text in value.items():
        if text:
            _address(text, member, ipaddress.IPv4Address)


def _address(text: str, member: str, kind: Callable[[str], Any]) -> None:
    try:
        kind(text)
    except ValueError:
        raise invalid(member, "INVALID_FORMAT", f"{text} is not an IP address", value=text) from None


def _check_zones(value: dict[str, Any]) -> None:
    for zone in value.get("zones", []):
        if not zone.get("name"):
            raise invalid("zones.name", "NOT_BLANK", "must not be blank")
        for text in zone.get("addresses", []):
            _address(text, "zones.addresses", ipaddress.ip_address)


def _check_routing(value: dict[str, Any]) -> None:
    for member, text in value.items():
        _family(text, member)


def _check_wpc(value: dict[str, Any]) -> None:
    for member, texts in value.items():
        for text in texts:
            _family(text, member)


def _family(text: str, member: str) -> None:
    wanted = 4 if member == "ipV4Address" else 6
    if text and read_subnet(text, member).version != wanted:
        raise invalid(member, "INVALID_FORMAT", f"{text} is not an IPv{wanted} subnet", value=text)


_CHECKS: dict[str, Callable[[Any], None]] = {
    "dns/default-suffix": _check_suffix,
    "dns/custom-servers": _check_servers,
    "dns/zones": _check_zones,
    "wpc/default-region": lambda value: check_region(value, "default-region"),
    "wpc/domain-routing-subnet": _check_routing,
    "wpc/subnet": _check_wpc,
}
