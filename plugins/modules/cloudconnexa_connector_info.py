#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_connector_info
short_description: List the connectors of a CloudConnexa tenant
description:
  - Lists the connectors of all networks, or of one network, or those with a given name or ID.
  - Without a match the list is empty. A network that does not exist is a failure.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes.info
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  name:
    description: Return only the connectors with this name. Two networks can have connectors of the same name.
    type: str
  id:
    description: Return only the connector with this ID.
    type: str
  network:
    description: Name or ID of a network. Return only its connectors.
    type: str
seealso:
  - module: wanforge.edge.cloudconnexa_connector
  - module: wanforge.edge.cloudconnexa_network_info
"""

EXAMPLES = r"""
- name: List the connectors of the head office
  wanforge.edge.cloudconnexa_connector_info:
    network: hq
  register: listed

- name: List the connectors of all networks
  wanforge.edge.cloudconnexa_connector_info:
  register: everywhere

- name: Show which connectors are not connected
  ansible.builtin.debug:
    msg: "{{ everywhere.connectors | rejectattr('connection_status', 'equalto', 'ONLINE') | map(attribute='name') }}"
"""

RETURN = r"""
connectors:
  description: The connectors, sorted by name.
  returned: success
  type: list
  elements: dict
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
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(CloudConnexa(), CONNECTOR)


if __name__ == "__main__":
    main()
