#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_region_info
short_description: List the regions of CloudConnexa
description:
  - Lists the regions in which a tenant can have connectors and through which its users can connect.
  - Use the ID of a region wherever another module asks for one.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes.info
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
  - wanforge.edge._from_cache
options:
  id:
    description: Return only the region with this ID.
    type: str
seealso:
  - module: wanforge.edge.cloudconnexa_connector
  - module: wanforge.edge.cloudconnexa_user_group
"""

EXAMPLES = r"""
- name: List all regions
  wanforge.edge.cloudconnexa_region_info:
  register: listed

- name: Show the regions of Germany
  ansible.builtin.debug:
    msg: "{{ listed.regions | selectattr('country_iso', 'equalto', 'DE') | map(attribute='id') }}"
"""

RETURN = r"""
regions:
  description: The regions, sorted by ID.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the region.
      returned: success
      type: str
      sample: eu-central-1
    continent:
      description: Continent of the region.
      returned: success
      type: str
      sample: Europe
    country:
      description: Country of the region.
      returned: success
      type: str
      sample: Germany
    country_iso:
      description: Country of the region as a code of two letters.
      returned: success
      type: str
      sample: DE
    region_name:
      description: Name of the region.
      returned: success
      type: str
      sample: Frankfurt
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

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import REGION
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(CloudConnexa(), REGION)


if __name__ == "__main__":
    main()
