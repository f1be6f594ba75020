# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""An action that does nothing: what a task costs at the least."""

from __future__ import annotations

from typing import Any, Optional

from ansible.plugins.action import ActionBase


class ActionModule(ActionBase):
    """Return at once."""

    def run(self, tmp: Optional[str] = None, task_vars: Optional[dict[str, Any]] = None) -> dict[str, Any]:
        """Do what every action does before its own work, and nothing more."""
        result = super().run(tmp, task_vars)
        result["changed"] = False
        return dict(result)
