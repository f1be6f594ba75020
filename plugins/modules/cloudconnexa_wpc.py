#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_wpc
short_description: Manage a whole CloudConnexa tenant with one document
description:
  - Makes a tenant (its WPC, wide-area private cloud) be as one document says. The document holds networks, hosts, user groups,
    users, DNS records, location contexts, device postures, access groups and settings.
  - Every collection is read once, whatever the number of objects. The plan of a tenant takes about a dozen requests.
  - The whole plan is made before the first write. What can be known to be wrong is refused then, in stages, which are unknown words and wrong types,
    values, names and references, overlaps. Each stage shows all its problems at once.
  - Changes are carried out in the order in which the objects depend on each other, several at a time. Deletions come last.
  - If a change fails, everything that does not need its object goes on, except deletions. The result says what was done and what
    not. Running the task again, after what is wrong is corrected, does the rest.
  - What the document does not state stays as it is. Only O(purge) deletes what is not in the document.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  config:
    description:
      - The document. Its sections are C(networks), C(hosts), C(user_groups), C(users), C(dns_records), C(location_contexts),
        C(device_postures), C(access_groups) and C(settings). None of them is required.
      - Every section but C(settings) is a list of objects. An object has the options of the module for its kind, for example
        M(wanforge.edge.cloudconnexa_network) for C(networks), without C(id) and the options of the connection. C(state) is among
        them.
      - Networks can hold lists C(connectors), C(routes), C(ip_services) and C(applications); hosts C(connectors),
        C(ip_services) and C(applications); users C(devices). These objects need no parent option.
      - C(settings) has the options of M(wanforge.edge.cloudconnexa_settings).
      - Objects name each other by name. They may name what the same document creates.
      - Types count. A list must be a list, because no text is split at commas. A text that YAML takes for C(true) or C(false), such as
        C(off), belongs in quotes. Null inside a list is refused; a member that is null is not stated.
      - One of O(config) and O(src) is required. For thousands of objects O(src) is much faster, because Ansible handles an
        option object by object.
    type: dict
  src:
    description:
      - A YAML file with the document, or a folder whose files ending in C(.yml) or C(.yaml) make up the document together.
      - It is read at the controller and searched where M(ansible.builtin.copy) searches its files.
      - The files hold plain data, not templates. They, or single values marked with C(!vault), may be encrypted with Ansible Vault.
      - Values marked with C(!vault) are shown nowhere, whatever they are.
    type: path
  purge:
    description:
      - Collections in which objects are deleted that the document does not hold.
      - The document must state the list. What is in a network, host or user is deleted only if the document states that list of
        that very object, empty or not.
      - An object whose name differs from a stated one only in case is refused instead of deleted.
      - If an object that the document does not hold refers to something that is deleted, there is a warning.
      - The owner of the tenant, users of an identity provider, the user group C(Default) and the default access group are never
        deleted.
    type: list
    elements: str
    choices:
      - networks
      - connectors
      - routes
      - ip_services
      - applications
      - hosts
      - user_groups
      - users
      - devices
      - dns_records
      - location_contexts
      - device_postures
      - access_groups
    default: []
  purge_limit:
    description:
      - The largest number of objects that O(purge) may delete. More are refused before anything is written.
      - What disappears together with a network, host or user counts, too.
      - By default it is 10, or a tenth of the objects in the lists that O(purge) is about, rounded up, if that is less.
    type: int
  protect:
    description:
      - Names that O(purge) leaves alone. C(*), C(?) and C([...]) stand for other characters, as in names of files. Case matters.
      - A network, host or user is left alone, too, if something in it fits.
    type: list
    elements: str
    default: []
  parallel:
    description: How many changes are carried out at the same time, 1 to 20. The limit of the service holds for all together.
    type: int
    default: 4
seealso:
  - module: wanforge.edge.cloudconnexa_wpc_info
  - module: wanforge.edge.cloudconnexa_network
  - module: wanforge.edge.cloudconnexa_settings
"""

EXAMPLES = r"""
- name: Show what would change
  wanforge.edge.cloudconnexa_wpc:
    src: acme.yml
  check_mode: true
  diff: true

- name: Make a small tenant
  wanforge.edge.cloudconnexa_wpc:
    config:
      networks:
        - name: hq
          internet_access: SPLIT_TUNNEL_ON
          connectors:
            - name: hq-1
              vpn_region: eu-central-1
          routes:
            - subnet: 10.10.0.0/24
              description: Servers
          ip_services:
            - name: ssh
              type: SERVICE_DESTINATION
              routes: [10.10.0.0/24]
              config:
                service_types: [SSH]
      user_groups:
        - name: staff
          all_regions_included: true
      users:
        - username: ada
          email: ada@example.com
          group: staff
      access_groups:
        - name: staff to ssh
          source:
            - type: USER_GROUP
              children: [staff]
          destination:
            - type: NETWORK_SERVICE
              parent: hq
              children: [ssh]
      settings:
        dns_default_suffix: example.com

- name: Delete users and DNS records that are not in the files of the tenant
  wanforge.edge.cloudconnexa_wpc:
    src: tenants/acme
    purge: [users, dns_records]
    purge_limit: 5
    protect: ["svc-*"]
"""

RETURN = r"""
msg:
  description: The summary as a sentence. If something failed, what, and why.
  returned: always
  type: str
  sample: "3 to create, 1 to update, 52 as they should be. That takes 4 requests."
summary:
  description: How many objects there are of each outcome, and what the changes cost.
  returned: success
  type: dict
  contains:
    creations:
      description: Number of objects to create.
      returned: success
      type: int
      sample: 3
    updates:
      description: Number of objects to change. An action such as suspending a user counts, too.
      returned: success
      type: int
      sample: 1
    deletions:
      description: Number of objects to delete.
      returned: success
      type: int
      sample: 0
    unchanged:
      description: Number of objects of the document that are as they should be.
      returned: success
      type: int
      sample: 52
    requests:
      description: Number of requests that change something.
      returned: success
      type: int
      sample: 4
    seconds:
      description:
        - Seconds that these requests have to wait for each other under the limit that the service announced.
        - It is null if the service announced none, and after the changes were made.
      returned: success
      type: int
      sample: 0
objects:
  description: The objects that change, in the order of the changes.
  returned: success
  type: list
  elements: dict
  contains:
    object:
      description: What the object is called in diffs and messages.
      returned: success
      type: str
      sample: route "10.10.0.0/24" of network "hq"
    kind:
      description: Kind of the object.
      returned: success
      type: str
      sample: route
    name:
      description: Name of the object; of a route the subnet, of a user the user name, of a DNS record the domain.
      returned: success
      type: str
      sample: 10.10.0.0/24
    action:
      description: What happens to it, C(create), C(update) or C(delete).
      returned: success
      type: str
      sample: create
    status:
      description: C(planned) in check mode, else C(done), C(failed) or C(not tried).
      returned: success
      type: str
      sample: done
    reason:
      description: Why it failed or was not tried.
      returned: when it failed or was not tried
      type: str
      sample: it needs network "hq"
spared:
  description: What O(purge) left alone although the document does not hold it, with the reason.
  returned: success
  type: list
  elements: str
  sample: ['user "owner" (the owner of the tenant)']
"""

from ansible_collections.wanforge.edge.plugins.module_utils.campaigns import manage_many
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.wpc import (
    WPC_OPTIONS,
    WPC_RULES,
    WholeDocument,
    WholeTenant,
)


def main() -> None:
    manage_many(WholeTenant(), WPC_OPTIONS, WPC_RULES, WholeDocument())


if __name__ == "__main__":
    main()
