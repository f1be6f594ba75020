# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: cloudconnexa
short_description: Look up objects of a CloudConnexa tenant by name or ID
description:
  - Returns objects of a CloudConnexa tenant, or one member of each. It never changes anything, and never returns a secret.
  - Each collection is read once for the whole run. What a task of the same run changes is seen at once; what others change
    meanwhile goes unnoticed for O(cache_ttl) seconds at most. That an object does not exist is believed only after a fresh read,
    unless there is a O(default).
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  _terms:
    description:
      - The kind of object, then the names or IDs of one or more objects. Lists of names are taken apart.
      - The kinds are V(access_group), V(application), V(connector), V(device), V(device_posture), V(dns_record), V(host), V(ip_service),
        V(location_context), V(network), V(region), V(route), V(user) and V(user_group).
      - The name of a route is its subnet, that of a DNS record its domain, that of a user the user name. Regions are named by their IDs.
    type: list
    elements: str
    required: true
  field:
    description:
      - Return this member only, such as V(id). Members of members are written with dots, as in V(ipsec_config.platform).
      - The members are those that the info module of the kind documents.
    type: str
  network:
    description:
      - Name or ID of the network that connectors, routes, IP services or applications belong to.
      - It is needed only where objects of several networks have the same name.
    type: str
  host:
    description:
      - Name or ID of the host that connectors, IP services or applications belong to.
      - It is needed only where objects of several networks and hosts have the same name.
    type: str
  user:
    description:
      - Name or ID of the user that devices belong to.
      - It is needed only where devices of several users have the same name.
    type: str
  default:
    description:
      - Return this in place of an object that does not exist, or whose parent does not exist.
      - Without it, an object that does not exist is an error. All other problems are errors in any case.
    type: raw
notes:
  - As with every lookup, V(errors='warn') or V(errors='ignore') turns an error into an empty answer.
    That includes a service that cannot be reached. To ask whether something exists, use O(default).
  - C(lookup) joins several texts with commas. Use C(query), which always gives a list, to look up more than one object.
  - The options of C(module_defaults) and the C(environment) of a task do not reach lookups.
    State the options of the connection once in a dictionary, say C(tenant), for C(module_defaults) and as C(**tenant) in lookups,
    or use the environment of Ansible.
  - The members that only a request for one object tells, the C(system_subnets) of networks and hosts, are null
    unless O(field) asks for them, which takes that request.
seealso:
  - plugin: wanforge.edge.cloudconnexa
    plugin_type: inventory
  - module: wanforge.edge.cloudconnexa_network_info
  - module: wanforge.edge.cloudconnexa_connector_info
  - module: wanforge.edge.cloudconnexa_user_info
"""

EXAMPLES = r"""
- name: Show the ID of a network
  ansible.builtin.debug:
    msg: "{{ lookup('wanforge.edge.cloudconnexa', 'network', 'hq', field='id') }}"

- name: Show the addresses of two connectors of one network
  ansible.builtin.debug:
    msg: "{{ query('wanforge.edge.cloudconnexa', 'connector', 'hq-1', 'hq-2', network='hq', field='ip_v4_address') }}"

- name: Do something for a user who exists
  ansible.builtin.debug:
    msg: "{{ found.email }}"
  vars:
    found: "{{ lookup('wanforge.edge.cloudconnexa', 'user', 'alice', default={}) }}"
  when: found | length > 0

- name: State the connection once
  hosts: localhost
  gather_facts: false
  vars:
    tenant:
      cloud_id: acme
      client_id: "{{ vault_client_id }}"
      client_secret: "{{ vault_client_secret }}"
  module_defaults:
    group/wanforge.edge.cloudconnexa: "{{ tenant }}"
  tasks:
    - name: Call the API with an ID
      wanforge.edge.cloudconnexa_api:
        path: "/networks/{{ lookup('wanforge.edge.cloudconnexa', 'network', 'hq', field='id', **tenant) }}"
        method: GET
"""

RETURN = r"""
_raw:
  description:
    - One element for each name, in the order of the names.
    - An object as the info module of its kind returns it, its member if O(field) is set, or O(default).
  type: list
  elements: raw
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Optional

from ansible.errors import AnsibleLookupError, AnsibleOptionsError
from ansible.plugins.lookup import LookupBase

from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ConfigurationError
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.plugin_utils._action import plain
from ansible_collections.wanforge.edge.plugins.plugin_utils._question import Question
from ansible_collections.wanforge.edge.plugins.plugin_utils._tenant import (
    connected,
    explaining,
    known_or_refused,
)

ERRORS = {
    InvalidOption: AnsibleOptionsError,
    ConfigurationError: AnsibleOptionsError,
    Exception: AnsibleLookupError,
}


class LookupModule(LookupBase):
    """The lookup plugin."""

    set_options: Callable[..., None]
    get_option: Callable[..., Any]

    def run(self, terms: Sequence[Any], variables: Optional[Mapping[str, Any]] = None, **kwargs: Any) -> list[Any]:
        """Return one element for each name. Raises AnsibleOptionsError for a wrong question, AnsibleLookupError for anything else."""
        redactor = Redactor()
        with explaining(redactor, ERRORS):
            for name in kwargs:
                known_or_refused("The option", name, set(self.option_definitions) - {"_terms"})
            self.set_options(var_options=variables, direct=kwargs)
            stated = {name: plain(self.get_option(name)) for name in kwargs}
            question = Question.asked(plain(list(terms)), stated)
            backend = connected(stated, redactor, "lookup")
            found = question.answer(backend) if question.names else []
            for warning in backend.warnings():
                self._display.warning(redactor.text(warning))
            return list(redactor.data(found))
        return []
