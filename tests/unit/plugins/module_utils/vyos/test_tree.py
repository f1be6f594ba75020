# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commands lead from one tree to the other and leave alone what they do not know."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.nat import HASHES, NAT_RULE
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.releases import from_release, to_release
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.tree import Command, commands, decode, encode

BODY = tuple(field for field in NAT_RULE.fields if field.name not in NAT_RULE.identity)
PATH = ("nat", "destination", "rule", "10")
SEVERAL = ("hash",)
TAGS = ("backend",)


class Router:
    """The configuration below one rule, as set and delete of VyOS change it."""

    def __init__(self, rule: Mapping[str, Any]) -> None:
        self.rule: dict[str, Any] = copy.deepcopy(dict(rule))

    def carry_out(self, found: Iterable[Command]) -> None:
        """Apply commands in order."""
        for command in found:
            assert command.path[: len(PATH)] == PATH
            assert all(isinstance(part, str) and part for part in command.path)
            self._set(command.path[len(PATH) :]) if command.op == "set" else self._delete(command.path[len(PATH) :])

    def _set(self, path: tuple[str, ...]) -> None:
        here = self.rule
        for number, name in enumerate(path):
            if name in LEAVES and number == len(path) - 2:
                self._set_leaf(here, name, path[-1])
                return
            here = here.setdefault(name, {})

    @staticmethod
    def _set_leaf(here: dict[str, Any], name: str, value: str) -> None:
        present = here.get(name)
        if name not in SEVERAL or present is None:
            here[name] = value
        elif value not in values_of(present):
            here[name] = [*values_of(present), value]

    def _delete(self, path: tuple[str, ...]) -> None:
        here = self.rule
        for number, name in enumerate(path[:-1]):
            present = here.get(name)
            if not isinstance(present, dict):
                if number == len(path) - 2 and path[-1] in values_of(present):
                    left = [value for value in values_of(present) if value != path[-1]]
                    here.pop(name)
                    if left:
                        here[name] = left if len(left) > 1 else left[0]
                return
            above, here = here, present
        here.pop(path[-1], None)
        if len(path) > 1 and path[-2] in TAGS and not here:
            above.pop(path[-2])


def values_of(value: Any) -> list[str]:
    return [] if value is None else list(value) if isinstance(value, list) else [value]


def plain(tree: Any) -> Any:
    """Return a tree as showConfig writes it: several values in any order, one value as a text, no empty plain node."""
    if isinstance(tree, Mapping):
        return {name: plain(value) for name, value in tree.items() if not emptied(name, plain(value))}
    if isinstance(tree, (list, tuple)):
        return sorted(tree) if len(tree) > 1 else tree[0]
    return tree


def emptied(name: str, value: Any) -> bool:
    return bool(value == {} and name in NODES)


def names_of(fields: Iterable[Field], nodes: bool) -> set[str]:
    """Return the names in the tree of the leaves with a value, or of the plain nodes."""
    found: set[str] = set()
    for field in fields:
        name = field.wire or field.name.replace("_", "-")
        if field.fields:
            found |= names_of(field.fields, nodes) | ({name} if nodes else set())
        elif field.type != "bool" and not nodes:
            found.add(name)
    return found


LEAVES = names_of(BODY, False) | {"unknown-leaf"}
NODES = names_of(BODY, True)


def texts(field: Field) -> st.SearchStrategy[str]:
    return st.sampled_from(field.choices or ("a", "b", "10"))


def member(field: Field) -> st.SearchStrategy[Any]:
    if field.type == "bool":
        return st.booleans()
    if field.name == "weight":
        return st.integers(1, 100)
    if field.key:
        keys = st.lists(st.sampled_from(["192.0.2.1", "192.0.2.2", "192.0.2.3"]), unique=True, max_size=3)
        return keys.map(lambda found: [{"address": key, "weight": number + 1} for number, key in enumerate(found)])
    if field.type == "list":
        return st.lists(st.sampled_from(HASHES), unique=True, max_size=4)
    return bodies(field.fields) if field.type == "dict" else texts(field)


def bodies(fields: Iterable[Field] = BODY) -> st.SearchStrategy[dict[str, Any]]:
    """Return rules: any combination of members."""
    return st.fixed_dictionaries({}, optional={field.name: member(field) for field in fields})


@st.composite
def with_unknown(draw: st.DrawFn, tree: Mapping[str, Any]) -> dict[str, Any]:
    """Return a tree with further leaves and nodes in some places."""
    more: dict[str, Any] = {
        name: draw(with_unknown(value)) if isinstance(value, Mapping) and value else value
        for name, value in tree.items()
    }
    more.update(draw(st.sampled_from([{}, {}, {"unknown-leaf": "1"}, {"unknown-node": {"x": {}}}])))
    return more


def unknown_of(tree: Mapping[str, Any], path: tuple[str, ...] = ()) -> set[tuple[str, ...]]:
    found = set()
    for name, value in tree.items():
        if name.startswith("unknown-"):
            found.add((*path, name))
        elif isinstance(value, Mapping):
            found |= unknown_of(value, (*path, name))
    return found


def without_unknown(tree: Any) -> Any:
    if not isinstance(tree, Mapping):
        return tree
    return {name: without_unknown(value) for name, value in tree.items() if not name.startswith("unknown-")}


@settings(max_examples=300)
@given(bodies(), bodies())
def test_commands_lead_from_one_rule_to_the_other(one: dict[str, Any], two: dict[str, Any]) -> None:
    have, want = encode(BODY, one), encode(BODY, two)
    router = Router(plain(have))
    router.carry_out(commands(PATH, have, want, plain(have)))
    assert plain(router.rule) == plain(want)


@settings(max_examples=300)
@given(bodies(), bodies(), st.data())
def test_what_is_not_known_stays(one: dict[str, Any], two: dict[str, Any], data: st.DataObject) -> None:
    have, want = encode(BODY, one), encode(BODY, two)
    actual = data.draw(with_unknown(plain(have)))
    router = Router(actual)
    router.carry_out(commands(PATH, have, want, actual))
    inside = {path for path in unknown_of(actual) if path[:2] != ("load-balance", "backend")}
    assert inside <= unknown_of(router.rule)
    left = plain(without_unknown(router.rule))
    for path in unknown_of(router.rule):
        assert path[-1].startswith("unknown-")
    assert {name: value for name, value in left.items() if name != "load-balance"} == {
        name: value for name, value in plain(want).items() if name != "load-balance"
    }


@given(bodies())
def test_equal_rules_need_no_commands(body: dict[str, Any]) -> None:
    tree = encode(BODY, body)
    assert commands(PATH, tree, tree, plain(tree)) == []
    assert commands(PATH, tree, dict(reversed(list(tree.items()))), plain(tree)) == []


@given(bodies(), bodies())
def test_removals_come_first_and_nothing_is_said_twice(one: dict[str, Any], two: dict[str, Any]) -> None:
    have, want = encode(BODY, one), encode(BODY, two)
    found = commands(PATH, have, want, plain(have))
    operations = [command.op for command in found]
    assert operations == sorted(operations)
    assert len({(command.op, command.path) for command in found}) == len(found)


@settings(max_examples=300)
@given(bodies())
def test_rules_survive_the_tree(body: dict[str, Any]) -> None:
    again = decode(BODY, plain(encode(BODY, body)))
    for field in BODY:
        assert field.equal(again[field.name], body.get(field.name))


@settings(max_examples=200)
@given(bodies(), st.sampled_from(["source", "destination"]), st.sampled_from(["1.4", "1.5"]))
def test_rules_survive_the_spelling_of_a_release(body: dict[str, Any], kind: str, release: str) -> None:
    translation = body.get("translation") or {}
    if translation.get("redirect_port"):
        translation["redirect"] = True
    tree = plain(encode(BODY, body))
    assert from_release(kind, to_release(kind, tree, release), release) == tree


@pytest.mark.parametrize(
    "one, two, expected",
    [
        ({}, {"protocol": "tcp"}, ["set protocol tcp"]),
        ({"protocol": "tcp"}, {}, ["delete protocol"]),
        ({"protocol": "tcp"}, {"protocol": "udp"}, ["set protocol udp"]),
        ({}, {"disable": True}, ["set disable"]),
        ({"disable": True}, {"disable": False}, ["delete disable"]),
        ({}, {"description": "a web server"}, ["set description 'a web server'"]),
        (
            {"source": {"address": "192.0.2.1", "port": "1"}},
            {"source": {"address": "192.0.2.1"}},
            ["delete source port"],
        ),
        ({"source": {"address": "192.0.2.1", "port": "1"}}, {}, ["delete source"]),
        (
            {"load_balance": {"hash": ["random"]}},
            {"load_balance": {"hash": ["source-port", "source-address"]}},
            [
                "delete load-balance hash random",
                "set load-balance hash source-address",
                "set load-balance hash source-port",
            ],
        ),
        (
            {
                "load_balance": {
                    "backend": [{"address": "192.0.2.1", "weight": 1}, {"address": "192.0.2.2", "weight": 2}]
                }
            },
            {"load_balance": {"backend": [{"address": "192.0.2.1", "weight": 9}]}},
            ["delete load-balance backend 192.0.2.2", "set load-balance backend 192.0.2.1 weight 9"],
        ),
    ],
)
def test_commands_as_people_type_them(one: dict[str, Any], two: dict[str, Any], expected: list[str]) -> None:
    have, want = encode(BODY, one), encode(BODY, two)
    prefix = " ".join(PATH) + " "
    assert [str(command).replace(prefix, "") for command in commands(PATH, have, want, plain(have))] == expected


def test_a_new_empty_rule_is_set_by_its_path() -> None:
    assert commands(PATH, {}, {"exclude": {}}, {}) == [Command("set", (*PATH, "exclude"))]


def test_a_removed_node_with_unknown_members_loses_only_the_known_ones() -> None:
    have = encode(BODY, {"source": {"address": "192.0.2.1", "group": {"port_group": "WEB"}}})
    actual = {"source": {**have["source"], "geoip": {"country-code": "at"}}}
    found = [command.path[len(PATH) :] for command in commands(PATH, have, {}, actual)]
    assert found == [("source", "address"), ("source", "group")]


def test_the_wire_form_of_a_command() -> None:
    assert Command("set", ("nat", "source")).wire() == {"op": "set", "path": ["nat", "source"]}
