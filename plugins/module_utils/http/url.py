# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules that the address of a service must obey."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, unquote, urlsplit

from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ConfigurationError

LONGEST_NAME = 253
NAME = re.compile(r"(?!-)[\w-]{1,63}(\.(?!-)[\w-]{1,63})*\.?")
IPV6 = re.compile(r"[0-9a-f:.]*:[0-9a-f:.]*(%[\w.-]+)?", re.ASCII)
# What browsers, proxies and libraries do not agree upon.
UNSAFE = re.compile(r"[\s\\<>\"^`{|}]")


def is_loopback(host: str) -> bool:
    """Return whether a host name or address can only be this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


# The usual forms; all others take the long way.
USUAL = re.compile(
    r"(https://(?=.{1,60}$)[a-z0-9]+([.-][a-z0-9]+)*|http://(localhost|127\.0\.0\.1))"
    r"(:[1-9][0-9]{0,3}|:[1-5][0-9]{4}|:6[0-4][0-9]{3})?"
)


def base_url(text: str, option: str) -> str:
    """Return scheme, host and port of ``text``; path, query and fragment are dropped.

    Only https is accepted, and http for the loopback interface. Raises ConfigurationError, which names ``option``, for anything
    else and for credentials inside the address.
    """
    if USUAL.fullmatch(text):
        return text
    text = text.strip()
    try:
        parts = urlsplit(text)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise _no_address(text, option) from None
    if parts.username is not None or parts.password is not None:
        raise ConfigurationError(f"{option} holds a user name or password; give credentials by their own options.")
    if parts.scheme not in ("http", "https") or not is_host(host) or UNSAFE.search(text) or not text.isprintable():
        raise _no_address(text, option)
    if parts.scheme == "http" and not is_loopback(host):
        raise ConfigurationError(
            f'{option} "{shown(text)}" is not encrypted; write https://{host}, http is for the loopback interface only.'
        )
    bracketed = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{bracketed}" + (f":{port}" if port is not None else "")


def is_host(text: str) -> bool:
    """Return whether a text can be the name or the address of a host, and cannot be taken for anything else."""
    return len(text) <= LONGEST_NAME and bool(NAME.fullmatch(text) or IPV6.fullmatch(text))


def shown(text: str) -> str:
    """Return a text for a message: without characters that cannot be seen, and not endless."""
    seen = "".join(character if character.isprintable() else "?" for character in text)
    return seen if len(seen) <= LONGEST_NAME else f"{seen[:LONGEST_NAME]}..."


def _no_address(text: str, option: str) -> ConfigurationError:
    return ConfigurationError(f'{option} "{shown(without_userinfo(text))}" is not an address; write https://HOST.')


def without_userinfo(text: str) -> str:
    """Return an address that could not be parsed, without what may be credentials in it."""
    return text.rsplit("@", 1)[-1]


def userinfo_secrets(address: str) -> list[str]:
    """Return the password in an address, as it stands there and as it is meant."""
    userinfo = address.rsplit("@", 1)[0].rsplit("//", 1)[-1] if "@" in address else ""
    password = userinfo.partition(":")[2]
    return list(dict.fromkeys([password, unquote(password)])) if password else []


def path_segment(value: str) -> str:
    """Return an identifier as one segment of a path; everything that has a meaning in a URL is escaped.

    Raises ConfigurationError for the two names that mean a folder and cannot be escaped.
    """
    if str(value) in (".", ".."):
        raise ConfigurationError(f'"{value}" cannot be the identifier of an object.')
    return quote(str(value), safe="")
