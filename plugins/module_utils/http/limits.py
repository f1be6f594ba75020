# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The service's token bucket, followed from the headers of its answers, so that requests wait before they are refused.

Pure functions on numbers, and the class that keeps the numbers in the store. Nothing waits until an answer says that there is a limit.
Source: CloudConnexa API reference, section 1.6.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from typing import Optional

from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import Numbers, Store

ANSWERED_AFTER = 60.0
BOOKED = "booked "


def limit_of(headers: Mapping[str, str]) -> Optional[Numbers]:
    """Return what an answer says of its bucket: tokens left, capacity, tokens per second. None if it does not say."""
    left, rate, time, capacity = (
        _number(headers.get(f"x-ratelimit-{name}", ""))
        for name in ("remaining", "replenish-rate", "replenish-time", "burst-capacity")
    )
    if left is None or not rate or not time:
        return None
    return {"left": left, "capacity": max(capacity or 0.0, left, 1.0), "per_second": rate / time}


def _number(text: str) -> Optional[float]:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) and number >= 0 else None


def filled(bucket: Numbers, now: float) -> dict[str, float]:
    """Return a bucket as it is now. Time never runs backwards in it, and bookings whose answer never came are dropped."""
    elapsed = max(0.0, now - bucket["at"])
    tokens = min(bucket["capacity"], bucket["tokens"] + elapsed * bucket["per_second"])
    latest = now + ANSWERED_AFTER - min(tokens, 0.0) / bucket["per_second"]
    kept = {name: until for name, until in bucket.items() if not name.startswith(BOOKED) or now < until <= latest + 1.0}
    return {**kept, "tokens": tokens, "at": now}


def take(bucket: Numbers, ticket: str, now: float, longest: float) -> tuple[dict[str, float], float]:
    """Book a token and return the seconds until it is there; others queue behind.

    If that is longer than ``longest``, nothing is booked and there is no wait: the service then decides.
    """
    after = filled(bucket, now)
    wait = max(0.0, (1.0 - after["tokens"]) / after["per_second"])
    if wait > longest:
        return after, 0.0
    after["tokens"] -= 1.0
    after[BOOKED + ticket] = now + wait + ANSWERED_AFTER
    return after, wait


def learn(bucket: Optional[Numbers], ticket: str, now: float, said: Optional[Numbers]) -> Optional[Numbers]:
    """Return the bucket after an answer.

    The service says how many tokens it has left; those that were booked by requests it has not answered yet are taken off. It
    says whole numbers: fractions that were counted here are kept. A request without such an answer gives its token back.
    """
    after = filled(bucket, now) if bucket else None
    booked = after.pop(BOOKED + ticket, None) if after else None
    if said is None:
        if after is not None and booked is not None:
            after["tokens"] = min(after["capacity"], after["tokens"] + 1.0)
        return after
    known = after or {}
    waiting = {name: until for name, until in known.items() if name.startswith(BOOKED)}
    tokens = said["left"] - len(waiting)
    if known and tokens <= known["tokens"] < tokens + 1.0 and known["per_second"] == said["per_second"]:
        tokens = known["tokens"]
    return {**waiting, "tokens": tokens, "at": now, "capacity": said["capacity"], "per_second": said["per_second"]}


class Limiter:
    """The buckets of one credential at one service, for reads and for writes."""

    def __init__(self, store: Store, base_url: str) -> None:
        self._store = store
        self._base_url = base_url

    def book(self, request: Request, ticket: str, longest: float) -> float:
        """Return the seconds to wait before a request is sent; never more than ``longest``."""
        if not _sound(self._store.numbers(self._name(request))):
            return 0.0

        def how(bucket: Optional[Numbers]) -> tuple[Optional[Numbers], float]:
            known = _sound(bucket)
            return take(known, ticket, self._store.clock(), longest) if known else (None, 0.0)

        return self._store.change(self._name(request), how)

    def answered(self, request: Request, ticket: str, response: Optional[Response]) -> None:
        """Learn from an answer, or from its absence."""
        said = limit_of(response.headers) if response is not None else None
        name = self._name(request)
        if said is None and not self._store.numbers(name):
            return
        self._store.change(name, lambda bucket: (learn(_sound(bucket), ticket, self._store.clock(), said), None))

    def expected(self, writes: int) -> Optional[float]:
        """Return the seconds that so many writes have to wait in all, None if the service has not told its limit."""
        bucket = _sound(self._store.numbers(self._named("write")) or self._store.numbers(self._named("read")))
        if bucket is None:
            return None
        return max(0.0, (writes - filled(bucket, self._store.clock())["tokens"]) / bucket["per_second"])

    def _name(self, request: Request) -> str:
        return self._named("read" if request.safe else "write")

    def _named(self, kind: str) -> str:
        return f"limit {kind} {self._base_url}"


def _sound(bucket: Optional[Numbers]) -> Optional[Numbers]:
    """Return a bucket if its numbers make sense."""
    if not bucket or not {"tokens", "at", "capacity", "per_second"} <= set(bucket):
        return None
    return bucket if bucket["per_second"] > 0 and all(map(math.isfinite, bucket.values())) else None
