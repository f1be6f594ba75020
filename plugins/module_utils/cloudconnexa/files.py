# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that hold a secret: readable by their owner alone, and never half written."""

from __future__ import annotations

import os
import stat
import tempfile

from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ConfigurationError, PersistenceError


def is_kept(path: str) -> bool:
    """Return whether there is a file with something in it."""
    try:
        return os.path.getsize(path) > 0
    except OSError:
        return False


def is_open_to_others(path: str) -> bool:
    """Return whether others than the owner may read a file."""
    try:
        return bool(stat.S_IMODE(os.stat(path).st_mode) & 0o077)
    except OSError:
        return False


def check_folder(path: str) -> None:
    """Raise ConfigurationError if no file can be made there, so that it is known before there is something to keep."""
    folder = os.path.dirname(path)
    if not os.path.isdir(folder):
        raise ConfigurationError(
            f'path "{path}" cannot be written: there is no folder "{folder}".', hint="Create the folder first."
        )
    if not os.access(folder, os.W_OK | os.X_OK):
        raise ConfigurationError(
            f'path "{path}" cannot be written: this user may not write into "{folder}".',
            hint="Name another folder, or let this user write into it.",
        )


def replace(path: str, text: str) -> None:
    """Write a file that only its owner can read, at once and as a whole, if it does not hold the text already.

    A link at this place is replaced, not followed. Raises PersistenceError.
    """
    content = text.encode("utf-8")
    try:
        if _holds(path, content):
            return
        handle, unfinished = tempfile.mkstemp(prefix=".", dir=os.path.dirname(path))
        try:
            with os.fdopen(handle, "wb") as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(unfinished, path)
        except BaseException:
            os.unlink(unfinished)
            raise
    except OSError as error:
        raise PersistenceError(
            f'path "{path}" cannot be written: {error.strerror or type(error).__name__}.',
            hint="What was made for it is lost. Correct the path or make room, and run the task again.",
            context={"changed": True},
        ) from None


def _holds(path: str, content: bytes) -> bool:
    if os.path.islink(path) or not os.path.isfile(path) or is_open_to_others(path):
        return False
    with open(path, "rb") as file:
        return file.read(len(content) + 1) == content


def remove(path: str) -> None:
    """Remove a file if it is there. Raises PersistenceError."""
    try:
        os.unlink(path)
    except FileNotFoundError:
        return
    except OSError as error:
        raise PersistenceError(
            f'path "{path}" cannot be removed: {error.strerror or type(error).__name__}.',
            hint="Remove the file by hand; the profile in it is revoked.",
            context={"changed": True},
        ) from None
