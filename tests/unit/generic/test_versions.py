# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every module at every release of the API: it works, or it refuses and names what the release lacks."""

from __future__ import annotations

import functools
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

import pytest
import yaml

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import RELEASES
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.tests.unit.generic.cases import CASES, LASTING, READ_ONLY, READERS, Case
from ansible_collections.wanforge.edge.tests.unit.generic.cases_networks import SERVER
from ansible_collections.wanforge.edge.tests.unit.generic.cases_tenant import BEFORE_LISTING
from ansible_collections.wanforge.edge.tests.unit.generic.documentation import documented
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import ROOT, Runner
from ansible_collections.wanforge.edge.tests.unit.generic.test_errands import PREPARED
from ansible_collections.wanforge.edge.tests.unit.generic.test_lifecycle import foreseen, resource_of, settled
from ansible_collections.wanforge.edge.tests.unit.generic.test_refusals import sentence

Options = Mapping[str, Any]
OLDER = RELEASES[:-1]
DESCRIPTION = ROOT / "tests" / "sandbox" / "sandbox_cloudconnexa" / "data" / "openapi.yaml"
TENANT_CASES = [case for case in (*CASES, *LASTING) if case.module.startswith("cloudconnexa_")]
# What was stated before there was a newer way.
FORMERLY: Mapping[str, Options] = {
    "auto_initiate": {
        "auto_initiate": False,
        "dead_peer_detection": {"timeout_sec": 30, "dead_peer_handling": "RESTART"},
    }
}
every_release = pytest.mark.parametrize("release", RELEASES)
every_older = pytest.mark.parametrize("release", OLDER)
every_case = pytest.mark.parametrize("case", TENANT_CASES, ids=lambda case: case.name)


def number(release: str) -> tuple[int, ...]:
    """A release as something that compares."""
    return tuple(int(part) for part in release.split("."))


def is_newer(since: str, release: str) -> bool:
    """Whether something is newer than a release."""
    return bool(since) and number(since) > number(release)


class At:
    """Runs tasks against a tenant of a release, and tells them so."""

    def __init__(self, task: Runner, release: str) -> None:
        self.lab = task.lab
        self._task = task
        self._release = release
        task.lab.control("PATCH", "knobs", {"cloudconnexa": {"level": release}})

    def __call__(self, module: str, options: Options, check: bool = False) -> dict[str, Any]:
        """Return the result of a task."""
        return self._task(module, {**options, "api_version": self._release}, check)

    def good(self, module: str, options: Options, check: bool = False) -> dict[str, Any]:
        """Return the result of a task that must not fail."""
        return self._task.good(module, {**options, "api_version": self._release}, check)

    def all(self, tasks: Sequence[tuple[str, Options]]) -> None:
        """Run tasks that must not fail, without what the release lacks."""
        for module, options in tasks:
            self.good(module, portable(resource_of(module), options, self._release))


def newer(fields: Sequence[Field], options: Options, release: str, path: str = "") -> Iterator[tuple[str, str]]:
    """What options state that the release lacks, as the place and the first release that has it."""
    for field in fields:
        value = options.get(field.name)
        place = path + field.name
        if value and is_newer(field.since, release):
            yield place, field.since
            continue
        for item in value if isinstance(value, list) else [value]:
            if isinstance(item, Mapping):
                yield from newer(field.fields, item, release, f"{place}.")
            for choice, since in field.choices_since:
                if item == choice and is_newer(since, release):
                    yield place, since


def states(resource: Resource, options: Options, release: str) -> Iterator[tuple[str, str]]:
    """The same for a state."""
    for transition in resource.transitions:
        if options.get("state") == transition.state and is_newer(transition.since, release):
            yield "state", transition.since


def cut(fields: Sequence[Field], options: Options, release: str) -> dict[str, Any]:
    """Options without what the release lacks."""
    known = {field.name: field for field in fields}
    kept: dict[str, Any] = {}
    for name, value in options.items():
        field = known.get(name)
        if field is not None and is_newer(field.since, release):
            kept.update(FORMERLY.get(name, {}))
            continue
        if field is not None and isinstance(value, Mapping):
            value = cut(field.fields, value, release)
        elif field is not None and isinstance(value, list):
            lacking = {choice for choice, since in field.choices_since if is_newer(since, release)}
            value = [cut(field.fields, item, release) if isinstance(item, Mapping) else item for item in value]
            value = [item for item in value if isinstance(item, Mapping) or item not in lacking]
        kept[name] = value
    return kept


def portable(resource: Resource, options: Options, release: str) -> dict[str, Any]:
    """Options of a module without what the release lacks."""
    kept = cut(resource.fields, options, release)
    if list(states(resource, options, release)):
        kept.pop("state")
    return kept


def settings_of(case: Case, options: Options) -> Options:
    """The options of a task that changes an object."""
    return {**case.named, **options}


@every_older
@every_case
def test_what_a_release_lacks_is_refused_by_name(case: Case, release: str, task: Runner) -> None:
    resource, at = resource_of(case.module), At(task, release)
    at.all(case.prepare)
    lacking = list(newer(resource.fields, case.create, release)) + list(states(resource, case.create, release))
    before = at.lab.state()
    for place, since in lacking:
        top, _dot, _rest = place.partition(".")
        rest = portable(resource, {name: value for name, value in case.create.items() if name != top}, release)
        result = at(case.module, {**rest, top: case.create[top]})
        assert result["error_type"] == "VersionCompatibilityError", result
        text = sentence(result)
        words = (place.rsplit(".", 1)[-1], since, release)
        assert [word for word in words if word not in text] == [], text
    assert at.lab.state() == before


@every_older
@every_case
def test_the_rest_of_a_module_works_at_every_release(case: Case, release: str, task: Runner) -> None:
    resource, at = resource_of(case.module), At(task, release)
    at.all(case.prepare)
    create, change = portable(resource, case.create, release), portable(resource, case.change, release)
    assert foreseen(at, case.module, create)["changed"] is True
    settled(at, case.module, create)
    if change:
        foreseen(at, case.module, settings_of(case, change))
        settled(at, case.module, settings_of(case, change))
    if case not in LASTING:
        assert foreseen(at, case.module, {**case.named, "state": "absent"})["changed"] is True
        settled(at, case.module, {**case.named, "state": "absent"})


def requests(task: Runner, case: Case, release: str, oldest: str) -> list[tuple[Any, ...]]:
    """What a task of a release asks to create an object with what all releases since another one have."""
    task.lab.control("POST", "reset")
    at = At(task, release)
    for module, options in case.prepare:
        at.good(module, portable(resource_of(module), options, oldest))
    at.lab.forget()
    at.good(case.module, portable(resource_of(case.module), case.create, oldest))
    return [(entry["method"], entry["path"], entry.get("body")) for entry in at.lab.log() if not entry["token"]]


@every_older
@every_case
def test_older_releases_cost_no_other_requests(case: Case, release: str, task: Runner) -> None:
    """There is one way to look for objects, and it works at all releases."""
    assert requests(task, case, release, release) == requests(task, case, RELEASES[-1], release)


@every_release
@pytest.mark.parametrize("module", [name for name in READERS if name.startswith("cloudconnexa_")])
def test_info_modules_read_or_refuse_at_every_release(module: str, release: str, task: Runner) -> None:
    at = At(task, release)
    for case in (case for case in TENANT_CASES if f"{case.module}_info" == module):
        at.all([*case.prepare, (case.module, case.create)])
    tasks = BEFORE_LISTING.get(module, ())
    at.all([] if is_newer("1.1.1", release) else tasks)
    for options in ({}, READ_ONLY.get(module, {})):
        result = at(module, options)
        if module == "cloudconnexa_audit_log_info" and is_newer("1.1.6", release):
            text = sentence(result)
            assert result["error_type"] == "VersionCompatibilityError"
            assert "1.1.6" in text and release in text and "audit" in text
        else:
            assert not result.get("failed"), result


@every_release
@pytest.mark.parametrize("action, since", [("reset_mfa", "1.2.0"), ("force_password_change", "1.2.3")])
def test_actions_work_or_are_refused_at_every_release(action: str, since: str, release: str, task: Runner) -> None:
    at = At(task, release)
    at.all(PREPARED)
    at.lab.forget()
    result = at("cloudconnexa_user_action", {"user": "ada", "action": action})
    if is_newer(since, release):
        text = sentence(result)
        assert result["error_type"] == "VersionCompatibilityError"
        assert [word for word in (action, since, release) if word not in text] == [] and at.lab.log() == []
    else:
        assert result["changed"] is True


@every_release
def test_profiles_and_lists_of_domains_are_there_at_every_release(release: str, task: Runner) -> None:
    at = At(task, release)
    at.all(PREPARED)
    assert "<key>" in at.good("cloudconnexa_profile", {"connector": "edge"})["profile"]
    assert at.good("cloudconnexa_profile", {"connector": "edge", "type": "token"})["profile"]
    assert "<key>" in at.good("cloudconnexa_profile", {"device": "laptop", "region": "eu-central-1"})["profile"]
    assert at.good("cloudconnexa_cyber_shield", {"list": "block", "domains": [{"domain": "a.example"}]})["changed"]


@every_release
def test_ip_services_of_hosts_have_routes_until_they_do_not(release: str, task: Runner) -> None:
    at = At(task, release)
    at.all((SERVER,))
    service = {"host": "server", "name": "shell", "config": {"service_types": ["SSH"]}}
    routed = {**service, "type": "SERVICE_DESTINATION", "routes": ["192.0.2.0/24"]}
    if release != "1.0":
        for option in ("type", "routes"):
            result = at("cloudconnexa_ip_service", {**service, option: routed[option]})
            assert [word for word in (option, "network", "1.1.0", release) if word not in sentence(result)] == []
            assert result["error_type"] == "VersionCompatibilityError"
        assert foreseen(at, "cloudconnexa_ip_service", service)["ip_service"]["routes"] in ([], None)
        return
    assert foreseen(at, "cloudconnexa_ip_service", routed)["changed"] is True
    settled(at, "cloudconnexa_ip_service", routed)
    changed = foreseen(at, "cloudconnexa_ip_service", {**service, "description": "Secure shell"})["ip_service"]
    assert (changed["routes"], changed["type"]) == (["192.0.2.0/24"], "SERVICE_DESTINATION")


@functools.lru_cache(maxsize=None)
def description() -> dict[str, Any]:
    """What the service has, and since when."""
    return dict(yaml.load(DESCRIPTION.read_text(encoding="utf-8"), yaml.CSafeLoader))


def first_release(node: Mapping[str, Any], schemas: Mapping[str, Any]) -> str:
    """The first release that has an element of the description."""
    found = node.get("x-since-exact") or node.get("x-since")
    referred = schemas.get(str(node.get("$ref")).rsplit("/", 1)[-1], {})
    return str(found or referred.get("x-since-exact") or referred.get("x-since") or "1.0")


def members_since() -> dict[str, str]:
    """All members of requests that the first release lacks, by their names on the wire."""
    schemas = description()["components"]["schemas"]
    requests = {name: schema for name, schema in schemas.items() if not name.endswith("Response")}
    return {
        member: first_release(node, schemas)
        for schema in requests.values()
        for member, node in (schema.get("properties") or {}).items()
        if first_release(node, schemas) != "1.0"
    }


def declared_since(fields: Sequence[Field]) -> Iterator[tuple[str, str]]:
    """The same from the declarations."""
    for field in fields:
        if field.since:
            yield field.sent, field.since
        yield from declared_since(field.fields)


def test_every_member_is_declared_with_its_first_release() -> None:
    resources = {case.module: resource_of(case.module) for case in CASES if case.module.startswith("cloudconnexa_")}
    declared = dict(pair for resource in resources.values() for pair in declared_since(resource.fields))
    assert declared == members_since() and len(declared) == 4


@every_older
@every_case
def test_nothing_is_sent_that_a_release_lacks(case: Case, release: str, task: Runner) -> None:
    resource, at = resource_of(case.module), At(task, release)
    at.all([*case.prepare, (case.module, case.create)])
    lacking = {member for member, since in members_since().items() if is_newer(since, release)}
    off = {**case.named, **portable(resource, case.change, release)}
    if case.name.startswith("application"):
        off["routes"] = [{"domain": "other.example.com", "exact_match": False}]
    at.good(case.module, off)
    assert [entry["path"] for entry in at.lab.writes() if lacking & set(names(entry.get("body")))] == []


def names(value: Any) -> Iterator[str]:
    """All names of members, at every depth."""
    for item in value.values() if isinstance(value, Mapping) else value if isinstance(value, list) else ():
        yield from names(item)
    yield from value if isinstance(value, Mapping) else ()


def documented_since(fields: Sequence[Field], options: Mapping[str, Any], path: str = "") -> Iterator[tuple[str, str]]:
    """What is newer than the first release, and what the documentation says of it."""
    for field in fields:
        said = " ".join(options[field.name]["description"]) if field.settable else ""
        if said and (field.since or field.only_since or field.choices_since):
            yield f"{path}{field.name}", said
        if said:
            yield from documented_since(field.fields, options[field.name].get("suboptions") or {}, f"{field.name}.")


@pytest.mark.parametrize("module", sorted({case.module for case in TENANT_CASES}))
def test_what_needs_a_release_says_so(module: str) -> None:
    resource, options = resource_of(module), documented(module)["options"]
    found = list(documented_since(resource.fields, options))
    if any(transition.since for transition in resource.transitions):
        found.append(("state", " ".join(options["state"]["description"])))
    assert [place for place, said in found if "api_version=1." not in said and "Needs release 1." not in said] == []
