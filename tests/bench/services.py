# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The services that are measured: the sandbox, with or without TLS, and what must be in it."""

from __future__ import annotations

import datetime
import ipaddress
import json
import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from tests.bench.raw import send_all
from tests.demo import control

SERVE = Path(__file__).resolve().parents[1] / "sandbox" / "serve.py"
RECORDS = "/api/v1/dns-records"


@contextmanager
def served(folder: Path, tls: bool = False) -> Iterator[dict[str, Any]]:
    """Start the sandbox, give what it printed, and stop it however this ends."""
    command = [sys.executable, str(SERVE), "--cloudconnexa", "0", "--vyos", "0", "--exit-with", str(os.getpid())]
    authority = None
    if tls:
        authority, certificate, key = certificates(folder)
        command += ["--tls", certificate, key]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            services: dict[str, Any] = json.loads(process.stdout.readline())
            services["cloudconnexa"]["authority"] = authority
            yield services
        finally:
            process.terminate()


def token_of(services: Mapping[str, Any]) -> str:
    """Return a token, as a user of ansible.builtin.uri would fetch one beforehand."""
    cloud = services["cloudconnexa"]
    query = f"client_id={cloud['client_id']}&client_secret={cloud['client_secret']}&grant_type=client_credentials"
    path, authority = f"/api/v1/oauth/token?{query}", cloud.get("authority")
    return str(send_all(cloud["url"], "", [("POST", path, None)], 1, authority)[0]["access_token"])


def counts(services: Mapping[str, Any]) -> Mapping[str, Any]:
    """Return how many requests of each kind there were at the tenant since the last ``forget``."""
    counted: Mapping[str, Any] = control(services["control"]["url"], "/counts")["cloudconnexa"]
    return counted


def forget(services: Mapping[str, Any]) -> None:
    """Start counting anew."""
    control(services["control"]["url"], "/log", "DELETE")


def record(number: int) -> dict[str, Any]:
    """Return a DNS record as the service takes it."""
    return {"domain": f"host-{number}.bench.example.com", "ipv4Addresses": [str(address(number))]}


def address(number: int) -> ipaddress.IPv4Address:
    """Return an address of its own for each number."""
    return ipaddress.IPv4Address("10.0.0.1") + number


def fill(services: Mapping[str, Any], count: int) -> None:
    """Put so many DNS records into the tenant."""
    cloud = services["cloudconnexa"]
    requests = [("POST", RECORDS, record(number)) for number in range(count)]
    send_all(cloud["url"], token_of(services), requests, 4, cloud.get("authority"))


def certificates(folder: Path) -> tuple[str, str, str]:
    """Write an authority, and a certificate for this machine that it signed; return their files and that of the key."""
    authority_key, key = ec.generate_private_key(ec.SECP256R1()), ec.generate_private_key(ec.SECP256R1())
    authority_name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "bench authority")])
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "127.0.0.1")])
    identifier = x509.AuthorityKeyIdentifier.from_issuer_public_key(authority_key.public_key())
    authority = (
        _certificate(authority_name, authority_name, authority_key.public_key())
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        .add_extension(_usage(key_cert_sign=True), True)
        .add_extension(x509.SubjectKeyIdentifier.from_public_key(authority_key.public_key()), False)
        .sign(authority_key, hashes.SHA256())
    )
    certificate = (
        _certificate(name, authority_name, key.public_key())
        .add_extension(x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), False)
        .add_extension(identifier, False)
        .sign(authority_key, hashes.SHA256())
    )
    private = key.private_bytes(
        serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    )
    files = {
        "authority.pem": authority.public_bytes(serialization.Encoding.PEM),
        "certificate.pem": certificate.public_bytes(serialization.Encoding.PEM),
        "key.pem": private,
    }
    for file, content in files.items():
        (folder / file).write_bytes(content)
    return str(folder / "authority.pem"), str(folder / "certificate.pem"), str(folder / "key.pem")


def _certificate(subject: x509.Name, issuer: x509.Name, key: ec.EllipticCurvePublicKey) -> x509.CertificateBuilder:
    now = datetime.datetime.now(datetime.timezone.utc)
    return (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(issuer)
        .public_key(key)
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - datetime.timedelta(days=1))
        .not_valid_after(now + datetime.timedelta(days=1))
    )


def _usage(**used: bool) -> x509.KeyUsage:
    names = (
        "digital_signature",
        "content_commitment",
        "key_encipherment",
        "data_encipherment",
        "key_agreement",
        "key_cert_sign",
        "crl_sign",
        "encipher_only",
        "decipher_only",
    )
    return x509.KeyUsage(**{name: used.get(name, False) for name in names})
