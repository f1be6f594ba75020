# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The two simulated services and what the middleware must know about each."""

from __future__ import annotations

import dataclasses
from typing import Any, Callable

from sandbox_cloudconnexa import Tenant
from sandbox_cloudconnexa import create_app as create_tenant_app
from sandbox_vyos import VyosRouter
from sandbox_vyos import create_app as create_router_app

from .arguments import Options
from .middleware import Service

TOKEN_PATH = "/api/v1/oauth/token"
CONFIGURING = ("/configure", "/configure-section", "/config-file")
INTERFACES = {"eth0": ["192.0.2.1/24"], "eth1": ["198.51.100.1/24"]}


class Services:
    """Both services with their state."""

    def __init__(self, options: Options) -> None:
        self.tenant = Tenant(seed=options.seed, client_secret=options.client_secret)
        self.router = VyosRouter(release=options.vyos_release, api_key=options.api_key, interfaces=INTERFACES)
        self._router_knobs = self.router_knobs()

    def router_knobs(self) -> dict[str, Any]:
        """The knobs of the router with their values."""
        return dataclasses.asdict(self.router.knobs)

    def knobs(self) -> dict[str, Any]:
        """The knobs of both services."""
        return {"cloudconnexa": self.tenant.get_knobs(), "vyos": self.router_knobs()}

    def state(self) -> dict[str, Any]:
        """The state of both services as JSON-able values."""
        return {"cloudconnexa": self.tenant.snapshot(), "vyos": self.router.snapshot()}

    def restore(self, state: dict[str, Any]) -> None:
        """Go back to an earlier state; a service that is not mentioned stays as it is."""
        if "cloudconnexa" in state:
            self.tenant.restore(state["cloudconnexa"])
        if "vyos" in state:
            self.router.restore(state["vyos"])

    def reset(self) -> None:
        """Go back to how both services were at the start, knobs included."""
        self.tenant.reset()
        self.router.reset()
        self.router.set_knobs(self._router_knobs)

    def cloudconnexa(self) -> Service:
        """The tenant for the middleware."""
        return Service(
            name="cloudconnexa",
            app=create_tenant_app(self.tenant),
            is_write=lambda method, path: method in ("POST", "PUT", "DELETE", "PATCH") and path != TOKEN_PATH,
            is_token=lambda method, path: method == "POST" and path == TOKEN_PATH,
            revision=lambda: self.tenant.revision,
            expire_tokens=self.tenant.tokens.expire_all,
            slow_commit=lambda seconds: _nothing,
        )

    def vyos(self) -> Service:
        """The router for the middleware."""
        return Service(
            name="vyos",
            app=create_router_app(self.router),
            is_write=lambda method, path: method == "POST" and path.rstrip("/") in CONFIGURING,
            is_token=lambda method, path: False,
            revision=self.router.snapshot,
            expire_tokens=_nothing,
            slow_commit=self._slow_commit,
        )

    def _slow_commit(self, seconds: float) -> Callable[[], None]:
        former = self.router.knobs.commit_delay
        self.router.set_knobs({"commit_delay": seconds})
        return lambda: self.router.set_knobs({"commit_delay": former})


def _nothing() -> None:
    """A service without tokens or commits has nothing to do."""
