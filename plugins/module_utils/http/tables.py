# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The tables of the store, and how they come to be."""

from __future__ import annotations

import os
from typing import Any

try:
    import sqlite3
except ImportError:
    SQLITE_MISSING = True

SCHEMA = """
CREATE TABLE IF NOT EXISTS salt (id INTEGER PRIMARY KEY CHECK (id = 1), value BLOB NOT NULL);
CREATE TABLE IF NOT EXISTS entries (name BLOB PRIMARY KEY, family BLOB NOT NULL, value BLOB NOT NULL,
    made REAL NOT NULL, until REAL NOT NULL);
CREATE TABLE IF NOT EXISTS counters (name BLOB PRIMARY KEY, value TEXT NOT NULL, until REAL NOT NULL);
"""


def set_up(database: sqlite3.Connection) -> Any:
    """Return the salt of a file, None if it lost it. Tables are made if there are none; else nothing is written."""
    salt = salt_of(database)
    if salt is not None:
        return salt
    if not database.execute("PRAGMA user_version").fetchone()[0]:
        prepare_to_write(database)
        database.executescript(f"BEGIN IMMEDIATE; {SCHEMA} COMMIT;")
        database.execute("INSERT OR IGNORE INTO salt VALUES (1, ?)", (os.urandom(16),))
        database.execute("PRAGMA user_version = 1")
    # Another process may have made the tables between the two looks.
    return salt_of(database)


def salt_of(database: sqlite3.Connection) -> Any:
    """Return the salt of a file, None if there is none, or not even a table for it."""
    try:
        row = database.execute("SELECT value FROM salt").fetchone()
    except sqlite3.OperationalError as fault:
        if "no such table" in str(fault):
            return None
        raise
    return None if row is None else row[0]


def prepare_to_write(database: sqlite3.Connection) -> None:
    """Have a connection not wait for the disk: what is lost with the machine is not missed."""
    database.execute("PRAGMA synchronous = OFF")
    database.execute("PRAGMA journal_mode = TRUNCATE")
