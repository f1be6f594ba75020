#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_user_action
short_description: Reset the MFA of a user, send the invitation again, or force a new password
description:
  - Does something to a user of which nothing shows afterwards. So it cannot be compared. Every run does it and reports a change.
  - States that do show, such as suspended, are those of M(wanforge.edge.cloudconnexa_user).
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  user:
    description: Username or ID of the user.
    type: str
    required: true
  action:
    description:
      - V(reset_mfa) forgets the second factor of the user, who sets up a new one at the next login.
      - V(resend_invitation) sends the invitation again.
      - V(force_password_change) makes the user choose a new password at the next login.
      - All of them need O(api_version=1.2.3).
    type: str
    choices: [reset_mfa, resend_invitation, force_password_change]
    required: true
attributes:
  idempotent:
    description: Every run does it.
    support: none
  diff_mode:
    description: Shows the action, not what becomes of it.
    support: full
seealso:
  - module: wanforge.edge.cloudconnexa_user
  - module: wanforge.edge.cloudconnexa_user_info
  - name: Reference of the API
    description: The calls for networks; those for users are beside it.
    link: https://openvpn.net/cloud-docs/developer/cloudconnexa-api-v1-0/network/
"""

EXAMPLES = r"""
- name: Let a user set up a new phone
  wanforge.edge.cloudconnexa_user_action:
    user: ada
    action: reset_mfa

- name: Remind everybody who has not come yet
  wanforge.edge.cloudconnexa_user_action:
    user: "{{ item.id }}"
    action: resend_invitation
  loop: "{{ people.users | selectattr('status', 'eq', 'INVITED') }}"
  loop_control:
    label: "{{ item.username }}"
"""

RETURN = r"""
user_id:
  description: ID of the user. Null in check mode for one that an earlier task would create.
  returned: success
  type: str
  sample: ada@acme
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.errands import Errands
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.user_actions import (
    USER_ACTION_OPTIONS,
    planned,
)
from ansible_collections.wanforge.edge.plugins.module_utils.runner import call


def main() -> None:
    call(Errands(), USER_ACTION_OPTIONS, planned)


if __name__ == "__main__":
    main()
