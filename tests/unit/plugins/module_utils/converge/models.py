# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A small service with sites, groups, devices and regions, for tests of the engine."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.converge import checks
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Compare, Field, Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Plan
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource, Transition

SITE = Resource(kind="site", plural="sites", fields=(Field("name", required=True),), contents=(("routes", "subnet"),))
GROUP = Resource(kind="group", plural="groups", fields=(Field("name", required=True),))
REGION = Resource(
    kind="region", plural="regions", creatable=False, identity=("id",), fields=(Field("id", read_only=True),)
)


def no_rain(stated: Model) -> Iterator[str]:
    """An option rule."""
    if stated.get("description") == "rain":
        yield "description must not be rain"


def no_lonely_owner(wanted: Model, context: Mapping[str, Any]) -> Iterator[str]:
    """A rule over the whole object and its surroundings."""
    if wanted.get("role") == "OWNER" and not context.get("owners"):
        yield "role OWNER needs an owner"


DEVICE = Resource(
    kind="device",
    plural="devices",
    label="edge device",
    parents=(Field("site", wire="siteId", refers="site"),),
    option_rules=(no_rain,),
    rules=(no_lonely_owner,),
    one_of=(("regions", "everywhere"),),
    exclusive=(("regions", "everywhere"),),
    transitions=(
        Transition("present", "status", ("ACTIVE", "INVITED"), "activate", "ACTIVE"),
        Transition("suspended", "status", ("SUSPENDED",), "suspend", "SUSPENDED"),
    ),
    fields=(
        Field("name", required=True),
        Field("description"),
        Field("serial", create_only=True),
        Field("role", choices=("OWNER", "MEMBER")),
        Field("group", wire="groupId", refers="group", required=True),
        Field("others", wire="otherIds", type="list", elements="str", compare=Compare.SET, refers="group"),
        Field(
            "regions",
            wire="regionIds",
            type="list",
            elements="str",
            compare=Compare.SET,
            refers="region",
            unless="everywhere",
            implies=(("everywhere", False),),
        ),
        Field("everywhere", type="bool", absent=False),
        Field("egress", type="bool", absent=False),
        Field("limit", type="int", check=checks.not_negative),
        Field("tunnel", type="dict", since="2.0", fields=(Field("subnets", type="list", check=checks.network),)),
        Field("mail", since="2.0", check=checks.email),
        Field("status", read_only=True, echo=True),
        Field("api_key", secret=True),
    ),
)


class FakeBackend:
    """A service that only reads, and notes what it was asked."""

    def __init__(self, release: str = "2.0", **collections: Sequence[Model]) -> None:
        self._release = release
        self.collections = collections
        self.reads: list[tuple[str, dict[str, Any]]] = []
        self.applied: list[Plan] = []

    @property
    def release(self) -> str:
        """The release."""
        return self._release

    def kind(self, name: str) -> Resource:
        """The declaration of a kind."""
        return {"site": SITE, "group": GROUP, "region": REGION, "device": DEVICE}[name]

    def supports(self, release: str) -> bool:
        """Whether the service is as new as that."""
        return self._release >= release

    def newer(self, release: str) -> str:
        """What to set."""
        return f"Set version to {release}."

    def read(self, resource: Resource, scope: Mapping[str, Any]) -> Sequence[Model]:
        """All objects of a kind and parent."""
        self.reads.append((resource.kind, dict(scope)))
        found = self.collections.get(resource.plural, ())
        site = scope.get("site")
        return [model for model in found if site is None or model.get("site") == site]

    def fetch(self, resource: Resource, model: Model) -> Model:
        """One object; its collection leaves nothing out."""
        return model

    def context(self) -> Mapping[str, Any]:
        """What rules may look at."""
        return {"owners": self.collections.get("owners", ())}

    def apply(self, wanted: Plan) -> Optional[Model]:
        """Note the plan."""
        self.applied.append(wanted)
        return wanted.model

    def extras(self, wanted: Plan) -> Mapping[str, Any]:
        """Nothing."""
        return {}


def device(**members: Any) -> dict[str, Any]:
    """Return an object as it is read."""
    empty: dict[str, Any] = {field.name: None for field in DEVICE.fields}
    known = {"id": "d1", "name": "edge", "group": "g1", "regions": ["r1"], "status": "ACTIVE", "site": "s1"}
    return {**empty, **known, **members}


def params(**members: Any) -> dict[str, Any]:
    """Return options as a module gets them: everything that is not stated is None."""
    empty: dict[str, Any] = {field.name: None for field in (*DEVICE.settable, *DEVICE.parents)}
    return {**empty, "id": None, "state": "present", "site": "hq", "name": "edge", **members}


def tenant(*devices: Model, release: str = "2.0", **more: Sequence[Model]) -> FakeBackend:
    """Return a service with two sites, three groups and two regions."""
    collections: dict[str, Sequence[Model]] = {
        "sites": [{"id": "s1", "name": "hq"}, {"id": "s2", "name": "branch"}],
        "groups": [{"id": "g1", "name": "one"}, {"id": "g2", "name": "two"}, {"id": "g3", "name": "two"}],
        "regions": [{"id": "r1"}, {"id": "r2"}],
        "devices": devices,
    }
    return FakeBackend(release, **{**collections, **more})
