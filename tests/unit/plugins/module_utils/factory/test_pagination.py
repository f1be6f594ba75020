# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Collections are read to their end, and what is no collection is never taken for an empty one."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Optional

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.factory import pagination
from ansible_collections.wanforge.edge.plugins.module_utils.factory.pagination import Cursors, PageNumbers, Pagination
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ExtractionError, ResponseError


class Pages:
    """A service that serves a list in numbered pages or by cursor, and notes what it was asked."""

    def __init__(self, items: list[int]) -> None:
        self.items = items
        self.asked: list[dict[str, str]] = []

    def numbered(self, query: Mapping[str, str]) -> dict[str, Any]:
        self.asked.append(dict(query))
        page, size = int(query["page"]), int(query["size"])
        return {"content": self.items[page * size : (page + 1) * size], "totalPages": -(-len(self.items) // size)}

    def by_cursor(self, query: Mapping[str, str]) -> dict[str, Any]:
        self.asked.append(dict(query))
        start, size = int(query.get("cursor", "0")), int(query["size"])
        more = str(start + size) if start + size < len(self.items) else None
        return {"rows": self.items[start : start + size], "nextCursor": more}


@given(st.lists(st.integers(), max_size=40), st.integers(1, 12))
def test_numbered_pages(items: list[int], size: int) -> None:
    service = Pages(items)
    assert list(PageNumbers(size=size).items(service.numbered)) == items
    assert len(service.asked) == max(1, -(-len(items) // size))
    assert [int(query["page"]) for query in service.asked] == list(range(len(service.asked)))


@given(st.lists(st.integers(), max_size=40), st.integers(1, 12))
def test_cursors(items: list[int], size: int) -> None:
    service = Pages(items)
    assert list(Cursors("rows", size=size).items(service.by_cursor)) == items
    assert len(service.asked) == max(1, -(-len(items) // size))
    assert "cursor" not in service.asked[0]


def test_an_empty_collection_takes_one_request() -> None:
    service = Pages([])
    assert list(PageNumbers().items(service.numbered)) == []
    assert service.asked == [{"page": "0", "size": "1000"}]


def test_no_pages() -> None:
    assert list(Pagination().items(lambda query: [1, 2])) == [1, 2]
    assert list(Pagination().items(lambda query: [])) == []


def test_pages_are_fetched_when_they_are_needed() -> None:
    service = Pages(list(range(10)))
    found = PageNumbers(size=2, counted=False).items(service.numbered)
    assert [next(found), next(found)] == [0, 1]
    assert len(service.asked) == 1


MALFORMED: list[Any] = [
    None,
    5,
    "text",
    [],
    {},
    {"content": {}, "totalPages": 1},
    {"content": "abc", "totalPages": 1},
    {"error": "denied"},
    {"content": [1]},
    {"content": [1], "totalPages": None},
    {"content": [1], "totalPages": "many"},
]


@pytest.mark.parametrize("answer", MALFORMED, ids=repr)
def test_malformed_pages_are_an_error_and_never_an_end(answer: Any) -> None:
    with pytest.raises(ExtractionError):
        list(PageNumbers().items(lambda query: answer))


@pytest.mark.parametrize("answer", [None, 5, "text", [], {}, {"rows": {}}, {"error": "x"}], ids=repr)
def test_malformed_answers_with_cursors_are_an_error(answer: Any) -> None:
    with pytest.raises(ExtractionError):
        list(Cursors("rows").items(lambda query: answer))


@pytest.mark.parametrize("answer", [None, 5, "text", {}, {"error": "denied"}, {"content": []}], ids=repr)
def test_an_answer_that_is_no_list_is_an_error(answer: Any) -> None:
    with pytest.raises(ExtractionError):
        list(Pagination().items(lambda query: answer))


def test_pages_that_never_end_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagination, "MOST_PAGES", 20)
    with pytest.raises(ResponseError, match="20 pages"):
        list(PageNumbers().items(lambda query: {"content": [1], "totalPages": 10**9}))


def counted(*pages: list[Any], elements: Any, pages_said: Optional[int] = None) -> Callable[[Mapping[str, str]], Any]:
    """Return a service that serves these pages in this order, whatever is asked; the last one again and again."""
    left = list(pages)
    total = len(pages) if pages_said is None else pages_said

    def fetch(_query: Mapping[str, str]) -> Any:
        content = left.pop(0) if len(left) > 1 else left[0]
        return {"content": content, "totalPages": total, "totalElements": elements}

    return fetch


def things(*ids: Any) -> list[Any]:
    return [{"id": identifier} for identifier in ids]


def test_an_empty_page_before_the_last_is_no_end() -> None:
    service = Pages([1, 2, 3])
    with pytest.raises(ResponseError, match="page 3 of 50 is empty") as caught:
        list(PageNumbers(size=2).items(lambda query: {**service.numbered(query), "totalPages": 50}))
    assert caught.value.retryable and "again" in caught.value.hint
    assert len(service.asked) == 6


def test_an_empty_page_that_has_something_at_the_second_read_is_forgotten() -> None:
    fetch = counted(things("a"), [], things("a"), things("b"), things("c"), elements=3, pages_said=3)
    assert list(PageNumbers().items(fetch)) == things("a", "b", "c")


def test_a_log_ends_with_an_empty_page() -> None:
    service = Pages([1, 2, 3])
    pages = PageNumbers(size=2, counted=False)
    assert list(pages.items(lambda query: {**service.numbered(query), "totalPages": 50})) == [1, 2, 3]


def test_an_object_that_slipped_between_two_pages_is_not_missed() -> None:
    fetch = counted(things("a", "b"), things("b", "c"), things("a", "b"), things("c", "d"), elements=4, pages_said=2)
    assert list(PageNumbers().items(fetch)) == things("a", "b", "c", "d")


@pytest.mark.parametrize("found", [things("a"), things("a", "a"), things("a", "b", "c"), [{}, {}, {}], []])
def test_a_collection_that_is_not_what_the_service_counts_is_an_error(found: list[Any]) -> None:
    with pytest.raises(ResponseError, match="counts 2") as caught:
        list(PageNumbers().items(counted(found, elements=2)))
    assert caught.value.retryable


@pytest.mark.parametrize("elements", [2, None, "2", 7.5, True])
@pytest.mark.parametrize("found", [things("a", "b"), [{}, {}], [1, 1], things(["x"], ["x"])])
def test_objects_without_ids_are_counted_as_they_are(found: list[Any], elements: Any) -> None:
    assert list(PageNumbers().items(counted(found, elements=elements))) == found


def test_a_cursor_that_repeats_is_given_up() -> None:
    with pytest.raises(ResponseError, match="cursor"):
        list(Cursors("rows").items(lambda query: {"rows": [1], "nextCursor": "same"}))


def test_cursors_that_go_round_are_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(pagination, "MOST_PAGES", 20)
    turns = {"a": "b", "b": "a"}
    with pytest.raises(ResponseError):
        list(Cursors("rows").items(lambda query: {"rows": [1], "nextCursor": turns[query.get("cursor", "a")]}))


@pytest.mark.parametrize("end", [{}, {"nextCursor": None}, {"nextCursor": ""}])
def test_a_missing_or_empty_cursor_ends_the_collection(end: dict[str, Any]) -> None:
    assert list(Cursors("rows").items(lambda query: {"rows": [1, 2], **end})) == [1, 2]
