# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Files with credentials: what is in them, and which are refused."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any, Optional

import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils import profiles
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ConfigurationError
from ansible_collections.wanforge.edge.plugins.module_utils.profiles import (
    LARGEST_FILE,
    PARTS,
    env_file_variables,
    profile_part,
    profiles_file,
)
from ansible_collections.wanforge.edge.plugins.module_utils.runner import Service
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.service import Vyos

OPTIONS: dict[str, Any] = {
    "cloud_id": {"type": "str"},
    "client_id": {"type": "str"},
    "client_secret": {"type": "str", "no_log": True},
    "api_version": {"type": "str", "choices": ["1.0", "1.1.0"]},
    "ca_path": {"type": "path"},
    "timeout": {"type": "int"},
    "validate_certs": {"type": "bool"},
}
SECRET = "hunter2-secret"
ACME = f"""
acme:
  cloudconnexa:
    cloud_id: acme
    client_id: robot
    client_secret: {SECRET}
  vyos:
    api_key: {SECRET}
globex:
  vyos:
    api_key: other
"""


@pytest.fixture
def write(tmp_path: Path) -> Callable[..., Path]:
    """Write a file that only its owner may read."""

    def made(text: str, mode: int = 0o600) -> Path:
        path = tmp_path / "profiles.yml"
        path.write_text(text, encoding="utf-8")
        path.chmod(mode)
        return path

    return made


def refused(path: Path, name: str = "acme", service: str = "cloudconnexa") -> ConfigurationError:
    with pytest.raises(ConfigurationError) as caught:
        profile_part(name, path, service, OPTIONS)
    assert SECRET not in caught.value.message + caught.value.hint
    return caught.value


def test_a_profile_states_options_of_each_service(write: Callable[..., Path]) -> None:
    path = write(ACME)
    found = profile_part("acme", path, "cloudconnexa", OPTIONS)
    assert found == {"cloud_id": "acme", "client_id": "robot", "client_secret": SECRET}
    assert profile_part("globex", path, "cloudconnexa", OPTIONS) is None


def test_types_are_those_of_the_options(write: Callable[..., Path], tmp_path: Path) -> None:
    text = (
        "acme: {cloudconnexa: {api_version: 1.0, ca_path: ~/ca.pem, timeout: 5, validate_certs: false, cloud_id: ''}}"
    )
    assert profile_part("acme", write(text), "cloudconnexa", OPTIONS) == {
        "api_version": "1.0",
        "ca_path": str(tmp_path / "ca.pem"),
        "timeout": 5,
        "validate_certs": False,
    }


def test_names_may_be_merged_from_others(write: Callable[..., Path]) -> None:
    text = "base: &base\n  cloudconnexa: {timeout: 9}\nacme:\n  <<: *base\n"
    assert profile_part("acme", write(text), "cloudconnexa", OPTIONS) == {"timeout": 9}


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o660, 0o666, 0o644, 0o610])
def test_a_file_that_others_may_use_is_refused_with_the_remedy(write: Callable[..., Path], mode: int) -> None:
    path = write(ACME, mode)
    error = refused(path)
    assert f"{mode:04o}" in error.message and str(path) in error.message
    assert f"chmod 600 {path}" in error.hint
    path.chmod(0o600)
    assert profile_part("acme", path, "cloudconnexa", OPTIONS)
    path.chmod(mode)
    refused(path)


def test_a_file_of_somebody_else_is_refused(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    path = write(ACME)
    monkeypatch.setattr(os, "geteuid", lambda: os.getuid() + 1)
    if os.getuid() != 0:
        assert "another user" in refused(path).message
    os_stat = os.fstat

    def foreign(descriptor: int) -> os.stat_result:
        members = list(os_stat(descriptor))
        members[4] = 4711
        return os.stat_result(members)

    monkeypatch.setattr(profiles.os, "fstat", foreign)
    assert "another user" in refused(path).message


@pytest.mark.parametrize(
    "text, words",
    [
        ("acmee: {cloudconnexa: {}}", ['no profile "acme"', "did you mean acmee?"]),
        ("globex: {cloudconnexa: {}}", ['no profile "acme"']),
        (f"acme: {{cloudconnexa: {{client_secert: {SECRET}}}}}", ["client_secert", "did you mean client_secret?"]),
        (f"acme: {{cloudconnexa: {{ttl: {SECRET}}}}}", ["cloudconnexa.ttl is unknown"]),
        (f"acme: {{client_secret: {SECRET}}}", ["client_secret", "write it below cloudconnexa"]),
        ("acme: {cloudconexa: {}}", ["cloudconexa", "did you mean cloudconnexa?"]),
        ("acme: {cloudconnexa: {client_secret: 123456}}", ["client_secret", "quotes"]),
        ("acme: {cloudconnexa: {client_secret: [a]}}", ["client_secret", "quotes"]),
        ("acme: {cloudconnexa: {timeout: soon}}", ["timeout", "whole number"]),
        ("acme: {cloudconnexa: {timeout: true}}", ["timeout", "whole number"]),
        ("acme: {cloudconnexa: {validate_certs: 1}}", ["validate_certs", "true or false"]),
        ("acme: {cloudconnexa: [a]}", ["cloudconnexa", "no names"]),
        (f"acme: {SECRET}", ["acme", "no names"]),
        (f"- {SECRET}", ["no names"]),
        ("", ["no names"]),
        (f"acme: {{cloudconnexa: {{client_secret: '{SECRET}", ["not YAML", "line"]),
        (f"acme: !!python/object:os.system {SECRET}", ["not YAML"]),
        (f"acme:\n  vyos: {{}}\nacme:\n  vyos: {{api_key: {SECRET}}}\n", ["acme stands there twice", "line 3"]),
        ("acme:\n  cloudconnexa:\n    cloud_id: a\n    cloud_id: b\n", ["cloud_id stands there twice"]),
        ("$ANSIBLE_VAULT;1.1;AES256\n3030", ["ansible-vault"]),
        ("acme: &a [*a]", ["no names"]),
        ("? [a]\n: b", ["not YAML"]),
        ("\x00", ["not YAML"]),
        ("#" * (LARGEST_FILE + 1), ["larger"]),
    ],
)
def test_what_is_wrong_is_said_without_the_values(write: Callable[..., Path], text: str, words: list[str]) -> None:
    error = refused(write(text))
    assert all(word in f"{error.message} {error.hint}" for word in words), error.message


def test_a_file_that_is_not_there_is_named_with_the_variable(tmp_path: Path) -> None:
    for path in (tmp_path / "none.yml", tmp_path, Path("a\0b")):
        error = refused(path)
        assert "WANFORGE_EDGE_PROFILES" in error.hint


def test_bytes_that_are_no_text_are_refused(write: Callable[..., Path]) -> None:
    path = write("")
    path.write_bytes(b"\xff\xfe\xfd")
    assert "UTF-8" in refused(path).message


def test_a_file_that_changed_is_read_again(write: Callable[..., Path]) -> None:
    assert profile_part("acme", write("acme: {cloudconnexa: {cloud_id: one}}"), "cloudconnexa", OPTIONS)
    path = write("acme: {cloudconnexa: {cloud_id: three}}")
    assert profile_part("acme", path, "cloudconnexa", OPTIONS) == {"cloud_id": "three"}


def test_without_the_library_the_remedy_is_told(write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(__import__("sys").modules, "yaml", None)
    assert "pip install PyYAML" in refused(write(ACME + "# not read before")).hint


@pytest.mark.parametrize("slow", [False, True])
def test_both_readers_of_yaml_will_do(
    write: Callable[..., Path], monkeypatch: pytest.MonkeyPatch, slow: bool, tmp_path: Path
) -> None:
    if slow:
        monkeypatch.delattr(yaml, "CSafeLoader", raising=False)
    path = write(ACME + f"# {slow}")
    assert profile_part("acme", path, "cloudconnexa", OPTIONS)


@pytest.mark.parametrize(
    "environ, expected",
    [
        ({"WANFORGE_EDGE_PROFILES": "/a/b.yml", "XDG_CONFIG_HOME": "/c"}, "/a/b.yml"),
        ({"WANFORGE_EDGE_PROFILES": "~/b.yml"}, "HOME/b.yml"),
        ({"XDG_CONFIG_HOME": "/c"}, "/c/wanforge-edge/profiles.yml"),
        ({"XDG_CONFIG_HOME": "relative"}, "HOME/.config/wanforge-edge/profiles.yml"),
        ({}, "HOME/.config/wanforge-edge/profiles.yml"),
    ],
)
def test_where_the_file_of_profiles_is(environ: dict[str, str], expected: str, tmp_path: Path) -> None:
    assert str(profiles_file(environ)) == expected.replace("HOME", str(tmp_path))


@pytest.mark.parametrize("service", [CloudConnexa, Vyos])
def test_each_service_can_have_a_part(service: type[Service]) -> None:
    assert service.name in PARTS


@pytest.mark.parametrize(
    "line, value",
    [
        ("A=b", "b"),
        ("export A=b", "b"),
        ("  A = b  ", "b"),
        ("A=", ""),
        ("A=b c", "b c"),
        ("A=b # comment", "b"),
        ("A=# comment", ""),
        ("A=b#c", "b#c"),
        ("A='b # c'", "b # c"),
        ('A="b # c" # d', "b # c"),
        ('A="a\\"b\\\\c\\nd"', 'a"b\\c\nd'),
        ("A='a\\nb'", "a\\nb"),
        ("A=$HOME", "$HOME"),
        ('A="${HOME}"', "${HOME}"),
        ("A=a=b", "a=b"),
        ("A=1\nA=2", "2"),
        ("# A=1\n\nA=3", "3"),
        ("\ufeffA=4", "4"),
    ],
)
def test_variables_of_a_file(write: Callable[..., Path], line: str, value: str) -> None:
    before = dict(os.environ)
    assert env_file_variables(write(line)) == {"A": value}
    assert dict(os.environ) == before


@pytest.mark.parametrize("line", ["A", "=b", "1A=b", 'A="b', "A='b", 'A="b" c', "A-B=c", SECRET, f"A='{SECRET}"])
def test_a_line_that_sets_nothing_is_named_by_its_number(write: Callable[..., Path], line: str) -> None:
    with pytest.raises(ConfigurationError, match="line 2") as caught:
        env_file_variables(write(f"B=1\n{line}"))
    assert SECRET not in caught.value.message and "env_file" in caught.value.message


@pytest.mark.parametrize("mode, word", [(0o644, "chmod 600"), (None, "WANFORGE_EDGE_ENV_FILE")])
def test_files_of_variables_are_checked_too(
    write: Callable[..., Path], tmp_path: Path, mode: Optional[int], word: str
) -> None:
    path = write("A=b", mode) if mode else tmp_path / ".env"
    with pytest.raises(ConfigurationError) as caught:
        env_file_variables(path)
    assert "env_file" in caught.value.message and word in caught.value.hint


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=60))
def test_no_text_gives_any_other_error(write: Callable[..., Path], text: str) -> None:
    path = write("")
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    for read in (lambda: env_file_variables(path), lambda: profile_part("acme", path, "vyos", OPTIONS)):
        try:
            read()
        except ConfigurationError:
            continue
