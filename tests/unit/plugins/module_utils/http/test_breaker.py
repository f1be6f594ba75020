# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The circuit breaker: what is down fails at once, and is tried again by one."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Optional

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.http.breaker import (
    FAILURE_THRESHOLD,
    PROBE_TIMEOUT,
    RECOVERY_TIMEOUT,
    Breaker,
    admit,
    after_fault,
    is_fault,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    ConfigurationError,
    ConnectionTimeoutError,
    NetworkError,
    ResponseError,
    ServiceUnavailableError,
    SSLError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RetryPolicy
from ansible_collections.wanforge.edge.plugins.module_utils.http.session import Connection, Session
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import Numbers, Store
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.http.test_store import in_forks
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import Answer, LoopbackServer

READ = Request("GET", "/things", safe=True)


class Clock:
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.now = 1000.0

    def __call__(self) -> float:
        return self.now


def session_of(server: LoopbackServer, store: Store, attempts: int = 1) -> Session:
    policy = RetryPolicy(attempts=attempts, backoff=0.0)
    return Session(Connection(server.url, retry=policy), store=store, sleep=lambda seconds: None, draw=lambda: 0.0)


def fail(session: Session, times: int) -> None:
    for _number in range(times):
        assert session.send(READ).status == 503


@pytest.mark.parametrize(
    "fault, status, counts",
    [
        (None, 200, False),
        (None, 404, False),
        (None, 429, False),
        (None, 500, False),
        (None, 503, True),
        (NetworkError("x"), None, True),
        (ConnectionTimeoutError("x"), None, True),
        (SSLError("x"), None, False),
        (ConfigurationError("x"), None, False),
        (ResponseError("x"), None, False),
    ],
)
def test_what_counts(fault: Optional[ApiClientError], status: Optional[int], counts: bool) -> None:
    assert is_fault(fault, Response(status, {}, b"") if status else None) is counts


def opened(now: float) -> Numbers:
    state: Optional[Numbers] = None
    for _number in range(FAILURE_THRESHOLD):
        assert admit(state, now)[1] == 0.0
        state = after_fault(state, now)
    assert state is not None
    return state


def test_the_states() -> None:
    now = 1000.0
    state: Optional[Numbers] = opened(now)
    assert admit(state, now) == (state, RECOVERY_TIMEOUT)
    assert admit(state, now + 299.0) == (state, 1.0)
    now += RECOVERY_TIMEOUT
    probing, wait = admit(state, now)
    assert wait == 0.0
    assert admit(probing, now) == (probing, PROBE_TIMEOUT)
    assert admit(probing, now + PROBE_TIMEOUT)[1] == 0.0
    again = after_fault(probing, now)
    assert admit(again, now) == (again, RECOVERY_TIMEOUT)


def test_faults_that_lie_far_apart_do_not_add_up() -> None:
    state: Optional[Numbers] = None
    for number in range(50):
        state = after_fault(state, 1000.0 + number * (RECOVERY_TIMEOUT + 1))
        assert admit(state, state["last"])[1] == 0.0


def test_a_state_from_the_future_is_none() -> None:
    assert admit(opened(1000.0), 999.0) == (None, 0.0)
    probing, _wait = admit(opened(1000.0), 5000.0)
    assert admit(probing, 4000.0)[1] == 0.0


@pytest.mark.parametrize("state", [{}, {"a": 1.0}, {"faults": 99.0}])
def test_numbers_that_make_no_sense_are_none(state: Numbers) -> None:
    assert admit(state, 1000.0) == (None, 0.0)


def test_a_dead_service_is_not_asked_any_more(server: LoopbackServer) -> None:
    clock = Clock()
    store = Store(clock=clock)
    server.will(Answer(503))
    fail(session_of(server, store), FAILURE_THRESHOLD)
    asked = len(server.seen)
    with pytest.raises(ServiceUnavailableError) as caught:
        session_of(server, store).send(READ)
    assert len(server.seen) == asked == FAILURE_THRESHOLD
    error = caught.value
    assert (error.code, error.retryable, error.unclear) == ("circuit_breaker_open", True, False)
    assert server.url in error.message and "WANFORGE_EDGE_STORE" in error.hint


def test_one_request_is_let_through_and_its_success_closes(server: LoopbackServer) -> None:
    clock = Clock()
    store = Store(clock=clock)
    server.will(Answer(503))
    fail(session_of(server, store), FAILURE_THRESHOLD)
    clock.now += RECOVERY_TIMEOUT
    fail(session_of(server, store, attempts=5), 1)
    assert len(server.seen) == FAILURE_THRESHOLD + 1
    with pytest.raises(ServiceUnavailableError):
        session_of(server, store).send(READ)
    clock.now += RECOVERY_TIMEOUT
    server.will(Answer(200))
    assert session_of(server, store).send(READ).ok
    assert store.numbers(f"breaker {server.url}", shared=True) is None
    assert session_of(server, store).send(READ).ok


def test_an_answer_in_between_starts_the_count_anew(server: LoopbackServer) -> None:
    store = Store()
    for _round in range(3):
        server.will(Answer(503))
        fail(session_of(server, store), FAILURE_THRESHOLD - 1)
        server.will(Answer(404))
        assert session_of(server, store).send(READ).status == 404


def test_a_task_with_many_attempts_ends_when_it_opens(server: LoopbackServer) -> None:
    server.will(Answer(fault="drop"))
    with pytest.raises(NetworkError) as caught:
        session_of(server, Store(), attempts=50).send(READ)
    assert caught.value.code is None
    assert len(server.seen) == FAILURE_THRESHOLD


def test_services_fail_apart(server: LoopbackServer) -> None:
    store = Store()
    server.will(Answer(503))
    fail(session_of(server, store), FAILURE_THRESHOLD)
    with LoopbackServer() as other:
        assert session_of(other, store).send(READ).ok


def test_it_is_shared_by_credentials_and_processes(server: LoopbackServer, tmp_path: Path) -> None:
    folder = tmp_path / "store"
    server.will(Answer(503))

    def work(number: int) -> object:
        fail(session_of(server, Store(folder, f"credential {number}")), 1)
        return False

    for _task in range(FAILURE_THRESHOLD):
        assert in_forks(1, work) == [0]
    with pytest.raises(ServiceUnavailableError):
        session_of(server, Store(folder, "another one")).send(READ)


def test_of_many_forks_one_tries_again(server: LoopbackServer, tmp_path: Path) -> None:
    clock = Clock()
    folder = tmp_path / "store"
    server.will(Answer(503))
    fail(session_of(server, Store(folder, "x", clock=clock)), FAILURE_THRESHOLD)
    clock.now += RECOVERY_TIMEOUT

    def work(_number: int) -> object:
        try:
            session_of(server, Store(folder, "x", clock=clock)).send(READ)
        except ServiceUnavailableError:
            return False
        return True

    assert sum(in_forks(8, work)) == 1
    assert len(server.seen) == FAILURE_THRESHOLD + 1


def test_of_many_forks_all_go_on_when_the_one_was_answered(server: LoopbackServer, tmp_path: Path) -> None:
    """A service that is back must not fail those who come while the first one asks."""
    folder = tmp_path / "store"
    server.will(Answer(503))
    clock = Clock()
    fail(session_of(server, Store(folder, "x", clock=clock)), FAILURE_THRESHOLD)
    clock.now += RECOVERY_TIMEOUT
    server.will(Answer(200))

    def work(_number: int) -> object:
        session = Session(Connection(server.url), store=Store(folder, "x", clock=clock))
        return not session.send(READ).ok

    assert in_forks(8, work) == [0] * 8


def test_who_has_no_patience_left_does_not_wait_for_the_one(server: LoopbackServer) -> None:
    clock = Clock()
    store = Store(clock=clock)
    server.will(Answer(503))
    fail(session_of(server, store), FAILURE_THRESHOLD)
    clock.now += RECOVERY_TIMEOUT
    Breaker(store, server.url).check(lambda: False)
    waits: list[float] = []
    policy = RetryPolicy(attempts=1, budget=1.0)
    impatient = Session(Connection(server.url, retry=policy), store=store, sleep=waits.append)
    with pytest.raises(ServiceUnavailableError):
        impatient.send(READ)
    assert 0.5 < sum(waits) <= 1.0
    assert len(server.seen) == FAILURE_THRESHOLD


def test_requests_that_fail_together_are_one_fault(server: LoopbackServer) -> None:
    """A moment without the service must not stop a task that sends many requests at once."""
    store = Store()
    server.will(*[Answer(503)] * 20, Answer(200))
    ready = threading.Barrier(20)

    def work(_number: int) -> int:
        session = session_of(server, store)
        session.hooks.request.append(lambda _request: ready.wait(30) and None)
        return session.send(READ).status

    with ThreadPoolExecutor(20) as pool:
        assert list(pool.map(work, range(20))) == [503] * 20
    assert session_of(server, store).send(READ).ok


def test_a_fault_of_a_request_that_began_before_the_last_one_does_not_count() -> None:
    state = after_fault(None, 1000.0, 999.0)
    assert after_fault(state, 1001.0, 999.5)["faults"] == 1.0
    assert after_fault(state, 1001.0, 1000.0)["faults"] == 2.0


def run_of(server: LoopbackServer, store: Store, run: str) -> Session:
    policy = RetryPolicy(attempts=1, backoff=0.0)
    return Session(Connection(server.url, retry=policy), store=store, sleep=lambda seconds: None, run=run)


def test_a_new_run_asks_at_once_and_may_close_it(server: LoopbackServer) -> None:
    store = Store(clock=Clock())
    server.will(*[Answer(503)] * FAILURE_THRESHOLD, Answer(200))
    fail(run_of(server, store, "one"), FAILURE_THRESHOLD)
    with pytest.raises(ServiceUnavailableError):
        run_of(server, store, "one").send(READ)
    assert run_of(server, store, "two").send(READ).ok
    assert run_of(server, store, "one").send(READ).ok


def test_each_run_asks_a_dead_service_once(server: LoopbackServer) -> None:
    clock = Clock()
    store = Store(clock=clock)
    server.will(Answer(503))
    fail(run_of(server, store, "one"), FAILURE_THRESHOLD)
    for run in ("two", "three"):
        fail(run_of(server, store, run), 1)
    for run in ("one", "two", "three", ""):
        with pytest.raises(ServiceUnavailableError):
            run_of(server, store, run).send(READ)
    assert len(server.seen) == FAILURE_THRESHOLD + 2
    clock.now += RECOVERY_TIMEOUT
    fail(run_of(server, store, "one"), 1)


def test_the_time_until_it_is_asked_again_is_told(server: LoopbackServer) -> None:
    clock = Clock()
    store = Store(clock=clock)
    server.will(Answer(503))
    fail(run_of(server, store, "one"), FAILURE_THRESHOLD)
    clock.now += 20.0
    with pytest.raises(ServiceUnavailableError, match="again in 4 min 40 s$"):
        run_of(server, store, "one").send(READ)
