#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_ip_service
short_description: Manage IP services of a CloudConnexa network or host
description:
  - Creates, changes and deletes IP services. An IP service is a part of a network, or a host, that access groups can refer to.
  - What is not stated stays as it is.
  - An IP service stays where it is. To move it to another network or host, delete it and create another one.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  name:
    description:
      - Name of the IP service. One of O(name) and O(id) is required.
      - Together with O(id) it is the new name.
    type: str
  id:
    description: ID of the IP service, to rename it or to tell IP services of the same name apart.
    type: str
  network:
    description:
      - Name or ID of the network that the IP service belongs to. One of O(network) and O(host) is required.
      - In check mode a network that does not exist is assumed to be created by an earlier task. A warning says so.
    type: str
  host:
    description:
      - Name or ID of the host that the IP service belongs to. One of O(network) and O(host) is required.
      - In check mode a host that does not exist is assumed to be created by an earlier task. A warning says so.
    type: str
  description:
    description: Text for people. An empty text removes it.
    type: str
  type:
    description:
      - What access groups use the IP service for. V(IP_SOURCE) is for their sources, V(SERVICE_DESTINATION) for their destinations.
      - Needed to create an IP service of a network. For hosts it exists with O(api_version=1.0) only.
    type: str
    choices: [IP_SOURCE, SERVICE_DESTINATION]
  routes:
    description:
      - Subnets of the IP service in CIDR form. Each must lie within a route of the network. The order does not matter.
      - The list replaces the present one. An empty list removes all.
      - For hosts it exists with O(api_version=1.0) only.
    type: list
    elements: str
  config:
    description:
      - Which traffic the IP service lets through. Without it, everything.
      - What is not stated in it stays as it is.
    type: dict
    suboptions:
      service_types:
        description:
          - Well-known services. V(ANY) lets everything through. The order does not matter.
          - The list replaces the present one. An empty list removes all.
        type: list
        elements: str
        choices: [ANY, BGP, DHCP, DNS, FTP, HTTP, HTTPS, IMAP, IMAPS, NTP, POP3, POP3S, SMTP, SMTPS, SNMP, SSH, TELNET, TFTP]
      custom_service_types:
        description:
          - Services by protocol and port. The order does not matter.
          - The list replaces the present one. An empty list removes all.
        type: list
        elements: dict
        suboptions:
          protocol:
            description: Protocol of the service. Name each protocol once.
            type: str
            required: true
            choices: [TCP, UDP, ICMP]
          ports:
            description:
              - Ports and ranges of ports, for example V(443) or V(8000-8100). Without any, all ports.
              - For V(TCP) and V(UDP) only.
            type: list
            elements: str
          icmp_types:
            description:
              - ICMP types and ranges of them, for example V(8) or V(0-8). Without any, all types.
              - For V(ICMP) only.
            type: list
            elements: str
  state:
    description: V(present) creates or changes the IP service, V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: wanforge.edge.cloudconnexa_ip_service_info
  - module: wanforge.edge.cloudconnexa_route
  - module: wanforge.edge.cloudconnexa_application
  - module: wanforge.edge.cloudconnexa_access_group
"""

EXAMPLES = r"""
- name: Offer the web servers of the head office; credentials come from the environment
  wanforge.edge.cloudconnexa_ip_service:
    network: hq
    name: web-servers
    type: SERVICE_DESTINATION
    routes:
      - 10.20.0.0/28
    config:
      service_types:
        - HTTP
        - HTTPS

- name: Let monitoring through, too
  wanforge.edge.cloudconnexa_ip_service:
    network: hq
    name: web-servers
    config:
      custom_service_types:
        - protocol: TCP
          ports:
            - "9100"
            - 9200-9299
        - protocol: ICMP
          icmp_types:
            - "8"

- name: Offer SSH on a single host
  wanforge.edge.cloudconnexa_ip_service:
    host: build-server
    name: shell
    config:
      service_types:
        - SSH

- name: Delete an IP service
  wanforge.edge.cloudconnexa_ip_service:
    network: hq
    name: web-servers
    state: absent
"""

RETURN = r"""
ip_service:
  description:
    - The IP service as it is after the task, empty if it does not exist.
    - In check mode the IP service as it would be; what only the service can know is null.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the IP service.
      returned: success
      type: str
      sample: 0a6d9d0e-3a43-4a0f-8f6d-6b6f0a1c2d3e
    name:
      description: Name of the IP service.
      returned: success
      type: str
      sample: web-servers
    description:
      description: Text for people.
      returned: success
      type: str
      sample: Web servers
    type:
      description:
        - What access groups use the IP service for.
        - It is null for hosts.
      returned: success
      type: str
      sample: SERVICE_DESTINATION
    routes:
      description:
        - Subnets of the IP service.
        - The list is empty for hosts.
      returned: success
      type: list
      elements: str
      sample: [10.20.0.0/28]
    config:
      description: Which traffic the IP service lets through.
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
      description: ID of the network or host that the IP service belongs to.
      returned: success
      type: str
      sample: 2b1d6f0c-3f5e-4d0a-9a5e-0f6c1b2a3d4e
    network_item_type:
      description: What the IP service belongs to, NETWORK or HOST.
      returned: success
      type: str
      sample: NETWORK
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import IP_SERVICE
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import manage


def main() -> None:
    manage(CloudConnexa(), IP_SERVICE)


if __name__ == "__main__":
    main()
