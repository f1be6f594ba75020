# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Gives a Python process a wall clock that can be moved while it runs.

Python imports this by itself at its start if the folder is in PYTHONPATH. The environment variable WANFORGE_CHAOS_CLOCK names a file
of eight bytes, the seconds by which the clock is wrong. All processes that have the variable see a jump at once.
"""

from __future__ import annotations

import mmap
import os
import struct
import time

VARIABLE = "WANFORGE_CHAOS_CLOCK"


def install(path: str) -> None:
    """Replace time.time by a clock that is wrong by what the file says."""
    real = time.time
    with open(path, "rb") as handle:
        view = mmap.mmap(handle.fileno(), 8, access=mmap.ACCESS_READ)

    def moved() -> float:
        return real() + float(struct.unpack("d", view)[0])

    setattr(time, "time", moved)


if os.environ.get(VARIABLE):
    install(os.environ[VARIABLE])
