# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""How a collection that comes in pages is read to its end."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Callable, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ExtractionError, ResponseError

MOST_PAGES = 10_000
Fetch = Callable[[Mapping[str, str]], Any]


class Pagination:
    """No pages: the answer is the whole list."""

    def items(self, fetch: Fetch) -> Iterator[Any]:
        """Yield all elements. ``fetch`` sends one request with the given query members and returns the decoded answer."""
        yield from _as_list(fetch({}), "the answer")


@dataclass(frozen=True)
class PageNumbers(Pagination):
    """Numbered pages from 0; the envelope tells how many there are (CloudConnexa, API reference section 1.4)."""

    size: int = 1000
    content: str = "content"
    total: str = "totalPages"

    def items(self, fetch: Fetch) -> Iterator[Any]:
        for page in range(MOST_PAGES):
            answer = fetch({"page": str(page), "size": str(self.size)})
            total = answer.get(self.total) if isinstance(answer, Mapping) else None
            if not isinstance(total, int):
                raise ExtractionError("the answer is not a page of a collection")
            found = _as_list(answer.get(self.content, [] if total == 0 else None), self.content)
            yield from found
            if page + 1 >= total or not found:
                return
        raise ResponseError(f"the collection does not end after {MOST_PAGES} pages")


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


def _as_list(value: Any, name: str) -> list[Any]:
    if not isinstance(value, list):
        raise ExtractionError(f"{name} is not a list")
    return value
