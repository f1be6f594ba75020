# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Keep secrets out of the request log."""

from __future__ import annotations

import json
from typing import Any
from urllib.parse import parse_qsl

MASK = "********"
SECRETS = frozenset(
    {
        "access_token",
        "api_key",
        "cacertificate",
        "cacertificatefilename",
        "certificate",
        "client_secret",
        "key",
        "password",
        "peercertificate",
        "peercertificatekeypassphrase",
        "peercertificateprivatekey",
        "presharedkey",
        "remotegatewaycertificate",
    }
)


def masked(value: Any) -> Any:
    """A copy of JSON-able data in which the values of secret members are replaced."""
    if isinstance(value, dict):
        return {
            name: MASK if str(name).lower() in SECRETS and not isinstance(item, (dict, list)) else masked(item)
            for name, item in value.items()
        }
    if isinstance(value, list):
        return [masked(item) for item in value]
    return value


def masked_query(text: str) -> list[list[str]]:
    """Names and values of a query string, in order."""
    pairs = parse_qsl(text, keep_blank_values=True)
    return [[name, MASK if name.lower() in SECRETS else value] for name, value in pairs]


def masked_json(text: str) -> Any:
    """JSON text as data without secrets; text that is not JSON stays text."""
    try:
        return masked(json.loads(text))
    except ValueError:
        return text
