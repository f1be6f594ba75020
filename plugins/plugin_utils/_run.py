# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tells one run of Ansible from another.

Private to the collection. What is read is kept for the tasks of one run only, so all processes of a run must agree on a name,
whichever of them loads this file first.
"""

from __future__ import annotations

import hashlib
import multiprocessing


def run_name() -> str:
    """Return a name that this process shares with those it was forked from, and with no other run.

    Python gives each program a random key that its workers inherit, which is a secret; its hash is none.
    """
    key = bytes(multiprocessing.current_process().authkey)
    return hashlib.sha256(b"wanforge.edge run" + key).hexdigest()[:32]


RUN = run_name()
