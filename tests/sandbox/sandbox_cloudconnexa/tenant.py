# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One simulated tenant: its objects, its credential, its switches."""

from __future__ import annotations

import dataclasses
import random
import time
from typing import Any, Callable, Mapping, Optional

from . import seed as seeds
from .description import Description, describe
from .knobs import Knobs
from .rate_limit import RateLimit
from .schema import Style, parse_level
from .store import Store
from .tokens import Tokens

IP_MODE = "wpc/ip-allocation-mode"
AUDIT_LIMIT = 10_000


class Tenant:
    """State of the service. Everything but tokens and time follows from the seed and the requests."""

    def __init__(
        self,
        seed: int = 1,
        level: str = "1.2.3",
        cloud_id: str = "sandbox",
        clock: Callable[[], float] = time.monotonic,
        client_secret: Optional[str] = None,
    ) -> None:
        source = random.Random(f"credentials:{seed}")
        self.seed = seed
        self.cloud_id = cloud_id
        self.client_id = f"{source.getrandbits(64):016x}.{cloud_id}"
        self.client_secret = client_secret or f"{source.getrandbits(160):040x}"
        self.tokens = Tokens(self.client_id, self.client_secret, clock)
        self.rate_limit = RateLimit(clock)
        self.initial_knobs = Knobs().changed({"level": level})
        describe(level)
        self.reset()

    def reset(self) -> None:
        """Go back to the state and the knobs of the start. Tokens stay valid."""
        self.knobs = self.initial_knobs
        self.store = Store(self.seed)
        self.store.settings = seeds.settings()
        self.store.switches = dict(seeds.SWITCHES)
        self.audit: list[dict[str, Any]] = []
        self.started = time.time()
        self.rate_limit.clear()
        self._populate()

    def _populate(self) -> None:
        group = self.store.new_id()
        body = {
            "name": "Default",
            "vpnRegionIds": [],
            "allRegionsIncluded": True,
            "internetAccess": "SPLIT_TUNNEL_ON",
            "maxDevice": 3,
            "connectAuth": "NO_AUTH",
            "gatewaysIds": [],
        }
        data = {"default": True, "systemSubnets": self.store.new_subnets()}
        self.store.add("user-groups", {"id": group, "body": body, "data": data})
        owner = {
            "firstName": "Olivia",
            "lastName": "Owner",
            "username": "owner",
            "email": "owner@example.com",
            "groupId": group,
            "role": "OWNER",
            "status": "ACTIVE",
        }
        self.store.add("users", {"id": f"owner@{self.cloud_id}", "body": owner, "data": {}})
        sources = [{"type": kind, "allCovered": True} for kind in ("USER_GROUP", "NETWORK_SERVICE", "HOST")]
        targets = [{"type": kind, "allCovered": True} for kind in ("USER_GROUP", "NETWORK_SERVICE", "HOST_SERVICE")]
        access = {
            "name": "Default Full Mesh Access",
            "description": "Everybody reaches everything.",
            "source": sources,
            "destination": targets,
        }
        self.store.add("access-groups", {"id": self.store.new_id(), "body": access, "data": {"default": True}})

    def snapshot(self) -> dict[str, Any]:
        """The state as JSON-able values; equal states compare equal."""
        return self.store.snapshot()

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to a snapshot."""
        self.store.restore(state)
        self.knobs = dataclasses.replace(self.knobs, ip_mode=self.store.settings[IP_MODE])

    def set_knobs(self, changes: Mapping[str, Any]) -> None:
        """Change knobs; a ValueError with a sentence for a wrong name or value."""
        self.knobs = self.knobs.changed(changes)
        self.store.settings[IP_MODE] = self.knobs.ip_mode
        if "rate_limit" in changes:
            self.rate_limit.clear()

    def get_knobs(self) -> dict[str, Any]:
        """All knobs with their values."""
        return dataclasses.asdict(self.knobs)

    @property
    def revision(self) -> int:
        """A number that changes whenever the state does."""
        return self.store.revision

    @property
    def description(self) -> Description:
        """Operations of the current API level."""
        return describe(self.knobs.level)

    @property
    def style(self) -> Style:
        """How answers look now."""
        v4_only = self.knobs.ip_mode == "IP_V4_ONLY" and self.offers("1.2.3")
        return Style(self.knobs.unset_style, v4_only)

    def offers(self, level: str) -> bool:
        """Whether the tenant runs this release or a newer one."""
        return parse_level(self.knobs.level) >= parse_level(level)

    def record_change(self, operation: str, kind: str, identifier: str, name: str) -> None:
        """Write a line of the audit log."""
        entry = {"operation": operation, "entityType": kind, "entityId": identifier, "entityName": name}
        self.audit.append({**entry, "at": time.time()})
        del self.audit[:-AUDIT_LIMIT]
