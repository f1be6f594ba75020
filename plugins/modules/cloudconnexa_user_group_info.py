#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_user_group_info
short_description: List the user groups of a CloudConnexa tenant
description:
  - Lists all user groups, or those with a given name or ID.
  - Without a match the list is empty. That is no failure.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes.info
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
  - wanforge.edge._from_cache
options:
  name:
    description: Return only the user groups with this name.
    type: str
  id:
    description: Return only the user group with this ID.
    type: str
seealso:
  - module: wanforge.edge.cloudconnexa_user_group
  - module: wanforge.edge.cloudconnexa_user_info
"""

EXAMPLES = r"""
- name: List all user groups
  wanforge.edge.cloudconnexa_user_group_info:
  register: listed

- name: Show the groups whose users authenticate each time
  ansible.builtin.debug:
    msg: "{{ listed.user_groups | selectattr('connect_auth', 'equalto', 'EVERY_TIME') | map(attribute='name') }}"

- name: Look at one group
  wanforge.edge.cloudconnexa_user_group_info:
    name: engineering
  register: engineering
"""

RETURN = r"""
user_groups:
  description: The user groups, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the user group.
      returned: success
      type: str
      sample: 9f2c1e7a-6d3b-4c58-9a0e-3b7d5f1c2e40
    name:
      description: Name of the user group.
      returned: success
      type: str
      sample: engineering
    vpn_region_ids:
      description:
        - IDs of the regions that the users can connect through.
        - It does not count while RV(user_groups[].all_regions_included) is true.
      returned: success
      type: list
      elements: str
      sample: [ch-zrh, eu-central-1]
    all_regions_included:
      description: Whether the users can connect through all regions.
      returned: success
      type: bool
      sample: false
    internet_access:
      description: What becomes of the users' traffic that is not for the tenant.
      returned: success
      type: str
      sample: SPLIT_TUNNEL_ON
    max_device:
      description: How many devices each user can have.
      returned: success
      type: int
      sample: 3
    connect_auth:
      description: When users must authenticate to connect.
      returned: success
      type: str
      sample: ON_PRIOR_AUTH
    gateways_ids:
      description: IDs of the networks that serve as Internet gateways.
      returned: success
      type: list
      elements: str
      sample: []
    tunnel_bypass:
      description:
        - What goes past the tunnel.
        - It is null if nothing does.
      returned: success
      type: dict
      sample: {ipv4_subnets: [192.0.2.0/24]}
      contains:
        ipv4_subnets:
          description: IPv4 subnets that are reached past the tunnel.
          returned: success
          type: list
          elements: str
          sample: [192.0.2.0/24]
    system_subnets:
      description: Subnets that the service reserved for the users of the group.
      returned: success
      type: list
      elements: str
      sample: [100.80.0.0/28, 'fd00:0:0:1::/124']
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

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import USER_GROUP
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(CloudConnexa(), USER_GROUP)


if __name__ == "__main__":
    main()
