# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The state of the sandbox as a picture that can be compared: flat, by natural keys, without what depends on the order of creation."""

from __future__ import annotations

import ipaddress
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

IDENTIFIER = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}")
NAMES = ("name", "username", "domain", "subnet", "value")
# Addresses and servers are handed out in the order of creation; they are never sent by a client.
COMPUTED = ("systemSubnets", "ipV4Address", "ipV6Address", "server", "serverId")
SAVED = "vyos saved"
Picture = dict[str, Any]
Leaf = tuple[str, str]


def natural(record: Mapping[str, Any]) -> str:
    """The name that people give an object, else its id."""
    body = record.get("body") or {}
    return next((str(body[name]) for name in NAMES if isinstance(body.get(name), str) and body[name]), record["id"])


def names_of(state: Mapping[str, Any]) -> dict[str, str]:
    """The names of all objects of the tenant by id."""
    collections = state["cloudconnexa"]["collections"]
    return {identifier: natural(record) for records in collections.values() for identifier, record in records.items()}


def resolved(value: Any, names: Mapping[str, str]) -> Any:
    """A value with names instead of ids; other ids are made alike."""
    if isinstance(value, Mapping):
        return {resolved(key, names): resolved(item, names) for key, item in value.items() if key not in ("id",)}
    if isinstance(value, list):
        return [resolved(item, names) for item in value]
    if isinstance(value, str):
        return names[value] if value in names else IDENTIFIER.sub("some id", value)
    return value


def picture(state: Mapping[str, Any]) -> Picture:
    """The state as one flat mapping. Two objects with the same natural key have a list as their value."""
    names = names_of(state)
    tenant = state["cloudconnexa"]
    found: Picture = {}
    for collection, records in tenant["collections"].items():
        for record in records.values():
            data = {name: value for name, value in record.get("data", {}).items() if name not in COMPUTED}
            shown = {"body": record["body"], "data": data, "parent": record.get("parent")}
            parent = names.get(str(record.get("parent")), "")
            key = f"{collection}/{parent}/{natural(record)}"
            value = resolved(shown, names)
            found[key] = value if key not in found else _several(found[key], value)
    for part in (name for name in tenant if name != "collections"):
        found.update({f"{part}/{name}": resolved(value, names) for name, value in tenant[part].items()})
    found.update(_router(state["vyos"]))
    return found


def _several(known: Any, value: Any) -> list[Any]:
    several = [*(known if isinstance(known, list) else [known]), value]
    return sorted(several, key=lambda item: json.dumps(item, sort_keys=True))


def _router(router: Mapping[str, Any]) -> Picture:
    """What the router runs: each numbered or named node below the third level is an object of its own.

    A node that lost its last rule stays empty there, which means the same as no node. The service has the key of the round.
    """
    found: Picture = {}
    for path, below in _nodes(router["running"]["tree"], (), 4):
        if below and path[0] != "service":
            found["vyos/" + "/".join(path)] = below
    found[SAVED] = router["saved"] == router["running"]
    return found


def _nodes(tree: Any, path: tuple[str, ...], depth: int) -> Iterator[tuple[tuple[str, ...], Any]]:
    if depth == 0 or not isinstance(tree, Mapping):
        yield path, tree
        return
    for name, below in tree.items():
        yield from _nodes(below, (*path, name), depth - 1)


def differing(before: Mapping[str, Any], after: Mapping[str, Any]) -> set[str]:
    """The keys at which two pictures differ."""
    return {key for key in {*before, *after} if before.get(key) != after.get(key)}


def twins(shown: Mapping[str, Any]) -> list[str]:
    """The natural keys that more than one object of the tenant has."""
    listed = {key: value[0] for key, value in shown.items() if isinstance(value, list) and value}
    return sorted(key for key, value in listed.items() if isinstance(value, Mapping) and "body" in value)


def squashed(text: str) -> str:
    """A name without anything that spellings of names differ in."""
    return re.sub(r"[^a-z0-9]", "", text.lower())


def spelt(value: Any) -> str:
    """A value in one spelling: addresses and networks differ in theirs."""
    text = str(value).lower() if isinstance(value, bool) else str(value)
    try:
        return str(ipaddress.ip_network(text, strict=False)) if "/" in text else str(ipaddress.ip_address(text))
    except ValueError:
        return text


def leaves(value: Any, path: str = "", keys: bool = True) -> Iterator[Leaf]:
    """All values with their paths; ``keys`` of mappings count as values, too, since the router's trees are made so."""
    if isinstance(value, Mapping):
        for name, below in value.items():
            if keys:
                yield path, spelt(name)
            if below == {}:
                yield path + squashed(str(name)), "true"
            yield from leaves(below, path + squashed(str(name)), keys)
    elif isinstance(value, Sequence) and not isinstance(value, str):
        for item in value:
            yield from leaves(item, path, keys)
    else:
        yield path, spelt(value)


def wishes(options: Any, names: tuple[str, ...] = ()) -> Iterator[tuple[tuple[str, ...], Any]]:
    """All values that options state, each with the names of its options; empty ones stand for what must not be there."""
    if isinstance(options, Mapping) and options:
        for member, value in options.items():
            yield from wishes(value, (*names, str(member)))
    elif isinstance(options, (list, tuple)) and options:
        for item in options:
            yield from wishes(item, names)
    else:
        yield names, options


def unmet(options: Mapping[str, Any], objects: Mapping[str, Any]) -> list[str]:
    """The options that the given objects do not show, found without any knowledge of the modules: by name and value."""
    inside = [leaf for key, value in objects.items() for leaf in leaves(value, _word_of(key), keys=False)]
    found = [leaf for key, value in objects.items() for leaf in (*leaves(value, _word_of(key)), *_of_key(key))]
    problems = set()
    for names, value in wishes(options) if options else ():
        words = [squashed(name) for name in names]
        if value is None or value is False or value in ("", [], {}):
            if any(_leads_to(path, words) and _holds(value, text) for path, text in inside):
                problems.add(f"{'.'.join(names)} should be empty")
        elif not _shown(words[-1], value, found):
            problems.add(f"{'.'.join(names)} is not {value!r}")
    return sorted(problems)


def _leads_to(path: str, words: Sequence[str]) -> bool:
    """Whether a path is the one of an option: a description of an address in an object is not the description of the object."""
    inner = path[4:] if path.startswith(("body", "data")) else path
    within = path.startswith(("settings", "switches")) or inner.startswith(words[0])
    return within and all(word in path for word in words)


def _shown(word: str, value: Any, found: Sequence[Leaf]) -> bool:
    """Whether a value is there: a text anywhere, since services call things differently, others below the name of the option."""
    text = IDENTIFIER.sub("some id", spelt(value))
    if isinstance(value, str) and value:
        ports = re.fullmatch(r"(\d+)-(\d+)", text)
        values = {known for _path, known in found}
        return text in values or (ports is not None and set(ports.groups()) <= values)
    return any(word[:5] in path and known == text for path, known in found)


def _word_of(key: str) -> str:
    """The part of a key that names what the value is: settings have nothing else, objects have members."""
    return squashed(key) if key.startswith(("settings/", "switches/")) else ""


def _of_key(key: str) -> Iterator[Leaf]:
    """What the natural key says: the names of the object and of its parent, and where it lies."""
    parts = key.split("/")
    for part in (*parts, "/".join(parts[-2:])):
        yield squashed(key), spelt(part)


def _holds(wanted: Any, text: str) -> bool:
    return text == "true" if wanted is False else text not in ("", "none", "false", "{}", "[]")
