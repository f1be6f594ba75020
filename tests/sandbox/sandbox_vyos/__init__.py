# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A simulated VyOS router with its HTTP API, for tests and demonstrations. It needs no router and no network."""

from __future__ import annotations

from . import edits
from . import tree as trees
from .app import create_app
from .knobs import Knobs
from .router import VyosRouter

__all__ = ["Knobs", "VyosRouter", "create_app", "edits", "trees"]
