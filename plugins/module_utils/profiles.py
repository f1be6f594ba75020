# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files that hold credentials: the file of profiles, and files of environment variables.

They are read when a task names one, never because they lie somewhere. Both must be closed to other users. No error repeats
anything of their contents but names.
"""

from __future__ import annotations

import difflib
import os
import re
import stat
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ConfigurationError

FILE_VARIABLE = "WANFORGE_EDGE_PROFILES"
PARTS = ("cloudconnexa", "vyos")
DEEPEST = 3
LARGEST_FILE = 1024 * 1024
VAULT = "$ANSIBLE_VAULT"
ASSIGNMENT = re.compile(r"(?:export\s+)?([A-Za-z_][A-Za-z0-9_]*)\s*=\s*(.*)")
DOUBLE_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"\s*(?:#.*)?')
SINGLE_QUOTED = re.compile(r"'([^']*)'\s*(?:#.*)?")
ESCAPES = {"n": "\n", "t": "\t", "r": "\r"}
FORM = "A file of profiles holds, for each name, a part cloudconnexa or vyos with the options of the connection."


def profiles_file(environ: Mapping[str, str]) -> Path:
    """Return the path of the file of profiles: what WANFORGE_EDGE_PROFILES names, else one in the user's folder for settings."""
    chosen = environ.get(FILE_VARIABLE, "").strip()
    if chosen:
        return Path(chosen).expanduser()
    folder = environ.get("XDG_CONFIG_HOME", "")
    return (
        (Path(folder) if os.path.isabs(folder) else Path("~/.config").expanduser()) / "wanforge-edge" / "profiles.yml"
    )


def profile_part(
    name: str, path: Path, service: str, options: Mapping[str, Mapping[str, Any]]
) -> Optional[dict[str, Any]]:
    """Return what a profile says of a service, None if it says nothing of it.

    ``options`` is the argument specification of what it may say. Raises ConfigurationError for a file that cannot be used, an unknown
    profile, an unknown option and a value that is not of the option's type.
    """
    found = _parsed(path)
    if name not in found:
        raise ConfigurationError(
            f'There is no profile "{name}" in "{path}"{_meant(name, found)}.',
            hint="Correct the option profile, or the environment variable WANFORGE_EDGE_PROFILE.",
        )
    where = f'Profile "{name}" in "{path}"'
    profile = _mapping(found[name], where)
    for part in profile:
        if part not in PARTS:
            below = f"; write it below {service}" if part in options else _meant(part, PARTS)
            raise ConfigurationError(f"{where}: {part} is unknown{below}.", hint=FORM)
    if profile.get(service) is None:
        return None
    said = {}
    for option, value in _mapping(profile[service], f"{where}: {service}").items():
        if option not in options:
            raise ConfigurationError(
                f"{where}: {service}.{option} is unknown{_meant(option, options)}.",
                hint=f"A profile may state {', '.join(sorted(options))}.",
            )
        if value is not None and value != "":
            said[option] = _typed(value, options[option], f"{where}: {service}.{option}")
    return said


def env_file_variables(path: Path) -> dict[str, str]:
    """Return the variables that a file sets. They are for this task alone and reach no environment; nothing is expanded.

    Raises ConfigurationError for a file that cannot be used and for a line that sets nothing.
    """
    found = {}
    for number, line in enumerate(private_text(path, "env_file").splitlines(), 1):
        text = line.strip()
        if not text or text.startswith("#"):
            continue
        assigned = ASSIGNMENT.fullmatch(text)
        value = _unquoted(assigned.group(2)) if assigned else None
        if assigned is None or value is None:
            raise ConfigurationError(
                f'env_file "{path}", line {number}: this sets no variable; write NAME=value.',
                hint="Put a value with spaces or quotes into quotes. A value cannot go on in the next line.",
            )
        found[assigned.group(1)] = value
    return found


def _unquoted(text: str) -> Optional[str]:
    """Return the value that a line states, None if its quotes do not end."""
    if text.startswith('"'):
        double = DOUBLE_QUOTED.fullmatch(text)
        return double and re.sub(r"\\(.)", lambda one: ESCAPES.get(one[1], one[1]), double[1])
    if text.startswith("'"):
        single = SINGLE_QUOTED.fullmatch(text)
        return single and single[1]
    return re.split(r"(?:^|\s)#", text, maxsplit=1)[0].rstrip()


def private_text(path: Path, what: str) -> str:
    """Return the text of a file that nobody else may read or change. Raises ConfigurationError, which calls it ``what``."""
    try:
        descriptor = os.open(path, os.O_RDONLY | os.O_NONBLOCK | os.O_CLOEXEC)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or "its name cannot be that of a file"
        raise ConfigurationError(f'{what} "{path}" cannot be read: {reason}.', hint=HINTS[what]) from None
    try:
        _check(os.fstat(descriptor), path, what)
        with os.fdopen(descriptor, "rb", closefd=False) as file:
            content = file.read(LARGEST_FILE + 1)
    finally:
        os.close(descriptor)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise ConfigurationError(f'{what} "{path}" is not text in UTF-8.') from None
    if len(content) > LARGEST_FILE:
        raise ConfigurationError(f'{what} "{path}" is larger than {LARGEST_FILE // 1024} KiB.')
    if text.startswith(VAULT):
        raise ConfigurationError(
            f'{what} "{path}" is encrypted with ansible-vault, whose password a task does not know.',
            hint="Keep the credentials in vaulted variables and give them by options, or decrypt the file and keep its mode at 0600.",
        )
    return text


HINTS = {
    "The file of profiles": f"Make the file, or name another one in the environment variable {FILE_VARIABLE}.",
    "env_file": "Correct the option env_file, or the environment variable WANFORGE_EDGE_ENV_FILE.",
}


def _check(found: os.stat_result, path: Path, what: str) -> None:
    if not stat.S_ISREG(found.st_mode):
        raise ConfigurationError(f'{what} "{path}" is no file.', hint=HINTS[what])
    if found.st_uid not in (os.geteuid(), 0):
        raise ConfigurationError(
            f'{what} "{path}" belongs to another user.', hint="Make a copy that belongs to the user who runs the task."
        )
    mode = stat.S_IMODE(found.st_mode)
    if mode & 0o077:
        raise ConfigurationError(
            f'{what} "{path}" holds credentials and has mode {mode:04o}: other users may use it.',
            hint=f"Run: chmod 600 {path}",
        )


_read: dict[Path, tuple[Optional[tuple[int, ...]], Mapping[Any, Any]]] = {}


def _parsed(path: Path) -> Mapping[Any, Any]:
    """Return the profiles of a file, which is read again only if it changed: a loop runs in one process."""
    what = "The file of profiles"
    try:
        found = os.stat(path)
        stamp: Optional[tuple[int, ...]] = (
            found.st_mtime_ns,
            found.st_ctime_ns,
            found.st_size,
            found.st_ino,
            found.st_mode,
            found.st_uid,
        )
    except (OSError, ValueError):
        stamp = None
    kept = _read.get(path)
    if stamp is None or kept is None or kept[0] != stamp:
        _read[path] = kept = (stamp, _mapping(_yaml(private_text(path, what), f'{what} "{path}"'), f'{what} "{path}"'))
    return kept[1]


def _yaml(text: str, where: str) -> Any:
    try:
        import yaml
    except ImportError:
        raise ConfigurationError(
            "The Python library PyYAML is missing, which files of profiles need.",
            hint="Install it for this Python: pip install PyYAML.",
        ) from None

    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)(text)
    try:
        node = loader.get_single_node()
        _check_names(node, where)
        return loader.construct_document(node) if node is not None else None
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        line = f", line {mark.line + 1}" if mark else ""
        raise ConfigurationError(f"{where} is not YAML{line}.", hint=FORM) from None
    except (ValueError, TypeError, RecursionError):
        raise ConfigurationError(f"{where} is not YAML.", hint=FORM) from None
    finally:
        loader.dispose()


def _check_names(node: Any, where: str, depth: int = 0) -> None:
    """Raise ConfigurationError for a name that stands twice: the second would silently replace the first."""
    if getattr(node, "id", None) != "mapping" or depth > DEEPEST:
        return
    seen: set[str] = set()
    for key, value in node.value:
        if isinstance(key.value, str) and key.value in seen:
            raise ConfigurationError(f"{where}, line {key.start_mark.line + 1}: {key.value} stands there twice.")
        if isinstance(key.value, str):
            seen.add(key.value)
        _check_names(value, where, depth + 1)


def _mapping(value: Any, where: str) -> Mapping[Any, Any]:
    if not isinstance(value, Mapping):
        raise ConfigurationError(f"{where} holds no names with values.", hint=FORM)
    return value


def _typed(value: Any, option: Mapping[str, Any], where: str) -> Any:
    """Return a value as the option takes it; it is never repeated, since it may be a secret in the wrong place."""
    kind = option.get("type", "str")
    if kind in ("int", "bool"):
        if isinstance(value, bool) is (kind == "bool") and isinstance(value, int):
            return value
        raise ConfigurationError(f"{where} must be {'a whole number' if kind == 'int' else 'true or false'}.")
    if option.get("choices") and isinstance(value, float):
        return str(value)
    if not isinstance(value, str):
        raise ConfigurationError(f"{where} is no text; put it into quotes.")
    return os.path.expanduser(value) if kind == "path" else value


def _meant(name: Any, known: Iterable[Any]) -> str:
    close = difflib.get_close_matches(str(name), [str(one) for one in known], 1)
    return f"; did you mean {close[0]}?" if close else ""
