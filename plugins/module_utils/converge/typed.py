# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Objects of a document, as a YAML file gives them, in the types that their fields have."""

from __future__ import annotations

import datetime
import difflib
from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource

# The same words that Ansible takes for the options of modules.
WORDS: Mapping[str, bool] = {
    **dict.fromkeys(("true", "yes", "on", "y", "t", "1"), True),
    **dict.fromkeys(("false", "no", "off", "n", "f", "0"), False),
}
SHOWN = 40
LARGEST = 2**63


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
        if given.get(name) is None:
            problems.append(f"{name} is missing")
    if state is not None and state not in states:
        said = f'state "{spelled(state)}"' if isinstance(state, str) else "state"
        problems.append(f"{said} is none of {', '.join(states)}" if states else "state cannot be stated here")
    elif states:
        options["state"] = state or "present"
    return options


def _members(
    fields: Sequence[Field], given: Mapping[str, Any], prefix: str, problems: list[str], also: Sequence[str] = ()
) -> dict[str, Any]:
    known = {field.name: field for field in fields}
    options: dict[str, Any] = {}
    for name, value in given.items():
        field = known.get(name) if isinstance(name, str) else None
        if field is None:
            problems.append(_unknown(prefix, spelled(name), [*known, *also]))
        elif value is not None:
            try:
                options[field.name] = _value(field, value, prefix + field.name, problems)
            except Misfit as misfit:
                problems.append(f"{prefix}{field.name} {misfit}")
    return options


def spelled(value: Any) -> str:
    """Return a value as messages show it: its beginning if it is long."""
    try:
        text = str(value)
    except ValueError:
        return "a number of thousands of digits"
    return text if len(text) <= SHOWN else text[:SHOWN] + "..."


def _unknown(prefix: str, name: str, names: Sequence[str]) -> str:
    close = difflib.get_close_matches(name, names, n=1)
    return f"{prefix}{name} is unknown; " + (f"did you mean {close[0]}?" if close else f"known are {', '.join(names)}")


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
    if isinstance(value, (Mapping, list, tuple, set)):
        raise Misfit("must be one value, not several")
    if not isinstance(value, (str, int, float, datetime.date)):
        raise Misfit("holds null; leave it out, or state a value" if value is None else "must be a text or a number")
    result = {"bool": _truth, "int": _number}.get(kind, _text)(field, value)
    if field.choices and result not in field.choices:
        close = difflib.get_close_matches(str(result).upper(), field.choices, n=1)
        remedy = f"is unknown; did you mean {close[0]}?" if close else f"is none of {', '.join(field.choices)}"
        raise Misfit(_quoted(field, value) + remedy)
    return result


def _truth(field: Field, value: Any) -> bool:
    found = WORDS.get(value.strip().lower()) if isinstance(value, str) else bool(value) if value in (0, 1) else None
    if found is None:
        raise Misfit(f"must be true or false{_said(field, value)}")
    return found


def _number(field: Field, value: Any) -> int:
    try:
        if isinstance(value, bool) or (isinstance(value, float) and value != int(value)):
            raise ValueError
        number = int(value)
        if abs(number) >= LARGEST:
            raise OverflowError
        return number
    except (TypeError, ValueError, OverflowError):
        raise Misfit(f"must be a whole number{_said(field, value)}") from None


def _text(field: Field, value: Any) -> str:
    if isinstance(value, bool):
        raise Misfit(f"is the YAML word for {str(value).lower()}; put the text in quotes")
    try:
        return str(value)
    except ValueError:
        raise Misfit("is a number of too many digits; put the text in quotes") from None


def _said(field: Field, value: Any) -> str:
    """Return what stands there in its place, unless that is secret or long."""
    quoted = _quoted(field, value).rstrip()
    return f", not {quoted}" if quoted else ""


def _quoted(field: Field, value: Any) -> str:
    """Return a value in quotes; nothing for one that holds others, or that stands where a secret belongs."""
    if isinstance(value, (Mapping, list, tuple, set, bytes)) or _holds_secrets(field):
        return ""
    return f'"{spelled(value)}" '


def _holds_secrets(field: Field) -> bool:
    return field.secret or any(_holds_secrets(member) for member in field.fields)
