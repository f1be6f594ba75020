# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents from YAML files at the controller, read without the price that Ansible's own loader has for large ones.

Private to the collection. Whole files and single values may be encrypted with Ansible Vault. Nothing in them is a template.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml
from ansible.errors import AnsibleError
from ansible.parsing.dataloader import DataLoader

from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption, PlanError

ENDINGS = (".yml", ".yaml")
Base: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)


def document_of(src: str, find: Callable[[str], str], loader: DataLoader) -> Mapping[str, Any]:
    """Return the document in a file, or in all YAML files of a folder, in the order of their names.

    ``find`` returns where a relative path is. Lists of several files are joined; a setting may stand in one of them.
    Raises PlanError that names the file for what cannot be read, is no YAML, or contradicts itself.
    """
    try:
        path = Path(find(os.path.expanduser(src)))
    except AnsibleError:
        raise InvalidOption(
            f'src "{src}" does not exist.', "Name a YAML file, or a folder with YAML files, at the controller."
        ) from None
    if not path.is_dir():
        return _sections(path, loader)
    files = sorted(file for file in path.iterdir() if file.suffix in ENDINGS and not file.name.startswith("."))
    if not files:
        raise InvalidOption(f'src "{src}" is a folder without YAML files.', "Their names end in .yml or .yaml.")
    whole: dict[str, Any] = {}
    origin: dict[str, Path] = {}
    for file in files:
        for name, content in _sections(file, loader).items():
            whole[name] = _joined(name, whole.get(name), content, origin.get(name, file), file)
            origin.setdefault(name, file)
    return whole


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


def _sections(path: Path, loader: DataLoader) -> Mapping[str, Any]:
    try:
        content = _read(path, loader)
        found = yaml.load(content, _loader_with(loader))
    except (OSError, AnsibleError) as error:
        raise PlanError(
            f"{path.name} cannot be read: {_reason(error)}", "Check the file, and the vault password."
        ) from None
    except yaml.YAMLError as error:
        raise InvalidOption(f"{path.name} is no YAML: {_place(error)}", "Correct the file.") from None
    except (ValueError, RecursionError) as error:
        raise InvalidOption(f"{path.name} is no usable YAML: {error}", "Correct the file.") from None
    if found is None:
        return {}
    if not isinstance(found, Mapping):
        raise InvalidOption(f"{path.name} holds no sections.", "At its top stand networks, hosts, users and so on.")
    return {str(name): section for name, section in found.items()}


def _read(path: Path, loader: DataLoader) -> str:
    """Return the text of a file, decrypted if it is encrypted."""
    content = path.read_bytes()
    if content.startswith(b"$ANSIBLE_VAULT;"):
        content = _vault(loader).decrypt(content)
    return content.decode("utf-8")


def _vault(loader: DataLoader) -> Any:
    return loader._vault


def _loader_with(loader: DataLoader) -> Any:
    """Return a YAML loader that refuses a key which stands twice and decrypts values marked with !vault."""

    yaml_loader: Any = type("Loader", (Base,), {})

    def mapping(self: Any, node: Any) -> dict[Any, Any]:
        keys: set[str] = set()
        for key, _value in node.value:
            if isinstance(key.value, str) and key.value in keys and key.value != "<<":
                raise yaml.constructor.ConstructorError(None, None, f'"{key.value}" stands twice', key.start_mark)
            keys.add(str(key.value))
        self.flatten_mapping(node)
        return dict(Base.construct_mapping(self, node))

    def mapping_to_come(self: Any, node: Any) -> Any:
        found: dict[Any, Any] = {}
        yield found
        found.update(mapping(self, node))

    def secret(self: Any, node: Any) -> str:
        return str(_vault(loader).decrypt(str(self.construct_scalar(node)).encode("utf-8")).decode("utf-8"))

    yaml_loader.add_constructor("tag:yaml.org,2002:map", mapping_to_come)
    for tag in ("!vault", "!vault-encrypted"):
        yaml_loader.add_constructor(tag, secret)
    return yaml_loader


def _place(error: yaml.YAMLError) -> str:
    mark = getattr(error, "problem_mark", None)
    problem = getattr(error, "problem", None) or "it cannot be read"
    return f"{problem} in line {mark.line + 1}" if mark else str(problem)


def _reason(error: Exception) -> str:
    words: Sequence[str] = [str(getattr(error, "strerror", "") or ""), str(error)]
    return next(word for word in words if word)
