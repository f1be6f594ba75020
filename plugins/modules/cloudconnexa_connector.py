#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_connector
short_description: Manage connectors of a CloudConnexa network
description:
  - Creates, changes and deletes the connectors of a network. A connector is what a site connects to the tenant with.
  - What is not stated stays as it is.
  - A connector stays in its network. To move it, delete it and create another one.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  name:
    description:
      - Name of the connector. One of O(name) and O(id) is required.
      - Together with O(id) it is the new name.
    type: str
  id:
    description: ID of the connector, to rename it or to tell connectors of the same name apart.
    type: str
  network:
    description:
      - Name or ID of the network that the connector belongs to.
      - In check mode a network that does not exist is assumed to be created by an earlier task. A warning says so.
    type: str
    required: true
  description:
    description: Text for people. An empty text removes it.
    type: str
  vpn_region:
    description:
      - ID of the region that the connector connects to, for example V(eu-central-1). M(wanforge.edge.cloudconnexa_region_info) lists them.
      - Needed to create a connector. It can be changed later.
    type: str
  state:
    description: V(present) creates or changes the connector, V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: wanforge.edge.cloudconnexa_connector_info
  - module: wanforge.edge.cloudconnexa_network
  - module: wanforge.edge.cloudconnexa_region_info
  - name: CloudConnexa API on networks
    description: What the service says about networks and their connectors.
    link: https://openvpn.net/cloud-docs/developer/cloudconnexa-api-v1-0/network/
"""

EXAMPLES = r"""
- name: Create a connector in Frankfurt; credentials come from the environment
  wanforge.edge.cloudconnexa_connector:
    network: hq
    name: hq-1
    description: Rack 2, first router
    vpn_region: eu-central-1

- name: Let the connector connect to Zurich instead
  wanforge.edge.cloudconnexa_connector:
    network: hq
    name: hq-1
    vpn_region: ch-zrh

- name: Delete a connector
  wanforge.edge.cloudconnexa_connector:
    network: hq
    name: hq-1
    state: absent

- name: Connect a new site
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

    - name: Create two connectors, each in a region of its own
      wanforge.edge.cloudconnexa_connector:
        network: branch-graz
        name: "{{ item.name }}"
        vpn_region: "{{ item.region }}"
      loop:
        - name: graz-1
          region: eu-central-1
        - name: graz-2
          region: it-mxp
      loop_control:
        label: "{{ item.name }}"
"""

RETURN = r"""
connector:
  description:
    - The connector as it is after the task, empty if it does not exist.
    - In check mode the connector as it would be; what only the service can know is null.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the connector.
      returned: success
      type: str
      sample: 7c1f0a52-9d0b-4f5c-8a43-5b8d6b6f2a10
    name:
      description: Name of the connector.
      returned: success
      type: str
      sample: hq-1
    description:
      description: Text for people.
      returned: success
      type: str
      sample: Rack 2, first router
    vpn_region_id:
      description: ID of the region that the connector connects to.
      returned: success
      type: str
      sample: eu-central-1
    network_item_id:
      description: ID of the network that the connector belongs to.
      returned: success
      type: str
      sample: 2b1d6f0c-3f5e-4d0a-9a5e-0f6c1b2a3d4e
    network_item_type:
      description: What the connector belongs to.
      returned: success
      type: str
      sample: NETWORK
    ip_v4_address:
      description: The connector's IPv4 address inside the tenant.
      returned: success
      type: str
      sample: 100.96.1.2
    ip_v6_address:
      description:
        - The connector's IPv6 address inside the tenant.
        - It is null in a tenant that uses IPv4 only.
      returned: success
      type: str
      sample: 'fd00:0:0:8101::2'
    tunneling_protocol:
      description: Protocol of the connector.
      returned: success
      type: str
      sample: OPENVPN
    connection_status:
      description: Whether the connector is connected now.
      returned: success
      type: str
      sample: ONLINE
    licensed:
      description: Whether the connector counts against the subscription.
      returned: success
      type: bool
      sample: true
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import CONNECTOR
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import manage


def main() -> None:
    manage(CloudConnexa(), CONNECTOR)


if __name__ == "__main__":
    main()
