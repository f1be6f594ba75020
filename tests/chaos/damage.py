# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be wrong with the store: each kind of damage is done to a folder that tasks have used, or to one that is new."""

from __future__ import annotations

import os
import random
import resource
import shutil
import sqlite3
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import closing, contextmanager
from pathlib import Path

FILE = "store-1.db"
SMALL = 4096
Harm = Callable[[Path, random.Random], None]


def _garbage(folder: Path, source: random.Random) -> None:
    (folder / FILE).write_bytes(source.randbytes(source.choice((1, 100, 5000, 40000))))


def _cut(folder: Path, source: random.Random) -> None:
    size = (folder / FILE).stat().st_size
    os.truncate(folder / FILE, source.randrange(max(size, 1)))


def _flipped(folder: Path, source: random.Random) -> None:
    data = bytearray((folder / FILE).read_bytes())
    for _bit in range(source.choice((1, 20, 500))):
        data[source.randrange(len(data))] ^= 1 << source.randrange(8)
    (folder / FILE).write_bytes(data)


def _empty(folder: Path, source: random.Random) -> None:
    (folder / FILE).write_bytes(b"")


def _folder_instead(folder: Path, source: random.Random) -> None:
    (folder / FILE).unlink()
    (folder / FILE).mkdir(mode=0o700)


def _open_to_others(folder: Path, source: random.Random) -> None:
    (folder / FILE).chmod(0o644) if source.random() < 0.5 else folder.chmod(0o755)


def _link(folder: Path, source: random.Random) -> None:
    (folder / FILE).rename(folder / "elsewhere.db")
    (folder / FILE).symlink_to(folder / "elsewhere.db")


def _read_only(folder: Path, source: random.Random) -> None:
    (folder / FILE).chmod(0o400)
    folder.chmod(0o500)


def _gone(folder: Path, source: random.Random) -> None:
    shutil.rmtree(folder)


def _file_instead(folder: Path, source: random.Random) -> None:
    shutil.rmtree(folder)
    folder.write_text("not a folder", encoding="utf-8")


def _sql(*statements: str) -> Harm:
    def harm(folder: Path, source: random.Random) -> None:
        with closing(sqlite3.connect(folder / FILE)) as database:
            for statement in statements:
                database.execute(statement)
            database.commit()

    return harm


KINDS: Mapping[str, Harm] = {
    "store of garbage": _garbage,
    "store cut off": _cut,
    "store with flipped bits": _flipped,
    "store emptied": _empty,
    "folder in place of the store": _folder_instead,
    "store open to others": _open_to_others,
    "link in place of the store": _link,
    "store that is read-only": _read_only,
    "store removed": _gone,
    "file in place of the folder": _file_instead,
    "store without tables": _sql("DROP TABLE entries", "DROP TABLE counters"),
    "store without salt": _sql("DELETE FROM salt"),
    "store with another salt": _sql("UPDATE salt SET value = X'00112233445566778899AABBCCDDEEFF'"),
    "store of a later version": _sql("PRAGMA user_version = 99", "ALTER TABLE entries RENAME COLUMN made TO created"),
    "store with odd counters": _sql("""UPDATE counters SET value = '{"at": null, "tokens": "x", "faults": [1]}'"""),
    "store with endless counters": _sql(
        """UPDATE counters SET value = '{"tokens": 1e999, "at": 1e999, "last": NaN}'"""
    ),
    "store with counters that are no text": _sql("UPDATE counters SET value = X'FF00FE', until = 'soon'"),
    "store with mixed values": _sql("UPDATE entries SET value = (SELECT value FROM entries LIMIT 1)"),
    "store with odd entries": _sql("UPDATE entries SET value = 5, made = 'yesterday', until = 'never'"),
    "store with empty entries": _sql("UPDATE entries SET value = X''"),
}
NONE, FRESH, WARM = "no store", "new store", "used store"
UNWRITABLE, FULL, LOCKED, KILLED = (
    "store on a read-only disk",
    "disk full",
    "store locked by another",
    "journal left behind",
)
PLAIN = (NONE, FRESH, WARM)
# A folder in which nobody, not even root, can make anything.
NOWHERE = Path("/proc/self/task/wanforge-edge")


def draw(source: random.Random) -> str:
    """Draw a condition of the store: mostly sound, else one kind of damage."""
    if source.random() < 0.7:
        return source.choices(PLAIN, (2, 3, 5))[0]
    rare = (LOCKED,) if source.random() < 0.15 else ()
    kinds: Sequence[str] = (*KINDS, *(UNWRITABLE, FULL, KILLED) * 2, *rare)
    return source.choice(kinds)


def needs_use(condition: str) -> bool:
    """Whether a task must use the store before the damage is done."""
    return condition not in (NONE, FRESH, UNWRITABLE)


def place(condition: str, folder: Path) -> str:
    """What the environment variable of the store says."""
    return {NONE: "none", UNWRITABLE: str(NOWHERE)}.get(condition, str(folder))


@contextmanager
def done(condition: str, folder: Path, source: random.Random) -> Iterator[None]:
    """Do the damage; what is not in the file itself lasts as long as the context."""
    if condition in KINDS and (folder / FILE).is_file():
        KINDS[condition](folder, source)
    elif condition == KILLED and folder.is_dir():
        (folder / f"{FILE}-journal").write_bytes(source.randbytes(600))
    if condition == FULL:
        with _small_files():
            yield
    elif condition == LOCKED and folder.is_dir():
        with closing(sqlite3.connect(folder / FILE, isolation_level=None)) as database:
            database.execute("BEGIN EXCLUSIVE")
            yield
            database.execute("ROLLBACK")
    else:
        yield


@contextmanager
def _small_files() -> Iterator[None]:
    """Let no file of this process grow, as when the disk is full."""
    former = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (SMALL, former[1]))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, former)


def damages(condition: str) -> Sequence[str]:
    """The condition as a fault for the report, if it is one."""
    return () if condition in PLAIN else (condition,)
