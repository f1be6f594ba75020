# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The sandbox as a process: start, stop, faults on real connections, log and control endpoint."""

from __future__ import annotations

import contextlib
import datetime
import ipaddress
import json
import os
import pathlib
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from typing import Any, Optional

import pytest
import requests
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

SERVE = pathlib.Path(__file__).resolve().parents[2] / "sandbox" / "serve.py"
API = "/api/v1"
PATIENCE = 20


class Sandbox:
    """A running sandbox and an authorized session."""

    def __init__(self, *arguments: str) -> None:
        command = [sys.executable, str(SERVE), "--seed", "9", "--exit-with", str(os.getpid()), *arguments]
        self.process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        assert self.process.stdout is not None
        self.info = json.loads(self.process.stdout.readline())
        self.control_url = self.info["control"]["url"]
        self.session = requests.Session()
        self.session.trust_env = False
        self.session.verify = self.info["cloudconnexa"]["ca"] or True
        self.authorize()

    def authorize(self) -> None:
        """Get a token."""
        cloud = self.info["cloudconnexa"]
        query = {"client_id": cloud["client_id"], "client_secret": cloud["client_secret"]}
        token = self.session.post(f"{cloud['url']}{API}/oauth/token", params=query, timeout=PATIENCE).json()
        self.session.headers["Authorization"] = f"Bearer {token['access_token']}"

    def call(self, method: str, path: str, **options: Any) -> requests.Response:
        """A request to the tenant."""
        url = f"{self.info['cloudconnexa']['url']}{API}/{path}"
        return self.session.request(method, url, timeout=PATIENCE, **options)

    def router(self, path: str, data: Any) -> requests.Response:
        """A request to the router."""
        form = {"data": json.dumps(data), "key": self.info["vyos"]["api_key"]}
        return self.session.post(f"{self.info['vyos']['url']}/{path}", data=form, timeout=PATIENCE)

    def control(self, method: str, path: str, body: Any = None) -> Any:
        """A request to the control endpoint; its answer as data."""
        response = requests.request(method, f"{self.control_url}/{path}", json=body, timeout=PATIENCE)
        assert response.status_code < 400, response.text
        return response.json() if response.content else None

    def refused(self, method: str, path: str, body: Any = None) -> str:
        """The sentence with which the control endpoint refuses a request."""
        response = requests.request(method, f"{self.control_url}/{path}", json=body, timeout=PATIENCE)
        assert response.status_code in (400, 404, 405), response.text
        return str(response.json()["error"])

    def fault(self, kind: str, times: Optional[int] = 1, **members: Any) -> None:
        """Add a fault rule; members of the fault and of the rule by their names."""
        rule = {name: members.pop(name) for name in ("service", "method", "path") if name in members}
        self.control("POST", "faults", {**rule, "times": times, "fault": {"kind": kind, **members}})

    def last(self) -> Any:
        """The last entry of the log."""
        return self.control("GET", "log")[-1]

    def stop(self, number: int = signal.SIGTERM) -> tuple[int, str, str]:
        """Stop the process; exit status and what it wrote since."""
        self.session.close()
        self.process.send_signal(number)
        output, errors = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, output, errors


@contextlib.contextmanager
def running(*arguments: str) -> Iterator[Sandbox]:
    """A sandbox that is gone afterwards."""
    sandbox = Sandbox(*arguments)
    try:
        yield sandbox
    finally:
        if sandbox.process.poll() is None:
            sandbox.stop()


@pytest.fixture(name="shared", scope="module")
def _shared() -> Iterator[Sandbox]:
    with running() as sandbox:
        yield sandbox


@pytest.fixture(name="sandbox")
def _sandbox(shared: Sandbox) -> Sandbox:
    shared.control("POST", "reset")
    shared.authorize()
    shared.control("DELETE", "log")
    return shared


def networks(sandbox: Sandbox) -> list[str]:
    """Names of the networks that exist."""
    return [item["name"] for item in sandbox.call("GET", "networks").json()["content"]]


def test_announcement(sandbox: Sandbox) -> None:
    assert set(sandbox.info) == {"cloudconnexa", "vyos", "control"}
    assert sandbox.info["cloudconnexa"]["url"].startswith("http://127.0.0.1:")
    assert set(sandbox.info["vyos"]) == {"url", "api_key", "ca"}
    assert sandbox.control("GET", "health") == {"status": "ok"}


def test_reset_before(sandbox: Sandbox) -> None:
    sandbox.fault("reset_before", method="POST")
    with pytest.raises(requests.ConnectionError):
        sandbox.call("POST", "networks", json={"name": "hq"})
    entry = sandbox.last()
    assert (entry["status"], entry["fault"], entry["effect"], entry["write"]) == (None, "reset_before", False, True)
    assert networks(sandbox) == []


def test_reset_after(sandbox: Sandbox) -> None:
    sandbox.fault("reset_after", method="POST")
    with pytest.raises(requests.ConnectionError):
        sandbox.call("POST", "networks", json={"name": "hq"})
    entry = sandbox.last()
    assert (entry["status"], entry["fault"], entry["effect"]) == (None, "reset_after", True)
    assert networks(sandbox) == ["hq"]


def test_a_reset_is_a_tcp_reset(sandbox: Sandbox) -> None:
    sandbox.fault("reset_before", service="vyos")
    host, port = sandbox.info["vyos"]["url"].removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=PATIENCE) as connection:
        connection.sendall(b"POST /retrieve HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n")
        with pytest.raises(ConnectionResetError):
            connection.recv(1)


def test_truncate(sandbox: Sandbox) -> None:
    sandbox.fault("truncate")
    with pytest.raises(requests.exceptions.ChunkedEncodingError, match="IncompleteRead"):
        sandbox.call("GET", "regions")
    assert sandbox.call("GET", "regions").status_code == 200


def test_garbage_and_status(sandbox: Sandbox) -> None:
    sandbox.fault("garbage")
    response = sandbox.call("GET", "regions")
    assert response.status_code == 200
    with pytest.raises(requests.JSONDecodeError):
        response.json()
    sandbox.fault("status", status=503, body="<html><body>Busy</body></html>", headers={"Retry-After": "1"})
    response = sandbox.call("POST", "networks", json={"name": "hq"})
    assert (response.status_code, response.headers["retry-after"]) == (503, "1")
    assert sandbox.last()["effect"] is False and networks(sandbox) == []


def test_latency(sandbox: Sandbox) -> None:
    sandbox.fault("latency", ms=80)
    started = time.monotonic()
    assert sandbox.call("GET", "regions").status_code == 200
    assert time.monotonic() - started >= 0.08 and sandbox.last()["ms"] >= 80


def test_expired_tokens(sandbox: Sandbox) -> None:
    sandbox.fault("expire_tokens")
    assert [sandbox.call("GET", "regions").status_code for _turn in range(2)] == [401, 401]
    sandbox.authorize()
    assert sandbox.call("GET", "regions").status_code == 200


def test_slow_commit(sandbox: Sandbox) -> None:
    sandbox.fault("slow_commit", service="vyos", seconds=0.2)
    sandbox.router("configure", {"op": "set", "path": ["interfaces", "ethernet", "eth1", "description", "lan"]})
    assert sandbox.last()["ms"] >= 200
    assert sandbox.control("GET", "knobs")["vyos"]["commit_delay"] == 0


def test_log(sandbox: Sandbox) -> None:
    config = {"preSharedKey": "psk-value", "ikeProtocol": {"autoInitiate": True}}
    body = {"name": "hq", "connectors": [{"name": "c", "vpnRegionId": "it-mxp", "ipSecConfig": config}]}
    sandbox.call("POST", "networks", json=body)
    sandbox.call("GET", "networks?size=5&page=0")
    sandbox.router("retrieve", {"op": "showConfig", "path": []})
    path = ["interfaces", "ethernet", "eth0", "description", "wan"]
    sandbox.router("configure", {"op": "set", "path": path})
    sandbox.router("configure", {"op": "set", "path": path})
    sandbox.authorize()
    entries = sandbox.control("GET", "log")
    assert [entry["n"] for entry in entries] == [1, 2, 3, 4, 5, 6]
    assert [entry["write"] for entry in entries] == [True, False, False, True, True, False]
    assert [entry["effect"] for entry in entries] == [True, False, False, True, False, False]
    assert entries[1]["query"] == [["size", "5"], ["page", "0"]] and entries[1]["bytes"] > 100
    assert entries[3]["body"]["data"] == {"op": "set", "path": path}
    assert entries[5]["token"] is True
    text = json.dumps(entries)
    for secret in ("psk-value", sandbox.info["vyos"]["api_key"], sandbox.info["cloudconnexa"]["client_secret"]):
        assert secret not in text
    counts = sandbox.control("GET", "counts")
    assert counts["cloudconnexa"] == {"requests": 3, "reads": 1, "writes": 1, "tokens": 1, "connections": 1}
    assert counts["vyos"] == {"requests": 3, "reads": 1, "writes": 2, "tokens": 0, "connections": 1}
    assert (counts["requests"], counts["connections"]) == (6, 2)
    assert len(sandbox.control("GET", "log?service=vyos&write=true")) == 2
    assert "baselog" in sandbox.refused("GET", "log?service=baselog")
    assert "maybe" in sandbox.refused("GET", "log?write=maybe")


def test_connections_are_counted(sandbox: Sandbox) -> None:
    for _turn in range(3):
        sandbox.session.close()
        sandbox.call("GET", "regions")
    assert sandbox.control("GET", "counts")["connections"] == 3


def test_fault_rules_over_the_control_endpoint(sandbox: Sandbox) -> None:
    rules = [{"fault": {"kind": "garbage"}}, {"fault": {"kind": "truncate"}, "service": "vyos"}]
    added = sandbox.control("POST", "faults", rules)
    assert sandbox.control("GET", "faults") == added
    sandbox.control("DELETE", f"faults/{added[0]['id']}")
    assert [rule["id"] for rule in sandbox.control("GET", "faults")] == [added[1]["id"]]
    assert "no such" in sandbox.refused("DELETE", "faults/77")
    assert "flood" in sandbox.refused("POST", "faults", {"fault": {"kind": "flood"}})
    sandbox.control("DELETE", "faults")
    assert sandbox.control("GET", "faults") == []


def test_state(sandbox: Sandbox) -> None:
    seed = sandbox.control("GET", "state")
    sandbox.call("POST", "networks", json={"name": "hq"})
    sandbox.router("configure", {"op": "set", "path": ["interfaces", "ethernet", "eth0", "description", "wan"]})
    changed = sandbox.control("GET", "state")
    assert changed["cloudconnexa"] != seed["cloudconnexa"] and changed["vyos"] != seed["vyos"]
    sandbox.control("POST", "reset")
    assert sandbox.control("GET", "state") == seed and sandbox.control("GET", "log") == []
    sandbox.control("PUT", "state", changed)
    assert sandbox.control("GET", "state") == changed
    assert networks(sandbox) == ["hq"]
    assert "state" in sandbox.refused("PUT", "state", {"cloudconnexa": {}})


def test_knobs(sandbox: Sandbox) -> None:
    before = sandbox.control("GET", "knobs")
    changes = {"cloudconnexa": {"level": "1.0"}, "vyos": {"save_failure": True}}
    after = sandbox.control("PATCH", "knobs", changes)
    assert after["cloudconnexa"]["level"] == "1.0" and after["vyos"]["save_failure"] is True
    sandbox.control("POST", "reset")
    assert sandbox.control("GET", "knobs") == before
    assert "nothing" in sandbox.refused("PATCH", "knobs", {"cloudconnexa": {"nothing": 1}})
    assert "nothing" in sandbox.refused("PATCH", "knobs", {"cloudconnexa": {"level": "1.0"}, "vyos": {"nothing": 1}})
    assert "baselog" in sandbox.refused("PATCH", "knobs", {"baselog": {}})
    assert sandbox.refused("PATCH", "knobs", [])
    assert sandbox.control("GET", "knobs") == before


def test_secrets_of_ones_own_and_the_tokens_that_were_issued() -> None:
    secret, key = "p:ö% \"ß'密", "k&=<{{ x }}>\\"
    with running("--client-secret", secret, "--api-key", key) as sandbox:
        assert (sandbox.info["cloudconnexa"]["client_secret"], sandbox.info["vyos"]["api_key"]) == (secret, key)
        assert sandbox.call("GET", "regions").status_code == 200
        assert sandbox.router("retrieve", {"op": "showConfig", "path": []}).json()["success"] is True
        tokens = sandbox.control("GET", "tokens")
        assert [f"Bearer {token}" for token in tokens] == [sandbox.session.headers["Authorization"]]


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT])
def test_stops_cleanly(number: int) -> None:
    with running("--latency-ms", "30") as sandbox:
        started = time.monotonic()
        sandbox.call("GET", "regions")
        assert time.monotonic() - started >= 0.03
        assert sandbox.stop(number) == (0, "", "")


def test_shutdown_over_the_control_endpoint() -> None:
    with running() as sandbox:
        sandbox.control("POST", "shutdown")
        assert sandbox.process.wait(PATIENCE) == 0


def test_exits_with_another_process() -> None:
    with subprocess.Popen([sys.executable, "-c", "input()"], stdin=subprocess.PIPE) as other:
        with running("--exit-with", str(other.pid)) as sandbox:
            assert sandbox.process.poll() is None
            other.terminate()
            other.wait(PATIENCE)
            assert sandbox.process.wait(PATIENCE) == 0


def test_port_in_use(sandbox: Sandbox) -> None:
    port = sandbox.control_url.rsplit(":", 1)[1]
    done = subprocess.run([sys.executable, str(SERVE), "--vyos", port], capture_output=True, text=True, check=False)
    assert (done.returncode, done.stdout) == (1, "")
    assert port in done.stderr and len(done.stderr.splitlines()) == 1


def test_wrong_arguments(tmp_path: pathlib.Path) -> None:
    broken = tmp_path / "broken.pem"
    broken.write_text("not a certificate", encoding="utf-8")
    wrong = (
        ["--vyos", "x"],
        ["--tls", "none.pem", "none.pem"],
        ["--tls", str(broken), str(broken)],
        ["--tls-clients", "x"],
    )
    for arguments in wrong:
        command = [sys.executable, str(SERVE), *arguments]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=PATIENCE)
        assert done.returncode in (1, 2) and done.stdout == ""
        assert len(done.stderr.splitlines()) == 1, done.stderr


def _certificate(folder: pathlib.Path) -> tuple[str, str]:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "sandbox")])
    now = datetime.datetime.now(datetime.timezone.utc)
    names = x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))])
    builder = x509.CertificateBuilder(name, name, key.public_key(), x509.random_serial_number())
    builder = builder.not_valid_before(now).not_valid_after(now + datetime.timedelta(days=1))
    signed = builder.add_extension(names, critical=False).sign(key, hashes.SHA256())
    (folder / "cert.pem").write_bytes(signed.public_bytes(serialization.Encoding.PEM))
    private = (serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
    (folder / "key.pem").write_bytes(key.private_bytes(serialization.Encoding.PEM, *private))
    return str(folder / "cert.pem"), str(folder / "key.pem")


def test_tls(tmp_path: pathlib.Path) -> None:
    with running("--tls", *_certificate(tmp_path), "--vyos-release", "1.5") as sandbox:
        assert sandbox.info["cloudconnexa"]["ca"] == sandbox.info["vyos"]["ca"] == str(tmp_path / "cert.pem")
        assert sandbox.info["vyos"]["url"].startswith("https://")
        assert sandbox.call("GET", "regions").status_code == 200
        sandbox.fault("reset_after")
        with pytest.raises(requests.ConnectionError):
            sandbox.call("GET", "regions")
        sandbox.fault("truncate")
        with pytest.raises(requests.exceptions.ChunkedEncodingError):
            sandbox.call("GET", "regions")
        assert sandbox.router("retrieve", {"op": "showConfig", "path": []}).json()["success"] is True
