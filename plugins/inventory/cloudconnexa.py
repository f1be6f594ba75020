# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
name: cloudconnexa
short_description: Connectors, networks, hosts, users and devices of a CloudConnexa tenant as inventory
description:
  - Reads a CloudConnexa tenant and makes Ansible hosts of its objects. It never changes anything.
  - The name of the file that configures it must end with V(cloudconnexa.yml) or V(cloudconnexa.yaml).
  - Each object is one Ansible host with one variable, C(cloudconnexa). That is the object as its info module returns it, such as
    M(wanforge.edge.cloudconnexa_connector_info). In addition it holds C(kind) and the names of what it refers to, under the names of
    the module's options, C(network) and C(host) of a connector, C(group) of a user, C(user) of a device.
    One variable with members cannot collide with variables of yours, whatever the service adds.
  - Each kind is a group, such as C(cloudconnexa_connectors), below the group C(cloudconnexa).
  - A host is called like its object. If that name belongs to several objects, or stands for the controller, each of them is called
    by its name and what it belongs to, as in C(gw@hq), and if that is not clear either, by its name and ID.
    A device is always called by its name and its user, as in C(laptop@alice), because its user chooses that name.
  - In names of hosts everything but letters, digits and C(_ - . @ +) becomes an underscore, since patterns give it a meaning.
  - No variable that makes Ansible connect is set. Use O(compose) to set C(ansible_host).
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
  - ansible.builtin.constructed
  - ansible.builtin.inventory_cache
options:
  plugin:
    description: Says that the file is meant for this plugin.
    type: str
    required: true
    choices: [wanforge.edge.cloudconnexa]
  kinds:
    description:
      - Which kinds of object become hosts.
      - Connectors are the machines that connect sites and servers to the tenant. A host of the tenant is reached through its connectors.
    type: list
    elements: str
    choices: [connector, network, host, user, device]
    default: [connector]
  filters:
    description:
      - Which objects become hosts, as members of the variable C(cloudconnexa) and the values that they must have.
      - With several values one of them must fit, with several members all of them. Members of members are written with dots, as in
        C(platform.os). Of a member that is a list, one element must fit.
      - An object whose kind does not have the member is left out.
    type: dict
    default: {}
  hostnames:
    description:
      - Jinja2 expressions over the variable C(cloudconnexa), in order of preference. The first one that gives a text that is not empty
        names the host; if none does, it is named as usual.
      - Names that several objects get are told apart as described above.
    type: list
    elements: str
    default: []
  names:
    description:
      - Whether everything is read that is needed to name what the objects refer to.
      - That takes one more request for each collection that is not read anyway, the networks and hosts for connectors, the user groups for users,
        the users for devices. Without it, names that are not known are null.
    type: bool
    default: true
notes:
  - Strings in the options of the connection may be templates; variables given with C(--extra-vars) can be used there. Values may be vaulted.
  - A file that cannot be read, or a service that cannot be reached, is a warning of Ansible, and the run goes on without these hosts.
    Set C(any_unparsed_is_failed) in the section C(inventory) of the configuration of Ansible to make it a failure.
  - It always asks the service, whatever O(cache_ttl) says, unless O(cache) is on. What it reads serves the first tasks of the run.
  - The cache holds what is shown as variables, and no secret. It is not used for another client ID, another tenant or other kinds.
    Whether others can read it is up to the cache plugin.
seealso:
  - plugin: wanforge.edge.cloudconnexa
    plugin_type: lookup
  - module: wanforge.edge.cloudconnexa_connector_info
  - module: wanforge.edge.cloudconnexa_network_info
  - module: wanforge.edge.cloudconnexa_host_info
  - module: wanforge.edge.cloudconnexa_user_info
  - module: wanforge.edge.cloudconnexa_device_info
"""

EXAMPLES = r"""
# acme.cloudconnexa.yml: the connectors of a tenant, in groups by network and by state,
# reached by their addresses inside the tenant. The credentials come from the environment.
plugin: wanforge.edge.cloudconnexa
cloud_id: acme
compose:
  ansible_host: cloudconnexa.ip_v4_address
groups:
  offline: cloudconnexa.connection_status != 'ONLINE'
keyed_groups:
  - key: cloudconnexa.network
    prefix: site
  - key: cloudconnexa.vpn_region_id
    prefix: region

# Only connected connectors of two sites, named after their tenant: several tenants can have connectors of the same name.
#
# plugin: wanforge.edge.cloudconnexa
# profile: acme
# hostnames:
#   - "'acme.' ~ cloudconnexa.network ~ '.' ~ cloudconnexa.name"
# filters:
#   connection_status: ONLINE
#   network: [hq, graz]

# Users by group, and their devices by operating system, kept for an hour. The secret is in a vault.
#
# plugin: wanforge.edge.cloudconnexa
# cloud_id: acme
# client_id: "{{ lookup('ansible.builtin.env', 'ACME_CLIENT_ID') }}"
# client_secret: !vault |
#   $ANSIBLE_VAULT;1.1;AES256
#   ...
# kinds: [user, device]
# keyed_groups:
#   - key: cloudconnexa.group
#     prefix: group
#   - key: cloudconnexa.platform.os
#     prefix: os
# cache: true
# cache_plugin: ansible.builtin.jsonfile
# cache_connection: ~/.cache/ansible-inventory
# cache_timeout: 3600
"""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, Optional

import ansible.template as _template
from ansible.errors import AnsibleError, AnsibleParserError
from ansible.plugins.inventory import BaseInventoryPlugin, Cacheable, Constructable
from ansible.utils.unsafe_proxy import wrap_var

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import RESOURCES
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexaBackend
from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import Reader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.plugin_utils._action import plain
from ansible_collections.wanforge.edge.plugins.plugin_utils._naming import spellings, told_apart, usual_name
from ansible_collections.wanforge.edge.plugins.plugin_utils._objects import (
    described,
    kinds_named,
    member,
    members_of,
    names_of,
)
from ansible_collections.wanforge.edge.plugins.plugin_utils._tenant import (
    CONNECTION_OPTIONS,
    connected,
    explaining,
    known_or_refused,
)

VARIABLE = "cloudconnexa"
FILES = (f"{VARIABLE}.yml", f"{VARIABLE}.yaml")
# From ansible-core 2.19 on only what is marked as trusted is a template; before, what is not has to be marked.
MARKS_TRUST = hasattr(_template, "trust_as_template")
Objects = dict[str, list[dict[str, Any]]]


class InventoryModule(BaseInventoryPlugin, Constructable, Cacheable):
    """The inventory plugin."""

    NAME = "wanforge.edge.cloudconnexa"
    inventory: Any
    templar: Any
    get_option: Callable[..., Any]
    _read_config_data: Callable[[str], Any]
    _compose: Callable[..., Any]
    _set_composite_vars: Callable[..., None]
    _add_host_to_composed_groups: Callable[..., None]
    _add_host_to_keyed_groups: Callable[..., None]

    def verify_file(self, path: str) -> bool:
        """Return whether a file is meant for this plugin, by its name."""
        base: Any = super()
        return bool(base.verify_file(path)) and path.endswith(FILES)

    def set_options(
        self, task_keys: Any = None, var_options: Any = None, direct: Optional[Mapping[str, Any]] = None
    ) -> None:
        """Take the options of the file: templates among those of the connection are evaluated before their types are checked."""
        with explaining(Redactor(), {Exception: AnsibleParserError}):
            for name in direct or {}:
                known_or_refused("The option", name, self.option_definitions)
        stated = {
            name: self._evaluated(name, value) if name in CONNECTION_OPTIONS else value
            for name, value in (direct or {}).items()
        }
        base: Any = super()
        base.set_options(task_keys=task_keys, var_options=var_options, direct=stated)
        self._stated = [name for name in stated if name in CONNECTION_OPTIONS]

    def _evaluated(self, name: str, value: Any) -> Any:
        if isinstance(value, Mapping):
            return {str(key): self._evaluated(name, item) for key, item in value.items()}
        if isinstance(value, (list, tuple)):
            return [self._evaluated(name, item) for item in value]
        if not isinstance(value, str):
            return plain(value)
        self.templar.available_variables = self._vars
        try:
            return plain(self.templar.template(value))
        except AnsibleError as error:
            raise AnsibleParserError(
                f"The option {name} cannot be evaluated: {error}. Correct the template, or give its variables with --extra-vars."
            ) from None

    def parse(self, inventory: Any, loader: Any, path: str, cache: bool = True) -> None:
        """Add the hosts of one file to the inventory. Raises AnsibleParserError with what is wrong and what to do."""
        super().parse(inventory, loader, path, cache)
        self._read_config_data(path)
        redactor = Redactor()
        with explaining(redactor, {Exception: AnsibleParserError}):
            kinds = list(dict.fromkeys(self.get_option("kinds")))
            self._check(kinds)
            found = self._found(path, kinds, redactor, cache)
        self._populate(kinds, [item for kind in kinds for item in found[kind]])

    def _check(self, kinds: list[str]) -> None:
        if not kinds:
            raise InvalidOption("kinds is empty.", "Name at least one kind of object, or leave the option out.")
        resources = [RESOURCES[name] for name in kinds]
        known = {"kind", *(name for item in resources for name in (*members_of(item), *names_of(item)))}
        for name in self.get_option("filters"):
            known_or_refused("filters: the member", str(name), known)

    def _found(self, path: str, kinds: list[str], redactor: Redactor, cache: bool) -> Objects:
        """Return the objects by kind, from the cache of the inventory if it has them."""
        backend = connected({name: self.get_option(name) for name in self._stated}, redactor, "inventory")
        question = json.dumps([backend.account, backend.release, sorted(kinds), bool(self.get_option("names"))])
        key = f"{self.get_cache_key(path)}_{hashlib.sha256(question.encode()).hexdigest()[:16]}"
        kept = self.get_option("cache")
        if kept and cache:
            try:
                found = self._cache[key]
                if isinstance(found, Mapping) and all(isinstance(found.get(kind), list) for kind in kinds):
                    return dict(found)
            except KeyError:
                self.display.vvv(f"The inventory cache does not know {path} yet.")
        objects: Objects = redactor.data(self._read(backend, kinds))
        for warning in backend.warnings():
            self.display.warning(redactor.text(warning))
        if kept:
            self._cache[key] = objects
        return objects

    def _read(self, backend: CloudConnexaBackend, kinds: list[str]) -> Objects:
        """Read each collection once, first those that become hosts, then those whose names are needed."""
        backend.refresh()
        reader = Reader(backend)
        models = {kind: reader.all(RESOURCES[kind]) for kind in kinds}
        needed = {named for kind in kinds for named in kinds_named(RESOURCES[kind], models[kind], reader)}
        for kind in sorted(needed - set(kinds)) if self.get_option("names") else ():
            reader.all(RESOURCES[kind])
        return {kind: [described(RESOURCES[kind], model, reader) for model in models[kind]] for kind in kinds}

    def _populate(self, kinds: list[str], items: list[dict[str, Any]]) -> None:
        groups = {kind: f"{VARIABLE}_{RESOURCES[kind].plural}" for kind in kinds}
        filters = plain(self.get_option("filters"))
        chosen = [item for item in items if fits(item, filters)]
        names = told_apart([spellings(self._name(item), item) for item in chosen], [VARIABLE, *groups.values()])
        for name, item in zip(names, chosen):
            self._refuse_other_sources(name, item)
        self.inventory.add_group(VARIABLE)
        for group in groups.values():
            self.inventory.add_group(group)
            self.inventory.add_child(VARIABLE, group)
        for name, item in sorted(zip(names, chosen), key=lambda named: named[0]):
            self._add(name, item, groups[item["kind"]])

    def _refuse_other_sources(self, name: str, item: Mapping[str, Any]) -> None:
        """Raise AnsibleParserError if the host of another source is another object: Ansible would make one of the two."""
        host = self.inventory.get_host(name)
        other = host.get_vars().get(VARIABLE) if host else None
        if isinstance(other, Mapping) and other.get("id") != item["id"]:
            raise AnsibleParserError(
                f'"{name}" is an object of another source already, {other.get("id")}; here it is {item["id"]}. '
                "Give the hosts of one source other names with the option hostnames."
            )

    def _name(self, item: Mapping[str, Any]) -> str:
        """Return the name that the options give an object, not yet told apart from others."""
        for expression in self.get_option("hostnames"):
            try:
                text = self._compose(expression, {VARIABLE: untrusted(item)})
            except Exception as error:
                if self.get_option("strict"):
                    raise AnsibleParserError(
                        f'hostnames: "{expression}" cannot be evaluated for the {item["kind"]} "{usual_name(item)}": {error}'
                    ) from None
                continue
            if text not in (None, "") and not isinstance(text, (bool, list, Mapping)):
                return str(text)
        return usual_name(item)

    def _add(self, name: str, item: Mapping[str, Any], group: str) -> None:
        strict = self.get_option("strict")
        self.inventory.add_host(name, group=group)
        self.inventory.set_variable(name, VARIABLE, untrusted(item))
        variables = self.inventory.get_host(name).get_vars()
        self._set_composite_vars(self.get_option("compose"), variables, name, strict=strict)
        self._add_host_to_composed_groups(self.get_option("groups"), {}, name, strict=strict)
        self._add_host_to_keyed_groups(self.get_option("keyed_groups"), {}, name, strict=strict)


def untrusted(value: Any) -> Any:
    """Return a value of the service so that Ansible never takes it for a template."""
    return value if MARKS_TRUST else wrap_var(value)


def fits(item: Mapping[str, Any], filters: Mapping[str, Any]) -> bool:
    """Return whether an object has, for each member of the filters, one of the values that are wanted."""
    for path, wanted in filters.items():
        value = member(item, path)
        have = value if isinstance(value, list) else [value]
        if not any(one in have for one in (wanted if isinstance(wanted, list) else [wanted])):
            return False
    return True
