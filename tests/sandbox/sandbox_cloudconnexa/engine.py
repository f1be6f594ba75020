# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Create, read, replace and delete for any collection; what is special comes from the collection's declaration."""

from __future__ import annotations

import copy
from dataclasses import dataclass, field
from typing import Any, Callable, Iterable, Mapping, Optional

from .errors import ApiError, detail, invalid, not_found
from .store import Record
from .tenant import Tenant

Body = dict[str, Any]


@dataclass
class Change:
    """A create or a replace on its way: the body may be completed, ``data`` takes computed values."""

    tenant: Tenant
    body: Body
    data: Body
    parent: Optional[str] = None
    current: Optional[Record] = None

    @property
    def own_id(self) -> Optional[str]:
        """The id of the object that is replaced."""
        return self.current["id"] if self.current else None


def _no_preparation(change: Change) -> None:
    """Nothing to check or to compute."""


def _no_action(tenant: Tenant, record: Record) -> None:
    """Nothing to do."""


def plain_view(tenant: Tenant, record: Record) -> Body:
    """Settable members, computed members and the id."""
    return {**record["body"], **record["data"], "id": record["id"]}


@dataclass(frozen=True)
class Collection:
    """What is special about one collection.

    ``prepare`` checks a change and computes members; ``keep`` names members a replace cannot set; ``nested`` maps a member
    of the create body to the collection its items go to; ``children`` vanish with their parent.
    """

    path: str
    kind: str
    parameter: Optional[str] = None
    parent: Optional[str] = None
    label: str = "name"
    always_unique: bool = False
    defaults: Mapping[str, Any] = field(default_factory=dict)
    keep: tuple[str, ...] = ()
    nested: Mapping[str, str] = field(default_factory=dict)
    children: tuple[str, ...] = ()
    prepare: Callable[[Change], None] = _no_preparation
    make_id: Callable[[Change], str] = lambda change: change.tenant.store.new_id()
    view: Callable[[Tenant, Record], Body] = plain_view
    list_view: Optional[Callable[[Tenant, Record], Body]] = None
    before_delete: Callable[[Tenant, Record], None] = _no_action
    after_delete: Callable[[Tenant, Record], None] = _no_action


REGISTRY: dict[str, Collection] = {}


def register(*collections: Collection) -> None:
    """Make collections known to the engine."""
    REGISTRY.update({collection.path: collection for collection in collections})


def find(tenant: Tenant, path: str, identifier: str) -> Record:
    """The record with an id, or a 404."""
    record = tenant.store.get(path, identifier)
    if record is None:
        raise not_found(REGISTRY[path].kind, identifier)
    return record


def require_reference(tenant: Tenant, path: str, identifier: str, member: str) -> Record:
    """The record a member of a body points to, or a 400."""
    record = tenant.store.get(path, identifier)
    if record is None:
        kind = REGISTRY[path].kind
        raise invalid(member, "NOT_FOUND", f"{kind} {identifier} does not exist", id=identifier)
    return record


def listed(tenant: Tenant, collection: Collection, query: Mapping[str, Any]) -> Body:
    """One page of a collection."""
    parent = query.get(collection.parameter) if collection.parameter else None
    records: Iterable[Record]
    if parent:
        find(tenant, str(collection.parent), parent)
        records = tenant.store.children(collection.path, parent)
    else:
        records = tenant.store.all(collection.path)
    view = collection.list_view or collection.view
    return page(list(records), query["page"], query["size"], lambda record: view(tenant, record))


def page(items: list[Any], number: int, size: int, view: Callable[[Any], Any] = lambda item: item) -> Body:
    """The envelope around one page of items; a page beyond the end is empty."""
    content = [view(item) for item in items[number * size : (number + 1) * size]]
    return {
        "content": content,
        "totalElements": len(items),
        "totalPages": -(-len(items) // size),
        "numberOfElements": len(content),
        "page": number,
        "size": size,
    }


def created(tenant: Tenant, collection: Collection, query: Mapping[str, Any], body: Body) -> Record:
    """Store a new object and the objects nested in its body; all of it or nothing."""
    parent = query.get(collection.parameter) if collection.parameter else None
    if collection.parent:
        find(tenant, collection.parent, str(parent))
    nested = {member: body.pop(member, None) or [] for member in collection.nested}
    counters, revision, audited = dict(tenant.store.counters), tenant.store.revision, len(tenant.audit)
    record: Optional[Record] = None
    try:
        record = _stored(tenant, collection, parent, body)
        for member, path in collection.nested.items():
            child = REGISTRY[path]
            for item in nested[member]:
                created(tenant, child, {str(child.parameter): record["id"]}, item)
    except ApiError:
        if record is not None:
            _forget(tenant, collection, record)
        tenant.store.counters, tenant.store.revision = counters, revision
        del tenant.audit[audited:]
        raise
    return record


def _stored(tenant: Tenant, collection: Collection, parent: Optional[str], body: Body) -> Record:
    change = Change(tenant, {**copy.deepcopy(dict(collection.defaults)), **body}, {}, parent)
    _check_label(change, collection)
    collection.prepare(change)
    record: Record = {"id": collection.make_id(change), "body": change.body, "data": change.data}
    if parent:
        record["parent"] = parent
    tenant.store.add(collection.path, record)
    tenant.record_change("CREATE", collection.kind, record["id"], str(change.body.get(collection.label, "")))
    return record


def replaced(tenant: Tenant, collection: Collection, record: Record, body: Body) -> Record:
    """Replace the settable members of an object; members left out go back to their defaults."""
    kept = {name: record["body"][name] for name in collection.keep if name in record["body"]}
    base = record["body"] if tenant.knobs.put_mode == "merge" else copy.deepcopy(dict(collection.defaults))
    data = copy.deepcopy(record["data"])
    change = Change(tenant, {**copy.deepcopy(base), **body, **kept}, data, record.get("parent"), record)
    _check_label(change, collection)
    collection.prepare(change)
    if change.body != record["body"] or change.data != record["data"]:
        record["body"], record["data"] = change.body, change.data
        tenant.store.revision += 1
        tenant.record_change("UPDATE", collection.kind, record["id"], str(change.body.get(collection.label, "")))
    return record


def deleted(tenant: Tenant, collection: Collection, record: Record) -> None:
    """Delete an object, its children, and what points to it."""
    collection.before_delete(tenant, record)
    _forget(tenant, collection, record)
    tenant.record_change("DELETE", collection.kind, record["id"], str(record["body"].get(collection.label, "")))


def _forget(tenant: Tenant, collection: Collection, record: Record) -> None:
    for path in collection.children:
        for child in list(tenant.store.children(path, record["id"])):
            _forget(tenant, REGISTRY[path], child)
    tenant.store.remove(collection.path, record)
    collection.after_delete(tenant, record)


def _check_label(change: Change, collection: Collection) -> None:
    """Names are not blank; where they are unique, two objects cannot share one."""
    label = change.body.get(collection.label)
    if label is None:
        return
    if not str(label).strip():
        raise invalid(collection.label, "NOT_BLANK", "must not be blank")
    if not (collection.always_unique or change.tenant.knobs.unique_names) or collection.label == "value":
        return
    store = change.tenant.store
    rivals = store.children(collection.path, change.parent) if change.parent else store.all(collection.path)
    for rival in rivals:
        if rival["id"] != change.own_id and str(rival["body"].get(collection.label)).lower() == str(label).lower():
            message = f"{collection.kind} with {collection.label} {label} already exists"
            raise ApiError(400, message, {collection.label: [detail("ALREADY_EXISTS", message, value=label)]})
