# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A certificate authority for tests: it issues certificates for services and clients, sound ones and others."""

from __future__ import annotations

import datetime
import ipaddress
from pathlib import Path
from typing import Optional, Union

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

DAY = datetime.timedelta(days=1)
UNUSED = dict.fromkeys(
    ("content_commitment", "key_encipherment", "data_encipherment", "key_agreement", "encipher_only", "decipher_only"),
    False,
)


def private_text(key: ec.EllipticCurvePrivateKey, passphrase: Optional[str] = None) -> bytes:
    """Return a key as PEM."""
    how: Union[serialization.BestAvailableEncryption, serialization.NoEncryption] = serialization.NoEncryption()
    if passphrase:
        how = serialization.BestAvailableEncryption(passphrase.encode())
    return key.private_bytes(serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, how)


class Authority:
    """Issues certificates; ``path`` is the file with its own."""

    def __init__(self, folder: Path, name: str = "authority", above: Optional[Authority] = None) -> None:
        self.folder = folder
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        builder = self._builder(self.key, self.name, above or self, 0)
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        usage = x509.KeyUsage(digital_signature=True, key_cert_sign=True, crl_sign=True, **UNUSED)
        self.certificate = builder.add_extension(usage, True).sign((above or self).key, hashes.SHA256())
        self.path = folder / f"{name}.pem"
        self.path.write_bytes(self.certificate.public_bytes(serialization.Encoding.PEM))

    @property
    def text(self) -> str:
        """The certificate of the authority as PEM."""
        return self.path.read_text(encoding="ascii")

    @staticmethod
    def _builder(
        key: ec.EllipticCurvePrivateKey, name: x509.Name, issuer: Authority, age: int
    ) -> x509.CertificateBuilder:
        now = datetime.datetime.now(datetime.timezone.utc)
        return (
            x509.CertificateBuilder()
            .subject_name(name)
            .issuer_name(issuer.name)
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - DAY - age * DAY)
            .not_valid_after(now + DAY - age * DAY)
            .add_extension(x509.SubjectKeyIdentifier.from_public_key(key.public_key()), False)
            .add_extension(x509.AuthorityKeyIdentifier.from_issuer_public_key(issuer.key.public_key()), False)
        )

    def issue(
        self, name: str = "127.0.0.1", *, age: int = 0, passphrase: Optional[str] = None
    ) -> tuple[Path, Path, Path]:
        """Return the files of a new certificate, of its key, and of both; with ``age`` 3 it expired two days ago."""
        key = ec.generate_private_key(ec.SECP256R1())
        subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
        try:
            alternative: x509.GeneralName = x509.IPAddress(ipaddress.ip_address(name))
        except ValueError:
            alternative = x509.DNSName(name)
        builder = self._builder(key, subject, self, age).add_extension(
            x509.SubjectAlternativeName([alternative]), False
        )
        signed = builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)
        files = [self.folder / f"{self.path.stem}-{name}-{age}.{kind}" for kind in ("crt", "key", "both")]
        private = private_text(key, passphrase)
        for path, content in zip(files, (signed, private, private + signed)):
            path.write_bytes(content)
            path.chmod(0o644 if path.suffix == ".crt" else 0o600)
        return files[0], files[1], files[2]
