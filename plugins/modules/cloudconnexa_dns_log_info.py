#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_dns_log_info
short_description: List the DNS log of a CloudConnexa tenant
description:
  - Lists which domains users resolved, how often and with what outcome, by hour.
  - There is nothing to list while the setting C(dns_log) of M(wanforge.edge.cloudconnexa_settings) is off.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes.info
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
  - wanforge.edge._from_cache
options:
  start_hour:
    description:
      - The hour to read, with a time zone, for example V(2026-11-08T14:00:00Z). Minutes are ignored. At most 30 days ago.
      - The present hour if it is not set.
    type: str
  hours_back:
    description: How many hours to read, this one and those before it; V(1) or V(2).
    type: int
    default: 1
  max_items:
    description: Read no more than this many entries, the newest ones.
    type: int
    default: 1000
seealso:
  - module: wanforge.edge.cloudconnexa_settings
"""

EXAMPLES = r"""
- name: List what is resolved in this hour
  wanforge.edge.cloudconnexa_dns_log_info:
  register: listed

- name: Show what was blocked
  ansible.builtin.debug:
    msg: "{{ listed.dns_resolutions | selectattr('blocked_count', 'gt', 0) | map(attribute='domain') }}"

- name: List two hours of a day
  wanforge.edge.cloudconnexa_dns_log_info:
    start_hour: "2026-11-08T14:00:00Z"
    hours_back: 2
    max_items: 5000
"""

RETURN = r"""
dns_resolutions:
  description: The resolutions, sorted by time, user and domain.
  returned: success
  type: list
  elements: dict
  contains:
    time:
      description: Start of the hour, in milliseconds since 1970.
      returned: success
      type: int
      sample: 1793977200000
    domain:
      description: The domain.
      returned: success
      type: str
      sample: www.example.com
    member_id:
      description: Who resolved it.
      returned: success
      type: str
      sample: ada@acme
    internal_domain:
      description: Whether the domain is one of the tenant.
      returned: success
      type: bool
      sample: false
    allowed_count:
      description: How often it was answered.
      returned: success
      type: int
      sample: 12
    blocked_count:
      description: How often it was blocked.
      returned: success
      type: int
      sample: 0
    failed_count:
      description: How often it failed.
      returned: success
      type: int
      sample: 0
from_cache:
  description: Whether the service could not be asked, so that this is what it answered earlier.
  returned: if the option from_cache is on_error
  type: bool
  sample: false
read_at:
  description: When that was, in UTC; the earliest moment if several answers were needed.
  returned: if from_cache is true
  type: str
  sample: '2026-11-20T03:00:12Z'
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.logs import DNS_RESOLUTION, Logs
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(Logs(DNS_RESOLUTION), DNS_RESOLUTION)


if __name__ == "__main__":
    main()
