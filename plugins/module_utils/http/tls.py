# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom the client trusts, and the certificate with which it shows itself.

Loading the authorities of the system takes tens of milliseconds. So a context is made once per set of files and kept: what a
parent process made, its forks inherit. A file that changed is loaded anew.
"""

from __future__ import annotations

import os
import re
import ssl
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError, ConfigurationError

REQUESTS_MISSING = False
OLD_URLLIB3 = False
if TYPE_CHECKING:
    from requests.adapters import DEFAULT_CA_BUNDLE_PATH, HTTPAdapter
else:
    try:
        import urllib3
        from requests.adapters import DEFAULT_CA_BUNDLE_PATH, HTTPAdapter

        OLD_URLLIB3 = urllib3.__version__.startswith("1.")
    except ImportError:
        REQUESTS_MISSING = True
        HTTPAdapter = object

BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")
PEM_FILES = (".pem", ".crt", ".cer")
HASHED = re.compile(r"[0-9a-f]{8}\.[0-9]+")
KEY_BLOCK = "PRIVATE KEY-----"
CERTIFICATE_BLOCK = "-----BEGIN CERTIFICATE-----"
# Python names the flag of OpenSSL from 3.10 on.
PARTIAL_CHAIN = getattr(ssl, "VERIFY_X509_PARTIAL_CHAIN", 0x80000)
# Kept open to one service: as many as one task uses at the same time.
MOST_CONNECTIONS = 20


@dataclass(frozen=True)
class Trust:
    """What a context is made of. ``ca_path`` is a file or a folder, ``ca_cert`` is PEM text, ``ca_name`` how the user calls the path.

    Both are trusted instead of the authorities of the system. ``client_key`` may be left out if its file also holds the certificate.
    """

    validate_certs: bool = True
    ca_path: Optional[str] = None
    ca_cert: Optional[str] = None
    client_cert: Optional[str] = None
    client_key: Optional[str] = None
    ca_name: str = "ca_path"


def context_of(trust: Trust) -> ssl.SSLContext:
    """Return the context, the one made earlier unless a file changed since.

    At least TLS 1.2 is spoken; host names are always checked unless verification is off. Raises ConfigurationError, which names the
    option, for files that cannot be used.
    """
    stamps = _stamps(trust)
    kept = _contexts.get(trust)
    if kept is None or kept[0] != stamps:
        _contexts[trust] = kept = (stamps, _made(trust))
    return kept[1]


_contexts: dict[Trust, tuple[Any, ssl.SSLContext]] = {}


def preload(environ: Mapping[str, str]) -> None:
    """Make the context that tasks need if their options say nothing. What is wrong, the task that needs it tells."""
    if REQUESTS_MISSING:
        return
    variable = next((name for name in BUNDLES if environ.get(name)), None)
    try:
        context_of(Trust() if variable is None else Trust(ca_path=environ[variable], ca_name=variable))
    except ApiClientError:
        return


def _made(trust: Trust) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    context.minimum_version = ssl.TLSVersion.TLSv1_2
    if trust.validate_certs:
        # With an address in place of a name, urllib3 before 2 hands no name to the context; it compares names by itself then.
        context.check_hostname = not OLD_URLLIB3
        _load_authorities(context, trust)
    else:
        context.check_hostname = False
        context.verify_mode = ssl.CERT_NONE
    _load_client(context, trust)
    return context


def _load_authorities(context: ssl.SSLContext, trust: Trust) -> None:
    if trust.ca_cert:
        _load_text(context, trust.ca_cert)
    if trust.ca_path:
        try:
            _load_path(context, trust.ca_path)
        except (OSError, ValueError):
            raise _unusable(trust) from None
    if trust.ca_cert or trust.ca_path:
        # Whoever names an authority trusts it, be it the root or one below.
        context.verify_flags |= PARTIAL_CHAIN
    else:
        context.load_verify_locations(DEFAULT_CA_BUNDLE_PATH)


def _load_path(context: ssl.SSLContext, path: str) -> None:
    """Load a file, or a folder: one that OpenSSL hashed as it is, of any other every file with certificates."""
    if not os.path.isdir(path):
        context.load_verify_locations(path)
        return
    names = sorted(os.listdir(path))
    if any(HASHED.fullmatch(name) for name in names):
        context.load_verify_locations(capath=path)
        return
    files = [os.path.join(path, name) for name in names if name.endswith(PEM_FILES)]
    if not files:
        raise OSError("no certificates")
    for file in files:
        context.load_verify_locations(file)


def _load_text(context: ssl.SSLContext, text: str) -> None:
    if KEY_BLOCK in text:
        raise ConfigurationError(
            "ca_cert holds a private key.", hint="Give certificates only; who saw the key elsewhere can use it."
        )
    try:
        context.load_verify_locations(cadata=text)
    except (OSError, ValueError, TypeError):
        raise ConfigurationError(
            "ca_cert holds no certificate in PEM form.",
            hint=f"Give the text itself, from {CERTIFICATE_BLOCK} on; for a file use ca_path.",
        ) from None


def _unusable(trust: Trust) -> ConfigurationError:
    hint = "Name a file, or a folder of files, with certificates in PEM form that this user may read."
    if trust.ca_name == "ca_path":
        return ConfigurationError(f'ca_path "{trust.ca_path}" cannot be read as certificates.', hint=hint)
    return ConfigurationError(
        f'The environment variable {trust.ca_name} names "{trust.ca_path}", which cannot be read as certificates.',
        hint=f"Correct or unset {trust.ca_name}, or set the option ca_path. {hint}",
    )


class _Passphrase(Exception):
    """The key is encrypted; nobody can be asked for its passphrase."""


def _refuse_passphrase() -> str:
    raise _Passphrase


def _load_client(context: ssl.SSLContext, trust: Trust) -> None:
    if not trust.client_cert:
        if trust.client_key:
            raise ConfigurationError("client_key is set without client_cert; set both.")
        return
    name, path = ("client_key", trust.client_key) if trust.client_key else ("client_cert", trust.client_cert)
    try:
        _check_private(name, path)
        context.load_cert_chain(trust.client_cert, trust.client_key, _refuse_passphrase)
    except _Passphrase:
        raise ConfigurationError(
            f'The key in {name} "{path}" is encrypted.',
            hint=f"Nobody can be asked for its passphrase: write the key without one, into a file of mode 0600, and name it in {name}.",
        ) from None
    except (OSError, ValueError) as error:
        missing = isinstance(error, OSError) and not isinstance(error, ssl.SSLError) and error.filename
        words = _client_words(trust, error, str(missing) if missing else None)
        raise ConfigurationError(words, hint="Name files in PEM form that this user may read.") from None


def _client_words(trust: Trust, error: Exception, missing: Optional[str]) -> str:
    if getattr(error, "reason", None) == "KEY_VALUES_MISMATCH":
        return f'client_key "{trust.client_key}" does not belong to client_cert "{trust.client_cert}".'
    if not trust.client_key:
        return f'client_cert "{trust.client_cert}" cannot be read as a certificate together with its key.'
    for name, path in (("client_cert", trust.client_cert), ("client_key", trust.client_key)):
        if missing == path or path is None or not os.access(path.replace("\0", ""), os.R_OK):
            return f'{name} "{path}" cannot be read.'
    return f'client_cert "{trust.client_cert}" and client_key "{trust.client_key}" cannot be read as a certificate and its key.'


def _check_private(name: str, path: str) -> None:
    """Raise ConfigurationError for a key that others may use. That a group may read what belongs to another user is deliberate."""
    found = os.stat(path)
    mode = stat.S_IMODE(found.st_mode)
    if mode & (0o077 if found.st_uid == os.geteuid() else 0o007):
        raise ConfigurationError(
            f'{name} "{path}" holds a key and has mode {mode:04o}: others may read it.', hint=f"Run: chmod 600 {path}"
        )


def _stamps(trust: Trust) -> Any:
    """Return what changes when one of the files does."""
    paths = [trust.ca_path or (None if trust.ca_cert else DEFAULT_CA_BUNDLE_PATH), trust.client_cert, trust.client_key]
    return [_stamp(path, trust.validate_certs or number > 0) for number, path in enumerate(paths)]


def _stamp(path: Optional[str], used: bool) -> Any:
    if path is None or not used:
        return None
    try:
        if os.path.isdir(path):
            with os.scandir(path) as entries:
                return sorted((entry.name, *_identity(entry.stat())) for entry in entries if entry.is_file())
        return _identity(os.stat(path))
    except (OSError, ValueError):
        return None


def _identity(found: os.stat_result) -> tuple[int, ...]:
    return (found.st_mtime_ns, found.st_ctime_ns, found.st_size, found.st_ino)


class Adapter(HTTPAdapter):
    """Lets requests use a context as it is.

    By itself requests would load the authorities again for each connection (before 2.32), or put a context of its own in place of
    this one (2.32.0 to 2.32.2). So nothing but the address reaches urllib3.
    """

    def __init__(self, trust: Trust) -> None:
        self._trust = trust
        self._context = context_of(trust)
        super().__init__(pool_maxsize=MOST_CONNECTIONS)

    def init_poolmanager(self, *arguments: Any, **named: Any) -> None:
        """Make the pools with the context."""
        super().init_poolmanager(*arguments, **{**named, "ssl_context": self._context})

    def proxy_manager_for(self, proxy: str, **named: Any) -> Any:
        """Make the pools of a proxy with the context. A proxy that speaks TLS sees no client certificate."""
        named["ssl_context"] = self._context
        if proxy.lower().startswith("https:"):
            named["proxy_ssl_context"] = context_of(replace(self._trust, client_cert=None, client_key=None))
        return super().proxy_manager_for(proxy, **named)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Say only whether to verify; with what, the context knows."""
        conn.cert_reqs = self._requirement

    def get_connection_with_tls_context(self, request: Any, verify: Any, proxies: Any = None, cert: Any = None) -> Any:
        """Return the pool of a request, without the settings of TLS that requests from 2.32 on would add."""
        address = proxies.get("https") if proxies else None
        manager = (
            self.proxy_manager_for(address if "://" in address else f"http://{address}")
            if address
            else self.poolmanager
        )
        return manager.connection_from_url(request.url)

    _get_connection = get_connection_with_tls_context

    @property
    def _requirement(self) -> str:
        return "CERT_REQUIRED" if self._trust.validate_certs else "CERT_NONE"


CLIENT_HINT = "Name a certificate that the service accepts with the options client_cert and client_key."
HANDSHAKE_HINT = (
    "Check that the address and port speak https, and at least TLS 1.2; "
    "a service that asks for a client certificate needs the options client_cert and client_key."
)
ALERTS: Mapping[str, str] = {
    "CERTIFICATE_REQUIRED": "asks for a client certificate",
    "HANDSHAKE_FAILURE": "refuses the TLS handshake; perhaps it asks for a client certificate",
    "BAD_CERTIFICATE": "refuses the client certificate",
    "UNKNOWN_CA": "does not know the authority of the client certificate",
    "CERTIFICATE_EXPIRED": "refuses the client certificate, which has expired",
    "CERTIFICATE_UNKNOWN": "refuses the client certificate",
    "CERTIFICATE_REVOKED": "refuses the client certificate, which is revoked",
}


def is_distrust(error: BaseException) -> bool:
    """Return whether an error says that the certificate of the service is not trusted; urllib3 before 2 has one of its own for names."""
    return isinstance(error, ssl.SSLCertVerificationError) or type(error).__name__ == "CertificateError"


def refusal(error: BaseException) -> Optional[str]:
    """Return how the service refuses this client in the handshake, None if the error is another one."""
    reason = str(getattr(error, "reason", "") or "")
    if not isinstance(error, ssl.SSLError) or "_ALERT_" not in reason:
        return None
    return ALERTS.get(reason.split("_ALERT_", 1)[1])
