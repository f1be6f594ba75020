# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every kind of authentication can do."""

from __future__ import annotations

from typing import Optional

from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request
from ansible_collections.wanforge.edge.plugins.module_utils.http.session import Session


class Auth:
    """No authentication at all, and the base of all others. ``identity`` is who logs in, which is no secret."""

    identity = ""

    def prepare(self, request: Request, session: Session) -> Request:
        """Return the request with whatever proves who sends it. May send requests of its own."""
        return request

    def renew(self, refused: Request) -> bool:
        """Called after a 401 for a request that ``prepare`` returned.

        Return true if the same call should be prepared and sent once more.
        """
        return False

    def secrets(self) -> list[Optional[str]]:
        """Return what must never be shown."""
        return []
