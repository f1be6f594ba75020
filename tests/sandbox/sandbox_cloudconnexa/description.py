# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The OpenAPI file as the application uses it: operations by path, each cut to an API level and compiled."""

from __future__ import annotations

import pathlib
import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any, Mapping, Optional

import yaml
from jsonschema import Draft202012Validator

from .errors import ApiError, detail
from .schema import Level, Shape, check, compile_schema, cut, parse_level, resolve, shape_of, since

FILE = pathlib.Path(__file__).parent / "data" / "openapi.yaml"
ROOT = "/api/v1"
LEVELS = ("1.0", "1.1.0", "1.1.1", "1.1.3", "1.1.6", "1.2.0", "1.2.3")
_WHOLE = re.compile(r"-?[0-9]{1,18}")
_TRUTH = {"true": True, "false": False}


@lru_cache(maxsize=1)
def document() -> dict[str, Any]:
    """The parsed file; read once per process."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    with FILE.open(encoding="utf-8") as stream:
        loaded: dict[str, Any] = yaml.load(stream, loader)
    return loaded


@dataclass(frozen=True)
class Parameter:
    """One query parameter."""

    name: str
    required: bool
    schema: Mapping[str, Any]
    validator: Draft202012Validator

    def read(self, text: Optional[str]) -> Any:
        """The typed value of the text in the query; raises the 400 for a wrong one."""
        if text is None or text == "":
            if self.required:
                raise ApiError(400, f"Parameter {self.name} is missing", {self.name: [detail("NOT_NULL", "missing")]})
            return self.schema.get("default")
        value: Any = text
        kind = self.schema.get("type")
        if kind == "integer" and _WHOLE.fullmatch(text):
            value = int(text)
        elif kind == "boolean":
            value = _TRUTH.get(text.lower(), text)
        check(self.validator, value, self.name)
        return value


@dataclass(frozen=True)
class Operation:
    """One method of one path at one API level."""

    identifier: str
    method: str
    path: str
    parameters: tuple[Parameter, ...]
    body_types: tuple[str, ...]
    body_required: bool
    body_shape: Shape
    body_validator: Optional[Draft202012Validator]
    partial_validator: Optional[Draft202012Validator]
    status: int
    media_type: Optional[str]
    answer_schema: Mapping[str, Any]
    answer_shape: Shape

    @property
    def segments(self) -> tuple[str, ...]:
        """Parts of the path below the root."""
        return tuple(self.path[len(ROOT) + 1 :].split("/"))


def _parameter(node: Mapping[str, Any], file: Mapping[str, Any]) -> Parameter:
    if "$ref" in node:
        node = file["components"]["parameters"][node["$ref"].rsplit("/", 1)[-1]]
    schema = node["schema"]
    return Parameter(node["name"], bool(node.get("required")), schema, compile_schema(schema))


def _success(node: Mapping[str, Any]) -> tuple[int, Optional[str], Mapping[str, Any]]:
    """Status, media type and schema of the answer that means success."""
    for status in sorted(key for key in node["responses"] if key.startswith("2")):
        content = node["responses"][status].get("content") or {}
        for media_type, holder in content.items():
            return int(status), media_type, holder.get("schema", {})
        return int(status), None, {}
    return 200, None, {}


def _operation(path: str, method: str, node: Mapping[str, Any], level: Level) -> Operation:
    file = document()
    schemas = file["components"]["schemas"]
    content = (node.get("requestBody") or {}).get("content", {})
    body: Any = next(iter(content.values()))["schema"] if content else {}
    body = cut(resolve(body, schemas), level)
    status, media_type, answer = _success(node)
    answer = cut(resolve(answer, schemas), level)
    query = [item for item in node.get("parameters", ()) if item.get("in", "query") == "query"]
    return Operation(
        identifier=node["operationId"],
        method=method.upper(),
        path=path,
        parameters=tuple(_parameter(item, file) for item in query),
        body_types=tuple(content),
        body_required=bool((node.get("requestBody") or {}).get("required")),
        body_shape=shape_of(body),
        body_validator=compile_schema(body) if content else None,
        partial_validator=compile_schema({**body, "required": []}) if content else None,
        status=status,
        media_type=media_type,
        answer_schema=answer,
        answer_shape=shape_of(answer),
    )


class Description:
    """All operations a tenant of one API level offers."""

    def __init__(self, level: str) -> None:
        wanted = parse_level(level)
        self.level = level
        self.operations: list[Operation] = []
        self._tree: dict[str, Any] = {}
        for path, node in document()["paths"].items():
            for method, operation in node.items():
                if method in ("get", "put", "post", "delete") and since(operation) <= wanted:
                    self._add(_operation(path, method, operation, wanted))

    def _add(self, operation: Operation) -> None:
        self.operations.append(operation)
        node = self._tree
        for segment in operation.segments:
            node = node.setdefault("{}" if segment.startswith("{") else segment, {})
        node.setdefault("", {})[operation.method] = operation

    def find(self, method: str, segments: list[str]) -> tuple[Operation, list[str]]:
        """The operation a request means and the values of its path parameters; 404 and 405 as errors."""
        node = self._tree
        values: list[str] = []
        for segment in segments:
            following = None if segment in ("", "{}") else node.get(segment)
            if following is None:
                following = node.get("{}")
                values.append(segment)
            if following is None or not segment:
                raise ApiError(404, "No such path")
            node = following
        methods = node.get("")
        if methods is None:
            raise ApiError(404, "No such path")
        if method not in methods:
            raise ApiError(405, f"Method {method} is not supported")
        return methods[method], values


@lru_cache(maxsize=len(LEVELS))
def describe(level: str) -> Description:
    """The description for a level, built at first use."""
    return Description(level)
