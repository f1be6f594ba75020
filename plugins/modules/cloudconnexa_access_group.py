#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_access_group
short_description: Manage access groups of a CloudConnexa tenant
description:
  - Creates, changes and deletes access groups. An access group says which sources may reach which destinations.
  - What is not stated stays as it is.
  - The service makes a group of its own, which lets everything reach everything. As long as it is there, other groups forbid
    nothing.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  name:
    description:
      - Name of the access group. One of O(name) and O(id) is required.
      - Together with O(id) it is the new name.
    type: str
  id:
    description: ID of the access group, to rename it or to tell access groups of the same name apart.
    type: str
  description:
    description: Text for people. An empty text removes it.
    type: str
  source:
    description:
      - Who may reach the destinations. Needed to create an access group.
      - The list replaces the present one. State every element with all its members. The order does not matter.
    type: list
    elements: dict
    suboptions:
      type:
        description:
          - What kind of objects is meant.
          - V(USER_GROUP) are user groups, V(NETWORK_SERVICE) IP services of type V(IP_SOURCE), V(HOST) hosts.
        type: str
        required: true
        choices: [USER_GROUP, NETWORK_SERVICE, HOST]
      all_covered:
        description:
          - Whether all objects of this type are meant, those of O(source[].parent) if it is stated, including those that are made
            later.
        type: bool
      parent:
        description: Name or ID of the network, for V(NETWORK_SERVICE), that the objects belong to.
        type: str
      children:
        description:
          - Names or IDs of the objects that are meant. Needed unless O(source[].all_covered=true). The order does not matter.
          - In check mode objects that do not exist are assumed to be created by an earlier task. A warning says so.
        type: list
        elements: str
  destination:
    description:
      - What the sources may reach. Needed to create an access group.
      - The list replaces the present one. State every element with all its members. The order does not matter.
    type: list
    elements: dict
    suboptions:
      type:
        description:
          - What kind of objects is meant.
          - V(USER_GROUP) are user groups, V(NETWORK_SERVICE) IP services and applications of a network, V(HOST_SERVICE) those of a
            host.
          - V(PUBLISHED_SERVICE) are published applications. They can be named by ID only.
        type: str
        required: true
        choices: [USER_GROUP, NETWORK_SERVICE, HOST_SERVICE, PUBLISHED_SERVICE]
      all_covered:
        description:
          - Whether all objects of this type are meant, those of O(destination[].parent) if it is stated, including those that are
            made later.
        type: bool
      parent:
        description:
          - Name or ID of the network, for V(NETWORK_SERVICE), or of the host, for V(HOST_SERVICE), that the objects belong to.
        type: str
      children:
        description:
          - Names or IDs of the objects that are meant. Needed unless O(destination[].all_covered=true). The order does not matter.
          - In check mode objects that do not exist are assumed to be created by an earlier task. A warning says so.
        type: list
        elements: str
  state:
    description: V(present) creates or changes the access group, V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: wanforge.edge.cloudconnexa_access_group_info
  - module: wanforge.edge.cloudconnexa_user_group
  - module: wanforge.edge.cloudconnexa_ip_service
  - module: wanforge.edge.cloudconnexa_application
"""

EXAMPLES = r"""
- name: Let the engineers reach the intranet and the build server; credentials come from the environment
  wanforge.edge.cloudconnexa_access_group:
    name: engineering
    source:
      - type: USER_GROUP
        children:
          - engineering
    destination:
      - type: NETWORK_SERVICE
        parent: hq
        children:
          - intranet
          - web-servers
      - type: HOST_SERVICE
        parent: build-server
        all_covered: true

- name: Let them reach the whole network
  wanforge.edge.cloudconnexa_access_group:
    name: engineering
    destination:
      - type: NETWORK_SERVICE
        parent: hq
        all_covered: true

- name: Let everybody reach each other
  wanforge.edge.cloudconnexa_access_group:
    name: everybody
    source:
      - type: USER_GROUP
        all_covered: true
    destination:
      - type: USER_GROUP
        all_covered: true

- name: Delete an access group
  wanforge.edge.cloudconnexa_access_group:
    name: everybody
    state: absent
"""

RETURN = r"""
access_group:
  description:
    - The access group as it is after the task, empty if it does not exist.
    - In check mode the access group as it would be; what only the service can know is null.
  returned: success
  type: dict
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
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import ACCESS_GROUP
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import manage


def main() -> None:
    manage(CloudConnexa(), ACCESS_GROUP)


if __name__ == "__main__":
    main()
