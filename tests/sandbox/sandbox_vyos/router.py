# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulated router: its configurations, its session, its files, and the operations of the API on them."""

from __future__ import annotations

import asyncio
import re
import time
import typing as t

from . import edits, render, saving
from . import tree as trees
from .commit import LOCKED, Commit, CommitResult
from .knobs import Knobs
from .schema import schema_for
from .tree import Config, Path

Interfaces = t.Mapping[str, t.Sequence[str]]

BOOT_FILE = "/config/config.boot"
SELF_CHANGE = "Requested HTTP API server configuration change; commit will be called in the background"
EMPTY = "Configuration under specified path is empty\n"
NOT_VALID = "Specified configuration path is not valid\n"
_FOOTER = "\n// Warning: Do not remove the following line.\n// Release version: {}\n"


class OperationError(Exception):
    """An operation was refused: the text goes to the client as it is."""


class InternalError(Exception):
    """The real server would run into an unexpected exception here."""


class VyosRouter:
    """State and behaviour of one router of a given release. No network and no disk is touched."""

    def __init__(
        self,
        release: str = "1.5",
        api_key: str = "test-api-key",
        interfaces: t.Optional[Interfaces] = None,
        key_id: str = "test",
        host_name: str = "vyos",
        listen_address: t.Optional[str] = "127.0.0.1",
        strict: bool = False,
        swapped_ranges: t.Optional[bool] = None,
    ) -> None:
        self.release = release
        self.schema = schema_for(release, swapped_ranges)
        self.interfaces: Interfaces = dict(interfaces or {"eth0": ["192.0.2.1/24"], "eth1": ["198.51.100.1/24"]})
        self.knobs = Knobs()
        self.lock = asyncio.Lock()
        self._boot = self._boot_config(key_id, api_key, host_name, listen_address, strict)
        self.reset()

    def reset(self) -> None:
        """Back to the boot configuration, nothing saved but that, all knobs at their defaults."""
        self.knobs = Knobs()
        self.active = self._boot
        self.working = self._boot
        self.busy = False
        self.restart_until = 0.0
        self._saved = ("", Config())
        self.files: t.Dict[str, str] = {saving.real_name(BOOT_FILE): self._file_text(self._boot)}

    def _boot_config(
        self, key_id: str, api_key: str, host_name: str, listen_address: t.Optional[str], strict: bool
    ) -> Config:
        commands: t.List[Path] = [("interfaces", "loopback", "lo"), ("system", "host-name", host_name)]
        for name, addresses in self.interfaces.items():
            commands.append(("interfaces", "ethernet", name))
            commands.extend(("interfaces", "ethernet", name, "address", address) for address in addresses)
        commands.append(("service", "https", "api", "keys", "id", key_id, "key", api_key))
        rest: Path = ("service", "https", "api", "rest") if self.release == "1.5" else ("service", "https", "api")
        commands.append((*rest, "strict") if strict else rest)
        if listen_address is not None:
            if self.release == "1.3":
                commands.append(("service", "https", "virtual-host", "default", "listen-address", listen_address))
            else:
                commands.append(("service", "https", "listen-address", listen_address))
        config = Config()
        for command in commands:
            config = edits.set_path(self.schema, config, command)
        return config

    # -- state for tests ------------------------------------------------------------------------------------------

    def set_knobs(self, values: t.Mapping[str, t.Any]) -> None:
        """Change knobs by name; raises ValueError with a sentence if a name or a value is wrong."""
        self.knobs.update(values)

    def snapshot(self) -> t.Dict[str, t.Any]:
        """Running and saved configuration as JSON-able trees, and the files."""
        return {
            "release": self.release,
            "running": self.active.to_plain(),
            "saved": self.saved.to_plain(),
            "files": dict(self.files),
        }

    def restore(self, snapshot: t.Mapping[str, t.Any]) -> None:
        """Make the running and the saved configuration those of a snapshot."""
        self.active = self.working = Config.from_plain(snapshot["running"])
        self.files = dict(snapshot.get("files", {}))
        if "saved" in snapshot:
            self.files[saving.real_name(BOOT_FILE)] = self._file_text(Config.from_plain(snapshot["saved"]))

    @property
    def saved(self) -> Config:
        """What the router would boot with."""
        text = self.files.get(saving.real_name(BOOT_FILE), "")
        if self._saved[0] != text:
            self._saved = (text, render.from_file(self.schema, text))
        return self._saved[1]

    # -- settings that live in the configuration ------------------------------------------------------------------

    def key_id(self, key: str) -> t.Optional[str]:
        """The id of an API key, None if there is no such key."""
        found = trees.lookup(self.active.tree, ("service", "https", "api", "keys", "id")) or {}
        names = [name for name, conf in found.items() if key and conf.get("key") == (key,)]
        return names[-1] if names else None

    @property
    def api_configured(self) -> bool:
        return self.knobs.api_enabled and trees.lookup(self.active.tree, ("service", "https", "api")) is not None

    @property
    def rest_configured(self) -> bool:
        rest = trees.lookup(self.active.tree, ("service", "https", "api", "rest"))
        return self.release != "1.5" or rest is not None

    @property
    def strict(self) -> bool:
        if self.knobs.strict is not None:
            return self.knobs.strict
        api = trees.lookup(self.active.tree, ("service", "https", "api")) or {}
        return "strict" in api or "strict" in api.get("rest", {})

    @property
    def body_limit(self) -> int:
        if self.knobs.request_body_limit is not None:
            return self.knobs.request_body_limit
        limit = trees.lookup(self.active.tree, ("service", "https", "request-body-size-limit")) or ("1",)
        return int(limit[0]) * 1024 * 1024

    @property
    def escapes_html(self) -> bool:
        return self.release == "1.5" if self.knobs.html_escape is None else self.knobs.html_escape

    @property
    def restarting(self) -> bool:
        return time.monotonic() < self.restart_until

    def quoted(self, text: str) -> str:
        """A word of a message in the quotes of the release."""
        return f'"{text}"' if self.release == "1.3" else f"'{text}'"

    # -- reading ---------------------------------------------------------------------------------------------------

    @staticmethod
    def _words(path: t.Sequence[str]) -> Path:
        return tuple(word for word in " ".join(path).split() if word)

    def exists(self, path: t.Sequence[str]) -> bool:
        words = self._words(path)
        return bool(words) and trees.exists(self.working.tree, words)

    def existed(self, before: trees.Tree) -> t.Callable[[t.Sequence[str]], bool]:
        """The question whether a path was there when a request began."""
        return lambda path: trees.exists(before, self._words(path))

    def return_value(self, path: t.Sequence[str]) -> t.Optional[str]:
        values = self.return_values(path)
        return values[0] or None if values else None

    def return_values(self, path: t.Sequence[str]) -> t.List[str]:
        found = trees.lookup(self.working.tree, self._words(path))
        return list(found) if isinstance(found, tuple) else []

    def show_config(self, path: t.Sequence[str], config_format: str) -> t.Any:
        """The subtree in one of the three formats; the path is relative to the root, a leaf keeps its name."""
        words = tuple(path)
        is_value = self._check_shown(words)
        if config_format not in ("json", "json_ast", "raw"):
            raise OperationError(f"{self.quoted(config_format)} is not a valid config format")
        if config_format == "raw":
            return self._raw_value(words) if is_value else self._raw(words)
        if is_value and self._raw_value(words):
            raise InternalError
        if is_value:
            return {}
        if self.active is not self.working and self._differs(words) and self.knobs.retrieve_conflict_500:
            raise InternalError
        subtree = trees.lookup(self.working.tree, words)
        resolved = self.schema.resolve(words)
        named = isinstance(subtree, tuple) or (
            resolved.node is not None and resolved.node.kind == "tag" and not resolved.is_value and not resolved.free
        )
        if named:
            words, subtree = words[:-1], {words[-1]: subtree}
        if config_format == "json":
            return render.to_json(subtree)
        return render.to_ast(self.schema, self.working, words, "", subtree)

    def _check_shown(self, words: Path) -> bool:
        """Whether the path ends in the value of a leaf; raises if there is nothing to show."""
        resolved = self.schema.resolve(words)
        if words and resolved.node is None:
            raise OperationError(NOT_VALID)
        old, new = trees.lookup(self.active.tree, words), trees.lookup(self.working.tree, words)
        if (
            old is None
            and new is None
            and (trees.exists(self.active.tree, words) or trees.exists(self.working.tree, words))
        ):
            return True
        if not old and not new:
            raise OperationError(EMPTY)
        return False

    def _raw(self, words: Path) -> str:
        return render.RawText(self.schema, self.active, self.working).show(words)

    def _raw_value(self, words: Path) -> str:
        resolved = self.schema.resolve(words)
        is_multi = resolved.node is not None and resolved.node.kind == "multi"
        return "" if is_multi else '  ""\n'

    def _differs(self, words: Path) -> bool:
        return bool(trees.lookup(self.active.tree, words) != trees.lookup(self.working.tree, words))

    # -- changing --------------------------------------------------------------------------------------------------

    def begin_commit(self) -> CommitResult:
        """Commit the working configuration; what became active is set, the session is left as it is."""
        if self.knobs.foreign_lock:
            self.knobs.foreign_lock -= 1
            raise OperationError(LOCKED)
        outside = self.knobs.scripts_outside_daemon > 0
        if outside:
            self.knobs.scripts_outside_daemon -= 1
        drop = self.release != "1.5" if self.knobs.drop_reason is None else self.knobs.drop_reason
        hardware = frozenset(self.interfaces)
        result = Commit(self.schema, hardware, self.active, self.working, not drop, outside).run()
        self.active = result.config
        if result.succeeded:
            self.working = self.active
        return result

    def discard(self) -> None:
        self.working = self.active

    @property
    def changes_own_service(self) -> bool:
        """Whether the session changes the service that serves the API (the commit is then put off)."""
        return self.release != "1.3" and self._differs(("service", "https"))

    def commit_in_background(self) -> None:
        """The commit of a change to the API's own service: nobody hears of its failure."""
        try:
            result = self.begin_commit()
        except OperationError:
            result = None
        if result is None or not result.succeeded:
            self.discard()
        self.restart_until = time.monotonic() + self.knobs.restart_seconds

    # -- files -----------------------------------------------------------------------------------------------------

    def _file_text(self, config: Config) -> str:
        return render.to_text(self.schema, config) + _FOOTER.format(self.version)

    @property
    def version(self) -> str:
        return {"1.3": "1.3.8", "1.4": "1.4.0", "1.5": "1.5-rolling-202410210007"}[self.release]

    def save(self, name: str) -> str:
        """Write the running configuration; the answer is what the save program prints."""
        if self.knobs.save_failure:
            raise OperationError(f"[Errno 28] No space left on device: '{name}'\n")
        text = saving.refusal(self.release, name, self.files)
        if text is not None:
            raise OperationError(text)
        name = saving.target(self.release, name)
        self.files[saving.real_name(name)] = self._file_text(self.active)
        return f"{saving.announcement(name)}Done\n" if self.release == "1.3" else ""

    def load(self, name: str) -> None:
        """Make the session the configuration of a file; nothing is committed yet."""
        if re.match(r"(scp|sftp|http|https|ftp|tftp)://", name):
            raise OperationError(f"No such config file at '{name}'\n")
        text = self.files.get(saving.real_name(name))
        if text is None and not name.startswith("/"):
            text = self.files.get(f"{saving.CONFIG_DIR}/{name}")
        if text is None:
            raise OperationError(f"No such file '{name}'\n")
        try:
            self.working = render.from_file(self.schema, text)
        except render.ParseError as error:
            raise OperationError(f"Failed to parse config: {error}\n") from error
        if self.working == self.active:
            self.working = self.active
