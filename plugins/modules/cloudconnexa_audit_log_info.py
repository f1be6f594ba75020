#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_audit_log_info
short_description: List the audit log of a CloudConnexa tenant
description:
  - Lists who changed what.
  - The service gives 100 entries per request and allows few requests per minute. O(max_items) limits how many are read.
  - Needs release 1.1.6 or later.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes.info
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
  - wanforge.edge._from_cache
options:
  start_date:
    description:
      - Start of the time, with a time zone, for example V(2026-11-08T14:53:43Z). How old it may be depends on the tenant's plan.
      - One day ago if it is not set.
    type: str
  end_date:
    description: End of the time, at most 24 hours after O(start_date). Now if it is not set.
    type: str
  initiator_id:
    description: Return only what this user or these credentials did. An ID or an e-mail address.
    type: str
  max_items:
    description: Read no more than this many entries, the newest ones.
    type: int
    default: 1000
seealso:
  - module: wanforge.edge.cloudconnexa_session_info
"""

EXAMPLES = r"""
- name: List what was changed since yesterday
  wanforge.edge.cloudconnexa_audit_log_info:
  register: listed

- name: Show what was deleted
  ansible.builtin.debug:
    msg: "{{ listed.audit_entries | selectattr('operation', 'equalto', 'DELETE') | map(attribute='entity_name') }}"

- name: List what one user did in one day
  wanforge.edge.cloudconnexa_audit_log_info:
    start_date: "2026-11-08T00:00:00Z"
    end_date: "2026-11-09T00:00:00Z"
    initiator_id: ada@example.com
"""

RETURN = r"""
audit_entries:
  description: The entries, sorted by time.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the entry.
      returned: success
      type: str
      sample: 2b1d6f0c-3f5e-4d0a-9a5e-0f6c1b2a3d4e
    timestamp:
      description: When it happened.
      returned: success
      type: str
      sample: '2026-11-08T14:53:43Z'
    operation:
      description: What was done.
      returned: success
      type: str
      sample: UPDATE
    description:
      description: What was done, in words.
      returned: success
      type: str
      sample: Network updated
    request_id:
      description: ID of the request.
      returned: success
      type: str
      sample: 7c0a2e64-1f2b-4c3d-8e5f-6a7b8c9d0e1f
    tenant_id:
      description: ID of the tenant.
      returned: success
      type: str
      sample: acme
    entity_type:
      description: Kind of the object.
      returned: success
      type: str
      sample: Network
    entity_id:
      description: ID of the object.
      returned: success
      type: str
      sample: 7c0a2e64-1f2b-4c3d-8e5f-6a7b8c9d0e1f
    entity_name:
      description: Name of the object.
      returned: success
      type: str
      sample: hq
    entity_parent_type:
      description: Kind of the object to which it belongs.
      returned: success
      type: str
      sample: Network
    entity_parent_id:
      description: ID of the object to which it belongs.
      returned: success
      type: str
      sample: 7c0a2e64-1f2b-4c3d-8e5f-6a7b8c9d0e1f
    entity_parent_name:
      description: Name of the object to which it belongs.
      returned: success
      type: str
      sample: hq
    initiator_type:
      description: Kind of who did it.
      returned: success
      type: str
      sample: API
    initiator_id:
      description: ID of who did it.
      returned: success
      type: str
      sample: 7c0a2e64-1f2b-4c3d-8e5f-6a7b8c9d0e1f
    initiator_name:
      description: Name of who did it.
      returned: success
      type: str
      sample: robot
    initiator_first_name:
      description: First name of who did it.
      returned: success
      type: str
      sample: Ada
    initiator_last_name:
      description: Last name of who did it.
      returned: success
      type: str
      sample: Lovelace
    initiator_email:
      description: E-mail address of who did it.
      returned: success
      type: str
      sample: ada@example.com
    initiator_public_ip:
      description: Address from which it was done.
      returned: success
      type: str
      sample: '198.51.100.7'
    initiator_deleted:
      description: Whether who did it exists no more.
      returned: success
      type: bool
      sample: false
    initiator_attributes:
      description: What else is known of who did it.
      returned: success
      type: dict
      sample: {}
    additional_info:
      description: What else is known, by name.
      returned: success
      type: list
      elements: dict
      contains:
        name:
          description: What the value is.
          returned: success
          type: raw
          sample: source
        value:
          description: The value, of any type.
          returned: success
          type: raw
          sample: API
    fields:
      description: What changed.
      returned: success
      type: list
      elements: dict
      contains:
        name:
          description: Name of the member.
          returned: success
          type: raw
          sample: description
        old_value:
          description: Value before, of any type.
          returned: success
          type: raw
          sample: Head office
        new_value:
          description: Value after, of any type.
          returned: success
          type: raw
          sample: Head office, Vienna
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

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.logs import AUDIT_ENTRY, Logs
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(Logs(AUDIT_ENTRY), AUDIT_ENTRY)


if __name__ == "__main__":
    main()
