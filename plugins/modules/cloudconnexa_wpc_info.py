#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_wpc_info
short_description: Export a whole CloudConnexa tenant as one document
description:
  - Reads a tenant and returns it as the document that M(wanforge.edge.cloudconnexa_wpc) takes. Applied to the same tenant, it changes
    nothing; applied to an empty one, it makes the same objects.
  - The document has names in place of ids, and neither what the service computes nor secrets. What is empty is stated as empty, so
    that a later run notices if somebody fills it.
  - The owner of the tenant and users of an identity provider are left out, because they cannot be created.
  - Whether an OpenVPN connector is suspended cannot be read, so the document does not say it.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes.info
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  sections:
    description:
      - What to export. All but C(devices) by default.
      - C(connectors), C(routes), C(ip_services) and C(applications) stand inside C(networks) and C(hosts), C(devices) inside C(users).
      - C(settings) takes one request for each setting, everything else about one request for each collection. What the exported
        objects refer to is read too, since the document names it.
    type: list
    elements: str
    choices:
      - networks
      - hosts
      - user_groups
      - users
      - dns_records
      - location_contexts
      - device_postures
      - access_groups
      - settings
      - connectors
      - routes
      - ip_services
      - applications
      - devices
    default:
      - networks
      - hosts
      - user_groups
      - users
      - dns_records
      - location_contexts
      - device_postures
      - access_groups
      - settings
      - connectors
      - routes
      - ip_services
      - applications
seealso:
  - module: wanforge.edge.cloudconnexa_wpc
"""

EXAMPLES = r"""
- name: Export the tenant
  wanforge.edge.cloudconnexa_wpc_info:
  register: tenant

- name: Keep it as a file
  ansible.builtin.copy:
    content: "{{ tenant.config | to_nice_yaml(indent=2, sort_keys=false) }}"
    dest: acme.yml
    mode: "0600"

- name: Export networks and hosts with their connectors only
  wanforge.edge.cloudconnexa_wpc_info:
    sections: [networks, hosts, connectors]
"""

RETURN = r"""
msg:
  description: How many objects of each kind were found, and of how many the secrets are missing.
  returned: success
  type: str
  sample: 2 networks, 3 connectors, 1 route, 12 users. Secrets of 1 object are missing.
config:
  description:
    - The document.
    - It has the sections of the option O(wanforge.edge.cloudconnexa_wpc#module:config), those that were asked for.
  returned: success
  type: dict
  sample:
    networks:
      - name: hq
        description: ""
        internet_access: SPLIT_TUNNEL_ON
        egress: false
        gateways: []
        connectors:
          - name: hq-1
            description: ""
            vpn_region: eu-central-1
        routes:
          - subnet: 10.10.0.0/24
            description: Servers
        ip_services: []
        applications: []
write_only:
  description:
    - The objects with options that the document lacks because they are secret. State them before the document is applied to another
      tenant.
  returned: success
  type: list
  elements: dict
  contains:
    object:
      description: The object.
      returned: success
      type: str
      sample: connector "aws" of network "hq"
    options:
      description: The options that are missing.
      returned: success
      type: list
      elements: str
      sample: [ipsec_config.pre_shared_key]
"""

from ansible_collections.wanforge.edge.plugins.module_utils.campaigns import report
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.wpc import (
    WPC_INFO_OPTIONS,
    WholeTenant,
    exported,
)


def main() -> None:
    report(WholeTenant(), WPC_INFO_OPTIONS, exported)


if __name__ == "__main__":
    main()
