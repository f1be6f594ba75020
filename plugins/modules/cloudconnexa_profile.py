#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_profile
short_description: Get the profile or token with which a connector or a device connects
description:
  - Has CloudConnexa make the profile of a connector or a device, or the token of a connector, and puts it into a file that only its
    owner can read, or returns it.
  - What is made is never made again without need. If the file in O(path) exists and is not empty, nothing is sent and nothing changes.
    Without O(path) there is nothing to look at, so every run has it made and reports a change.
  - In check mode nothing is made.
  - A connector that was just created may not have a profile yet. The module then asks again for up to O(wait_timeout) seconds.
  - The value never appears in the diff, in errors or in logs. Put C(no_log=true) on a task that returns it, and on those that use it.
    Without that, such a result is hidden too, but not with C(async).
  - IPsec connectors have neither a profile nor a token.
  - The option O(profile) of the connection is something else. It names credentials of a tenant.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  connector:
    description:
      - Name or ID of the connector.
      - Give this or O(device).
    type: str
  network:
    description: Name or ID of the network of the connector. Needed if several connectors share a name; it also saves a request.
    type: str
  host:
    description: Name or ID of the host of the connector. Needed if several connectors share a name; it also saves a request.
    type: str
  device:
    description:
      - Name or ID of the device.
      - Give this or O(connector).
    type: str
  user:
    description: Username or ID of the user whose device it is. Needed if several devices share a name.
    type: str
  type:
    description:
      - What is to be made. Devices have profiles only.
      - V(profile) is the text of an C(.ovpn) file. For a connector the service returns the one that is valid, so asking again is harmless.
      - V(token) is what the setup program of a connector asks for. Each call makes another one, and earlier ones stay valid.
      - V(dmg) and V(msi) are links to an installer of the connector for macOS and Windows.
    type: str
    choices: [profile, token, dmg, msi]
    default: profile
  region:
    description: ID of the region to which the device connects, such as V(eu-central-1). Required with O(device), and for devices only.
    type: str
  path:
    description:
      - Absolute path of the file in which the value is kept. It is written as a whole, with mode V(0600).
      - Its folder must exist, in check mode, too.
      - The file is on the machine where the module runs, which is the controller on a local connection.
      - A file that exists is left as it is, also if it is of another connector. There is a warning if others than its owner can read it.
      - Without it the value is returned in RV(profile).
    type: path
  force:
    description: Whether it is made again although the file in O(path) exists. The file is then written if the value differs.
    type: bool
    default: false
  wait_timeout:
    description: Seconds to wait for what the service is still making. V(0) asks once.
    type: int
    default: 60
  state:
    description:
      - V(present) gets the profile or token.
      - V(revoked) makes the profile invalid, which disconnects who uses it, and removes the file in O(path). Nothing tells whether a
        profile is revoked already, so this is always sent and always reported as a change.
    type: str
    choices: [present, revoked]
    default: present
attributes:
  idempotent:
    description: With O(path) and O(state=present), unless O(force) is set. Otherwise each run sends the call.
    support: partial
    details:
      - The service does not tell whether a profile was made or revoked.
  diff_mode:
    description: Shows that something is made or revoked, never the value.
    support: full
seealso:
  - module: wanforge.edge.cloudconnexa_connector
  - module: wanforge.edge.cloudconnexa_device
  - name: Connectors in the reference of the API
    description: The calls for profiles and tokens are among those for connectors.
    link: https://openvpn.net/cloud-docs/developer/cloudconnexa-api-v1-0/network/
"""

EXAMPLES = r"""
- name: Keep the profile of a connector for its router
  wanforge.edge.cloudconnexa_profile:
    network: hq
    connector: hq-1
    path: /etc/openvpn/client/cloudconnexa.conf

- name: Get a token for the setup program
  wanforge.edge.cloudconnexa_profile:
    network: branch
    connector: branch-1
    type: token
  register: setup
  no_log: true

- name: Keep the profile of a device
  wanforge.edge.cloudconnexa_profile:
    user: ada
    device: laptop
    region: eu-central-1
    path: "{{ playbook_dir }}/profiles/ada-laptop.ovpn"

- name: Lock out a device that was lost
  wanforge.edge.cloudconnexa_profile:
    user: ada
    device: laptop
    path: "{{ playbook_dir }}/profiles/ada-laptop.ovpn"
    state: revoked
"""

RETURN = r"""
profile:
  description: The profile, the token or the link. Null in check mode.
  returned: with O(state=present), when O(path) is not set
  type: str
  sample: "client\ndev tun\nremote eu-central-1.gw.example.com 1194 udp\n..."
file:
  description: The file that holds it, or held it.
  returned: when O(path) is set
  type: str
  sample: /etc/openvpn/client/cloudconnexa.conf
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.profiles import (
    PROFILE_OPTIONS,
    PROFILE_RULES,
    Profiles,
    planned,
)
from ansible_collections.wanforge.edge.plugins.module_utils.runner import call


def main() -> None:
    call(Profiles(), PROFILE_OPTIONS, planned, PROFILE_RULES)


if __name__ == "__main__":
    main()
