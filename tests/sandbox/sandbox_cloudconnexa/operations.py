# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""From an operation of the OpenAPI file to what it does.

Collections are recognised by the form of their paths; everything else is looked up in a table of actions.
"""

from __future__ import annotations

from typing import Any, Mapping

from . import networks, people, policy, services
from .actions import ACTIONS
from .answers import Answer
from .description import Operation
from .engine import REGISTRY, created, deleted, find, listed, replaced
from .people import find_device
from .settings import read_setting, write_setting
from .store import Record
from .tenant import Tenant

Query = Mapping[str, Any]
DECLARING_MODULES = (networks, people, policy, services)


def handle(tenant: Tenant, operation: Operation, values: list[str], query: Query, body: Any) -> Answer:
    """Do what the operation means."""
    segments = operation.segments
    if segments[0] == "settings":
        return show(tenant, operation, _setting(tenant, operation, body))
    action = ACTIONS.get(operation.identifier)
    if action is not None:
        return show(tenant, operation, action(tenant, values, query, body))
    path = "/".join(segment for segment in segments if not segment.startswith("{"))
    collection = REGISTRY[path]
    if values:
        record = _record(tenant, path, values[0], query)
        if operation.method == "DELETE":
            deleted(tenant, collection, record)
            return Answer(operation.status)
        if operation.method == "PUT":
            replaced(tenant, collection, record, body)
        return show(tenant, operation, collection.view(tenant, record))
    if operation.method == "POST":
        return show(tenant, operation, collection.view(tenant, created(tenant, collection, query, body)))
    return show(tenant, operation, listed(tenant, collection, query))


def _record(tenant: Tenant, path: str, identifier: str, query: Query) -> Record:
    if path == "devices":
        return find_device(tenant, identifier, query["userId"])
    return find(tenant, path, identifier)


def _setting(tenant: Tenant, operation: Operation, body: Any) -> Any:
    name = "/".join(operation.segments[1:])
    if operation.method == "PUT":
        write_setting(tenant, name, body)
    return read_setting(tenant, name)


def show(tenant: Tenant, operation: Operation, result: Any) -> Answer:
    """Turn a result into the answer the operation declares."""
    if isinstance(result, Answer):
        return result
    if operation.media_type is None:
        return Answer(operation.status)
    if operation.media_type.startswith("text/"):
        return Answer.of_text(operation.status, str(result))
    return Answer.of_json(operation.status, operation.answer_shape.trim(result, tenant.style))
