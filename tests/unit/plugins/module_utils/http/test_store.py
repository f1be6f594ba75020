# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The store: private, encrypted, shared by processes, and never in the way when something is wrong with it."""

from __future__ import annotations

import multiprocessing
import os
import sqlite3
import stat
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any, Optional

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.http import store as module
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import FILE, Store

FORKS = multiprocessing.get_context("fork")
SECRET = "a-secret-of-the-test"
TOKEN = "a-token-of-the-test"


class Clock:
    """A clock that stands until a test moves it."""

    def __init__(self) -> None:
        self.now = 1_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Where the store of a test lies."""
    return tmp_path / "store"


@pytest.fixture(params=["file", "memory"])
def store(request: pytest.FixtureRequest, folder: Path) -> Store:
    """A store of each kind."""
    return Store(folder if request.param == "file" else None, SECRET, clock=Clock())


def in_forks(count: int, work: Callable[[int], object]) -> list[int]:
    """Run a function in so many forks at the same time and return their exit codes."""
    gate = FORKS.Barrier(count)

    def run(number: int) -> None:
        gate.wait(20)
        os._exit(int(bool(work(number))))

    processes = [FORKS.Process(target=run, args=(number,)) for number in range(count)]
    for process in processes:
        process.start()
    for process in processes:
        process.join(30)
    return [process.exitcode if process.exitcode is not None else -1 for process in processes]


def add_one(numbers: Optional[Mapping[str, float]]) -> tuple[Mapping[str, float], float]:
    count = (numbers or {}).get("count", 0.0) + 1.0
    return {"count": count}, count


def test_values_come_back_until_they_end(store: Store) -> None:
    value: Any = {"list": [1, 2.5, None, True, "ü\ud800"], "empty": {}}
    store.put("a", value, 30)
    assert store.get("a") == value
    assert store.get("b") is None
    clock = store.clock
    assert isinstance(clock, Clock)
    clock.now += 29.9
    assert store.get("a") == value
    assert store.get("a", 20.0) is None
    clock.now += 0.1
    assert store.get("a") is None


def test_a_value_from_the_future_is_as_good_as_none(store: Store) -> None:
    store.put("a", 1, 30)
    clock = store.clock
    assert isinstance(clock, Clock)
    clock.now -= 1
    assert store.get("a") is None


def test_only_the_expected_value_is_removed(store: Store) -> None:
    store.put("a", {"value": "new"}, 30)
    store.remove("a", {"value": "old"})
    assert store.get("a") == {"value": "new"}
    store.remove("a", {"value": "new"})
    assert store.get("a") is None


def test_a_family_is_dropped_with_what_is_on_its_way(store: Store) -> None:
    store.put("a", 1, 30, family="one")
    store.put("b", 2, 30, family="two")
    generation = store.generation("one")
    store.drop("one")
    assert (store.get("a"), store.get("b")) == (None, 2)
    store.put("a", "read before the write", 30, family="one", generation=generation)
    assert store.get("a") is None
    store.put("a", "read after it", 30, family="one", generation=store.generation("one"))
    assert store.get("a") == "read after it"


def test_a_lease_has_one_holder_until_it_ends(store: Store) -> None:
    clock = store.clock
    assert isinstance(clock, Clock)
    assert store.lease("a", 1, 30) and store.lease("a", 1, 30)
    assert not store.lease("a", 2, 30)
    store.release("a", 2)
    assert not store.lease("a", 2, 30)
    store.release("a", 1)
    assert store.lease("a", 2, 30)
    clock.now += 30
    assert store.lease("a", 3, 30)
    clock.now -= 1000
    assert store.lease("a", 4, 30)


def test_counters(store: Store) -> None:
    assert [store.change("a", add_one) for _number in range(3)] == [1, 2, 3]
    assert store.numbers("a") == {"count": 3}
    store.change("a", lambda _numbers: (None, None))
    assert store.numbers("a") is None


def test_shared_counters_are_the_same_for_all_credentials(folder: Path) -> None:
    one, other = Store(folder, "one"), Store(folder, "other")
    one.change("a", add_one, shared=True)
    one.change("b", add_one)
    assert other.numbers("a", shared=True) == {"count": 1}
    assert other.numbers("b") is None


def test_another_credential_sees_nothing(folder: Path) -> None:
    Store(folder, SECRET).put("a", TOKEN, 30)
    other = Store(folder, SECRET + "x")
    assert other.get("a") is None
    assert other.warnings == []
    assert Store(folder, SECRET).get("a") == TOKEN


def test_nothing_in_the_folder_can_be_read(folder: Path) -> None:
    store = Store(folder, SECRET)
    store.put(f"token https://example.org client-of-the-test {SECRET}", {"value": TOKEN}, 30, family="example.org")
    store.change("breaker https://example.org", add_one, shared=True)
    assert store.get(f"token https://example.org client-of-the-test {SECRET}") == {"value": TOKEN}
    files = [path for path in folder.rglob("*") if path.is_file()]
    assert files
    for path in files:
        content = path.read_bytes()
        for word in (SECRET, TOKEN, "client-of-the-test", "example.org"):
            assert word.encode() not in content
        assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700


def test_what_ended_is_removed_from_the_file(folder: Path) -> None:
    clock = Clock()
    store = Store(folder, SECRET, clock=clock)
    for number in range(5):
        store.put(f"a{number}", number, 10)
        store.change(f"c{number}", add_one)
    clock.now += 100_000
    store.put("b", 1, 10)
    with sqlite3.connect(folder / FILE) as database:
        counts = [database.execute(f"SELECT count(*) FROM {table}").fetchone()[0] for table in ("entries", "counters")]
    assert counts == [1, 0]


def test_values_that_are_too_large_are_not_kept(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST_VALUE", 100)
    store = Store(folder, SECRET)
    store.put("a", "x" * 200, 30)
    assert (store.get("a"), store.warnings) == (None, [])


def works_in_memory(store: Store, reason: str) -> None:
    """Assert that a store is useful although its file is not, and says so once."""
    store.put("a", 1, 30)
    assert store.get("a") == 1
    assert store.change("b", add_one) == 1
    assert store.lease("c", 1, 30)
    store.drop("")
    assert len(store.warnings) == 1
    assert reason in store.warnings[0] and "WANFORGE_EDGE_STORE" in store.warnings[0]


@pytest.mark.parametrize(
    "content", [b"no database at all, but long enough to be one" * 50, b"SQLite format 3\0" + b"\xff" * 5000]
)
def test_a_broken_file(folder: Path, content: bytes) -> None:
    folder.mkdir(0o700)
    path = folder / FILE
    path.write_bytes(content)
    path.chmod(0o600)
    works_in_memory(Store(folder, SECRET), "database")


def test_a_file_with_other_tables(folder: Path) -> None:
    Store(folder, SECRET).put("a", 1, 30)
    with sqlite3.connect(folder / FILE) as database:
        database.execute("DROP TABLE entries")
    works_in_memory(Store(folder, SECRET), "entries")


@pytest.mark.parametrize("salt", [None, "text"])
def test_a_file_without_a_salt(folder: Path, salt: Optional[str]) -> None:
    Store(folder, SECRET).put("a", 1, 30)
    with sqlite3.connect(folder / FILE) as database:
        database.execute("DELETE FROM salt")
        database.executemany("INSERT INTO salt VALUES (1, ?)", [(salt,)] if salt else [])
    works_in_memory(Store(folder, SECRET), "salt")


@pytest.mark.parametrize("value", [b"", b"short", b"\0" * 200, "text", 5])
def test_a_value_that_was_tampered_with(folder: Path, value: object) -> None:
    store = Store(folder, SECRET)
    store.put("a", 1, 30)
    with sqlite3.connect(folder / FILE) as database:
        database.execute("UPDATE entries SET value = ?", (value,))
    assert store.get("a") is None
    works_in_memory(store, "decrypted")


def test_values_cannot_change_places(folder: Path) -> None:
    store = Store(folder, SECRET)
    store.put("a", "one", 30)
    store.put("b", "two", 30)
    with sqlite3.connect(folder / FILE) as database:
        sealed = [row[0] for row in database.execute("SELECT value FROM entries ORDER BY name")]
        database.execute("UPDATE entries SET value = ? WHERE value = ?", (sealed[0], sealed[1]))
    assert {store.get("a"), store.get("b")} & {"one", "two"} != {"one", "two"}
    assert len(store.warnings) == 1


@pytest.mark.parametrize("time", ["soon", b"now"])
def test_a_value_whose_times_are_no_times_is_as_good_as_none(folder: Path, time: object) -> None:
    store = Store(folder, SECRET)
    for column in ("made", "until"):
        store.put("a", 1, 30)
        with sqlite3.connect(folder / FILE) as database:
            database.execute(f"UPDATE entries SET {column} = ?", (time,))
        assert store.get("a") is None
    store.put("a", 2, 30)
    assert store.get("a") == 2
    assert store.warnings == []


@pytest.mark.parametrize("text", ["", "no JSON", "[]", '{"count": "x"}', "null", "[" * 100_000])
def test_counters_that_hold_something_else_start_anew(folder: Path, text: str) -> None:
    store = Store(folder, SECRET)
    store.change("a", add_one)
    with sqlite3.connect(folder / FILE) as database:
        database.execute("UPDATE counters SET value = ?", (text,))
    assert store.numbers("a") is None
    assert store.change("a", add_one) == 1
    assert store.warnings == []


def test_a_folder_that_is_open_to_others(folder: Path) -> None:
    folder.mkdir(0o755)
    folder.chmod(0o755)
    works_in_memory(Store(folder, SECRET), "open to other users")


def test_a_file_that_is_open_to_others(folder: Path) -> None:
    folder.mkdir(0o700)
    (folder / FILE).touch(0o644)
    (folder / FILE).chmod(0o644)
    works_in_memory(Store(folder, SECRET), "open to other users")


def test_links_are_not_followed(folder: Path, tmp_path: Path) -> None:
    target = tmp_path / "elsewhere"
    target.mkdir(0o700)
    folder.symlink_to(target)
    works_in_memory(Store(folder, SECRET), "link")
    folder.unlink()
    folder.mkdir(0o700)
    (folder / FILE).symlink_to(target / "file")
    works_in_memory(Store(folder, SECRET), "")
    assert list(target.iterdir()) == []


def test_the_reason_is_in_plain_words(folder: Path) -> None:
    folder.write_text("", encoding="utf-8")
    store = Store(folder, SECRET)
    works_in_memory(store, "not used: file exists. ")
    assert "Errno" not in store.warnings[0]


def test_a_folder_of_somebody_else(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    folder.mkdir(0o700)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    works_in_memory(Store(folder, SECRET), "another user")


def test_a_folder_that_cannot_be_made(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    works_in_memory(Store(tmp_path / "file" / "store", SECRET), "")


@pytest.mark.parametrize("missing", ["CRYPTOGRAPHY_MISSING", "SQLITE_MISSING"])
def test_without_a_library_nothing_is_written(folder: Path, missing: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, missing, True)
    store = Store(folder, SECRET)
    store.put("a", 1, 30)
    assert store.get("a") == (1 if missing == "CRYPTOGRAPHY_MISSING" else None)
    assert store.change("b", add_one) == 1
    assert store.lease("c", 1, 30)
    assert (store.generation("d"), store.warnings, folder.exists()) == (0.0, [], False)


def test_a_file_that_stays_locked_is_given_up(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    Store(folder, SECRET).put("a", 1, 30)
    monkeypatch.setattr(module, "PATIENCE", 0.05)
    database = sqlite3.connect(folder / FILE, isolation_level=None)
    database.execute("BEGIN EXCLUSIVE")
    works_in_memory(Store(folder, SECRET), "locked")
    database.close()


def test_forks_count_together(folder: Path) -> None:
    store = Store(folder, SECRET)
    store.change("a", add_one)
    codes = in_forks(10, lambda _number: [store.change("a", add_one) for _turn in range(20)] and store.warnings)
    assert codes == [0] * 10
    assert store.numbers("a") == {"count": 201}


def test_20_forks_open_a_store_that_is_not_there_yet(folder: Path) -> None:
    def work(number: int) -> object:
        store = Store(folder, SECRET)
        store.put(f"a{number}", number, 30)
        return store.get(f"a{number}") != number or store.warnings

    assert in_forks(20, work) == [0] * 20
    store = Store(folder, SECRET)
    assert [store.get(f"a{number}") for number in range(20)] == list(range(20))


def test_one_of_20_forks_gets_the_lease(folder: Path) -> None:
    all_tried = FORKS.Barrier(20)

    def take(number: int) -> bool:
        taken = Store(folder, SECRET).lease("a", number, 30)
        all_tried.wait(20)
        return taken

    assert sum(in_forks(20, take)) == 1


def test_nobody_waits_for_the_lease_of_a_process_that_ended(folder: Path) -> None:
    """A task that was killed while it fetched a token must not hold up all others for the time of its lease."""
    process = FORKS.Process(target=lambda: Store(folder, SECRET).lease("a", 1.0, 30))
    process.start()
    process.join(30)
    assert Store(folder, SECRET).lease("a", 2.0, 30) is True
    assert Store(folder, SECRET).lease("a", 3.0, 30) is False


def test_a_fork_that_ends_in_the_middle_of_a_change_harms_nobody(folder: Path) -> None:
    store = Store(folder, SECRET)
    store.change("a", add_one)

    def die(numbers: Optional[Mapping[str, float]]) -> tuple[Optional[Mapping[str, float]], None]:
        # Faults of the first call, which only asks for the outcome, would not lie inside the change.
        if numbers:
            os._exit(0)
        return None, None

    def work(_number: int) -> object:
        store.change("a", die)
        return True

    assert in_forks(1, work) == [0]
    assert store.change("a", add_one) == 2
    assert Store(folder, SECRET).change("a", add_one) == 3


def test_a_fault_of_the_caller_leaves_the_store_usable(store: Store) -> None:
    def how(numbers: Optional[Mapping[str, float]]) -> tuple[None, None]:
        if numbers:
            raise KeyError("a")
        return None, None

    store.change("a", add_one)
    with pytest.raises(KeyError):
        store.change("a", how)
    assert store.change("a", add_one) == 2
