# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Run the modules of this collection inside the controller process.

Private to the collection. A module process costs hundreds of milliseconds per task, this some ten. Everything heavy is
imported at the top: Ansible loads the action in the parent process, so that is paid once per play and not per task.
"""

from __future__ import annotations

import getpass
import importlib
import os
import sys
from collections import ChainMap
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from typing import Any, NoReturn, Optional

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator
from ansible.plugins.action import ActionBase

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa import service as _cloudconnexa
from ansible_collections.wanforge.edge.plugins.module_utils.connection import RUN_VARIABLE
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import PlanError
from ansible_collections.wanforge.edge.plugins.module_utils.http import counters
from ansible_collections.wanforge.edge.plugins.module_utils.http.failures import failure
from ansible_collections.wanforge.edge.plugins.module_utils.http.journal import SILENT
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.module_utils.http.tls import preload
from ansible_collections.wanforge.edge.plugins.module_utils.runner import (
    ARGUMENT_FAILURE,
    HOST,
    Host,
    HostFactory,
    complaint,
    secrets_of,
)
from ansible_collections.wanforge.edge.plugins.module_utils.sources import stated
from ansible_collections.wanforge.edge.plugins.module_utils.vyos import service as _vyos
from ansible_collections.wanforge.edge.plugins.plugin_utils._documents import document_of, handed_over
from ansible_collections.wanforge.edge.plugins.plugin_utils._rehearsal import rehearse
from ansible_collections.wanforge.edge.plugins.plugin_utils._run import RUN

COLLECTION = "wanforge.edge"
# What variables of the inventory host may say, each with vyos_ in front.
HOST_OPTIONS = (
    "url",
    "api_key",
    "release",
    "profile",
    "validate_certs",
    "ca_path",
    "ca_cert",
    "client_cert",
    "client_key",
)
CONTROLLER = ("localhost", "127.0.0.1", "::1")
PRELOADED = (_cloudconnexa, _vyos)
# Members of results that are secrets by nature: such a result is not shown, whether or not the task says no_log.
SECRET_RESULTS = {"cloudconnexa_profile": "profile"}
# Modules whose option src names files at the controller.
READS_FILES = ("cloudconnexa_wpc",)
preload(os.environ)
rehearse()
VALIDATION_RULES = ("mutually_exclusive", "required_together", "required_one_of", "required_if", "required_by")


# The job would run on the controller, but Ansible would look for its end over the connection to the router.
ASYNC_FAILURE = {
    "failed": True,
    "changed": False,
    "msg": "async is not possible for a router over a connection that is not local.",
    "hint": "Set the variable ansible_connection to local for the task, or leave async out.",
    "error_type": "ConfigurationError",
    "retryable": False,
}


class Finished(Exception):
    """Carries the result of a module out of its main function."""

    def __init__(self, result: dict[str, Any]) -> None:
        super().__init__("finished")
        self.result = result


class InProcessHost:
    """A task that runs in the controller process."""

    def __init__(self, action: ActionModule, options: Mapping[str, Any], arguments: Mapping[str, Any]) -> None:
        self.environ: Mapping[str, str] = action.environment()
        self.check_mode = bool(action.check_mode)
        self.diff_mode = bool(action.diff_mode)
        self.about = action.about
        self._action = action
        self.warnings: list[str] = []
        self.params: Mapping[str, Any] = self._validated(options, arguments)

    def _validated(self, options: Mapping[str, Any], arguments: Mapping[str, Any]) -> dict[str, Any]:
        wrong = "; ".join(misfits(arguments["argument_spec"], options))
        if wrong:
            self.finish({"failed": True, "changed": False, "msg": f"{wrong}.", **ARGUMENT_FAILURE})
        checked = validator_of(arguments).validate(dict(options))
        if checked.error_messages:
            redactor = Redactor()
            for secret in secrets_of(arguments["argument_spec"], options):
                redactor.register(secret)
            message = redactor.text(complaint(checked))
            self.finish({"failed": True, "changed": False, "msg": message, **ARGUMENT_FAILURE})
        return dict(checked.validated_parameters)

    def warn(self, text: str) -> None:
        """Show a warning."""
        self.warnings.append(text)

    def document(self, path: str) -> tuple[Mapping[str, Any], Sequence[str]]:
        """Return what a file, or the files of a folder, hold, and the texts that were encrypted in there. Raises PlanError."""
        return self._action.document(path)

    def hide(self, secrets: Iterable[str]) -> None:
        """Nothing is shown of an action besides its result."""

    def finish(self, result: dict[str, Any]) -> NoReturn:
        """End the task."""
        if self.warnings:
            result["warnings"] = self.warnings
        raise Finished(result)


def misfits(spec: Mapping[str, Any], values: Mapping[str, Any], prefix: str = "") -> Iterator[str]:
    """Yield what is wrong with values that stand where members belong, at every depth: Ansible's own validation breaks on them.

    The values are not repeated, since they may be secrets in the wrong place.
    """
    for name, option in spec.items():
        value = values.get(name)
        if value is None or "options" not in option:
            continue
        many = option.get("type") == "list"
        for item in value if many and isinstance(value, (list, tuple)) else [value]:
            if isinstance(item, Mapping):
                yield from misfits(option["options"], item, f"{prefix}{name}.")
            elif not isinstance(item, str):
                found = {bool: "a truth value", int: "a number", float: "a number", str: "a text"}.get(
                    type(item), "a list"
                )
                yield f"{prefix}{name} must hold {'a list of members' if many else 'members'}, not {found}"


class Preloading:
    """Is false, as BYPASS_HOST_LOOP must be, and prepares the module of an action whenever somebody looks at it.

    Strategies look at it in the parent process before they fork for a task, so that is paid once per play.
    """

    def __init__(self) -> None:
        self._prepared: set[str] = set()

    def __get__(self, action: Optional[ActionBase], kind: type[ActionModule]) -> bool:
        name = short(kind._load_name)
        if name not in self._prepared:
            self._prepared.add(name)
            # What is wrong, the task itself tells.
            with suppress(Exception):
                call_main(module_of(name), _end_here)
        return False


def _end_here(arguments: Mapping[str, Any]) -> NoReturn:
    """End a module as soon as it has told its arguments."""
    validator_of(arguments)
    raise Finished({})


class ActionModule(ActionBase):
    """The action of every module of this collection."""

    BYPASS_HOST_LOOP = Preloading()
    _supports_check_mode = True
    _supports_async = True
    _supports_diff = True

    @property
    def module_name(self) -> str:
        """Short name of the module, which is that of the action."""
        return short(self._load_name)

    @property
    def check_mode(self) -> bool:
        """Whether the task runs in check mode."""
        return bool(self._task.check_mode)

    @property
    def diff_mode(self) -> bool:
        """Whether the task shows a diff."""
        return bool(self._task.diff)

    def environment(self) -> Mapping[str, str]:
        """Return the environment of the controller together with that of the task, and the name of this run."""
        own = {RUN_VARIABLE: RUN}
        for layer in filter(None, self._task.environment or []):
            values = self._templar.template(layer)
            if isinstance(values, Mapping):
                own.update({str(name): str(value) for name, value in values.items()})
        return ChainMap(own, os.environ)

    def about(self) -> dict[str, str]:
        """Return how logs call the task."""
        named = {"host": self._host_name, "task": str(self._task.get_name()), "module": self.module_name}
        return {**named, SILENT: "yes" if self._task.no_log else ""}

    def document(self, path: str) -> tuple[Mapping[str, Any], Sequence[str]]:
        """Return what a file, or the files of a folder, hold, and the texts that were encrypted in there.

        They are searched where Ansible looks for files. Raises PlanError.
        """
        find: Any = self._find_needle
        return document_of(path, lambda name: str(find("files", name)), self._loader)

    def run(self, tmp: Optional[str] = None, task_vars: Optional[dict[str, Any]] = None) -> dict[str, Any]:
        """Run the task here, or hand it over to the ordinary module where it must run elsewhere."""
        variables = task_vars or {}
        self._host_name = str(variables.get("inventory_hostname") or "")
        result = super().run(tmp, variables)
        del tmp
        options = {**self._task.args, **self._host_options(variables)}
        if self._of_router and self._task.async_val and not self._local:
            result.update(ASYNC_FAILURE)
        elif self._elsewhere():
            result.update(self._hand_over(options, variables))
        else:
            result.update(self._run_here(options))
        if result.get(SECRET_RESULTS.get(self.module_name, "")):
            result["_ansible_no_log"] = True
        return dict(result)

    def _of_delegate(self, variables: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the variables of the router that is meant: the inventory host, or the host that the task is delegated to.

        Delegation to the controller means the inventory host still: that is where the module runs anyway.
        """
        delegate = self._task.delegate_to
        if not delegate:
            return variables
        hosts = variables.get("hostvars") or {}
        if delegate in CONTROLLER:
            name = variables.get("inventory_hostname")
            own = hosts[name] if name in hosts else {}
            return {**variables, "ansible_host": own.get("ansible_host")}
        own = hosts[delegate] if delegate in hosts else {}
        named = ["ansible_host", *(f"vyos_{name}" for name in HOST_OPTIONS)]
        return {"inventory_hostname": delegate, **{name: own[name] for name in named if name in own}}

    @property
    def _local(self) -> bool:
        return str(self._connection.transport).rsplit(".", 1)[-1] == "local"

    @property
    def _of_router(self) -> bool:
        return self.module_name.startswith("vyos_")

    def _host_options(self, variables: Mapping[str, Any]) -> dict[str, Any]:
        """Return the options that the variables of the inventory host give; those of the task come first."""
        if not self._of_router:
            return {}
        own = self._of_delegate(variables)
        found = {
            name: self._templar.template(own[f"vyos_{name}"])
            for name in HOST_OPTIONS
            if name not in self._task.args and own.get(f"vyos_{name}") is not None
        }
        host = own.get("ansible_host") or own.get("inventory_hostname")
        if host and not stated(_vyos.SETTINGS, {**self._task.args, **found}, self.environment(), "url"):
            found["url"] = f"https://{bracketed(str(self._templar.template(host)))}"
        return found

    def _elsewhere(self) -> bool:
        """Whether the task must run in a process of its own: at another machine, as another user, or in the background."""
        if self._task.async_val:
            return True
        if self._of_router:
            return False
        if not self._local:
            return True
        become_user = self._play_context.become_user or "root"
        return bool(self._play_context.become) and become_user != getpass.getuser()

    def _hand_over(self, options: dict[str, Any], variables: dict[str, Any]) -> dict[str, Any]:
        place = os.environ.get(counters.VARIABLE)
        if place and not self._task.async_val:
            self._task.environment = [*(self._task.environment or []), {counters.VARIABLE: counters.IN_RESULT}]
        if self.module_name in READS_FILES and options.get("src") is not None and options.get("config") is None:
            try:
                options["config"] = handed_over(*self.document(str(options.pop("src"))))
            except PlanError as error:
                return failure(error)
        result = self._execute_module(
            module_name=f"{COLLECTION}.{self.module_name}",
            module_args=options,
            task_vars=variables,
            wrap_async=bool(self._task.async_val),
        )
        counted = result.pop(counters.MEMBER, None)
        if place and isinstance(counted, Mapping):
            counters.tell(place, {**counted, **self.about()})
        return dict(result)

    def _run_here(self, options: Mapping[str, Any]) -> dict[str, Any]:
        module = module_of(self.module_name)

        def open_host(arguments: Mapping[str, Any]) -> Host:
            return InProcessHost(self, plain(options), arguments)

        try:
            call_main(module, open_host)
        except Finished as finished:
            return finished.result
        raise AnsibleError(f"{self.module_name} ended without a result.")


_validators: dict[int, tuple[Mapping[str, Any], ArgumentSpecValidator]] = {}


def validator_of(arguments: Mapping[str, Any]) -> ArgumentSpecValidator:
    """Return what checks the options of a module; it is kept as long as its arguments are."""
    kept = _validators.get(id(arguments))
    if kept is None or kept[0] is not arguments:
        rules = {rule: arguments.get(rule) for rule in VALIDATION_RULES}
        _validators[id(arguments)] = kept = (arguments, ArgumentSpecValidator(arguments["argument_spec"], **rules))
    return kept[1]


def call_main(module: Any, host: HostFactory) -> None:
    """Call the main function of a module with what opens its host."""
    token = HOST.set(host)
    try:
        module.main()
    finally:
        HOST.reset(token)


def short(name: object) -> str:
    """Return the name of a plugin without that of the collection."""
    return str(name).rsplit(".", 1)[-1]


def module_of(name: str) -> Any:
    """Return the Python module of a module of this collection."""
    path = f"ansible_collections.{COLLECTION}.plugins.modules.{name}"
    return sys.modules.get(path) or importlib.import_module(path)


def bracketed(host: str) -> str:
    """Return a host as it stands in a URL."""
    return f"[{host}]" if ":" in host else host


def plain(value: Any) -> Any:
    """Return nested options as plain texts, lists and dictionaries, without what Ansible attaches to them.

    A vaulted value of ansible-core 2.16 to 2.18 is an object of its own, which becomes its text.
    """
    if isinstance(value, str):
        return "".join(str(value))
    if value is None or isinstance(value, bool):
        return value
    if isinstance(value, (int, float)):
        return int(value) if isinstance(value, int) else float(value)
    if isinstance(value, (dict, Mapping)):
        return {str(name): plain(item) for name, item in value.items()}
    if isinstance(value, (list, tuple)):
        return [plain(item) for item in value]
    return "".join(str(value))
