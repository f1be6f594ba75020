#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_group_mapping_info
short_description: List which groups of an identity provider become which user groups
description:
  - Lists the group mappings of a CloudConnexa tenant for SAML and LDAP.
  - They can be changed in the administration portal only.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes.info
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
  - wanforge.edge._from_cache
options:
  source:
    description: Return only the mappings of this source.
    type: str
    choices: [ldap, saml]
seealso:
  - module: wanforge.edge.cloudconnexa_user_group_info
"""

EXAMPLES = r"""
- name: List the mappings of both sources
  wanforge.edge.cloudconnexa_group_mapping_info:
  register: listed

- name: List the mappings for SAML
  wanforge.edge.cloudconnexa_group_mapping_info:
    source: saml
"""

RETURN = r"""
group_mappings:
  description: One object for each source, sorted by source.
  returned: success
  type: list
  elements: dict
  contains:
    source:
      description: Where the groups come from.
      returned: success
      type: str
      sample: saml
    fallback_group_id:
      description: ID of the user group of users for whom nothing else fits.
      returned: success
      type: str
      sample: 2b1d6f0c-3f5e-4d0a-9a5e-0f6c1b2a3d4e
    mappings:
      description: Which groups of the source become which user groups.
      returned: success
      type: list
      elements: dict
      contains:
        group_id:
          description: ID of the user group.
          returned: success
          type: str
          sample: 7c0a2e64-1f2b-4c3d-8e5f-6a7b8c9d0e1f
        idp_group_names:
          description: Names of the groups at the source.
          returned: success
          type: list
          elements: str
          sample: [engineering]
        sorting_order:
          description: Place in the order in which mappings are tried.
          returned: success
          type: int
          sample: 1
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

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.logs import GROUP_MAPPING, GroupMappings
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(GroupMappings(), GROUP_MAPPING)


if __name__ == "__main__":
    main()
