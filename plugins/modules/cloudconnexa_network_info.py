#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_network_info
short_description: List the networks of a CloudConnexa tenant
description:
  - Lists all networks, or those with a given name or ID.
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
    description: Return only the networks with this name.
    type: str
  id:
    description: Return only the network with this ID.
    type: str
seealso:
  - module: wanforge.edge.cloudconnexa_network
  - module: wanforge.edge.cloudconnexa_connector_info
  - module: wanforge.edge.cloudconnexa_route_info
"""

EXAMPLES = r"""
- name: List all networks
  wanforge.edge.cloudconnexa_network_info:
  register: listed

- name: Show which networks serve as Internet gateways
  ansible.builtin.debug:
    msg: "{{ listed.networks | selectattr('egress') | map(attribute='name') }}"

- name: Look at one network
  wanforge.edge.cloudconnexa_network_info:
    name: hq
  register: head_office

- name: Stop if the network does not exist
  ansible.builtin.assert:
    that: head_office.networks | length == 1
    fail_msg: There is no network "hq".
"""

RETURN = r"""
networks:
  description: The networks, sorted by name.
  returned: success
  type: list
  elements: dict
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

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import NETWORK
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(CloudConnexa(), NETWORK)


if __name__ == "__main__":
    main()
