# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Stands in while the simulated router is not there: answers 503 to everything."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any


@dataclass
class _Knobs:
    commit_delay: float = 0.0


class VyosRouter:
    """A router without a configuration."""

    def __init__(self, **options: Any) -> None:
        self.knobs = _Knobs()

    def reset(self) -> None:
        """Nothing to reset."""

    def snapshot(self) -> dict[str, Any]:
        """Nothing to show."""
        return {}

    def restore(self, state: dict[str, Any]) -> None:
        """Nothing to restore."""

    def set_knobs(self, changes: dict[str, Any]) -> None:
        """Take what is known."""
        self.knobs.commit_delay = changes.get("commit_delay", self.knobs.commit_delay)


def create_router_app(router: VyosRouter) -> Any:
    """An application that answers 503."""

    async def app(scope: Any, receive: Any, send: Any) -> None:
        await send({"type": "http.response.start", "status": 503, "headers": [(b"content-length", b"0")]})
        await send({"type": "http.response.body", "body": b""})

    return app
