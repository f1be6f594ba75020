# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: api_stats
type: aggregate
short_description: Show what a run asked of CloudConnexa and VyOS
description:
  - Shows at the end of a playbook, for each tenant and router, how many requests the tasks of this collection sent, how many of them
    were repeated or refused with HTTP 429, how long tasks waited, and what came from the cache.
  - Shows nothing if no task asked anything.
  - Tasks that run in the background (C(async)) on another machine, or as another user, are not counted.
  - Tasks cost nothing more while the callback is not enabled.
author: wanforge.edge contributors (@wanforge)
requirements:
  - enabling, with C(callbacks_enabled = wanforge.edge.api_stats) in the section C([defaults]) of C(ansible.cfg)
options:
  slowest:
    description: How many of the slowest tasks to show, with what they waited for. V(0) shows none.
    type: int
    default: 5
    env:
      - name: WANFORGE_EDGE_API_STATS_SLOWEST
    ini:
      - section: callback_api_stats
        key: slowest
"""

import os
import tempfile
from collections.abc import Callable
from typing import Any, Optional

from ansible import constants
from ansible.plugins.callback import CallbackBase

from ansible_collections.wanforge.edge.plugins.module_utils.http.counters import VARIABLE, read
from ansible_collections.wanforge.edge.plugins.plugin_utils._stats import lines


class CallbackModule(CallbackBase):
    """Has the tasks write what they count to a file, and shows the sum."""

    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "wanforge.edge.api_stats"
    CALLBACK_NEEDS_ENABLED = True

    # From the base class, which has no types.
    get_option: Callable[..., Any]
    _path: Optional[str] = None

    def v2_playbook_on_start(self, playbook: Any) -> None:
        """Make the file, in the folder that Ansible removes at its end, and let all processes of this run know of it."""
        try:
            handle, self._path = tempfile.mkstemp(prefix="api_stats_", dir=vars(constants)["DEFAULT_LOCAL_TMP"])
        except OSError as fault:
            self._display.warning(f"The callback api_stats cannot count: {fault.strerror}.")
            return
        os.close(handle)
        os.environ[VARIABLE] = self._path

    def v2_playbook_on_stats(self, stats: Any) -> None:
        """Show what was counted."""
        path, self._path = self._path, None
        if path is None:
            return
        os.environ.pop(VARIABLE, None)
        try:
            with open(path, encoding="utf-8", errors="replace") as file:
                records = read(file)
            os.unlink(path)
        except OSError as fault:
            self._display.warning(f"The callback api_stats cannot read what it counted: {fault.strerror}.")
            return
        found = lines(records, int(self.get_option("slowest")))
        if found:
            self._display.banner("API REQUESTS")
            for line in found:
                self._display.display(line)
            self._display.display("")
