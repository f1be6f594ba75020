# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Where a configuration is saved to, and what the save program of each release prints."""

from __future__ import annotations

import re
import typing as t

CONFIG_DIR = "/opt/vyatta/etc/config"
_DIRECTORIES = frozenset(
    ("", CONFIG_DIR, "/tmp", "/run", "/etc", "/root", "/home", "/home/vyos", "/var/log", "/var/tmp")
)
_TRACEBACK = "Traceback (most recent call last):\n"


def real_name(name: str) -> str:
    """The absolute name of a file, behind the link that stands for the configuration directory."""
    name = name if name.startswith("/") else f"/{name}"
    return re.sub(r"^/config(?=/|$)", CONFIG_DIR, re.sub(r"/+", "/", name))


def target(release: str, name: str) -> str:
    """The name a save program writes to: 1.3 takes a relative one for a name in the configuration directory."""
    return f"{CONFIG_DIR}/{name}" if release == "1.3" and not name.startswith("/") else name


def announcement(name: str) -> str:
    """What the program of 1.3 prints before it begins."""
    shown = re.sub("^/opt/vyatta/etc", "", name)
    return f"Saving configuration to '{shown}'...\n"


def refusal(release: str, name: str, files: t.Iterable[str]) -> t.Optional[str]:
    """What is printed when the file cannot be written, None if it can. Nothing is ever sent elsewhere."""
    scheme = re.match(r"(\w+):/", name)
    if scheme:
        known = release != "1.3" or scheme.group(1) in ("ftp", "ftps", "http", "https", "scp", "sftp", "ssh", "tftp")
        return (
            f'Unsupported URL scheme: "{scheme.group(1)}"\n' if known else f"Invalid URL protocol [{scheme.group(1)}]\n"
        )
    name = target(release, name)
    real = real_name(name)
    directories = _DIRECTORIES | {file.rpartition("/")[0] for file in files}
    if real.endswith("/") or real in directories:
        return _is_directory(release, name)
    if real.rpartition("/")[0] not in directories and release != "1.5":
        return _no_directory(release, name)
    return None


def _is_directory(release: str, name: str) -> str:
    if release == "1.3":
        reason = "File exists and is not a Vyatta configuration file, aborting save!\n"
        return f"grep: {name}: Is a directory\n{announcement(name)}{reason}"
    if release == "1.4":
        return f"{_TRACEBACK}IsADirectoryError: [Errno 21] Is a directory: '{name}'\n"
    return f"ValueError: [Errno 21] Is a directory: '{name}'\n"


def _no_directory(release: str, name: str) -> str:
    """The error stream overtakes what 1.3 has announced: it is not buffered."""
    if release == "1.3":
        return f"Can not open file '{name}': No such file or directory\n{announcement(name)}"
    return f"{_TRACEBACK}FileNotFoundError: [Errno 2] No such file or directory: '{name}'\n"
