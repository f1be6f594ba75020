#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_device
short_description: Manage devices of CloudConnexa users
description:
  - Creates, changes and deletes the devices of a user. A device is what the user connects to the tenant with.
  - What is not stated stays as it is.
  - A user can have as many devices as O(wanforge.edge.cloudconnexa_user_group#module:max_device) of the user's group permits.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  name:
    description:
      - Name of the device. One of O(name) and O(id) is required.
      - Together with O(id) it is the new name.
    type: str
  id:
    description: ID of the device, to rename it or to tell devices of the same name apart.
    type: str
  user:
    description:
      - Name or ID of the user that the device belongs to.
      - In check mode a user that does not exist is assumed to be created by an earlier task. A warning says so.
    type: str
    required: true
  description:
    description: Text for people. An empty text removes it.
    type: str
  client_uuid:
    description:
      - ID that the VPN client gives itself, to tie the device to it.
      - It can be stated only to create the device.
    type: str
  state:
    description: V(present) creates or changes the device, V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: wanforge.edge.cloudconnexa_device_info
  - module: wanforge.edge.cloudconnexa_profile
  - module: wanforge.edge.cloudconnexa_user
  - module: wanforge.edge.cloudconnexa_user_group
"""

EXAMPLES = r"""
- name: Create a device; credentials come from the environment
  wanforge.edge.cloudconnexa_device:
    user: lena.bauer
    name: lena-laptop
    description: Inventory number 4711

- name: Change its description
  wanforge.edge.cloudconnexa_device:
    user: lena.bauer
    name: lena-laptop
    description: Inventory number 4712

- name: Delete a lost device
  wanforge.edge.cloudconnexa_device:
    user: lena.bauer
    name: lena-laptop
    state: absent
"""

RETURN = r"""
device:
  description:
    - The device as it is after the task, empty if it does not exist.
    - In check mode the device as it would be; what only the service can know is null.
  returned: success
  type: dict
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
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import DEVICE
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import manage


def main() -> None:
    manage(CloudConnexa(), DEVICE)


if __name__ == "__main__":
    main()
