# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""CloudConnexa as the engine sees it: options, connection, and the four operations on every kind of object."""

from __future__ import annotations

import dataclasses
import re
from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.auth.oauth2 import ClientCredentials
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.client import (
    API,
    TOKEN_PATH,
    CloudConnexaClient,
    ConnectorActions,
    UserActions,
)
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.kinds import CloudResource
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import RESOURCES
from ansible_collections.wanforge.edge.plugins.module_utils.connection import COMMON_OPTIONS, configure, resolved
from ansible_collections.wanforge.edge.plugins.module_utils.converge.apply import apply_steps
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import Misshapen, Unclear
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import CREATE, Plan, Step
from ansible_collections.wanforge.edge.plugins.module_utils.converge.releases import declared_at
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.converge.wire import decode, encode
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client, ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.factory.resource import Collection
from ansible_collections.wanforge.edge.plugins.module_utils.factory.resource import resource as declare
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    ConfigurationError,
    ExtractionError,
    ResourceNotFoundError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.module_utils.sources import Settings

RELEASES = ("1.0", "1.1.0", "1.2.3")
CONNECTION_OPTIONS: Mapping[str, Any] = {
    "base_url": {"type": "str"},
    "cloud_id": {"type": "str"},
    "client_id": {"type": "str"},
    "client_secret": {"type": "str", "no_log": True},
    "api_version": {"type": "str", "choices": list(RELEASES)},
    **COMMON_OPTIONS,
}
SETTINGS = Settings(
    "cloudconnexa",
    variables={
        "base_url": ("CLOUDCONNEXA_BASE_URL", "CLOUDCONNEXA_API_URL"),
        "cloud_id": ("CLOUDCONNEXA_CLOUD_ID",),
        "client_id": ("CLOUDCONNEXA_CLIENT_ID",),
        "client_secret": ("CLOUDCONNEXA_CLIENT_SECRET",),
        "api_version": ("CLOUDCONNEXA_API_VERSION",),
    },
    address=("base_url", "cloud_id"),
    login=("client_id", "client_secret"),
    options=CONNECTION_OPTIONS,
)
CLOUD_ID = re.compile(r"[A-Za-z0-9-]+")


class CloudConnexa:
    """The service: its options, and how tasks connect to it."""

    name = "cloudconnexa"
    options: Mapping[str, Any] = CONNECTION_OPTIONS
    write_options: Mapping[str, Any] = {}
    secrets: tuple[str, ...] = ("client_secret", "CLOUDCONNEXA_CLIENT_SECRET")

    def connect(self, params: Mapping[str, Any], environ: Mapping[str, str], redactor: Redactor) -> CloudConnexaBackend:
        """Return the tenant that the options name. Sends nothing. Raises ConfigurationError."""
        params = resolved(SETTINGS, params, environ, redactor)
        release = params["api_version"] or RELEASES[-1]
        if release not in RELEASES:
            raise ConfigurationError(f'api_version "{release}" is unknown; use one of {", ".join(RELEASES)}.')
        client_id, secret = params["client_id"], params["client_secret"]
        builder = ClientBuilder(CloudConnexaClient).redactor(redactor).base_url(*address(params))
        builder.auth(ClientCredentials(client_id, secret, token_path=TOKEN_PATH))
        return CloudConnexaBackend(configure(builder, params, environ, f"{client_id}:{secret}").build(), release)


def address(params: Mapping[str, Any]) -> tuple[str, str]:
    """Return the address of the tenant and the option it comes from. Raises ConfigurationError for a wrong cloud_id."""
    base, cloud_id = params.get("base_url"), params.get("cloud_id")
    if base:
        return str(base), "base_url"
    if not CLOUD_ID.fullmatch(str(cloud_id)):
        raise ConfigurationError(f'cloud_id "{cloud_id}" may have letters, digits and hyphens only.')
    return f"https://{cloud_id}.api.openvpn.com", "cloud_id"


class CloudConnexaBackend:
    """One tenant: reads collections as models and carries out plans."""

    def __init__(self, client: Client, release: str) -> None:
        self.client = client
        self._release = release
        self._collections: dict[str, Collection] = {}

    @property
    def release(self) -> str:
        """The release of the API that the options name."""
        return self._release

    @property
    def account(self) -> tuple[str, str]:
        """The address of the tenant, and who logs in there."""
        return self.client.session.connection.base_url, self.client.auth.identity

    def kind(self, name: str) -> Resource:
        """Return the declaration of a kind of object."""
        return RESOURCES[name]

    def supports(self, release: str) -> bool:
        """Return whether the tenant is at this release or a later one."""
        return _numbers(self.release) >= _numbers(release)

    def newer(self, release: str) -> str:
        """Return what to set so that the tenant counts as at least this release, in a sentence."""
        value = next(known for known in RELEASES if _numbers(known) >= _numbers(release))
        return f"Set api_version to {value} if the tenant runs it."

    def turn(self) -> AbstractContextManager[bool]:
        """Wait for other tasks of this user that write, and tell whether one did since this one began."""
        return self.client.turn()

    def refresh(self) -> bool:
        """Read afresh from now on; return whether anything that was read so far may be old."""
        return self.client.cache.refresh()

    def warnings(self) -> Sequence[str]:
        """Return what the user should know although the task goes on."""
        return self.client.session.warnings

    def place(self) -> str:
        """Return what all reads are of: the address of the service, and what narrows them besides kind and parents."""
        return self.client.session.connection.base_url

    def context(self) -> Mapping[str, Any]:
        """Rules of CloudConnexa look at the object alone."""
        return {}

    def extras(self, wanted: Plan) -> Mapping[str, Any]:
        """Results hold nothing besides the object."""
        return {}

    def read(self, resource: Resource, scope: Mapping[str, Any]) -> Sequence[Model]:
        """Return all objects of a kind, of one parent if the scope names it."""
        with says(f"reading the {resource.plural.replace('_', ' ')}"):
            below = [scope] if scope else _parents(resource)
            items = [item for one in below for item in self._collection(resource, one).list(**_query(resource, one))]
            return [decoded(resource, item) for item in items]

    def fetch(self, resource: Resource, model: Model) -> Model:
        """Return an object with the members that its collection leaves out."""
        with says(f'reading the {resource.title} "{resource.name_of(model)}"'):
            return decoded(resource, self._collection(resource, {}).get(identified(resource, model["id"])))

    def apply(self, wanted: Plan) -> Optional[Model]:
        """Carry out a plan and return the object as it is then."""
        return apply_steps(wanted, self, self.client.session.pause)

    def create(self, wanted: Plan, step: Step) -> Model:
        """Create the object of a step."""
        body = encode(self._declared(wanted.resource), step.after or {})
        with self._writing("creating", wanted):
            answer = self._collection(wanted.resource, wanted.scope).create(
                body, **_query(wanted.resource, wanted.scope)
            )
            return self._answered(wanted, answer, step)

    def update(self, wanted: Plan, step: Step) -> Model:
        """Replace the object of a step by the complete wanted one."""
        body = encode(self._declared(wanted.resource), step.after or {}, step.before)
        with self._writing("updating", wanted):
            collection = self._collection(wanted.resource, wanted.scope)
            answer = collection.update(identified(wanted.resource, step.identifier), body, **_always(wanted))
            return self._answered(wanted, answer, step)

    def delete(self, wanted: Plan, step: Step) -> None:
        """Delete the object of a step; one that is gone already is fine."""
        with self._writing("deleting", wanted):
            try:
                identifier = identified(wanted.resource, step.identifier)
                self._collection(wanted.resource, wanted.scope).delete(identifier, **_always(wanted))
            except ResourceNotFoundError:
                return

    def act(self, wanted: Plan, step: Step) -> None:
        """Carry out an action on the object of a step."""
        with self._writing(f"the action {step.verb} on", wanted):
            identifier = identified(wanted.resource, step.identifier)
            getattr(self._collection(wanted.resource, wanted.scope), step.verb)(identifier)

    def _declared(self, resource: Resource) -> Resource:
        """Return a declaration without what the release lacks."""
        if self.release == RELEASES[-1]:
            return resource
        return dataclasses.replace(resource, fields=declared_at(resource.fields, self.supports))

    def _answered(self, wanted: Plan, answer: Any, step: Step) -> Model:
        """Return the object of the answer to a write.

        One without an object leaves the planned one, unless that is new: what needs it has to know its id. Raises ExtractionError, after
        which it is read back.
        """
        known = isinstance(answer, Mapping) and answer.get("id") not in (None, "")
        if known:
            return decoded(wanted.resource, answer, unclear=True)
        if step.verb == CREATE and wanted.resource.addressed:
            raise ExtractionError("the service accepted it and told no id", unclear=True)
        return {**(step.before or {}), **(step.after or {})}

    def _collection(self, resource: Resource, scope: Mapping[str, Any]) -> Collection:
        if not isinstance(resource, CloudResource):
            raise TypeError(f"{resource.kind} is no kind of object of a tenant")
        path = resource.path_below(scope)
        if path not in self._collections:
            base = ACTING.get(resource.kind, Collection)
            declared = declare(API + path, pagination=resource.pagination)(type(resource.kind, (base,), {}))
            self._collections[path] = self.client.resource(declared)
        return self._collections[path]

    @contextmanager
    def _writing(self, verb: str, wanted: Plan) -> Iterator[None]:
        """Name the object in errors, and tell those apart after which the write may have taken effect."""
        try:
            with says(f'{verb} {wanted.resource.title} "{wanted.name}"'):
                yield
        except ApiClientError as error:
            if error.unclear:
                raise Unclear(error, isinstance(error, ExtractionError)) from None
            raise


def decoded(resource: Resource, item: Any, unclear: bool = False) -> Model:
    """Return an object of an answer. Raises ExtractionError for anything that is none: nothing must follow from it.

    ``unclear`` says that it is the answer to a write, which may have taken effect.
    """
    try:
        return decode(resource, item)
    except Misshapen:
        raise ExtractionError(f"the answer holds something that is no {resource.title}", unclear=unclear) from None


def identified(resource: Resource, identifier: Any) -> str:
    """Return the id of an object that is to be addressed. Raises ExtractionError for one without: it must not be guessed."""
    if identifier in (None, ""):
        raise ExtractionError(f"the service has told no id of this {resource.title}")
    return str(identifier)


ACTING: Mapping[str, type[Collection]] = {"user": UserActions, "connector": ConnectorActions}


@contextmanager
def says(what: str) -> Iterator[None]:
    """Put what was tried in front of the words of an error."""
    try:
        yield
    except ConfigurationError:
        raise
    except ApiClientError as error:
        error.message = f"{what} failed: {error.message}".rstrip(".") + "."
        raise


def _query(resource: Resource, scope: Mapping[str, Any]) -> dict[str, str]:
    return {parent.sent: str(scope[parent.name]) for parent in resource.parents if scope.get(parent.name)}


def _always(wanted: Plan) -> dict[str, str]:
    """Return the query that calls for one object need too."""
    every = isinstance(wanted.resource, CloudResource) and wanted.resource.parent_in_every_call
    return _query(wanted.resource, wanted.scope) if every else {}


def _parents(resource: Resource) -> Sequence[Mapping[str, Any]]:
    """Return what to read for all objects of a kind: one collection, or one for each kind of parent."""
    paths = resource.paths if isinstance(resource, CloudResource) else {}
    return [{parent: ""} for parent in paths] or [{}]


def _numbers(release: str) -> tuple[int, ...]:
    return tuple(int(part) for part in release.split("."))
