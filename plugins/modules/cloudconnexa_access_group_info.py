#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_access_group_info
short_description: List the access groups of a CloudConnexa tenant
description:
  - Lists all access groups, or those with a given name or ID.
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
    description: Return only the access groups with this name.
    type: str
  id:
    description: Return only the access group with this ID.
    type: str
seealso:
  - module: wanforge.edge.cloudconnexa_access_group
"""

EXAMPLES = r"""
- name: List all access groups
  wanforge.edge.cloudconnexa_access_group_info:
  register: listed

- name: Show the groups that the service did not make
  ansible.builtin.debug:
    msg: "{{ listed.access_groups | rejectattr('default_group') | map(attribute='name') }}"
"""

RETURN = r"""
access_groups:
  description: The access groups, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the access group.
      returned: success
      type: str
      sample: f0e1d2c3-b4a5-4697-8879-6a5b4c3d2e1f
    name:
      description: Name of the access group.
      returned: success
      type: str
      sample: engineering
    description:
      description: Text for people.
      returned: success
      type: str
      sample: Engineers and what they need
    source:
      description: Who may reach the destinations.
      returned: success
      type: list
      elements: dict
      contains:
        type:
          description: What kind of objects is meant.
          returned: success
          type: str
          sample: USER_GROUP
        all_covered:
          description: Whether all objects of this type are meant.
          returned: success
          type: bool
          sample: false
        parent:
          description: ID of the network or host that the objects belong to.
          returned: success
          type: str
          sample: 2b1d6f0c-3f5e-4d0a-9a5e-0f6c1b2a3d4e
        children:
          description: IDs of the objects that are meant.
          returned: success
          type: list
          elements: str
          sample: [3c7b9f10-1f6e-4b7e-8a5d-2d9c4e6f8a01]
    destination:
      description: What the sources may reach.
      returned: success
      type: list
      elements: dict
      contains:
        type:
          description: What kind of objects is meant.
          returned: success
          type: str
          sample: NETWORK_SERVICE
        all_covered:
          description: Whether all objects of this type are meant.
          returned: success
          type: bool
          sample: false
        parent:
          description: ID of the network or host that the objects belong to.
          returned: success
          type: str
          sample: 2b1d6f0c-3f5e-4d0a-9a5e-0f6c1b2a3d4e
        children:
          description: IDs of the objects that are meant.
          returned: success
          type: list
          elements: str
          sample: [9b1f3d57-7c2e-4e0a-b1c3-d5e7f9012345]
    default_group:
      description: Whether it is the group that the service made.
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

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import ACCESS_GROUP
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(CloudConnexa(), ACCESS_GROUP)


if __name__ == "__main__":
    main()
