#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_device_posture_info
short_description: List the device postures of a CloudConnexa tenant
description:
  - Lists all device postures, or those with a given name or ID.
  - Without a match the list is empty.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes.info
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
  - wanforge.edge._from_cache
options:
  name:
    description: Return only the device postures with this name.
    type: str
  id:
    description: Return only the device posture with this ID.
    type: str
seealso:
  - module: wanforge.edge.cloudconnexa_device_posture
"""

EXAMPLES = r"""
- name: List all device postures
  wanforge.edge.cloudconnexa_device_posture_info:
  register: listed

- name: Show which ones let Linux connect
  ansible.builtin.debug:
    msg: "{{ listed.device_postures | selectattr('linux') | selectattr('linux.allowed') | map(attribute='name') }}"
"""

RETURN = r"""
device_postures:
  description: The device postures, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the device posture.
      returned: success
      type: str
      sample: b8c7d6e5-f4a3-4221-8a9f-8e7d6c5b4a39
    name:
      description: Name of the device posture.
      returned: success
      type: str
      sample: managed-devices
    description:
      description: Text for people.
      returned: success
      type: str
      sample: Devices that we manage
    user_groups_ids:
      description: IDs of the user groups that it holds for.
      returned: success
      type: list
      elements: str
      sample: [3c7b9f10-1f6e-4b7e-8a5d-2d9c4e6f8a01]
    windows:
      description: What is asked of devices with Windows. It is null if they may not connect and nothing is asked.
      returned: success
      type: dict
      contains:
        allowed:
          description: Whether devices with Windows may connect.
          returned: success
          type: bool
          sample: true
        version:
          description: Which versions are good. It is null if all are.
          returned: success
          type: dict
          contains:
            version:
              description: Version to compare with.
              returned: success
              type: str
              sample: 10.0.19045
            condition:
              description: How it is compared.
              returned: success
              type: str
              sample: GTE
        antiviruses:
          description: Antivirus programs, one of which must be there.
          returned: success
          type: list
          elements: str
          sample: [MICROSOFT_DEFENDER]
        disk_encryption:
          description: Which disks must be encrypted. It is null if none must.
          returned: success
          type: dict
          contains:
            type:
              description: Whether all disks must be encrypted.
              returned: success
              type: str
              sample: SPECIFIC_VOLUME
            volume:
              description: Volume that must be encrypted.
              returned: success
              type: str
              sample: C
        certificate:
          description: Certificate that must be on the device.
          returned: success
          type: str
          sample: -----BEGIN CERTIFICATE-----
    macos:
      description: What is asked of devices with macOS. It is null if they may not connect and nothing is asked.
      returned: success
      type: dict
      contains:
        allowed:
          description: Whether devices with macOS may connect.
          returned: success
          type: bool
          sample: true
        version:
          description: Which versions are good. It is null if all are.
          returned: success
          type: dict
          contains:
            version:
              description: Version to compare with.
              returned: success
              type: str
              sample: '14.5'
            condition:
              description: How it is compared.
              returned: success
              type: str
              sample: GTE
        antiviruses:
          description: Antivirus programs, one of which must be there.
          returned: success
          type: list
          elements: str
          sample: []
        disk_encrypted:
          description: Whether the disk must be encrypted.
          returned: success
          type: bool
          sample: false
        certificate:
          description: Certificate that must be on the device.
          returned: success
          type: str
          sample: -----BEGIN CERTIFICATE-----
    linux:
      description: What is asked of devices with Linux. It is null if they may not connect and nothing is asked.
      returned: success
      type: dict
      contains:
        allowed:
          description: Whether devices with Linux may connect.
          returned: success
          type: bool
          sample: true
    android:
      description: What is asked of devices with Android. It is null if they may not connect and nothing is asked.
      returned: success
      type: dict
      contains:
        allowed:
          description: Whether devices with Android may connect.
          returned: success
          type: bool
          sample: true
    ios:
      description: What is asked of devices with iOS. It is null if they may not connect and nothing is asked.
      returned: success
      type: dict
      contains:
        allowed:
          description: Whether devices with iOS may connect.
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

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import DEVICE_POSTURE
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(CloudConnexa(), DEVICE_POSTURE)


if __name__ == "__main__":
    main()
