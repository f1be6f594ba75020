# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""When a request is repeated, and after how long."""

from __future__ import annotations

import math
from email.utils import formatdate
from typing import Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import (
    MOST_REFUSALS,
    RETRY_CODES,
    RetryPolicy,
    asked_delay,
    spoken,
)

NOW = 1_800_000_000.0


@pytest.mark.parametrize("status", range(100, 600))
def test_reads_are_repeated_for_the_listed_codes_only(status: int) -> None:
    assert RetryPolicy().repeats(status, safe=True, sent=True) is (status in (408, 429, 500, 502, 503, 504))


@pytest.mark.parametrize("status", range(100, 600))
def test_writes_are_repeated_after_429_only(status: int) -> None:
    assert RetryPolicy().repeats(status, safe=False, sent=True) is (status == 429)


@pytest.mark.parametrize(
    "safe, sent, expected", [(True, True, True), (True, False, True), (False, False, True), (False, True, False)]
)
def test_without_an_answer_a_write_is_repeated_only_if_it_was_not_sent(safe: bool, sent: bool, expected: bool) -> None:
    assert RetryPolicy().repeats(None, safe=safe, sent=sent) is expected


def test_codes_can_be_chosen() -> None:
    policy = RetryPolicy(codes=(418,))
    assert policy.repeats(418, safe=True, sent=True)
    assert not policy.repeats(503, safe=True, sent=True)
    assert not policy.repeats(429, safe=False, sent=True)


def test_defaults_are_those_of_the_documentation() -> None:
    policy = RetryPolicy()
    assert (policy.attempts, policy.backoff, policy.backoff_max, policy.budget) == (5, 0.5, 60.0, 300.0)
    assert policy.codes == RETRY_CODES


@given(
    failures=st.integers(1, 9),
    draw=st.floats(0, 1, exclude_max=True),
    backoff=st.floats(0, 100),
    longest=st.floats(0, 100),
)
def test_full_jitter_stays_within_its_bounds(failures: int, draw: float, backoff: float, longest: float) -> None:
    policy = RetryPolicy(attempts=10, backoff=backoff, backoff_max=longest, budget=1e9)
    wait = policy.delay(failures, None, 0.0, lambda: draw)
    assert wait is not None
    assert 0 <= wait <= min(longest, backoff * 2 ** (failures - 1))
    assert wait == pytest.approx(draw * min(longest, backoff * 2 ** (failures - 1)))


@pytest.mark.parametrize("failures, most", [(1, 0.5), (2, 1.0), (3, 2.0), (4, 4.0), (8, 60.0), (9, 60.0)])
def test_waits_double_up_to_the_cap(failures: int, most: float) -> None:
    wait = RetryPolicy(attempts=99).delay(failures, None, 0.0, lambda: 1.0)
    assert wait == most


@pytest.mark.parametrize("attempts", [1, 2, 5])
def test_attempts_count_the_first_try(attempts: int) -> None:
    policy = RetryPolicy(attempts=attempts)
    waits = [policy.delay(failures, None, 0.0, lambda: 0.0) for failures in range(1, attempts + 3)]
    assert len([wait for wait in waits if wait is not None]) == attempts - 1
    assert waits[attempts - 1] is None


@given(asked=st.floats(0, 100), draw=st.floats(0, 1, exclude_max=True), failures=st.integers(1, 4))
def test_the_wish_of_the_service_is_the_least(asked: float, draw: float, failures: int) -> None:
    wait = RetryPolicy().delay(failures, asked, 0.0, lambda: draw)
    assert wait is not None
    assert wait >= asked


def test_a_wish_above_the_cap_is_honoured() -> None:
    assert RetryPolicy(backoff_max=1.0).delay(1, 90.0, 0.0, lambda: 0.5) == 90.0


@pytest.mark.parametrize(
    "asked, spent, expected",
    [(10.0, 0.0, 10.0), (10.0, 290.0, 10.0), (10.0, 290.5, None), (301.0, 0.0, None), (math.inf, 0.0, None)],
)
def test_the_budget_bounds_all_waits_together(asked: float, spent: float, expected: Optional[float]) -> None:
    assert RetryPolicy().delay(1, asked, spent, lambda: 0.0) == expected


def test_very_many_attempts_are_no_fault() -> None:
    assert RetryPolicy(attempts=5000).delay(4999, None, 0.0, lambda: 1.0) == 60.0
    assert RetryPolicy(attempts=5000, backoff=0.0).delay(4999, None, 0.0, lambda: 1.0) == 0.0


@pytest.mark.parametrize(
    "text, expected",
    [
        ("0", 0.0),
        ("7", 7.0),
        (" 7 ", 7.0),
        ("1.5", 1.5),
        ("-5", 0.0),
        ("nan", None),
        ("NaN", None),
        ("inf", None),
        ("-inf", None),
        ("soon", None),
        ("", None),
        ("12 seconds", None),
        (formatdate(NOW + 30, usegmt=True), 30.0),
        (formatdate(NOW - 30, usegmt=True), 0.0),
        ("Wed, 99 Foo 2026 00:00:00 GMT", None),
        ("Wed, 21 Oct 99999 07:28:00 GMT", None),
    ],
)
def test_retry_after(text: str, expected: Optional[float]) -> None:
    assert asked_delay({"retry-after": text}, NOW) == expected


@pytest.mark.parametrize(
    "rate, time, remaining, expected",
    [
        ("4", "60", "0", 15.0),
        ("4", "60", None, 15.0),
        ("4", "60", "1", None),
        ("0", "60", "0", None),
        ("-4", "60", "0", None),
        ("4", "0", "0", None),
        ("4", None, "0", None),
        (None, "60", "0", None),
        ("nan", "60", "0", None),
        ("x", "60", "0", None),
        (None, None, "0", None),
        (None, None, None, None),
    ],
)
def test_rate_limit_hints(rate: Optional[str], time: Optional[str], remaining: Optional[str], expected: float) -> None:
    headers = {
        "x-ratelimit-replenish-rate": rate,
        "x-ratelimit-replenish-time": time,
        "x-ratelimit-remaining": remaining,
    }
    assert asked_delay({name: text for name, text in headers.items() if text is not None}, NOW) == expected


def test_retry_after_comes_before_the_other_hints() -> None:
    hints = {"x-ratelimit-replenish-rate": "4", "x-ratelimit-replenish-time": "60", "x-ratelimit-remaining": "0"}
    assert asked_delay({"retry-after": "3", **hints}, NOW) == 3.0
    assert asked_delay({"retry-after": "garbage", **hints}, NOW) == 15.0


WORDS = st.one_of(st.text(max_size=30), st.floats().map(str), st.integers().map(str), st.datetimes().map(str))
NAMES = ("retry-after", "x-ratelimit-replenish-rate", "x-ratelimit-replenish-time", "x-ratelimit-remaining")


@given(st.fixed_dictionaries({}, optional={name: WORDS for name in NAMES}))
def test_no_header_leads_to_a_fault_or_a_negative_wait(headers: dict[str, str]) -> None:
    asked = asked_delay(headers, NOW)
    assert asked is None or (asked >= 0 and math.isfinite(asked))


def test_absurd_hints_are_as_good_as_absent() -> None:
    headers = {"x-ratelimit-replenish-rate": "1e-300", "x-ratelimit-replenish-time": "1e300"}
    assert asked_delay(headers, NOW) is None


@pytest.mark.parametrize(
    "seconds, text",
    [(0.0, "1 s"), (0.2, "1 s"), (59.1, "1 min"), (280.0, "4 min 40 s"), (3600.0, "1 h"), (14401.0, "4 h 1 s")],
)
def test_lengths_of_time_are_said_as_people_do(seconds: float, text: str) -> None:
    assert spoken(seconds) == text


def test_refusals_use_up_time_and_no_attempts() -> None:
    policy = RetryPolicy(attempts=3)
    assert policy.delay(20, 1.0, 0.0, lambda: 0.0, refusals=20) == 1.0
    assert policy.delay(22, 1.0, 0.0, lambda: 0.0, refusals=20) == 1.0
    assert policy.delay(23, 1.0, 0.0, lambda: 0.0, refusals=20) is None
    assert policy.delay(20, 1.0, 300.0, lambda: 0.0, refusals=20) is None


def test_refusals_have_a_bound_and_one_attempt_is_one() -> None:
    assert RetryPolicy(attempts=3).delay(MOST_REFUSALS, 0.0, 0.0, lambda: 0.0, refusals=MOST_REFUSALS) is None
    assert RetryPolicy(attempts=1).delay(1, 0.0, 0.0, lambda: 0.0, refusals=1) is None
