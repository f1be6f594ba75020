# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token bucket of the service: one for reads and one for writes per credential."""

from __future__ import annotations

import email.utils
import math
import time
from dataclasses import dataclass
from typing import Any, Callable, Mapping, Optional

UNLIMITED = {"burst": 1_000_000, "rate": 1_000_000, "seconds": 1, "time_scale": 1, "retry_after": "none"}


@dataclass
class Bucket:
    """Tokens left and when they were counted."""

    tokens: float
    counted_at: float


class RateLimit:
    """Decides about each request and says so in the headers.

    The buckets live on a clock that runs ``time_scale`` times as fast as the wall clock; the headers speak of that
    clock, as those of the service do.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._buckets: dict[tuple[str, bool], Bucket] = {}

    def clear(self) -> None:
        """Fill all buckets."""
        self._buckets.clear()

    def take(self, rules: Optional[Mapping[str, Any]], owner: str, write: bool) -> tuple[bool, dict[str, str]]:
        """Take one token; tells whether there was one, and the headers of the answer."""
        if rules is None:
            return True, _headers(UNLIMITED, UNLIMITED["burst"])
        now = self._clock() * rules["time_scale"]
        bucket = self._buckets.setdefault((owner, write), Bucket(rules["burst"], now))
        gained = (now - bucket.counted_at) * rules["rate"] / rules["seconds"]
        bucket.tokens = min(rules["burst"], bucket.tokens + max(gained, 0))
        bucket.counted_at = now
        if bucket.tokens >= 1:
            bucket.tokens -= 1
            return True, _headers(rules, int(bucket.tokens))
        return False, {**_headers(rules, 0), **_retry_after(rules, bucket.tokens)}


def _headers(rules: Mapping[str, Any], remaining: Any) -> dict[str, str]:
    return {
        "x-ratelimit-remaining": str(remaining),
        "x-ratelimit-burst-capacity": str(rules["burst"]),
        "x-ratelimit-replenish-rate": str(rules["rate"]),
        "x-ratelimit-replenish-time": str(rules["seconds"]),
    }


def _retry_after(rules: Mapping[str, Any], tokens: float) -> dict[str, str]:
    if rules["retry_after"] == "none" or not rules["rate"]:
        return {}
    wait = max(1, math.ceil((1 - tokens) * rules["seconds"] / rules["rate"]))
    if rules["retry_after"] == "seconds":
        return {"retry-after": str(wait)}
    return {"retry-after": email.utils.formatdate(math.ceil(time.time() + wait), usegmt=True)}
