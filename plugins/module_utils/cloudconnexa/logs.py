# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a tenant tells and nobody can change: sessions, audit log, DNS log, mappings of groups.

Sources: API reference sections 2.15, 2.19, 2.22 and 2.23.
"""

from __future__ import annotations

import dataclasses
import datetime
import itertools
import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.client import API
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.kinds import computed
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import (
    CloudConnexa,
    CloudConnexaBackend,
    decoded,
    says,
)
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.settings import read_value
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field, Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.releases import unsupported
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client
from ansible_collections.wanforge.edge.plugins.module_utils.factory.pagination import Cursors, PageNumbers
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor

DAY = datetime.timedelta(days=1)
HOUR = "%Y-%m-%dT%H:00:00Z"
INSTANT = "%Y-%m-%dT%H:%M:%SZ"
Query = dict[str, str]


@dataclasses.dataclass(frozen=True)
class Log(Resource):
    """Entries that are read in the order of the service, newest first, until there are enough.

    ``path``: below /api/v1; ``since``: first release that has it; ``options``: specifications of what narrows the entries;
    ``query``: turns these options into the parameters of the request and raises InvalidOption.
    """

    path: str = ""
    since: str = ""
    pages: Any = None
    options: Mapping[str, Any] = dataclasses.field(default_factory=dict)
    query: Callable[[Mapping[str, Any]], Query] = dict


def instant(params: Mapping[str, Any], name: str) -> Optional[datetime.datetime]:
    """Return an option as a moment, None if it is not set. Raises InvalidOption."""
    text = params.get(name)
    if text in (None, ""):
        return None
    try:
        moment = datetime.datetime.fromisoformat(str(text).replace("Z", "+00:00"))
    except ValueError:
        moment = datetime.datetime.min
    if moment.tzinfo is None:
        raise InvalidOption(
            f'{name} "{text}" is no moment with a time zone.', "Write for example 2026-11-08T14:53:43Z."
        )
    return moment.astimezone(datetime.timezone.utc)


def window(params: Mapping[str, Any], longest: Optional[datetime.timedelta] = None) -> Query:
    """Return the parameters for a time from start_date to end_date. Raises InvalidOption."""
    start, end = instant(params, "start_date"), instant(params, "end_date")
    if start and end and end <= start:
        raise InvalidOption("end_date is not after start_date.", "Correct one of the two.")
    if start and end and longest and end - start > longest:
        raise InvalidOption(
            "end_date is more than 24 hours after start_date, which the service refuses.", "Read one day per task."
        )
    stated = {"startDate": start, "endDate": end}
    return {name: moment.strftime(INSTANT) for name, moment in stated.items() if moment}


def of_sessions(params: Mapping[str, Any]) -> Query:
    """Return the parameters of the sessions."""
    stated = {"status": params.get("status"), "returnOnlyNew": params.get("only_new") and "true"}
    return {**window(params), **{name: value for name, value in stated.items() if value}}


def of_audit_log(params: Mapping[str, Any]) -> Query:
    """Return the parameters of the audit log."""
    initiator = params.get("initiator_id")
    return {**window(params, DAY), **({"initiatorId": initiator} if initiator else {})}


def of_dns_log(params: Mapping[str, Any]) -> Query:
    """Return the parameters of the DNS log; without an hour, those of the present one."""
    hour = instant(params, "start_hour") or datetime.datetime.now(datetime.timezone.utc)
    hours = params["hours_back"]
    if hours not in (1, 2):
        raise InvalidOption(f'hours_back "{hours}" must be 1 or 2.', "Read two hours per task.")
    return {"startHour": hour.strftime(HOUR), "hoursBack": str(hours)}


def changes(name: str, *members: str) -> Field:
    """Return a list of what an entry of the audit log tells in pairs; values can be of any type."""
    inner = tuple(Field(member, type="raw", read_only=True) for member in members)
    return Field(name, type="list", read_only=True, absent=[], fields=inner)


WINDOW: Mapping[str, Any] = {"start_date": {"type": "str"}, "end_date": {"type": "str"}}
MOST: Mapping[str, Any] = {"max_items": {"type": "int", "default": 1000}}

SESSION = Log(
    kind="session",
    plural="sessions",
    path="/sessions",
    identity=("session_start_time", "id"),
    addressed=False,
    creatable=False,
    pages=Cursors(content="sessions"),
    options={
        **WINDOW,
        "status": {"type": "str", "choices": ["ACTIVE", "COMPLETED", "FAILED"]},
        "only_new": {"type": "bool", "default": False},
        **MOST,
    },
    query=of_sessions,
    fields=(
        *computed("id", "session_start_time", "session_end_time", "status", "user_id", "user_name"),
        *computed("first_name", "last_name", "email", "user_group", "primary_group_name"),
        *computed("secondary_group_names", type="list"),
        *computed("network_id", "network_name", "host_id", "host_name", "connector_id", "connector_name"),
        *computed("device_id", "device_name"),
        Field("client_uuid", wire="clientUUID", read_only=True),
        *computed("os_type", "os_version", "region", "protocol", "public_ip"),
        Field("tunnel_ipv4", wire="tunnelIpV4", read_only=True),
        Field("tunnel_ipv6", wire="tunnelIpV6", read_only=True),
        *computed("bytes_in", "bytes_out", "session_duration_seconds", type="int"),
        *computed("disconnect_reason", "disconnect_reason_description"),
    ),
)

AUDIT_ENTRY = Log(
    kind="audit_entry",
    plural="audit_entries",
    path="/audit-log",
    since="1.1.6",
    identity=("timestamp", "id"),
    addressed=False,
    creatable=False,
    pages=Cursors(content="auditLogs"),
    options={**WINDOW, "initiator_id": {"type": "str"}, **MOST},
    query=of_audit_log,
    fields=(
        *computed("id", "timestamp", "operation", "description", "request_id", "tenant_id"),
        *computed("entity_type", "entity_id", "entity_name"),
        *computed("entity_parent_type", "entity_parent_id", "entity_parent_name"),
        *computed("initiator_type", "initiator_id", "initiator_name", "initiator_first_name", "initiator_last_name"),
        *computed("initiator_email", "initiator_public_ip"),
        *computed("initiator_deleted", type="bool"),
        *computed("initiator_attributes", type="dict"),
        changes("additional_info", "name", "value"),
        changes("fields", "name", "old_value", "new_value"),
    ),
)

DNS_RESOLUTION = Log(
    kind="dns_resolution",
    plural="dns_resolutions",
    path="/dns-log/user-dns-resolutions/page",
    identity=("time", "member_id", "domain"),
    addressed=False,
    creatable=False,
    pages=PageNumbers(counted=False),
    options={"start_hour": {"type": "str"}, "hours_back": {"type": "int", "default": 1}, **MOST},
    query=of_dns_log,
    fields=(
        *computed("time", type="int"),
        *computed("domain", "member_id"),
        *computed("internal_domain", type="bool"),
        *computed("allowed_count", "blocked_count", "failed_count", type="int"),
    ),
)

GROUP_MAPPING = Resource(
    kind="group_mapping",
    plural="group_mappings",
    identity=("source",),
    addressed=False,
    creatable=False,
    fields=(
        Field("source", choices=("ldap", "saml")),
        *computed("fallback_group_id"),
        Field(
            "mappings",
            type="list",
            read_only=True,
            absent=[],
            fields=(
                *computed("group_id"),
                *computed("idp_group_names", type="list"),
                *computed("sorting_order", type="int"),
            ),
        ),
    ),
)


class Logs(CloudConnexa):
    """The service for a module that lists the entries of a log."""

    def __init__(self, log: Log) -> None:
        self._log = log
        self.options: Mapping[str, Any] = {**CloudConnexa.options, **log.options}

    def connect(self, params: Mapping[str, Any], environ: Mapping[str, str], redactor: Redactor) -> LogBackend:
        """Return the entries that the options narrow. Sends nothing. Raises ConfigurationError, InvalidOption, Unsupported."""
        tenant = super().connect(params, environ, redactor)
        most = params["max_items"]
        if most < 1:
            raise InvalidOption(f'max_items "{most}" must be at least 1.')
        if self._log.since and not tenant.supports(self._log.since):
            raise unsupported(f"{self._log.plural.replace('_', ' ')} need release", self._log.since, tenant)
        return LogBackend(tenant.client, tenant.release, self._log.query(params), most)


class LogBackend(CloudConnexaBackend):
    """The entries of a log."""

    def __init__(self, client: Client, release: str, query: Query, most: int) -> None:
        super().__init__(client, release)
        self._query = query
        self._most = most

    def place(self) -> str:
        """Return what all reads are of: the tenant, and the part of the log."""
        return json.dumps([super().place(), self._query, self._most], sort_keys=True)

    def read(self, resource: Resource, scope: Mapping[str, Any]) -> Sequence[Model]:
        """Return the newest entries, no more than are asked for, and read no more pages than that needs."""
        if not isinstance(resource, Log):
            return super().read(resource, scope)

        def fetch(page: Mapping[str, str]) -> Any:
            request = Request("GET", API + resource.path, query={**self._query, **page}, safe=True)
            return self.client.decoded(request)

        with says(f"reading the {resource.plural.replace('_', ' ')}"):
            pages = dataclasses.replace(resource.pages, size=max(10, min(self._most, resource.pages.size)))
            return [decoded(resource, item) for item in itertools.islice(pages.items(fetch), self._most)]


class GroupMappings(CloudConnexa):
    """The service for the module that lists the mappings of groups."""

    def connect(self, params: Mapping[str, Any], environ: Mapping[str, str], redactor: Redactor) -> MappingBackend:
        """Return the mappings of the source that the options name, else of all. Sends nothing."""
        tenant = super().connect(params, environ, redactor)
        return MappingBackend(tenant.client, tenant.release, params.get("source"))


class MappingBackend(CloudConnexaBackend):
    """The mappings of groups by their source."""

    def __init__(self, client: Client, release: str, source: Optional[str]) -> None:
        super().__init__(client, release)
        self._sources = (source,) if source else GROUP_MAPPING.field("source").choices

    def place(self) -> str:
        """Return what all reads are of: the tenant, and the sources."""
        return json.dumps([super().place(), self._sources])

    def read(self, resource: Resource, scope: Mapping[str, Any]) -> Sequence[Model]:
        """Return what is mapped, one object for each source, also for one that maps nothing."""
        if resource is not GROUP_MAPPING:
            return super().read(resource, scope)
        return [self._mapped(source) for source in self._sources]

    def _mapped(self, source: str) -> Model:
        with says(f"reading the group mappings of {source}"):
            wire = read_value(self.client, Request("GET", f"{API}/settings/auth/{source}/group-mappings", safe=True))
            members = decoded(GROUP_MAPPING, wire if isinstance(wire, Mapping) else {})
            return {**members, "source": source}
