#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_dns_record
short_description: Manage DNS records of a CloudConnexa tenant
description:
  - Creates, changes and deletes DNS records. The tenant's DNS servers answer with them.
  - What is not stated stays as it is.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  domain:
    description:
      - Domain name that the record is for. One of O(domain) and O(id) is required.
      - Together with O(id) it is the new domain name.
    type: str
  id:
    description: ID of the DNS record, to give it another domain name.
    type: str
  description:
    description: Text for people. An empty text removes it.
    type: str
  ipv4_addresses:
    description:
      - IPv4 addresses. The order does not matter.
      - The list replaces the present one. An empty list removes all. A record needs at least one address of either kind.
    type: list
    elements: str
  ipv6_addresses:
    description:
      - IPv6 addresses. Their spelling and order do not matter.
      - The list replaces the present one. An empty list removes all. A record needs at least one address of either kind.
    type: list
    elements: str
  state:
    description: V(present) creates or changes the DNS record, V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: wanforge.edge.cloudconnexa_dns_record_info
"""

EXAMPLES = r"""
- name: Name a server; credentials come from the environment
  wanforge.edge.cloudconnexa_dns_record:
    domain: intranet.example.com
    description: Web server in the head office
    ipv4_addresses:
      - 10.20.0.10

- name: Give it an IPv6 address, too
  wanforge.edge.cloudconnexa_dns_record:
    domain: intranet.example.com
    ipv6_addresses:
      - 2001:db8:20::10

- name: Delete a record
  wanforge.edge.cloudconnexa_dns_record:
    domain: intranet.example.com
    state: absent
"""

RETURN = r"""
dns_record:
  description:
    - The DNS record as it is after the task, empty if it does not exist.
    - In check mode the DNS record as it would be; what only the service can know is null.
  returned: success
  type: dict
  contains:
    id:
      description: ID of the DNS record.
      returned: success
      type: str
      sample: c2f1e0d9-b8a7-4665-9443-221100ffeedd
    domain:
      description: Domain name that the record is for.
      returned: success
      type: str
      sample: intranet.example.com
    description:
      description: Text for people.
      returned: success
      type: str
      sample: Web server in the head office
    ipv4_addresses:
      description: IPv4 addresses.
      returned: success
      type: list
      elements: str
      sample: [10.20.0.10]
    ipv6_addresses:
      description: IPv6 addresses in their shortest spelling.
      returned: success
      type: list
      elements: str
      sample: [2001:db8:20::10]
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import DNS_RECORD
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import manage


def main() -> None:
    manage(CloudConnexa(), DNS_RECORD)


if __name__ == "__main__":
    main()
