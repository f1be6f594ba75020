# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reading for many objects: each collection once, whatever asks, and the same objects as one read for each parent."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.converge.bulk import BulkReader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import Reader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field, Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource

SITE = Resource("site", "sites", (Field("name", required=True),), contents=(("gates", "name"),))
HOUSE = Resource("house", "houses", (Field("name", required=True),))
PARENTS = (Field("site", refers="site"), Field("house", refers="house"))
GATE = Resource("gate", "gates", (Field("name"), Field("at", read_only=True)), parents=PARENTS, parent_member="at")
LINE = Resource("line", "lines", (Field("name", required=True),), parents=(Field("house", refers="house"),))
KINDS = {kind.kind: kind for kind in (SITE, HOUSE, GATE, LINE)}


class Register:
    """Sites that show their gates or not, houses that never do, and lines that do not tell their house."""

    def __init__(self, inside: Mapping[str, Sequence[str]], shows: bool) -> None:
        self._inside = inside
        self._shows = shows
        self.reads: list[tuple[str, dict[str, Any]]] = []

    def kind(self, name: str) -> Resource:
        """The declaration of a kind."""
        return KINDS[name]

    def read(self, resource: Resource, scope: Mapping[str, Any]) -> Sequence[Model]:
        """The objects of a kind."""
        self.reads.append((resource.kind, dict(scope)))
        if not resource.parents:
            return [self._above(one) for one in self._inside if one.startswith(resource.kind)]
        parent, identifier = next(iter(scope.items()), ("", ""))
        return [
            {"id": f"{one}/{name}", "name": name, **({"at": one} if resource is GATE else {})}
            for one, names in self._inside.items()
            if identifier in ("", one) and one.startswith(parent or resource.parents[0].refers)
            for name in names
        ]

    def _above(self, one: str) -> dict[str, Any]:
        gates = [{"id": f"{one}/{name}", "name": name} for name in self._inside[one]]
        shown: dict[str, Any] = {"gates": gates if self._shows else None}
        return {"id": one, "name": f"the {one}", **(shown if one.startswith("site") else {})}


INSIDE = st.dictionaries(
    st.sampled_from(["site-1", "site-2", "house-1", "house-2"]),
    st.lists(st.sampled_from("abc"), unique=True, max_size=3),
)


@given(INSIDE, st.sampled_from([True, False]), st.permutations(["gate", "line", "site", "house"]), st.integers(1, 8))
def test_every_list_is_what_a_read_of_its_own_returns(
    inside: Mapping[str, Sequence[str]], shows: bool, asked: Sequence[str], workers: int
) -> None:
    register: Any = Register(inside, shows)
    bulk = BulkReader(register)
    bulk.ahead([KINDS[kind] for kind in asked], workers)
    for kind in asked:
        resource = KINDS[kind]
        for one in inside:
            parent = one.split("-")[0]
            if parent in [field.refers for field in resource.parents]:
                other: Any = Register(inside, shows)
                alone = Reader(other).all(resource, {parent: one})
                assert [model["id"] for model in bulk.all(resource, {parent: one})] == [m["id"] for m in alone]
        expected = sum(
            len(names) for one, names in inside.items() if one.split("-")[0] in [f.refers for f in resource.parents]
        )
        if resource.parents:
            assert len(bulk.all(resource)) == expected
    reads = [str(read) for read in register.reads]
    assert len(reads) == len(set(reads))
    assert [kind for kind, _scope in register.reads].count("site") == 1


def test_what_parents_show_is_not_read_again() -> None:
    register: Any = Register({"site-1": ["a"], "site-2": [], "house-1": ["b"]}, True)
    bulk = BulkReader(register)
    assert [model["id"] for model in bulk.all(GATE)] == ["site-1/a", "house-1/b"]
    assert register.reads == [("site", {}), ("gate", {"house": ""})]
    assert bulk.all(GATE, {"site": "site-1"})[0]["at"] == "site-1"
    assert bulk.names()["gate"] == {"site-1/a": "a", "house-1/b": "b"}


@pytest.mark.parametrize("unknown", ["site-9", "house-9"])
def test_a_parent_without_any_has_an_empty_list(unknown: str) -> None:
    register: Any = Register({"site-1": ["a"]}, True)
    bulk = BulkReader(register)
    assert list(bulk.all(GATE, {unknown.split("-")[0]: unknown})) == []
