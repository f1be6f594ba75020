# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Whom the client trusts, how it shows itself, and how seldom it loads what that takes."""

from __future__ import annotations

import os
import shutil
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from socket import create_connection
from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.http import tls
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    ConfigurationError,
    SSLError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RetryPolicy
from ansible_collections.wanforge.edge.plugins.module_utils.http.session import Connection, Session
from ansible_collections.wanforge.edge.plugins.module_utils.http.tls import Trust, context_of, preload
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.authority import Authority
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import LoopbackServer

READ = Request("GET", "/things", safe=True)
WRITE = Request("POST", "/things", json={"name": "x"})


@pytest.fixture(autouse=True)
def nothing_loaded(monkeypatch: pytest.MonkeyPatch) -> None:
    """Start each test as a new process does."""
    monkeypatch.setattr(tls, "_contexts", {})


@pytest.fixture
def authority(tmp_path: Path) -> Authority:
    return Authority(tmp_path)


@pytest.fixture
def service(authority: Authority) -> Iterator[LoopbackServer]:
    """A service whose certificate the authority issued."""
    with LoopbackServer(authority.issue()[2]) as running:
        yield running


@pytest.fixture
def guarded(authority: Authority) -> Iterator[LoopbackServer]:
    """A service that asks clients for a certificate of the same authority."""
    with LoopbackServer(authority.issue()[2], clients=authority.path) as running:
        yield running


@pytest.fixture
def loads(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """What is loaded into contexts from now on."""
    seen: list[Any] = []
    load = ssl.SSLContext.load_verify_locations

    def counted(self: ssl.SSLContext, *arguments: Any, **named: Any) -> None:
        seen.append(arguments or named)
        load(self, *arguments, **named)

    monkeypatch.setattr(ssl.SSLContext, "load_verify_locations", counted)
    return seen


def send(url: str, request: Request = READ, **options: Any) -> Response:
    session = Session(Connection(url, retry=RetryPolicy(attempts=2), **options), sleep=lambda seconds: None)
    try:
        return session.send(request)
    finally:
        session.close()


def failure(kind: type[ApiClientError], url: str, request: Request = READ, **options: Any) -> ApiClientError:
    with pytest.raises(kind) as caught:
        send(url, request, **options)
    assert 10 < len(caught.value.message) < 400 and "Traceback" not in caught.value.message
    return caught.value


def as_folder(authority: Authority) -> dict[str, str]:
    folder = authority.folder / "folder"
    folder.mkdir()
    shutil.copy(authority.path, folder / "ours.pem")
    (folder / "README").write_text("no certificate", encoding="utf-8")
    return {"ca_path": str(folder)}


def as_hashed_folder(authority: Authority) -> dict[str, str]:
    folder = authority.folder / "hashed"
    folder.mkdir()
    command = ["openssl", "x509", "-noout", "-subject_hash", "-in", str(authority.path)]
    name = subprocess.run(command, stdout=subprocess.PIPE, check=True, text=True).stdout.strip()
    shutil.copy(authority.path, folder / f"{name}.0")
    return {"ca_path": str(folder)}


TRUSTING: dict[str, Callable[[Authority], dict[str, str]]] = {
    "file": lambda authority: {"ca_path": str(authority.path)},
    "folder": as_folder,
    "text": lambda authority: {"ca_cert": authority.text},
    "both": lambda authority: {"ca_cert": authority.text, "ca_path": str(Authority(authority.folder, "other").path)},
}
if shutil.which("openssl"):
    TRUSTING["hashed folder"] = as_hashed_folder


@pytest.mark.parametrize("how", TRUSTING)
def test_authorities_can_be_named_in_every_form(service: LoopbackServer, authority: Authority, how: str) -> None:
    assert send(service.url, **TRUSTING[how](authority)).ok


@pytest.mark.parametrize("how", TRUSTING)
@pytest.mark.parametrize("fault", ["another authority", "another name", "expired"])
def test_verification_refuses_what_is_wrong(authority: Authority, tmp_path: Path, how: str, fault: str) -> None:
    (tmp_path / "else").mkdir()
    issuer = Authority(tmp_path / "else") if fault == "another authority" else authority
    name = "other.example" if fault == "another name" else "127.0.0.1"
    with LoopbackServer(issuer.issue(name, age=3 if fault == "expired" else 0)[2]) as server:
        error = failure(SSLError, server.url, WRITE, **TRUSTING[how](authority))
        assert "not trusted" in error.message and not error.unclear and server.seen == []


def test_the_system_does_not_know_the_authority(service: LoopbackServer) -> None:
    assert "ca_path" in failure(SSLError, service.url).hint
    assert service.seen == []


def test_one_who_names_an_authority_in_the_middle_trusts_it(authority: Authority, tmp_path: Path) -> None:
    middle = Authority(tmp_path, "middle", above=authority)
    with LoopbackServer(middle.issue()[2]) as server:
        assert send(server.url, ca_path=str(middle.path)).ok


@pytest.mark.filterwarnings("error:Unverified")
def test_verification_can_be_off_for_one_client_and_on_for_the_next(
    service: LoopbackServer, authority: Authority
) -> None:
    assert send(service.url, validate_certs=False).ok
    failure(SSLError, service.url)
    assert send(service.url, ca_path=str(authority.path)).ok
    assert send(service.url.replace("127.0.0.1", "localhost"), validate_certs=False).ok
    failure(SSLError, service.url.replace("127.0.0.1", "localhost"), ca_path=str(authority.path))


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion")
def test_old_versions_of_tls_are_not_spoken(
    service: LoopbackServer, authority: Authority, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SSLKEYLOGFILE", str(authority.folder / "keys"))
    assert context_of(Trust()).minimum_version == ssl.TLSVersion.TLSv1_2
    assert send(service.url, ca_path=str(authority.path)).ok
    assert not (authority.folder / "keys").exists()
    assert service.context is not None
    service.context.set_ciphers("DEFAULT:@SECLEVEL=0")
    service.context.minimum_version = ssl.TLSVersion.TLSv1
    service.context.maximum_version = ssl.TLSVersion.TLSv1_1
    failure(SSLError, service.url, ca_path=str(authority.path))


def test_authorities_are_loaded_once_for_all_clients(
    service: LoopbackServer, authority: Authority, loads: list[Any]
) -> None:
    for _client in range(5):
        assert send(service.url, ca_path=str(authority.path)).ok
    assert loads == [(str(authority.path),)]


def test_nothing_is_loaded_before_something_is_sent(authority: Authority, loads: list[Any]) -> None:
    Session(Connection("https://tenant.example", ca_path=str(authority.path)))
    assert loads == []


@pytest.mark.parametrize("variable", [None, "REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"])
def test_what_was_loaded_beforehand_is_not_loaded_again(
    authority: Authority, loads: list[Any], variable: str, service: LoopbackServer
) -> None:
    preload({variable: str(authority.path)} if variable else {})
    assert len(loads) == 1
    if variable:
        assert send(service.url, ca_path=str(authority.path), ca_name=variable).ok
    else:
        failure(SSLError, service.url)
    assert len(loads) == 1


def test_a_fork_uses_what_its_parent_loaded(service: LoopbackServer, authority: Authority) -> None:
    context_of(Trust(ca_path=str(authority.path)))
    reader, writer = os.pipe()
    child = os.fork()
    if child == 0:
        made: list[int] = []
        setattr(tls, "_made", made.append)
        ok = send(service.url, ca_path=str(authority.path)).ok and not made
        os.write(writer, b"y" if ok else b"n")
        os._exit(0)
    os.waitpid(child, 0)
    assert os.read(reader, 1) == b"y"


def test_preloading_never_fails(tmp_path: Path) -> None:
    preload({"REQUESTS_CA_BUNDLE": str(tmp_path / "nowhere.pem")})
    preload({"REQUESTS_CA_BUNDLE": "a\0b"})


@pytest.mark.parametrize("folder", [False, True])
def test_a_file_that_changed_is_loaded_anew(authority: Authority, tmp_path: Path, folder: bool) -> None:
    (tmp_path / "new").mkdir()
    new = Authority(tmp_path / "new")
    named = as_folder(authority) if folder else {"ca_path": str(shutil.copy(authority.path, tmp_path / "ca.pem"))}
    file = Path(named["ca_path"]) / "ours.pem" if folder else Path(named["ca_path"])
    with LoopbackServer(authority.issue()[2]) as before, LoopbackServer(new.issue()[2]) as after:
        assert send(before.url, **named).ok
        failure(SSLError, after.url, **named)
        shutil.copy(new.path, file)
        assert send(after.url, **named).ok
        failure(SSLError, before.url, **named)


@pytest.mark.parametrize("content", [None, "nothing", "folder"])
@pytest.mark.parametrize("name", ["ca_path", "REQUESTS_CA_BUNDLE"])
def test_authorities_that_cannot_be_read_are_called_by_the_name_the_user_knows(
    service: LoopbackServer, tmp_path: Path, content: str, name: str
) -> None:
    path = tmp_path / "ca"
    if content == "folder":
        path.mkdir()
    elif content:
        path.write_text(content, encoding="utf-8")
    error = failure(ConfigurationError, service.url, ca_path=str(path), ca_name=name)
    assert name in error.message and str(path) in error.message
    assert ("unset REQUESTS_CA_BUNDLE" in error.hint) is (name == "REQUESTS_CA_BUNDLE")
    assert ("ca_path" in error.message) is (name == "ca_path")


@pytest.mark.parametrize("text", ["nonsense", "/etc/ca.pem", "-----BEGIN CERTIFICATE-----\nAAAA\n", "ü", "a\0b"])
def test_text_that_is_no_certificate_is_refused(service: LoopbackServer, text: str) -> None:
    error = failure(ConfigurationError, service.url, ca_cert=text)
    assert "ca_cert" in error.message and text not in error.message


def test_a_key_among_authorities_is_refused_and_not_shown(service: LoopbackServer, authority: Authority) -> None:
    both = authority.issue()[2].read_text(encoding="ascii")
    error = failure(ConfigurationError, service.url, ca_cert=both)
    assert "ca_cert holds a private key" in error.message
    assert not any(line in error.message + error.hint for line in both.splitlines() if line)


def trusted(authority: Authority, **client: Path) -> dict[str, str]:
    return {"ca_path": str(authority.path), **{name: str(path) for name, path in client.items()}}


def test_a_certificate_of_the_client_is_shown(guarded: LoopbackServer, authority: Authority) -> None:
    certificate, key, both = authority.issue("client")
    assert send(guarded.url, WRITE, **trusted(authority, client_cert=certificate, client_key=key)).ok
    assert send(guarded.url, **trusted(authority, client_cert=both)).ok
    assert send(guarded.url, validate_certs=False, client_cert=str(both)).ok


@pytest.mark.parametrize("version", [ssl.TLSVersion.TLSv1_2, ssl.TLSVersion.TLSv1_3])
@pytest.mark.parametrize("shown", ["nothing", "of another authority", "expired"])
def test_a_service_that_refuses_the_client_says_so(
    guarded: LoopbackServer, authority: Authority, tmp_path: Path, version: ssl.TLSVersion, shown: str
) -> None:
    assert guarded.context is not None
    guarded.context.minimum_version = guarded.context.maximum_version = version
    (tmp_path / "else").mkdir()
    issuer = authority if shown == "expired" else Authority(tmp_path / "else", "else")
    both = issuer.issue("client", age=3 if shown == "expired" else 0)[2]
    client = {} if shown == "nothing" else {"client_cert": both}
    for request in (READ, WRITE):
        error = failure(SSLError, guarded.url, request, **trusted(authority, **client))
        assert "certificate" in error.message and "client_cert" in error.hint
        assert "not trusted" not in error.message and not error.unclear
    assert guarded.seen == []


@pytest.mark.parametrize("mode", [0o640, 0o604, 0o644])
@pytest.mark.parametrize("name", ["client_cert", "client_key"])
def test_a_key_that_others_may_read_is_refused(
    guarded: LoopbackServer, authority: Authority, mode: int, name: str
) -> None:
    certificate, key, both = authority.issue("client")
    path = key if name == "client_key" else both
    path.chmod(mode)
    client = {"client_cert": certificate, "client_key": key} if name == "client_key" else {"client_cert": both}
    error = failure(ConfigurationError, guarded.url, **trusted(authority, **client))
    assert f"{name} " in error.message and f"{mode:04o}" in error.message
    assert f"chmod 600 {path}" in error.hint


@pytest.mark.parametrize(
    "fault", ["no key", "no certificate", "missing key", "missing certificate", "other key", "text"]
)
def test_files_of_the_client_that_cannot_be_used_are_named(
    guarded: LoopbackServer, authority: Authority, tmp_path: Path, fault: str
) -> None:
    certificate, key, _both = authority.issue("client")
    nowhere, text = tmp_path / "nowhere", tmp_path / "text"
    text.write_text("neither", encoding="utf-8")
    text.chmod(0o600)
    client, words = {
        "no key": ({"client_cert": certificate}, ["client_cert", str(certificate)]),
        "no certificate": ({"client_key": key}, ["client_key is set without client_cert"]),
        "missing key": ({"client_cert": certificate, "client_key": nowhere}, ["client_key", str(nowhere)]),
        "missing certificate": ({"client_cert": nowhere, "client_key": key}, ["client_cert", str(nowhere)]),
        "other key": ({"client_cert": certificate, "client_key": authority.issue("x")[1]}, ["does not belong"]),
        "text": ({"client_cert": text}, ["client_cert", str(text)]),
    }[fault]
    certificate.chmod(0o600)
    error = failure(ConfigurationError, guarded.url, **trusted(authority, **client))
    assert all(word in error.message for word in words), error.message
    assert "PRIVATE KEY" not in error.message


def test_nobody_is_asked_for_a_passphrase(guarded: LoopbackServer, authority: Authority) -> None:
    certificate, key, both = authority.issue("client", passphrase="hunter2")
    error = failure(ConfigurationError, guarded.url, **trusted(authority, client_cert=certificate, client_key=key))
    assert "client_key" in error.message and "encrypted" in error.message and "passphrase" in error.hint
    assert "client_cert" in failure(ConfigurationError, guarded.url, **trusted(authority, client_cert=both)).message


class Tunnel(BaseHTTPRequestHandler):
    """A proxy that connects to where it is told, whatever the name."""

    target = 0

    def do_CONNECT(self) -> None:
        """Pass bytes on in both directions until one side ends."""
        getattr(self.server, "asked").append((self.path, self.headers.get("Proxy-Authorization")))
        with create_connection(("127.0.0.1", type(self).target)) as far:
            self.send_response(200)
            self.end_headers()
            back = threading.Thread(target=self.pump, args=(far, self.connection), daemon=True)
            back.start()
            self.pump(self.connection, far)
            back.join(5)
        self.close_connection = True

    @staticmethod
    def pump(source: Any, sink: Any) -> None:
        """Copy until the end."""
        try:
            while True:
                chunk = source.recv(65536)
                if not chunk:
                    break
                sink.sendall(chunk)
        except OSError:
            return

    def log_message(self, format: str, *args: Any) -> None:  # pylint: disable=redefined-builtin
        """Say nothing."""


@contextmanager
def proxy(target: LoopbackServer) -> Iterator[ThreadingHTTPServer]:
    handler = type("Handler", (Tunnel,), {"target": int(target.url.rsplit(":", 1)[1])})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    server.daemon_threads = True
    setattr(server, "asked", [])
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    try:
        yield server
    finally:
        server.shutdown()
        server.server_close()
        thread.join()


def test_certificates_are_checked_behind_a_proxy(authority: Authority, loads: list[Any]) -> None:
    with LoopbackServer(authority.issue("tenant.example")[2], clients=authority.path) as server, proxy(server) as relay:
        address = f"http://user:hunter22@127.0.0.1:{relay.server_address[1]}"
        shown = str(authority.issue("client")[2])
        named = {"proxy": address, "ca_path": str(authority.path), "client_cert": shown}
        assert send("https://tenant.example", **named).ok
        assert send("https://tenant.example", **named).ok
        assert loads == [(authority.path,), (str(authority.path),)]
        wrong = failure(SSLError, "https://other.example", **named)
        assert "hunter22" not in wrong.message and len(server.seen) == 2
        failure(SSLError, "https://tenant.example", proxy=address)
        assert send("https://tenant.example", proxy=address, validate_certs=False, client_cert=shown).ok
        assert getattr(relay, "asked")[0] == ("tenant.example:443", "Basic dXNlcjpodW50ZXIyMg==")
