#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_application
short_description: Manage applications of a CloudConnexa network or host
description:
  - Creates, changes and deletes applications. An application is one or more domain names that are reached through a network or a
    host.
  - What is not stated stays as it is.
  - An application stays where it is. To move it to another network or host, delete it and create another one.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  name:
    description:
      - Name of the application. One of O(name) and O(id) is required.
      - Together with O(id) it is the new name.
    type: str
  id:
    description: ID of the application, to rename it or to tell applications of the same name apart.
    type: str
  network:
    description:
      - Name or ID of the network that the application belongs to. One of O(network) and O(host) is required.
      - In check mode a network that does not exist is assumed to be created by an earlier task. A warning says so.
    type: str
  host:
    description:
      - Name or ID of the host that the application belongs to. One of O(network) and O(host) is required.
      - In check mode a host that does not exist is assumed to be created by an earlier task. A warning says so.
    type: str
  description:
    description: Text for people. An empty text removes it.
    type: str
  routes:
    description:
      - Domain names of the application. The order does not matter. Needed to create an application.
      - The list replaces the present one. State every name with all its members.
    type: list
    elements: dict
    suboptions:
      domain:
        description: Domain name. Its subdomains belong to it, unless O(routes[].exact_match) is true.
        type: str
        required: true
      allow_embedded_ip:
        description: Whether names that hold an address, such as V(10-20-0-1.example.com), are resolved to that address.
        type: bool
      exact_match:
        description:
          - Whether only this very name is meant. For networks only.
          - Needs O(api_version=1.2.3).
        type: bool
  config:
    description:
      - Which traffic the application lets through. Without it, everything.
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
    description: V(present) creates or changes the application, V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: wanforge.edge.cloudconnexa_application_info
  - module: wanforge.edge.cloudconnexa_ip_service
  - module: wanforge.edge.cloudconnexa_access_group
"""

EXAMPLES = r"""
- name: Offer the intranet of the head office; credentials come from the environment
  wanforge.edge.cloudconnexa_application:
    network: hq
    name: intranet
    routes:
      - domain: intranet.example.com
      - domain: wiki.example.com
        exact_match: true
    config:
      service_types:
        - HTTPS

- name: Move it to another port
  wanforge.edge.cloudconnexa_application:
    network: hq
    name: intranet
    config:
      service_types: []
      custom_service_types:
        - protocol: TCP
          ports:
            - "8443"

- name: Offer the web page of a single host
  wanforge.edge.cloudconnexa_application:
    host: build-server
    name: build-page
    routes:
      - domain: build.example.com

- name: Delete an application
  wanforge.edge.cloudconnexa_application:
    network: hq
    name: intranet
    state: absent
"""

RETURN = r"""
application:
  description:
    - The application as it is after the task, empty if it does not exist.
    - In check mode the application as it would be; what only the service can know is null.
  returned: success
  type: dict
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
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import APPLICATION
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import manage


def main() -> None:
    manage(CloudConnexa(), APPLICATION)


if __name__ == "__main__":
    main()
