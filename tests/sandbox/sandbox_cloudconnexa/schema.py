# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Schemas of the OpenAPI file made ready for use: resolved, cut to an API level, compiled once.

A ``Shape`` knows which members an object may have. It prunes requests (unknown members, members newer than the
level, nulls) and trims responses (newer members, unset members in the style that is asked for).
"""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass, field
from typing import Any, Callable, Iterator, Mapping, Optional

from jsonschema import Draft202012Validator, FormatChecker
from jsonschema.exceptions import ValidationError

from .errors import ApiError, Details, detail

Level = tuple[int, ...]


def parse_level(text: str) -> Level:
    """Turn ``1.1.0`` into something that compares."""
    return tuple(int(part) for part in text.split("."))


def since(node: Mapping[str, Any]) -> Level:
    """The first release that has the element; the exact point release wins."""
    return parse_level(str(node.get("x-since-exact") or node.get("x-since") or "1.0"))


def offers(node: Mapping[str, Any], level: Level) -> bool:
    """Whether a release has the element: not before the first that has it, and not after the last."""
    until = node.get("x-until")
    return since(node) <= level and (until is None or level < parse_level(str(until)))


def resolve(node: Any, schemas: Mapping[str, Any]) -> Any:
    """Copy a schema with every reference replaced by what it points to."""
    if isinstance(node, list):
        return [resolve(item, schemas) for item in node]
    if not isinstance(node, dict):
        return node
    reference = node.get("$ref")
    if reference is None:
        return {key: resolve(value, schemas) for key, value in node.items()}
    target = dict(resolve(schemas[reference.rsplit("/", 1)[-1]], schemas))
    target.update({key: value for key, value in node.items() if key != "$ref"})
    return target


def cut(node: Any, level: Level) -> Any:
    """Copy a resolved schema without the members that are newer than the level, or gone by then."""
    if isinstance(node, list):
        return [cut(item, level) for item in node]
    if not isinstance(node, dict):
        return node
    result = {key: cut(value, level) for key, value in node.items() if key != "properties"}
    if "properties" in node:
        kept = {name: value for name, value in node["properties"].items() if offers(value, level)}
        result["properties"] = {name: cut(value, level) for name, value in kept.items()}
        if "required" in node:
            result["required"] = [name for name in node["required"] if name in kept]
    return result


@dataclass(frozen=True)
class Style:
    """How answers show what is not set, and what they leave out."""

    unset: str = "absent"
    ip_v4_only: bool = False


_EMPTY: dict[str, Callable[[], Any]] = {"string": str, "array": list}


@dataclass(frozen=True)
class Shape:
    """Members of an object or items of a list, at one API level."""

    members: Optional[Mapping[str, "Shape"]] = None
    items: Optional["Shape"] = None
    required: frozenset[str] = frozenset()
    kinds: Mapping[str, str] = field(default_factory=dict)

    def prune(self, value: Any) -> Any:
        """Drop what the service ignores in a request: unknown members and nulls."""
        if isinstance(value, dict) and self.members is not None:
            known = ((name, self.members.get(name), item) for name, item in value.items() if item is not None)
            return {name: shape.prune(item) for name, shape, item in known if shape is not None}
        if isinstance(value, list) and self.items is not None:
            return [self.items.prune(item) for item in value]
        return value

    def trim(self, value: Any, style: Style) -> Any:
        """Shape an answer: only members of this level, unset ones in the chosen style."""
        if isinstance(value, list):
            return [self.items.trim(item, style) for item in value] if self.items is not None else value
        if not isinstance(value, dict) or self.members is None:
            return value
        result: dict[str, Any] = {}
        for name, shape in self.members.items():
            item = value.get(name)
            if item is None or item == "" or item == []:
                self._unset(result, name, style)
            elif shape.members is None and shape.items is None:
                result[name] = item
            else:
                result[name] = shape.trim(item, style)
        return _without_ipv6(result) if style.ip_v4_only else result

    def _unset(self, result: dict[str, Any], name: str, style: Style) -> None:
        kind = self.kinds.get(name, "")
        if name in self.required or (style.unset == "empty" and kind in _EMPTY):
            result[name] = _EMPTY.get(kind, str)()
        elif style.unset == "null" and kind != "computed":
            result[name] = None


def _without_ipv6(value: dict[str, Any]) -> dict[str, Any]:
    result = {name: item for name, item in value.items() if name not in ("ipV6Address", "ipv6Addresses")}
    if "systemSubnets" in result and result["systemSubnets"]:
        result["systemSubnets"] = [item for item in result["systemSubnets"] if ":" not in item]
    return result


def _kind(schema: Mapping[str, Any]) -> str:
    if schema.get("readOnly") or "enum" in schema or schema.get("format"):
        return "computed"
    return str(schema.get("type", ""))


def shape_of(schema: Mapping[str, Any]) -> Shape:
    """Build the shape of a schema that is resolved and cut."""
    if "properties" in schema:
        return Shape(
            members={name: shape_of(node) for name, node in schema["properties"].items()},
            required=frozenset(schema.get("required", ())),
            kinds={name: _kind(node) for name, node in schema["properties"].items()},
        )
    if isinstance(schema.get("items"), dict):
        return Shape(items=shape_of(schema["items"]))
    return Shape()


FORMATS = FormatChecker(formats=())


@FORMATS.checks("ipv4", raises=ValueError)
def _is_ipv4(value: object) -> bool:
    return not isinstance(value, str) or bool(ipaddress.IPv4Address(value))


@FORMATS.checks("ipv6", raises=ValueError)
def _is_ipv6(value: object) -> bool:
    return not isinstance(value, str) or ipaddress.IPv6Address(value) is not None


@FORMATS.checks("int32")
def _is_int32(value: object) -> bool:
    return not isinstance(value, int) or -(2**31) <= value < 2**31


def compile_schema(schema: Mapping[str, Any]) -> Draft202012Validator:
    """Compile once; use for every request."""
    return Draft202012Validator(dict(schema), format_checker=FORMATS)


_CODES = {
    "required": "NOT_NULL",
    "minLength": "NOT_BLANK",
    "maxLength": "SIZE",
    "minItems": "NOT_EMPTY",
    "maxItems": "SIZE",
    "enum": "INVALID_VALUE",
    "type": "INVALID_TYPE",
    "format": "INVALID_FORMAT",
    "minimum": "MIN",
    "maximum": "MAX",
    "uniqueItems": "NOT_UNIQUE",
}


def _problem(error: ValidationError, default: str) -> tuple[str, dict[str, Any]]:
    path = ".".join(str(part) for part in error.absolute_path)
    rule = str(error.validator)
    code = _CODES.get(rule, "INVALID")
    limit: Any = error.validator_value
    if rule == "required":
        present = error.instance if isinstance(error.instance, dict) else {}
        missing = next(name for name in limit if name not in present)
        return (f"{path}.{missing}" if path else missing), detail(code, "must not be null")
    texts = {
        "minLength": "must not be blank",
        "maxLength": f"length must be at most {limit}",
        "minItems": "must not be empty",
        "maxItems": f"must have at most {limit} items",
        "enum": f"must be one of {', '.join(map(str, limit)) if isinstance(limit, list) else limit}",
        "type": f"must be of type {limit}",
        "format": f"is not a valid {limit}",
        "minimum": f"must be greater than or equal to {limit}",
        "maximum": f"must be less than or equal to {limit}",
        "uniqueItems": "must not have duplicates",
    }
    return path or default, detail(code, texts.get(rule, "is not valid"))


def _problems(validator: Draft202012Validator, value: Any, default: str) -> Iterator[tuple[str, dict[str, Any]]]:
    for error in validator.iter_errors(value):
        yield _problem(error, default)


def check(validator: Draft202012Validator, value: Any, name: str = "body") -> None:
    """Raise the 400 that lists everything that is wrong with a value."""
    details: Details = {}
    for path, problem in _problems(validator, value, name):
        details.setdefault(path, []).append(problem)
    if details:
        raise ApiError(400, "Validation failed", details)
