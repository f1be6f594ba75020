# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Request bodies as the log keeps them: data without secrets, whatever the encoding was."""

from __future__ import annotations

import email
from typing import Any, Mapping
from urllib.parse import parse_qsl

from .masking import MASK, SECRETS, masked_json

KEPT = 65536


def read_body(scope: Mapping[str, Any], body: bytes) -> Any:
    """The body of a write: JSON as data, forms as an object of their fields, else text."""
    if not body:
        return None
    kind = _content_type(scope)
    if kind.startswith("multipart/form-data"):
        fields = _multipart(kind, body)
    elif kind.startswith("application/x-www-form-urlencoded"):
        fields = dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
    else:
        return masked_json(body[:KEPT].decode("utf-8", "replace"))
    return {name: MASK if name.lower() in SECRETS else masked_json(value) for name, value in fields.items()}


def _content_type(scope: Mapping[str, Any]) -> str:
    for name, value in scope["headers"]:
        if name.lower() == b"content-type":
            return str(value.decode("latin-1"))
    return ""


def _multipart(kind: str, body: bytes) -> dict[str, str]:
    message = email.message_from_bytes(b"Content-Type: " + kind.encode("latin-1") + b"\r\n\r\n" + body)
    if not message.is_multipart():
        return {"unreadable": f"{len(body)} bytes"}
    fields = {}
    for part in message.walk():
        name = part.get_param("name", header="content-disposition")
        content = part.get_payload(decode=True)
        if isinstance(name, str) and isinstance(content, bytes):
            fields[name] = content.decode("utf-8", "replace")
    return fields
