# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Writes of which nothing can be read back: what they do is not seen in any object.

So they cannot be compared, and each run sends them. Whether one may be sent again when no answer came is a fact about each, which
it carries with it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Mapping, Sequence
from typing import Any, Optional, TypeVar

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import (
    CloudConnexa,
    CloudConnexaBackend,
    says,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge.collection import indexed
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import Ambiguous
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Model, Pending
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Plan, Step
from ansible_collections.wanforge.edge.plugins.module_utils.converge.references import Catalogue, resolve
from ansible_collections.wanforge.edge.plugins.module_utils.converge.releases import unsupported
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor

Answer = TypeVar("Answer")
AGAIN = "Run the task again: what it does is the same when it is done twice."
SEND = "send"


@dataclasses.dataclass(frozen=True)
class Errand:
    """One such write.

    ``what``: how messages call it. ``repeats``: done twice it does the same as once, so it is sent again if no answer came;
    otherwise ``hint`` says what to do then.
    """

    request: Request
    what: str
    repeats: bool
    hint: str = AGAIN

    @property
    def step(self) -> Step:
        """The step of a plan that does it."""
        return Step(SEND, None, {"errand": self})


class Errands(CloudConnexa):
    """The service for modules that run errands."""

    def connect(self, params: Mapping[str, Any], environ: Mapping[str, str], redactor: Redactor) -> ErrandBackend:
        """Return the tenant that the options name. Sends nothing."""
        tenant = super().connect(params, environ, redactor)
        return ErrandBackend(tenant.client, tenant.release)


class ErrandBackend(CloudConnexaBackend):
    """Runs errands one after the other."""

    def __init__(self, client: Client, release: str) -> None:
        super().__init__(client, release)
        self._notes: list[str] = []

    def note(self, text: str) -> None:
        """Warn the user, once."""
        if text not in self._notes:
            self._notes.append(text)

    def warnings(self) -> Sequence[str]:
        """Return what the user should know although the task goes on."""
        return [*super().warnings(), *self._notes]

    def require(self, what: str, since: str) -> None:
        """Raise Unsupported if the release lacks something."""
        if not self.supports(since):
            raise unsupported(f"{what} needs release", since, self)

    def apply(self, wanted: Plan) -> Optional[Model]:
        """Run the errands of a plan. An error says whether one before it was run."""
        for number, step in enumerate(wanted.steps):
            try:
                self.run((step.after or {})["errand"], acknowledged)
            except ApiClientError as error:
                error.context["changed"] = number > 0
                raise
        return wanted.model

    def run(self, errand: Errand, read: Callable[[Response], Answer]) -> Answer:
        """Run an errand and return what ``read`` finds in the answer.

        It is repeated, as long as the retry policy allows, if it is not known whether it was run and running it twice is harmless.
        """
        failures = 0
        while True:
            try:
                with says(errand.what):
                    return read(self.client.execute(errand.request))
            except ApiClientError as error:
                if not error.unclear:
                    raise
                failures += 1
                if errand.repeats and self.client.session.pause(failures):
                    continue
                error.hint, error.unclear = errand.hint, False
                raise


def acknowledged(response: Response) -> None:
    """Raise ResponseError if an answer is none of the service: it has no body, a bare word or text, or JSON.

    Its media type says nothing (API reference section 1.3). A page comes from somebody else, so it is not known whether the errand
    was run.
    """
    if response.content.lstrip()[:1] in ("<", "{", "["):
        response.decode()


def located(resource: Resource, params: Mapping[str, Any], reader: Catalogue) -> tuple[Any, Mapping[str, Any]]:
    """Return the object that the option of its kind names, by id or name, and its parents as far as they are stated.

    What does not exist, or lies below a parent that does not exist, is Pending. Raises Ambiguous for a name that two share.
    """
    named = str(params[resource.kind])
    given = [parent for parent in resource.parents if params.get(parent.name)]
    scope = {parent.name: resolve(parent, params[parent.name], None, reader) for parent in given}
    for found in scope.values():
        if isinstance(found, Pending):
            return found, scope
    models = indexed(resource, reader.all(resource, scope))
    known = models.with_id(named)
    matches = [known] if known is not None else models.called(named)
    if len(matches) > 1:
        listed = ", ".join(str(model.get("id")) for model in matches)
        raise Ambiguous(
            f'{len(matches)} objects of kind {resource.title} are called "{named}": {listed}.',
            f"State {' or '.join(parent.name for parent in resource.parents)}, too, or the id in place of the name.",
        )
    return matches[0] if matches else Pending(resource.title, named), scope
