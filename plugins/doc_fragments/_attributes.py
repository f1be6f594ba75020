# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every module says about itself."""

from __future__ import annotations


class ModuleDocFragment:
    """Attributes of modules, in groups."""

    DOCUMENTATION = r"""
options: {}
attributes:
  check_mode:
    description: Can run in check mode and tell what it would change without changing anything.
    support: full
  diff_mode:
    description: Shows in diff mode what it changes or would change.
    support: full
  idempotent:
    description: Sends no write request and reports no change when run again with the same options.
    support: full
  async:
    description: Can run in the background with the keyword C(async).
    support: full
  platform:
    description: Where the module runs.
    support: full
    platforms: posix
"""

    INFO = r"""
options: {}
attributes:
  check_mode:
    description: Can run in check mode. It never changes anything.
    support: full
  diff_mode:
    description: Shows in diff mode what it changes or would change.
    support: N/A
  idempotent:
    description: Sends no write request and reports no change when run again with the same options.
    support: full
  async:
    description: Can run in the background with the keyword C(async).
    support: full
  platform:
    description: Where the module runs.
    support: full
    platforms: posix
"""

    CLOUDCONNEXA = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/wanforge.edge.cloudconnexa) in C(module_defaults) to set the connection options once.
    support: full
    membership:
      - wanforge.edge.cloudconnexa
notes:
  - Runs inside the controller process on a local connection, so there is no cost of starting a process.
    With a remote connection, C(async), or C(become) to another user it runs as an ordinary module there.
"""

    VYOS = r"""
options: {}
attributes:
  action_group:
    description: Use C(group/wanforge.edge.vyos) in C(module_defaults) to set the connection options once.
    support: full
    membership:
      - wanforge.edge.vyos
"""
