# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that nobody but the user can read, in a folder that nobody else can enter."""

from __future__ import annotations

import os
import stat
from collections.abc import Callable


class Broken(Exception):
    """The store cannot be used, for a reason in plain words."""


def private_file(folder: str, name: str) -> str:
    """Return a file in a folder; both are made if they are missing, for the user alone.

    Raises Broken if one of them belongs to somebody else or is open to others.
    """
    if not os.path.isdir(folder):
        os.makedirs(folder, 0o700, exist_ok=True)
    _check(os.lstat(folder), stat.S_ISDIR, "the folder")
    path = os.path.join(folder, name)
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
    try:
        _check(os.fstat(descriptor), stat.S_ISREG, "the file in it")
    finally:
        os.close(descriptor)
    return path


def reason_of(fault: BaseException) -> str:
    """Return why a file cannot be used, in the words of the system, without its numbers and the way Python shows paths."""
    words = str(getattr(fault, "strerror", None) or fault)
    return words[:1].lower() + words[1:]


def is_running(process: float) -> bool:
    """Return whether a process of this machine runs, as far as can be told."""
    try:
        os.kill(int(process), 0)
    except ProcessLookupError:
        return False
    except (OSError, OverflowError, ValueError):
        return True
    return process > 0


def _check(found: os.stat_result, is_kind: Callable[[int], bool], what: str) -> None:
    if not is_kind(found.st_mode):
        raise Broken(f"{what} is something else, perhaps a link")
    if found.st_uid != os.geteuid():
        raise Broken(f"{what} belongs to another user")
    if stat.S_IMODE(found.st_mode) & 0o077:
        raise Broken(f"{what} is open to other users")
