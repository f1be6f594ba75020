# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents from YAML files at the controller, read without the price that Ansible's own loader has for large ones.

Private to the collection. Whole files and single values may be encrypted with Ansible Vault. Nothing in them is a template.
"""

from __future__ import annotations

import os
import re
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.document import secrets as secrets_in
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.document import wanted
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption, PlanError
from ansible_collections.wanforge.edge.plugins.module_utils.converge.typed import spelled
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.module_utils.runner import HIDDEN

ENDINGS = (".yml", ".yaml")
DEEPEST = 500
BRACKETS = re.compile(r"[\[\]{}]")
INDENTED = re.compile(rf"^(?: |[-?:] ){{{2 * DEEPEST}}}", re.MULTILINE)
KINDS = {"bool": "truth value", "int": "number", "float": "number", "timestamp": "date", "binary": "binary value"}
Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def document_of(src: str, find: Callable[[str], str], loader: DataLoader) -> tuple[Mapping[str, Any], Sequence[str]]:
    """Return the document in a file, or in all YAML files of a folder in the order of their names, and its encrypted texts.

    ``find`` returns where a relative path is. Lists of several files are joined; a setting may stand in one of them.
    Raises PlanError that names the file for what cannot be read, is no YAML, or contradicts itself.
    """
    if not src:
        raise InvalidOption("src is empty.", "Name a YAML file, or a folder with YAML files, at the controller.")
    try:
        path = Path(find(os.path.expanduser(src)))
        files = _files(path) if path.is_dir() else [path]
    except (AnsibleError, ValueError):
        raise InvalidOption(
            f'src "{src}" does not exist.', "Name a YAML file, or a folder with YAML files, at the controller."
        ) from None
    except OSError as error:
        raise PlanError(f'src "{src}" cannot be read: {_reason(error)}.', "Check the rights of the folder.") from None
    if not files:
        raise InvalidOption(f'src "{src}" is a folder without YAML files.', "Their names end in .yml or .yaml.")
    whole: dict[str, Any] = {}
    origin: dict[str, Path] = {}
    secrets: list[str] = []
    for file in files:
        for name, content in _sections(file, loader, secrets).items():
            whole[name] = _joined(name, whole.get(name), content, origin.get(name, file), file)
            origin.setdefault(name, file)
    return whole, secrets


def handed_over(document: Mapping[str, Any], hidden: Sequence[str]) -> dict[str, Any]:
    """Return a document and its encrypted texts as the option config of a module that runs elsewhere.

    Raises PlanError for what that would refuse: not everything that a file can hold survives the way there.
    """
    redactor = Redactor()
    for secret in (*hidden, *secrets_in(document)):
        redactor.register(secret)
    try:
        wanted(document)
    except PlanError as error:
        error.message = redactor.text(error.message)
        raise
    return {**document, HIDDEN: list(hidden)}


def _files(folder: Path) -> list[Path]:
    return sorted(file for file in folder.iterdir() if file.suffix in ENDINGS and not file.name.startswith("."))


def _joined(name: str, one: Any, other: Any, first: Path, second: Path) -> Any:
    """Return two parts of a section as one."""
    if one is None or other is None:
        return one if other is None else other
    if isinstance(one, list) and isinstance(other, list):
        return one + other
    if isinstance(one, Mapping) and isinstance(other, Mapping):
        twice = sorted(str(key) for key in set(one) & set(other))
        if not twice:
            return {**one, **other}
        name = f"{name}.{twice[0]}"
    raise InvalidOption(f"{name} stands in {first.name} and in {second.name}.", "State it in one of these files.")


def _sections(path: Path, loader: DataLoader, secrets: list[str]) -> Mapping[str, Any]:
    """Return what one file holds, and add its encrypted texts to ``secrets``."""
    try:
        content = _read(path, loader)
        _check_depth(content)
        found = yaml.load(content, _loader_with(loader, secrets))
    except (OSError, AnsibleError) as error:
        raise PlanError(
            f"{path.name} cannot be read: {_reason(error)}.", "Check the file, and the vault password."
        ) from None
    except UnicodeDecodeError:
        raise InvalidOption(f"{path.name} is not written in UTF-8.", "Save it as UTF-8.") from None
    except yaml.YAMLError as error:
        raise InvalidOption(f"{path.name} is no YAML: {_place(error)}.", _remedy(error)) from None
    except (ValueError, RecursionError) as error:
        raise InvalidOption(f"{path.name} is no usable YAML: {error}.", "Correct the file.") from None
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise InvalidOption(f"{path.name} holds no sections.", "At its top stand networks, hosts, users and so on.")
    return {name if isinstance(name, str) else spelled(name): section for name, section in found.items()}


def _read(path: Path, loader: DataLoader) -> str:
    """Return the text of a file, decrypted if it is encrypted."""
    content = path.read_bytes()
    if content.startswith(b"$ANSIBLE_VAULT;"):
        content = _vault(loader).decrypt(content)
    return content.decode("utf-8")


def _check_depth(content: str) -> None:
    """Refuse what is nested so deeply that the parser, which is written in C, would end the process.

    Raises ValueError. What counts as depth are open brackets, and what a line begins with.
    """
    depth = deepest = 0
    for bracket in BRACKETS.findall(content):
        depth = max(0, depth + (1 if bracket in "[{" else -1))
        deepest = max(deepest, depth)
    if deepest > DEEPEST or INDENTED.search(content):
        raise ValueError("it is nested too deeply")


def _vault(loader: DataLoader) -> Any:
    return loader._vault


def _loader_with(loader: DataLoader, secrets: list[str]) -> Any:
    """Return a YAML loader that refuses a key which stands twice and decrypts values marked with !vault."""

    yaml_loader: Any = type("Loader", (Base,), {})

    def mapping(self: Any, node: Any) -> dict[Any, Any]:
        keys: set[str] = set()
        for key, _value in node.value:
            if isinstance(key.value, str) and key.value in keys and key.value != "<<":
                raise _fault(f'"{key.value}" stands twice', key)
            keys.add(str(key.value))
        self.flatten_mapping(node)
        return dict(Base.construct_mapping(self, node))

    def mapping_to_come(self: Any, node: Any) -> Any:
        found: dict[Any, Any] = {}
        yield found
        found.update(mapping(self, node))

    def secret(self: Any, node: Any) -> str:
        text = str(self.construct_scalar(node))
        secrets.append(str(_vault(loader).decrypt(text.strip().encode("utf-8")).decode("utf-8")))
        return secrets[-1]

    yaml_loader.add_constructor("tag:yaml.org,2002:map", mapping_to_come)
    for tag in ("!vault", "!vault-encrypted"):
        yaml_loader.add_constructor(tag, secret)
    for word, kind in KINDS.items():
        tag = f"tag:yaml.org,2002:{word}"
        yaml_loader.add_constructor(tag, _careful(Base.yaml_constructors[tag], kind))
    return yaml_loader


def _careful(construct: Callable[[Any, Any], Any], kind: str) -> Callable[[Any, Any], Any]:
    """Return a constructor that says where a value is that only looks like one of its kind."""

    def constructed(self: Any, node: Any) -> Any:
        try:
            return construct(self, node)
        except (ValueError, LookupError, AttributeError):
            raise _fault(f'"{spelled(node.value)}" is no {kind}', node) from None

    return constructed


def _fault(problem: str, node: Any) -> yaml.YAMLError:
    return yaml.constructor.ConstructorError(None, None, problem, node.start_mark)


def _place(error: yaml.YAMLError) -> str:
    if isinstance(error, yaml.reader.ReaderError):
        return str(error.reason)
    mark = getattr(error, "problem_mark", None)
    problem = str(getattr(error, "problem", None) or "it cannot be read").removeprefix("but ")
    return f"{problem} in line {mark.line + 1}" if mark else problem


def _remedy(error: yaml.YAMLError) -> str:
    if "unhashable key" in _place(error):
        return "Templates are not evaluated here; write the value itself, or quote the text."
    if "cannot start any token" in _place(error):
        return "Indent with spaces, not with tabs, and put texts that begin with a sign in quotes."
    return "Correct the file; texts that look like something else belong in quotes."


def _reason(error: Exception) -> str:
    words = (str(getattr(error, "strerror", "") or ""), str(error), type(error).__name__)
    return " ".join(next(word for word in words if word).split()).rstrip(".")
