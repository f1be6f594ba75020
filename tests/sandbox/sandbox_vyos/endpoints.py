# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the endpoints do once a request is valid and its key is good."""

from __future__ import annotations

import asyncio
import dataclasses
import typing as t

from starlette.background import BackgroundTask

from . import edits, models, opmode
from .router import BOOT_FILE, SELF_CHANGE, InternalError, OperationError, VyosRouter

Data = t.Mapping[str, t.Any]
Step = t.Callable[[], None]


@dataclasses.dataclass(frozen=True)
class Answer:
    """The data of a successful answer, and what happens after it was sent."""

    data: t.Any
    afterwards: t.Optional[BackgroundTask] = None


Handler = t.Callable[[VyosRouter, models.Model, t.Any], t.Awaitable[Answer]]


def _unknown_op(router: VyosRouter, op: str) -> t.NoReturn:
    raise OperationError(f"{router.quoted(op)} is not a valid operation")


def _argument_fault(words: t.Iterable[str]) -> str:
    """Why no program can be started with these words as arguments; the real server hands them to one. Empty: it can."""
    for word in words:
        if "\0" in word:
            return "embedded null byte"
        try:
            word.encode()
        except UnicodeEncodeError as error:
            return str(error)
    return ""


def _check_arguments(*words: str) -> None:
    if _argument_fault(words):
        raise InternalError


def _checked(path: t.Tuple[str, ...]) -> t.Tuple[str, ...]:
    """The words of a section's path; sections are the one place where the server tells the reason."""
    fault = _argument_fault(path)
    if fault:
        raise OperationError(fault)
    return path


async def retrieve(router: VyosRouter, model: models.Model, data: Data) -> Answer:
    op, path = data["op"], data["path"]
    if op == "returnValue":
        return Answer(router.return_value(path))
    if op == "returnValues":
        return Answer(router.return_values(path))
    if op == "exists":
        return Answer(router.exists(path))
    if op == "showConfig":
        _check_arguments(*path)
        return Answer(router.show_config(path, data.get("configFormat") or "json"))
    _unknown_op(router, op)


def _apply_command(router: VyosRouter, command: Data, exists: t.Callable[[t.Sequence[str]], bool]) -> None:
    op, value = command["op"], command.get("value") or ""
    path = (*command["path"], value) if value else tuple(command["path"])
    if op in ("set", "delete", "comment"):
        _check_arguments(*path)
    if op == "set":
        router.working = edits.set_path(router.schema, router.working, path)
    elif op == "delete":
        if router.strict and not exists(path):
            raise OperationError(f"Cannot delete [{' '.join(path).strip()}]: path/value does not exist")
        router.working = edits.delete_path(router.schema, router.working, path)
    elif op == "comment":
        router.working = edits.comment_path(router.schema, router.working, tuple(command["path"]), value)
    else:
        _unknown_op(router, op)


def _apply_section(router: VyosRouter, command: Data) -> None:
    op, path = command["op"], tuple(command["path"])
    if op not in ("set", "load"):
        _unknown_op(router, op)
    if op == "load":
        router.working = edits.delete_path(router.schema, router.working, _checked(path))
        if not command["section"]:
            return
    for below in edits.section_paths(command["section"]):
        router.working = edits.set_path(router.schema, router.working, _checked((*path, *below)))


def _apply_tree(router: VyosRouter, command: Data) -> None:
    op = command["op"]
    if op not in ("set", "load"):
        _unknown_op(router, op)
    if op == "load" and command["mask"]:
        for path in edits.section_paths(command["mask"]):
            router.working = edits.delete_path(router.schema, router.working, _checked(path))
    if command["config"]:
        for path in edits.section_paths(command["config"]):
            router.working = edits.set_path(router.schema, router.working, _checked(path))


async def configure(router: VyosRouter, model: models.Model, data: Data) -> Answer:
    """One change: queue for the lock, apply all commands to the session, commit, or discard all of them."""
    commands = data["commands"] if model in (models.CONFIGURE_LIST, models.SECTION_LIST) else [data]
    async with router.lock:
        before = router.working.tree
        try:
            for command in commands:
                if model in (models.CONFIGURE, models.CONFIGURE_LIST):
                    _apply_command(router, command, router.existed(before))
                elif model is models.SECTION_TREE:
                    _apply_tree(router, command)
                else:
                    _apply_section(router, command)
            if router.changes_own_service:
                return Answer(SELF_CHANGE, BackgroundTask(router.commit_in_background))
            return Answer(await _commit(router) or None)
        except edits.Refused as refused:
            router.discard()
            raise OperationError(str(refused)) from refused
        except (OperationError, InternalError):
            router.discard()
            raise


async def _commit(router: VyosRouter) -> str:
    """Commit the session; the printed text if the release hands it on, else nothing."""
    if router.knobs.commit_delay:
        await asyncio.sleep(router.knobs.commit_delay)
    result = router.begin_commit()
    if not result.succeeded:
        raise OperationError(result.output)
    return result.output


async def config_file(router: VyosRouter, model: models.Model, data: Data) -> Answer:
    op, name = data["op"], data.get("file") or ""
    if op in ("save", "load"):
        _check_arguments(name)
    if op == "save":
        return Answer(router.save(name or BOOT_FILE))
    if op != "load":
        _unknown_op(router, op)
    if not name:
        raise OperationError('Missing required field "file"')
    router.load(name)
    if router.changes_own_service:
        return Answer(SELF_CHANGE, BackgroundTask(router.commit_in_background))
    await _commit(router)
    return Answer(None)


async def show(router: VyosRouter, model: models.Model, data: Data) -> Answer:
    if data["op"] != "show":
        _unknown_op(router, data["op"])
    _check_arguments(*data["path"])
    return Answer(opmode.show(router, data["path"]))


def _op_mode(word: str) -> Handler:
    """An operational command that the simulator knows by name only."""

    async def handle(router: VyosRouter, model: models.Model, data: Data) -> Answer:
        if data["op"] != word:
            _unknown_op(router, data["op"])
        _check_arguments(*data["path"])
        if word in ("reboot", "poweroff") and list(data["path"]) == ["now"]:
            return Answer("")
        raise OperationError(opmode.invalid(word, data.get("path", [])))

    return handle


async def image(router: VyosRouter, model: models.Model, data: Data) -> Answer:
    op = data["op"]
    if op not in ("add", "delete") and router.release != "1.5":
        _unknown_op(router, op)
    needed = models.image_field(op, data)
    if needed is not None:
        raise OperationError(f'Missing required field "{needed}"')
    _check_arguments(data.get("url") or "", data.get("name") or "")
    raise OperationError(opmode.invalid(op, ["system", "image"]))


async def container_image(router: VyosRouter, model: models.Model, data: Data) -> Answer:
    op, name = data["op"], data.get("name")
    if op not in ("add", "delete", "show"):
        _unknown_op(router, op)
    if op != "show" and not name:
        raise OperationError('Missing required field "name"')
    _check_arguments(name or "")
    raise OperationError(opmode.invalid(op, ["container", "image"]))


HANDLERS: t.Mapping[str, Handler] = {
    "/retrieve": retrieve,
    "/configure": configure,
    "/configure-section": configure,
    "/config-file": config_file,
    "/show": show,
    "/image": image,
    "/container-image": container_image,
    "/generate": _op_mode("generate"),
    "/reset": _op_mode("reset"),
    "/reboot": _op_mode("reboot"),
    "/poweroff": _op_mode("poweroff"),
    "/import-pki": _op_mode("import-pki"),
}
