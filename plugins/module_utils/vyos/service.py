# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A VyOS router as the engine sees it: one read, one commit, one save."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.auth.api_key import ApiKeyAuth
from ansible_collections.wanforge.edge.plugins.module_utils.connection import COMMON_OPTIONS, configure, resolved
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field, Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Plan
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    ConfigurationError,
    ConflictError,
    InternalAPIError,
    VersionCompatibilityError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.module_utils.sources import Settings
from ansible_collections.wanforge.edge.plugins.module_utils.vyos import tree
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.client import VyosClient, below
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.nat import GROUP_KINDS, NAT_RULE
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.releases import (
    RELEASES,
    from_release,
    release_of,
    to_release,
)

CONNECTION_OPTIONS: Mapping[str, Any] = {
    "url": {"type": "str"},
    "api_key": {"type": "str", "no_log": True},
    "release": {"type": "str", "choices": ["auto", *RELEASES]},
    **COMMON_OPTIONS,
}
SETTINGS = Settings(
    "vyos",
    variables={"url": ("VYOS_URL",), "api_key": ("VYOS_API_KEY",), "release": ("VYOS_RELEASE",)},
    address=("url",),
    login=("api_key",),
    options=CONNECTION_OPTIONS,
)
COMMIT_RUNNING = "Another commit may be running at the router; try again when it is done."
COMMIT_OPEN = "The commit may still be running: run the task again with save=always, and raise commit_timeout."
LOCK_TRIES = 20
READ_TRIES = 3
KINDS = ("source", "destination", "static")
SAVES = ("changed", "always", "never")


class Vyos:
    """The service: its options, and how tasks connect to it."""

    name = "vyos"
    options: Mapping[str, Any] = CONNECTION_OPTIONS
    write_options: Mapping[str, Any] = {
        "save": {"type": "str", "choices": list(SAVES), "default": "changed"},
        "commit_timeout": {"type": "int", "default": 600},
    }
    secrets: tuple[str, ...] = ("api_key", "VYOS_API_KEY")

    def connect(self, params: Mapping[str, Any], environ: Mapping[str, str], redactor: Redactor) -> VyosBackend:
        """Return the router that the options name. Sends nothing. Raises ConfigurationError."""
        params = resolved(SETTINGS, params, environ, redactor)
        release = params["release"] or "auto"
        if release not in ("auto", *RELEASES):
            raise ConfigurationError(f'release "{release}" is unknown; use one of auto, {", ".join(RELEASES)}.')
        key = params["api_key"]
        builder = ClientBuilder(VyosClient).redactor(redactor).auth(ApiKeyAuth(key, place="form", name="key"))
        builder.base_url(params["url"], "url")
        configure(builder, params, environ, key)
        return VyosBackend(builder.build(), None if release == "auto" else release, params)


class VyosBackend:
    """One router: reads its NAT rules as models and carries a plan out in one commit."""

    def __init__(self, client: VyosClient, release: Optional[str], params: Mapping[str, Any]) -> None:
        self.client = client
        self._release = release
        self._params = params
        self._configuration: dict[str, Any] = {}
        self._whole = False

    @property
    def release(self) -> str:
        """The router's release; asked for once if the options do not say."""
        if self._release is None:
            version = self._attempt("asking the router for its release", self.client.version)
            self._release = release_of(version)
            if self._release is None:
                raise VersionCompatibilityError(
                    "the release of the router cannot be told from its version",
                    hint=f"Set the option release to one of {', '.join(RELEASES)}.",
                )
        return self._release

    def kind(self, name: str) -> Resource:
        """Return the declaration of a kind of object."""
        return {NAT_RULE.kind: NAT_RULE}[name]

    def supports(self, release: str) -> bool:
        """Return whether the router is at this release or a later one."""
        return RELEASES.index(self.release) >= RELEASES.index(release)

    def newer(self, release: str) -> str:
        """Return what to set so that the router counts as at least this release, in a sentence."""
        if (self._params.get("release") or "auto") == "auto":
            return "Leave the option out, or upgrade the router."
        return f"Set release to {release} if the router runs it, or to auto."

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
        """Return the release and, if the whole configuration was read, the names of the firewall groups."""
        context: dict[str, Any] = {"release": self.release}
        if self._whole:
            groups = below(self._configuration, "firewall", "group")
            kinds = ("interface_group", *GROUP_KINDS)
            context["groups"] = {kind: set(below(groups, kind.replace("_", "-"))) for kind in kinds}
        return context

    def read(self, resource: Resource, scope: Mapping[str, Any]) -> Sequence[Model]:
        """Return all NAT rules. One request: the whole configuration if groups must be looked up, else what lies below nat."""
        release = self.release
        self._whole = _names_a_group(self._params)
        self._configuration = self._attempt(
            "reading the configuration",
            lambda: self.client.tree([]) if self._whole else {"nat": self.client.tree(["nat"])},
        )
        models: list[Model] = []
        for kind in KINDS:
            rules = below(self._configuration, "nat", kind, "rule")
            for number in rules:
                identity = {"type": kind, "rule": int(number) if _plain(number) else number}
                rule = from_release(kind, below(rules, number), release)
                models.append({**identity, **tree.decode(_body(resource), rule)})
        return models

    def fetch(self, resource: Resource, model: Model) -> Model:
        """Return the rule as it is: the configuration leaves nothing out."""
        return model

    def commands(self, wanted: Plan) -> list[tree.Command]:
        """Return the operations of the one commit that carries out a plan."""
        found: list[tree.Command] = []
        for step in wanted.steps:
            known = step.before or step.after or {}
            kind, number = str(known["type"]), str(known["rule"])
            path = ("nat", kind, "rule", number)
            have = self._tree(wanted.resource, kind, step.before)
            if step.after is None:
                found.append(tree.Command("delete", path))
                continue
            want = self._tree(wanted.resource, kind, step.after)
            actual = below(self._configuration, "nat", kind, "rule", number)
            found += tree.commands(path, have, want, actual)
        return found

    def _tree(self, resource: Resource, kind: str, model: Optional[Model]) -> dict[str, Any]:
        return {} if model is None else to_release(kind, tree.encode(_body(resource), model), self.release)

    def extras(self, wanted: Plan) -> Mapping[str, Any]:
        """Return the commands of the commit, and whether the configuration is saved after it."""
        return {"commands": [str(command) for command in self.commands(wanted)], "saved": self._saves(wanted)}

    def _saves(self, wanted: Plan) -> bool:
        save = self._params.get("save")
        return save == "always" or (save == "changed" and wanted.changed)

    def apply(self, wanted: Plan) -> Optional[Model]:
        """Commit a plan, save if that is asked for, and return the object as it is then."""
        commands = self.commands(wanted)
        if commands:
            self._commit(wanted, commands)
        if self._saves(wanted):
            try:
                self._attempt("saving the configuration", self.client.api.save)
            except ApiClientError as error:
                error.context["changed"] = wanted.changed
                error.hint = (
                    "The change is active but lost at the next reboot; run the task again with save=always. "
                    + error.hint
                )
                raise
        return wanted.model

    def _commit(self, wanted: Plan, commands: Sequence[tree.Command]) -> None:
        """Send all operations as one commit; if it stays open whether it took effect, look, and repeat it only if not."""
        seconds = float(max(self._params["commit_timeout"], self._params["timeout"]))
        what = f'the commit of {wanted.resource.title} "{wanted.name}"'
        failures = 0
        while True:
            try:
                self._attempt(
                    what, lambda: self.client.api.configure([command.wire() for command in commands], seconds)
                )
                return
            except ApiClientError as error:
                if not error.unclear:
                    raise
                if self._took_effect(wanted, error):
                    return
                failures += 1
                if not self.client.session.pause(failures):
                    error.hint = COMMIT_OPEN
                    raise

    def _took_effect(self, wanted: Plan, fault: ApiClientError) -> bool:
        try:
            models = self.read(wanted.resource, {})
        except ApiClientError:
            fault.hint = COMMIT_OPEN
            raise fault from None
        found = next((model for model in models if wanted.resource.same(model, _target(wanted))), None)
        if wanted.model is None or found is None:
            return wanted.model is None and found is None
        return all(
            field.equal(found.get(field.name), wanted.model.get(field.name)) for field in wanted.resource.settable
        )

    def _attempt(self, what: str, send: Callable[[], Any]) -> Any:
        """Send, again and again while another commit holds the lock, and name in errors what was tried.

        Reads may fail while a commit runs (HTTP API reference section 4.2): they get more patience than others, too.
        """
        failures = 0
        attempts = self.client.session.connection.retry.attempts
        while True:
            try:
                return send()
            except ConflictError as error:
                failures += 1
                last = attempts < 2 or failures >= LOCK_TRIES
                if last or not self.client.session.pause(min(failures, attempts - 1)):
                    error.hint = COMMIT_RUNNING
                    raise _named(what, error) from None
            except InternalAPIError as error:
                failures += 1
                error.hint = COMMIT_RUNNING
                if error.unclear or attempts < 2 or failures >= READ_TRIES or not self.client.session.pause(1):
                    raise _named(what, error) from None
            except ApiClientError as error:
                raise _named(what, error) from None


def _named(what: str, error: ApiClientError) -> ApiClientError:
    if not isinstance(error, ConfigurationError):
        error.message = f"{what} failed: {error.message}".rstrip(".") + "."
    return error


def _target(wanted: Plan) -> Model:
    step = wanted.steps[0]
    return step.after or step.before or {}


def _plain(number: Any) -> bool:
    """Return whether a key is a rule number as we write it; others, such as 0100, belong to somebody else."""
    text = str(number)
    return text.isascii() and text.isdigit() and str(int(text)) == text


def _body(resource: Resource) -> tuple[Field, ...]:
    return tuple(field for field in resource.fields if field.name not in resource.identity)


def _names_a_group(params: Mapping[str, Any]) -> bool:
    sides = [(params.get(side) or {}).get("group") for side in ("source", "destination")]
    interfaces = [(params.get(name) or {}).get("group") for name in ("inbound_interface", "outbound_interface")]
    return any(any(side.values()) for side in sides if side) or any(interfaces)
