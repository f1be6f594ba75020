# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Argument specifications, derived from declarations. Plain data: nothing in here needs Ansible."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource

SECRET_LIKE = ("key", "pass", "secret", "token")


def option(field: Field) -> dict[str, Any]:
    """Return the specification of one option."""
    spec: dict[str, Any] = {"type": field.type}
    if field.type == "list":
        spec["elements"] = field.elements or ("dict" if field.fields else "str")
    if field.choices:
        spec["choices"] = list(field.choices)
    if field.fields:
        spec["options"] = {member.name: element_option(field, member) for member in field.fields if member.settable}
    if field.secret:
        spec["no_log"] = True
    elif any(word in field.name for word in SECRET_LIKE):
        spec["no_log"] = False
    return spec


def element_option(parent: Field, member: Field) -> dict[str, Any]:
    """Return the specification of a suboption; what tells list elements apart is required."""
    spec = option(member)
    if parent.type == "list" and (member.required or member.name == parent.key):
        spec["required"] = True
    return spec


def options(fields: Sequence[Field]) -> dict[str, Any]:
    """Return the specifications of fields that can be set."""
    return {field.name: option(field) for field in fields if field.settable}


def module_spec(resource: Resource, shared: dict[str, Any]) -> dict[str, Any]:
    """Return all arguments of AnsibleModule for the module that manages a resource."""
    spec = {**options(resource.fields), **options(resource.parents), **shared}
    if not resource.singleton:
        spec["state"] = {"type": "str", "choices": list(resource.states), "default": "present"}
    parents = [parent.name for parent in resource.parents]
    one_of = [parents] if len(parents) > 1 else []
    if len(parents) == 1:
        spec[parents[0]]["required"] = True
    if resource.addressed:
        spec["id"] = {"type": "str"}
        one_of.append([*resource.identity[:1], "id"])
    else:
        for name in resource.identity:
            spec[name]["required"] = True
    exclusive = [list(group) for group in resource.exclusive] + ([parents] if len(parents) > 1 else [])
    rules = {"required_one_of": one_of, "mutually_exclusive": exclusive}
    return {"argument_spec": spec, "supports_check_mode": True, **{name: rule for name, rule in rules.items() if rule}}


def info_spec(resource: Resource, shared: dict[str, Any]) -> dict[str, Any]:
    """Return all arguments of AnsibleModule for the module that lists a resource."""
    identity = [resource.field(name) for name in resource.identity]
    spec = {**options(identity), **options(resource.parents), **shared}
    if resource.addressed:
        spec["id"] = {"type": "str"}
    parents = [parent.name for parent in resource.parents]
    exclusive = {"mutually_exclusive": [parents]} if len(parents) > 1 else {}
    return {"argument_spec": spec, "supports_check_mode": True, **exclusive}
