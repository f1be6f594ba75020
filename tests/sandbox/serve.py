# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Start the sandbox: a simulated CloudConnexa tenant, a simulated VyOS router and a control endpoint."""

from __future__ import annotations

import sys

from sandbox_shell import main

if __name__ == "__main__":
    sys.exit(main())
