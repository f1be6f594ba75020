# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Open connections that sessions of one process share, such as those of the items of a loop."""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Hashable
from typing import Any, TypeVar

Pool = TypeVar("Pool")
MOST_POOLS = 32
_pools: dict[tuple[int, Hashable], Any] = {}
_lock = threading.Lock()


def shared(key: Hashable, make: Callable[[], Pool]) -> Pool:
    """Return what ``make`` returned for an equal key in this process. A fork never uses a connection of its parent.

    Only so many are kept; the oldest is forgotten first.
    """
    with _lock:
        own = (os.getpid(), key)
        found: Pool = _pools.pop(own, None) or make()
        _pools[own] = found
        while len(_pools) > MOST_POOLS:
            del _pools[next(iter(_pools))]
        return found
