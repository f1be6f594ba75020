# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""No secret leaves a task: not in results, not in diffs, not in errors that repeat it, not in the most verbose output."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.wanforge.edge.tests.unit.generic.cases import MODULES, READ_ONLY, READERS, WRITERS, case_of
from ansible_collections.wanforge.edge.tests.unit.generic.cases_tenant import WHOLE
from ansible_collections.wanforge.edge.tests.unit.generic.eavesdropping import (
    TOKEN,
    Gossip,
    Handler,
    Relay,
    serving,
    spellings,
)
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import COLLECTIONS, HURRY, Laboratory, Runner
from ansible_collections.wanforge.edge.tests.unit.generic.test_options import base

SECRETS = (
    "plain-secret-0815",
    "with space & sign=1?",
    'quote"back\\slash',
    "slash/plus+percent%25",
    "ümläut-ß-密码",
    "<tag>'apostrophe'",
    "{{ braces }}",
)
CALLBACK = """
import json
from ansible.plugins.callback import CallbackBase

class CallbackModule(CallbackBase):
    CALLBACK_VERSION = 2.0
    CALLBACK_TYPE = "aggregate"
    CALLBACK_NAME = "dump"

    def v2_runner_on_ok(self, result, **kwargs):
        text = json.dumps(getattr(result, "result", None) or result._result, default=str)
        with open({path!r}, "a", encoding="utf-8") as output:
            output.write(text + chr(10))

    v2_runner_on_failed = v2_runner_item_on_ok = v2_runner_item_on_failed = v2_runner_on_async_poll = v2_runner_on_ok
"""


@pytest.fixture(scope="module")
def gossip() -> Iterator[tuple[Gossip, str]]:
    """A service that repeats what it hears."""
    server = Gossip(("127.0.0.1", 0), Handler)
    with serving(server) as url:
        yield server, url


@pytest.mark.parametrize("form", ["json", "html", "text", "token"])
@pytest.mark.parametrize("module", [name for name in MODULES if name.endswith(("_network", "_user_info", "_rule"))])
def test_errors_that_repeat_a_secret_do_not_show_it(
    module: str, form: str, gossip: tuple[Gossip, str], either: Runner
) -> None:
    server, url = gossip
    server.form = form
    for secret in SECRETS:
        options: dict[str, Any] = {"client_id": "robot", "client_secret": secret, "base_url": url}
        if module.startswith("vyos_"):
            options = {"url": url, "api_key": secret}
        result = either.raw(module, {**base(module), **options, "retry": {**HURRY, "attempts": 1}})
        assert result["failed"] is True
        text = json.dumps(result, ensure_ascii=False) + json.dumps(result)
        assert [word for word in (*spellings(secret, "robot"), TOKEN) if word in text] == []


@pytest.mark.parametrize("secret", SECRETS)
def test_complaints_about_options_do_not_show_secrets(secret: str, either: Runner) -> None:
    for module in MODULES:
        name = "api_key" if module.startswith("vyos_") else "client_secret"
        for wrong in ({"timeout": "long"}, {"retry": {"attempts": "many"}}, {secret: 1}, {"ca_path": secret}):
            if secret not in wrong:
                result = either(module, {**base(module), name: secret, **wrong})
                assert result["failed"] is True
                assert secret not in json.dumps(result, ensure_ascii=False)


def tasks_for(module: str, others: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Tasks with every outcome that a module can have."""
    reads = module in READERS or module in WHOLE
    options = {**READ_ONLY, **WHOLE}.get(module, {}) if reads else case_of(module).create
    prepare = [] if reads else case_of(module).prepare
    name = f"wanforge.edge.{module}"
    return [
        *({f"wanforge.edge.{needed}": dict(values)} for needed, values in prepare),
        {name: dict(options), "check_mode": True, "diff": True},
        {name: dict(options), "diff": True},
        {name: dict(options)},
        {name: {**options, "timeout": "long"}, "ignore_errors": True},
        {name: {**options, **others}, "ignore_errors": True},
    ]


def playbook(lab: Laboratory, url: str, folder: Path) -> list[dict[str, Any]]:
    """A play over all modules; wrong credentials are secrets, too."""
    wrong = {"cloudconnexa": {"client_secret": "wrong-secret-4711"}, "vyos": {"api_key": "wrong-secret-4711"}}
    tasks = [
        task for module in (*WRITERS, *READERS, *WHOLE) for task in tasks_for(module, wrong[module.split("_", 1)[0]])
    ]
    background = [
        {**task, "async": 30, "poll": 1, "ignore_errors": True}
        for module in ("cloudconnexa_network", "cloudconnexa_wpc", "vyos_nat_rule_info")
        for task in tasks_for(module, wrong[module.split("_", 1)[0]])[-2:]
    ]
    cloud, router = lab.connection("cloudconnexa_network"), lab.connection("vyos_nat_rule")
    defaults = {
        "group/wanforge.edge.cloudconnexa": {**cloud, "base_url": url},
        "group/wanforge.edge.vyos": router,
    }
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "module_defaults": defaults}
    variables = {"ansible_async_dir": str(folder / "async"), "ansible_python_interpreter": sys.executable}
    return [{**play, "vars": variables, "tasks": [*tasks, *background]}]


def test_the_most_verbose_output_holds_no_secret(lab: Laboratory, tmp_path: Path) -> None:
    relay = Relay(lab.tenant["url"])
    dumped = tmp_path / "results.json"
    (tmp_path / "dump.py").write_text(CALLBACK.replace("{path!r}", repr(str(dumped))), encoding="utf-8")
    with serving(relay) as url:
        (tmp_path / "play.yml").write_text(json.dumps(playbook(lab, url, tmp_path)), encoding="utf-8")
        environment = {
            **os.environ,
            "HOME": str(tmp_path),
            "ANSIBLE_HOME": str(tmp_path / "ansible"),
            "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
            "ANSIBLE_LOG_PATH": str(tmp_path / "ansible.log"),
            "ANSIBLE_CALLBACKS_ENABLED": "wanforge.edge.api_stats",
            "WANFORGE_EDGE_LOG": str(tmp_path / "edge.log"),
            "ANSIBLE_CALLBACK_PLUGINS": str(tmp_path),
            "ANSIBLE_NOCOLOR": "1",
            "LC_ALL": "C.UTF-8",
        }
        command = [
            sys.executable,
            "-m",
            "ansible.cli.playbook",
            "-vvvv",
            "-i",
            "localhost,",
            str(tmp_path / "play.yml"),
        ]
        finished = subprocess.run(
            command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=120
        )
    output = finished.stdout.decode()
    assert finished.returncode == 0, output[-3000:]
    written = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in seen_files(tmp_path)}
    assert {"ansible.log", "edge.log", "results.json"} <= set(written)
    assert len(written["results.json"].splitlines()) > 4 * len(MODULES)
    secrets = {"wrong-secret-4711", *relay.tokens}
    secrets |= spellings(lab.tenant["client_secret"], lab.tenant["client_id"]) | spellings(lab.router["api_key"])
    assert relay.tokens
    for place, text in {**written, "output": output}.items():
        assert [secret for secret in secrets if secret in text] == [], place


def seen_files(folder: Path) -> Iterator[Path]:
    """What the run left behind."""
    for path in folder.rglob("*"):
        if path.is_file() and path.name not in ("play.yml", "dump.py"):
            yield path
