# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The options of info modules for services that cannot be asked."""

from __future__ import annotations


class ModuleDocFragment:
    """Options of OPTIONS in module_utils/http/last_known.py."""

    DOCUMENTATION = r"""
options:
  from_cache:
    description:
      - Whether the task may return what the service answered earlier, to this or to an earlier run, if it cannot be asked now.
      - With V(on_error) it does so, with a warning, if the service is out of reach, fails with HTTP 500, 502, 503 or 504, or keeps
        asking for fewer requests after all that O(retry) allows. It never does so if the service refuses the credentials, or if
        its certificate is not trusted.
      - With V(on_error) each good answer is kept, encrypted, in the folder that the environment variable E(WANFORGE_EDGE_STORE) names.
        Name one that outlives the machine's next start if the answers shall.
      - Modules that change something never use such answers. What was changed since is not in them.
    type: str
    choices: [never, on_error]
    default: never
  from_cache_max_age:
    description:
      - Seconds up to which an earlier answer is good enough for O(from_cache). Answers are kept for a week, V(604800).
    type: int
    default: 86400
"""
