# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the module of this name in the controller process."""

from __future__ import annotations

from ansible_collections.wanforge.edge.plugins.plugin_utils._action import ActionModule

__all__ = ["ActionModule"]
