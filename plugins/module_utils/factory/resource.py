# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Declared resources: a class with a path, and methods that say which request they are.

    @resource("/api/v1/networks", pagination=PageNumbers())
    class Networks(Collection):
        @post("/{id}/ping")
        def ping(self, id): ...

A decorated method may return a Call with query or body; the decorator sends it and returns the decoded answer.
"""

from __future__ import annotations

import functools
import inspect
import json
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Callable, Optional, TypeVar

from ansible_collections.wanforge.edge.plugins.module_utils.factory.pagination import Pagination
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ConfigurationError
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request
from ansible_collections.wanforge.edge.plugins.module_utils.http.url import path_segment

if TYPE_CHECKING:
    from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client

Declared = TypeVar("Declared", bound="type[Resource]")


@dataclass(frozen=True)
class Call:
    """What a declared method adds to its request. ``timeout`` is in seconds, for this request alone."""

    query: Mapping[str, str] = field(default_factory=dict)
    json: Any = None
    form: Optional[Mapping[str, str]] = None
    text: Optional[str] = None
    timeout: Optional[float] = None


class Resource:
    """Part of an API below one path. Members of the path in braces are filled from the arguments of the methods."""

    path = ""
    pagination: Pagination = Pagination()

    def __init__(self, client: Client) -> None:
        self.client = client

    def call(self, method: str, path: str, values: Mapping[str, Any], call: Call, safe: bool) -> Any:
        """Send one request and return the decoded answer. Raises an error of the vocabulary if it is not a success."""
        request = Request(
            method,
            fill(self.path + path, values),
            query=call.query,
            json=call.json,
            form=call.form,
            text=call.text,
            safe=safe,
            timeout=call.timeout,
        )
        return self.client.decoded(request)


class Collection(Resource):
    """A collection with the usual five operations. Identifiers are escaped as one segment of the path."""

    def list(self, **filters: str) -> list[Any]:
        """Return all elements, over all pages, that match the service's own filters; from the cache if it has them."""

        def fetch() -> Any:
            return [*self.pagination.items(lambda page: self.call("GET", "", {}, Call({**filters, **page}), True))]

        name = f"{self.path} {json.dumps(filters, sort_keys=True) if filters else ''}"
        return self.client.cache.read(name, fetch)

    def get(self, identifier: str, **query: str) -> Any:
        """Return one element. Raises ResourceNotFoundError."""
        return self.call("GET", "/{id}", {"id": identifier}, Call(query), True)

    def create(self, body: Any, **query: str) -> Any:
        """Create an element and return the service's answer."""
        return self.call("POST", "", {}, Call(query, json=body), False)

    def update(self, identifier: str, body: Any, **query: str) -> Any:
        """Replace an element by a complete new one and return the service's answer."""
        return self.call("PUT", "/{id}", {"id": identifier}, Call(query, json=body), False)

    def delete(self, identifier: str, **query: str) -> None:
        """Delete an element."""
        self.call("DELETE", "/{id}", {"id": identifier}, Call(query), False)


def fill(template: str, values: Mapping[str, Any]) -> str:
    """Return a path with its members in braces replaced; a missing or empty value is a ConfigurationError."""
    names = [name for _text, name, _spec, _conversion in string.Formatter().parse(template) if name]
    for name in names:
        if values.get(name) in (None, ""):
            raise ConfigurationError(f'The path "{template}" needs a value for "{name}".')
    return template.format(**{name: path_segment(values[name]) for name in names})


def resource(path: str, *, pagination: Optional[Pagination] = None) -> Callable[[Declared], Declared]:
    """Class decorator: give a resource its path and the way its collection is paged."""

    def declare(declared: Declared) -> Declared:
        declared.path = path
        if pagination is not None:
            declared.pagination = pagination
        return declared

    return declare


def _verb(method: str) -> Callable[..., Callable[[Callable[..., Optional[Call]]], Callable[..., Any]]]:
    def verb(
        path: str = "", *, safe: bool = method == "GET"
    ) -> Callable[[Callable[..., Optional[Call]]], Callable[..., Any]]:
        """Declare the request of a method: its path below the resource, and whether it changes nothing."""

        def declare(function: Callable[..., Optional[Call]]) -> Callable[..., Any]:
            signature = inspect.signature(function)

            @functools.wraps(function)
            def send(self: Resource, *arguments: Any, **named: Any) -> Any:
                bound = signature.bind(self, *arguments, **named)
                bound.apply_defaults()
                return self.call(method, path, bound.arguments, function(self, *arguments, **named) or Call(), safe)

            return send

        return declare

    return verb


get = _verb("GET")
post = _verb("POST")
put = _verb("PUT")
patch = _verb("PATCH")
delete = _verb("DELETE")
