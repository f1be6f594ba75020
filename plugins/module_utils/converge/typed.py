# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of a document, as a YAML file gives them, in the types that their fields have."""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource

WORDS: Mapping[str, bool] = {"true": True, "yes": True, "on": True, "false": False, "no": False, "off": False}
SHOWN = 40


class Misfit(Exception):
    """A value that does not fit its field, in words that follow the name of the field."""


def typed(resource: Resource, given: Mapping[str, Any], also: Iterable[str], problems: list[str]) -> dict[str, Any]:
    """Return the options that an object of a document states; what is null is not stated.

    ``also`` are further members that it may have, which are left out. What does not fit is added to ``problems``.
    """
    states = () if resource.singleton else resource.states
    members = dict(given)
    state = members.pop("state", None)
    for name in also:
        members.pop(name, None)
    options = _members(resource.settable, members, "", problems, (*also, *(["state"] if states else [])))
    for name in resource.identity:
        if options.get(name) is None:
            problems.append(f"{name} is missing")
    if state is not None and state not in states:
        problems.append(f'state "{state}" is none of {", ".join(states)}' if states else "state cannot be stated here")
    elif states:
        options["state"] = state or "present"
    return options


def _members(
    fields: Sequence[Field], given: Mapping[str, Any], prefix: str, problems: list[str], also: Sequence[str] = ()
) -> dict[str, Any]:
    known = {field.name: field for field in fields}
    options: dict[str, Any] = {}
    for name, value in given.items():
        field = known.get(str(name))
        if field is None:
            problems.append(_unknown(f"{prefix}{name}", str(name), [*known, *also]))
        elif value is not None:
            try:
                options[field.name] = _value(field, value, prefix + field.name, problems)
            except Misfit as misfit:
                problems.append(f"{prefix}{field.name} {misfit}")
    return options


def _unknown(full: str, name: str, names: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, names, n=1)
    return f"{full} is unknown; " + (f"did you mean {close[0]}?" if close else f"known are {', '.join(names)}")


def _value(field: Field, value: Any, name: str, problems: list[str]) -> Any:
    if field.type == "list":
        if not isinstance(value, (list, tuple)):
            raise Misfit(f"must be a list{_said(field, value)}")
        return [_element(field, item, f"{name}[{number}]", problems) for number, item in enumerate(value)]
    if field.type == "dict":
        if not isinstance(value, Mapping):
            raise Misfit(f"must hold members{_said(field, value)}")
        return _members(field.fields, value, f"{name}.", problems) if field.fields else dict(value)
    return _scalar(field, field.type, value)


def _element(field: Field, value: Any, name: str, problems: list[str]) -> Any:
    if not field.fields:
        return _scalar(field, field.elements or "str", value)
    if not isinstance(value, Mapping):
        problems.append(f"{name} must hold members{_said(field, value)}")
        return {}
    options = _members(field.fields, value, f"{name}.", problems)
    needed = [
        member.name for member in field.fields if member.settable and (member.required or member.name == field.key)
    ]
    problems += [f"{name}.{member} is missing" for member in needed if options.get(member) is None]
    return options


def _scalar(field: Field, kind: str, value: Any) -> Any:
    if isinstance(value, (Mapping, list, tuple)):
        raise Misfit("must be one value, not several")
    result = {"bool": _truth, "int": _number}.get(kind, _text)(field, value)
    if field.choices and result not in field.choices and result != "":
        close = difflib.get_close_matches(str(result).upper(), field.choices, n=1)
        raise Misfit(f"{_quoted(field, value)}is none of {', '.join(close or field.choices)}")
    return result


def _truth(field: Field, value: Any) -> bool:
    found = value if isinstance(value, bool) else WORDS.get(str(value).lower())
    if found is None:
        raise Misfit(f"must be true or false{_said(field, value)}")
    return found


def _number(field: Field, value: Any) -> int:
    try:
        if isinstance(value, bool) or (isinstance(value, float) and value != int(value)):
            raise ValueError
        return int(value)
    except (TypeError, ValueError, OverflowError):
        raise Misfit(f"must be a whole number{_said(field, value)}") from None


def _text(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        raise Misfit(f"is the YAML word for {str(value).lower()}; put the text in quotes")
    return str(value)


def _said(field: Field, value: Any) -> str:
    """Return what stands there in its place, unless that is secret."""
    quoted = _quoted(field, value).rstrip()
    return f", not {quoted}" if quoted else ""


def _quoted(field: Field, value: Any) -> str:
    if field.secret:
        return ""
    text = str(value)
    return f'"{text if len(text) <= SHOWN else text[:SHOWN] + "..."}" '
