# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services with a certificate that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from ansible_collections.wanforge.edge.tests.unit.generic.cases import READERS, WRITERS, case_of
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import InProcess, Runner, laboratory
from ansible_collections.wanforge.edge.tests.unit.generic.test_refusals import sentence
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.authority import Authority
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import write_certificate


@pytest.fixture(scope="module")
def secure(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Runner]:
    """Tasks against services that speak https with a self-signed certificate."""
    certificate = str(write_certificate(tmp_path_factory.mktemp("tls") / "certificate.pem"))
    with laboratory("--tls", certificate, certificate) as lab:
        yield Runner(lab, InProcess())


@pytest.mark.parametrize("module", WRITERS)
def test_an_unknown_certificate_is_refused_and_what_to_do_is_said(module: str, secure: Runner) -> None:
    before = secure.lab.state()
    secure.lab.forget()
    connection = secure.lab.connection(module)
    authority = connection.pop("ca_path")
    result = secure.raw(module, {**connection, **case_of(module).create})
    text = sentence(result)
    assert "certificate" in text and "ca_path" in text
    assert result["error_type"] == "SSLError" and result["retryable"] is False
    assert secure.lab.log() == [] and secure.lab.state() == before
    assert authority not in text


@pytest.mark.filterwarnings("ignore:Unverified HTTPS request")
@pytest.mark.parametrize("module", READERS)
@pytest.mark.parametrize("trust", ["by the file", "blindly"])
def test_a_trusted_certificate_is_accepted(module: str, trust: str, secure: Runner) -> None:
    connection = secure.lab.connection(module)
    if trust == "blindly":
        del connection["ca_path"]
        connection["validate_certs"] = False
    result = secure.raw(module, connection)
    assert not result.get("failed"), result


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Runner, Authority]]:
    """Tasks against services that ask for a certificate of the client."""
    authority = Authority(tmp_path_factory.mktemp("guarded"))
    certificate, key, _both = authority.issue()
    with laboratory("--tls", str(certificate), str(key), "--tls-clients", str(authority.path)) as lab:
        yield Runner(lab, InProcess()), authority


def shown(task: Runner, module: str, **trust: str) -> dict[str, Any]:
    """The connection options, with other authorities than the sandbox names."""
    return {**{name: value for name, value in task.lab.connection(module).items() if name != "ca_path"}, **trust}


@pytest.mark.parametrize("module", READERS)
def test_authorities_as_text_and_a_certificate_of_the_client(module: str, guarded: tuple[Runner, Authority]) -> None:
    task, authority = guarded
    certificate, key, _both = authority.issue("client")
    client = {"client_cert": str(certificate), "client_key": str(key)}
    result = task.raw(module, shown(task, module, ca_cert=authority.text, **client))
    assert not result.get("failed"), result


@pytest.mark.parametrize("module", ["cloudconnexa_network_info", "vyos_nat_rule_info"])
def test_without_a_certificate_of_the_client_nothing_is_served(module: str, guarded: tuple[Runner, Authority]) -> None:
    task, authority = guarded
    task.lab.forget()
    text = sentence({"changed": False, **task.raw(module, shown(task, module, ca_cert=authority.text))})
    # With TLS 1.3 the service refuses after the handshake; its alert may be lost when it closes the connection.
    assert task.lab.log() == []
    assert "client certificate" in text or "closed the connection" in text or "the connection broke" in text


def test_a_key_is_in_no_message(guarded: tuple[Runner, Authority]) -> None:
    task, authority = guarded
    certificate, key, both = authority.issue("client")
    lines = both.read_text(encoding="ascii").splitlines()
    key.chmod(0o644)
    for trust in (
        {"ca_cert": both.read_text(encoding="ascii")},
        {"ca_path": str(authority.path), "client_cert": str(certificate), "client_key": str(key)},
        {"ca_path": str(authority.path), "client_cert": str(certificate)},
    ):
        result = task.raw("cloudconnexa_network_info", shown(task, "cloudconnexa_network_info", **trust))
        text = sentence({"changed": False, **result})
        assert [line for line in lines if line in text] == []


def test_a_bundle_of_the_environment_that_does_not_exist_is_named(secure: Runner, tmp_path: Path) -> None:
    options = shown(secure, "cloudconnexa_network_info")
    environ = {"REQUESTS_CA_BUNDLE": str(tmp_path / "nowhere.pem")}
    text = sentence({"changed": False, **secure.raw("cloudconnexa_network_info", options, environment=environ)})
    assert "REQUESTS_CA_BUNDLE" in text and "nowhere.pem" in text


def test_a_file_of_authorities_that_does_not_exist_is_named(secure: Runner, tmp_path: Path) -> None:
    missing = str(tmp_path / "nowhere.pem")
    text = sentence(secure("cloudconnexa_network_info", {"ca_path": missing}) | {"changed": False})
    assert "ca_path" in text and missing in text
