# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a request is sent again, and after how long. Pure: no clock, no sleeping, no randomness of its own."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from typing import Optional

RETRY_CODES = (408, 429, 500, 502, 503, 504)
NOT_PROCESSED = (429,)
MOST_REFUSALS = 100


@dataclass(frozen=True)
class RetryPolicy:
    """How patient a task is.

    ``attempts`` counts the first try, but no refusal (429) unless it is 1. The wait after the nth failure is drawn evenly between 0
    and min(``backoff_max``, ``backoff`` * 2**(n-1)) seconds (full jitter), and is at least what the service asks for.
    ``budget`` bounds the sum of all waits of one task, in seconds.
    """

    attempts: int = 5
    backoff: float = 0.5
    backoff_max: float = 60.0
    budget: float = 300.0
    codes: tuple[int, ...] = RETRY_CODES

    def repeats(self, status: Optional[int], *, safe: bool, sent: bool) -> bool:
        """Return whether this kind of failure may be answered by sending the same request again.

        ``status`` is None when no answer came; ``sent`` is false when the request provably never reached the service.
        A read (``safe``) is repeated freely, a write only when it provably was not processed.
        """
        if status is None:
            return safe or not sent
        return status in self.codes and (safe or status in NOT_PROCESSED)

    def delay(
        self, failures: int, asked: Optional[float], spent: float, draw: Callable[[], float], refusals: int = 0
    ) -> Optional[float]:
        """Return the seconds to wait after the given number of failures, or None to give up.

        ``asked`` is the service's own wish in seconds, ``spent`` the seconds waited so far, ``draw`` gives numbers in [0, 1).
        ``refusals`` of the failures were 429: a service that is alive but busy uses up time, not attempts, unless there is but one.
        """
        if failures - refusals >= self.attempts or self.attempts == 1 or refusals >= max(self.attempts, MOST_REFUSALS):
            return None
        wait = draw() * min(self.backoff_max, self.backoff * 2.0 ** min(failures - 1, 60))
        wait = max(wait, asked or 0.0)
        return wait if spent + wait <= self.budget else None


def asked_delay(headers: Mapping[str, str], now: float) -> Optional[float]:
    """Return the seconds that a service asks to wait, or None if it does not say.

    ``Retry-After`` counts in both forms, seconds and HTTP date (``now`` is the wall clock in epoch seconds). Without it the
    hint is replenish time divided by replenish rate when no call is left (CloudConnexa, API reference section 1.6).
    Values that cannot be understood are as good as absent.
    """
    text = headers.get("retry-after", "").strip()
    if text:
        seconds = _number(text)
        if seconds is not None:
            return max(0.0, seconds)
        try:
            return max(0.0, parsedate_to_datetime(text).timestamp() - now)
        except (TypeError, ValueError, OverflowError):
            pass
    rate = _number(headers.get("x-ratelimit-replenish-rate", ""))
    time = _number(headers.get("x-ratelimit-replenish-time", ""))
    if rate and time and rate > 0 and time > 0 and not _number(headers.get("x-ratelimit-remaining", "0")):
        wait = time / rate
        return wait if math.isfinite(wait) else None
    return None


def spoken(seconds: float) -> str:
    """Return a length of time as people say it, such as "4 min 40 s"."""
    whole = max(1, math.ceil(seconds))
    parts = ((whole // 3600, "h"), (whole % 3600 // 60, "min"), (whole % 60, "s"))
    return " ".join(f"{number} {unit}" for number, unit in parts if number)


def _number(text: str) -> Optional[float]:
    try:
        number = float(text)
    except ValueError:
        return None
    return number if math.isfinite(number) else None
