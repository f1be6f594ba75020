# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The parts of the shell by themselves: fault rules, log, masking, bodies."""

from __future__ import annotations

import email.utils
import time
from typing import Any

import pytest

from sandbox_shell.bodies import read_body
from sandbox_shell.faults import FaultBoard, made_answer, read_rule
from sandbox_shell.log import RequestLog
from sandbox_shell.masking import MASK, masked, masked_query

BOUNDARY = "multipart/form-data; boundary=x"
MULTIPART = b'--x\r\nContent-Disposition: form-data; name="data"\r\n\r\n{"op": "set"}\r\n' + (
    b'--x\r\nContent-Disposition: form-data; name="key"\r\n\r\nnot a secret\r\n--x--\r\n'
)


def hits(board: FaultBoard, count: int, service: str = "vyos", path: str = "/retrieve") -> list[bool]:
    """Which of so many requests are hit by anything."""
    return [bool(board.hits(service, "POST", path)) for _turn in range(count)]


def test_times_and_skip() -> None:
    board = FaultBoard(1)
    board.add({"fault": {"kind": "reset_before"}, "times": 2, "skip": 1})
    assert hits(board, 5) == [False, True, True, False, False]
    assert board.rules[0].shown()["hits"] == 2 and board.rules[0].shown()["seen"] == 5


def test_who_is_meant() -> None:
    board = FaultBoard(1)
    rule = {"service": "vyos", "method": "post", "path": "^/conf", "fault": {"kind": "garbage"}}
    identifier = board.add(rule).identifier
    assert hits(board, 1) == [False]
    assert hits(board, 1, path="/configure") == [True]
    assert hits(board, 1, service="cloudconnexa", path="/configure") == [False]
    assert board.hits("vyos", "GET", "/configure") == []
    assert board.remove(identifier) and not board.remove(identifier)


def test_chance_is_repeatable() -> None:
    runs = []
    for seed in (1, 1, 2):
        board = FaultBoard(seed)
        board.add({"fault": {"kind": "garbage"}, "probability": 0.5})
        runs.append(hits(board, 64))
    assert runs[0] == runs[1] != runs[2]
    assert 16 < sum(runs[0]) < 48
    board.clear()
    assert board.rules == []


def test_faults_that_let_pass_add_up() -> None:
    board = FaultBoard(1)
    for kind in ({"kind": "latency", "ms": 1}, {"kind": "expire_tokens"}, {"kind": "truncate"}, {"kind": "garbage"}):
        board.add({"fault": kind})
    assert [rule.kind for rule in board.hits("vyos", "GET", "/")] == ["latency", "expire_tokens", "truncate"]


@pytest.mark.parametrize(
    "rule, word",
    [
        (5, "fault"),
        ({"fault": "reset_before"}, "fault"),
        ({"fault": {"kind": "flood"}}, "flood"),
        ({"fault": {"kind": "latency"}}, "ms"),
        ({"fault": {"kind": "latency", "ms": "1"}}, "ms"),
        ({"fault": {"kind": "reset_after", "ms": 1}}, "ms"),
        ({"fault": {"kind": "status", "status": 99}}, "99"),
        ({"fault": {"kind": "status", "status": 429, "retry_after": 1, "retry_after_form": "x"}}, "retry_after_form"),
        ({"fault": {"kind": "status", "status": 500, "headers": []}}, "headers"),
        ({"fault": {"kind": "truncate"}, "service": "baselog"}, "baselog"),
        ({"fault": {"kind": "truncate"}, "times": -1}, "times"),
        ({"fault": {"kind": "truncate"}, "skip": "1"}, "skip"),
        ({"fault": {"kind": "truncate"}, "probability": 2}, "probability"),
        ({"fault": {"kind": "truncate"}, "path": "("}, "path"),
        ({"fault": {"kind": "truncate"}, "often": 1}, "often"),
    ],
)
def test_wrong_rules(rule: Any, word: str) -> None:
    with pytest.raises(ValueError, match=word):
        read_rule(rule, 1)


def answer(**fault: Any) -> tuple[int, dict[str, str], str]:
    """The answer a fault makes."""
    status, headers, content = made_answer(read_rule({"fault": fault}, 1))
    return status, {name.decode(): value.decode() for name, value in headers}, content.decode()


def test_made_answers() -> None:
    assert answer(kind="status", status=429) == (429, {"content-length": "0"}, "")
    assert answer(kind="status", status=429, retry_after=7)[1]["retry-after"] == "7"
    date = answer(kind="status", status=429, retry_after=7, retry_after_form="date")[1]["retry-after"]
    assert 5 < email.utils.parsedate_to_datetime(date).timestamp() - time.time() < 9
    assert answer(kind="status", status=502, body="<html>")[1]["content-type"] == "text/html"
    assert answer(kind="status", status=500, body={"a": 1})[1:] == (
        {"content-type": "application/json", "content-length": "8"},
        '{"a": 1}',
    )
    assert answer(kind="status", status=503, body="x", headers={"X-Y": 1})[1]["x-y"] == "1"
    assert answer(kind="garbage")[1]["content-type"] == "application/json"


def test_masking() -> None:
    assert masked({"preSharedKey": "a", "list": [{"key": "b", "name": "c"}]}) == {
        "preSharedKey": MASK,
        "list": [{"key": MASK, "name": "c"}],
    }
    assert masked_query("client_secret=a&size=1&size=") == [["client_secret", MASK], ["size", "1"], ["size", ""]]


@pytest.mark.parametrize(
    "kind, body, expected",
    [
        ("application/json", b'{"name": "a", "preSharedKey": "b"}', {"name": "a", "preSharedKey": MASK}),
        ("", b"CUSTOM", "CUSTOM"),
        ("", b"", None),
        ("application/x-www-form-urlencoded", b"data=%7B%7D&key=a", {"data": {}, "key": MASK}),
        (BOUNDARY, MULTIPART, {"data": {"op": "set"}, "key": MASK}),
        (BOUNDARY, b"not multipart", {"unreadable": "13 bytes"}),
    ],
)
def test_bodies(kind: str, body: bytes, expected: Any) -> None:
    assert read_body({"headers": [(b"content-type", kind.encode())] if kind else []}, body) == expected


def test_log_counts() -> None:
    log = RequestLog()
    common = {"method": "POST", "path": "/", "query": [], "connection": 1}
    log.add(service="vyos", write=True, token=False, **common)
    log.add(service="vyos", write=False, token=False, **common)
    log.add(service="cloudconnexa", write=False, token=True, **{**common, "connection": 2})
    assert log.counts()["vyos"] == {"requests": 2, "reads": 1, "writes": 1, "tokens": 0, "connections": 1}
    assert (log.counts()["tokens"], log.counts()["connections"]) == (1, 2)
    assert [entry["n"] for entry in log.listed(write=True)] == [1]
    assert [entry["n"] for entry in log.listed("vyos", False)] == [2]
    log.clear()
    assert log.counts()["requests"] == 0
