#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_settings_info
short_description: Read the settings of a CloudConnexa tenant
description:
  - Reads settings of a tenant, all of them or some.
  - The result can be given to M(wanforge.edge.cloudconnexa_settings) as options, without what is null.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes.info
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
  - wanforge.edge._from_cache
options:
  settings:
    description: Names of the settings to read, one request each. All that the release has if it is empty or left out.
    type: list
    elements: str
    choices:
      - trusted_devices_allowed
      - two_factor_auth
      - dns_custom_servers
      - dns_proxy_enabled
      - dns_zones
      - dns_default_suffix
      - connect_auth
      - device_allowance
      - device_allowance_force_update
      - device_enforcement
      - profile_distribution
      - connection_timeout
      - client_options
      - default_region
      - domain_routing_subnet
      - snat
      - subnet
      - topology
      - routes_advanced_configuration
      - ip_allocation_mode
      - dns_log
      - access_visibility
seealso:
  - module: wanforge.edge.cloudconnexa_settings
  - module: wanforge.edge.cloudconnexa_region_info
"""

EXAMPLES = r"""
- name: Read all settings
  wanforge.edge.cloudconnexa_settings_info:
  register: tenant

- name: Read two settings with two requests
  wanforge.edge.cloudconnexa_settings_info:
    settings:
      - topology
      - default_region

- name: Show the DNS zones
  ansible.builtin.debug:
    var: tenant.settings.dns_zones
"""

RETURN = r"""
settings:
  description: The settings by name, null where nothing is set.
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

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.settings import SETTINGS, TenantSettingsList
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(TenantSettingsList(), SETTINGS)


if __name__ == "__main__":
    main()
