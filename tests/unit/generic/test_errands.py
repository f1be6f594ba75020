# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What cannot be read back: the lists of Cyber Shield and actions on users; what holds for profiles, too."""

from __future__ import annotations

import json
from collections.abc import Mapping
from typing import Any

import pytest

from ansible_collections.wanforge.edge.tests.unit.generic.cases_networks import HQ
from ansible_collections.wanforge.edge.tests.unit.generic.cases_people import STAFF
from ansible_collections.wanforge.edge.tests.unit.generic.cases_tenant import ERRANDS
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import Runner
from ansible_collections.wanforge.edge.tests.unit.generic.test_faults import FAULTS, PASSING
from ansible_collections.wanforge.edge.tests.unit.generic.test_refusals import sentence

REGION = "eu-central-1"
EDGE = ("cloudconnexa_connector", {"network": "hq", "name": "edge", "vpn_region": REGION})
ADA = ("cloudconnexa_user", {"username": "ada", "group": "staff"})
LAPTOP = ("cloudconnexa_device", {"user": "ada", "name": "laptop"})
PREPARED = (HQ, EDGE, STAFF, ADA, LAPTOP)
OF_CONNECTOR = {"network": "hq", "connector": "edge"}
OF_DEVICE = {"user": "ada", "device": "laptop", "region": REGION}
PROFILE = "cloudconnexa_profile"
SHIELD = "cloudconnexa_cyber_shield"
ACTION = "cloudconnexa_user_action"
LOST_ANSWERS = ("reset_after", "truncate")


def written(task: Runner) -> list[str]:
    """The writes since the log was cleared, without the ids."""
    return [f"{entry['method']} {entry['path'].split('/', 3)[3]}" for entry in task.lab.writes()]


def ends(task: Runner) -> list[str]:
    """The last segments of the paths of these writes."""
    return [entry["path"].rsplit("/", 1)[1] for entry in task.lab.writes()]


def lists(task: Runner) -> Any:
    """What the tenant holds on its lists."""
    return task.lab.state()["cloudconnexa"]["domains"]


def test_domains_are_put_on_lists_and_taken_off(either: Runner) -> None:
    ads = {"domain": "ads.example.com", "comment": "Advertisements"}
    options = {"list": "block", "domains": [{"domain": "tracker.example.net"}, ads]}
    checked = either.good(SHIELD, options, check=True)
    assert either.lab.writes() == []
    for _run in range(2):
        assert either.good(SHIELD, options) == checked
    assert checked["changed"] is True
    assert checked["domains"] == ["tracker.example.net", "ads.example.com"]
    assert checked["diff"]["after"] == {"added to the block list": ["ads.example.com", "tracker.example.net"]}
    assert lists(either)["block"] == {"ads.example.com": "# Advertisements", "tracker.example.net": ""}
    either.good(SHIELD, {"list": "allow", "domains": [ads]})
    either.good(SHIELD, {"list": "block", "domains": [ads], "state": "absent"})
    assert lists(either) == {"block": {"tracker.example.net": ""}, "allow": {"ads.example.com": "# Advertisements"}}
    assert written(either)[-1] == "POST cybershield/block-list-remove-domains"


def test_no_domains_change_nothing(task: Runner) -> None:
    assert task.good(SHIELD, {"list": "block", "domains": []})["changed"] is False
    assert task.lab.log() == []


@pytest.mark.parametrize("state", ["present", "absent"])
def test_many_domains_travel_in_several_calls(state: str, task: Runner) -> None:
    domains = [{"domain": f"d{number}.example.com"} for number in range(2001)]
    task.good(SHIELD, {"list": "allow", "domains": domains, "state": state})
    assert len(task.lab.writes()) == 3
    assert len(lists(task)["allow"]) == (2001 if state == "present" else 0)
    task.lab.forget()
    task.lab.fault("status", service="cloudconnexa", method="POST", path="cybershield", skip=1, status=400)
    result = task(SHIELD, {"list": "allow", "domains": domains, "state": state})
    assert (result["failed"], result["changed"]) == (True, True) and "allow list" in result["msg"]


@pytest.mark.parametrize(
    "domains, word",
    [
        ([{"domain": ""}], "is no domain"),
        ([{"domain": "https://ads.example.com/x"}], "is no domain"),
        ([{"domain": "two words"}], "is no domain"),
        ([{"domain": "a..b"}], "is no domain"),
        ([{"domain": "ads.example.com"}, {"domain": "ADS.example.com", "comment": "x"}], "twice"),
        ([{"domain": "ads.example.com", "comment": "x" * 150}], "150 characters"),
    ],
)
def test_entries_that_cannot_be_right_are_refused(domains: list[Any], word: str, task: Runner) -> None:
    result = task(SHIELD, {"list": "block", "domains": domains})
    assert word in sentence(result) and result["error_type"] == "ParameterValidationError"
    assert task.lab.log() == []


@pytest.mark.parametrize("action", ["reset_mfa", "resend_invitation", "force_password_change"])
def test_actions_are_sent_each_time(action: str, either: Runner) -> None:
    either.all(PREPARED)
    either.lab.forget()
    options = {"user": "ada", "action": action}
    checked = either.good(ACTION, options, check=True)
    assert either.lab.writes() == []
    identifier = either.good("cloudconnexa_user_info", {"username": "ada"})["users"][0]["id"]
    for _run in range(2):
        assert either.good(ACTION, options) == checked
    either.good(ACTION, {**options, "user": identifier})
    assert (checked["changed"], checked["user_id"], checked["diff"]["after"]) == (True, identifier, {"action": action})
    assert ends(either) == [action.replace("_", "-")] * 3


@pytest.mark.parametrize("fault", LOST_ANSWERS)
@pytest.mark.parametrize("action, times", [("reset_mfa", 2), ("resend_invitation", 1), ("force_password_change", 2)])
def test_nobody_is_written_to_twice_unasked(action: str, times: int, fault: str, task: Runner) -> None:
    task.all(PREPARED)
    task.lab.forget()
    task.lab.fault(fault, service="cloudconnexa", method="POST", path="/users/")
    result = task(ACTION, {"user": "ada", "action": action})
    assert len(task.lab.writes()) == times
    assert result.get("failed", False) is (times == 1)
    assert times > 1 or "ask the user" in sentence(result)


@pytest.mark.parametrize("module", ERRANDS)
def test_a_refusal_of_the_service_is_told_in_its_words(module: str, task: Runner) -> None:
    task.all(PREPARED)
    body = {"statusError": "BAD_REQUEST", "errorMessage": "The plan does not include this", "errorDetails": {}}
    rule = {"service": "cloudconnexa", "method": "POST", "path": "(?<!token)$"}
    task.lab.fault("status", times=None, **rule, status=400, body=json.dumps(body))
    result = task(module, ERRANDS[module])
    assert "The plan does not include this" in sentence(result)
    assert (result["error_type"], result["changed"]) == ("DataValidationError", False)


def lost(fault: str) -> bool:
    """Whether a fault leaves open if the service did what it was asked to."""
    return fault not in ("429", "429 with Retry-After")


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("options", [{"type": "profile"}, {"type": "token"}], ids=["profile", "token"])
def test_a_fault_of_a_profile_is_survived_or_explained(options: Mapping[str, Any], fault: str, task: Runner) -> None:
    task.all(PREPARED)
    task.lab.forget()
    task.lab.fault(service="cloudconnexa", method="POST", path="/profile", **FAULTS[fault])
    result = task(PROFILE, {**OF_CONNECTOR, **options})
    if options["type"] == "profile" or not lost(fault):
        assert not result.get("failed") and result["profile"]
    else:
        assert "revoked" in sentence(result) and len(task.lab.writes()) == 1


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("module", [SHIELD, ACTION])
def test_a_fault_of_another_errand_is_survived(module: str, fault: str, task: Runner) -> None:
    """Nothing is taken from the answers of these. But a page in place of an answer means that somebody else answered."""
    task.all(PREPARED)
    task.lab.forget()
    task.lab.fault(service="cloudconnexa", method="POST", path="/(users|cybershield)/", **FAULTS[fault])
    assert task.good(module, ERRANDS[module])["changed"] is True
    assert [entry for entry in task.lab.writes() if entry["fault"] in (None, *LOST_ANSWERS)]


@pytest.mark.parametrize("fault", PASSING)
@pytest.mark.parametrize("module", [PROFILE, ACTION])
def test_a_fault_of_what_is_read_before_is_survived(module: str, fault: str, task: Runner) -> None:
    task.all(PREPARED)
    task.lab.forget()
    task.lab.fault(service="cloudconnexa", method="GET", path="^/api/v1/", **FAULTS[fault])
    assert task.good(module, ERRANDS[module])["changed"] is True
    assert len(task.lab.writes()) == 1


@pytest.mark.parametrize("module", ERRANDS)
def test_an_errand_that_never_succeeds_is_explained(module: str, task: Runner) -> None:
    task.all(PREPARED)
    task.lab.forget()
    task.lab.fault("status", times=None, service="cloudconnexa", method="POST", path="(?<!token)$", status=503)
    result = task(module, ERRANDS[module])
    assert sentence(result) and result["changed"] is False and result["retryable"] is True
    assert len(task.lab.writes()) <= 5
