# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The only file that knows AnsibleModule: options of a task in, result of a task out.

The same code serves the ordinary module and the action that runs it inside the controller process; which of the two it is
decides the host that ``open_host`` returns.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import AbstractContextManager
from contextvars import ContextVar
from typing import Any, NoReturn, Optional, Protocol, TypeVar

from ansible.module_utils.basic import AnsibleModule

from ansible_collections.wanforge.edge.plugins.module_utils.converge.apply import apply
from ansible_collections.wanforge.edge.plugins.module_utils.converge.arguments import info_spec, module_spec
from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import Backend, prepare
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import (
    InvalidOption,
    PlanError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Pending
from ansible_collections.wanforge.edge.plugins.module_utils.converge.listing import listed
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Plan
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.converge.view import result_view
from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import Client
from ansible_collections.wanforge.edge.plugins.module_utils.http.counters import Report, report
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError, ResourceNotFoundError
from ansible_collections.wanforge.edge.plugins.module_utils.http.failures import failure
from ansible_collections.wanforge.edge.plugins.module_utils.http.journal import SILENT
from ansible_collections.wanforge.edge.plugins.module_utils.http.last_known import OPTIONS, LastKnown, oldest
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import SHORTEST_SUBSTRING, Redactor

# From ansible-core 2.22 on, Ansible itself hides what is registered from all its output.
try:
    from ansible.module_utils.secrets import register_secret
except ImportError:
    register_secret = None

# The section in which a document that was read at the controller brings along the texts that were encrypted in there.
HIDDEN = "!vault"
ARGUMENT_FAILURE = {
    "error_type": "ParameterValidationError",
    "hint": "Correct the named option; ansible-doc shows what each one takes.",
    "retryable": False,
}


class Proposal(Protocol):
    """What is going to happen, of one object or of many."""

    @property
    def changed(self) -> bool:
        """Whether anything has to happen."""

    @property
    def pending(self) -> Sequence[Pending]:
        """What is referred to and does not exist yet."""


Proposed = TypeVar("Proposed", bound=Proposal)
Made = TypeVar("Made")


class Target(Backend, Protocol):
    """A service as tasks see it: reads may come from a cache."""

    def refresh(self) -> bool:
        """Read afresh from now on; return whether anything that was read so far may be old."""

    def turn(self) -> AbstractContextManager[bool]:
        """Wait for other tasks of this user that write, and tell whether one did since this one began."""

    def warnings(self) -> Sequence[str]:
        """Return what the user should know although the task goes on."""

    @property
    def client(self) -> Client:
        """Return what sends the requests."""

    def place(self) -> str:
        """Return what all reads are of: the address of the service, and what narrows them besides kind and parents."""


class Service(Protocol):
    """What a service contributes: a name, its connection options, which of them are secret, and how to connect."""

    name: str
    options: Mapping[str, Any]
    write_options: Mapping[str, Any]
    secrets: tuple[str, ...]

    def connect(self, params: Mapping[str, Any], environ: Mapping[str, str], redactor: Redactor) -> Target:
        """Return the service that the options name; sends nothing."""


class Host(Protocol):
    """Who runs a task: the ordinary module, or the action in the controller process."""

    params: Mapping[str, Any]
    environ: Mapping[str, str]
    check_mode: bool
    diff_mode: bool

    def about(self) -> Mapping[str, str]:
        """Return how logs call the task: its module and, if they are known, its name and the inventory host."""

    def warn(self, text: str) -> None:
        """Show a warning."""

    def document(self, path: str) -> tuple[Mapping[str, Any], Sequence[str]]:
        """Return what a file, or the files of a folder, hold, and the texts that were encrypted in there. Raises PlanError."""

    def hide(self, secrets: Iterable[str]) -> None:
        """Keep texts out of what is shown of the task besides its result."""

    def finish(self, result: dict[str, Any]) -> NoReturn:
        """End the task, failed if the result says so."""


def new_redactor() -> Redactor:
    """Return a redactor that lets Ansible know what it learns, where Ansible wants to know it."""
    return Redactor(register_secret)


def secrets_of(spec: Mapping[str, Any], values: Mapping[str, Any]) -> Iterator[str]:
    """Yield the values of all options that are secret, at every depth."""
    for name, option in spec.items():
        value = values.get(name)
        for item in value if isinstance(value, (list, tuple)) else [value]:
            if option.get("no_log") and item:
                yield str(item)
            elif isinstance(item, Mapping):
                yield from secrets_of(option.get("options") or {}, item)


def complaint(checked: Any) -> str:
    """Return what is wrong with the options, for the result of a validation by argument specification."""
    words = [str(message).rstrip(".") for message in checked.error_messages]
    if checked.unsupported_parameters:
        words[-1] = f"Unsupported options: {words[-1]}"
    return "; ".join(words) + "."


class _Module(AnsibleModule):
    """AnsibleModule whose own complaints about options keep the error contract."""

    def __init__(self, arguments: Mapping[str, Any]) -> None:
        # Ansible puts the no_log of the task in the place of that of the module.
        self.silent = bool(arguments.get("no_log"))
        AnsibleModule.__init__(self, **arguments)

    def _log_invocation(self) -> None:
        if not self.silent:
            AnsibleModule._log_invocation(self)

    def fail_json(self, msg: str, **members: Any) -> NoReturn:
        """End the module as failed."""
        checked = getattr(self, "validation_result", None)
        if checked is not None and checked.error_messages:
            msg = complaint(checked)
        super().fail_json(msg, **{**ARGUMENT_FAILURE, **self.invocation(), **members})
        raise SystemExit(1)

    def invocation(self) -> dict[str, Any]:
        """Return what a result says of options that nobody may see, which is which are stated; nothing for other modules."""
        if not self.silent:
            return {}
        return {
            "invocation": {"module_args": {n: "not shown" for n, value in self.params.items() if value is not None}}
        }


class ModuleHost:
    """The ordinary module, in a process of its own."""

    def __init__(self, arguments: Mapping[str, Any]) -> None:
        self._module = _Module(arguments)
        self.params: Mapping[str, Any] = self._module.params
        self.environ: Mapping[str, str] = os.environ
        self.check_mode = bool(self._module.check_mode)
        self.diff_mode = bool(self._module._diff)

    def about(self) -> Mapping[str, str]:
        """Return how logs call the task."""
        return {"module": str(self._module._name).rsplit(".", 1)[-1], SILENT: "yes" if self._module.no_log else ""}

    def warn(self, text: str) -> None:
        """Show a warning."""
        self._module.warn(text)

    def document(self, path: str) -> tuple[Mapping[str, Any], Sequence[str]]:
        """Files are read by the action, at the controller."""
        raise InvalidOption(f'src "{path}" can be read at the controller only.', "State config instead.")

    def hide(self, secrets: Iterable[str]) -> None:
        """Keep texts out of the invocation that the result of a module shows.

        Ansible masks them wherever they stand, so short ones would spoil the numbers and words of the result.
        """
        self._module.no_log_values.update(secret for secret in secrets if len(secret) >= SHORTEST_SUBSTRING)

    def finish(self, result: dict[str, Any]) -> NoReturn:
        """End the module."""
        if result.get("failed"):
            self._module.fail_json(**{name: value for name, value in result.items() if name != "failed"})
        self._module.exit_json(**{**self._module.invocation(), **result})
        raise SystemExit(0)


Read = TypeVar("Read")
CALLED = "called"
HostFactory = Callable[[Mapping[str, Any]], Host]
HOST: ContextVar[Optional[HostFactory]] = ContextVar("wanforge_edge_host", default=None)


def manage(service: Service, resource: Resource) -> None:
    """Run the module that makes one object of a resource be as its options say."""
    run(
        service,
        _specified(module_spec, resource, {**service.options, **service.write_options}),
        lambda host, backend: _converge(
            host, lambda: prepare(resource, host.params, backend, named=host.diff_mode), backend
        ),
    )


def inform(service: Service, resource: Resource) -> None:
    """Run the module that lists the objects of a resource."""
    run(
        service,
        _specified(info_spec, resource, {**service.options, **OPTIONS}),
        lambda host, backend: _list(host, resource, backend),
    )


def _specified(
    make: Callable[[Resource, dict[str, Any]], dict[str, Any]], resource: Resource, shared: dict[str, Any]
) -> Mapping[str, Any]:
    """Return the arguments of a module, made once per process and its forks: declarations never change."""
    kept = _arguments.get((make.__name__, id(resource)))
    if kept is None or kept[0] is not resource:
        _arguments[make.__name__, id(resource)] = kept = (resource, make(resource, shared))
    return kept[1]


_arguments: dict[tuple[str, int], tuple[Resource, Mapping[str, Any]]] = {}


def call(
    service: Service,
    arguments: Mapping[str, Any],
    work: Callable[[Mapping[str, Any], Any], Plan],
    rules: Optional[Mapping[str, Any]] = None,
) -> None:
    """Run a module that makes its plan itself, from the options and the backend. The result is the object of the plan.

    ``rules`` are those of AnsibleModule about several options, such as mutually_exclusive.
    """

    def converge(host: Host, backend: Target) -> dict[str, Any]:
        result = _converge(host, lambda: work(host.params, backend), backend, CALLED)
        return {**result.pop(CALLED), **result}

    spec = {**arguments, **service.options}
    run(service, {"argument_spec": spec, "supports_check_mode": True, **(rules or {})}, converge)


def run(service: Service, arguments: Mapping[str, Any], work: Callable[[Host, Any], dict[str, Any]]) -> None:
    """Run a module: options in, connection, ``work``, and a result that holds no secret, also of every fault."""
    host = (HOST.get() or ModuleHost)(arguments)
    redactor = new_redactor()
    for name in service.secrets:
        redactor.register(host.params.get(name) or host.environ.get(name))
    for secret in secrets_of(arguments["argument_spec"], host.params):
        redactor.register(secret)
    counting = report(host.environ)
    backend: Optional[Target] = None
    try:
        backend = service.connect(host.params, host.environ, redactor)
        _watch(host, backend, counting)
        result = work(host, backend)
    except (ApiClientError, PlanError) as error:
        result = failure(error)
    for warning in backend.warnings() if backend else ():
        host.warn(redactor.text(warning))
    if counting:
        counting.finish(result, redactor)
    host.finish(redactor.data(result))


def _watch(host: Host, backend: Target, counting: Optional[Report]) -> None:
    """Count, if somebody wants to know, and say who sends, if somebody listens."""
    session = backend.client.session
    if counting:
        counting.watch(session.connection.base_url, session.hooks)
    if session.hooks.request:
        session.hooks.about.update(host.about())


def planned(backend: Target, work: Callable[[], Proposed]) -> Proposed:
    """Return a plan. The cache may show that there is nothing to do; what is to be written follows from fresh reads."""
    return with_fresh_reads(backend, work, lambda made: not made.changed)


def with_fresh_reads(backend: Target, work: Callable[[], Read], enough: Callable[[Read], bool]) -> Read:
    """Return the outcome of ``work``, done again from fresh reads if the cache had a part in it and it is not good ``enough``.

    That something is wrong is never good enough. From then on nothing comes from the cache any more.
    """
    try:
        found = work()
        if enough(found) or not backend.refresh():
            return found
    except (PlanError, ResourceNotFoundError):
        if not backend.refresh():
            raise
    return work()


def carried_out(
    plan: Proposed, make: Callable[[], Proposed], backend: Target, act: Callable[[Proposed, Target], Made]
) -> tuple[Proposed, Made]:
    """Apply a plan, and return it with what came of it.

    Tasks of this controller write one after the other: if another one wrote meanwhile, the plan is made again.
    """
    if not plan.changed:
        return plan, act(plan, backend)
    with backend.turn() as others_wrote:
        if others_wrote:
            backend.refresh()
            plan = make()
        return plan, act(plan, backend)


def converge(
    host: Host,
    make: Callable[[], Proposed],
    backend: Target,
    act: Callable[[Proposed, Target], Made],
) -> tuple[Proposed, Optional[Made]]:
    """Return a plan, and what came of it; None in check mode, which ends before anything is written."""
    plan = planned(backend, make)
    if host.check_mode:
        for missing in plan.pending:
            host.warn(
                f'There is no {missing.kind} "{missing.name}" yet; check mode assumes that an earlier task creates it.'
            )
        return plan, None
    return carried_out(plan, make, backend, act)


def _converge(host: Host, make: Callable[[], Plan], backend: Target, key: str = "") -> dict[str, Any]:
    plan, made = converge(host, make, backend, lambda plan, target: [apply(plan, target)])
    resource, model = plan.resource, plan.model if made is None else made[0]
    result = {"changed": plan.changed, key or resource.kind: result_view(resource, model), **backend.extras(plan)}
    if host.diff_mode:
        result["diff"] = diff(plan)
    return result


def diff(plan: Plan) -> dict[str, Any]:
    """Return what ``--diff`` shows of a plan."""
    return {
        "before": dict(plan.before),
        "after": dict(plan.after),
        "before_header": plan.header,
        "after_header": plan.header,
    }


def _list(host: Host, resource: Resource, backend: Target) -> dict[str, Any]:
    """List what there is now: who asks, perhaps again and again, wants no answer that an earlier task got."""
    backend.refresh()
    if host.params["from_cache"] == "never":
        return {
            "changed": False,
            resource.plural: listed(resource, host.params, backend, lambda name, fetch, otherwise=None: fetch()),
        }
    session = backend.client.session
    known = LastKnown(session.store, backend.place(), oldest(host.params["from_cache_max_age"]))
    found = {"changed": False, resource.plural: listed(resource, host.params, backend, known.read)}
    session.hooks.warnings.extend(known.warnings)
    return {**found, "from_cache": known.fault is not None, **({"read_at": known.read_at} if known.fault else {})}
