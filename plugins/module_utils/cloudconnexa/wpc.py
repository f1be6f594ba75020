# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The whole tenant in one task: options, backend, plan and export."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping, Sequence
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.document import (
    COLLECTIONS,
    KINDS,
    ORDER,
    SECTIONS,
    Wanted,
    export,
    secrets,
    wanted,
)
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.settings import (
    ALL,
    BY_NAME,
    SETTINGS,
    Setting,
    SettingsBackend,
    supported,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge.bulk import BulkReader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.campaign import Campaign, campaign, prepare_all
from ansible_collections.wanforge.edge.plugins.module_utils.converge.consequences import check_whole, losses
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Plan
from ansible_collections.wanforge.edge.plugins.module_utils.converge.purge import Purge, leftovers
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor

WPC_OPTIONS: Mapping[str, Any] = {
    "config": {"type": "dict"},
    "src": {"type": "path"},
    "purge": {"type": "list", "elements": "str", "choices": list(COLLECTIONS), "default": []},
    "purge_limit": {"type": "int"},
    "protect": {"type": "list", "elements": "str", "default": []},
    "parallel": {"type": "int", "default": 4},
}
WPC_RULES: Mapping[str, Any] = {
    "mutually_exclusive": [["config", "src"]],
    "required_one_of": [["config", "src"]],
}
MOST_PARALLEL = 20
INSIDE: tuple[str, ...] = tuple(dict.fromkeys(kind.plural for section in SECTIONS.values() for kind in section.inside))
EXPORTED = tuple(name for name in (*SECTIONS, *INSIDE) if name != "devices")
WPC_INFO_OPTIONS: Mapping[str, Any] = {
    "sections": {
        "type": "list",
        "elements": "str",
        "choices": [*SECTIONS, *INSIDE],
        "default": list(EXPORTED),
    },
}


class Tenant(SettingsBackend):
    """A tenant with its settings as one more object."""

    def settings(self, asked: Sequence[Setting]) -> None:
        """Say which settings are read."""
        self._asked = asked

    def apply(self, wanted: Plan) -> Optional[Model]:
        """Carry out a plan, with the whole budget for waiting, and return the object as it is then."""
        self.client.session.renew()
        return super().apply(wanted)

    def expected(self, writes: int) -> Optional[float]:
        """Return the seconds that so many writes need under the limit of the service, None if that is not known."""
        return self.client.session.expected(writes)


class WholeTenant(CloudConnexa):
    """The service for the modules about the whole tenant."""

    def connect(self, params: Mapping[str, Any], environ: Mapping[str, str], redactor: Redactor) -> Tenant:
        """Return the tenant that the options name. Sends nothing. Raises ConfigurationError."""
        found = super().connect(params, environ, redactor)
        return Tenant(found.client, found.release, ())


class WholeDocument:
    """What the module does with a document."""

    def understood(self, document: Mapping[str, Any], tenant: Tenant) -> tuple[Wanted, Sequence[str]]:
        """Return what a document asks for, and its secrets, which are never shown from then on. Raises PlanError."""
        hidden = secrets(document)
        for secret in hidden:
            tenant.client.session.redactor.register(secret)
        found = wanted(document)
        stated = next((item.params for item in found.items if item.resource is SETTINGS), {})
        tenant.settings(supported([setting for setting in ALL if setting.name in stated], tenant))
        return found, hidden

    def planned(self, params: Mapping[str, Any], found: Wanted, tenant: Tenant, named: bool) -> Campaign:
        """Return the campaign that makes a tenant be as a document says. Sends reads only. Raises PlanError."""
        purge = purging(params, found)
        reader = BulkReader(tenant)
        plans = prepare_all(found.items, tenant, reader, named, params["parallel"])
        inside = {section.resource.kind: section.inside for section in SECTIONS.values()}
        deletions, spared = leftovers(found.covers, plans, reader, purge, inside)
        check_whole(plans, deletions, reader)
        made = campaign(plans, ORDER, deletions, spared)
        warnings = losses(plans, deletions, reader, [section.resource for section in SECTIONS.values()])
        return dataclasses.replace(made, warnings=tuple(warnings))


def purging(params: Mapping[str, Any], found: Wanted) -> Purge:
    """Return what may be deleted. Raises InvalidOption for numbers out of range and for lists that the document does not state."""
    limit = params["purge_limit"]
    if limit is not None and limit < 0:
        raise InvalidOption(f'purge_limit "{limit}" must not be negative.')
    if not 1 <= params["parallel"] <= MOST_PARALLEL:
        raise InvalidOption(f'parallel "{params["parallel"]}" must be between 1 and {MOST_PARALLEL}.')
    stated = {cover.resource.plural for cover in found.covers}
    missing = [name for name in params["purge"] if name not in stated]
    if missing:
        raise InvalidOption(
            f"purge names {', '.join(missing)}, but the document does not state any such list.",
            "State the list in the document, empty if all its objects are to be deleted, or leave it out of purge.",
        )
    return Purge(tuple(KINDS[name] for name in params["purge"]), limit, tuple(params["protect"]))


def exported(params: Mapping[str, Any], tenant: Tenant) -> tuple[dict[str, Any], Sequence[str]]:
    """Return a tenant as a document, and warnings. Sends reads only. Raises InvalidOption."""
    names = params["sections"]
    inside = [name for name in names if name in INSIDE]
    outside = {name for name, section in SECTIONS.items() if {kind.plural for kind in section.inside} & set(inside)}
    alone = [name for name in inside if not any(name in _inside(section) for section in names if section in outside)]
    if alone:
        raise InvalidOption(
            f"sections names {', '.join(alone)} without what they belong to.",
            "Name networks, hosts or users, too.",
        )
    tenant.settings([setting for setting in BY_NAME.values() if not setting.since or tenant.supports(setting.since)])
    found = export(tenant, names, inside)
    return {"msg": found.summary(), "config": found.document, "write_only": found.write_only}, found.warnings


def _inside(section: str) -> tuple[str, ...]:
    return tuple(kind.plural for kind in SECTIONS[section].inside)
