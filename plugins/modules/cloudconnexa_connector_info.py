#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_connector_info
short_description: List the connectors of a CloudConnexa tenant
description:
  - Lists the connectors of all networks and hosts, or of one of them, or those with a given name or ID.
  - Without a match the list is empty. A network or host that does not exist is a failure.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes.info
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
  - wanforge.edge._from_cache
options:
  name:
    description: Return only the connectors with this name. Two networks can have connectors of the same name.
    type: str
  id:
    description: Return only the connector with this ID.
    type: str
  network:
    description: Name or ID of a network. Return only its connectors.
    type: str
  host:
    description: Name or ID of a host. Return only its connectors.
    type: str
seealso:
  - module: wanforge.edge.cloudconnexa_connector
  - module: wanforge.edge.cloudconnexa_network_info
  - module: wanforge.edge.cloudconnexa_host_info
"""

EXAMPLES = r"""
- name: List the connectors of the head office
  wanforge.edge.cloudconnexa_connector_info:
    network: hq
  register: listed

- name: List the connectors of all networks and hosts
  wanforge.edge.cloudconnexa_connector_info:
  register: everywhere

- name: Show which connectors are not connected
  ansible.builtin.debug:
    msg: "{{ everywhere.connectors | rejectattr('connection_status', 'equalto', 'ONLINE') | map(attribute='name') }}"
"""

RETURN = r"""
connectors:
  description: The connectors, sorted by name.
  returned: success
  type: list
  elements: dict
  contains:
    id:
      description: ID of the connector.
      returned: success
      type: str
      sample: 7c1f0a52-9d0b-4f5c-8a43-5b8d6b6f2a10
    name:
      description: Name of the connector.
      returned: success
      type: str
      sample: hq-1
    description:
      description: Text for people.
      returned: success
      type: str
      sample: 'Rack 2, first router'
    vpn_region_id:
      description: ID of the region that the connector connects to.
      returned: success
      type: str
      sample: eu-central-1
    ipsec_config:
      description: How an IPsec connector reaches the other end of its tunnel, without its secrets. It is null for other connectors.
      returned: success
      type: dict
      contains:
        platform:
          description: What stands at the other end.
          returned: success
          type: str
          sample: OTHER
        authentication_type:
          description: How the two ends prove who they are.
          returned: success
          type: str
          sample: SHARED_SECRET
        remote_site_public_ip:
          description: Public address of the other end.
          returned: success
          type: str
          sample: 203.0.113.20
        ike_protocol:
          description: How the two ends agree on keys.
          returned: success
          type: dict
          contains:
            protocol_version:
              description: Version of the key exchange.
              returned: success
              type: str
              sample: IKE_V2
            phase1:
              description: What the first phase of the key exchange may use.
              returned: success
              type: dict
              contains:
                encryption_algorithms:
                  description: Ciphers.
                  returned: success
                  type: list
                  elements: str
                  sample: [AES256]
                integrity_algorithms:
                  description: Hashes.
                  returned: success
                  type: list
                  elements: str
                  sample: [SHA2_256]
                diffie_hellman_groups:
                  description: Diffie-Hellman groups.
                  returned: success
                  type: list
                  elements: str
                  sample: [G_14, G_19]
                lifetime_sec:
                  description: Life of a key in seconds.
                  returned: success
                  type: int
                  sample: 28800
            phase2:
              description: What the second phase of the key exchange may use.
              returned: success
              type: dict
              contains:
                encryption_algorithms:
                  description: Ciphers.
                  returned: success
                  type: list
                  elements: str
                  sample: [AES256]
                integrity_algorithms:
                  description: Hashes.
                  returned: success
                  type: list
                  elements: str
                  sample: [SHA2_256]
                diffie_hellman_groups:
                  description: Diffie-Hellman groups.
                  returned: success
                  type: list
                  elements: str
                  sample: [G_14, G_19]
                lifetime_sec:
                  description: Life of a key in seconds.
                  returned: success
                  type: int
                  sample: 28800
            rekey:
              description: When keys are renewed.
              returned: success
              type: dict
              contains:
                margin_time_sec:
                  description: Seconds before the end of a key's life at which renewing starts.
                  returned: success
                  type: int
                  sample: 270
                fuzz_percent:
                  description: By how many percent that time varies at random.
                  returned: success
                  type: int
                  sample: 100
                replay_window_size:
                  description: How many packets may arrive out of order.
                  returned: success
                  type: int
                  sample: 1024
            auto_initiate:
              description: Whether the service starts the tunnel by itself.
              returned: success
              type: bool
              sample: false
            dead_peer_detection:
              description: How a dead peer is noticed. It is null if the service starts the tunnel by itself.
              returned: success
              type: dict
              contains:
                timeout_sec:
                  description: Seconds without an answer after which the peer counts as dead.
                  returned: success
                  type: int
                  sample: 30
                dead_peer_handling:
                  description: What happens then.
                  returned: success
                  type: str
                  sample: RESTART
            startup_action:
              description: Whether the tunnel starts at once, or when traffic arrives.
              returned: success
              type: str
              sample: START
        hostname:
          description: Host name of the other end.
          returned: success
          type: str
          sample: gw.example.com
        domain:
          description: Domain of the other end.
          returned: success
          type: str
          sample: example.com
    network_item_id:
      description: ID of the network or host that the connector belongs to.
      returned: success
      type: str
      sample: 2b1d6f0c-3f5e-4d0a-9a5e-0f6c1b2a3d4e
    network_item_type:
      description: What the connector belongs to, NETWORK or HOST.
      returned: success
      type: str
      sample: NETWORK
    ip_v4_address:
      description: The connector's IPv4 address inside the tenant.
      returned: success
      type: str
      sample: 100.96.1.2
    ip_v6_address:
      description:
        - The connector's IPv6 address inside the tenant.
        - It is null in a tenant that uses IPv4 only.
      returned: success
      type: str
      sample: fd00:0:0:8101::2
    tunneling_protocol:
      description:
        - Protocol of the connector.
        - It is null where the service does not tell it.
      returned: success
      type: str
      sample: OPENVPN
    connection_status:
      description: Whether the connector is connected now.
      returned: success
      type: str
      sample: ONLINE
    ipsec_state:
      description: Whether the tunnel of an IPsec connector is started, ACTIVE or SUSPENDED. It is null for other connectors.
      returned: success
      type: str
      sample: ACTIVE
    ipsec_server_id:
      description: ID of the service's end of the tunnel. It is null for other connectors.
      returned: success
      type: str
      sample: 4b5f7a3e-6a0c-4f9b-8d6f-0e0f6d7c1b2a
    ipsec_server_ip:
      description: Public address of the service's end of the tunnel. It is null for other connectors.
      returned: success
      type: str
      sample: 203.0.113.10
    ipsec_paired_connector_id:
      description: ID of the connector that belongs to the same pair at AWS. It is null for other connectors.
      returned: success
      type: str
      sample: 1f0e9d8c-7b6a-4954-8372-61504f3e2d1c
    licensed:
      description: Whether the connector counts against the subscription.
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

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import CONNECTOR
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform


def main() -> None:
    inform(CloudConnexa(), CONNECTOR)


if __name__ == "__main__":
    main()
