#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_location_context_info
short_description: List the location contexts of a CloudConnexa tenant
description:
  - Lists all location contexts, or those with a given name or ID.
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
    description: Return only the location contexts with this name.
    type: str
  id:
    description: Return only the location context with this ID.
    type: str
seealso:
  - module: wanforge.edge.cloudconnexa_location_context
"""

EXAMPLES = r"""
- name: List all location contexts
  wanforge.edge.cloudconnexa_location_context_info:
  register: listed

- name: Show which ones let users connect from everywhere else
  ansible.builtin.debug:
    msg: "{{ listed.location_contexts | selectattr('default_check.allowed') | map(attribute='name') }}"
"""

RETURN = r"""
location_contexts:
  description: The location contexts, sorted by name.
  returned: success
  type: list
  elements: dict
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

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import LOCATION_CONTEXT
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(CloudConnexa(), LOCATION_CONTEXT)


if __name__ == "__main__":
    main()
