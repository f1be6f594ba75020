#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_route_info
short_description: List the routes of a CloudConnexa tenant
description:
  - Lists the routes of all networks, or of one network, or those with a given subnet or ID.
  - The service does not say which network a route belongs to. Use O(network) to find out.
  - Without a match the list is empty. A network that does not exist is a failure.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes.info
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
  - wanforge.edge._from_cache
options:
  subnet:
    description: Return only the route of this subnet. Other spellings of the same IPv6 subnet match too.
    type: str
  id:
    description: Return only the route with this ID.
    type: str
  network:
    description: Name or ID of a network. Return only its routes.
    type: str
seealso:
  - module: wanforge.edge.cloudconnexa_route
  - module: wanforge.edge.cloudconnexa_network_info
"""

EXAMPLES = r"""
- name: List the routes of the head office
  wanforge.edge.cloudconnexa_route_info:
    network: hq
  register: listed

- name: Show their subnets
  ansible.builtin.debug:
    msg: "{{ listed.routes | map(attribute='subnet') }}"

- name: See whether a subnet is taken in the whole tenant
  wanforge.edge.cloudconnexa_route_info:
    subnet: 10.20.0.0/24
  register: taken
"""

RETURN = r"""
routes:
  description: The routes, sorted by subnet.
  returned: success
  type: list
  elements: dict
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

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import ROUTE
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(CloudConnexa(), ROUTE)


if __name__ == "__main__":
    main()
