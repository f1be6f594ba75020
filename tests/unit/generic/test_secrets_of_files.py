# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What stands in profiles, files of variables and keys is in no output either, however verbose, and in no file that a run leaves."""

from __future__ import annotations

import json
import os
import stat
import subprocess
import sys
from pathlib import Path
from typing import Any

from ansible_collections.wanforge.edge.tests.unit.generic.eavesdropping import spellings
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import COLLECTIONS, Laboratory
from ansible_collections.wanforge.edge.tests.unit.generic.test_credentials import env_file, profiles
from ansible_collections.wanforge.edge.tests.unit.generic.test_secrets import CALLBACK
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.authority import Authority

WRONG = "wrong-secret-0815 with blanks"
UNUSED = "unused-secret-4711"


def tasks(folder: Path, keys: tuple[Path, Path, Path]) -> list[dict[str, Any]]:
    """Tasks that succeed and tasks that fail in every way, here and in a process of their own."""
    certificate, key, both = (str(path) for path in keys)
    pem = both and Path(both).read_text(encoding="ascii")
    read, rules = "wanforge.edge.cloudconnexa_network_info", "wanforge.edge.vyos_nat_rule_info"
    listed: list[dict[str, Any]] = [
        {read: {"profile": "acme"}},
        {rules: {"profile": "acme"}},
        {read: {"env_file": str(folder / ".env")}},
        {read: {"profile": "wrong"}},
        {rules: {"profile": "wrong"}},
        {read: {"profile": "typo"}},
        {read: {"profile": "number"}},
        {read: {"profile": "acme", "client_id": "other"}},
        {read: {"profile": "acme", "ca_cert": pem}},
        {read: {"profile": "acme", "ca_cert": pem, "timeout": "long"}},
        {read: {"profile": "acme", "base_url": "https://127.0.0.1:9", "client_cert": certificate, "client_key": key}},
        {read: {"profile": "secure", "client_cert": both}},
        {read: {"env_file": str(folder / "broken.env")}},
        {read: {"profile": "acme"}, "environment": {"CLOUDCONNEXA_CLIENT_SECRET": WRONG}},
        {read: {"profile": "acme"}, "environment": {"WANFORGE_EDGE_PROFILES": str(folder / "broken.yml")}},
    ]
    background = [{**task, "async": 30, "poll": 1} for task in (listed[0], *listed[3::3])]
    return [{**task, "ignore_errors": True} for task in (*listed, *background)]


def prepared(lab: Laboratory, folder: Path) -> dict[str, str]:
    """Write the files with credentials and return the environment that names them."""
    cloud = {name: lab.tenant[name] for name in ("client_id", "client_secret")}
    cloud["base_url"] = lab.tenant["url"]
    router = {"url": lab.router["url"], "api_key": lab.router["api_key"]}
    wrong = {**cloud, "client_secret": WRONG}
    env_file(folder, {f"CLOUDCONNEXA_{name}".upper(): value for name, value in cloud.items()})
    broken = folder / "broken.env"
    broken.write_text(f'CLOUDCONNEXA_CLIENT_SECRET="{WRONG}\n', encoding="utf-8")
    broken.chmod(0o600)
    broken = folder / "broken.yml"
    broken.write_text(f"acme: {{cloudconnexa: {{client_secret: '{WRONG}\n", encoding="utf-8")
    broken.chmod(0o600)
    content = {
        "acme": {"cloudconnexa": cloud, "vyos": router},
        "wrong": {"cloudconnexa": wrong, "vyos": {**router, "api_key": WRONG}},
        "typo": {"cloudconnexa": {**cloud, "client_secert": WRONG}},
        "number": {"cloudconnexa": {**cloud, "client_secret": [WRONG]}},
        "secure": {"cloudconnexa": {**wrong, "base_url": "https://127.0.0.1:9"}},
        "unused": {"cloudconnexa": {**cloud, "client_secret": UNUSED}},
    }
    return profiles(folder, content)


def surroundings(results: Path, callbacks: Path) -> dict[str, str]:
    """Return an environment in which everything that Ansible leaves lies in one folder."""
    return {
        **{name: value for name, value in os.environ.items() if not name.startswith(("CLOUDCONNEXA_", "VYOS_"))},
        "HOME": str(results),
        "ANSIBLE_HOME": str(results / "ansible"),
        "ANSIBLE_LOCAL_TEMP": str(results / "temporary"),
        "ANSIBLE_KEEP_REMOTE_FILES": "1",
        "ANSIBLE_COLLECTIONS_PATH": str(COLLECTIONS),
        "ANSIBLE_LOG_PATH": str(results / "ansible.log"),
        "ANSIBLE_CALLBACK_PLUGINS": str(callbacks),
        "ANSIBLE_NOCOLOR": "1",
        "WANFORGE_EDGE_STORE": str(results / "store"),
        "LC_ALL": "C.UTF-8",
    }


def test_the_most_verbose_output_holds_nothing_of_the_files(lab: Laboratory, tmp_path: Path) -> None:
    secrets, results = tmp_path / "secrets", tmp_path / "results"
    for folder in (secrets, results):
        folder.mkdir()
    keys = Authority(secrets).issue("client")
    environ = prepared(lab, secrets)
    (tmp_path / "dump.py").write_text(CALLBACK.replace("{path!r}", repr(str(results / "dumped"))), encoding="utf-8")
    play = {
        "hosts": "localhost",
        "connection": "local",
        "gather_facts": False,
        "module_defaults": {
            f"group/wanforge.edge.{service}": {"retry": {"attempts": 1}} for service in ("cloudconnexa", "vyos")
        },
        "vars": {"ansible_async_dir": str(results / "async"), "ansible_python_interpreter": sys.executable},
        "tasks": tasks(secrets, keys),
    }
    (tmp_path / "play.yml").write_text(json.dumps([play]), encoding="utf-8")
    environment = {**surroundings(results, tmp_path), **environ}
    command = [sys.executable, "-m", "ansible.cli.playbook", "-vvvv", "-i", "localhost,", str(tmp_path / "play.yml")]
    finished = subprocess.run(
        command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, check=False, timeout=150
    )
    output = finished.stdout.decode()
    assert finished.returncode == 0, output[-3000:]
    hidden = {UNUSED, *spellings(WRONG), *spellings(lab.router["api_key"])}
    hidden |= spellings(lab.tenant["client_secret"], lab.tenant["client_id"])
    hidden |= {line for line in keys[1].read_text(encoding="ascii").splitlines() if "-" not in line}
    # What Ansible itself hands to a module on the way is kept here on purpose; that holds the options as the task states them.
    kept = [path for path in results.rglob("*") if path.is_file() and "AnsiballZ" not in path.name]
    dumped = (results / "dumped").read_text(encoding="utf-8")
    assert dumped.count('"networks"') >= 3 and dumped.count('"error_type"') >= 15
    for place, text in {"output": output, **{str(path): path.read_bytes().decode("latin-1") for path in kept}}.items():
        assert [secret for secret in hidden if secret in text] == [], place


def test_files_that_a_task_leaves_are_closed_to_others(lab: Laboratory, tmp_path: Path) -> None:
    environ = {**prepared(lab, tmp_path), "WANFORGE_EDGE_STORE": str(tmp_path / "store")}
    script = (
        "import os, json, sys; os.umask(0)\n"
        "from ansible.module_utils import basic\n"
        "basic._ANSIBLE_ARGS = json.dumps({'ANSIBLE_MODULE_ARGS': {'profile': 'acme'}}).encode()\n"
        "basic._ANSIBLE_PROFILE = 'legacy'\n"
        "from ansible_collections.wanforge.edge.plugins.modules import cloudconnexa_network_info\n"
        "cloudconnexa_network_info.main()\n"
    )
    environment = {**os.environ, **environ, "PYTHONPATH": str(COLLECTIONS), "WANFORGE_EDGE_LOG": str(tmp_path / "log")}
    finished = subprocess.run([sys.executable, "-c", script], env=environment, capture_output=True, check=False)
    assert finished.returncode == 0, finished.stderr.decode()
    written = [tmp_path / "log", *(tmp_path / "store").rglob("*")]
    assert len(written) > 1
    assert [path for path in written if stat.S_IMODE(path.stat().st_mode) & 0o077] == []
