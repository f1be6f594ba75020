#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_session_info
short_description: List sessions of a CloudConnexa tenant
description:
  - Lists the sessions of users and connectors.
  - The service gives 100 sessions per request and allows few requests per minute. O(max_items) limits how many are read.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes.info
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
  - wanforge.edge._from_cache
options:
  start_date:
    description:
      - Start of the time, with a time zone, for example V(2026-11-08T14:53:43Z). At most 30 days ago.
      - One day ago if it is not set.
    type: str
  end_date:
    description: End of the time. What happens at this moment is not part of it. Now if it is not set.
    type: str
  status:
    description: Return only sessions in this state.
    type: str
    choices: [ACTIVE, COMPLETED, FAILED]
  only_new:
    description: Return only sessions that started in the time, not those that only went on in it.
    type: bool
    default: false
  max_items:
    description: Read no more than this many entries, the newest ones.
    type: int
    default: 1000
seealso:
  - module: wanforge.edge.cloudconnexa_audit_log_info
  - module: wanforge.edge.cloudconnexa_user_info
"""

EXAMPLES = r"""
- name: List who is connected
  wanforge.edge.cloudconnexa_session_info:
    status: ACTIVE
  register: listed

- name: Show the names
  ansible.builtin.debug:
    msg: "{{ listed.sessions | map(attribute='user_name') | unique }}"

- name: List the last 50 sessions of one day that failed
  wanforge.edge.cloudconnexa_session_info:
    start_date: "2026-11-08T00:00:00Z"
    end_date: "2026-11-09T00:00:00Z"
    status: FAILED
    max_items: 50
"""

RETURN = r"""
sessions:
  description: The sessions, sorted by their start.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the session.
      returned: success
      type: str
      sample: 2b1d6f0c-3f5e-4d0a-9a5e-0f6c1b2a3d4e
    session_start_time:
      description: When the session started.
      returned: success
      type: str
      sample: '2026-11-08T14:53:43Z'
    session_end_time:
      description: When the session ended, null while it lasts.
      returned: success
      type: str
      sample: '2026-11-08T15:20:00Z'
    status:
      description: State of the session.
      returned: success
      type: str
      sample: COMPLETED
    user_id:
      description: ID of the user.
      returned: success
      type: str
      sample: 7c0a2e64-1f2b-4c3d-8e5f-6a7b8c9d0e1f
    user_name:
      description: Name of the user.
      returned: success
      type: str
      sample: ada
    first_name:
      description: First name of the user.
      returned: success
      type: str
      sample: Ada
    last_name:
      description: Last name of the user.
      returned: success
      type: str
      sample: Lovelace
    email:
      description: E-mail address of the user.
      returned: success
      type: str
      sample: ada@example.com
    user_group:
      description: Name of the user's group.
      returned: success
      type: str
      sample: staff
    primary_group_name:
      description: Name of the user's first group.
      returned: success
      type: str
      sample: staff
    secondary_group_names:
      description: Names of the user's other groups.
      returned: success
      type: list
      elements: str
      sample: [guests]
    network_id:
      description: ID of the network, for the session of a connector.
      returned: success
      type: str
      sample: 7c0a2e64-1f2b-4c3d-8e5f-6a7b8c9d0e1f
    network_name:
      description: Name of the network.
      returned: success
      type: str
      sample: hq
    host_id:
      description: ID of the host, for the session of a connector.
      returned: success
      type: str
      sample: 7c0a2e64-1f2b-4c3d-8e5f-6a7b8c9d0e1f
    host_name:
      description: Name of the host.
      returned: success
      type: str
      sample: build
    connector_id:
      description: ID of the connector.
      returned: success
      type: str
      sample: 7c0a2e64-1f2b-4c3d-8e5f-6a7b8c9d0e1f
    connector_name:
      description: Name of the connector.
      returned: success
      type: str
      sample: edge
    device_id:
      description: ID of the device.
      returned: success
      type: str
      sample: 7c0a2e64-1f2b-4c3d-8e5f-6a7b8c9d0e1f
    device_name:
      description: Name of the device.
      returned: success
      type: str
      sample: laptop
    client_uuid:
      description: ID that the client gives itself.
      returned: success
      type: str
      sample: 7c0a2e64-1f2b-4c3d-8e5f-6a7b8c9d0e1f
    os_type:
      description: Operating system of the device.
      returned: success
      type: str
      sample: Linux
    os_version:
      description: Version of the operating system.
      returned: success
      type: str
      sample: v6.12
    region:
      description: ID of the region.
      returned: success
      type: str
      sample: eu-central-1
    protocol:
      description: Protocol of the connection.
      returned: success
      type: str
      sample: UDP
    public_ip:
      description: Address from which the connection comes.
      returned: success
      type: str
      sample: '198.51.100.7'
    tunnel_ipv4:
      description: IPv4 address inside the tunnel.
      returned: success
      type: str
      sample: '100.96.0.7'
    tunnel_ipv6:
      description: IPv6 address inside the tunnel.
      returned: success
      type: str
      sample: 'fd00:0:0:8000::7'
    bytes_in:
      description: Bytes received.
      returned: success
      type: int
      sample: 1000
    bytes_out:
      description: Bytes sent.
      returned: success
      type: int
      sample: 2000
    session_duration_seconds:
      description: How long the session lasted, in seconds.
      returned: success
      type: int
      sample: 1577
    disconnect_reason:
      description: Why the session ended.
      returned: success
      type: str
      sample: CLIENT_DISCONNECTED
    disconnect_reason_description:
      description: Why the session ended, in words.
      returned: success
      type: str
      sample: The client disconnected
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

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.logs import SESSION, Logs
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(Logs(SESSION), SESSION)


if __name__ == "__main__":
    main()
