#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_user_info
short_description: List the users of a CloudConnexa tenant
description:
  - Lists all users, or the one with a given name or ID.
  - Without a match the list is empty. That is no failure.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes.info
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
  - wanforge.edge._from_cache
options:
  username:
    description: Return only the user with this name.
    type: str
  id:
    description: Return only the user with this ID.
    type: str
seealso:
  - module: wanforge.edge.cloudconnexa_user
  - module: wanforge.edge.cloudconnexa_user_group_info
"""

EXAMPLES = r"""
- name: List all users
  wanforge.edge.cloudconnexa_user_info:
  register: listed

- name: Show who is suspended
  ansible.builtin.debug:
    msg: "{{ listed.users | selectattr('status', 'equalto', 'SUSPENDED') | map(attribute='username') }}"

- name: Look at one user
  wanforge.edge.cloudconnexa_user_info:
    username: lena.bauer
  register: lena
"""

RETURN = r"""
users:
  description: The users, sorted by name.
  returned: success
  type: list
  elements: dict
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

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import USER
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(CloudConnexa(), USER)


if __name__ == "__main__":
    main()
