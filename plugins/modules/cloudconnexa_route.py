#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_route
short_description: Manage routes of a CloudConnexa network
description:
  - Creates, changes and deletes the routes of a network. A route tells the tenant that a subnet is reached through the connectors of the network.
  - What is not stated stays as it is.
  - A subnet must not overlap a route or a system subnet of any network of the tenant. This is checked before anything is written.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  subnet:
    description:
      - Subnet in CIDR form with no host bits set, for example V(10.20.0.0/24) or V(2001:db8:20::/64). One of O(subnet) and O(id) is required.
      - Together with O(id) it is the new subnet.
    type: str
  id:
    description: ID of the route, to change its subnet.
    type: str
  network:
    description:
      - Name or ID of the network that the subnet is reached through.
      - In check mode a network that does not exist is assumed to be created by an earlier task. A warning says so.
    type: str
    required: true
  description:
    description: Text for people. An empty text removes it.
    type: str
  state:
    description: V(present) creates or changes the route, V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: wanforge.edge.cloudconnexa_route_info
  - module: wanforge.edge.cloudconnexa_network
  - name: CloudConnexa API on networks
    description: What the service says about networks and their routes.
    link: https://openvpn.net/cloud-docs/developer/cloudconnexa-api-v1-0/network/
"""

EXAMPLES = r"""
- name: Route the office LAN through the head office; credentials come from the environment
  wanforge.edge.cloudconnexa_route:
    network: hq
    subnet: 10.20.0.0/24
    description: Office LAN

- name: Route an IPv6 subnet
  wanforge.edge.cloudconnexa_route:
    network: hq
    subnet: 2001:db8:20::/64

- name: Change the description of a route
  wanforge.edge.cloudconnexa_route:
    network: hq
    subnet: 10.20.0.0/24
    description: Office LAN and printers

- name: Give a route another subnet
  wanforge.edge.cloudconnexa_route:
    network: hq
    id: 4e8c7f65-0b6e-4a3d-8f3a-1d2c3b4a5968
    subnet: 10.21.0.0/24

- name: Delete a route
  wanforge.edge.cloudconnexa_route:
    network: hq
    subnet: 10.20.0.0/24
    state: absent

- name: Publish the subnets of a branch
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/wanforge.edge.cloudconnexa:
      cloud_id: acme
      client_id: "{{ acme_client_id }}"
      client_secret: "{{ acme_client_secret }}"
  tasks:
    - name: Create the network
      wanforge.edge.cloudconnexa_network:
        name: branch-graz

    - name: Create its routes
      wanforge.edge.cloudconnexa_route:
        network: branch-graz
        subnet: "{{ item }}"
      loop:
        - 10.30.0.0/24
        - 10.31.0.0/24
"""

RETURN = r"""
route:
  description:
    - The route as it is after the task, empty if it does not exist.
    - In check mode the route as it would be; what only the service can know is null.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the route.
      returned: success
      type: str
      sample: 4e8c7f65-0b6e-4a3d-8f3a-1d2c3b4a5968
    subnet:
      description: Subnet that is reached through the network.
      returned: success
      type: str
      sample: 10.20.0.0/24
    description:
      description: Text for people.
      returned: success
      type: str
      sample: Office LAN
    type:
      description: Whether it is an IPv4 or an IPv6 route, V(IP_V4) or V(IP_V6).
      returned: success
      type: str
      sample: IP_V4
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import ROUTE
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import manage


def main() -> None:
    manage(CloudConnexa(), ROUTE)


if __name__ == "__main__":
    main()
