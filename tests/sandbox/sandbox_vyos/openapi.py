# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The API's description of itself, and the pages that show it. They need no key."""

from __future__ import annotations

import functools
import typing as t

from starlette.responses import HTMLResponse, JSONResponse, Response

from . import pages

Schema = t.Dict[str, t.Any]

DOCUMENTS = ("/openapi.json", "/docs", "/redoc")
_REF = "#/components/schemas/"
_CONFIG_PATH, _OP_PATH = ["config", "mode", "path"], ["op", "mode", "path"]
_RESULT = {"anyOf": [{"type": "string"}, {"type": "boolean"}, {"type": "object"}]}

# Endpoint -> the models of its request. The order is that of the description.
_REQUESTS: t.Mapping[str, t.Tuple[str, ...]] = {
    "/configure": ("ConfigureModel", "ConfigureListModel"),
    "/configure-section": ("ConfigSectionModel", "ConfigSectionListModel", "ConfigSectionTreeModel"),
    "/retrieve": ("RetrieveModel",),
    "/config-file": ("ConfigFileModel",),
    "/image": ("ImageModel",),
    "/container-image": ("ContainerImageModel",),
    "/generate": ("GenerateModel",),
    "/show": ("ShowModel",),
    "/reboot": ("RebootModel",),
    "/reset": ("ResetModel",),
    "/import-pki": ("ImportPkiModel",),
    "/poweroff": ("PoweroffModel",),
}
# Model -> members in order (a question mark: optional) and an example.
_MODELS: t.Mapping[str, t.Tuple[str, t.Optional[Schema]]] = {
    "BaseConfigSectionModel": ("op path section", None),
    "BaseConfigureModel": ("op path value?", None),
    "ConfigFileModel": ("key op file?", {"file": "filename", "key": "id_key", "op": "save | load"}),
    "ConfigSectionListModel": ("key commands", None),
    "ConfigSectionModel": ("op path section key", None),
    "ConfigSectionTreeModel": ("op mask config key", None),
    "ConfigureListModel": ("key commands", {"commands": "list of commands", "key": "id_key"}),
    "ConfigureModel": ("op path value? key", {"key": "id_key", "op": "set | delete | comment", "path": _CONFIG_PATH}),
    "ContainerImageModel": ("key op name?", {"key": "id_key", "name": "imagename", "op": "add | delete | show"}),
    "Error": ("", None),
    "GenerateModel": ("key op path", {"key": "id_key", "op": "generate", "path": _OP_PATH}),
    "ImageModel": (
        "key op url? name?",
        {"key": "id_key", "name": "imagename", "op": "add | delete | show | set_default", "url": "imagelocation"},
    ),
    "ImageOp": ("", None),
    "ImportPkiModel": (
        "key op path passphrase?",
        {"key": "id_key", "op": "import_pki", "passphrase": "passphrase", "path": _OP_PATH},
    ),
    "PoweroffModel": ("key op path", {"key": "id_key", "op": "poweroff", "path": _OP_PATH}),
    "RebootModel": ("key op path", {"key": "id_key", "op": "reboot", "path": _OP_PATH}),
    "ResetModel": ("key op path", {"key": "id_key", "op": "reset", "path": _OP_PATH}),
    "RetrieveModel": (
        "key op path configFormat?",
        {
            "configFormat": "json (default) | json_ast | raw",
            "key": "id_key",
            "op": "returnValue | returnValues | exists | showConfig",
            "path": _CONFIG_PATH,
        },
    ),
    "ShowModel": ("key op path", {"key": "id_key", "op": "show", "path": _OP_PATH}),
    "Success": ("", None),
}


def _member(model: str, name: str) -> Schema:
    title = {"title": name.capitalize()}
    if (model, name) == ("ImageModel", "op"):
        return {"$ref": f"{_REF}ImageOp"}
    if name == "path":
        return {"items": {"type": "string"}, "type": "array", **title}
    if name == "commands":
        item = "BaseConfigureModel" if model == "ConfigureListModel" else "BaseConfigSectionModel"
        return {"items": {"$ref": _REF + item}, "type": "array", **title}
    return {"type": "object" if name in ("section", "mask", "config") else "string", **title}


def _model(name: str) -> Schema:
    members, example = _MODELS[name]
    if name == "ImageOp":
        return {"type": "string", "enum": ["add", "delete", "show", "set_default"], "title": name}
    if name in ("Success", "Error"):
        return _envelope(name)
    words = members.split()
    schema: Schema = {
        "properties": {word.rstrip("?"): _member(name, word.rstrip("?")) for word in words},
        "type": "object",
        "required": [word for word in words if not word.endswith("?")],
        "title": name,
    }
    return {**schema, "example": example} if example else schema


def _envelope(name: str) -> Schema:
    success: Schema = {"type": "boolean", "title": "Success"}
    required = ["success", "data", "error"]
    if name == "Error":
        success["default"] = False
        required = required[1:]
    data, error = {**_RESULT, "title": "Data"}, {"type": "string", "title": "Error"}
    properties = {"success": success, "data": data, "error": error}
    return {"properties": properties, "type": "object", "required": required, "title": name}


def _content(schema: Schema) -> Schema:
    return {"application/json": {"schema": schema}}


def _operation(path: str) -> Schema:
    name = path[1:].replace("-", "_")
    function = name if name == "import_pki" else f"{name}_op"
    choices = [{"$ref": _REF + model} for model in _REQUESTS[path]]
    body = choices[0] if len(choices) == 1 else {"anyOf": choices, "title": "Data"}
    codes = (("200", "Successful Response"), ("400", "Bad Request"), ("422", "Validation Error"))
    responses = {
        code: {"description": text, "content": _content({"$ref": _REF + ("Success" if code == "200" else "Error")})}
        for code, text in (*codes, ("500", "Internal Server Error"))
    }
    return {
        "summary": function.replace("_", " ").title(),
        "operationId": f"{function}_{name}_post",
        "requestBody": {"content": _content(body), "required": True},
        "responses": responses,
    }


@functools.lru_cache(maxsize=None)
def description(release: str) -> Schema:
    """The OpenAPI description of the endpoints that the release has."""
    paths = [path for path in _REQUESTS if pages.is_route(path, release)]
    return {
        "openapi": "3.1.0",
        "info": {"title": "VyOS API", "version": "0.1.0"},
        "paths": {path: {"post": _operation(path)} for path in paths},
        "components": {"schemas": {name: _model(name) for name in _MODELS}},
    }


def document(path: str, release: str) -> Response:
    """The description, or a page that would show it."""
    if path == "/openapi.json":
        return JSONResponse(description(release))
    return HTMLResponse("<!DOCTYPE html>\n<html><head><title>VyOS API</title></head><body></body></html>\n")
