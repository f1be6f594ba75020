# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tasks and forks of one user share: tokens, collections that were read, and what is known of limits and faults.

One SQLite file in a folder that only the user can enter. Values are encrypted with a key that only who has the credential can
derive, and are found by a keyed hash of their name. Counters hold numbers only and are not encrypted. The store can be lost at any
time: whatever is wrong with it, the task goes on with a store in memory, and ``warnings`` says why.
"""

from __future__ import annotations

import hmac
import json
import os
import random
import tempfile
import threading
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any, Optional, TypeVar, Union

from ansible_collections.wanforge.edge.plugins.module_utils.http.keys import derived_keys
from ansible_collections.wanforge.edge.plugins.module_utils.http.private import (
    Broken,
    is_running,
    private_file,
    reason_of,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.tables import prepare_to_write, set_up

try:
    import sqlite3

    DATABASE_FAULTS: tuple[type[BaseException], ...] = (sqlite3.Error, OSError)
    SQLITE_MISSING = False
except ImportError:
    DATABASE_FAULTS = (OSError,)
    SQLITE_MISSING = True

FCNTL_MISSING = False
try:
    import fcntl
except ImportError:
    FCNTL_MISSING = True

CRYPTOGRAPHY_MISSING = False
try:
    from cryptography.exceptions import InvalidTag
    from cryptography.hazmat.primitives.ciphers.aead import AESGCM

    # The first use loads the cipher, which takes milliseconds: here they are spent once, before Ansible forks for each task.
    AESGCM(bytes(32)).encrypt(bytes(12), b"", b"")
except ImportError:
    CRYPTOGRAPHY_MISSING = True

UNREADABLE: tuple[type[BaseException], ...] = (TypeError, ValueError, RecursionError)
if not CRYPTOGRAPHY_MISSING:
    UNREADABLE += (InvalidTag,)
VARIABLE = "WANFORGE_EDGE_STORE"
FILE = "store-1.db"
PATIENCE = 5.0
NONCE = 12
LARGEST_VALUE = 8 * 1024 * 1024
LARGEST_SUM = 64 * 1024 * 1024
COUNTERS_LIVE = 86400.0
# A campaign under a rate limit takes hours.
LONGEST_TURN = 4 * 3600.0
SLOWEST_LOOK = 0.5

Numbers = Mapping[str, float]
Outcome = TypeVar("Outcome")


FAULTS: tuple[type[BaseException], ...] = (Broken, *DATABASE_FAULTS)


def folder_of(environ: Mapping[str, str]) -> Optional[str]:
    """Return the folder of the store, None if the user wants none.

    It is what WANFORGE_EDGE_STORE names, else one in the runtime directory of the user, else one below the folder for
    temporary files.
    """
    chosen = environ.get(VARIABLE, "").strip()
    if chosen:
        return None if chosen.lower() == "none" else os.path.expanduser(chosen)
    runtime = environ.get("XDG_RUNTIME_DIR", "")
    try:
        if os.path.isabs(runtime) and os.stat(runtime).st_uid == os.geteuid():
            return os.path.join(runtime, "wanforge-edge")
    except OSError:
        pass
    return os.path.join(environ.get("TMPDIR") or tempfile.gettempdir(), f"wanforge-edge-{os.geteuid()}")


class Store:
    """Values and counters that live until a moment of the wall clock.

    Without a ``folder`` it lives in memory. It is opened at first use in each process: nothing is carried over a fork. Its
    methods never raise for anything that is wrong with the file. An entry from the future is as good as none: clocks jump.
    """

    _writing = False

    def __init__(
        self, folder: Union[str, Path, None] = None, credential: str = "", *, clock: Callable[[], float] = time.time
    ) -> None:
        self.clock = clock
        self.warnings: list[str] = []
        self._folder = None if CRYPTOGRAPHY_MISSING or SQLITE_MISSING or folder is None else os.fspath(folder)
        self._credential = credential.encode("utf-8", "surrogateescape")
        self._forget()

    @property
    def lasting(self) -> bool:
        """Whether a file keeps what is put here; false as well if the file turned out to be of no use."""
        return self._folder is not None

    def get(self, name: str, age: float = float("inf")) -> Any:
        """Return the value of a name, None if there is none that is valid now and at most ``age`` seconds old."""

        def work(database: sqlite3.Connection) -> Any:
            key = self._name(name)
            row = database.execute("SELECT value, made, until FROM entries WHERE name = ?", (key,)).fetchone()
            now = self.clock()
            if row is None or not all(isinstance(time, float) for time in row[1:]):
                return None
            if not row[1] <= now < row[2] or now - row[1] > age:
                return None
            return self._opened(key, row[0])

        return self._attempt(work, None)

    def put(
        self, name: str, value: Any, seconds: float, *, family: str = "", generation: Optional[float] = None
    ) -> None:
        """Keep a value for so long; not if its family was dropped since it had this ``generation``."""

        def work(database: sqlite3.Connection) -> None:
            key = self._name(name)
            sealed = self._sealed(key, value)
            self._begin(database)
            now = self.clock()
            if generation is None or generation == self._generation(database, family):
                database.execute("DELETE FROM entries WHERE until <= ? OR made > ?", (now, now))
                database.execute("DELETE FROM counters WHERE until <= ?", (now,))
                if len(sealed) <= LARGEST_VALUE:
                    row = (key, self._name(family), sealed, now, now + seconds)
                    database.execute("INSERT OR REPLACE INTO entries VALUES (?, ?, ?, ?, ?)", row)
                    _shrink(database)
            database.execute("COMMIT")

        self._attempt(work, None)

    def remove(self, name: str, expected: Any) -> None:
        """Remove a value if it is the expected one: what somebody else put there meanwhile stays."""

        def work(database: sqlite3.Connection) -> None:
            key = self._name(name)
            self._begin(database)
            row = database.execute("SELECT value FROM entries WHERE name = ?", (key,)).fetchone()
            if row is not None and self._opened(key, row[0]) == expected:
                database.execute("DELETE FROM entries WHERE name = ?", (key,))
            database.execute("COMMIT")

        self._attempt(work, None)

    def generation(self, family: str) -> float:
        """Return a number that changes when a family of values is dropped."""
        return self._attempt(lambda database: self._generation(database, family), 0.0)

    def drop(self, family: str) -> None:
        """Remove all values of a family, and refuse those that are on their way."""

        def work(database: sqlite3.Connection) -> None:
            self._begin(database)
            database.execute("DELETE FROM entries WHERE family = ?", (self._name(family),))
            self._write(database, self._name(family), {"generation": float(random.getrandbits(52) + 1)})
            database.execute("COMMIT")

        self._attempt(work, None)

    def numbers(self, name: str, *, shared: bool = False) -> Optional[Numbers]:
        """Return a counter; one that is ``shared`` is the same for all credentials."""
        return self._attempt(lambda database: _read(database, self._name(name, shared)), None)

    def change(
        self, name: str, how: Callable[[Optional[Numbers]], tuple[Optional[Numbers], Outcome]], *, shared: bool = False
    ) -> Outcome:
        """Replace a counter by what ``how`` makes of it, None removes it, and return the outcome that ``how`` tells.

        No other process sees or changes the counter meanwhile. ``how`` may be called again and must not have effects of its own.
        It asks the clock itself: a time from before the call may lie before what others wrote.
        """

        def work(database: sqlite3.Connection) -> Outcome:
            key = self._name(name, shared)
            self._begin(database)
            before = _read(database, key)
            after, outcome = how(before)
            if after is None:
                database.execute("DELETE FROM counters WHERE name = ?", (key,))
            elif after != before:
                self._write(database, key, after)
            database.execute("COMMIT")
            return outcome

        return self._attempt(work, how(None)[1])

    def lease(self, name: str, holder: float, seconds: float) -> bool:
        """Return whether this holder may do alone, for so long, what the name stands for. It ends with the process, too."""

        def take(lease: Optional[Numbers]) -> tuple[Optional[Numbers], bool]:
            now = self.clock()
            if lease and lease.get("holder") != holder and lease.get("made", 0) <= now < lease.get("until", 0):
                if is_running(lease.get("process", 0)):
                    return lease, False
            return {"holder": holder, "process": os.getpid(), "made": now, "until": now + seconds}, True

        return self.change(f"lease {name}", take)

    def release(self, name: str, holder: float) -> None:
        """Let others have what ``lease`` gave this holder."""
        self.change(f"lease {name}", lambda lease: (None if lease and lease.get("holder") == holder else lease, None))

    @contextmanager
    def alone(self, name: str, seconds: float = LONGEST_TURN) -> Iterator[bool]:
        """Let no other process of this user do at the same time what is inside, and tell whether that is so.

        It waits for others as long as they take, at most so many seconds; then it is false. The system ends the turn of a process
        that ends. A store in memory is nobody else's, so there is nothing to wait for.
        """
        handle = self._lock_file(name)
        begun = time.monotonic()
        try:
            mine = handle is None or self._locked(handle)
            while handle is not None and not mine and time.monotonic() < begun + seconds:
                time.sleep(min(SLOWEST_LOOK, 0.02 + (time.monotonic() - begun) / 50))
                mine = self._locked(handle)
            yield mine
        finally:
            if handle is not None:
                os.close(handle)

    def _lock_file(self, name: str) -> Optional[int]:
        self.numbers(name)
        if self._folder is None or FCNTL_MISSING:
            return None
        path = os.path.join(self._folder, f"{self._name(name).hex()[:32]}.lock")
        try:
            return os.open(path, os.O_RDWR | os.O_CREAT | os.O_NOFOLLOW | os.O_CLOEXEC, 0o600)
        except OSError as fault:
            self._degrade(reason_of(fault))
            return None

    def _locked(self, handle: int) -> bool:
        """Try to lock a file for this process alone. Where files cannot be locked, nobody can be waited for."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        except OSError as fault:
            self._degrade(reason_of(fault))
        return True

    def _begin(self, database: sqlite3.Connection) -> None:
        """Begin to write; nobody else writes until COMMIT."""
        if not self._writing:
            prepare_to_write(database)
            self._writing = True
        database.execute("BEGIN IMMEDIATE")

    def _attempt(self, work: Callable[[sqlite3.Connection], Outcome], otherwise: Outcome) -> Outcome:
        """Do something with the file; if that cannot be done, in memory; if that cannot be done either, not at all."""
        with self._of_this_process():
            for _try in range(2):
                try:
                    return work(self._open())
                except FAULTS as fault:
                    self._degrade(reason_of(fault))
            return otherwise

    def _of_this_process(self) -> AbstractContextManager[Any]:
        """Return the lock; a fork forgets what its parent opened, without closing it."""
        if self._process != os.getpid():
            _inherited.append(self._database)
            self._forget()
        return self._lock

    def _forget(self) -> None:
        self._process = os.getpid()
        self._lock: AbstractContextManager[Any] = threading.RLock()
        self._database: Optional[sqlite3.Connection] = None
        self._writing = False
        self._cipher: Optional[AESGCM] = None
        self._naming = b""

    def _degrade(self, reason: str) -> None:
        if self._folder is not None:
            self.warnings.append(
                f'The store in "{self._folder}" is not used: {reason}. Tokens and reads are not kept for later tasks. '
                f"Remove the folder, or name another one, or none, in the environment variable {VARIABLE}."
            )
        self._folder = None
        database, self._database = self._database, None
        self._writing = False
        self._cipher, self._naming = None, b""
        if database is not None:
            try:
                database.close()
            except DATABASE_FAULTS:
                pass

    def _open(self) -> sqlite3.Connection:
        if self._database is not None:
            if self._database.in_transaction:
                self._database.execute("ROLLBACK")
            return self._database
        if SQLITE_MISSING:
            raise Broken("Python lacks its module sqlite3")
        where = ":memory:" if self._folder is None else private_file(self._folder, FILE)
        database = sqlite3.connect(where, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            self._set_up(database)
        except BaseException:
            database.close()
            raise
        self._database = database
        return database

    def _set_up(self, database: sqlite3.Connection) -> None:
        """Make the tables if there are none, and derive the keys. Most tasks only read: they must not pay for more."""
        salt = set_up(database)
        if self._folder is None:
            return
        if not isinstance(salt, bytes):
            raise Broken("it has no salt")
        encrypting, self._naming = derived_keys(self._credential, salt)
        self._cipher = AESGCM(encrypting)

    def _name(self, name: str, shared: bool = False) -> bytes:
        return hmac.digest(b"shared" if shared else self._naming, name.encode("utf-8", "replace"), "sha256")

    def _sealed(self, key: bytes, value: Any) -> bytes:
        plain = json.dumps(value).encode("ascii")
        if self._cipher is None:
            return plain
        nonce = os.urandom(NONCE)
        return nonce + self._cipher.encrypt(nonce, plain, key)

    def _opened(self, key: bytes, sealed: Any) -> Any:
        try:
            plain = sealed if self._cipher is None else self._cipher.decrypt(sealed[:NONCE], sealed[NONCE:], key)
            return json.loads(plain)
        except UNREADABLE:
            raise Broken("it holds something that cannot be decrypted") from None

    def _generation(self, database: sqlite3.Connection, family: str) -> float:
        return (_read(database, self._name(family)) or {}).get("generation", 0.0)

    def _write(self, database: sqlite3.Connection, key: bytes, numbers: Numbers) -> None:
        row = (key, json.dumps(dict(numbers)), self.clock() + COUNTERS_LIVE)
        database.execute("INSERT OR REPLACE INTO counters VALUES (?, ?, ?)", row)


# Connections that a parent process opened: closing them here could disturb it.
_inherited: list[object] = []


def _shrink(database: sqlite3.Connection) -> None:
    """Remove the oldest values until all of them together are small enough."""
    rows = database.execute("SELECT name, LENGTH(value) FROM entries ORDER BY made DESC, rowid DESC").fetchall()
    total = 0
    for name, size in rows:
        total += size
        if total > LARGEST_SUM:
            database.execute("DELETE FROM entries WHERE name = ?", (name,))


def _read(database: sqlite3.Connection, key: bytes) -> Optional[Numbers]:
    """Return the numbers of a counter; one that holds anything else is as good as none."""
    row = database.execute("SELECT value FROM counters WHERE name = ?", (key,)).fetchone()
    try:
        numbers = None if row is None else json.loads(row[0])
    except (TypeError, ValueError, RecursionError):
        return None
    if not isinstance(numbers, dict) or not all(isinstance(number, (int, float)) for number in numbers.values()):
        return None
    return numbers
