# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The request models of the endpoints, and the validation errors of a request that does not fit them.

The API prints the first error as the representation of a dictionary, so the order of the members matters.
"""

from __future__ import annotations

import dataclasses
import typing as t

Error = t.Dict[str, t.Any]
Location = t.Tuple[t.Union[str, int], ...]
Checker = t.Callable[[t.Any, Location], t.Optional[Error]]

MISSING = object()
_HELP = "https://errors.pydantic.dev/2.7/v/"


def error(kind: str, location: Location, message: str, value: t.Any, **context: t.Any) -> Error:
    made: Error = {"type": kind, "loc": location, "msg": message, "input": value}
    if context:
        made["ctx"] = context
    made["url"] = _HELP + kind
    return made


def missing(location: Location, value: t.Any) -> Error:
    return error("missing", location, "Field required", value)


def json_invalid(position: int, reason: str) -> Error:
    return {
        "type": "json_invalid",
        "loc": ("body", position),
        "msg": "JSON decode error",
        "input": {},
        "ctx": {"error": reason},
    }


def _text(value: t.Any, location: Location) -> t.Optional[Error]:
    if isinstance(value, str):
        return None
    return error("string_type", location, "Input should be a valid string", value)


def _object(value: t.Any, location: Location) -> t.Optional[Error]:
    if isinstance(value, dict):
        return None
    return error("dict_type", location, "Input should be a valid dictionary", value)


def _texts(value: t.Any, location: Location) -> t.Optional[Error]:
    if not isinstance(value, list):
        return error("list_type", location, "Input should be a valid list", value)
    found = (_text(item, (*location, index)) for index, item in enumerate(value))
    return next((item for item in found if item is not None), None)


def _path(value: t.Any, location: Location) -> t.Optional[Error]:
    found = _texts(value, location)
    if found is None and not value:
        reason = "path must be non-empty"
        found = error("value_error", location, f"Value error, {reason}", value, error=ValueError(reason))
    return found


def _image_op(value: t.Any, location: Location) -> t.Optional[Error]:
    if value in ("add", "delete", "show", "set_default"):
        return None
    expected = "'add', 'delete', 'show' or 'set_default'"
    return error("enum", location, f"Input should be {expected}", value, expected=expected)


def _list_of(model: "Model") -> Checker:
    def check(value: t.Any, location: Location) -> t.Optional[Error]:
        if not isinstance(value, list):
            return error("list_type", location, "Input should be a valid list", value)
        found = (model.check(item, (*location, index)) for index, item in enumerate(value))
        return next((item for item in found if item is not None), None)

    return check


@dataclasses.dataclass(frozen=True)
class Model:
    """Members of a request with their checks, in the order in which they are looked at."""

    name: str
    required: t.Mapping[str, Checker]
    optional: t.Mapping[str, Checker] = dataclasses.field(default_factory=dict)

    def check(self, value: t.Any, location: Location) -> t.Optional[Error]:
        """The first error, None if the value fits."""
        if not isinstance(value, dict):
            text = "Input should be a valid dictionary or object to extract fields from"
            return error("model_attributes_type", location, text, value)
        for name, check in {**self.required, **self.optional}.items():
            if name not in value:
                found = missing((*location, name), value) if name in self.required else None
            else:
                found = check(value[name], (*location, name))
            if found is not None:
                return found
        return None


_COMMAND = Model("BaseConfigureModel", {"op": _text, "path": _path}, {"value": _text})
_SECTION = Model("BaseConfigSectionModel", {"op": _text, "path": _path, "section": _object})
_OP_MODE = Model("OpModel", {"op": _text, "path": _texts})

KEY = Model("ApiModel", {"key": _text})
CONFIGURE = dataclasses.replace(_COMMAND, name="ConfigureModel")
CONFIGURE_LIST = Model("ConfigureListModel", {"commands": _list_of(_COMMAND)})
SECTION = dataclasses.replace(_SECTION, name="ConfigSectionModel")
SECTION_LIST = Model("ConfigSectionListModel", {"commands": _list_of(_SECTION)})
SECTION_TREE = Model("ConfigSectionTreeModel", {"op": _text, "mask": _object, "config": _object})

MODELS: t.Mapping[str, t.Tuple[Model, ...]] = {
    "/configure": (CONFIGURE, CONFIGURE_LIST),
    "/configure-section": (SECTION, SECTION_LIST, SECTION_TREE),
    "/retrieve": (Model("RetrieveModel", {"op": _text, "path": _texts}, {"configFormat": _text}),),
    "/config-file": (Model("ConfigFileModel", {"op": _text}, {"file": _text}),),
    "/image": (Model("ImageModel", {"op": _image_op}, {"url": _text, "name": _text}),),
    "/container-image": (Model("ContainerImageModel", {"op": _text}, {"name": _text}),),
    "/import-pki": (Model("ImportPkiModel", {"op": _text, "path": _texts}, {"passphrase": _text}),),
    "/generate": (_OP_MODE,),
    "/show": (_OP_MODE,),
    "/reboot": (_OP_MODE,),
    "/reset": (_OP_MODE,),
    "/poweroff": (_OP_MODE,),
}


_OLD_IMAGE = (Model("ImageModel", {"op": _text}, {"url": _text, "name": _text}),)


def first_error(endpoint: str, body: t.Any, release: str) -> t.Tuple[t.Optional[Model], t.Optional[Error]]:
    """The model that the body fits, or the first error of the first model."""
    choices = _OLD_IMAGE if endpoint == "/image" and release != "1.5" else MODELS[endpoint]
    errors = []
    for model in choices:
        location: Location = ("body", model.name) if len(choices) > 1 else ("body",)
        found = model.check(body, location)
        if found is None:
            return model, _image_needs(body) if choices is MODELS["/image"] else None
        errors.append(found)
    first = errors[0]
    if release == "1.3" and first["type"] == "value_error":
        first = error("assertion_error", first["loc"], "Assertion failed, ", first["input"], error=AssertionError())
    return None, first


def image_field(op: str, body: t.Mapping[str, t.Any]) -> t.Optional[str]:
    """The member that an image operation needs and does not get."""
    needed = {"add": "url", "delete": "name", "set_default": "name"}.get(op)
    return None if needed is None or body.get(needed) else needed


def _image_needs(body: t.Any) -> t.Optional[Error]:
    needed = image_field(body["op"], body)
    if needed is None:
        return None
    reason = f'Missing required field "{needed}"'
    return error("value_error", ("body",), f"Value error, {reason}", body, error=ValueError(reason))
