# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What surrounds the simulated services: launcher, faults on demand, request log, control endpoint."""

from __future__ import annotations

from .launcher import main

__all__ = ["main"]
