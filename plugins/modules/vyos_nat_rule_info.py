#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: vyos_nat_rule_info
short_description: List the NAT rules of a VyOS router
description:
  - Lists the source, destination and static NAT rules of IPv4, or those of one kind or number.
  - The rules look the same whichever release the router runs.
  - Without a match the list is empty. That is no failure.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes.info
  - wanforge.edge._attributes.vyos
  - wanforge.edge._vyos
  - wanforge.edge._connection
  - wanforge.edge._from_cache
attributes:
  async:
    support: partial
    details:
      - Ansible asks for the result over the connection of the inventory host.
        Set C(ansible_connection=local) for the routers to wait for it.
options:
  type:
    description: Return only the rules of this rule set.
    type: str
    choices: [source, destination, static]
  rule:
    description: Return only the rules with this number. Each rule set can have one.
    type: int
seealso:
  - module: wanforge.edge.vyos_nat_rule
  - name: VyOS documentation on NAT
    description: What the rules do.
    link: https://docs.vyos.io/en/latest/configuration/nat/nat44.html
"""

EXAMPLES = r"""
- name: List all NAT rules
  wanforge.edge.vyos_nat_rule_info:
  register: listed

- name: Show the rules that are switched off
  ansible.builtin.debug:
    msg: "{{ listed.rules | selectattr('disable') | map(attribute='rule') }}"

- name: Look at one rule
  wanforge.edge.vyos_nat_rule_info:
    type: destination
    rule: 100
  register: web
"""

RETURN = r"""
rules:
  description: The rules, sorted by type and number.
  returned: success
  type: list
  elements: dict
  contains:
    type:
      description: Rule set that the rule belongs to.
      returned: success
      type: str
      sample: destination
    rule:
      description: Number of the rule.
      returned: success
      type: int
      sample: 100
    description:
      description: Text for people.
      returned: success
      type: str
      sample: Web server
    disable:
      description: Whether the rule is switched off.
      returned: success
      type: bool
      sample: false
    exclude:
      description: Whether matching packets are left untranslated.
      returned: success
      type: bool
      sample: false
    log:
      description: Whether matching packets are logged.
      returned: success
      type: bool
      sample: false
    protocol:
      description:
        - Protocol that is matched.
        - It is null if every protocol is.
      returned: success
      type: str
      sample: tcp
    packet_type:
      description:
        - Kind of packet that is matched.
        - It is null if every kind is.
      returned: success
      type: str
      sample: host
    inbound_interface:
      description:
        - Interface that packets come in through.
        - It is null if every interface matches.
      returned: success
      type: dict
      sample: {name: eth0, group: null}
      contains:
        name:
          description: Name of the interface.
          returned: success
          type: str
          sample: eth0
        group:
          description: Name of an interface group.
          returned: success
          type: str
          sample: WAN
    outbound_interface:
      description:
        - Interface that packets leave through.
        - It is null if every interface matches.
      returned: success
      type: dict
      sample: {name: eth0, group: null}
      contains:
        name:
          description: Name of the interface.
          returned: success
          type: str
          sample: eth0
        group:
          description: Name of an interface group.
          returned: success
          type: str
          sample: WAN
    source:
      description:
        - What is matched of the source of a packet.
        - It is null if everything is.
      returned: success
      type: dict
      sample: {address: 198.51.100.0/24, port: null, fqdn: null, group: null}
      contains:
        address:
          description: Source address, network or range that is matched.
          returned: success
          type: str
          sample: 198.51.100.0/24
        port:
          description: Source ports that are matched.
          returned: success
          type: str
          sample: 1024-65535
        fqdn:
          description: Source domain name that is matched.
          returned: success
          type: str
          sample: www.example.com
        group:
          description:
            - Firewall groups that the source is matched against.
            - It is null if there are none.
          returned: success
          type: dict
          sample: {address_group: admins, domain_group: null, mac_group: null, network_group: null, port_group: null}
          contains:
            address_group:
              description: Name of an address group.
              returned: success
              type: str
              sample: admins
            domain_group:
              description: Name of a domain group.
              returned: success
              type: str
              sample: partners
            mac_group:
              description: Name of a MAC group.
              returned: success
              type: str
              sample: printers
            network_group:
              description: Name of a network group.
              returned: success
              type: str
              sample: branches
            port_group:
              description: Name of a port group.
              returned: success
              type: str
              sample: web
    destination:
      description:
        - What is matched of the destination of a packet.
        - It is null if everything is.
      returned: success
      type: dict
      sample: {address: 203.0.113.10, port: '80,443', fqdn: null, group: null}
      contains:
        address:
          description: Destination address, network or range that is matched.
          returned: success
          type: str
          sample: 203.0.113.10
        port:
          description: Destination ports that are matched.
          returned: success
          type: str
          sample: '80,443'
        fqdn:
          description: Destination domain name that is matched.
          returned: success
          type: str
          sample: www.example.com
        group:
          description:
            - Firewall groups that the destination is matched against.
            - It is null if there are none.
          returned: success
          type: dict
          sample: {address_group: admins, domain_group: null, mac_group: null, network_group: null, port_group: null}
          contains:
            address_group:
              description: Name of an address group.
              returned: success
              type: str
              sample: admins
            domain_group:
              description: Name of a domain group.
              returned: success
              type: str
              sample: partners
            mac_group:
              description: Name of a MAC group.
              returned: success
              type: str
              sample: printers
            network_group:
              description: Name of a network group.
              returned: success
              type: str
              sample: branches
            port_group:
              description: Name of a port group.
              returned: success
              type: str
              sample: web
    translation:
      description:
        - What matching packets are translated to.
        - It is null if there is nothing.
      returned: success
      type: dict
      sample: {address: 192.0.2.10, port: null, redirect: false, redirect_port: null, options: null}
      contains:
        address:
          description: Address, network or range that is put into the packet.
          returned: success
          type: str
          sample: 192.0.2.10
        port:
          description: Port or range of ports that is put into the packet.
          returned: success
          type: str
          sample: '8080'
        redirect:
          description: Whether packets are redirected to the router itself.
          returned: success
          type: bool
          sample: false
        redirect_port:
          description: Port of the router that packets are redirected to.
          returned: success
          type: str
          sample: '8443'
        options:
          description:
            - How addresses and ports are chosen.
            - It is null if the router decides.
          returned: success
          type: dict
          sample: {address_mapping: persistent, port_mapping: null}
          contains:
            address_mapping:
              description: How an address is chosen from several.
              returned: success
              type: str
              sample: persistent
            port_mapping:
              description: How a port is chosen.
              returned: success
              type: str
              sample: random
    load_balance:
      description:
        - How connections are spread over several servers.
        - It is null if they are not.
      returned: success
      type: dict
      sample: {hash: [source-address], backend: [{address: 192.0.2.11, weight: 100}]}
      contains:
        hash:
          description: What decides which server a connection goes to.
          returned: success
          type: list
          elements: str
          sample: [source-address]
        backend:
          description: The servers.
          returned: success
          type: list
          elements: dict
          sample: [{address: 192.0.2.11, weight: 100}]
          contains:
            address:
              description: Address of the server.
              returned: success
              type: str
              sample: 192.0.2.11
            weight:
              description: Share of the server in percent.
              returned: success
              type: int
              sample: 100
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

from ansible_collections.wanforge.edge.plugins.module_utils.runner import inform
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.nat import NAT_RULE
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.service import Vyos


def main() -> None:
    inform(Vyos(), NAT_RULE)


if __name__ == "__main__":
    main()
