# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The settings of a tenant, as data. Sources: API reference sections 2.15, 2.19 and 2.20.

Each setting is a resource of its own at the service. Here they are the members of one object that always exists, so that a task
reads and compares them like any other object. Only those that a task states are read.
"""

from __future__ import annotations

import dataclasses
import json
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.client import API
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import (
    CloudConnexa,
    CloudConnexaBackend,
    says,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge import checks
from ansible_collections.wanforge.edge.plugins.module_utils.converge.apply import apply_steps
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import Unclear
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Compare, Field, Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Plan, Step
from ansible_collections.wanforge.edge.plugins.module_utils.converge.releases import unsupported
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.converge.wire import decode_members, encode_members
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    DataValidationError,
    ExtractionError,
    ResourceNotFoundError,
    ResponseError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor

WORD = re.compile(r"[\w.:/@+-]*")
EMPTY: tuple[Any, ...] = (None, "", [], {})


@dataclasses.dataclass(frozen=True)
class Setting(Field):
    """One setting: its path below /api/v1 and how its value travels.

    ``plain``: as a bare word instead of JSON. ``envelope``: inside an object, as this member. ``switch``: the value is read at
    PATH/enabled and written by a call of PATH/enable or PATH/disable.
    """

    path: str = ""
    plain: bool = False
    envelope: str = ""
    switch: bool = False

    def reading(self) -> Request:
        """Return the request that reads the value."""
        return Request("GET", API + self.path + ("/enabled" if self.switch else ""), safe=True)

    def writing(self, value: Any, before: Any) -> Request:
        """Return the request that writes a value; what was set and is to be empty is sent as empty."""
        path = API + self.path
        if self.switch:
            return Request("PUT", f"{path}/{'enable' if value else 'disable'}")
        wire = encode_members((self,), {self.name: value}, {self.name: before}).get(self.sent)
        if self.plain:
            return Request("PUT", path, headers={"Content-Type": "text/plain"}, text=str(wire or ""))
        return Request("PUT", path, json={self.envelope: wire} if self.envelope else wire)

    def value(self, wire: Any, safe: bool = True) -> Any:
        """Return a decoded answer under the names of the fields, None if it means that nothing is set.

        Raises ExtractionError for an answer of another form; unless the request was safe, it may have taken effect then.
        """
        if self.envelope and isinstance(wire, Mapping):
            wire = wire.get(self.envelope)
        if wire in EMPTY:
            return None
        try:
            decoded = decode_members((self,), {self.read: wire})[self.name]
        except (AttributeError, LookupError, TypeError, ValueError):
            raise ExtractionError("the answer is no setting", unclear=not safe) from None
        return None if decoded in EMPTY else decoded


def truth(name: str, path: str, since: str = "", switch: bool = False) -> Setting:
    """Return a setting that is on or off."""
    return Setting(name, type="bool", path=path, since=since, switch=switch)


def word(name: str, path: str, *choices: str, since: str = "", refers: str = "") -> Setting:
    """Return a setting that is one word."""
    return Setting(name, path=path, choices=choices, plain=True, since=since, refers=refers)


def number(name: str, path: str) -> Setting:
    """Return a setting that is a number."""
    return Setting(name, type="int", path=path, check=checks.not_negative)


def addresses(name: str, wire: str, check: Any) -> Field:
    """Return a member that holds one address or network."""
    return Field(name, wire=wire, compare=Compare.ADDRESS, check=check)


def networks(name: str, wire: str, check: Any) -> Field:
    """Return a member that holds networks."""
    return Field(name, wire=wire, type="list", elements="str", compare=Compare.ADDRESS, check=check)


ALL: tuple[Setting, ...] = (
    truth("trusted_devices_allowed", "/settings/auth/trusted-devices-allowed"),
    truth("two_factor_auth", "/settings/auth/two-factor-auth"),
    Setting(
        "dns_custom_servers",
        type="dict",
        path="/settings/dns/custom-servers",
        fields=(
            addresses("primary_ipv4", "primaryIpV4", checks.ipv4_address),
            addresses("secondary_ipv4", "secondaryIpV4", checks.ipv4_address),
        ),
    ),
    truth("dns_proxy_enabled", "/settings/dns/proxy-enabled"),
    Setting(
        "dns_zones",
        type="list",
        path="/settings/dns/zones",
        envelope="zones",
        key="name",
        fields=(
            Field("name", required=True),
            Field("addresses", type="list", elements="str", compare=Compare.ADDRESS, check=checks.address),
        ),
    ),
    word("dns_default_suffix", "/settings/dns/default-suffix"),
    word("connect_auth", "/settings/user/connect-auth", "NO_AUTH", "ON_PRIOR_AUTH", "EVERY_TIME"),
    number("device_allowance", "/settings/user/device-allowance"),
    truth("device_allowance_force_update", "/settings/user/device-allowance-force-update"),
    word("device_enforcement", "/settings/user/device-enforcement", "OFF", "LEARN_AND_ENFORCE", "ENFORCE"),
    word("profile_distribution", "/settings/user/profile-distribution", "AUTOMATIC", "MANUAL"),
    number("connection_timeout", "/settings/users/connection-timeout"),
    Setting("client_options", type="list", elements="str", path="/settings/wpc/client-options", compare=Compare.SET),
    word("default_region", "/settings/wpc/default-region", refers="region"),
    Setting(
        "domain_routing_subnet",
        type="dict",
        path="/settings/wpc/domain-routing-subnet",
        fields=(
            addresses("ipv4_address", "ipV4Address", checks.ipv4_network),
            addresses("ipv6_address", "ipV6Address", checks.ipv6_network),
        ),
    ),
    truth("snat", "/settings/wpc/snat"),
    Setting(
        "subnet",
        type="dict",
        path="/settings/wpc/subnet",
        fields=(
            networks("ipv4_address", "ipV4Address", checks.ipv4_network),
            networks("ipv6_address", "ipV6Address", checks.ipv6_network),
        ),
    ),
    word("topology", "/settings/wpc/topology", "FULL_MESH", "CUSTOM"),
    truth("routes_advanced_configuration", "/settings/wpc/routes-advanced-configuration-enabled", since="1.2.3"),
    word("ip_allocation_mode", "/settings/wpc/ip-allocation-mode", "BOTH", "IP_V4_ONLY", since="1.2.3"),
    truth("dns_log", "/dns-log/user-dns-resolutions", since="1.1.1", switch=True),
    truth("access_visibility", "/access-visibility", since="1.1.1", switch=True),
)
BY_NAME: Mapping[str, Setting] = {setting.name: setting for setting in ALL}


def emptied(stated: Model) -> dict[str, Any]:
    """Return what is stated with an empty object spelled out: every member of it is empty."""
    return {
        name: (
            {member.name: [] if member.type == "list" else "" for member in BY_NAME[name].fields}
            if value == {}
            else value
        )
        for name, value in stated.items()
    }


def zones_have_names(stated: Model) -> Iterator[str]:
    """Every zone has a name of its own."""
    names = [str(zone.get("name") or "").casefold() for zone in stated.get("dns_zones") or ()]
    if "" in names:
        yield "dns_zones.name is empty"
    twice = sorted({name for name in names if name and names.count(name) > 1})
    yield from (f'dns_zones names "{name}" more than once' for name in twice)


SETTINGS = Resource(
    kind="settings",
    plural="settings",
    label="settings",
    identity=(),
    addressed=False,
    singleton=True,
    spelling=emptied,
    option_rules=(zones_have_names,),
    fields=ALL,
)


class TenantSettings(CloudConnexa):
    """The service for the module that changes settings: those that the options state are read, and no other."""

    def connect(self, params: Mapping[str, Any], environ: Mapping[str, str], redactor: Redactor) -> SettingsBackend:
        """Return the settings of the tenant that the options name. Sends nothing.

        Raises ConfigurationError, and Unsupported for settings that the release lacks.
        """
        tenant = super().connect(params, environ, redactor)
        return SettingsBackend(tenant.client, tenant.release, self.asked(params, tenant))

    def asked(self, params: Mapping[str, Any], tenant: CloudConnexaBackend) -> Sequence[Setting]:
        """Return the settings that the task is about."""
        return supported([setting for setting in ALL if params.get(setting.name) is not None], tenant)


class TenantSettingsList(TenantSettings):
    """The service for the module that reads settings: those that its option names, else all that the release has."""

    options: Mapping[str, Any] = {
        **CloudConnexa.options,
        "settings": {"type": "list", "elements": "str", "choices": list(BY_NAME)},
    }

    def asked(self, params: Mapping[str, Any], tenant: CloudConnexaBackend) -> Sequence[Setting]:
        """Return the settings that the task is about."""
        named = params.get("settings")
        if named:
            return supported([setting for setting in ALL if setting.name in named], tenant)
        return [setting for setting in ALL if not setting.since or tenant.supports(setting.since)]


def supported(settings: Sequence[Setting], tenant: CloudConnexaBackend) -> Sequence[Setting]:
    """Return the settings. Raises Unsupported if the release lacks one of them."""
    for setting in settings:
        if setting.since and not tenant.supports(setting.since):
            raise unsupported(f"{setting.name} needs release", setting.since, tenant)
    return settings


class SettingsBackend(CloudConnexaBackend):
    """The settings that a task is about, as one object."""

    def __init__(self, client: Client, release: str, asked: Sequence[Setting]) -> None:
        super().__init__(client, release)
        self._asked = asked

    def place(self) -> str:
        """Return what all reads are of: the tenant, and the settings."""
        return json.dumps([super().place(), [setting.name for setting in self._asked]])

    def kind(self, name: str) -> Resource:
        """Return the declaration of a kind of object."""
        return SETTINGS if name == SETTINGS.kind else super().kind(name)

    def read(self, resource: Resource, scope: Mapping[str, Any]) -> Sequence[Model]:
        """Return the one object of settings, or the objects of another kind."""
        if resource is not SETTINGS:
            return super().read(resource, scope)
        return [{"id": SETTINGS.kind, **{setting.name: self._value(setting) for setting in self._asked}}]

    def apply(self, wanted: Plan) -> Optional[Model]:
        """Write the settings that differ, one request each, and return all as they are then."""
        if wanted.resource is not SETTINGS:
            return super().apply(wanted)
        model = dict(wanted.model or {})
        done = False
        for step in wanted.steps:
            for name in step.changes:
                single = dataclasses.replace(wanted, steps=(dataclasses.replace(step, changes=(name,)),))
                alone = SettingsBackend(self.client, self.release, (BY_NAME[name],))
                try:
                    found = apply_steps(single, alone, self.client.session.pause)
                except ApiClientError as error:
                    error.context["changed"] = done
                    raise
                model[name] = (found or {}).get(name)
                done = True
        return model

    def update(self, wanted: Plan, step: Step) -> Model:
        """Write the one setting that a step changes."""
        if wanted.resource is not SETTINGS:
            return super().update(wanted, step)
        before, after = step.before or {}, step.after or {}
        setting = BY_NAME[step.changes[0]]
        with self._writing_setting(setting):
            response = self.client.execute(setting.writing(after.get(setting.name), before.get(setting.name)))
            stored = None if setting.switch else setting.value(answered(response, setting.plain), safe=False)
        return {**after, setting.name: after.get(setting.name) if stored is None else stored}

    def _value(self, setting: Setting) -> Any:
        with says(f"reading the setting {setting.name}"):
            return setting.value(read_value(self.client, setting.reading(), setting.plain))

    @contextmanager
    def _writing_setting(self, setting: Setting) -> Iterator[None]:
        try:
            with says(f"writing the setting {setting.name}"):
                yield
        except ApiClientError as error:
            if error.unclear:
                raise Unclear(error) from None
            raise


def read_value(client: Client, request: Request, plain: bool = False) -> Any:
    """Return what stands at an address, None if nothing is set there.

    The service says that in several ways: by no body, by an empty list, or by an error body with a status of its own (API
    reference section 1.10).
    """
    try:
        return answered(client.execute(request), plain, safe=True)
    except (DataValidationError, ResourceNotFoundError) as error:
        if error.code is None:
            raise
        return None


def answered(response: Response, plain: bool, safe: bool = False) -> Any:
    """Return the value of an answer. Raises ResponseError if it holds none, such as a page to sign in."""
    text = response.content.strip()
    try:
        value = json.loads(text) if text else None
    except (ValueError, RecursionError):
        value = text if plain and WORD.fullmatch(text) else ...
    if isinstance(value, Mapping) and "statusError" in value:
        return None
    if value is ... or (plain and isinstance(value, (list, dict)) and value):
        raise ResponseError(
            f"the answer is no setting (HTTP {response.status})",
            status=response.status,
            request_id=response.request_id,
            unclear=not safe,
        )
    return text if plain and value is not None and not isinstance(value, (str, list, dict)) else value
