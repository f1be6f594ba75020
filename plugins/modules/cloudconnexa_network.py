#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_network
short_description: Manage networks of a CloudConnexa tenant
description:
  - Creates, changes and deletes networks. A network stands for a site that is reached through connectors.
  - What is not stated stays as it is.
  - Connectors and routes are managed by modules of their own. They are deleted together with their network.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  name:
    description:
      - Name of the network. One of O(name) and O(id) is required.
      - Together with O(id) it is the new name.
    type: str
  id:
    description: ID of the network, to rename it or to tell networks of the same name apart.
    type: str
  description:
    description: Text for people. An empty text removes it.
    type: str
  internet_access:
    description:
      - What becomes of traffic that is not for the tenant.
      - V(SPLIT_TUNNEL_ON) lets it leave where it arises, V(SPLIT_TUNNEL_OFF) sends it through the Internet gateways in O(gateways),
        V(RESTRICTED_INTERNET) blocks it.
    type: str
    choices: [SPLIT_TUNNEL_ON, SPLIT_TUNNEL_OFF, RESTRICTED_INTERNET]
  egress:
    description: Whether others may use this network as an Internet gateway.
    type: bool
  tunneling_protocol:
    description: Protocol of the network's connectors.
    type: str
    choices: [OPENVPN, IPSEC]
  gateways:
    description:
      - Names or IDs of the networks that serve as Internet gateways. The order does not matter.
      - The list replaces the present one. An empty list removes all.
    type: list
    elements: str
  state:
    description: V(present) creates or changes the network, V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: wanforge.edge.cloudconnexa_network_info
  - module: wanforge.edge.cloudconnexa_connector
  - module: wanforge.edge.cloudconnexa_route
  - name: CloudConnexa documentation on networks
    description: What networks are for.
    link: https://openvpn.net/cloud-docs/owner/networks.html
"""

EXAMPLES = r"""
- name: Create a network; credentials come from the environment
  wanforge.edge.cloudconnexa_network:
    name: hq
    description: Head office, Vienna
    internet_access: SPLIT_TUNNEL_ON

- name: Send all traffic of the branch through the gateway of the head office
  wanforge.edge.cloudconnexa_network:
    name: branch-graz
    internet_access: SPLIT_TUNNEL_OFF
    gateways:
      - hq

- name: Rename a network
  wanforge.edge.cloudconnexa_network:
    id: 2b1d6f0c-3f5e-4d0a-9a5e-0f6c1b2a3d4e
    name: branch-linz

- name: Delete a network with its connectors and routes
  wanforge.edge.cloudconnexa_network:
    name: branch-linz
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
    - name: Let others use the network as Internet gateway
      wanforge.edge.cloudconnexa_network:
        name: hq
        egress: true
"""

RETURN = r"""
network:
  description:
    - The network as it is after the task, empty if it does not exist.
    - In check mode the network as it would be; what only the service can know is null.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the network.
      returned: success
      type: str
      sample: 2b1d6f0c-3f5e-4d0a-9a5e-0f6c1b2a3d4e
    name:
      description: Name of the network.
      returned: success
      type: str
      sample: hq
    description:
      description: Text for people.
      returned: success
      type: str
      sample: Head office, Vienna
    internet_access:
      description: What becomes of traffic that is not for the tenant.
      returned: success
      type: str
      sample: SPLIT_TUNNEL_ON
    egress:
      description: Whether others may use the network as Internet gateway.
      returned: success
      type: bool
      sample: false
    tunneling_protocol:
      description: Protocol of the network's connectors.
      returned: success
      type: str
      sample: OPENVPN
    gateways_ids:
      description: IDs of the networks that serve as Internet gateways.
      returned: success
      type: list
      elements: str
      sample: []
    system_subnets:
      description: Subnets that the service reserved for the network.
      returned: success
      type: list
      elements: str
      sample: [100.80.0.0/28, 'fd00:0:0:1::/124']
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import NETWORK
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import manage


def main() -> None:
    manage(CloudConnexa(), NETWORK)


if __name__ == "__main__":
    main()
