# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""From the bytes of a request to its JSON: the four encodings, and what is wrong with a form in each generation."""

from __future__ import annotations

import copy
import dataclasses
import json
import re
import typing as t
from urllib.parse import unquote_plus

from starlette.formparsers import MultiPartException, MultiPartParser
from starlette.requests import Request

Fault = t.Tuple[int, str]
Form = t.Dict[str, t.Any]

KEY_REQUIRED = "Valid API key is required"
NO_DATA = "Non-empty data field is required"
_WITHOUT_PATH = ("/config-file", "/container-image", "/image", "/configure-section")


class Unreadable(Exception):
    """The framework gives up on the body: 400 without envelope."""


class BadForm(Exception):
    """The multipart text is broken; the argument says how."""


@dataclasses.dataclass
class Body:
    """The JSON text of a request and the faults of its form.

    A fault counts only once something else goes wrong: the request is refused by its JSON, the fault gives the words.
    """

    text: bytes
    faults: t.List[Fault] = dataclasses.field(default_factory=list)

    @property
    def fault(self) -> t.Optional[Fault]:
        return self.faults[0] if self.faults else None


async def read_form(request: Request) -> Form:
    """The fields of a form, the last one of each name; empty for any other content."""
    content_type = request.headers.get("content-type", "").split(";")[0].strip().lower()
    if content_type == "multipart/form-data":
        try:
            fields = await MultiPartParser(request.headers, request.stream()).parse()
        except MultiPartException as error:
            if error.message == "Invalid multipart data.":
                raise Unreadable from error
            raise BadForm(error.message) from error
        except Exception as error:
            raise Unreadable from error
        if not fields and (await request.body()).strip():
            raise Unreadable
        return dict(fields.multi_items())
    if content_type == "application/x-www-form-urlencoded":
        return _urlencoded(await request.body())
    return {}


def _urlencoded(body: bytes) -> Form:
    """The fields of a urlencoded text. A last name without "=" is no field: that is how plain JSON slips through."""
    pairs = [pair for pair in re.split("[&;]", body.decode("latin-1")) if pair]
    if pairs and "=" not in pairs[-1] and not body.endswith((b"&", b";")):
        pairs.pop()
    split = (pair.partition("=") for pair in pairs)
    return {unquote_plus(name): unquote_plus(value) for name, _sign, value in split}


def convert(form: Form, raw: bytes, endpoint: str) -> Body:
    """The JSON that a form stands for, from 1.4 on; raises `Unreadable` where the real code stumbles."""
    body = Body(raw)
    if "data" not in form:
        body.faults.append((422, NO_DATA))
        return body
    try:
        _convert_data(form, body, endpoint)
    except json.JSONDecodeError as error:
        body.faults.append((400, f"Failed to parse JSON: {error}"))
    except (KeyError, TypeError) as error:
        raise Unreadable if not body.faults else _Stumbled(body) from error
    return body


class _Stumbled(Exception):
    def __init__(self, body: Body) -> None:
        super().__init__()
        self.body = body


def convert_form(form: Form, raw: bytes, endpoint: str) -> t.Tuple[Body, bool]:
    """The body, and whether reading it already failed (then its first fault is the answer)."""
    try:
        return convert(form, raw, endpoint), False
    except _Stumbled as stumbled:
        return stumbled.body, True


def _convert_data(form: Form, body: Body, endpoint: str) -> None:
    data = json.loads(form["data"])
    merged: t.Any = {"commands": data} if isinstance(data, list) else data
    commands = merged["commands"] if "commands" in merged else [copy.deepcopy(merged)]
    for command in commands:
        if not isinstance(command, dict):
            body.faults.append((400, f"Malformed command '{command}': any command must be JSON of dict"))
            return
        _check_command(command, endpoint, body.faults)
    if "key" not in merged:
        if "key" in form:
            merged["key"] = form["key"]
        else:
            body.faults.append((401, KEY_REQUIRED))
    body.text = json.dumps(merged).encode()


def _check_command(command: Form, endpoint: str, faults: t.List[Fault]) -> None:
    def fault(reason: str, shown: t.Any = command) -> None:
        faults.append((400, f"Malformed command '{shown}': {reason}"))

    if "op" not in command:
        fault("missing 'op' field")
    if endpoint not in _WITHOUT_PATH:
        if "path" not in command:
            fault("missing 'path' field")
        elif not isinstance(command["path"], list):
            fault("'path' field must be a list")
        elif not all(isinstance(element, str) for element in command["path"]):
            fault("'path' field must be a list of strings", shown=0)
    if endpoint == "/configure":
        if not command["path"]:
            fault("'path' list must be non-empty")
        if "value" in command and not isinstance(command["value"], str):
            fault("'value' field must be a string")
    if endpoint in ("/configure", "/configure-section") and "section" not in command and "config" not in command:
        fault("missing 'section' or 'config' field")


# -- 1.3 --------------------------------------------------------------------------------------------------------------


def convert_form_13(form: Form, endpoint: str) -> t.Tuple[Body, bool]:
    """The same in 1.3, where the kinds of faults have an order of their own and only some endpoints have words."""
    body = Body(b"")
    kinds: t.Dict[str, t.Any] = {}
    stumbled = False
    try:
        body.text = _convert_data_13(form, kinds)
    except (KeyError, TypeError):
        stumbled = True
    body.faults = list(_faults_13(kinds, endpoint))
    if stumbled and not body.faults:
        raise Unreadable
    return body, stumbled


def _convert_data_13(form: Form, kinds: t.Dict[str, t.Any]) -> bytes:
    merged: t.Any = {}
    if "data" not in form:
        kinds["no data"] = True
    else:
        try:
            data = json.loads(form["data"])
        except json.JSONDecodeError as error:
            kinds["not json"], data = error, {}
        merged = {"commands": data} if isinstance(data, list) else data
    commands = merged["commands"] if "commands" in merged else [copy.deepcopy(merged)]
    for command in commands:
        kind = _kind_13(command)
        if kind:
            kinds[kind] = kinds["command"] = command
    if "key" not in form and "key" not in merged:
        kinds["no key"] = True
    if "key" in form and "key" not in merged:
        merged["key"] = form["key"]
    return json.dumps(merged).encode()


def _kind_13(command: t.Any) -> str:
    if not isinstance(command, dict):
        return "not dict"
    if "op" not in command:
        return "no op"
    if "path" not in command:
        return "no path"
    if not command["path"]:
        return "empty path"
    if not isinstance(command["path"], list):
        return "path not list"
    if not all(isinstance(element, str) for element in command["path"]):
        return "path not strings"
    return "value" if "value" in command and not isinstance(command["value"], str) else ""


_WORDS_13 = {
    "not dict": "any command must be a dict",
    "no op": 'missing "op" field',
    "no path": 'missing "path" field',
    "empty path": "empty path",
    "path not list": '"path" field must be a list',
    "value": '"value" field must be a string',
    "path not strings": '"path" field must be a list of strings',
}


def _faults_13(kinds: t.Mapping[str, t.Any], endpoint: str) -> t.Iterator[Fault]:
    if "no key" in kinds:
        yield 422, KEY_REQUIRED
    if "no data" in kinds:
        yield 422, NO_DATA
    if "not json" in kinds:
        yield 400, f"Failed to parse JSON: {kinds['not json']}"
    if endpoint == "/configure":
        for kind, words in _WORDS_13.items():
            if kind in kinds:
                yield 400, f'Malformed command "{json.dumps(kinds["command"])}": {words}'
    if endpoint in ("/retrieve", "/generate", "/show") and ("no op" in kinds or "no path" in kinds):
        yield 400, 'Missing required field. "op" and "path" fields are required'
    if endpoint in ("/config-file", "/image") and "no op" in kinds:
        yield 400, 'Missing required field "op"'
