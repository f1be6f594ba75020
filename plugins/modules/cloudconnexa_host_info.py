#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_host_info
short_description: List the hosts of a CloudConnexa tenant
description:
  - Lists all hosts, or those with a given name or ID.
  - Without a match the list is empty.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes.info
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
  - wanforge.edge._from_cache
options:
  name:
    description: Return only the hosts with this name.
    type: str
  id:
    description: Return only the host with this ID.
    type: str
seealso:
  - module: wanforge.edge.cloudconnexa_host
  - module: wanforge.edge.cloudconnexa_connector_info
"""

EXAMPLES = r"""
- name: List all hosts
  wanforge.edge.cloudconnexa_host_info:
  register: listed

- name: Show their names inside the tenant
  ansible.builtin.debug:
    msg: "{{ listed.hosts | map(attribute='domain') }}"

- name: Read one host
  wanforge.edge.cloudconnexa_host_info:
    name: build-server
  register: found
"""

RETURN = r"""
hosts:
  description: The hosts, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the host.
      returned: success
      type: str
      sample: 5d0c8c1e-54f2-4a55-9d3a-4c7be2a2f0b1
    name:
      description: Name of the host.
      returned: success
      type: str
      sample: build-server
    description:
      description: Text for people.
      returned: success
      type: str
      sample: Builds all releases
    internet_access:
      description: What becomes of traffic that is not for the tenant.
      returned: success
      type: str
      sample: SPLIT_TUNNEL_ON
    domain:
      description: Name of the host inside the tenant.
      returned: success
      type: str
      sample: build.example.com
    gateways_ids:
      description: IDs of the networks that serve as Internet gateways.
      returned: success
      type: list
      elements: str
      sample: []
    system_subnets:
      description: Subnets that the service reserved for the host.
      returned: success
      type: list
      elements: str
      sample: [100.80.0.16/28, fd00:0:0:1::10/124]
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

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import HOST
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(CloudConnexa(), HOST)


if __name__ == "__main__":
    main()
