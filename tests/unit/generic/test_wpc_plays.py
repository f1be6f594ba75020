# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Documents of whole tenants in plays: from files, in the background, wrong ones, and what the most verbose output shows."""

from __future__ import annotations

import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from ansible.parsing.vault import VaultLib, VaultSecret

from ansible_collections.wanforge.edge.tests.unit.generic.controller import Controller
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import VAULT_PASSWORD, Laboratory

VAULTED = "vaulted-gateway-key"
STATED = "stated-gateway-key"
NETWORK = """
networks:
  - name: hq
    tunneling_protocol: IPSEC
    connectors:
      - name: tunnel
        vpn_region: ch-zrh
        ipsec_config:
          platform: OTHER
          authentication_type: SHARED_SECRET
          remote_site_public_ip: 203.0.113.20
          pre_shared_key: !vault |
{secret}
"""
LAB = """
networks:
  - name: lab
    description: !vault |
{secret}
"""
WRONG = """
networks:
  - name: lab
    gateways: !vault |
{secret}
"""
BACKGROUND: Mapping[str, Any] = {"async": 30, "poll": 1}
# Each takes seconds, so only those of the wrong tasks run there too that end at different places.
IN_BACKGROUND = (0, 5)


@pytest.fixture
def controller(lab: Laboratory, tmp_path: Path) -> Controller:
    """A controller with files of a tenant and the password to them."""
    made = Controller(lab, tmp_path)
    lock = VaultLib([("default", VaultSecret(VAULT_PASSWORD))])
    block = "\n".join(f"            {line}" for line in lock.encrypt(VAULTED.encode()).decode().splitlines())
    (tmp_path / "files" / "acme").mkdir(parents=True)
    for name, text in {"acme/sites.yml": NETWORK, "lab.yml": LAB, "wrong.yml": WRONG}.items():
        made.write(f"files/{name}", text.format(secret=block))
    made.write("files/whole.yml", lock.encrypt(b"hosts: [{name: server}]").decode())
    made.write("files/broken.yml", "networks: [")
    made.write("password", VAULT_PASSWORD.decode())
    return made


def task(name: str, keywords: Mapping[str, Any], **options: Any) -> dict[str, Any]:
    """A task whose result is kept, whatever it is."""
    return {
        "wanforge.edge.cloudconnexa_wpc": options,
        "register": name,
        "ignore_errors": True,
        "diff": True,
        **keywords,
    }


def stated(**more: Any) -> dict[str, Any]:
    """A document that holds its secret in the clear."""
    tunnel = {"name": "tunnel", "ipsec_config": {"pre_shared_key": STATED}, **more}
    return {"networks": [{"name": "hq", "connectors": [tunnel]}]}


def claims(name: str, *words: str, changed: bool = False, failed: bool = False) -> dict[str, Any]:
    """A task that checks a result."""
    that = [f"{name}.changed is {'true' if changed else 'false'}", f"{name} is {'failed' if failed else 'success'}"]
    that += [f"{word!r} in {name}.msg" for word in words]
    that += [f"{name}.hint is truthy", f"{name}.error_type is truthy"] if failed else []
    return {"ansible.builtin.assert": {"that": that, "quiet": True}}


def failing() -> list[dict[str, Any]]:
    """Tasks that must fail, each with a task that checks in which words."""
    tasks = []
    wrong = [
        ({"src": "wrong.yml"}, ['networks "lab"', "gateways must be a list"]),
        ({"src": "broken.yml"}, ["broken.yml is no YAML"]),
        ({"src": "nowhere.yml"}, ["nowhere.yml", "does not exist"]),
        ({"src": ""}, ["src is empty"]),
        ({"src": "acme", "config": {}}, ["mutually exclusive", "src"]),
        ({"config": stated(oops=1)}, ["oops is unknown"]),
        ({"config": stated(), "parallel": 99}, ["parallel"]),
        ({"config": stated(), "timeout": "long"}, ["timeout"]),
    ]
    for number, (options, words) in enumerate(wrong):
        places = {"here": {}, **({"there": BACKGROUND} if number in IN_BACKGROUND else {})}
        for place, keywords in places.items():
            tasks += [
                task(f"wrong_{number}_{place}", keywords, **options),
                claims(f"wrong_{number}_{place}", *words, failed=True),
            ]
    return tasks


def test_documents_in_plays(controller: Controller) -> None:
    """Each outcome inside the process and in the background, where the ordinary module gets what the controller read."""
    check = {"check_mode": True}
    tasks = [
        task("planned", check, src="acme"),
        claims("planned", "2 to create", changed=True),
        task("made", {}, src="acme"),
        claims("made", "2 created", changed=True),
        task("again", BACKGROUND, src="acme"),
        claims("again", "Nothing to do"),
        task("described", {}, src="lab.yml"),
        claims("described", "1 created", changed=True),
        task("whole", {}, src="whole.yml"),
        claims("whole", "1 created", changed=True),
    ]
    tasks += failing()
    tasks += [
        task("rekeyed", {}, config=stated()),
        claims("rekeyed", "1 updated", changed=True),
    ]
    controller.environment["ANSIBLE_LOG_PATH"] = str(controller.folder / "ansible.log")
    arguments = ("-vvvv", "-i", "localhost,", "--vault-password-file", str(controller.folder / "password"))
    variables = {"ansible_async_dir": str(controller.folder / "async"), "ansible_python_interpreter": sys.executable}
    done = controller.play(tasks, *arguments, **variables)
    assert "Traceback" not in done.stdout + done.stderr
    seen = {path.name: path.read_text(encoding="utf-8", errors="replace") for path in files(controller.folder)}
    assert "ansible.log" in seen
    for name, text in {**seen, "output": done.stdout, "complaints": done.stderr}.items():
        assert [secret for secret in (VAULTED, STATED) if secret in text] == [], name


def files(folder: Path) -> list[Path]:
    """What a run left behind."""
    return [path for path in folder.rglob("*") if path.is_file() and path.name != "play.yml"]
