# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Tasks about many objects at once: a document in, one plan for all of it, and what became of every object out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any, Optional, Protocol

from ansible_collections.wanforge.edge.plugins.module_utils.converge.campaign import Campaign, verb_of
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption, PlanError
from ansible_collections.wanforge.edge.plugins.module_utils.converge.execute import (
    DONE,
    FAILED,
    Faults,
    Outcome,
    apply_all,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import CREATE, DELETE, UPDATE
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    AuthenticationError,
    ServiceUnavailableError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.failures import failure
from ansible_collections.wanforge.edge.plugins.module_utils.runner import (
    HIDDEN,
    Host,
    Service,
    Target,
    converge,
    diff,
    run,
)

PLANNED = "planned"
# Templates would take summary.update for the method of that name.
NOUNS = {CREATE: "creations", UPDATE: "updates", DELETE: "deletions"}
MOST_FAILURES = 10
MOST_NAMES = 5
MINUTE = 60


def hopeless(fault: Exception) -> bool:
    """Return whether nothing further can succeed: the credentials are refused, or the circuit breaker is open."""
    open_breaker = isinstance(fault, ServiceUnavailableError) and fault.status is None
    return open_breaker or isinstance(fault, AuthenticationError)


FAULTS = Faults((ApiClientError, PlanError), hopeless)


class Many(Target, Protocol):
    """A service for which many writes can be planned."""

    def expected(self, writes: int) -> Optional[float]:
        """Return the seconds that so many writes need under the limit of the service, None if that is not known."""


class Work(Protocol):
    """What a module does with a document."""

    def understood(self, document: Mapping[str, Any], backend: Any) -> tuple[Any, Iterable[str]]:
        """Return what the document asks for, and the secrets in it. Sends nothing. Raises PlanError."""

    def planned(self, params: Mapping[str, Any], asked: Any, backend: Any, named: bool) -> Campaign:
        """Return the campaign. Sends reads only. Raises PlanError."""


def manage_many(service: Service, options: Mapping[str, Any], rules: Mapping[str, Any], work: Work) -> None:
    """Run the module that makes many objects be as its document says."""
    spec = {"argument_spec": {**options, **service.options}, "supports_check_mode": True, **rules}
    # Documents hold secrets that no specification names: the system's log is not told any option.
    run(service, {**spec, "no_log": True}, lambda host, backend: _carried_out(host, backend, work))


def report(
    service: Service,
    options: Mapping[str, Any],
    read: Callable[[Mapping[str, Any], Any], tuple[dict[str, Any], Sequence[str]]],
) -> None:
    """Run a module that only reads. ``read`` returns the members of the result, and warnings."""

    def work(host: Host, backend: Target) -> dict[str, Any]:
        backend.refresh()
        result, warnings = read(host.params, backend)
        for warning in warnings:
            host.warn(warning)
        return {"changed": False, **result}

    run(service, {"argument_spec": {**options, **service.options}, "supports_check_mode": True}, work)


def _stated(host: Host) -> tuple[Mapping[str, Any], Sequence[str]]:
    """Return the document of a task, and the texts in it that were encrypted one by one. Raises PlanError."""
    params = host.params
    if params["src"] is not None:
        return host.document(params["src"])
    if params["config"] is None:
        raise InvalidOption("config is null.", "State a document in config, empty if need be, or name one in src.")
    hidden = params["config"].get(HIDDEN, [])
    if not isinstance(hidden, list) or not all(isinstance(text, str) for text in hidden):
        raise InvalidOption(
            f'config: "{HIDDEN}" is no section.',
            "Mark single values with !vault, outside of quotes and before the value.",
        )
    return {name: section for name, section in params["config"].items() if name != HIDDEN}, hidden


def _carried_out(host: Host, backend: Many, work: Work) -> dict[str, Any]:
    params = host.params
    document, hidden = _stated(host)
    for secret in hidden:
        backend.client.session.redactor.register(secret)
    host.hide(hidden)
    asked, secrets = work.understood(document, backend)
    host.hide(secrets)
    wanted, outcomes = converge(
        host,
        lambda: work.planned(params, asked, backend, host.diff_mode),
        backend,
        lambda plan, target: apply_all(plan, target, FAULTS, params["parallel"]),
    )
    seconds = backend.expected(wanted.writes) if outcomes is None else None
    shown = outcomes if outcomes is not None else [Outcome(plan, PLANNED) for plan in wanted.plans]
    for warning in wanted.warnings:
        host.warn(warning)
    result = result_of(wanted, shown, seconds)
    if host.diff_mode:
        happening = [outcome.plan for outcome in shown if outcome.status in (PLANNED, DONE)]
        result["diff"] = [diff(plan) for plan in happening] + [{"prepared": f"{result['msg']}\n"}]
    return result


def result_of(wanted: Campaign, outcomes: Sequence[Outcome], seconds: Optional[float]) -> dict[str, Any]:
    """Return the result of a task about many objects."""
    summary = {
        **{NOUNS[verb]: number for verb, number in wanted.count().items()},
        "unchanged": wanted.unchanged,
        "requests": wanted.writes,
        "seconds": None if seconds is None else round(seconds),
    }
    result: dict[str, Any] = {
        "changed": any(outcome.status in (PLANNED, DONE) for outcome in outcomes),
        "summary": summary,
        "objects": [_shown(outcome) for outcome in outcomes],
        "spared": list(wanted.spared),
    }
    failed = [outcome for outcome in outcomes if outcome.status == FAILED]
    if failed and failed[0].fault:
        changed = result["changed"] or any(failure(outcome.fault)["changed"] for outcome in failed if outcome.fault)
        told = {**failure(failed[0].fault), "changed": changed, "msg": _failures(outcomes, failed)}
        return {**result, **told, "retryable": all(failure(one.fault)["retryable"] for one in failed if one.fault)}
    return {**result, "msg": _summary(summary, bool(outcomes) and outcomes[0].status == PLANNED)}


def _shown(outcome: Outcome) -> dict[str, Any]:
    plan = outcome.plan
    shown = {
        "object": plan.header,
        "kind": plan.resource.kind,
        "name": plan.name,
        "action": verb_of(plan),
        "status": outcome.status,
    }
    reason = getattr(outcome.fault, "message", "") if outcome.fault else outcome.reason
    return {**shown, **({"reason": reason} if reason else {})}


def _summary(summary: Mapping[str, Any], planned: bool) -> str:
    words = {CREATE: ("to create", "created"), UPDATE: ("to update", "updated"), DELETE: ("to delete", "deleted")}
    parts = [f"{summary[noun]} {words[verb][0 if planned else 1]}" for verb, noun in NOUNS.items() if summary[noun]]
    unchanged = summary["unchanged"]
    if not parts:
        if not unchanged:
            return "Nothing to do: the document asks for nothing."
        return f"Nothing to do: {unchanged} {'objects are as they' if unchanged > 1 else 'object is as it'} should be."
    if unchanged:
        parts.append(f"{unchanged} as {'they' if unchanged > 1 else 'it'} should be")
    text = f"{', '.join(parts)}."
    if planned:
        requests = summary["requests"]
        text += f" That takes {requests} request{'s' if requests != 1 else ''}"
        if summary["seconds"]:
            text += f" and, under the limit of the service, about {_duration(summary['seconds'])}"
        text += "."
    return text


def _duration(seconds: float) -> str:
    return f"{round(seconds)} s" if seconds < 2 * MINUTE else f"{round(seconds / MINUTE)} min"


def _failures(outcomes: Sequence[Outcome], failed: Sequence[Outcome]) -> str:
    done = sum(outcome.status == DONE for outcome in outcomes)
    others = len(outcomes) - done - len(failed)
    causes = _causes(failed)
    rest = sum(number for _text, number in causes[MOST_FAILURES:])
    listed = "; ".join(text for text, _number in causes[:MOST_FAILURES])
    more = f"; and {rest} more" if rest else ""
    text = f"{len(failed)} of {len(outcomes)} changes failed: {listed}{more}."
    left = f", {others} not tried" if others else ""
    passing = all(_passes(outcome.fault) for outcome in failed if outcome.fault)
    remedy = "Running the task again does the rest." if passing else "Correct this, then run the task again."
    return f"{text} {done} done{left}. {remedy}"


def _passes(fault: Exception) -> bool:
    """Return whether the same task may succeed later without any change."""
    return bool(getattr(fault, "retryable", False) or getattr(fault, "unclear", False))


def _causes(failed: Sequence[Outcome]) -> list[tuple[str, int]]:
    """Return why plans failed, each reason once, and how many plans failed for it."""
    groups: dict[tuple[str, str], list[tuple[str, str]]] = {}
    for outcome in failed:
        if outcome.fault is None:
            continue
        message = str(failure(outcome.fault)["msg"]).rstrip(".")
        tried, found, reason = message.partition(" failed: ")
        verb, _space, named = tried.partition(" ")
        own = found and f'"{outcome.plan.name}"' in named
        key = (verb, reason) if own else ("", message)
        groups.setdefault(key, []).append((outcome.plan.header, message))
    return [(_cause(verb, reason, members), len(members)) for (verb, reason), members in groups.items()]


def _cause(verb: str, reason: str, members: Sequence[tuple[str, str]]) -> str:
    """Return the reason for which some plans failed, with the names of the first of them."""
    if len(members) == 1 or not verb:
        return members[0][1]
    names = ", ".join(header for header, _message in members[:MOST_NAMES])
    more = f" and {len(members) - MOST_NAMES} more" if len(members) > MOST_NAMES else ""
    return f"{verb} {names}{more} failed: {reason}"
