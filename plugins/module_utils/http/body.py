# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Bodies of answers, read up to a limit.

A small packed body can unpack to any size. Older releases of urllib3 unpack a piece at once, and several codings one after the
other; so the pieces are taken as they came and unpacked here, never beyond the limit.
"""

from __future__ import annotations

import zlib
from collections.abc import Iterable
from typing import Any

LARGEST_BODY = 10 * 1024 * 1024
CODINGS = ("gzip", "x-gzip", "deflate")
ACCEPTED = "gzip, deflate"
# Window sizes of zlib: with the header of gzip, of zlib, with none.
GZIP, ZLIB, BARE = 31, 15, -15


class TooLarge(Exception):
    """The body, packed or unpacked, is larger than allowed."""


class Incomplete(Exception):
    """The body ends early, or cannot be unpacked."""


class UnknownCoding(Exception):
    """The body is packed in a way that was not asked for."""


def read_body(pieces: Iterable[bytes], coding: str, claimed: int = 0) -> bytes:
    """Return the whole body. ``claimed`` is how many bytes the answer says to have at least, as they travel.

    Raises TooLarge, Incomplete or UnknownCoding.
    """
    coding = coding.strip().lower()
    packed = coding not in ("", "identity")
    if packed and coding not in CODINGS:
        raise UnknownCoding
    unpacker = _Unpacker(coding)
    found: list[bytes] = []
    travelled = size = 0
    for piece in pieces:
        travelled += len(piece)
        found.append(unpacker.feed(piece, LARGEST_BODY - size) if packed else piece)
        size += len(found[-1])
        if max(travelled, size) > LARGEST_BODY:
            raise TooLarge
    if travelled < claimed or not unpacker.complete:
        raise Incomplete
    return b"".join(found)


class _Unpacker:
    """Unpacks pieces of one body. It may have several parts, each packed for itself."""

    def __init__(self, coding: str) -> None:
        self._window = ZLIB if coding == "deflate" else GZIP
        self._part: Any = None

    @property
    def complete(self) -> bool:
        """Whether no part has begun that did not end."""
        return self._part is None

    def feed(self, data: bytes, room: int) -> bytes:
        """Return what a piece unpacks to, but at most one byte more than there is room."""
        found: list[bytes] = []
        while data and room >= 0:
            unpacked = self._unpack(data, room + 1)
            found.append(unpacked)
            room -= len(unpacked)
            if self._part.eof:
                # Some servers fill up with zeros.
                data, self._part = self._part.unused_data.lstrip(b"\0"), None
            else:
                data = self._part.unconsumed_tail
        return b"".join(found)

    def _unpack(self, data: bytes, most: int) -> bytes:
        begins = self._part is None
        if begins:
            self._part = zlib.decompressobj(self._window)
        try:
            return bytes(self._part.decompress(data, most))
        except zlib.error:
            if not begins or self._window != ZLIB:
                raise Incomplete from None
        self._window, self._part = BARE, None
        return self._unpack(data, most)
