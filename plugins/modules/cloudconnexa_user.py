#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_user
short_description: Manage users of a CloudConnexa tenant
description:
  - Creates, changes, suspends, activates and deletes users.
  - What is not stated stays as it is.
  - Only users of the service itself can be created and changed, not those of an identity provider.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  username:
    description:
      - Name that the user signs in with. One of O(username) and O(id) is required.
      - It cannot be changed.
    type: str
  id:
    description: ID of the user.
    type: str
  first_name:
    description: First name of the user. An empty text removes it.
    type: str
  last_name:
    description: Last name of the user. An empty text removes it.
    type: str
  email:
    description: E-mail address of the user. The service sends the invitation there. An empty text removes it.
    type: str
  group:
    description:
      - Name or ID of the user group that the user belongs to.
      - Needed to create a user.
      - In check mode a group that does not exist is assumed to be created by an earlier task. A warning says so.
    type: str
  secondary_groups:
    description:
      - Names or IDs of further user groups of the user. The order does not matter.
      - The list replaces the present one. An empty list removes all.
      - Needs O(api_version=1.2.3).
    type: list
    elements: str
  role:
    description: What the user may do in the tenant.
    type: str
    choices: [OWNER, ADMIN, MEMBER]
  state:
    description:
      - V(present) creates or changes the user, and activates a user who is suspended. A user who is still invited, or whom the
        identity provider suspended, is left so.
      - V(suspended) does the same, but the user is suspended and cannot connect. A user who does not exist is created first.
      - V(absent) deletes the user.
      - To suspend a user or to activate one again needs O(api_version=1.2.3).
    type: str
    choices: [present, suspended, absent]
    default: present
seealso:
  - module: wanforge.edge.cloudconnexa_user_info
  - module: wanforge.edge.cloudconnexa_user_action
  - module: wanforge.edge.cloudconnexa_user_group
  - name: CloudConnexa documentation on users and roles
    description: What users and their roles are.
    link: https://openvpn.net/cloud-docs/owner/understand-the-cloudconnexa-ecosystem/cloudconnexa-roles/cloudconnexa-owner.html
"""

EXAMPLES = r"""
- name: Create a user; credentials come from the environment
  wanforge.edge.cloudconnexa_user:
    username: lena.bauer
    first_name: Lena
    last_name: Bauer
    email: lena.bauer@example.com
    group: engineering

- name: Make the user an administrator with access to a second group
  wanforge.edge.cloudconnexa_user:
    username: lena.bauer
    role: ADMIN
    secondary_groups:
      - sales

- name: Suspend a user who is on leave
  wanforge.edge.cloudconnexa_user:
    username: lena.bauer
    state: suspended

- name: Let the user connect again
  wanforge.edge.cloudconnexa_user:
    username: lena.bauer

- name: Delete a user
  wanforge.edge.cloudconnexa_user:
    username: lena.bauer
    state: absent

- name: Take away the access of people who left
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/wanforge.edge.cloudconnexa:
      cloud_id: acme
      client_id: "{{ acme_client_id }}"
      client_secret: "{{ acme_client_secret }}"
  tasks:
    - name: Delete their accounts
      wanforge.edge.cloudconnexa_user:
        username: "{{ item }}"
        state: absent
      loop:
        - jonas.huber
        - mia.wagner
"""

RETURN = r"""
user:
  description:
    - The user as it is after the task, empty if it does not exist.
    - In check mode the user as it would be; what only the service can know is null.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the user.
      returned: success
      type: str
      sample: a1d7e3b2-58c4-4f0e-b6a9-7c2d4e6f8a10
    username:
      description: Name that the user signs in with.
      returned: success
      type: str
      sample: lena.bauer
    first_name:
      description: First name of the user.
      returned: success
      type: str
      sample: Lena
    last_name:
      description: Last name of the user.
      returned: success
      type: str
      sample: Bauer
    email:
      description: E-mail address of the user.
      returned: success
      type: str
      sample: lena.bauer@example.com
    group_id:
      description: ID of the user group that the user belongs to.
      returned: success
      type: str
      sample: 9f2c1e7a-6d3b-4c58-9a0e-3b7d5f1c2e40
    secondary_group_ids:
      description: IDs of further user groups of the user.
      returned: success
      type: list
      elements: str
      sample: []
    role:
      description: What the user may do in the tenant.
      returned: success
      type: str
      sample: MEMBER
    status:
      description:
        - State of the account.
        - V(INVITED) has not signed in yet. V(SUSPENDED_IDP) was suspended by the identity provider.
      returned: success
      type: str
      sample: ACTIVE
    auth_type:
      description: How the user authenticates.
      returned: success
      type: str
      sample: INTERNAL
    connection_status:
      description: Whether the user is connected now.
      returned: success
      type: str
      sample: OFFLINE
    licensed:
      description: Whether the user counts against the subscription.
      returned: success
      type: bool
      sample: true
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import USER
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import manage


def main() -> None:
    manage(CloudConnexa(), USER)


if __name__ == "__main__":
    main()
