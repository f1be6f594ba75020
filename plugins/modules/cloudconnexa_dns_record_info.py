#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_dns_record_info
short_description: List the DNS records of a CloudConnexa tenant
description:
  - Lists all DNS records, or those with a given domain name or ID.
  - Without a match the list is empty.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes.info
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
  - wanforge.edge._from_cache
options:
  domain:
    description: Return only the DNS records for this domain name.
    type: str
  id:
    description: Return only the DNS record with this ID.
    type: str
seealso:
  - module: wanforge.edge.cloudconnexa_dns_record
"""

EXAMPLES = r"""
- name: List all DNS records
  wanforge.edge.cloudconnexa_dns_record_info:
  register: listed

- name: Show the domain names
  ansible.builtin.debug:
    msg: "{{ listed.dns_records | map(attribute='domain') }}"
"""

RETURN = r"""
dns_records:
  description: The DNS records, sorted by domain name.
  returned: success
  type: list
  elements: dict
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

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import DNS_RECORD
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(CloudConnexa(), DNS_RECORD)


if __name__ == "__main__":
    main()
