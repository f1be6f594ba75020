# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulated CloudConnexa tenant behind the service's HTTP API."""

from __future__ import annotations

from .app import create_app
from .tenant import Tenant

__all__ = ["Tenant", "create_app"]
