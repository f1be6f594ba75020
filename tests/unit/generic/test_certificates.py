# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Services with a certificate that nobody knows."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.wanforge.edge.tests.unit.generic.cases import READERS, WRITERS, case_of
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import InProcess, Runner, laboratory
from ansible_collections.wanforge.edge.tests.unit.generic.test_refusals import sentence
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


def test_a_file_of_authorities_that_does_not_exist_is_named(secure: Runner, tmp_path: Path) -> None:
    missing = str(tmp_path / "nowhere.pem")
    text = sentence(secure("cloudconnexa_network_info", {"ca_path": missing}) | {"changed": False})
    assert "ca_path" in text and missing in text
