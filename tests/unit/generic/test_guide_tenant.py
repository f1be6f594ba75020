# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The guide to whole tenants: its files are written, its commands run in their order, and what they print is there."""

from __future__ import annotations

import os
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

from ansible_collections.wanforge.edge.tests.unit.generic.controller import Controller
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import InProcess, Laboratory, Runner, laboratory
from ansible_collections.wanforge.edge.tests.unit.generic.test_guides import GUIDES, PROGRAMS, blocks, commands, missing

GUIDE = "guide_tenant.rst"
SETTINGS = ("/settings/", "/dns-log/", "/access-visibility/")
REFUSAL = {"errorCode": "LIMIT", "errorMessage": "No connector is left in your subscription"}
IPSEC = {
    "platform": "AWS",
    "authentication_type": "SHARED_SECRET",
    "remote_site_public_ip": "203.0.113.9",
    "pre_shared_key": "never-to-be-shown",
}
ACME: Mapping[str, Any] = {
    "networks": [
        {
            "name": "hq",
            "description": "Head office",
            "connectors": [{"name": "hq-1", "vpn_region": "eu-central-1"}],
            "routes": [{"subnet": "10.10.0.0/24", "description": "Servers"}],
        },
        {
            "name": "aws",
            "tunneling_protocol": "IPSEC",
            "connectors": [{"name": "aws-1", "vpn_region": "eu-central-1", "ipsec_config": IPSEC}],
        },
    ],
    "user_groups": [{"name": "staff", "all_regions_included": True}],
    "users": [
        {"username": "ada", "email": "ada@example.com", "group": "staff"},
        {"username": "svc-backup", "group": "staff"},
        {"username": "temp-1", "group": "staff"},
        {"username": "temp-2", "group": "staff"},
    ],
}


class Company:
    """Two tenants, the machine that manages them, and what other people do meanwhile."""

    def __init__(self, acme: Laboratory, globex: Laboratory, folder: Path) -> None:
        self.acme = Runner(acme, InProcess())
        self.globex = Runner(globex, InProcess())
        self.controller = Controller(acme, folder)
        for variable in self.controller.credentials():
            del self.controller.environment[variable]
        profiles = {name: {"cloudconnexa": self._login(lab)} for name, lab in (("acme", acme), ("globex", globex))}
        for name in ("tenants/globex", "host_vars", ".config/wanforge-edge"):
            (folder / name).mkdir(parents=True)
        os.chmod(self.controller.write(".config/wanforge-edge/profiles.yml", profiles), 0o600)

    @staticmethod
    def _login(lab: Laboratory) -> dict[str, str]:
        names = {"base_url": "url", "client_id": "client_id", "client_secret": "client_secret"}
        return {option: lab.tenant[name] for option, name in names.items()}

    def before(self, number: int) -> None:
        """What happens before a command of the guide."""
        happens: Mapping[int, Callable[[], Any]] = {
            0: lambda: self.acme.good("cloudconnexa_wpc", {"config": ACME}),
            6: lambda: self.acme.good("cloudconnexa_network", {"name": "hq", "description": "Old head office"}),
            7: lambda: self.globex.lab.fault("status", path="/connectors$", method="POST", status=400, body=REFUSAL),
        }
        if number in happens:
            happens[number]()


def test_the_guide_to_whole_tenants(lab: Laboratory, tmp_path: Path) -> None:
    with laboratory("--seed", "2") as other:
        company = Company(lab, other, tmp_path)
        ran = 0
        for language, name, content in blocks(GUIDE):
            if name.startswith("exports/"):
                assert (tmp_path / name).read_text(encoding="utf-8").startswith(content.strip())
            elif name:
                company.controller.write(name, content)
            for (program, *arguments), expected in commands(content) if language == "console" else ():
                company.before(ran)
                done = company.controller.run(PROGRAMS[program], *arguments)
                output = done.stdout + done.stderr
                assert (done.returncode != 0) is any("FAILED!" in line for line in expected), output
                assert missing(expected, done.stdout) == [], output
                ran += 1
    assert ran == 9


def test_the_guide_tells_how_many_requests_an_export_takes(lab: Laboratory, task: Runner) -> None:
    task.good("cloudconnexa_wpc_info", {})
    reads = [entry["path"] for entry in lab.log() if not entry["token"]]
    others = [path for path in reads if not any(part in path for part in SETTINGS)]
    guide = (GUIDES / GUIDE).read_text(encoding="utf-8")
    for row, number in (("Export without settings", others), ("Export with settings", reads)):
        assert f"{len(number)} reads at most" in guide.split(row)[1].split("* - ")[0]


def test_a_subnet_moves_in_two_runs(task: Runner) -> None:
    def networks(**routes: Any) -> dict[str, Any]:
        return {"config": {"networks": [{"name": name, "routes": routes.get(name, [])} for name in ("one", "two")]}}

    subnet = {"subnet": "10.10.0.0/24"}
    gone = {**subnet, "state": "absent"}
    task.good("cloudconnexa_wpc", networks(one=[subnet]))
    refused = task("cloudconnexa_wpc", networks(one=[gone], two=[subnet]))
    assert refused["failed"] and 'overlaps the route 10.10.0.0/24 of network "one"' in refused["msg"]
    for step in (networks(one=[gone]), networks(two=[subnet])):
        assert task.good("cloudconnexa_wpc", step)["changed"] is True


def test_renaming_begins_with_the_single_module(task: Runner) -> None:
    made = task.good("cloudconnexa_network", {"name": "hq"})["network"]
    task.good("cloudconnexa_network", {"id": made["id"], "name": "headquarters"})
    same = task.good("cloudconnexa_wpc", {"config": {"networks": [{"name": "headquarters"}]}})
    assert same["changed"] is False
