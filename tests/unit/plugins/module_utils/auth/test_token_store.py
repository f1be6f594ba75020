# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tokens serve later tasks and other forks, and only those with the same credentials."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.auth.oauth2 import FETCH_SECONDS, ClientCredentials
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client, ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import AuthenticationError
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RetryPolicy
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import FILE, Store
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.auth.test_oauth2 import (
    READ,
    TOKEN,
    fetches,
    token,
)
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.http.test_store import in_forks
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import Answer, LoopbackServer


class Clock:
    """A clock that moves when somebody sleeps or a test moves it."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


class Tasks:
    """Clients as later tasks build them: each with a store of its own over the same folder."""

    def __init__(self, server: LoopbackServer, folder: Path, clock: Clock) -> None:
        self.server, self.folder, self.clock = server, folder, clock

    def client(self, client_id: str = "id-1", secret: str = "secret-1", **options: Any) -> Client:
        auth = ClientCredentials(client_id, secret, token_path=TOKEN, clock=self.clock, **options)
        builder = ClientBuilder(Client).base_url(self.server.url).auth(auth).retry(RetryPolicy(attempts=2, backoff=0))
        store = Store(self.folder, f"{client_id}:{secret}", clock=self.clock)
        return builder.store(store).clock(self.clock.sleep).build()

    def used(self) -> list[str]:
        return [one.headers["authorization"] for one in self.server.seen if one.path == "/things"]


@pytest.fixture
def tasks(server: LoopbackServer, tmp_path: Path) -> Tasks:
    """Tasks that share a store."""
    server.routes[TOKEN] = [token("token-1"), token("token-2"), token("token-3")]
    return Tasks(server, tmp_path / "store", Clock())


def test_later_tasks_use_the_token(server: LoopbackServer, tasks: Tasks) -> None:
    for _task in range(5):
        tasks.client().execute(READ)
    assert fetches(server) == 1
    assert tasks.used() == ["Bearer token-1"] * 5


@pytest.mark.parametrize(
    "other", [{"secret": "secret-2"}, {"client_id": "id-2"}, {"scope": "other"}], ids=["secret", "id", "scope"]
)
def test_another_credential_does_not(server: LoopbackServer, tasks: Tasks, other: dict[str, Any]) -> None:
    tasks.client().execute(READ)
    tasks.client(**other).execute(READ)
    assert tasks.used() == ["Bearer token-1", "Bearer token-2"]


def test_another_service_does_not(server: LoopbackServer, tasks: Tasks) -> None:
    tasks.client().execute(READ)
    with LoopbackServer() as other:
        other.routes[TOKEN] = [token("token-of-the-other")]
        Tasks(other, tasks.folder, tasks.clock).client().execute(READ)
        assert other.seen[-1].headers["authorization"] == "Bearer token-of-the-other"


@pytest.mark.parametrize("after, expected", [(3569.9, 1), (3570.0, 2), (-1.0, 2)])
def test_it_is_renewed_in_time_and_after_a_jump_of_the_clock(
    server: LoopbackServer, tasks: Tasks, after: float, expected: int
) -> None:
    tasks.client().execute(READ)
    tasks.clock.now += after
    tasks.client().execute(READ)
    assert fetches(server) == expected


def test_a_refused_token_is_renewed_for_all(server: LoopbackServer, tasks: Tasks) -> None:
    tasks.client().execute(READ)
    server.will(Answer(401), Answer(200))
    assert tasks.client().execute(READ).ok
    tasks.client().execute(READ)
    assert tasks.used() == ["Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-2"]


def test_a_newer_token_survives_the_refusal_of_an_older_one(server: LoopbackServer, tasks: Tasks) -> None:
    late, soon = tasks.client(), tasks.client()
    old = late.auth.prepare(READ, late.session)
    soon.auth.renew(soon.auth.prepare(READ, soon.session))
    soon.auth.prepare(READ, soon.session)
    assert late.auth.renew(old)
    assert late.auth.prepare(READ, late.session).headers["Authorization"] == "Bearer token-2"
    assert tasks.client().auth.prepare(READ, late.session).headers["Authorization"] == "Bearer token-2"
    assert fetches(server) == 2


def test_a_second_refusal_is_final(server: LoopbackServer, tasks: Tasks) -> None:
    tasks.client().execute(READ)
    server.will(Answer(401))
    with pytest.raises(AuthenticationError):
        tasks.client().execute(READ)
    assert fetches(server) == 2


def test_a_token_of_the_store_is_not_shown(tasks: Tasks) -> None:
    tasks.client().execute(READ)
    client = tasks.client()
    client.execute(READ)
    assert client.session.redactor.text("Bearer token-1") == "Bearer ********"
    content = (tasks.folder / FILE).read_bytes()
    assert not any(word in content for word in (b"token-1", b"secret-1", b"id-1"))


@pytest.mark.parametrize("kept", [None, [], "text", {}, {"value": 5}, {"value": "x", "made": "y", "usable_until": 9e9}])
def test_what_is_no_token_is_ignored(server: LoopbackServer, tasks: Tasks, kept: Any) -> None:
    client = tasks.client()
    client.session.store.put(f"token {server.url}{TOKEN} id-1 default", kept, 3600)
    client.execute(READ)
    assert tasks.used() == ["Bearer token-1"]


def test_a_task_that_never_comes_back_is_waited_for_but_not_for_ever(server: LoopbackServer, tasks: Tasks) -> None:
    client = tasks.client()
    client.session.store.lease(f"token {server.url}{TOKEN} id-1 default", 5.0, 1e6)
    started = tasks.clock.now
    assert client.execute(READ).ok
    assert tasks.clock.now - started == pytest.approx(FETCH_SECONDS)


def test_a_failed_fetch_lets_the_next_one_try_at_once(server: LoopbackServer, tasks: Tasks) -> None:
    server.routes[TOKEN] = [Answer(401), token("token-1")]
    with pytest.raises(AuthenticationError):
        tasks.client().execute(READ)
    started = tasks.clock.now
    assert tasks.client().execute(READ).ok
    assert tasks.clock.now == started


def real_client(server: LoopbackServer, folder: Path) -> Client:
    auth = ClientCredentials("id-1", "secret-1", token_path=TOKEN)
    return ClientBuilder(Client).base_url(server.url).auth(auth).store(Store(folder, "id-1:secret-1")).build()


def test_20_forks_fetch_one_token(server: LoopbackServer, tmp_path: Path) -> None:
    server.routes[TOKEN] = [token("token-1"), token("token-2")]
    folder = tmp_path / "store"
    assert in_forks(20, lambda _number: not real_client(server, folder).execute(READ).ok) == [0] * 20
    assert fetches(server) == 1


def test_20_forks_that_are_refused_renew_one_token(server: LoopbackServer, tmp_path: Path) -> None:
    server.routes[TOKEN] = [token("token-1"), token("token-2"), token("token-3")]
    folder = tmp_path / "store"
    real_client(server, folder).execute(READ)

    def work(_number: int) -> object:
        client = real_client(server, folder)
        refused = Request("GET", "/", headers={"Authorization": "Bearer token-1"})
        client.auth.renew(refused)
        return client.auth.prepare(READ, client.session).headers["Authorization"] != "Bearer token-2"

    assert in_forks(20, work) == [0] * 20
    assert fetches(server) == 2


def test_a_client_that_was_made_before_a_fork_works_in_it(server: LoopbackServer, tmp_path: Path) -> None:
    server.routes[TOKEN] = [token("token-1"), token("token-2")]
    client = real_client(server, tmp_path / "store")
    client.session.store.put("a", 1, 30)
    assert in_forks(5, lambda _number: not client.execute(READ).ok) == [0] * 5
    assert client.execute(READ).ok
    assert fetches(server) == 1
