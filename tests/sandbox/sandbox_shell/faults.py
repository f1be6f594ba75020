# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Faults on demand: rules, and the decision which of them hit a request."""

from __future__ import annotations

import email.utils
import json
import math
import random
import re
import time
from dataclasses import dataclass, field
from typing import Any, Mapping, Optional

from .log import SERVICES

KINDS: dict[str, tuple[str, ...]] = {
    "latency": ("ms",),
    "status": ("status", "body", "headers", "content_type", "retry_after", "retry_after_form"),
    "reset_before": (),
    "reset_after": (),
    "truncate": (),
    "garbage": ("body", "status"),
    "expire_tokens": (),
    "slow_commit": ("seconds",),
}
PASSING = ("latency", "expire_tokens", "slow_commit")
RULE_MEMBERS = ("id", "service", "method", "path", "fault", "times", "probability", "skip", "hits", "seen")
GARBAGE = "<<< this is not what you asked for >>>"


@dataclass
class Rule:
    """A fault and the requests it is meant for."""

    identifier: int
    kind: str
    options: dict[str, Any]
    service: Optional[str] = None
    method: Optional[str] = None
    path: Optional[str] = None
    times: Optional[int] = None
    probability: Optional[float] = None
    skip: int = 0
    seen: int = 0
    hits: int = 0
    pattern: Optional["re.Pattern[str]"] = field(default=None, repr=False)

    def meant_for(self, service: str, method: str, path: str) -> bool:
        """Whether the rule speaks about such a request."""
        return (
            self.service in (None, service)
            and self.method in (None, method)
            and (self.pattern is None or self.pattern.search(path) is not None)
        )

    def shown(self) -> dict[str, Any]:
        """The rule as JSON-able data."""
        names = ("service", "method", "path", "times", "probability", "skip", "hits", "seen")
        members = {name: getattr(self, name) for name in names}
        return {"id": self.identifier, "fault": {"kind": self.kind, **self.options}, **members}


class FaultBoard:
    """The rules in force. Chance comes from a seeded source, so that a run can be repeated."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self.rules: list[Rule] = []
        self.clear()

    def clear(self) -> None:
        """Remove all rules and start chance anew."""
        self.rules.clear()
        self._random = random.Random(f"faults:{self._seed}")
        self._next = 1

    def add(self, raw: Any) -> Rule:
        """Take a rule as JSON data; a ValueError with a sentence for a wrong one."""
        rule = read_rule(raw, self._next)
        self._next += 1
        self.rules.append(rule)
        return rule

    def remove(self, identifier: int) -> bool:
        """Remove one rule; tells whether it was there."""
        kept = [rule for rule in self.rules if rule.identifier != identifier]
        found = len(kept) < len(self.rules)
        self.rules[:] = kept
        return found

    def hits(self, service: str, method: str, path: str) -> list[Rule]:
        """The rules that hit a request: any number that let it pass, then at most one that does not."""
        result = []
        for rule in self.rules:
            if rule.meant_for(service, method, path) and self._fires(rule):
                result.append(rule)
                if rule.kind not in PASSING:
                    break
        return result

    def _fires(self, rule: Rule) -> bool:
        rule.seen += 1
        if rule.seen <= rule.skip or (rule.times is not None and rule.hits >= rule.times):
            return False
        if rule.probability is not None and self._random.random() >= rule.probability:
            return False
        rule.hits += 1
        return True


def read_rule(raw: Any, identifier: int) -> Rule:
    """Check a rule given as JSON data; a ValueError with a sentence for a wrong one."""
    if not isinstance(raw, dict) or not isinstance(raw.get("fault"), dict):
        raise ValueError("A fault rule must be an object with a member 'fault' that is an object.")
    unknown = set(raw) - set(RULE_MEMBERS)
    if unknown:
        raise ValueError(f"A fault rule has no member {', '.join(sorted(unknown))}.")
    options = dict(raw["fault"])
    kind = options.pop("kind", None)
    if kind not in KINDS:
        raise ValueError(f"There is no fault of kind {kind!r}; known are {', '.join(KINDS)}.")
    unknown = set(options) - set(KINDS[kind])
    if unknown:
        raise ValueError(f"A fault of kind {kind!r} has no member {', '.join(sorted(unknown))}.")
    service, times, probability = raw.get("service"), raw.get("times"), raw.get("probability")
    if service not in (None, *SERVICES):
        raise ValueError(f"The member 'service' must be one of {', '.join(SERVICES)} or null, not {service!r}.")
    if times is not None and (isinstance(times, bool) or not isinstance(times, int) or times < 0):
        raise ValueError(f"The member 'times' must be a whole number or null, not {times!r}.")
    if probability is not None and not (isinstance(probability, (int, float)) and 0 <= probability <= 1):
        raise ValueError(f"The member 'probability' must be a number from 0 to 1 or null, not {probability!r}.")
    _check_options(kind, options)
    method = raw.get("method")
    return Rule(
        identifier,
        kind,
        options,
        service=service,
        method=str(method).upper() if method else None,
        path=raw.get("path"),
        times=times,
        probability=probability,
        skip=_skip(raw),
        pattern=_pattern(raw.get("path")),
    )


def _skip(raw: Mapping[str, Any]) -> int:
    skip = raw.get("skip") or 0
    if not isinstance(skip, int):
        raise ValueError(f"The member 'skip' must be a whole number, not {skip!r}.")
    return skip


def _pattern(path: Any) -> Optional["re.Pattern[str]"]:
    if path is None:
        return None
    try:
        return re.compile(path)
    except (re.error, TypeError):
        raise ValueError(f"The member 'path' must be a regular expression, not {path!r}.") from None


def _check_options(kind: str, options: Mapping[str, Any]) -> None:
    needed = {"latency": "ms", "status": "status", "slow_commit": "seconds"}.get(kind)
    value = options.get(needed) if needed else 0
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise ValueError(f"A fault of kind {kind!r} needs a number {needed!r}.")
    if kind == "status" and not 200 <= int(value) <= 599:
        raise ValueError(f"The status of a fault must lie between 200 and 599, not {value}.")
    if options.get("retry_after_form") not in (None, "seconds", "date"):
        raise ValueError("The member 'retry_after_form' must be seconds or date.")
    if not isinstance(options.get("headers", {}), dict):
        raise ValueError("The member 'headers' must be an object.")


def made_answer(rule: Rule) -> tuple[int, list[tuple[bytes, bytes]], bytes]:
    """Status, headers and body of a fault that answers in place of the service."""
    options = rule.options
    body = options.get("body", GARBAGE if rule.kind == "garbage" else "")
    default_type = "application/json" if rule.kind == "garbage" else _media_type(body)
    content = body if isinstance(body, str) else json.dumps(body)
    headers = {"content-type": options.get("content_type") or default_type}
    if not content:
        headers.clear()
    if options.get("retry_after") is not None:
        headers["retry-after"] = _retry_after(options)
    headers.update({str(name).lower(): str(value) for name, value in options.get("headers", {}).items()})
    data = content.encode("utf-8")
    headers["content-length"] = str(len(data))
    raw = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()]
    return int(options.get("status", 200)), raw, data


def _media_type(body: Any) -> str:
    if not isinstance(body, str):
        return "application/json"
    return "text/html" if body.lstrip().startswith("<") else "text/plain"


def _retry_after(options: Mapping[str, Any]) -> str:
    seconds = options["retry_after"]
    if options.get("retry_after_form") == "date":
        return email.utils.formatdate(math.ceil(time.time() + float(seconds)), usegmt=True)
    return str(seconds)
