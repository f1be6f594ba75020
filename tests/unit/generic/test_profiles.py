# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Profiles and tokens: made once, kept where only their owner can read them, shown nowhere."""

from __future__ import annotations

import json
import os
import stat
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.wanforge.edge.tests.unit.generic.cases_networks import SERVER
from ansible_collections.wanforge.edge.tests.unit.generic.controller import Controller
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import Laboratory, Runner
from ansible_collections.wanforge.edge.tests.unit.generic.test_errands import (
    ACTION,
    LOST_ANSWERS,
    OF_CONNECTOR,
    OF_DEVICE,
    PREPARED,
    PROFILE,
    REGION,
    ends,
    written,
)
from ansible_collections.wanforge.edge.tests.unit.generic.test_refusals import sentence


def mode_of(path: Path) -> int:
    """The permissions of a file."""
    return stat.S_IMODE(os.stat(path).st_mode)


@pytest.mark.parametrize("owner", [OF_CONNECTOR, OF_DEVICE], ids=["connector", "device"])
def test_a_profile_is_made_once_and_kept(owner: Mapping[str, Any], either: Runner, tmp_path: Path) -> None:
    either.all(PREPARED)
    path = tmp_path / "edge.ovpn"
    options = {**owner, "path": str(path)}
    either.lab.forget()
    checked = either.good(PROFILE, options, check=True)
    assert checked["changed"] is True and either.lab.writes() == [] and not path.exists()
    made = either.good(PROFILE, options)
    assert made == checked
    assert (made["file"], "profile" in made) == (str(path), False)
    text = path.read_text(encoding="utf-8")
    assert text.startswith("# OpenVPN profile") and f"remote {REGION}" in text
    assert mode_of(path) == 0o600
    assert ends(either) == ["profile"]
    assert "<key>" not in json.dumps(made) and made["diff"]["after"]["profile"] == "not shown"

    either.lab.forget()
    again = either.good(PROFILE, options)
    assert (again["changed"], again["diff"]["before"]) == (False, again["diff"]["after"])
    assert either.lab.log() == []

    forced = either.good(PROFILE, {**options, "force": True})
    assert forced["changed"] is True and forced["diff"]["before"] != forced["diff"]["after"]
    assert path.read_text(encoding="utf-8") == text
    assert [other.name for other in tmp_path.iterdir() if other.name.startswith(".")] in ([], [".ansible"])


def test_without_a_path_the_value_is_returned(either: Runner) -> None:
    either.all(PREPARED)
    checked = either.good(PROFILE, OF_CONNECTOR, check=True)
    result = either.good(PROFILE, OF_CONNECTOR)
    assert (checked["changed"], checked["profile"]) == (True, None)
    assert result["changed"] is True and "<key>" in result["profile"]
    assert "<key>" not in json.dumps(result["diff"])


def test_each_kind_of_connector_has_what_the_service_offers(task: Runner) -> None:
    task.all((*PREPARED, SERVER, ("cloudconnexa_connector", {"host": "server", "name": "one", "vpn_region": REGION})))
    for owner, place in ((OF_CONNECTOR, "networks"), ({"connector": "one"}, "hosts")):
        task.lab.forget()
        token = task.good(PROFILE, {**owner, "type": "token"})["profile"]
        assert token and token == token.strip() and token != task.good(PROFILE, {**owner, "type": "token"})["profile"]
        for kind in ("dmg", "msi"):
            assert task.good(PROFILE, {**owner, "type": kind})["profile"].endswith(f"connector.{kind}")
        assert ends(task) == ["encrypt", "encrypt", "bundle", "bundle"]
        assert all(entry.startswith(f"POST {place}/connectors/") for entry in written(task))


def test_a_named_network_saves_the_reads_of_hosts(task: Runner) -> None:
    task.all(PREPARED)
    task.lab.forget()
    task.good(PROFILE, OF_CONNECTOR, check=True)
    asked = [entry["path"] for entry in task.lab.log() if not entry["token"]]
    assert asked == ["/api/v1/networks", "/api/v1/networks/connectors"]


def test_what_is_still_being_made_is_asked_for_again(task: Runner, tmp_path: Path) -> None:
    task.all(PREPARED)
    task.lab.control("PATCH", "knobs", {"cloudconnexa": {"profile_pending": 1}})
    task.lab.forget()
    options = {**OF_CONNECTOR, "path": str(tmp_path / "edge.ovpn")}
    late = task(PROFILE, {**options, "wait_timeout": 0})
    text = sentence(late)
    assert "edge" in text and "0 s" in text and "wait_timeout" in text
    assert (late["retryable"], late["error_code"]) == (True, "profile_pending")
    assert not (tmp_path / "edge.ovpn").exists()
    task.lab.control("PATCH", "knobs", {"cloudconnexa": {"profile_pending": 2}})
    task.lab.forget()
    assert task.good(PROFILE, {**options, "wait_timeout": 5})["changed"] is True
    assert len(task.lab.writes()) == 2


@pytest.mark.parametrize("fault", LOST_ANSWERS)
@pytest.mark.parametrize("kind, times", [("profile", 2), ("token", 1), ("msi", 1)])
def test_only_what_is_harmless_is_asked_for_again(kind: str, times: int, fault: str, task: Runner) -> None:
    """The profile of a connector is the same each time; each further token would be valid, too."""
    task.all(PREPARED)
    task.lab.forget()
    task.lab.fault(fault, service="cloudconnexa", method="POST", path="/profile")
    result = task(PROFILE, {**OF_CONNECTOR, "type": kind})
    assert len(task.lab.writes()) == times
    if times > 1:
        assert "<key>" in result["profile"]
    else:
        assert "revoke" in sentence(result)


@pytest.mark.parametrize("fault", LOST_ANSWERS)
def test_the_profile_of_a_device_is_not_made_twice_unasked(fault: str, task: Runner) -> None:
    task.all(PREPARED)
    task.lab.forget()
    task.lab.fault(fault, service="cloudconnexa", method="POST", path="/profile")
    assert "may have been made" in sentence(task(PROFILE, OF_DEVICE))
    assert len(task.lab.writes()) == 1


@pytest.mark.parametrize(
    "body", ["<html><body>Please sign in</body></html>", '{"content": []}', '"never closed', "nothing"]
)
@pytest.mark.parametrize("kind", ["profile", "token", "dmg"])
def test_what_is_no_profile_is_never_kept(kind: str, body: str, task: Runner, tmp_path: Path) -> None:
    if kind == "token" and body == "nothing":
        body = "no token at all"
    task.all(PREPARED)
    task.lab.fault("status", times=None, service="cloudconnexa", method="POST", path="/profile", status=200, body=body)
    result = task(PROFILE, {**OF_CONNECTOR, "type": kind, "path": str(tmp_path / "edge")})
    assert "the answer is no" in sentence(result) and body not in json.dumps(result)
    assert not (tmp_path / "edge").exists()


def test_a_revoked_profile_is_gone_and_so_is_its_file(either: Runner, tmp_path: Path) -> None:
    either.all(PREPARED)
    path = tmp_path / "edge.ovpn"
    options = {**OF_CONNECTOR, "path": str(path)}
    either.good(PROFILE, options)
    former = path.read_text(encoding="utf-8")
    for check in (True, False):
        result = either.good(PROFILE, {**options, "state": "revoked"}, check=check)
        assert result["changed"] is True and result["diff"]["before"] != result["diff"]["after"]
        assert path.exists() is check
    assert either.good(PROFILE, {**options, "state": "revoked"})["changed"] is True
    either.good(PROFILE, options)
    assert path.read_text(encoding="utf-8") != former
    assert either.good(PROFILE, {"device": "laptop", "state": "revoked"})["changed"] is True
    assert either.lab.effects()[-1][0] == "DELETE"


@pytest.mark.parametrize("fault", LOST_ANSWERS)
def test_revoking_is_repeated(fault: str, task: Runner) -> None:
    task.all(PREPARED)
    task.lab.forget()
    task.lab.fault(fault, service="cloudconnexa", method="DELETE", path="/profile")
    assert task.good(PROFILE, {**OF_CONNECTOR, "state": "revoked"})["changed"] is True
    assert len(task.lab.writes()) == 2


def test_a_file_that_exists_is_left_alone(task: Runner, tmp_path: Path) -> None:
    path = tmp_path / "edge.ovpn"
    path.write_text("client\n", encoding="utf-8")
    path.chmod(0o644)
    options = {"connector": "no such", "path": str(path)}
    result = task.raw(PROFILE, {**task.lab.connection(PROFILE), **options})
    assert result["changed"] is False and "0600" in result["warnings"][0]
    assert (path.read_text(encoding="utf-8"), mode_of(path)) == ("client\n", 0o644)
    assert task.lab.log() == []


def test_an_empty_file_and_a_link_are_replaced(task: Runner, tmp_path: Path) -> None:
    task.all(PREPARED)
    elsewhere, link, empty = tmp_path / "elsewhere", tmp_path / "link", tmp_path / "empty"
    elsewhere.write_text("keep me", encoding="utf-8")
    link.symlink_to(elsewhere)
    empty.touch()
    empty.chmod(0o644)
    task.good(PROFILE, {**OF_CONNECTOR, "path": str(link), "force": True})
    task.good(PROFILE, {**OF_CONNECTOR, "path": str(empty)})
    assert elsewhere.read_text(encoding="utf-8") == "keep me" and not link.is_symlink()
    assert "<key>" in link.read_text(encoding="utf-8")
    assert "<key>" in empty.read_text(encoding="utf-8") and mode_of(empty) == 0o600


@pytest.mark.parametrize("check", [True, False])
def test_nothing_is_asked_for_a_folder_that_is_not_there(task: Runner, tmp_path: Path, check: bool) -> None:
    task.all(PREPARED)
    task.lab.forget()
    options = {**OF_CONNECTOR, "type": "token", "path": str(tmp_path / "none" / "edge")}
    assert str(tmp_path / "none") in sentence(task(PROFILE, options, check=check))
    assert task.lab.log() == []


def test_an_ipsec_connector_has_no_profile(task: Runner) -> None:
    task.all(
        (
            ("cloudconnexa_network", {"name": "site", "tunneling_protocol": "IPSEC"}),
            (
                "cloudconnexa_connector",
                {
                    "network": "site",
                    "name": "tunnel",
                    "vpn_region": REGION,
                    "ipsec_config": {
                        "platform": "OTHER",
                        "authentication_type": "SHARED_SECRET",
                        "remote_site_public_ip": "192.0.2.1",
                        "pre_shared_key": "key-of-the-test",
                    },
                },
            ),
        )
    )
    task.lab.forget()
    result = task(PROFILE, {"connector": "tunnel"})
    assert "IPsec" in sentence(result) and result["error_type"] == "ValidationError"
    assert task.lab.writes() == []


def test_two_connectors_of_one_name_are_told_apart_by_their_place(task: Runner) -> None:
    task.all((*PREPARED, SERVER, ("cloudconnexa_connector", {"host": "server", "name": "edge", "vpn_region": REGION})))
    result = task(PROFILE, {"connector": "edge"})
    assert result["error_type"] == "ConflictError" and "network or host" in sentence(result)
    assert task.good(PROFILE, OF_CONNECTOR)["changed"] is True


WRONG: tuple[tuple[Mapping[str, Any], str], ...] = (
    ({"connector": "edge", "region": REGION}, "region"),
    ({"connector": "edge", "user": "ada"}, "user"),
    ({"device": "laptop"}, "region is missing"),
    ({"device": "laptop", "region": REGION, "network": "hq"}, "network"),
    ({"device": "laptop", "region": REGION, "type": "token"}, "token"),
    ({"connector": "edge", "type": "token", "state": "revoked"}, "token"),
    ({"connector": ""}, "connector is empty"),
    ({"connector": "edge", "network": ""}, "network is empty"),
    ({"connector": "edge", "path": "edge.ovpn"}, "edge.ovpn"),
    ({"connector": "edge", "path": "/"}, "folder"),
    ({"connector": "edge", "wait_timeout": -1}, "wait_timeout"),
    ({"connector": "edge", "device": "laptop"}, "mutually exclusive"),
    ({"connector": "edge", "network": "hq", "host": "server"}, "mutually exclusive"),
    ({}, "connector, device"),
)


@pytest.mark.parametrize("options, words", WRONG)
def test_options_that_do_not_go_together_are_refused(options: Mapping[str, Any], words: str, task: Runner) -> None:
    result = task(PROFILE, options)
    assert words in sentence(result) and result["error_type"] == "ParameterValidationError"
    assert task.lab.log() == []


@pytest.mark.parametrize(
    "module, options, word",
    [
        (PROFILE, {"connector": "nowhere"}, "nowhere"),
        (PROFILE, {"connector": "edge", "network": "nowhere"}, "nowhere"),
        (PROFILE, {"device": "nowhere", "region": REGION}, "nowhere"),
        (PROFILE, {**OF_DEVICE, "user": "nobody"}, "nobody"),
        (ACTION, {"user": "nobody", "action": "reset_mfa"}, "nobody"),
    ],
)
def test_what_does_not_exist_yet_is_foreseen_and_refused(
    module: str, options: Mapping[str, Any], word: str, task: Runner
) -> None:
    task.all(PREPARED)
    task.lab.forget()
    checked = task.raw(module, {**task.lab.connection(module), **options}, check=True)
    assert checked["changed"] is True and word in checked["warnings"][0]
    result = task(module, options)
    assert result["error_type"] == "ResourceNotFoundError" and word in sentence(result)
    assert task.lab.writes() == []


def test_an_unknown_region_is_refused(task: Runner) -> None:
    task.all(PREPARED)
    result = task(PROFILE, {**OF_DEVICE, "region": "eu-central-9"})
    assert result["error_type"] == "ResourceNotFoundError" and REGION in sentence(result)


def test_the_most_verbose_output_shows_no_profile(lab: Laboratory, tmp_path: Path) -> None:
    """Not even if nobody said no_log; what is registered is the value all the same."""
    controller = Controller(lab, tmp_path)
    tasks: list[dict[str, Any]] = [{f"wanforge.edge.{module}": dict(options)} for module, options in PREPARED]
    profile = f"wanforge.edge.{PROFILE}"
    tasks += [
        {profile: {"connector": "edge"}, "diff": True, "register": "one"},
        {profile: {"connector": "edge", "type": "token"}, "loop": [1, 2], "register": "two"},
        {profile: {"connector": "edge", "path": str(tmp_path / "edge.ovpn")}, "diff": True},
        {"ansible.builtin.assert": {"that": ["'<key>' in one.profile"], "quiet": True}},
        {
            "ansible.builtin.copy": {"content": "{{ two.results[1].profile }}", "dest": str(tmp_path / "token")},
            "no_log": True,
        },
    ]
    play = {"hosts": "localhost", "connection": "local", "gather_facts": False, "tasks": tasks}
    path = controller.write("play.json", json.dumps([{**play, "vars": {"ansible_python_interpreter": sys.executable}}]))
    log = {"ANSIBLE_LOG_PATH": str(tmp_path / "ansible.log")}
    done = controller.run("playbook", "-vvvv", "-i", "localhost,", path, environment=log)
    output = done.stdout + done.stderr + (tmp_path / "ansible.log").read_text(encoding="utf-8")
    assert done.returncode == 0, output[-3000:]
    key = (tmp_path / "edge.ovpn").read_text(encoding="utf-8").split("<key>")[1].split()[0]
    token = (tmp_path / "token").read_text(encoding="utf-8")
    assert [secret for secret in (key, token) if secret in output] == []


def test_forks_that_want_the_same_file_make_one_profile(lab: Laboratory, tmp_path: Path, task: Runner) -> None:
    task.all(PREPARED)
    controller = Controller(lab, tmp_path)
    wanted = {f"wanforge.edge.{PROFILE}": {**OF_CONNECTOR, "type": "token", "path": str(tmp_path / "token")}}
    play = {"hosts": "all", "connection": "local", "gather_facts": False, "tasks": [wanted]}
    path = controller.write("play.json", json.dumps([play]))
    lab.forget()
    done = controller.run("playbook", "--forks", "5", "-i", "a,b,c,d,e,", path)
    assert done.returncode == 0, done.stdout
    assert ends(task) == ["encrypt"], done.stdout
    assert done.stdout.count("changed=1") == 1
