#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_device_info
short_description: List the devices of CloudConnexa users
description:
  - Lists the devices of all users, or of one user, or those with a given name or ID.
  - Without a match the list is empty. A user who does not exist is a failure.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes.info
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
  - wanforge.edge._from_cache
options:
  name:
    description: Return only the devices with this name. Two users can have devices of the same name.
    type: str
  id:
    description: Return only the device with this ID.
    type: str
  user:
    description: Name or ID of a user. Return only this user's devices.
    type: str
seealso:
  - module: wanforge.edge.cloudconnexa_device
  - module: wanforge.edge.cloudconnexa_user_info
"""

EXAMPLES = r"""
- name: List the devices of a user
  wanforge.edge.cloudconnexa_device_info:
    user: lena.bauer
  register: listed

- name: List the devices of all users
  wanforge.edge.cloudconnexa_device_info:
  register: everywhere

- name: Show which devices are connected
  ansible.builtin.debug:
    msg: "{{ everywhere.devices | selectattr('connection_status', 'equalto', 'ONLINE') | map(attribute='name') }}"
"""

RETURN = r"""
devices:
  description: The devices, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the device.
      returned: success
      type: str
      sample: e6c5a3b1-90f8-4d27-a1b0-3c5d7e9f1122
    name:
      description: Name of the device.
      returned: success
      type: str
      sample: lena-laptop
    description:
      description: Text for people.
      returned: success
      type: str
      sample: Inventory number 4711
    client_uuid:
      description: ID that the VPN client gives itself.
      returned: success
      type: str
      sample: 0b7c2f4e-6a1d-4e8b-9c3f-5d7e9f1a2b3c
    user_id:
      description: ID of the user that the device belongs to.
      returned: success
      type: str
      sample: lena.bauer@acme
    ip_v4_address:
      description: The device's IPv4 address inside the tenant.
      returned: success
      type: str
      sample: 100.96.1.2
    ip_v6_address:
      description:
        - The device's IPv6 address inside the tenant.
        - It is null in a tenant that uses IPv4 only.
      returned: success
      type: str
      sample: fd00:0:0:8101::2
    platform:
      description: What the device said about itself. It is null for a device that never connected.
      returned: success
      type: dict
      contains:
        os:
          description: Operating system.
          returned: success
          type: str
          sample: Windows
        version:
          description: Version of the operating system.
          returned: success
          type: str
          sample: '11'
        client_version:
          description: Version of the VPN client.
          returned: success
          type: str
          sample: 3.7.1
    connection_status:
      description: Whether the device is connected now.
      returned: success
      type: str
      sample: ONLINE
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

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import DEVICE
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(CloudConnexa(), DEVICE)


if __name__ == "__main__":
    main()
