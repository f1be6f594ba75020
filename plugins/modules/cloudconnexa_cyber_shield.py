#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_cyber_shield
short_description: Put domains on the block list or allow list of Cyber Shield
description:
  - Adds domains to the lists of Cyber Shield domain filtering, or removes them.
  - The service takes these lists and does not give them back. So nothing can be compared. The module sends every domain at every run
    and reports a change, and there is no info module.
  - Adding a domain that is on the list replaces its entry. Removing one that is not on the list leaves the list as it is.
  - Domains that the task does not name stay where they are.
  - The API has no call for the categories that are filtered or for turning the filter on.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  list:
    description: Which list. Domains on the V(block) list are blocked, those on the V(allow) list pass whatever their category is.
    type: str
    choices: [block, allow]
    required: true
  domains:
    description:
      - The domains. An empty list changes nothing.
      - More than 1000 are sent in several calls.
    type: list
    elements: dict
    required: true
    suboptions:
      domain:
        description: Name of the domain.
        type: str
        required: true
      comment:
        description:
          - Why it is there. It replaces the comment of an entry that exists, also if it is not set.
          - It and the name may have 150 characters together. It does not matter with O(state=absent).
        type: str
  state:
    description: Whether the domains are to be on the list.
    type: str
    choices: [present, absent]
    default: present
attributes:
  idempotent:
    description: The lists cannot be read, so every run sends the domains and reports a change.
    support: none
  diff_mode:
    description: Shows what is sent, not what becomes of it.
    support: full
seealso:
  - module: wanforge.edge.cloudconnexa_dns_log_info
  - name: Reference of the API
    description: Choose Cyber Shield there.
    link: https://openvpn.net/cloud-docs/developer/cloudconnexa-api-v1-0/network/
"""

EXAMPLES = r"""
- name: Block two domains
  wanforge.edge.cloudconnexa_cyber_shield:
    list: block
    domains:
      - domain: ads.example.com
        comment: Advertisements
      - domain: tracker.example.net

- name: Let one pass again
  wanforge.edge.cloudconnexa_cyber_shield:
    list: block
    domains:
      - domain: ads.example.com
    state: absent

- name: Send a long list only when its file changed
  wanforge.edge.cloudconnexa_cyber_shield:
    list: block
    domains: "{{ lookup('ansible.builtin.file', 'blocked.json') | from_json }}"
  when: blocked_file is changed
"""

RETURN = r"""
domains:
  description: The domains that were sent, or would be in check mode.
  returned: success
  type: list
  elements: str
  sample: [ads.example.com, tracker.example.net]
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.errands import Errands
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.shield import SHIELD_OPTIONS, planned
from ansible_collections.wanforge.edge.plugins.module_utils.runner import call


def main() -> None:
    call(Errands(), SHIELD_OPTIONS, planned)


if __name__ == "__main__":
    main()
