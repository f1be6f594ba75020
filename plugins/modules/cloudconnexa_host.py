#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_host
short_description: Manage hosts of a CloudConnexa tenant
description:
  - Creates, changes and deletes hosts. A host stands for a single server that is reached through a connector of its own.
  - What is not stated stays as it is.
  - Connectors, IP services and applications are managed by modules of their own. They are deleted together with their host.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  name:
    description:
      - Name of the host. One of O(name) and O(id) is required.
      - Together with O(id) it is the new name.
    type: str
  id:
    description: ID of the host, to rename it or to tell hosts of the same name apart.
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
  domain:
    description: Name of the host inside the tenant. An empty text removes it.
    type: str
  gateways:
    description:
      - Names or IDs of the networks that serve as Internet gateways. The order does not matter.
      - The list replaces the present one. An empty list removes all.
    type: list
    elements: str
  state:
    description: V(present) creates or changes the host, V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: wanforge.edge.cloudconnexa_host_info
  - module: wanforge.edge.cloudconnexa_connector
  - module: wanforge.edge.cloudconnexa_ip_service
  - module: wanforge.edge.cloudconnexa_application
"""

EXAMPLES = r"""
- name: Create a host; credentials come from the environment
  wanforge.edge.cloudconnexa_host:
    name: build-server
    description: Builds all releases
    domain: build.example.com

- name: Let the host connect
  wanforge.edge.cloudconnexa_connector:
    host: build-server
    name: build-server-1
    vpn_region: eu-central-1

- name: Send all traffic of the host through the gateway of the head office
  wanforge.edge.cloudconnexa_host:
    name: build-server
    internet_access: SPLIT_TUNNEL_OFF
    gateways:
      - hq

- name: Rename a host
  wanforge.edge.cloudconnexa_host:
    id: 5d0c8c1e-54f2-4a55-9d3a-4c7be2a2f0b1
    name: build-server-graz

- name: Delete a host with its connectors
  wanforge.edge.cloudconnexa_host:
    name: build-server-graz
    state: absent
"""

RETURN = r"""
host:
  description:
    - The host as it is after the task, empty if it does not exist.
    - In check mode the host as it would be; what only the service can know is null.
  returned: success
  type: dict
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
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import HOST
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import manage


def main() -> None:
    manage(CloudConnexa(), HOST)


if __name__ == "__main__":
    main()
