# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The rules that the address of a service must obey."""

from __future__ import annotations

import ipaddress
import re
from urllib.parse import quote, urlsplit

from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ConfigurationError


def is_loopback(host: str) -> bool:
    """Return whether a host name or address can only be this machine."""
    if host.lower() == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


# The usual form; all others take the long way.
HTTPS = re.compile(r"https://[a-z0-9.-]+(:[1-9][0-9]{0,3}|:[1-5][0-9]{4})?")


def base_url(text: str, option: str) -> str:
    """Return scheme, host and port of ``text``; path, query and fragment are dropped.

    Only https is accepted, and http for the loopback interface. Raises ConfigurationError, which names ``option``, for anything
    else and for credentials inside the address.
    """
    if HTTPS.fullmatch(text):
        return text
    try:
        parts = urlsplit(text.strip())
        host, port = parts.hostname or "", parts.port
    except ValueError:
        raise ConfigurationError(
            f'{option} "{without_userinfo(text)}" is not an address; write https://HOST.'
        ) from None
    if parts.username is not None or parts.password is not None:
        raise ConfigurationError(f"{option} holds a user name or password; give credentials by their own options.")
    if not host or parts.scheme not in ("http", "https"):
        raise ConfigurationError(f'{option} "{without_userinfo(text)}" is not an address; write https://HOST.')
    if parts.scheme == "http" and not is_loopback(host):
        raise ConfigurationError(
            f'{option} "{text}" is not encrypted; write https://{host}, http is for the loopback interface only.'
        )
    shown = f"[{host}]" if ":" in host else host
    return f"{parts.scheme}://{shown}" + (f":{port}" if port is not None else "")


def without_userinfo(text: str) -> str:
    """Return an address that could not be parsed, without what may be credentials in it."""
    return text.rsplit("@", 1)[-1]


def path_segment(value: str) -> str:
    """Return an identifier as one segment of a path; everything that has a meaning in a URL is escaped.

    Raises ConfigurationError for the two names that mean a folder and cannot be escaped.
    """
    if str(value) in (".", ".."):
        raise ConfigurationError(f'"{value}" cannot be the identifier of an object.')
    return quote(str(value), safe="")
