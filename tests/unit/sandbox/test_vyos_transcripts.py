# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The recorded answers of a real router, replayed over real HTTP: status, type, headers and body are equal."""

from __future__ import annotations

import http.client
import json
import pathlib
import threading
import time
import typing as t

import pytest
import uvicorn
import yaml

import sandbox_vyos
from sandbox_vyos import VyosRouter, create_app

Data = t.Dict[str, t.Any]

FILE = pathlib.Path(sandbox_vyos.__file__).parent / "data" / "transcripts.yaml"
KEY = "test-api-key"
# What the recording machine did by chance: its scripts ran outside the daemon, which was slow to answer.
CHANCE = {"bad interface name": {"scripts_outside_daemon": 1}}


def _sections() -> t.List[Data]:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    found: t.List[Data] = yaml.load(FILE.read_text(encoding="utf-8"), Loader=loader)["transcripts"]
    return found


@pytest.fixture(name="port", scope="module")
def _port() -> t.Iterator[t.Tuple[int, VyosRouter]]:
    router = VyosRouter(release="1.5", api_key=KEY)
    server = uvicorn.Server(uvicorn.Config(create_app(router), host="127.0.0.1", port=0, log_level="error"))
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.01)
    yield server.servers[0].sockets[0].getsockname()[1], router
    server.should_exit = True
    thread.join(10)


def _multipart(fields: t.Mapping[str, str]) -> t.Tuple[bytes, str]:
    parts = [f'--frontier\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in fields.items()]
    return ("".join(parts) + "--frontier--\r\n").encode(), "multipart/form-data; boundary=frontier"


def _send(port: int, request: Data) -> Data:
    headers = dict(request.get("headers", {}))
    body = request.get("body", "").encode()
    if "form" in request:
        body, headers["Content-Type"] = _multipart(request["form"])
    elif "content_type" in request:
        headers["Content-Type"] = request["content_type"]
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request(request["method"], request["path"], body=body or None, headers=headers)
        response = connection.getresponse()
        text = response.read().decode()
    finally:
        connection.close()
    found = {"status": response.status, "content_type": response.headers.get("content-type"), "body": text}
    for name in ("location", "allow"):
        if response.headers.get(name):
            found[name] = response.headers[name]
    return found


def _clean(port: int) -> None:
    for path in ("nat", "firewall"):
        body = json.dumps({"op": "delete", "path": [path], "key": KEY})
        _send(port, {"method": "POST", "path": "/configure", "body": body})


@pytest.mark.parametrize("section", _sections(), ids=lambda section: str(section["section"]))
def test_replay(section: Data, port: t.Tuple[int, VyosRouter]) -> None:
    number, router = port
    _clean(number)
    for exchange in section["exchanges"]:
        if exchange.get("reset_before"):
            _clean(number)
        router.set_knobs(CHANCE.get(exchange["name"], {}))
        found = _send(number, exchange["request"])
        expected = dict(exchange["response"])
        if expected.pop("body_truncated", False):
            assert len(found["body"]) == expected.pop("body_length")
            found["body"] = found["body"][: len(expected["body"])]
        assert found == expected, exchange["name"]
