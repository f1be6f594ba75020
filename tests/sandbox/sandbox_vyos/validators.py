# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Value validators of the simulated router: each says what the real one prints when it refuses a value.

A validator returns None when it accepts, else the text it prints (which may be empty: some refuse in silence).
"""

from __future__ import annotations

import functools
import ipaddress
import pathlib
import re
import typing as t

Validator = t.Callable[[str, "Rules"], t.Optional[str]]

_DATA = pathlib.Path(__file__).parent / "data"
_NUMERIC = "/usr/libexec/vyos/validators/numeric"
_QUAD = re.compile(r"(?:(?:[1-9]\d{0,2}|0)\.){3}(?:[1-9]\d{0,2}|0)")
_QUAD_PREFIX = re.compile(r"((?:(?:[1-9]\d{0,2}|0)\.){3}(?:[1-9]\d{0,2}|0))/([1-9]\d*|0)")
_LENGTH = re.compile(r"0{1,3}|[1-9][0-9]{0,2}")
_HEXTETS = re.compile(r"[0-9a-fA-F:]+")
_PORT_PAIR = re.compile(r"[0-9]{1,5}-[0-9]{1,5}$")
_NUMBER = re.compile(r"-?[0-9]+(\.[0-9]+)?")
_RESERVED_NAME = re.compile(
    r"(bond|br|dum|eth|lan|eno|ens|enp|enx|gnv|ipoe|l2tp|ppp|pppoe|peth|tun|vti|vxlan|wg|wlan|wwan|\d)"
)


class Rules(t.NamedTuple):
    """What differs between releases: how ranges are compared, which protocols exist, whether validators speak."""

    release: str
    protocols: t.Tuple[str, ...] = ()
    swapped_ranges: bool = False


def _ipv4(value: str) -> t.Optional[ipaddress.IPv4Address]:
    if not _QUAD.fullmatch(value):
        return None
    try:
        return ipaddress.IPv4Address(value)
    except ValueError:
        return None


def _ipv6(value: str) -> t.Optional[ipaddress.IPv6Address]:
    if not _HEXTETS.fullmatch(value):
        return None
    try:
        return ipaddress.IPv6Address(value)
    except ValueError:
        return None


def _ipv4_interface(value: str) -> t.Optional[ipaddress.IPv4Interface]:
    match = _QUAD_PREFIX.fullmatch(value)
    if match is None or _ipv4(match.group(1)) is None or int(match.group(2)) > 32:
        return None
    return ipaddress.IPv4Interface(value)


def _ipv6_interface(value: str) -> t.Optional[ipaddress.IPv6Interface]:
    address, slash, length = value.partition("/")
    if not slash or _ipv6(address) is None or not _LENGTH.fullmatch(length) or int(length) > 128:
        return None
    return ipaddress.IPv6Interface(f"{address}/{int(length)}")


def _is_network(interface: t.Union[None, ipaddress.IPv4Interface, ipaddress.IPv6Interface]) -> bool:
    return interface is not None and interface.ip == interface.network.network_address


def _is_host(interface: t.Union[None, ipaddress.IPv4Interface, ipaddress.IPv6Interface]) -> bool:
    if interface is None:
        return False
    return interface.network.prefixlen >= interface.max_prefixlen - 1 or not _is_network(interface)


def _says(accepted: bool, value: str, what: str) -> t.Optional[str]:
    return None if accepted else f"Error: {value} is not a valid {what}\n"


def ipv4_address(value: str, rules: Rules) -> t.Optional[str]:
    return _says(_ipv4(value) is not None, value, "IPv4 address")


def ipv4_prefix(value: str, rules: Rules) -> t.Optional[str]:
    return _says(_is_network(_ipv4_interface(value)), value, "IPv4 prefix")


def ipv4_host(value: str, rules: Rules) -> t.Optional[str]:
    return _says(_is_host(_ipv4_interface(value)), value, "IPv4 host")


def ipv6_address(value: str, rules: Rules) -> t.Optional[str]:
    return _says(_ipv6(value) is not None, value, "IPv6 address")


def ipv6_prefix(value: str, rules: Rules) -> t.Optional[str]:
    return _says(_is_network(_ipv6_interface(value)), value, "IPv6 prefix")


def ip_address(value: str, rules: Rules) -> t.Optional[str]:
    return _says(_ipv4(value) is not None or _ipv6(value) is not None, value, "IP address")


def ip_cidr(value: str, rules: Rules) -> t.Optional[str]:
    return _says(_ipv4_interface(value) is not None or _ipv6_interface(value) is not None, value, "IP CIDR")


def ip_host(value: str, rules: Rules) -> t.Optional[str]:
    return _says(_is_host(_ipv4_interface(value)) or _is_host(_ipv6_interface(value)), value, "IP host")


def _in_order(first: ipaddress.IPv4Address, last: ipaddress.IPv4Address, rules: Rules) -> bool:
    if rules.release != "1.5":
        return first < last
    if rules.swapped_ranges:
        return int.from_bytes(first.packed, "little") <= int.from_bytes(last.packed, "little")
    return first <= last


def ipv4_range(value: str, rules: Rules) -> t.Optional[str]:
    """1.5 says what is wrong with the range before it says that it is wrong; older releases only the latter."""
    refusal = f"Error: {value} is not a valid IPv4 address range\n"
    reason = ""
    if not re.fullmatch(r"[0-9.]+-[0-9.]+", value):
        reason = f"Malformed range {value}: must be a pair of hyphen-separated IPv4 addresses\n"
    else:
        left, _dash, right = value.partition("-")
        bad = next((end for end in (left, right) if not _QUAD.fullmatch(end)), None)
        first, last = _ipv4(left), _ipv4(right)
        if bad is not None:
            reason = f"Malformed range {value}: {bad} is not a valid IPv4 address\n"
        elif first is not None and last is not None:
            if _in_order(first, last, rules):
                return None
            reason = f"Malformed IPv4 range {value}: its first address is greater than the last\n"
    return reason + refusal if rules.release == "1.5" else refusal


def ipv6_range(value: str, rules: Rules) -> t.Optional[str]:
    refusal = f"Error: {value} is not a valid IPv6 address range\n"
    reason = ""
    if not re.fullmatch(r"[0-9a-fA-F:]+-[0-9a-fA-F:]+", value):
        reason = f"Malformed range {value}: must be a pair of hyphen-separated IPv6 addresses\n"
    else:
        first, last = (_ipv6(end) for end in value.split("-", 1))
        if first is not None and last is not None:
            if first <= last:
                return None
            reason = f"Malformed IPv6 range {value}: its first address is greater than the last\n"
    return reason + refusal if rules.release == "1.5" else refusal


@functools.lru_cache(maxsize=None)
def _services() -> t.Tuple[t.FrozenSet[str], t.FrozenSet[str]]:
    lines = [line.split() for line in (_DATA / "services.txt").read_text(encoding="utf-8").splitlines()]
    names = frozenset(words[0] for words in lines if words)
    return names, frozenset(word for words in lines for word in words)


def _bad_pair(value: str) -> bool:
    low, high = (int(end) for end in value.split("-"))
    return not 1 <= low <= 65535 or not 1 <= high <= 65535 or low > high


def _single_port(value: str, what: str) -> t.Optional[str]:
    """The real programs end in a traceback at characters that are numeric but no digits."""
    try:
        return _says(1 <= int(value) <= 65535, value, what)
    except ValueError as error:
        return f"Traceback (most recent call last):\nValueError: {error}\n"


def port_range(value: str, rules: Rules) -> t.Optional[str]:
    if _PORT_PAIR.match(value):
        return _says(not _bad_pair(value), value, "port or port range")
    if value.isnumeric():
        return _single_port(value, "port or port range")
    return _says(value in _services()[0], value, "service name")


def port_multi(value: str, rules: Rules) -> t.Optional[str]:
    for item in value.split(","):
        item = item[1:] if item.startswith("!") else item
        if _PORT_PAIR.match(item):
            refusal = _says(not _bad_pair(item), item, "port range")
        elif item.isnumeric():
            refusal = _single_port(item, "port")
        else:
            refusal = _says(item in _services()[1], item, "service name")
        if refusal is not None:
            return refusal
    return None


def ip_protocol(value: str, rules: Rules) -> t.Optional[str]:
    """A number, or a text that begins with a known name: the check does not look at what follows the name."""
    try:
        if 0 <= int(value) <= 255:
            return None
    except ValueError:
        pass
    known = re.match(r"!?\b(" + "|".join(rules.protocols) + r")\b", value)
    return _says(known is not None, value, "IP protocol")


def fqdn(value: str, rules: Rules) -> t.Optional[str]:
    pattern = r"[A-Za-z0-9][-.A-Za-z0-9]*"
    accepted = re.match(pattern, value) if rules.release == "1.3" else re.fullmatch(pattern, value)
    return None if accepted else "\n"


def mac_address(value: str, rules: Rules) -> t.Optional[str]:
    return None if re.fullmatch(r"([0-9A-Fa-f]{2}:){5}[0-9A-Fa-f]{2}", value) else "\n"


def vrf_name(value: str, rules: Rules) -> t.Optional[str]:
    accepted = 1 <= len(value) <= 15 and value != "lo" and not _RESERVED_NAME.match(value)
    return None if accepted else ""


def ipv6_link_local(value: str, rules: Rules) -> t.Optional[str]:
    address = _ipv6(value.partition("%")[0])
    return None if address is not None and address.is_link_local else ""


@functools.lru_cache(maxsize=None)
def _usage() -> str:
    return (_DATA / "numeric-usage.txt").read_text(encoding="utf-8").replace("{program}", _NUMERIC)


def _unknown_option(value: str) -> str:
    """A negative number looks like an option to the program, which then explains itself at length."""
    return f"{_NUMERIC}: unknown option '{value}'.\n{_usage()}"


def number(value: str, low: int, high: int, allow_range: bool) -> t.Optional[str]:
    """The numeric validator; its words differ for a text, a fraction, a range and a value out of range."""
    if re.fullmatch(r"[0-9]+-[0-9]+", value):
        if not allow_range:
            return "Value must be a number, not a range\n"
        accepted = all(low <= int(end) <= high for end in value.split("-"))
        return None if accepted else "Range is not in any of allowed ranges\n"
    if value.startswith("-") and len(value) > 1:
        return _unknown_option(value)
    if not _NUMBER.fullmatch(value):
        return f"'{value}' is not a valid number\n"
    if "." in value:
        return f"'{value}' is not a valid integer number\n"
    return None if low <= int(value) <= high else "Number is not in any of allowed ranges\n"


VALIDATORS: t.Mapping[str, Validator] = {
    "ipv4-address": ipv4_address,
    "ipv4-prefix": ipv4_prefix,
    "ipv4-host": ipv4_host,
    "ipv4-range": ipv4_range,
    "ipv6-address": ipv6_address,
    "ipv6-prefix": ipv6_prefix,
    "ipv6-range": ipv6_range,
    "ip-address": ip_address,
    "ip-cidr": ip_cidr,
    "ip-host": ip_host,
    "port-range": port_range,
    "port-multi": port_multi,
    "ip-protocol": ip_protocol,
    "fqdn": fqdn,
    "mac-address": mac_address,
    "vrf-name": vrf_name,
    "ipv6-link-local": ipv6_link_local,
}
