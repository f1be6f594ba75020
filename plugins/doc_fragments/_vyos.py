# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options of VyOS."""

from __future__ import annotations


class ModuleDocFragment:
    """Options of module_utils/vyos/service.py."""

    DOCUMENTATION = r"""
options:
  url:
    description:
      - Address of the router's HTTP API, for example V(https://192.0.2.1). Path and query are ignored.
      - Only https is accepted; http for the loopback interface only.
      - If it is not set, the variable C(vyos_url) of the inventory host is used, then the environment variable E(VYOS_URL),
        then C(https://) with C(ansible_host).
    type: str
  api_key:
    description:
      - One of the keys that are configured at the router below C(service https api keys).
      - If it is not set, the variable C(vyos_api_key) of the inventory host is used, then the environment variable E(VYOS_API_KEY).
    type: str
  release:
    description:
      - Release of VyOS on the router. V(auto) asks the router, which costs one request per task.
      - If it is not set, the variable C(vyos_release) of the inventory host is used, then the environment variable E(VYOS_RELEASE), then V(auto).
    type: str
    choices: [auto, '1.3', '1.4', '1.5']
notes:
  - Always runs on the controller, like other modules for network devices. The connection type of the inventory host does not matter.
"""

    WRITE = r"""
options:
  save:
    description:
      - When the running configuration is saved. A change that is not saved is lost when the router reboots.
      - V(changed) saves after a commit that changed something, V(always) after every run, V(never) not at all.
    type: str
    choices: [changed, always, never]
    default: changed
  commit_timeout:
    description: Seconds to wait for the answer to a commit.
    type: int
    default: 600
"""
