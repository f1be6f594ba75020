# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declared resources: paths, decorators, calls."""

from __future__ import annotations

import json
from typing import Any, Optional

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client, ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.factory.pagination import PageNumbers, Pagination
from ansible_collections.wanforge.edge.plugins.module_utils.factory.resource import (
    Call,
    Collection,
    Resource,
    delete,
    fill,
    get,
    patch,
    post,
    put,
    resource,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ConfigurationError, ResponseError
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import (
    Answer,
    LoopbackServer,
    answer_json,
)


@resource("/api/things")
class Things(Collection):
    """A collection with actions of its own."""

    @get("/{id}/parts/{part}")
    def part(self, id: str, part: str = "first", size: Optional[int] = None) -> Optional[Call]:
        """Return a part."""
        return Call({"size": str(size)}) if size else None

    @post("/{id}/start")
    def start(self, id: str) -> None:
        """Start a thing."""

    @post("/search", safe=True)
    def search(self, words: str) -> Call:
        """Find things."""
        return Call(json={"words": words})

    @put("/{id}/name")
    def rename(self, id: str, name: str) -> Call:
        """Rename a thing."""
        return Call(text=name)

    @patch("/{id}")
    def change(self, id: str, **members: Any) -> Call:
        """Change some members."""
        return Call(json=members)

    @delete("/{id}/parts")
    def strip(self, id: str) -> Call:
        """Remove the parts."""
        return Call(form={"all": "yes"}, timeout=0.1)


@pytest.fixture
def client(server: LoopbackServer) -> Client:
    return ClientBuilder().base_url(server.url).clock(lambda seconds: None).build()


@pytest.mark.parametrize(
    "template, values, expected",
    [
        ("/things", {}, "/things"),
        ("/things", {"id": "1"}, "/things"),
        ("/things/{id}", {"id": "a-1"}, "/things/a-1"),
        ("/things/{id}", {"id": 5}, "/things/5"),
        ("/things/{id}", {"id": 0}, "/things/0"),
        ("/things/{id}/parts/{part}", {"id": "1", "part": "2"}, "/things/1/parts/2"),
        ("/things/{id}", {"id": "a/b"}, "/things/a%2Fb"),
        ("/things/{id}", {"id": "../users"}, "/things/..%2Fusers"),
        ("/things/{id}", {"id": "a?b=c#d"}, "/things/a%3Fb%3Dc%23d"),
        ("/things/{id}", {"id": "ü {x}"}, "/things/%C3%BC%20%7Bx%7D"),
        ("/things/{id}", {"id": "..."}, "/things/..."),
    ],
)
def test_paths_are_filled_and_escaped(template: str, values: dict[str, Any], expected: str) -> None:
    assert fill(template, values) == expected


@pytest.mark.parametrize("values", [{}, {"id": None}, {"id": ""}, {"other": "1"}])
def test_a_missing_value_is_named(values: dict[str, Any]) -> None:
    with pytest.raises(ConfigurationError, match='"id"'):
        fill("/things/{id}", values)


@pytest.mark.parametrize("value", [".", ".."])
def test_an_identifier_cannot_climb_up_the_path(value: str) -> None:
    """HTTP libraries resolve these two segments, escaped or not: DELETE /things/.. would become DELETE /."""
    with pytest.raises(ConfigurationError):
        fill("/things/{id}", {"id": value})


def test_the_five_operations(client: Client, server: LoopbackServer) -> None:
    server.will(answer_json([{"id": "1"}]), answer_json({"id": "1"}))
    things = client.resource(Things)
    assert things.list(name="a b") == [{"id": "1"}]
    assert things.get("a/1", expand="yes") == {"id": "1"}
    assert things.create({"name": "x"}, parent="p") == {"id": "1"}
    assert things.update("1", {"name": "y"}) == {"id": "1"}
    things.delete("1", force="true")
    assert server.methods == [
        "GET /api/things?name=a+b",
        "GET /api/things/a%2F1?expand=yes",
        "POST /api/things?parent=p",
        "PUT /api/things/1",
        "DELETE /api/things/1?force=true",
    ]
    assert [json.loads(one.body) for one in server.seen[2:4]] == [{"name": "x"}, {"name": "y"}]


@pytest.mark.parametrize("status", [200, 201, 202, 204])
def test_an_empty_answer_is_none(client: Client, server: LoopbackServer, status: int) -> None:
    server.will(Answer(status, b""))
    assert client.resource(Things).start("1") is None


def test_arguments_fill_the_path_by_position_name_and_default(client: Client, server: LoopbackServer) -> None:
    things = client.resource(Things)
    things.part("1")
    things.part("1", "2")
    things.part(part="3", id="4", size=9)
    assert server.methods == [
        "GET /api/things/1/parts/first",
        "GET /api/things/1/parts/2",
        "GET /api/things/4/parts/3?size=9",
    ]


def test_arguments_that_do_not_fit_are_refused_like_those_of_any_function(
    client: Client, server: LoopbackServer
) -> None:
    with pytest.raises(TypeError):
        client.resource(Things).part()
    with pytest.raises(TypeError):
        client.resource(Things).start("1", "2")
    assert server.seen == []


def test_calls_carry_json_text_and_forms(client: Client, server: LoopbackServer) -> None:
    things = client.resource(Things)
    things.search("red")
    things.rename("1", "ä")
    things.change("1", colour="red")
    things.strip("1")
    assert [one.method for one in server.seen] == ["POST", "PUT", "PATCH", "DELETE"]
    assert [one.body for one in server.seen] == [b'{"words": "red"}', "ä".encode(), b'{"colour": "red"}', b"all=yes"]


def test_what_is_safe_is_repeated(client: Client, server: LoopbackServer) -> None:
    server.will(Answer(503), Answer(200))
    client.resource(Things).search("red")
    assert len(server.seen) == 2
    server.will(Answer(503), Answer(200))
    with pytest.raises(Exception, match="503"):
        client.resource(Things).start("1")
    assert len(server.seen) == 3


def test_a_call_can_have_a_timeout_of_its_own(client: Client, server: LoopbackServer) -> None:
    server.will(Answer(fault="hang"))
    with pytest.raises(Exception, match="0.1 s"):
        client.resource(Things).strip("1")


def test_decorators_keep_name_and_documentation() -> None:
    assert Things.part.__name__ == "part"
    assert Things.part.__doc__ == "Return a part."


def test_declaring_sets_path_and_pages() -> None:
    pages = PageNumbers(size=5)

    @resource("/other", pagination=pages)
    class Other(Collection):
        """Another one."""

    @resource("/plain")
    class Plain(Resource):
        """Without a collection."""

    assert (Other.path, Other.pagination) == ("/other", pages)
    assert Plain.path == "/plain"
    assert Plain.pagination.__class__ is Pagination
    assert Collection.path == Resource.path == ""


def test_garbage_after_a_write_leaves_it_unclear(client: Client, server: LoopbackServer) -> None:
    server.will(Answer(200, b"<html>"))
    with pytest.raises(ResponseError) as caught:
        client.resource(Things).start("1")
    assert caught.value.unclear


def test_garbage_after_a_read_is_not_unclear(client: Client, server: LoopbackServer) -> None:
    server.will(Answer(200, b"<html>"))
    with pytest.raises(ResponseError) as caught:
        client.resource(Things).get("1")
    assert not caught.value.unclear
