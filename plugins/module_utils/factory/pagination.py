# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a collection that comes in pages is read to its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Callable, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ExtractionError, ResponseError

MOST_PAGES = 10_000
CHANGING = "Nothing was concluded from it. Run the task again when nobody changes such objects."
Fetch = Callable[[Mapping[str, str]], Any]


class Pagination:
    """No pages: the answer is the whole list."""

    def items(self, fetch: Fetch) -> Iterator[Any]:
        """Yield all elements. ``fetch`` sends one request with the given query members and returns the decoded answer."""
        yield from _as_list(fetch({}), "the answer")


@dataclass(frozen=True)
class PageNumbers(Pagination):
    """Numbered pages from 0; the envelope tells how many there are (CloudConnexa, API reference section 1.4).

    What is missing from a collection would be created again. So one that is ``counted`` is read to its end before anything of it
    is told, and once more if it has a hole: it may have changed meanwhile. A log, which grows as it is read, is not counted.
    """

    size: int = 1000
    content: str = "content"
    total: str = "totalPages"
    elements: str = "totalElements"
    counted: bool = True

    def items(self, fetch: Fetch) -> Iterator[Any]:
        if not self.counted:
            for answer in self._pages(fetch):
                yield from self._content(answer)
            return
        found, hole = self._whole(fetch)
        if hole:
            found, hole = self._whole(fetch)
        if hole:
            raise ResponseError(f"the collection was read twice, and {hole}", hint=CHANGING, retryable=True)
        yield from found

    def _whole(self, fetch: Fetch) -> tuple[list[Any], str]:
        """Return all elements, and in which way they are not all, if so."""
        found: list[Any] = []
        answer: Mapping[str, Any] = {}
        for page, answer in enumerate(self._pages(fetch), 1):
            content = self._content(answer)
            found += content
            if not content and page < answer[self.total]:
                return found, f"page {page} of {answer[self.total]} is empty"
        said, came = answer.get(self.elements), _distinct(found)
        if isinstance(said, int) and not isinstance(said, bool) and said != came:
            return found, f"{came} different objects came, although the service counts {said}"
        return found, ""

    def _pages(self, fetch: Fetch) -> Iterator[Mapping[str, Any]]:
        """Yield the answers up to the last page, or up to one that is empty."""
        for page in range(MOST_PAGES):
            answer = fetch({"page": str(page), "size": str(self.size)})
            total = answer.get(self.total) if isinstance(answer, Mapping) else None
            if not isinstance(total, int):
                raise ExtractionError("the answer is not a page of a collection")
            yield answer
            if page + 1 >= total or not self._content(answer):
                return
        raise ResponseError(f"the collection does not end after {MOST_PAGES} pages")

    def _content(self, answer: Mapping[str, Any]) -> list[Any]:
        return _as_list(answer.get(self.content, [] if answer[self.total] == 0 else None), self.content)


@dataclass(frozen=True)
class Cursors(Pagination):
    """Each answer names the next page; a missing or empty cursor ends the collection."""

    content: str
    size: int = 100
    cursor: str = "nextCursor"

    def items(self, fetch: Fetch) -> Iterator[Any]:
        cursor: Optional[str] = None
        for _page in range(MOST_PAGES):
            query = {"size": str(self.size)}
            if cursor:
                query["cursor"] = cursor
            answer = fetch(query)
            if not isinstance(answer, Mapping):
                raise ExtractionError("the answer is not a page of a collection")
            yield from _as_list(answer.get(self.content), self.content)
            following = answer.get(self.cursor)
            if not following:
                return
            if following == cursor:
                raise ResponseError("the collection repeats its cursor")
            cursor = str(following)
        raise ResponseError(f"the collection does not end after {MOST_PAGES} pages")


def _distinct(items: list[Any]) -> int:
    """Return how many elements there are. An object that is on two pages counts once; those without an id are counted as they are."""
    ids = [item.get("id") if isinstance(item, Mapping) else None for item in items]
    known = [identifier for identifier in ids if isinstance(identifier, (str, int))]
    return len(set(known)) + len(ids) - len(known)


def _as_list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise ExtractionError(f"{name} is not a list")
    return value
