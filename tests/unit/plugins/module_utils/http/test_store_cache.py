# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What one task read serves the next, until it is too old or somebody here wrote."""

from __future__ import annotations

from pathlib import Path

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client, ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.factory.resource import Collection, resource
from ansible_collections.wanforge.edge.plugins.module_utils.http.cache import ReadCache
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RetryPolicy
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import Store
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import (
    Answer,
    LoopbackServer,
    answer_json,
)


@resource("/things")
class Things(Collection):
    """A collection."""


@resource("/others")
class Others(Collection):
    """Another one."""


class Clock:
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


class Tasks:
    """Clients as later tasks build them."""

    def __init__(self, server: LoopbackServer, folder: Path) -> None:
        self.server, self.folder, self.clock = server, folder, Clock()

    def client(self, seconds: float = 30.0, credential: str = "x") -> Client:
        store = Store(self.folder, credential, clock=self.clock)
        builder = ClientBuilder(Client).base_url(self.server.url).retry(RetryPolicy(attempts=1))
        return builder.store(store, seconds).build()

    def reads(self) -> int:
        return len([one for one in self.server.seen if one.method == "GET"])


@pytest.fixture
def tasks(server: LoopbackServer, tmp_path: Path) -> Tasks:
    """Tasks that share a store."""
    server.will(answer_json([{"id": "1"}]))
    return Tasks(server, tmp_path / "store")


def things(client: Client, **filters: str) -> object:
    return client.resource(Things).list(**filters)


def test_the_next_task_reads_nothing(tasks: Tasks) -> None:
    assert [things(tasks.client()) for _task in range(3)] == [[{"id": "1"}]] * 3
    assert tasks.reads() == 1


def test_an_empty_collection_is_an_answer_too(tasks: Tasks) -> None:
    tasks.server.will(answer_json([]))
    assert [things(tasks.client()) for _task in range(2)] == [[], []]
    assert tasks.reads() == 1


def test_what_differs_is_read(tasks: Tasks) -> None:
    things(tasks.client())
    things(tasks.client(), networkId="1")
    things(tasks.client(credential="y"))
    tasks.client().resource(Others).list()
    assert tasks.reads() == 4


def test_each_task_says_how_old_is_too_old(tasks: Tasks) -> None:
    things(tasks.client(30))
    tasks.clock.now += 10
    things(tasks.client(5))
    assert tasks.reads() == 2
    tasks.clock.now += 29
    things(tasks.client(30))
    things(tasks.client(0))
    assert tasks.reads() == 3 + 1


def test_a_client_without_a_cache_reads(tasks: Tasks) -> None:
    client = ClientBuilder(Client).base_url(tasks.server.url).build()
    things(client)
    things(client)
    assert tasks.reads() == 2


@pytest.mark.parametrize("seconds", [0.0, 30.0])
@pytest.mark.parametrize("answer", [Answer(200, "{}"), Answer(500), Answer(fault="drop"), Answer(404)])
def test_a_write_empties_the_cache_whatever_comes_of_it(tasks: Tasks, answer: Answer, seconds: float) -> None:
    things(tasks.client())
    tasks.client().resource(Others).list()
    tasks.server.routes["/things/1"] = [answer]
    try:
        tasks.client(seconds).resource(Things).update("1", {})
    except ApiClientError:
        pass
    things(tasks.client())
    tasks.client().resource(Others).list()
    assert tasks.reads() == 4


def test_a_task_that_wrote_reads_afresh(tasks: Tasks) -> None:
    client, other = tasks.client(), tasks.client()
    tasks.server.routes["/things/1"] = [Answer(200, "")]
    client.resource(Things).delete("1")
    things(other)
    things(client)
    assert tasks.reads() == 2


def test_a_read_that_was_under_way_during_a_write_is_not_kept(tasks: Tasks) -> None:
    reader, writer = tasks.client().cache, tasks.client().cache

    def fetch() -> str:
        writer.changed()
        return "old"

    assert reader.read("a", fetch) == "old"
    assert tasks.client().cache.read("a", lambda: "new") == "new"


def test_refresh_tells_whether_something_may_be_old(tasks: Tasks) -> None:
    first = tasks.client()
    things(first)
    assert first.cache.refresh() is False
    second = tasks.client()
    things(second)
    assert second.cache.refresh() is True
    things(second)
    assert second.cache.refresh() is False
    assert tasks.reads() == 2


def test_what_a_task_read_itself_is_not_old(tasks: Tasks) -> None:
    client = tasks.client()
    things(client)
    things(client)
    assert tasks.reads() == 1
    assert client.cache.refresh() is False


def test_what_lasts_survives_writes(tmp_path: Path) -> None:
    cache = ReadCache(Store(tmp_path / "store"), "https://example.org", 30.0)
    assert cache.read("version", lambda: "1", lasting=True) == "1"
    cache.changed()
    assert cache.read("version", lambda: "2", lasting=True) == "1"
    assert cache.refresh() is False


def test_faults_are_not_kept(tasks: Tasks) -> None:
    tasks.server.will(Answer(500), answer_json([]))
    with pytest.raises(ApiClientError):
        things(tasks.client())
    assert things(tasks.client()) == []
