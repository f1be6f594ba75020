# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The faults that are drawn, and the scripts that are made of them."""

from __future__ import annotations

import random
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

Maker = Callable[[random.Random], Mapping[str, Any]]
HTML = "<html><head><title>Gateway</title></head><body><h1>Please sign in</h1></body></html>"
NO_JSON = ("", "null{", "upstream connect error", '{"content": [', "\x00\x01\x02")
# Answers of the right form that are not the service's: nothing can be told from them, so only failing well is asked for.
SHAPES: Sequence[Any] = (
    {},
    42,
    "text",
    None,
    [None],
    [1],
    {"content": None},
    {"content": {}, "totalPages": 1},
    {"content": [1], "totalPages": 1},
    {"content": [None], "totalPages": "1"},
    {"content": [{}], "totalPages": 1},
    {"content": [{"id": 5, "name": {"a": []}}], "totalPages": 1},
    {"totalPages": True, "content": "text"},
    {"success": True},
    {"success": True, "data": None},
    {"success": True, "data": []},
    {"success": True, "data": {"nat": 5, "source": [], "firewall": "x"}},
    {"success": True, "data": {"source": {"rule": {"x": None, "10": "text", "20": {"source": [1]}}}}},
    {"success": "yes", "data": {"a": 1}, "error": ["list"]},
    {"access_token": 5},
    {"access_token": "", "expires_in": "soon"},
)
ODD_WISHES = ("-5", "soon", "1e999", "nan", "99999999", "Fri, 99 Nov 2026 99:99:99 GMT", "0x10")
LIMITS = (
    {"remaining": "0", "replenish-rate": "100", "replenish-time": "1", "burst-capacity": "20"},
    {"remaining": "0", "replenish-rate": "1", "replenish-time": "15", "burst-capacity": "20"},
    {"remaining": "-3", "replenish-rate": "0", "replenish-time": "0", "burst-capacity": "0"},
    {"remaining": "many", "replenish-rate": "inf", "replenish-time": "nan", "burst-capacity": "1e400"},
)
# Faults that show that the service is down.
OUTAGES = ("502 in HTML", "503", "504", "reset before")
REFUSED = {"statusError": "BAD_REQUEST", "errorMessage": "The value is not wanted today", "errorDetails": {}}


@dataclass(frozen=True)
class Kind:
    """A kind of fault: how often it is drawn, its name in the report, and how it is made.

    One that ``lies`` is an answer that only the service could give, but does not.
    """

    weight: float
    label: str
    make: Maker
    lies: bool = False


def _status(status: int, *bodies: Any) -> Maker:
    return lambda source: {"kind": "status", "status": status, "body": source.choice(bodies or ("",))}


def _limited(source: random.Random) -> Mapping[str, Any]:
    limits = source.choice(LIMITS)
    headers = {f"x-ratelimit-{name}": value for name, value in limits.items()}
    return {"kind": "status", "status": 429, "headers": headers}


KINDS: Sequence[Kind] = (
    Kind(9, "latency", lambda source: {"kind": "latency", "ms": source.randint(1, 40)}),
    Kind(7, "429", _status(429)),
    Kind(
        5, "429 with Retry-After", lambda s: {"kind": "status", "status": 429, "retry_after": s.choice((0, 0.01, 0.03))}
    ),
    Kind(
        1, "429 with a date", lambda s: {"kind": "status", "status": 429, "retry_after": 0, "retry_after_form": "date"}
    ),
    Kind(2, "429 with an odd wish", lambda s: {"kind": "status", "status": 429, "retry_after": s.choice(ODD_WISHES)}),
    Kind(4, "429 with limits", _limited),
    Kind(2, "408", _status(408)),
    Kind(
        5, "500", _status(500, "", "Internal Server Error", HTML, {"statusError": "INTERNAL", "errorMessage": "Oops"})
    ),
    Kind(6, "502 in HTML", _status(502, HTML)),
    Kind(6, "503", _status(503, "", HTML, "no healthy upstream", {"message": "Service Unavailable"})),
    Kind(4, "504", _status(504, "", HTML)),
    Kind(2, "400", _status(400, REFUSED, "", HTML, {"errorDetails": [1]}, {"success": False, "error": 5})),
    Kind(2, "401", _status(401)),
    Kind(1, "403", _status(403, "", {"message": "Forbidden"})),
    Kind(1, "409", _status(409, REFUSED, "")),
    Kind(1, "302", lambda _s: {"kind": "status", "status": 302, "headers": {"location": "http://127.0.0.1:9/login"}}),
    Kind(4, "200 in HTML", _status(200, HTML)),
    Kind(4, "200 that is no JSON", lambda s: {"kind": "garbage", "body": s.choice(NO_JSON[1:])}),
    Kind(9, "reset before", lambda _source: {"kind": "reset_before"}),
    Kind(9, "reset after", lambda _source: {"kind": "reset_after"}),
    Kind(9, "truncated", lambda _source: {"kind": "truncate"}),
    Kind(6, "expired token", lambda _source: {"kind": "expire_tokens"}),
    Kind(2, "slow commit", lambda source: {"kind": "slow_commit", "seconds": source.choice((0.01, 0.05, 0.1))}),
    Kind(0.4, "no answer in time", lambda _source: {"kind": "latency", "ms": 1300}),
    Kind(1.5, "200 of a wrong shape", _status(200, *SHAPES), lies=True),
    Kind(0.5, "404", _status(404, "", REFUSED), lies=True),
)
WRITING = "(?!.*oauth/token)(?!.*/(retrieve|show)$)"
READING = "(/(retrieve|show)$|^/api/v1/(?!oauth))"
PLACES: Sequence[tuple[float, Mapping[str, str]]] = (
    (4, {}),
    (1, {"path": "/oauth/token$"}),
    (2, {"method": "GET"}),
    (2, {"path": READING}),
    (3, {"method": "POST", "path": f"^{WRITING}.*$"}),
    (3, {"method": "PUT"}),
    (2, {"method": "DELETE"}),
    (1, {"path": "/config-file$"}),
)


@dataclass(frozen=True)
class Rule:
    """A fault with the requests that it hits, as the sandbox takes it, and the name of its kind."""

    label: str
    body: Mapping[str, Any]
    lies: bool


@dataclass(frozen=True)
class Script:
    """The faults of one scenario."""

    rules: tuple[Rule, ...]
    outage: bool = False

    @property
    def lies(self) -> bool:
        """Whether an answer may say what is not so: then only the form of the outcome is checked."""
        return any(rule.lies for rule in self.rules)

    @property
    def slow(self) -> bool:
        """Whether the task needs a short timeout to end soon."""
        return any(rule.label == "no answer in time" for rule in self.rules)

    def __str__(self) -> str:
        return "; ".join(f"{rule.label} {_without_fault(rule.body)}" for rule in self.rules) or "no fault"


def _without_fault(body: Mapping[str, Any]) -> str:
    return " ".join(f"{name}={value}" for name, value in body.items() if name != "fault")


def _times(source: random.Random) -> Mapping[str, Any]:
    """How often a fault hits: mostly once or a few times, now and then by chance or always."""
    draw = source.random()
    if draw < 0.5:
        return {"times": 1, "skip": source.choice((0, 0, 0, 1, 1, 2, 3, 5))}
    if draw < 0.85:
        return {"times": source.randint(2, 7), "skip": source.choice((0, 0, 1, 2))}
    if draw < 0.94:
        return {"probability": source.choice((0.2, 0.4, 0.6))}
    return {"skip": source.choice((0, 0, 1, 2, 3))}


def draw_rule(source: random.Random, lies: bool = False) -> Rule:
    """Draw one fault, of those that lie or of the others."""
    kinds = [kind for kind in KINDS if kind.lies is lies]
    kind = source.choices(kinds, [kind.weight for kind in kinds])[0]
    place = source.choices([place for _weight, place in PLACES], [weight for weight, _place in PLACES])[0]
    times = {"times": 1} if kind.label == "no answer in time" else _times(source)
    return Rule(kind.label, {**place, **times, "fault": kind.make(source)}, kind.lies)


def draw_script(source: random.Random) -> Script:
    """Draw the faults of one task: some, an outage that does not end, or one answer that lies among others."""
    if source.random() < 0.04:
        kind = source.choice([kind for kind in KINDS if kind.label in OUTAGES])
        return Script((Rule(kind.label, {"fault": kind.make(source)}, False),), outage=True)
    count = source.choices((1, 2, 3, 5, 8), (2, 3, 5, 4, 2))[0]
    lying = [draw_rule(source, lies=True)] if source.random() < 0.1 else []
    return Script((*lying, *(draw_rule(source) for _rule in range(count - len(lying)))))


def draw_storm(source: random.Random) -> Script:
    """Draw faults for many tasks at once: each hits a share of all requests, none for ever."""
    kinds = [kind for kind in KINDS if not kind.lies and kind.label not in ("no answer in time", "400", "403", "302")]
    chosen = source.choices(kinds, [kind.weight for kind in kinds], k=source.randint(2, 5))
    places = [place for _weight, place in PLACES[:6]]
    rules = []
    for kind in chosen:
        body = {**source.choice(places), "probability": source.choice((0.1, 0.2, 0.3)), "fault": kind.make(source)}
        rules.append(Rule(kind.label, {**body, "times": source.randint(20, 120)}, False))
    return Script(tuple(rules))
