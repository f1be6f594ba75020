# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Credentials from profiles and files of variables, in both ways of running a task."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import Runner
from ansible_collections.wanforge.edge.tests.unit.generic.test_refusals import sentence

MODULES = ("cloudconnexa_network_info", "vyos_nat_rule_info")
READ = {"cloudconnexa_network_info": "networks", "vyos_nat_rule_info": "rules"}

every_service = pytest.mark.parametrize("module", MODULES)


def service_of(module: str) -> str:
    return module.split("_", 1)[0]


def connection(task: Runner, module: str) -> dict[str, Any]:
    return {name: value for name, value in task.lab.connection(module).items() if name != "retry"}


def profiles(folder: Path, content: dict[str, Any], mode: int = 0o600) -> dict[str, str]:
    """Write a file of profiles and return the environment that names it. JSON is YAML."""
    path = folder / "my profiles.yml"
    path.write_text(json.dumps(content), encoding="utf-8")
    path.chmod(mode)
    return {"WANFORGE_EDGE_PROFILES": str(path)}


def variables(task: Runner, module: str) -> dict[str, str]:
    return {f"{service_of(module)}_{name}".upper(): str(value) for name, value in connection(task, module).items()}


def env_file(folder: Path, values: dict[str, str], mode: int = 0o600) -> str:
    path = folder / ".env"
    path.write_text("".join(f"export {name}='{value}'\n" for name, value in values.items()), encoding="utf-8")
    path.chmod(mode)
    return str(path)


@every_service
@pytest.mark.parametrize("how", ["option", "environment"])
def test_a_profile_connects(module: str, how: str, either: Runner, tmp_path: Path) -> None:
    environ = profiles(tmp_path, {"acme": {service_of(module): connection(either, module)}})
    options = {"profile": "acme"} if how == "option" else {}
    environ.update({} if how == "option" else {"WANFORGE_EDGE_PROFILE": "acme"})
    result = either.raw(module, options, environment=environ)
    assert not result.get("failed"), result
    assert isinstance(result[READ[module]], list)


@every_service
@pytest.mark.parametrize("how", ["option", "environment"])
def test_a_file_of_variables_connects(module: str, how: str, either: Runner, tmp_path: Path) -> None:
    file = env_file(tmp_path, variables(either, module))
    options = {"env_file": file} if how == "option" else {}
    environ = {} if how == "option" else {"WANFORGE_EDGE_ENV_FILE": file}
    result = either.raw(module, options, environment=environ)
    assert not result.get("failed"), result


@every_service
@pytest.mark.parametrize("source", ["profile", "env_file"])
def test_a_file_that_others_may_read_is_refused_before_any_request(
    module: str, source: str, either: Runner, tmp_path: Path
) -> None:
    environ: dict[str, str] = {}
    options = {"profile": "acme"}
    if source == "profile":
        environ = profiles(tmp_path, {"acme": {service_of(module): connection(either, module)}}, 0o644)
    else:
        options = {"env_file": env_file(tmp_path, variables(either, module), 0o644)}
    text = sentence({"changed": False, **either.raw(module, options, environment=environ)})
    assert "0644" in text and "chmod 600" in text
    assert either.lab.log() == []


@every_service
@pytest.mark.parametrize("wrong", ["acmee", "other"])
def test_a_profile_that_is_not_there_is_refused(module: str, wrong: str, either: Runner, tmp_path: Path) -> None:
    environ = profiles(tmp_path, {"acme": {service_of(module): connection(either, module)}, "other": {}})
    text = sentence({"changed": False, **either.raw(module, {"profile": wrong}, environment=environ)})
    assert ("acme?" in text) if wrong == "acmee" else (f"no part {service_of(module)}" in text)
    assert either.lab.log() == []


def test_halves_from_two_places_are_refused_before_any_request(either: Runner) -> None:
    options = connection(either, "cloudconnexa_network_info")
    environ = {"CLOUDCONNEXA_CLIENT_SECRET": options.pop("client_secret")}
    text = sentence({"changed": False, **either.raw("cloudconnexa_network_info", options, environment=environ)})
    assert "client_id comes from the options" in text and "CLOUDCONNEXA_CLIENT_SECRET" in text
    assert environ["CLOUDCONNEXA_CLIENT_SECRET"] not in text
    assert either.lab.log() == []


@every_service
def test_the_environment_does_not_lead_a_named_profile_elsewhere(module: str, either: Runner, tmp_path: Path) -> None:
    environ = profiles(tmp_path, {"acme": {service_of(module): connection(either, module)}})
    address = "CLOUDCONNEXA_CLOUD_ID" if service_of(module) == "cloudconnexa" else "VYOS_URL"
    environ[address] = "elsewhere"
    text = sentence({"changed": False, **either.raw(module, {"profile": "acme"}, environment=environ)})
    assert address in text and 'profile "acme"' in text
    assert either.lab.log() == []


def test_options_of_profiles_hold_for_the_connection(task: Runner, tmp_path: Path) -> None:
    stated = {**connection(task, "cloudconnexa_network_info"), "validate_certs": False, "timeout": 3}
    result = task.raw(
        "cloudconnexa_network_info",
        {"profile": "acme"},
        environment=profiles(tmp_path, {"acme": {"cloudconnexa": stated}}),
    )
    assert not result.get("failed"), result
    assert any("validate_certs is off" in str(warning) for warning in result["warnings"])
    stated["timeout"] = 0
    result = task.raw(
        "cloudconnexa_network_info",
        {"profile": "acme"},
        environment=profiles(tmp_path, {"acme": {"cloudconnexa": stated}}),
    )
    assert "timeout" in result["msg"]


def test_one_play_can_serve_many_tenants(task: Runner, tmp_path: Path) -> None:
    """Profiles of tenants that do not exist here do no harm, and each task uses its own."""
    names = [f"customer-{number}" for number in range(50)]
    other = {"cloud_id": "nowhere", "client_id": "x", "client_secret": "y"}
    content: dict[str, Any] = {name: {"cloudconnexa": other} for name in names}
    content["customer-7"] = {"cloudconnexa": connection(task, "cloudconnexa_network_info")}
    result = task.raw("cloudconnexa_network_info", {"profile": "customer-7"}, environment=profiles(tmp_path, content))
    assert not result.get("failed"), result
