# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The lists of domains of Cyber Shield. They can be written and not read. Source: API reference section 2.21.

Adding a domain that is on a list replaces its entry, and removing one that is not there leaves the list as it is. So both may be
repeated, but nobody can tell whether they changed anything.
"""

from __future__ import annotations

import collections
import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.client import API
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.errands import Errand, ErrandBackend
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption, sentence
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Plan
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request

MOST_DOMAINS = 1000
LONGEST_ENTRY = 150
DOMAIN = re.compile(r"(?:[^\s./:@?#]+\.)*[^\s./:@?#]+\.?")
Domains = Sequence[Mapping[str, Any]]

SHIELD_OPTIONS: Mapping[str, Any] = {
    "list": {"type": "str", "choices": ["block", "allow"], "required": True},
    "domains": {
        "type": "list",
        "elements": "dict",
        "required": True,
        "options": {"domain": {"type": "str", "required": True}, "comment": {"type": "str"}},
    },
    "state": {"type": "str", "choices": ["present", "absent"], "default": "present"},
}
SHIELD = Resource(
    kind="cyber_shield",
    plural="cyber_shields",
    label="Cyber Shield list",
    identity=("list",),
    addressed=False,
    singleton=True,
    fields=(Field("domains", type="list", elements="str", read_only=True),),
)


def planned(params: Mapping[str, Any], backend: ErrandBackend) -> Plan:
    """Return the plan that sends all domains. Reads nothing. Raises InvalidOption."""
    entries, listed = params["domains"], params["list"]
    problems = list(wrong(entries))
    if problems:
        raise InvalidOption(sentence(problems) or "")
    domains = [entry["domain"] for entry in entries]
    adds = params["state"] == "present"
    verb = "adding domains to" if adds else "removing domains from"
    errands = [
        Errand(called(listed, adds, entries[start : start + MOST_DOMAINS]), f"{verb} the {listed} list", repeats=True)
        for start in range(0, len(entries), MOST_DOMAINS)
    ]
    done = f"{'added to' if adds else 'removed from'} the {listed} list"
    return Plan(
        SHIELD,
        listed,
        tuple(errand.step for errand in errands),
        after={done: sorted(domains)} if domains else {},
        model={"domains": domains},
    )


def called(listed: str, adds: bool, entries: Domains) -> Request:
    """Return the call for no more entries than one may hold."""
    path = f"{API}/cybershield/{listed}-list-{'add' if adds else 'remove'}-domains"
    if adds:
        named = [{"domain": entry["domain"], "comment": entry.get("comment") or ""} for entry in entries]
        return Request("POST", path, json={"domainAndComments": named})
    return Request("POST", path, json={"domains": [entry["domain"] for entry in entries]})


def wrong(entries: Domains) -> Iterator[str]:
    """Yield what the service would refuse, and domains that are named twice."""
    names = collections.Counter(str(entry["domain"]).casefold() for entry in entries)
    yield from (f'domains names "{name}" twice' for name, number in sorted(names.items()) if number > 1)
    for entry in entries:
        domain, comment = str(entry["domain"]), entry.get("comment") or ""
        if not DOMAIN.fullmatch(domain):
            yield f'domains.domain "{domain}" is no domain; write for example ads.example.com'
        elif len(domain) + len(comment) > LONGEST_ENTRY:
            yield f'domains.comment of "{domain}" is too long: both together may have {LONGEST_ENTRY} characters'
