# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The keys of the store, made of the credential and the salt of its file."""

from __future__ import annotations

import hmac

PURPOSE = b"wanforge.edge store"


def derived_keys(credential: bytes, salt: bytes) -> tuple[bytes, bytes]:
    """Return the keys for values and for names: HKDF with SHA-256 (RFC 5869).

    It is three hashes. The library's own would cost each task milliseconds, because every process loads it anew.
    """
    secret = hmac.digest(salt, credential, "sha256")
    first = hmac.digest(secret, PURPOSE + b"\x01", "sha256")
    second = hmac.digest(secret, first + PURPOSE + b"\x02", "sha256")
    return first, second
