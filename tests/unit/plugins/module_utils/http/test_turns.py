# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One writer at a time: who does not get the turn does not write, and who gets it learns of those before, also of killed ones."""

from __future__ import annotations

import errno
import fcntl
import inspect
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client, ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ConflictError
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import Store
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import LoopbackServer

READ = Request("GET", "/things", safe=True)


class Hasty(Store):
    """A store whose users do not wait for hours."""

    def alone(self, name: str, seconds: float = 0.1) -> Any:
        return super().alone(name, seconds)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "store"


def reader(server: LoopbackServer, store: Store) -> Client:
    """Return a client that has read something."""
    client: Client = ClientBuilder().base_url(server.url).store(store).build()
    client.execute(READ)
    return client


@contextmanager
def held(client: Client) -> Iterator[None]:
    """Let another thread have the turn."""
    inside, done = threading.Event(), threading.Event()

    def hold() -> None:
        with client.turn():
            inside.set()
            done.wait(30)

    holder = threading.Thread(target=hold)
    holder.start()
    try:
        assert inside.wait(30)
        yield
    finally:
        done.set()
        holder.join()


def killed_in_its_turn(client: Client) -> None:
    """Let a fork take the turn and be killed in it."""
    reading, writing = os.pipe()
    child = os.fork()
    if child == 0:
        with client.turn():
            os.write(writing, b"x")
            signal.pause()
        os._exit(1)
    os.read(reading, 1)
    os.close(reading)
    os.close(writing)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def test_who_does_not_get_the_turn_does_not_write(server: LoopbackServer, folder: Path) -> None:
    waiting = reader(server, Hasty(folder, "secret"))
    entered = False
    with held(reader(server, Store(folder, "secret"))):
        with pytest.raises(ConflictError) as caught:
            with waiting.turn():
                entered = True
    error = caught.value
    assert (entered, error.retryable, error.unclear) == (False, True, False)
    assert server.url in error.message and "another task" in error.message and " s" in error.message
    assert "again" in error.hint
    with waiting.turn() as others_wrote:
        assert others_wrote


def test_it_waits_for_hours(folder: Path) -> None:
    assert inspect.signature(Store.alone).parameters["seconds"].default >= 3600


def test_a_writer_that_was_killed_is_noticed(server: LoopbackServer, folder: Path) -> None:
    early = reader(server, Store(folder, "secret"))
    killed_in_its_turn(reader(server, Store(folder, "secret")))
    late = reader(server, Store(folder, "secret"))
    with early.turn() as others_wrote:
        assert others_wrote
    with late.turn() as others_wrote:
        assert others_wrote


def test_what_was_read_while_a_writer_that_was_killed_still_wrote_is_old(server: LoopbackServer, folder: Path) -> None:
    """It may have read before the last write of the one that was killed."""
    killed_in_its_turn(reader(server, Store(folder, "secret")))
    after = reader(server, Store(folder, "secret"))
    with after.turn() as others_wrote:
        assert others_wrote
    with reader(server, Store(folder, "secret")).turn() as others_wrote:
        assert not others_wrote


def test_who_reads_while_another_one_writes_is_told(server: LoopbackServer, folder: Path) -> None:
    writer = reader(server, Store(folder, "secret"))
    with writer.turn():
        meanwhile = reader(server, Store(folder, "secret"))
    with meanwhile.turn() as others_wrote:
        assert others_wrote


def test_the_first_writer_is_told_of_nobody(server: LoopbackServer, folder: Path) -> None:
    with reader(server, Store(folder, "secret")).turn() as others_wrote:
        assert not others_wrote


def test_a_file_system_without_locks_is_told_and_nobody_waits(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def without_locks(_handle: int, _operation: int) -> None:
        raise OSError(errno.ENOLCK, os.strerror(errno.ENOLCK))

    monkeypatch.setattr(fcntl, "flock", without_locks)
    store = Store(folder, "secret")
    with store.alone("a") as mine:
        assert mine
    assert len(store.warnings) == 1 and "no locks" in store.warnings[0].lower()
