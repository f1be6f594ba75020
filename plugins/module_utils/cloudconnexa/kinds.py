# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What all kinds of object of a tenant share: where they live, and members that many have."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Compare, Field
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.factory.pagination import PageNumbers, Pagination

PAGES = PageNumbers()
INTERNET_ACCESS = ("SPLIT_TUNNEL_ON", "SPLIT_TUNNEL_OFF", "RESTRICTED_INTERNET")
# Holds the id of the network or host that an object belongs to.
PARENT_ID = "network_item_id"
NETWORK_PARENT = Field("network", wire="networkId", refers="network")
HOST_PARENT = Field("host", wire="hostId", refers="host")
USER_PARENT = Field("user", wire="userId", refers="user")


@dataclass(frozen=True)
class CloudResource(Resource):
    """A kind of object with the path of its collection below /api/v1.

    ``paths`` gives the paths by the kind of the parent, where there is more than one. ``parent_in_every_call`` tells that the
    parent belongs in the query of calls for one object too.
    """

    path: str = ""
    paths: Mapping[str, str] = field(default_factory=dict)
    pagination: Pagination = PAGES
    parent_in_every_call: bool = False

    def path_below(self, scope: Mapping[str, Any]) -> str:
        """Return the path of the collection below a parent."""
        return next((self.paths[parent] for parent in scope if parent in self.paths), self.path)


def gateways() -> Field:
    """Return the field that names the networks whose Internet gateways are used."""
    return Field("gateways", wire="gatewaysIds", type="list", elements="str", compare=Compare.SET, refers="network")


def user_groups(name: str = "user_groups") -> Field:
    """Return the field that names the user groups for which something holds."""
    return Field(name, wire="userGroupsIds", type="list", elements="str", compare=Compare.SET, refers="user_group")


def computed(*names: str, type: str = "str") -> tuple[Field, ...]:
    """Return members that the service makes."""
    return tuple(Field(name, type=type, read_only=True) for name in names)


PLACE = computed(PARENT_ID, "network_item_type")
