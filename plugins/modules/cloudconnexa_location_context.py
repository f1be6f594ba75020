#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_location_context
short_description: Manage location contexts of a CloudConnexa tenant
description:
  - Creates, changes and deletes location contexts. A location context says from where the users of its groups may connect.
  - What is not stated stays as it is.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  name:
    description:
      - Name of the location context. One of O(name) and O(id) is required.
      - Together with O(id) it is the new name.
    type: str
  id:
    description: ID of the location context, to rename it or to tell location contexts of the same name apart.
    type: str
  description:
    description: Text for people. An empty text removes it.
    type: str
  user_groups:
    description:
      - Names or IDs of the user groups that it holds for. The order does not matter.
      - The list replaces the present one. An empty list removes all.
    type: list
    elements: str
  ip_check:
    description:
      - Decides by the address from which a user connects.
      - One of O(ip_check) and O(country_check) is needed to create a location context.
    type: dict
    suboptions:
      allowed:
        description: Whether users may connect from these addresses.
        type: bool
      ips:
        description:
          - Addresses that the check is about. The order does not matter.
          - The list replaces the present one. The check needs at least one. An empty list with O(ip_check.allowed=false) removes
            the check.
        type: list
        elements: dict
        suboptions:
          ip:
            description: Subnet in CIDR form. One address is written with its full prefix length, as V(192.0.2.1/32).
            type: str
            required: true
          description:
            description: Text for people.
            type: str
  country_check:
    description:
      - Decides by the country from which a user connects.
      - One of O(ip_check) and O(country_check) is needed to create a location context.
    type: dict
    suboptions:
      countries:
        description:
          - Two-letter codes of the countries that the check is about. The order does not matter.
          - The list replaces the present one. The check needs at least one. An empty list with O(country_check.allowed=false)
            removes the check.
        type: list
        elements: str
      allowed:
        description: Whether users may connect from these countries.
        type: bool
  default_check:
    description: Decides where no other check does. Needed to create a location context.
    type: dict
    suboptions:
      allowed:
        description: Whether users may connect from everywhere else.
        type: bool
  state:
    description: V(present) creates or changes the location context, V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: wanforge.edge.cloudconnexa_location_context_info
  - module: wanforge.edge.cloudconnexa_device_posture
  - module: wanforge.edge.cloudconnexa_user_group
"""

EXAMPLES = r"""
- name: Let the engineers connect from two countries only; credentials come from the environment
  wanforge.edge.cloudconnexa_location_context:
    name: home-countries
    user_groups:
      - engineering
    country_check:
      countries:
        - AT
        - DE
      allowed: true
    default_check:
      allowed: false

- name: Refuse one subnet, wherever it is
  wanforge.edge.cloudconnexa_location_context:
    name: home-countries
    ip_check:
      ips:
        - ip: 198.51.100.0/24
          description: Public hot spots
      allowed: false

- name: Delete a location context
  wanforge.edge.cloudconnexa_location_context:
    name: home-countries
    state: absent
"""

RETURN = r"""
location_context:
  description:
    - The location context as it is after the task, empty if it does not exist.
    - In check mode the location context as it would be; what only the service can know is null.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the location context.
      returned: success
      type: str
      sample: a7b6c5d4-e3f2-4110-9f8e-7d6c5b4a3928
    name:
      description: Name of the location context.
      returned: success
      type: str
      sample: home-countries
    description:
      description: Text for people.
      returned: success
      type: str
      sample: Where we live
    user_groups_ids:
      description: IDs of the user groups that it holds for.
      returned: success
      type: list
      elements: str
      sample: [3c7b9f10-1f6e-4b7e-8a5d-2d9c4e6f8a01]
    ip_check:
      description: Decides by the address from which a user connects. It is null if there is no such check.
      returned: success
      type: dict
      contains:
        allowed:
          description: Whether users may connect from these addresses.
          returned: success
          type: bool
          sample: false
        ips:
          description: Addresses that the check is about.
          returned: success
          type: list
          elements: dict
          contains:
            ip:
              description: Subnet in CIDR form.
              returned: success
              type: str
              sample: 198.51.100.0/24
            description:
              description: Text for people.
              returned: success
              type: str
              sample: Public hot spots
    country_check:
      description: Decides by the country from which a user connects. It is null if there is no such check.
      returned: success
      type: dict
      contains:
        countries:
          description: Codes of the countries that the check is about.
          returned: success
          type: list
          elements: str
          sample: [AT, DE]
        allowed:
          description: Whether users may connect from these countries.
          returned: success
          type: bool
          sample: true
    default_check:
      description: Decides where no other check does.
      returned: success
      type: dict
      contains:
        allowed:
          description: Whether users may connect from everywhere else.
          returned: success
          type: bool
          sample: false
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import LOCATION_CONTEXT
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import manage


def main() -> None:
    manage(CloudConnexa(), LOCATION_CONTEXT)


if __name__ == "__main__":
    main()
