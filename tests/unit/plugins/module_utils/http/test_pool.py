# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Connections that stay open from one item of a loop to the next, and what must not stay with them."""

from __future__ import annotations

import os

from ansible_collections.wanforge.edge.plugins.module_utils.http import pool
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request
from ansible_collections.wanforge.edge.plugins.module_utils.http.session import Connection, Session
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import Answer, LoopbackServer

READ = Request("GET", "/things", safe=True)


def test_sessions_to_one_service_share_a_connection(server: LoopbackServer) -> None:
    for _item in range(3):
        assert Session(Connection(server.url)).send(READ).ok
    assert server.connections == 1


def test_cookies_of_one_session_do_not_reach_the_next(server: LoopbackServer) -> None:
    server.will(Answer(200, b"{}", {"Set-Cookie": "who=first; Path=/"}))
    for _item in range(2):
        assert Session(Connection(server.url)).send(READ).ok
    assert all("cookie" not in {name.lower() for name in seen.headers} for seen in server.seen)


def test_other_settings_get_connections_of_their_own(server: LoopbackServer) -> None:
    Session(Connection(server.url)).send(READ)
    Session(Connection(server.url, user_agent="another")).send(READ)
    assert server.connections == 2
    assert [seen.headers["user-agent"] for seen in server.seen] == ["wanforge.edge", "another"]


def test_a_fork_opens_its_own(server: LoopbackServer) -> None:
    Session(Connection(server.url)).send(READ)
    child = os.fork()
    if child == 0:
        os._exit(0 if Session(Connection(server.url)).send(READ).ok else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert Session(Connection(server.url)).send(READ).ok
    assert server.connections == 2


def test_a_fork_opens_its_own_in_a_session_of_its_parent(server: LoopbackServer) -> None:
    session = Session(Connection(server.url))
    session.send(READ)
    child = os.fork()
    if child == 0:
        os._exit(0 if session.send(READ).ok else 1)
    assert os.waitpid(child, 0)[1] == 0
    assert session.send(READ).ok
    assert server.connections == 2


def test_only_so_many_are_kept() -> None:
    made = [pool.shared(("kept", number), object) for number in range(pool.MOST_POOLS + 1)]
    assert pool.shared(("kept", pool.MOST_POOLS), object) is made[-1]
    assert pool.shared(("kept", 0), object) is not made[0]
