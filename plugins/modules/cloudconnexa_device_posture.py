#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_device_posture
short_description: Manage device postures of a CloudConnexa tenant
description:
  - Creates, changes and deletes device postures. A device posture says which devices the users of its groups may connect with.
  - What is not stated stays as it is.
  - A check of a version or a disk cannot be taken out again. Delete the device posture and create it without the check.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  name:
    description:
      - Name of the device posture. One of O(name) and O(id) is required.
      - Together with O(id) it is the new name.
    type: str
  id:
    description: ID of the device posture, to rename it or to tell device postures of the same name apart.
    type: str
  description:
    description: Text for people. An empty text removes it.
    type: str
  user_groups:
    description:
      - Names or IDs of the user groups that it holds for. The order does not matter.
      - The list replaces the present one. An empty list removes all.
    type: list
    elements: str
  windows:
    description: What is asked of devices with Windows.
    type: dict
    suboptions:
      allowed:
        description: Whether devices with Windows may connect. Left out means the same as V(false).
        type: bool
      version:
        description: Which versions are good.
        type: dict
        suboptions:
          version:
            description: Version to compare with. Write it in quotes.
            type: str
          condition:
            description: Whether a device must have at least this version, at most this version, or exactly this one.
            type: str
            choices: [GTE, LTE, EQUAL]
      antiviruses:
        description:
          - Antivirus programs, one of which must be there. The order does not matter. V(CORTEX_XDR) needs O(api_version=1.2.3).
          - The list replaces the present one. An empty list removes the check.
        type: list
        elements: str
        choices:
          - AVAST
          - AVG
          - AVIRA
          - BITDEFENDER
          - CROWDSTRIKE_FALCON
          - ESET
          - MALWAREBYTES
          - MCAFEE
          - MICROSOFT_DEFENDER
          - NORTON
          - SENTINEL_ONE
          - CORTEX_XDR
      disk_encryption:
        description: Which disks must be encrypted.
        type: dict
        suboptions:
          type:
            description: Whether all disks must be encrypted, or the one in O(windows.disk_encryption.volume).
            type: str
            choices: [FULL_DISK, SPECIFIC_VOLUME]
          volume:
            description: Volume that must be encrypted, for V(SPECIFIC_VOLUME).
            type: str
      certificate:
        description: Certificate that must be on the device, as text. An empty text removes the check.
        type: str
  macos:
    description: What is asked of devices with macOS.
    type: dict
    suboptions:
      allowed:
        description: Whether devices with macOS may connect. Left out means the same as V(false).
        type: bool
      version:
        description: Which versions are good.
        type: dict
        suboptions:
          version:
            description: Version to compare with. Write it in quotes.
            type: str
          condition:
            description: Whether a device must have at least this version, at most this version, or exactly this one.
            type: str
            choices: [GTE, LTE, EQUAL]
      antiviruses:
        description:
          - Antivirus programs, one of which must be there. The order does not matter.
          - The list replaces the present one. An empty list removes the check.
        type: list
        elements: str
        choices:
          - AVAST
          - AVG
          - AVIRA
          - BITDEFENDER
          - CROWDSTRIKE_FALCON
          - ESET
          - MALWAREBYTES
          - MCAFEE
          - MICROSOFT_DEFENDER
          - NORTON
          - SENTINEL_ONE
      disk_encrypted:
        description: Whether the disk must be encrypted.
        type: bool
      certificate:
        description: Certificate that must be on the device, as text. An empty text removes the check.
        type: str
  linux:
    description: What is asked of devices with Linux.
    type: dict
    suboptions:
      allowed:
        description: Whether devices with Linux may connect. Left out means the same as V(false).
        type: bool
  android:
    description: What is asked of devices with Android.
    type: dict
    suboptions:
      allowed:
        description: Whether devices with Android may connect. Left out means the same as V(false).
        type: bool
  ios:
    description: What is asked of devices with iOS.
    type: dict
    suboptions:
      allowed:
        description: Whether devices with iOS may connect. Left out means the same as V(false).
        type: bool
  state:
    description: V(present) creates or changes the device posture, V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: wanforge.edge.cloudconnexa_device_posture_info
  - module: wanforge.edge.cloudconnexa_location_context
  - module: wanforge.edge.cloudconnexa_user_group
"""

EXAMPLES = r"""
- name: Let the engineers connect with managed devices only; credentials come from the environment
  wanforge.edge.cloudconnexa_device_posture:
    name: managed-devices
    user_groups:
      - engineering
    windows:
      allowed: true
      version:
        version: "10.0.19045"
        condition: GTE
      antiviruses:
        - MICROSOFT_DEFENDER
        - CROWDSTRIKE_FALCON
      disk_encryption:
        type: FULL_DISK
    macos:
      allowed: true
      disk_encrypted: true

- name: Let them connect with Linux, too
  wanforge.edge.cloudconnexa_device_posture:
    name: managed-devices
    linux:
      allowed: true

- name: Delete a device posture
  wanforge.edge.cloudconnexa_device_posture:
    name: managed-devices
    state: absent
"""

RETURN = r"""
device_posture:
  description:
    - The device posture as it is after the task, empty if it does not exist.
    - In check mode the device posture as it would be; what only the service can know is null.
  returned: success
  type: dict
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
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import DEVICE_POSTURE
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import manage


def main() -> None:
    manage(CloudConnexa(), DEVICE_POSTURE)


if __name__ == "__main__":
    main()
