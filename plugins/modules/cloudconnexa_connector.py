#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_connector
short_description: Manage connectors of a CloudConnexa network or host
description:
  - Creates, changes, starts, stops, activates, suspends and deletes the connectors of a network or a host. A connector is what a
    site connects to the tenant with.
  - What is not stated stays as it is.
  - A connector stays where it is. To move it to another network or host, delete it and create another one.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
attributes:
  idempotent:
    support: partial
    details:
      - The service does not tell whether an OpenVPN connector is suspended. So V(active) and V(suspended) of O(state) send their
        action, and report a change, at every run. All other states are idempotent.
options:
  name:
    description:
      - Name of the connector. One of O(name) and O(id) is required.
      - Together with O(id) it is the new name.
    type: str
  id:
    description: ID of the connector, to rename it or to tell connectors of the same name apart.
    type: str
  network:
    description:
      - Name or ID of the network that the connector belongs to. One of O(network) and O(host) is required.
      - In check mode a network that does not exist is assumed to be created by an earlier task. A warning says so.
    type: str
  host:
    description:
      - Name or ID of the host that the connector belongs to. One of O(network) and O(host) is required.
      - In check mode a host that does not exist is assumed to be created by an earlier task. A warning says so.
    type: str
  description:
    description: Text for people. An empty text removes it.
    type: str
  vpn_region:
    description:
      - ID of the region that the connector connects to, for example V(eu-central-1). M(wanforge.edge.cloudconnexa_region_info)
        lists them.
      - Needed to create a connector. It can be changed later.
    type: str
  ipsec_config:
    description:
      - How an IPsec connector reaches the other end of its tunnel. For connectors of networks only.
      - Create the network with O(wanforge.edge.cloudconnexa_network#module:tunneling_protocol=IPSEC).
      - What is not stated in it stays as it is. A running tunnel uses a changed configuration only after a new start;
        O(state=started) sees to that.
    type: dict
    suboptions:
      platform:
        description: What stands at the other end.
        type: str
        choices: [AWS, CISCO, AZURE, GCP, OTHER]
      authentication_type:
        description: How the two ends prove who they are.
        type: str
        choices: [SHARED_SECRET, CERTIFICATE]
      remote_site_public_ip:
        description: Public address of the other end.
        type: str
      pre_shared_key:
        description:
          - Secret that both ends know, for V(SHARED_SECRET).
          - It is compared where the service gives it back. Elsewhere it is sent along with other changes and is no change by
            itself. It is never shown.
        type: str
      ca_certificate:
        description:
          - Certificate of the authority, for V(CERTIFICATE). Secret, never shown.
          - It is not compared. It is sent along with other changes and is no change by itself.
        type: str
      peer_certificate:
        description:
          - Certificate of this end, for V(CERTIFICATE). Secret, never shown.
          - It is not compared. It is sent along with other changes and is no change by itself.
        type: str
      remote_gateway_certificate:
        description:
          - Certificate of the other end, for V(CERTIFICATE). Secret, never shown.
          - It is not compared. It is sent along with other changes and is no change by itself.
        type: str
      peer_certificate_private_key:
        description:
          - Private key of this end, for V(CERTIFICATE). Secret, never shown.
          - It is not compared. It is sent along with other changes and is no change by itself.
        type: str
      peer_certificate_key_passphrase:
        description:
          - Passphrase of the private key. Secret, never shown.
          - It is not compared. It is sent along with other changes and is no change by itself.
        type: str
      ike_protocol:
        description: How the two ends agree on keys.
        type: dict
        suboptions:
          protocol_version:
            description: Version of the key exchange.
            type: str
            choices: [IKE_V1, IKE_V2]
          phase1:
            description: What the first phase of the key exchange may use.
            type: dict
            suboptions:
              encryption_algorithms:
                description: Ciphers. The list replaces the present one. The order does not matter.
                type: list
                elements: str
                choices: [AES128, AES256, AES128_GCM_16, AES256_GCM_16]
              integrity_algorithms:
                description: Hashes. The list replaces the present one. The order does not matter.
                type: list
                elements: str
                choices: [SHA1, SHA2_256, SHA2_384, SHA2_512]
              diffie_hellman_groups:
                description: Diffie-Hellman groups. The list replaces the present one. The order does not matter.
                type: list
                elements: str
                choices: [G_1, G_2, G_5, G_14, G_15, G_16, G_19, G_20, G_24]
              lifetime_sec:
                description: Life of a key in seconds.
                type: int
          phase2:
            description: What the second phase of the key exchange may use.
            type: dict
            suboptions:
              encryption_algorithms:
                description: Ciphers. The list replaces the present one. The order does not matter.
                type: list
                elements: str
                choices: [AES128, AES256, AES128_GCM_16, AES256_GCM_16]
              integrity_algorithms:
                description: Hashes. The list replaces the present one. The order does not matter.
                type: list
                elements: str
                choices: [SHA1, SHA2_256, SHA2_384, SHA2_512]
              diffie_hellman_groups:
                description: Diffie-Hellman groups. The list replaces the present one. The order does not matter.
                type: list
                elements: str
                choices: [G_1, G_2, G_5, G_14, G_15, G_16, G_19, G_20, G_24]
              lifetime_sec:
                description: Life of a key in seconds.
                type: int
          rekey:
            description: When keys are renewed.
            type: dict
            suboptions:
              margin_time_sec:
                description: Seconds before the end of a key's life at which renewing starts.
                type: int
              fuzz_percent:
                description: By how many percent that time varies at random.
                type: int
              replay_window_size:
                description: How many packets may arrive out of order.
                type: int
          auto_initiate:
            description:
              - Whether the service starts the tunnel by itself and notices a dead peer by values of its own.
                O(ipsec_config.ike_protocol.dead_peer_detection) does not count then.
              - Needs O(api_version=1.2.3).
            type: bool
          dead_peer_detection:
            description: How a dead peer is noticed. State both members.
            type: dict
            suboptions:
              timeout_sec:
                description: Seconds without an answer after which the peer counts as dead.
                type: int
              dead_peer_handling:
                description: What happens then.
                type: str
                choices: [RESTART, NONE]
          startup_action:
            description: Whether the tunnel starts at once, or when traffic arrives.
            type: str
            choices: [START, ATTACH]
      hostname:
        description: Host name of the other end. An empty text removes it.
        type: str
      domain:
        description: Domain of the other end. An empty text removes it.
        type: str
  state:
    description:
      - V(present) creates or changes the connector and leaves it running or not as it is.
      - V(started) and V(stopped) do the same, and start or stop the tunnel of an IPsec connector. V(started) starts a running
        tunnel again after a change of O(ipsec_config), so that the change takes effect.
      - V(active) and V(suspended) do the same as V(present), and allow or forbid an OpenVPN connector to connect. The service does
        not tell which of the two holds, so both report a change at every run. They need O(api_version=1.2.3).
      - V(absent) deletes the connector.
    type: str
    choices: [present, started, stopped, active, suspended, absent]
    default: present
seealso:
  - module: wanforge.edge.cloudconnexa_connector_info
  - module: wanforge.edge.cloudconnexa_profile
  - module: wanforge.edge.cloudconnexa_network
  - module: wanforge.edge.cloudconnexa_host
  - module: wanforge.edge.cloudconnexa_region_info
  - name: CloudConnexa API on networks
    description: What the service says about networks and their connectors.
    link: https://openvpn.net/cloud-docs/developer/cloudconnexa-api-v1-0/network/
"""

EXAMPLES = r"""
- name: Create a connector in Frankfurt; credentials come from the environment
  wanforge.edge.cloudconnexa_connector:
    network: hq
    name: hq-1
    description: Rack 2, first router
    vpn_region: eu-central-1

- name: Let the connector connect to Zurich instead
  wanforge.edge.cloudconnexa_connector:
    network: hq
    name: hq-1
    vpn_region: ch-zrh

- name: Connect a single host
  wanforge.edge.cloudconnexa_connector:
    host: build-server
    name: build-server-1
    vpn_region: eu-central-1

- name: Keep a connector from connecting
  wanforge.edge.cloudconnexa_connector:
    network: hq
    name: hq-1
    state: suspended

- name: Delete a connector
  wanforge.edge.cloudconnexa_connector:
    network: hq
    name: hq-1
    state: absent

- name: Connect a new site by IPsec
  hosts: localhost
  gather_facts: false
  module_defaults:
    group/wanforge.edge.cloudconnexa:
      cloud_id: acme
      client_id: "{{ acme_client_id }}"
      client_secret: "{{ acme_client_secret }}"
  tasks:
    - name: Create the network
      wanforge.edge.cloudconnexa_network:
        name: branch-graz
        tunneling_protocol: IPSEC

    - name: Create the connector and start its tunnel
      wanforge.edge.cloudconnexa_connector:
        network: branch-graz
        name: graz-1
        vpn_region: eu-central-1
        ipsec_config:
          platform: OTHER
          authentication_type: SHARED_SECRET
          remote_site_public_ip: 203.0.113.20
          pre_shared_key: "{{ graz_pre_shared_key }}"
          ike_protocol:
            protocol_version: IKE_V2
            phase1:
              encryption_algorithms: [AES256]
              integrity_algorithms: [SHA2_256]
              diffie_hellman_groups: [G_14, G_19]
              lifetime_sec: 28800
            phase2:
              encryption_algorithms: [AES256_GCM_16]
              integrity_algorithms: [SHA2_256]
              diffie_hellman_groups: [G_14]
              lifetime_sec: 3600
            rekey:
              margin_time_sec: 270
              fuzz_percent: 100
              replay_window_size: 1024
            dead_peer_detection:
              timeout_sec: 30
              dead_peer_handling: RESTART
            startup_action: START
        state: started
"""

RETURN = r"""
connector:
  description:
    - The connector as it is after the task, empty if it does not exist.
    - In check mode the connector as it would be; what only the service can know is null.
  returned: success
  type: dict
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
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import CONNECTOR
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.runner import manage


def main() -> None:
    manage(CloudConnexa(), CONNECTOR)


if __name__ == "__main__":
    main()
