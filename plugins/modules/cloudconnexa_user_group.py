#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_user_group
short_description: Manage user groups of a CloudConnexa tenant
description:
  - Creates, changes and deletes user groups. A user group holds what its users have in common, such as regions, Internet access and number of devices.
  - What is not stated stays as it is.
  - A group that still has users cannot be deleted.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  name:
    description:
      - Name of the user group. One of O(name) and O(id) is required.
      - Together with O(id) it is the new name.
    type: str
  id:
    description: ID of the user group, to rename it or to tell groups of the same name apart.
    type: str
  vpn_regions:
    description:
      - IDs of the regions that the users can connect through. M(wanforge.edge.cloudconnexa_region_info) lists them. The order does not matter.
      - The list replaces the present one and turns RV(user_group.all_regions_included) off.
      - To create a group, either this or O(all_regions_included) is needed. Both together are refused.
    type: list
    elements: str
  all_regions_included:
    description:
      - V(true) lets the users connect through all regions, also through those that are added later.
      - To get back to single regions, state O(vpn_regions).
    type: bool
  internet_access:
    description:
      - What becomes of the users' traffic that is not for the tenant.
      - V(SPLIT_TUNNEL_ON) lets it leave where it arises, V(SPLIT_TUNNEL_OFF) sends it through the Internet gateways in O(gateways),
        V(RESTRICTED_INTERNET) blocks it.
    type: str
    choices: [SPLIT_TUNNEL_ON, SPLIT_TUNNEL_OFF, RESTRICTED_INTERNET]
  max_device:
    description: How many devices each user can have.
    type: int
  connect_auth:
    description:
      - When users must authenticate to connect.
      - V(NO_AUTH) never, V(ON_PRIOR_AUTH) when the last time is too long ago, V(EVERY_TIME) each time.
    type: str
    choices: [NO_AUTH, ON_PRIOR_AUTH, EVERY_TIME]
  gateways:
    description:
      - Names or IDs of the networks that serve as Internet gateways. The order does not matter.
      - The list replaces the present one. An empty list removes all.
    type: list
    elements: str
  tunnel_bypass:
    description:
      - What goes past the tunnel.
      - Needs O(api_version=1.2.3).
    type: dict
    suboptions:
      ipv4_subnets:
        description:
          - IPv4 subnets in CIDR form that are reached past the tunnel. The order does not matter.
          - The list replaces the present one. An empty list removes all.
        type: list
        elements: str
  state:
    description: V(present) creates or changes the user group, V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: wanforge.edge.cloudconnexa_user_group_info
  - module: wanforge.edge.cloudconnexa_user
  - module: wanforge.edge.cloudconnexa_region_info
  - name: CloudConnexa documentation on user groups
    description: What user groups are for.
    link: https://openvpn.net/cloud-docs/user-group/
"""

EXAMPLES = r"""
- name: Create a group whose users can connect anywhere; credentials come from the environment
  wanforge.edge.cloudconnexa_user_group:
    name: sales
    all_regions_included: true
    max_device: 3
    connect_auth: ON_PRIOR_AUTH

- name: Create a group that is bound to two regions
  wanforge.edge.cloudconnexa_user_group:
    name: engineering
    vpn_regions:
      - eu-central-1
      - ch-zrh
    internet_access: SPLIT_TUNNEL_ON
    tunnel_bypass:
      ipv4_subnets:
        - 192.0.2.0/24

- name: Send all traffic of the group through the gateway of the head office
  wanforge.edge.cloudconnexa_user_group:
    name: engineering
    internet_access: SPLIT_TUNNEL_OFF
    gateways:
      - hq

- name: Rename a group
  wanforge.edge.cloudconnexa_user_group:
    id: 9f2c1e7a-6d3b-4c58-9a0e-3b7d5f1c2e40
    name: platform

- name: Delete a group
  wanforge.edge.cloudconnexa_user_group:
    name: sales
    state: absent

- name: Give the connection options once for all tasks of a play
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/wanforge.edge.cloudconnexa:
      cloud_id: acme
      client_id: "{{ acme_client_id }}"
      client_secret: "{{ acme_client_secret }}"
  tasks:
    - name: Create the group
      wanforge.edge.cloudconnexa_user_group:
        name: contractors
        all_regions_included: true
        max_device: 1

    - name: Put a user into it
      wanforge.edge.cloudconnexa_user:
        username: lena.bauer
        group: contractors
"""

RETURN = r"""
user_group:
  description:
    - The user group as it is after the task, empty if it does not exist.
    - In check mode the user group as it would be; what only the service can know is null.
  returned: success
  type: dict
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
        - It does not count while RV(user_group.all_regions_included) is true.
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
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import USER_GROUP
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import manage


def main() -> None:
    manage(CloudConnexa(), USER_GROUP)


if __name__ == "__main__":
    main()
