#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_settings
short_description: Manage the settings of a CloudConnexa tenant
description:
  - Changes settings of a tenant. Each setting is an option.
  - What is not stated is neither read nor changed. A setting that differs is written by one request.
  - Settings always exist; they cannot be created or deleted.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  trusted_devices_allowed:
    description: Whether users may mark their devices as trusted.
    type: bool
  two_factor_auth:
    description: Whether users need a second factor to sign in.
    type: bool
  dns_custom_servers:
    description:
      - DNS servers that the tenant uses instead of those of the service.
      - What is not stated of it stays. An empty dictionary removes both servers.
    type: dict
    suboptions:
      primary_ipv4:
        description: IPv4 address of the first server. An empty text removes it.
        type: str
      secondary_ipv4:
        description: IPv4 address of the second server. An empty text removes it.
        type: str
  dns_proxy_enabled:
    description: Whether DNS queries of the devices go through the DNS proxy of the service.
    type: bool
  dns_zones:
    description:
      - Zones that have DNS servers of their own. The order does not matter.
      - The list replaces the present one. An empty list removes all.
    type: list
    elements: dict
    suboptions:
      name:
        description: Domain of the zone.
        type: str
        required: true
      addresses:
        description: Addresses of the DNS servers of the zone. The order does not matter.
        type: list
        elements: str
  dns_default_suffix:
    description:
      - Domain that is added to names without a dot.
      - An empty text removes it.
    type: str
  connect_auth:
    description:
      - When users must authenticate to connect.
      - V(NO_AUTH) never, V(ON_PRIOR_AUTH) when the last time is too long ago, V(EVERY_TIME) each time.
    type: str
    choices: [NO_AUTH, ON_PRIOR_AUTH, EVERY_TIME]
  device_allowance:
    description: How many devices a user can have.
    type: int
  device_allowance_force_update:
    description: Whether O(device_allowance) counts for the existing users, too.
    type: bool
  device_enforcement:
    description:
      - Whether a profile works only on the device that it belongs to.
      - V(LEARN_AND_ENFORCE) first learns which device that is.
    type: str
    choices: ['OFF', LEARN_AND_ENFORCE, ENFORCE]
  profile_distribution:
    description: How users get their connection profiles.
    type: str
    choices: [AUTOMATIC, MANUAL]
  connection_timeout:
    description: Timeout of the connections of users, in the unit of the administration portal.
    type: int
  client_options:
    description:
      - Options that the clients of the tenant get, as the service words them. The order does not matter.
      - The list replaces the present one. An empty list removes all.
    type: list
    elements: str
  default_region:
    description: ID of the region that is used where none is chosen.
    type: str
  domain_routing_subnet:
    description:
      - Networks from which the service takes addresses for routing by domain.
      - What is not stated of it stays.
    type: dict
    suboptions:
      ipv4_address:
        description: IPv4 network in CIDR form. An empty text removes it.
        type: str
      ipv6_address:
        description: IPv6 network in CIDR form. An empty text removes it.
        type: str
  snat:
    description: Whether the service translates the source addresses of traffic into networks.
    type: bool
  subnet:
    description:
      - Networks from which the service takes the addresses of devices and connectors.
      - What is not stated of it stays.
    type: dict
    suboptions:
      ipv4_address:
        description: IPv4 networks in CIDR form. The list replaces the present one.
        type: list
        elements: str
      ipv6_address:
        description: IPv6 networks in CIDR form. The list replaces the present one.
        type: list
        elements: str
  topology:
    description: Whether everybody reaches everything, V(FULL_MESH), or only what access groups allow, V(CUSTOM).
    type: str
    choices: [FULL_MESH, CUSTOM]
  routes_advanced_configuration:
    description:
      - Whether the advanced configuration of routes is available.
      - Needs release 1.2.3 or later.
    type: bool
  ip_allocation_mode:
    description:
      - Which addresses devices and connectors get.
      - Needs release 1.2.3 or later.
    type: str
    choices: [BOTH, IP_V4_ONLY]
  dns_log:
    description:
      - Whether the service records which domains users resolve.
      - Needs release 1.1.1 or later.
    type: bool
  access_visibility:
    description:
      - Whether the service records who reaches what.
      - Needs release 1.1.1 or later.
    type: bool
seealso:
  - module: wanforge.edge.cloudconnexa_settings_info
  - module: wanforge.edge.cloudconnexa_region_info
"""

EXAMPLES = r"""
- name: Ask for a second factor and limit the devices; credentials come from the environment
  wanforge.edge.cloudconnexa_settings:
    two_factor_auth: true
    connect_auth: ON_PRIOR_AUTH
    device_allowance: 3

- name: Resolve the names of the company by its own servers
  wanforge.edge.cloudconnexa_settings:
    dns_default_suffix: corp.example.com
    dns_zones:
      - name: corp.example.com
        addresses:
          - 192.0.2.53
          - 198.51.100.53

- name: Go back to the DNS servers of the service
  wanforge.edge.cloudconnexa_settings:
    dns_custom_servers: {}
    dns_zones: []
    dns_default_suffix: ""

- name: Fail if somebody changed the topology
  wanforge.edge.cloudconnexa_settings:
    topology: CUSTOM
  check_mode: true
  register: drift
  failed_when: drift is changed

- name: Give the connection options once for all tasks of a play
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/wanforge.edge.cloudconnexa:
      cloud_id: acme
      client_id: "{{ acme_client_id }}"
      client_secret: "{{ acme_client_secret }}"
  tasks:
    - name: Record which domains users resolve
      wanforge.edge.cloudconnexa_settings:
        dns_log: true
"""

RETURN = r"""
settings:
  description:
    - The stated settings as they are after the task.
    - In check mode as they would be.
  returned: success
  type: dict
  contains:
    trusted_devices_allowed:
      description: Whether users may mark their devices as trusted.
      returned: when it is asked for
      type: bool
      sample: false
    two_factor_auth:
      description: Whether users need a second factor to sign in.
      returned: when it is asked for
      type: bool
      sample: true
    dns_custom_servers:
      description: DNS servers that the tenant uses instead of those of the service, null if there are none.
      returned: when it is asked for
      type: dict
      contains:
        primary_ipv4:
          description: IPv4 address of the first server.
          returned: success
          type: str
          sample: '192.0.2.53'
        secondary_ipv4:
          description: IPv4 address of the second server.
          returned: success
          type: str
          sample: '198.51.100.53'
    dns_proxy_enabled:
      description: Whether DNS queries of the devices go through the DNS proxy of the service.
      returned: when it is asked for
      type: bool
      sample: false
    dns_zones:
      description: Zones that have DNS servers of their own.
      returned: when it is asked for
      type: list
      elements: dict
      contains:
        name:
          description: Domain of the zone.
          returned: success
          type: str
          sample: corp.example.com
        addresses:
          description: Addresses of the DNS servers of the zone.
          returned: success
          type: list
          elements: str
          sample: ['192.0.2.53']
    dns_default_suffix:
      description: Domain that is added to names without a dot.
      returned: when it is asked for
      type: str
      sample: corp.example.com
    connect_auth:
      description: When users must authenticate to connect.
      returned: when it is asked for
      type: str
      sample: ON_PRIOR_AUTH
    device_allowance:
      description: How many devices a user can have.
      returned: when it is asked for
      type: int
      sample: 3
    device_allowance_force_update:
      description: Whether the number of devices counts for the existing users, too.
      returned: when it is asked for
      type: bool
      sample: false
    device_enforcement:
      description: Whether a profile works only on the device that it belongs to.
      returned: when it is asked for
      type: str
      sample: LEARN_AND_ENFORCE
    profile_distribution:
      description: How users get their connection profiles.
      returned: when it is asked for
      type: str
      sample: AUTOMATIC
    connection_timeout:
      description: Timeout of the connections of users, in the unit of the administration portal.
      returned: when it is asked for
      type: int
      sample: 0
    client_options:
      description: Options that the clients of the tenant get.
      returned: when it is asked for
      type: list
      elements: str
      sample: []
    default_region:
      description: ID of the region that is used where none is chosen.
      returned: when it is asked for
      type: str
      sample: eu-central-1
    domain_routing_subnet:
      description: Networks from which the service takes addresses for routing by domain.
      returned: when it is asked for
      type: dict
      contains:
        ipv4_address:
          description: IPv4 network.
          returned: success
          type: str
          sample: '100.80.0.0/13'
        ipv6_address:
          description: IPv6 network.
          returned: success
          type: str
          sample: 'fd00:0:0:4000:0:0:0:0/50'
    snat:
      description: Whether the service translates the source addresses of traffic into networks.
      returned: when it is asked for
      type: bool
      sample: false
    subnet:
      description: Networks from which the service takes the addresses of devices and connectors.
      returned: when it is asked for
      type: dict
      contains:
        ipv4_address:
          description: IPv4 networks.
          returned: success
          type: list
          elements: str
          sample: ['100.96.0.0/11']
        ipv6_address:
          description: IPv6 networks.
          returned: success
          type: list
          elements: str
          sample: ['fd00:0:0:8000:0:0:0:0/49']
    topology:
      description: Whether everybody reaches everything, or only what access groups allow.
      returned: when it is asked for
      type: str
      sample: FULL_MESH
    routes_advanced_configuration:
      description: Whether the advanced configuration of routes is available.
      returned: when it is asked for
      type: bool
      sample: false
    ip_allocation_mode:
      description: Which addresses devices and connectors get.
      returned: when it is asked for
      type: str
      sample: BOTH
    dns_log:
      description: Whether the service records which domains users resolve.
      returned: when it is asked for
      type: bool
      sample: false
    access_visibility:
      description: Whether the service records who reaches what.
      returned: when it is asked for
      type: bool
      sample: false
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.settings import SETTINGS, TenantSettings
from ansible_collections.wanforge.edge.plugins.module_utils.runner import manage


def main() -> None:
    manage(TenantSettings(), SETTINGS)


if __name__ == "__main__":
    main()
