# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The token bucket: no request is refused that could have waited, and none waits that would have been served."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as some

from ansible_collections.wanforge.edge.plugins.module_utils.http.limits import (
    ANSWERED_AFTER,
    Limiter,
    filled,
    learn,
    limit_of,
    take,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RetryPolicy
from ansible_collections.wanforge.edge.plugins.module_utils.http.session import Connection, Session
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import Numbers, Store
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import Answer, LoopbackServer

READ = Request("GET", "/things", safe=True)
WRITE = Request("POST", "/things", json={})
FOREVER = float("inf")


def headers(left: Any, capacity: Any = 20, rate: Any = 1, time: Any = 15) -> dict[str, str]:
    names = ("remaining", "burst-capacity", "replenish-rate", "replenish-time")
    return {f"x-ratelimit-{name}": str(value) for name, value in zip(names, (left, capacity, rate, time))}


class Clock:
    """A clock that moves when somebody sleeps."""

    def __init__(self) -> None:
        self.now = 1000.0
        self.slept: list[float] = []

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.now += seconds


class Service:
    """The bucket of a service, which refuses what it has no token for."""

    def __init__(self, capacity: float, per_second: float, now: float) -> None:
        self.capacity, self.per_second = capacity, per_second
        self.tokens, self.at = capacity, now

    def level(self, now: float) -> float:
        return min(self.capacity, self.tokens + (now - self.at) * self.per_second)

    def serve(self, now: float) -> tuple[bool, Numbers]:
        self.tokens, self.at = self.level(now), now
        served = self.tokens >= 1.0 - 1e-6
        self.tokens -= 1.0 if served else 0.0
        left = float(int(max(self.tokens, 0.0) + 1e-9))
        return served, {"left": left, "capacity": self.capacity, "per_second": self.per_second}


@pytest.mark.parametrize(
    "said, expected",
    [
        (headers(7), {"left": 7, "capacity": 20, "per_second": 1 / 15}),
        (headers(0, "", 10, 15), {"left": 0, "capacity": 1, "per_second": 10 / 15}),
        (headers(30), {"left": 30, "capacity": 30, "per_second": 1 / 15}),
        ({}, None),
        (headers("many"), None),
        (headers(-1), None),
        (headers("nan"), None),
        (headers(1, 20, 0), None),
        (headers(1, 20, 1, 0), None),
        (headers(1, 20, "inf"), None),
    ],
)
def test_what_headers_say(said: dict[str, str], expected: Optional[dict[str, float]]) -> None:
    assert limit_of(said) == expected


@given(
    some.integers(1, 20),
    some.sampled_from([0.1, 1 / 15, 0.5, 1.0, 10.0]),
    some.lists(some.floats(0, 30), min_size=1, max_size=40),
)
def test_one_after_the_other_is_never_refused_and_never_waits_in_vain(
    capacity: int, per_second: float, gaps: list[float]
) -> None:
    now = 1000.0
    service = Service(capacity, per_second, now)
    bucket: Optional[Numbers] = None
    for number, gap in enumerate(gaps):
        now += gap
        wait = 0.0
        if bucket:
            bucket, wait = take(bucket, str(number), now, FOREVER)
        if wait > 1e-6:
            assert service.level(now + wait * 0.99 - 1e-6) < 1.0
        now += wait
        served, said = service.serve(now)
        assert served
        bucket = learn(bucket, str(number), now, said)


@given(some.integers(1, 10), some.floats(0.05, 5.0), some.integers(1, 30))
def test_many_at_once_queue_and_are_all_served(capacity: int, per_second: float, count: int) -> None:
    now = 1000.0
    service = Service(capacity, per_second, now)
    _served, said = service.serve(now)
    bucket = learn(None, "first", now, said)
    due = []
    for number in range(count):
        assert bucket is not None
        bucket, wait = take(bucket, str(number), now, FOREVER)
        due.append(wait)
    assert due == sorted(due)
    last = max(0.0, (count - (capacity - 1)) / per_second)
    assert due[-1] == pytest.approx(last)
    for number, wait in enumerate(due):
        served, said = service.serve(now + wait)
        assert served
        bucket = learn(bucket, str(number), now + wait, said)


@given(some.floats(-20, 20), some.floats(0.05, 5), some.floats(-1e6, 1e6), some.floats(0, 1000))
def test_no_wait_is_longer_than_allowed_whatever_the_clock_does(
    tokens: float, per_second: float, jump: float, longest: float
) -> None:
    bucket = {"tokens": tokens, "at": 1e6, "capacity": 20.0, "per_second": per_second}
    after, wait = take(bucket, "a", 1e6 + jump, longest)
    assert 0.0 <= wait <= longest
    assert after["tokens"] <= after["capacity"]
    assert wait <= max(0.0, (1.0 - tokens) / per_second) + 1e-6


def test_requests_under_way_are_counted() -> None:
    bucket: Optional[Numbers] = {"tokens": 5.0, "at": 0.0, "capacity": 20.0, "per_second": 0.1}
    for name in ("a", "b", "c"):
        assert bucket
        bucket, _wait = take(bucket, name, 0.0, FOREVER)
    bucket = learn(bucket, "a", 0.0, {"left": 4.0, "capacity": 20.0, "per_second": 0.1})
    assert bucket and bucket["tokens"] == 2.0


def test_a_request_whose_task_died_is_forgotten() -> None:
    bucket: Numbers = {"tokens": 5.0, "at": 0.0, "capacity": 20.0, "per_second": 0.1}
    bucket, _wait = take(bucket, "a", 0.0, FOREVER)
    assert any(name.startswith("booked") for name in filled(bucket, ANSWERED_AFTER - 1))
    assert not any(name.startswith("booked") for name in filled(bucket, ANSWERED_AFTER + 1))


def test_an_answer_without_headers_gives_the_token_back() -> None:
    bucket: Numbers = {"tokens": 5.0, "at": 0.0, "capacity": 20.0, "per_second": 0.1}
    after, _wait = take(bucket, "a", 0.0, FOREVER)
    assert after["tokens"] == 4.0
    assert learn(after, "a", 0.0, None) == bucket
    assert learn(None, "a", 0.0, None) is None


def session_of(server: LoopbackServer, store: Store, clock: Clock, budget: float = 300.0) -> Session:
    policy = RetryPolicy(attempts=3, backoff=0.0, budget=budget)
    return Session(Connection(server.url, retry=policy), store=store, sleep=clock.sleep, draw=lambda: 0.0)


def test_nothing_waits_until_there_is_a_limit(server: LoopbackServer) -> None:
    clock = Clock()
    store = Store(clock=clock)
    session = session_of(server, store, clock)
    for _number in range(30):
        session.send(READ)
    assert clock.slept == []
    assert store.numbers(f"limit read {server.url}") is None


def test_a_limit_is_kept_for_the_next_task_and_apart_for_reads_and_writes(server: LoopbackServer) -> None:
    clock = Clock()
    store = Store(clock=clock)
    server.will(Answer(200, headers=headers(1)), Answer(200, headers=headers(0)))
    session_of(server, store, clock).send(READ)
    session_of(server, store, clock).send(READ)
    assert clock.slept == []
    session_of(server, store, clock).send(READ)
    assert clock.slept == [pytest.approx(15.0)]
    session_of(server, store, clock).send(WRITE)
    assert len(clock.slept) == 1


def test_after_a_refusal_the_wait_is_that_of_the_bucket(server: LoopbackServer) -> None:
    clock = Clock()
    server.will(Answer(429, headers=headers(0)), Answer(200, headers=headers(0)))
    assert session_of(server, Store(clock=clock), clock).send(READ).ok
    assert sum(clock.slept) == pytest.approx(15.0)


def test_what_exceeds_the_budget_is_left_to_the_service(server: LoopbackServer) -> None:
    clock = Clock()
    server.will(Answer(200, headers=headers(0)), Answer(200))
    session = session_of(server, Store(clock=clock), clock, budget=10.0)
    assert session.send(READ).ok and session.send(READ).ok
    assert clock.slept == []


def constantly(numbers: Numbers) -> Callable[[Optional[Numbers]], tuple[Numbers, None]]:
    return lambda _old: (numbers, None)


def test_numbers_that_make_no_sense_are_ignored() -> None:
    store = Store()
    limiter = Limiter(store, "https://example.org")
    senseless: tuple[Numbers, ...] = ({"a": 1.0}, {"tokens": -5.0, "at": 0.0, "capacity": 1.0, "per_second": 0.0})
    for numbers in senseless:
        store.change("limit read https://example.org", constantly(numbers))
        assert limiter.book(READ, "a", 300.0) == 0.0
    limiter.answered(READ, "a", Response(200, headers(3), b""))
    assert (store.numbers("limit read https://example.org") or {})["tokens"] == 3.0
