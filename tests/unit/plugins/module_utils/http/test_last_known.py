# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Old answers are given out for outages only, up to an age, together, and never without their date."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, NoReturn

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.http import errors
from ansible_collections.wanforge.edge.plugins.module_utils.http import store as stores
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError, class_for_status
from ansible_collections.wanforge.edge.plugins.module_utils.http.last_known import (
    KEPT_SECONDS,
    LastKnown,
    cannot_be_asked,
    oldest,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import Store

DOWN = errors.ServiceUnavailableError("the service gives no reason (HTTP 503)", status=503)


class Clock:
    """A wall clock that stands still until it is set."""

    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(tmp_path: Path, clock: Clock) -> Store:
    return Store(tmp_path / "store", "robot:secret", clock=clock)


def fails(error: ApiClientError = DOWN) -> Callable[[], Any]:
    def fetch() -> NoReturn:
        raise error

    return fetch


def of(store: Store, place: str = "https://acme", age: float = 3600.0) -> LastKnown:
    return LastKnown(store, place, age)


@pytest.mark.parametrize("status", range(300, 600))
def test_which_answers_are_an_outage(status: int) -> None:
    error = class_for_status(status)("no", status=status)
    assert cannot_be_asked(error) is (status in (408, 429, 500, 502, 503, 504))


@pytest.mark.parametrize(
    "name, expected",
    [
        ("NetworkError", True),
        ("ConnectionTimeoutError", True),
        ("SSLError", False),
        ("ConfigurationError", False),
        ("AuthenticationError", False),
        ("TokenRefreshError", False),
        ("AuthorizationError", False),
        ("ResponseError", False),
        ("ConflictError", False),
    ],
)
def test_which_errors_are_an_outage(name: str, expected: bool) -> None:
    assert cannot_be_asked(getattr(errors, name)("no")) is expected


def test_an_answer_is_kept_for_a_later_task(store: Store, clock: Clock) -> None:
    first = of(store)
    assert first.read("users", lambda: [{"id": "1"}]) == [{"id": "1"}]
    assert (first.fault, first.read_at, first.warnings) == (None, None, [])
    clock.now += 60
    later = of(store)
    assert later.read("users", fails()) == [{"id": "1"}]
    assert (later.fault, later.read_at) == (DOWN, "2027-01-15T08:00:00Z")
    assert len(later.warnings) == 1 and "2027-01-15T08:00:00Z" in later.warnings[0] and "HTTP 503" in later.warnings[0]


def test_empty_answers_are_answers(store: Store) -> None:
    of(store).read("users", list)
    assert of(store).read("users", fails()) == []


def test_an_answer_may_be_too_old(store: Store, clock: Clock) -> None:
    of(store).read("users", lambda: [1])
    clock.now += 3600
    assert of(store).read("users", fails()) == [1]
    clock.now += 1
    with pytest.raises(errors.ServiceUnavailableError):
        of(store).read("users", fails())
    assert of(store, age=KEPT_SECONDS).read("users", fails()) == [1]


def test_other_places_and_names_do_not_count(store: Store) -> None:
    of(store).read("users", lambda: [1])
    for known, name in ((of(store, "https://other"), "users"), (of(store), "groups")):
        with pytest.raises(errors.ServiceUnavailableError) as caught:
            known.read(name, fails(errors.ServiceUnavailableError("no", status=503)))
        assert caught.value.hint.endswith("No earlier answer to fall back to is kept.")


def test_a_refusal_is_passed_on_as_it_is(store: Store) -> None:
    of(store).read("users", lambda: [1])
    error = errors.AuthenticationError("no", status=401)
    with pytest.raises(errors.AuthenticationError) as caught:
        of(store).read("users", fails(error))
    assert caught.value is error and "earlier" not in error.hint


def test_after_the_first_old_answer_nothing_is_asked_that_is_kept(store: Store, clock: Clock) -> None:
    of(store).read("networks", lambda: ["old network"])
    clock.now += 10
    of(store).read("routes", lambda: ["old route"])
    known = of(store)
    asked: list[str] = []
    assert known.read("routes", fails()) == ["old route"]
    assert known.read("networks", lambda: asked.append("networks") or ["new"]) == ["old network"]
    assert known.read("details", lambda: asked.append("details") or {}, {"id": "1"}) == {"id": "1"}
    assert known.read("users", lambda: asked.append("users") or ["new user"]) == ["new user"]
    assert asked == ["users"]
    assert known.read_at == "2027-01-15T08:00:00Z"


def test_what_would_do_beside_old_answers_does_not_do_alone(store: Store) -> None:
    with pytest.raises(errors.ServiceUnavailableError):
        of(store).read("details", fails(), {"id": "1"})


@pytest.mark.parametrize("kept", [None, 1, [], {"value": 1}])
def test_what_makes_no_sense_is_as_good_as_nothing(kept: Any, store: Store) -> None:
    store.put("last known https://acme users", kept, 60)
    with pytest.raises(errors.ServiceUnavailableError):
        of(store).read("users", fails())


def test_a_store_that_does_not_last_is_told() -> None:
    known = of(Store())
    known.read("users", list)
    assert len(known.warnings) == 1 and stores.VARIABLE in known.warnings[0]


def test_a_store_that_broke_says_so_itself(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("", encoding="utf-8")
    store = Store(tmp_path / "file" / "store", "secret")
    known = of(store)
    known.read("users", list)
    assert len(store.warnings) == 1 and known.warnings == []


@pytest.mark.parametrize("seconds", [-1, 0, KEPT_SECONDS + 1])
def test_an_age_that_nothing_can_have(seconds: int) -> None:
    with pytest.raises(errors.ParameterValidationError, match=f'from_cache_max_age "{seconds}"'):
        oldest(seconds)
    assert oldest(1) == 1.0


def test_the_oldest_values_go_when_there_are_too_many(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(stores, "LARGEST_SUM", 1000)
    store = Store(tmp_path / "store", "secret")
    for name in "abcdefghij":
        store.put(name, "x" * 170, 30)
    assert [name for name in "abcdefghij" if store.get(name)] == list("fghij")
    assert store.warnings == []


def test_a_store_knows_whether_it_lasts(tmp_path: Path) -> None:
    assert Store(tmp_path / "store", "secret").lasting is True
    assert Store().lasting is False
    (tmp_path / "file").write_text("", encoding="utf-8")
    broken = Store(tmp_path / "file" / "store", "secret")
    broken.put("a", 1, 30)
    assert broken.lasting is False
