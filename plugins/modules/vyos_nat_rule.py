#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: vyos_nat_rule
short_description: Manage NAT rules of a VyOS router
description:
  - Creates, changes and deletes one source, destination or static NAT rule of IPv4.
  - What is not stated stays as it is. An empty text clears a member, except those with fixed choices.
  - The same options serve VyOS 1.3, 1.4 and 1.5. What the router's release lacks or its commit would refuse is refused before anything is sent.
  - All changes of a task are one commit. Either all of them take effect or none.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.vyos
  - wanforge.edge._vyos
  - wanforge.edge._vyos.write
  - wanforge.edge._connection
attributes:
  async:
    support: partial
    details:
      - Ansible asks for the result over the connection of the inventory host.
        Set C(ansible_connection=local) for the routers to wait for it.
options:
  type:
    description:
      - Rule set that the rule belongs to.
      - V(source) rules change where packets seem to come from, V(destination) rules where they go to.
      - V(static) rules map one address to another in both directions. They take O(description), O(log), O(inbound_interface.name),
        O(destination.address) and O(translation.address) only, and need all of the last three.
      - V(static) needs VyOS 1.4 or later.
    type: str
    required: true
    choices: [source, destination, static]
  rule:
    description:
      - Number of the rule, from 1 to 999999. The router evaluates the rules of a set in the order of their numbers.
      - A rule keeps its number. To move it, delete it and create another one.
    type: int
    required: true
  description:
    description: Text for people, at most 255 characters. An empty text removes it.
    type: str
  disable:
    description:
      - Whether the rule is switched off. A rule that is off stays in the configuration and must still be sound.
      - Not for O(type=static).
    type: bool
  exclude:
    description:
      - Whether matching packets are left untranslated. Rules with higher numbers do not see them.
      - Not for O(type=static).
    type: bool
  log:
    description: Whether matching packets are logged.
    type: bool
  protocol:
    description:
      - Protocol that is matched, by name or by number from 0 to 255, for example V(tcp), V(udp), V(tcp_udp), V(icmp) or V(gre).
        A leading V(!) negates a name.
      - Without it every protocol is. A rule with a port, also one in O(translation.port), needs V(tcp), V(udp) or V(tcp_udp). A
        port without a protocol is the most frequent mistake in NAT rules.
      - Not for O(type=static). An empty text clears it.
    type: str
  packet_type:
    description:
      - Kind of packet that is matched.
      - Needs VyOS 1.4 or later.
      - Not for O(type=static).
    type: str
    choices: [broadcast, host, multicast, other]
  inbound_interface:
    description:
      - Interface that packets come in through. For O(type=destination) and O(type=static).
      - Without it every interface matches. On VyOS 1.3, which wants an interface in each rule, V(any) is written for that.
    type: dict
    suboptions:
      name:
        description:
          - Name of the interface. V(eth*) stands for all interfaces whose names begin so. On VyOS 1.3 this is written as C(eth+).
          - An empty text clears it.
        type: str
      group:
        description:
          - Name of an interface group, which must exist. Cannot be combined with O(inbound_interface.name).
          - Needs VyOS 1.4 or later.
          - An empty text clears it.
        type: str
  outbound_interface:
    description:
      - Interface that packets leave through. For O(type=source) only.
      - Without it every interface matches. On VyOS 1.3, which wants an interface in each rule, V(any) is written for that.
    type: dict
    suboptions:
      name:
        description:
          - Name of the interface. V(eth*) stands for all interfaces whose names begin so. On VyOS 1.3 this is written as C(eth+).
          - An empty text clears it.
        type: str
      group:
        description:
          - Name of an interface group, which must exist. Cannot be combined with O(outbound_interface.name).
          - Needs VyOS 1.4 or later.
          - An empty text clears it.
        type: str
  source:
    description: What is matched of the source of a packet. Without it everything is.
    type: dict
    suboptions:
      address:
        description:
          - IPv4 address V(192.0.2.1), network V(192.0.2.0/24) or range V(192.0.2.10-192.0.2.20). A leading V(!) negates it.
          - A network must have no host bits set. There is no V(any); leave the option out instead.
          - An empty text clears it.
        type: str
      port:
        description:
          - Ports as one text, separated by commas without blanks, for example V(80,443). Each is a number, a range V(1000-2000) or the name of
            a service. A leading V(!) negates it.
          - O(protocol) must be V(tcp), V(udp) or V(tcp_udp).
          - An empty text clears it.
        type: str
      fqdn:
        description:
          - Domain name. The router resolves it. Cannot be combined with O(source.address).
          - Needs VyOS 1.5 or later.
          - An empty text clears it.
        type: str
      group:
        description:
          - Firewall groups that the source is matched against. A leading V(!) in a name negates it.
          - The groups must exist. Only one of address group, domain group and network group is possible, and none together with
            O(source.address) or O(source.fqdn).
          - Needs VyOS 1.4 or later.
        type: dict
        suboptions:
          address_group:
            description: Name of an address group. An empty text clears it.
            type: str
          domain_group:
            description: Name of a domain group. An empty text clears it.
            type: str
          mac_group:
            description: Name of a MAC group. An empty text clears it.
            type: str
          network_group:
            description: Name of a network group. An empty text clears it.
            type: str
          port_group:
            description: Name of a port group. O(protocol) must be V(tcp), V(udp) or V(tcp_udp). An empty text clears it.
            type: str
  destination:
    description: What is matched of the destination of a packet. Without it everything is.
    type: dict
    suboptions:
      address:
        description:
          - IPv4 address V(192.0.2.1), network V(192.0.2.0/24) or range V(192.0.2.10-192.0.2.20). A leading V(!) negates it.
          - A network must have no host bits set. There is no V(any); leave the option out instead.
          - For O(type=static) it is an address or a network, without V(!).
          - An empty text clears it.
        type: str
      port:
        description:
          - Ports as one text, separated by commas without blanks, for example V(80,443). Each is a number, a range V(1000-2000) or the name of
            a service. A leading V(!) negates it.
          - O(protocol) must be V(tcp), V(udp) or V(tcp_udp).
          - An empty text clears it.
        type: str
      fqdn:
        description:
          - Domain name. The router resolves it. Cannot be combined with O(destination.address).
          - Needs VyOS 1.5 or later.
          - An empty text clears it.
        type: str
      group:
        description:
          - Firewall groups that the destination is matched against. A leading V(!) in a name negates it.
          - The groups must exist. Only one of address group, domain group and network group is possible, and none together with
            O(destination.address) or O(destination.fqdn).
          - Needs VyOS 1.4 or later.
        type: dict
        suboptions:
          address_group:
            description: Name of an address group. An empty text clears it.
            type: str
          domain_group:
            description: Name of a domain group. An empty text clears it.
            type: str
          mac_group:
            description: Name of a MAC group. An empty text clears it.
            type: str
          network_group:
            description: Name of a network group. An empty text clears it.
            type: str
          port_group:
            description: Name of a port group. O(protocol) must be V(tcp), V(udp) or V(tcp_udp). An empty text clears it.
            type: str
  translation:
    description: What matching packets are translated to.
    type: dict
    suboptions:
      address:
        description:
          - IPv4 address, network or range that is put into the packet. For O(type=source) also V(masquerade), which takes the address of
            the outgoing interface.
          - VyOS 1.3 needs it in each rule that does not set O(exclude), and refuses a network together with ports.
          - An empty text clears it.
        type: str
      port:
        description:
          - Port, range of ports or name of a service that is put into the packet.
          - O(protocol) must be V(tcp), V(udp) or V(tcp_udp).
          - An empty text clears it.
        type: str
      redirect:
        description:
          - Whether packets are redirected to the router itself. For O(type=destination) only.
          - V(false) removes it, together with the port.
          - Needs VyOS 1.4 or later.
        type: bool
      redirect_port:
        description:
          - Port of the router that packets are redirected to. Sets O(translation.redirect). Without it the port stays the same.
          - O(protocol) must be V(tcp), V(udp) or V(tcp_udp).
          - Needs VyOS 1.4 or later.
          - An empty text clears it.
        type: str
      options:
        description: How addresses and ports are chosen.
        type: dict
        suboptions:
          address_mapping:
            description: How an address is chosen from several. V(persistent) gives a client the same one each time.
            type: str
            choices: [persistent, random]
          port_mapping:
            description: How a port is chosen. V(none) keeps the port of the client if it is free.
            type: str
            choices: [random, none]
  load_balance:
    description:
      - How connections are spread over several servers.
      - Needs VyOS 1.4 or later.
      - Not for O(type=static).
    type: dict
    suboptions:
      hash:
        description:
          - What decides which server a connection goes to. The order does not matter.
          - V(source-port) and V(destination-port) need O(protocol=tcp) or O(protocol=udp).
          - The list replaces the present one. An empty list removes all.
        type: list
        elements: str
        choices: [source-address, destination-address, source-port, destination-port, random]
      backend:
        description:
          - The servers. The order does not matter. The weights should add up to 100.
          - The list replaces the present one. An empty list removes all.
        type: list
        elements: dict
        suboptions:
          address:
            description: IPv4 address of the server.
            type: str
            required: true
          weight:
            description: Share of the server in percent, from 1 to 100.
            type: int
            required: true
  state:
    description: V(present) creates or changes the rule, V(absent) deletes it.
    type: str
    choices: [present, absent]
    default: present
seealso:
  - module: wanforge.edge.vyos_nat_rule_info
  - name: VyOS documentation on NAT
    description: What the rules do.
    link: https://docs.vyos.io/en/latest/configuration/nat/nat44.html
"""

EXAMPLES = r"""
- name: Hide the office LAN behind the address of the outgoing interface
  wanforge.edge.vyos_nat_rule:
    type: source
    rule: 100
    description: Office LAN to the Internet
    outbound_interface:
      name: eth0
    source:
      address: 10.20.0.0/24
    translation:
      address: masquerade

- name: Forward web traffic to a server inside
  wanforge.edge.vyos_nat_rule:
    type: destination
    rule: 100
    description: Web server
    protocol: tcp
    inbound_interface:
      name: eth0
    destination:
      address: 203.0.113.10
      port: 80,443
    translation:
      address: 192.0.2.10

- name: Accept traffic for every address, and log it; the rest of the rule stays as it is
  wanforge.edge.vyos_nat_rule:
    type: destination
    rule: 100
    log: true
    destination:
      address: ""

- name: Leave traffic between the sites untranslated
  wanforge.edge.vyos_nat_rule:
    type: source
    rule: 10
    exclude: true
    outbound_interface:
      name: eth0
    destination:
      address: 10.0.0.0/8

- name: Delete a rule
  wanforge.edge.vyos_nat_rule:
    type: destination
    rule: 100
    state: absent

- name: Publish a name server on all edge routers; address and key are variables of the inventory hosts
  hosts: edges
  gather_facts: false
  module_defaults:
    group/wanforge.edge.vyos:
      ca_path: /etc/ssl/edges.pem
  tasks:
    - name: Forward DNS
      wanforge.edge.vyos_nat_rule:
        type: destination
        rule: 200
        protocol: tcp_udp
        inbound_interface:
          name: eth0
        destination:
          port: 53
        translation:
          address: 192.0.2.53
"""

RETURN = r"""
rule:
  description:
    - The rule as it is after the task, empty if it does not exist.
    - In check mode the rule as it would be.
  returned: success
  type: dict
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
commands:
  description:
    - Operations of the one commit in the order in which they are sent, removals first.
    - In check mode those that would be sent. Empty if nothing changes.
  returned: success
  type: list
  elements: str
  sample:
    - set nat destination rule 100 protocol tcp
    - set nat destination rule 100 translation address 192.0.2.10
saved:
  description:
    - Whether the running configuration was saved.
    - In check mode whether it would be.
  returned: success
  type: bool
  sample: true
"""

from ansible_collections.wanforge.edge.plugins.module_utils.runner import manage
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.nat import NAT_RULE
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.service import Vyos


def main() -> None:
    manage(Vyos(), NAT_RULE)


if __name__ == "__main__":
    main()
