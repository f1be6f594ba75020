#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_application_info
short_description: List the applications of a CloudConnexa tenant
description:
  - Lists the applications of all networks and hosts, or of one of them, or those with a given name or ID.
  - Without a match the list is empty. A network or host that does not exist is a failure.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes.info
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
  - wanforge.edge._from_cache
options:
  name:
    description: Return only the applications with this name. Two networks can have applications of the same name.
    type: str
  id:
    description: Return only the application with this ID.
    type: str
  network:
    description: Name or ID of a network. Return only its applications.
    type: str
  host:
    description: Name or ID of a host. Return only its applications.
    type: str
seealso:
  - module: wanforge.edge.cloudconnexa_application
  - module: wanforge.edge.cloudconnexa_ip_service_info
"""

EXAMPLES = r"""
- name: List the applications of the head office
  wanforge.edge.cloudconnexa_application_info:
    network: hq
  register: listed

- name: List the applications of all networks and hosts
  wanforge.edge.cloudconnexa_application_info:
  register: everywhere

- name: Show all domain names
  ansible.builtin.debug:
    msg: "{{ everywhere.applications | map(attribute='routes') | flatten | map(attribute='domain') }}"
"""

RETURN = r"""
applications:
  description: The applications, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the application.
      returned: success
      type: str
      sample: 9b1f3d57-7c2e-4e0a-b1c3-d5e7f9012345
    name:
      description: Name of the application.
      returned: success
      type: str
      sample: intranet
    description:
      description: Text for people.
      returned: success
      type: str
      sample: Intranet and wiki
    routes:
      description: Domain names of the application.
      returned: success
      type: list
      elements: dict
      contains:
        domain:
          description: Domain name.
          returned: success
          type: str
          sample: intranet.example.com
        allow_embedded_ip:
          description: Whether names that hold an address are resolved to it.
          returned: success
          type: bool
          sample: false
        exact_match:
          description: Whether only this very name is meant.
          returned: success
          type: bool
          sample: false
    config:
      description: Which traffic the application lets through.
      returned: success
      type: dict
      contains:
        service_types:
          description: Well-known services.
          returned: success
          type: list
          elements: str
          sample: [HTTPS, SSH]
        custom_service_types:
          description: Services by protocol and port.
          returned: success
          type: list
          elements: dict
          contains:
            protocol:
              description: Protocol of the service.
              returned: success
              type: str
              sample: TCP
            ports:
              description: Ports and ranges of ports.
              returned: success
              type: list
              elements: str
              sample: ['443', 8000-8100]
            icmp_types:
              description: ICMP types and ranges of them.
              returned: success
              type: list
              elements: str
              sample: []
    network_item_id:
      description: ID of the network or host that the application belongs to.
      returned: success
      type: str
      sample: 2b1d6f0c-3f5e-4d0a-9a5e-0f6c1b2a3d4e
    network_item_type:
      description: What the application belongs to, NETWORK or HOST.
      returned: success
      type: str
      sample: NETWORK
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

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import APPLICATION
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(CloudConnexa(), APPLICATION)


if __name__ == "__main__":
    main()
