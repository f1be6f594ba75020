# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The simulated router as a client meets it, in all releases: encodings, texts, commits, files, knobs."""

from __future__ import annotations

import asyncio
import json
import typing as t
from urllib.parse import urlencode

import pytest

from sandbox_shell.inprocess import Reply, ask
from sandbox_vyos import VyosRouter, create_app

KEY = "test-api-key"
RELEASES = ("1.3", "1.4", "1.5")
MASQUERADE = ["nat", "source", "rule", "10", "translation", "address", "masquerade"]
NO_TRANSLATION = ["nat", "source", "rule", "10", "source", "address", "10.0.0.1"]
RULE = ["nat", "source", "rule", "10"]
OUT = {"1.3": [*RULE, "outbound-interface", "eth0"], "1.4": [*RULE, "outbound-interface", "name", "eth0"]}
OUT["1.5"] = OUT["1.4"]


class Client:
    """Asks a router over its API, as JSON unless told otherwise."""

    def __init__(self, release: str, **options: t.Any) -> None:
        self.router = VyosRouter(release=release, api_key=KEY, **options)
        self.app = create_app(self.router)

    def send(self, path: str, body: t.Any, method: str = "POST") -> Reply:
        return ask(self.app, method, path, body=body)

    def form(self, path: str, data: t.Any, key: t.Optional[str] = KEY) -> Reply:
        fields = {"data": data if isinstance(data, str) else json.dumps(data)}
        if key is not None:
            fields["key"] = key
        headers = {"Content-Type": "application/x-www-form-urlencoded"}
        return ask(self.app, "POST", path, headers=headers, body=urlencode(fields))

    def call(self, endpoint: str, **members: t.Any) -> t.Any:
        reply = self.form(endpoint, members)
        assert reply.status == 200, reply.text
        return reply.json()["data"]

    def refused(self, endpoint: str, data: t.Any) -> str:
        reply = self.form(endpoint, data)
        assert reply.status == 400, reply.text
        assert reply.json()["success"] is False and reply.json()["data"] is None
        return str(reply.json()["error"])

    def set(self, *paths: t.Sequence[str]) -> t.Any:
        reply = self.form("/configure", [{"op": "set", "path": list(path)} for path in paths])
        assert reply.status == 200, reply.text
        return reply.json()["data"]

    def show(self, *path: str) -> t.Any:
        return self.call("/retrieve", op="showConfig", path=list(path))


@pytest.fixture(name="client", params=RELEASES)
def _client(request: pytest.FixtureRequest) -> Client:
    return Client(str(request.param))


def _release(client: Client) -> str:
    return client.router.release


def test_four_encodings(client: Client) -> None:
    command = {"op": "exists", "path": ["system"]}
    multipart = (
        f'--b\r\nContent-Disposition: form-data; name="data"\r\n\r\n{json.dumps(command)}\r\n'
        f'--b\r\nContent-Disposition: form-data; name="key"\r\n\r\n{KEY}\r\n--b--\r\n'
    )
    replies = [
        ask(client.app, "POST", "/retrieve", None, {"Content-Type": "multipart/form-data; boundary=b"}, multipart),
        client.form("/retrieve", command),
        client.form("/retrieve", {**command, "key": KEY}, key=None),
        client.send("/retrieve", {**command, "key": KEY}),
    ]
    assert {(reply.status, reply.text) for reply in replies} == {
        (200, '{"success": true, "data": true, "error": null}')
    }
    assert {reply.headers["content-type"] for reply in replies} == {"text/html; charset=utf-8"}


def test_missing_keys_differ_by_release(client: Client) -> None:
    reply = client.form("/retrieve", {"op": "exists", "path": ["nat"]}, key=None)
    assert reply.status == (422 if _release(client) == "1.3" else 401)
    assert reply.json()["error"] == "Valid API key is required"
    assert client.form("/retrieve", {"op": "exists", "path": ["nat"]}, key="wrong").status == 401
    assert client.send("/retrieve", {"op": "exists", "path": ["nat"]}).status == 400


def test_quotes_of_the_release(client: Client) -> None:
    old = _release(client) == "1.3"
    word = '"x"' if old else "'x'"
    assert client.refused("/retrieve", {"op": "x", "path": []}) == f"{word} is not a valid operation"
    text = client.refused("/configure", {"op": "set"})
    old_text = 'Malformed command "{"op": "set"}": missing "path" field'
    assert text == (old_text if old else "Malformed command '{'op': 'set'}': missing 'path' field")


def test_newer_endpoints(client: Client) -> None:
    reply = client.form("/configure-section", {"op": "set", "path": ["nat"], "section": {"source": {}}})
    assert reply.status == (404 if _release(client) == "1.3" else 200)


def test_commit_reasons_by_release(client: Client) -> None:
    release = _release(client)
    text = client.refused("/configure", [{"op": "set", "path": path} for path in (OUT[release], NO_TRANSLATION)])
    assert text.endswith("[[nat]] failed\nCommit failed\n")
    assert text.startswith("[ nat ]\nSource NAT configuration error in rule 10:") is (release == "1.5")
    assert client.call("/retrieve", op="exists", path=["nat"]) is False


def test_warnings_reach_the_client_since_1_5(client: Client) -> None:
    data = client.set(OUT[_release(client)], [*RULE, "translation", "address", "203.0.113.9"])
    warning = "[ nat ]\n\nWARNING: IP address 203.0.113.9 does not exist on the system!\n\n\n"
    assert data == (warning if _release(client) == "1.5" else None)


def test_html_is_escaped_since_1_5(client: Client) -> None:
    text = client.refused("/configure", {"op": "set", "path": ["<a>&"]})
    shown = "&lt;a&gt;&amp;" if _release(client) == "1.5" else "<a>&"
    assert text == f"Configuration path: [{shown}] is not valid\n\nSet failed\n"


def test_what_a_delete_leaves(client: Client) -> None:
    client.set(OUT[_release(client)], MASQUERADE)
    client.call("/configure", op="delete", path=RULE)
    assert client.show("nat") == {"source": {}}
    empty = client.refused("/retrieve", {"op": "showConfig", "path": ["nat", "source"]})
    assert empty == "Configuration under specified path is empty\n"
    unknown = client.refused("/retrieve", {"op": "showConfig", "path": ["nat", "x"]})
    assert unknown == "Specified configuration path is not valid\n"


def test_strict_looks_at_the_start_of_the_request(client: Client) -> None:
    client.router.set_knobs({"strict": True})
    out = OUT[_release(client)]
    commands = [{"op": "set", "path": MASQUERADE}, {"op": "set", "path": out}, {"op": "delete", "path": out}]
    text = client.refused("/configure", commands)
    assert text == f"Cannot delete [{' '.join(out)}]: path/value does not exist"


def test_natural_order_and_multi_leaves() -> None:
    client = Client("1.4")
    group = ["firewall", "group", "address-group", "G"]
    client.set(*([*RULE[:3], number, "exclude"] for number in ("100", "9", "20")), [*group, "address", "10.0.0.2"])
    assert list(client.show("nat", "source", "rule")["rule"]) == ["9", "20", "100"]
    assert client.show(*group) == {"address": "10.0.0.2"}
    client.set([*group, "address", "10.0.0.1"])
    assert client.show(*group) == {"address": ["10.0.0.2", "10.0.0.1"]}
    client.call("/configure", op="delete", path=[*group, "address"], value="10.0.0.2")
    assert client.call("/retrieve", op="returnValues", path=[*group, "address"]) == ["10.0.0.1"]


def test_comments() -> None:
    client = Client("1.5")
    client.set(MASQUERADE)
    client.call("/configure", op="comment", path=RULE, value="guests")
    raw = client.call("/retrieve", op="showConfig", path=RULE[:3], configFormat="raw")
    assert raw.startswith(" /* guests */\n rule 10 {\n")
    ast = client.call("/retrieve", op="showConfig", path=RULE[:3], configFormat="json_ast")
    rule = ast["children"][0]
    assert rule["data"]["tag"] is True and rule["children"][0]["data"]["comment"] == "guests"
    inside = client.call("/retrieve", op="showConfig", path=RULE, configFormat="json_ast")
    assert (inside["name"], inside["data"]["comment"]) == ("", None), "what is asked for has no line of its own"
    assert client.refused("/configure", {"op": "comment", "path": RULE[:3], "value": "x"}).startswith(
        "Cannot add comment"
    )


def test_sections() -> None:
    client = Client("1.4")
    section = {"rule": {"1": {"exclude": {}, "description": "a"}, "2": {"exclude": {}}}}
    client.call("/configure-section", op="set", path=["nat", "source"], section=section)
    assert client.show("nat", "source") == section
    client.call("/configure-section", op="load", path=["nat", "source"], section={"rule": {"3": {"exclude": {}}}})
    assert client.show("nat", "source") == {"rule": {"3": {"exclude": {}}}}
    text = client.refused("/configure-section", {"op": "set", "path": ["nat"], "section": {"source": {"rule": 1}}})
    assert text == "object is not a dict of strings/list of strings"
    client.call("/configure-section", op="load", mask={"nat": {}}, config={"nat": {"static": {}}})
    assert client.show("nat") == {"static": {}}


def test_save_and_load(client: Client) -> None:
    client.set(OUT[_release(client)], MASQUERADE)
    said = client.call("/config-file", op="save", file="/config/a.boot")
    assert said == ("Saving configuration to '/config/a.boot'...\nDone\n" if _release(client) == "1.3" else "")
    before = client.show()
    client.call("/configure", op="delete", path=["nat"])
    client.call("/config-file", op="load", file="a.boot")
    assert client.show() == before
    assert "nat" not in client.router.snapshot()["saved"]["tree"]
    client.call("/config-file", op="save")
    assert client.router.snapshot()["saved"]["tree"] == client.router.snapshot()["running"]["tree"]


def test_a_load_that_fails_leaves_the_session_dirty() -> None:
    client = Client("1.5")
    client.router.files["/opt/vyatta/etc/config/bad.boot"] = (
        client.router.files["/opt/vyatta/etc/config/config.boot"] + "nat {\n source {\n rule 10 {\n log\n }\n }\n}\n"
    )
    assert client.refused("/config-file", {"op": "load", "file": "bad.boot"}).endswith("Commit failed\n")
    assert client.form("/retrieve", {"op": "showConfig", "path": ["nat"]}).status == 500
    raw = client.call("/retrieve", op="showConfig", path=["nat"], configFormat="raw")
    assert raw.startswith("+source {\n+    rule 10 {\n")


def test_change_of_the_own_service_is_put_off() -> None:
    client = Client("1.4")
    answer = client.set(["service", "https", "api", "keys", "id", "new", "key", "other"])
    assert answer.startswith("Requested HTTP API server configuration change")
    assert client.form("/retrieve", {"op": "exists", "path": ["system"]}, key="other").status == 200
    client.call("/configure", op="delete", path=["service", "https", "api", "keys"])
    assert client.form("/retrieve", {"op": "exists", "path": ["system"]}).status == 200


def test_the_proxy(client: Client) -> None:
    assert ask(client.app, "GET", "/").status == 403
    assert client.send("/elsewhere", {}).headers["content-type"] == "text/html"
    client.router.set_knobs({"request_body_limit": 100})
    assert client.send("/retrieve", "x" * 101).status == 413
    client.router.set_knobs({"api_enabled": False})
    reply = client.send("/retrieve", {})
    assert reply.status == (200 if _release(client) == "1.3" else 503)
    if _release(client) == "1.3":
        assert list(reply.json()) == ["error"]


def test_locked_by_another_session(client: Client) -> None:
    client.router.set_knobs({"foreign_lock": 1})
    commands = [{"op": "set", "path": path} for path in (OUT[_release(client)], MASQUERADE)]
    text = client.refused("/configure", commands)
    assert text == "Configuration system temporarily locked due to another commit in progress\n"
    assert client.form("/configure", commands).status == 200


def test_save_can_fail(client: Client) -> None:
    client.router.set_knobs({"save_failure": True})
    assert client.form("/config-file", {"op": "save"}).status == 400


def test_show(client: Client) -> None:
    version = client.call("/show", op="show", path=["version"])
    assert f"Version:          VyOS {_release(client)}" in version
    commands = client.call("/show", op="show", path=["configuration", "commands"])
    assert "set system host-name 'vyos'\n" in commands
    client.set(OUT[_release(client)], MASQUERADE)
    assert "masquerade" in client.call("/show", op="show", path=["nat", "source", "rules"])


def test_one_change_at_a_time_and_reads_meanwhile() -> None:
    client = Client("1.4")
    client.router.set_knobs({"commit_delay": 0.05})
    sent: t.List[t.Dict[str, t.Any]] = []

    async def request(endpoint: str, **members: t.Any) -> int:
        body = json.dumps({**members, "key": KEY}).encode()
        scope = {"type": "http", "method": "POST", "path": endpoint, "query_string": b"", "headers": []}

        async def receive() -> t.Dict[str, t.Any]:
            return {"type": "http.request", "body": body, "more_body": False}

        async def send(message: t.Any) -> None:
            if message["type"] == "http.response.start":
                sent.append({"status": message["status"]})

        await client.app(t.cast(t.Any, scope), receive, send)
        return int(sent[-1]["status"])

    async def main() -> t.List[int]:
        first = asyncio.create_task(request("/configure", op="set", path=MASQUERADE))
        second = asyncio.create_task(request("/configure", op="set", path=["nat", "source", "rule", "20", "exclude"]))
        await asyncio.sleep(0.01)
        reading = await request("/retrieve", op="showConfig", path=[])
        return [reading, *(await asyncio.gather(first, second))]

    assert asyncio.run(main()) == [500, 200, 200]
    assert list(client.show("nat", "source")["rule"]) == ["10", "20"]


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({"nonsense": 1}, "there is no knob 'nonsense'"),
        ({"commit_delay": "slow"}, "the knob 'commit_delay' takes a number of seconds"),
        ({"foreign_lock": -1}, "the knob 'foreign_lock' takes a whole number"),
        ({"strict": 1}, "the knob 'strict' takes true or false or null"),
    ],
)
def test_knobs_are_checked(values: t.Dict[str, t.Any], words: str) -> None:
    with pytest.raises(ValueError, match=words):
        VyosRouter().set_knobs({"api_enabled": False, **values})
    assert VyosRouter().knobs.api_enabled


def test_state_can_be_taken_and_given_back(client: Client) -> None:
    client.set(OUT[_release(client)], MASQUERADE)
    client.call("/config-file", op="save")
    state = json.loads(json.dumps(client.router.snapshot()))
    client.router.reset()
    assert client.call("/retrieve", op="exists", path=["nat"]) is False
    client.router.restore(state)
    assert client.router.snapshot() == state


_MISSING_SECTION = "missing 'section' or 'config' field"


def _not_a_text(member: str, value: t.Any) -> str:
    error = {"type": "string_type", "loc": ("body", member), "msg": "Input should be a valid string", "input": value}
    return str({**error, "url": "https://errors.pydantic.dev/2.7/v/string_type"})


@pytest.mark.parametrize(
    ("endpoint", "data", "text"),
    [
        ("/configure", '{"op":"set","path":["a",1]}', "Malformed command '0': 'path' field must be a list of strings"),
        (
            "/configure",
            '{"op":"x","path":[]}',
            "Malformed command '{'op': 'x', 'path': []}': 'path' list must be non-empty",
        ),
        ("/configure", '{"op":5,"path":["a"]}', "Malformed command '{'op': 5, 'path': ['a']}': " + _MISSING_SECTION),
        ("/configure-section", '{"op":"x"}', "Malformed command '{'op': 'x'}': " + _MISSING_SECTION),
        ("/retrieve", '{"op":"x","path":5}', "Malformed command '{'op': 'x', 'path': 5}': 'path' field must be a list"),
        ("/retrieve", '{"op":5,"path":[]}', _not_a_text("op", 5)),
        ("/config-file", '{"op":"save","file":null}', _not_a_text("file", None)),
        ("/container-image", '{"op":"add"}', 'Missing required field "name"'),
    ],
)
def test_malformed_forms(endpoint: str, data: str, text: str) -> None:
    assert Client("1.5").refused(endpoint, data) == text


def test_a_wrong_key_wins_over_a_form_that_can_be_read() -> None:
    client = Client("1.5")
    assert client.form("/retrieve", {"path": ["nat"]}, key="wrong").status == 401
    assert client.form("/configure", {"op": "set"}, key="wrong").status == 400


def test_json_sent_as_a_form_is_still_json(client: Client) -> None:
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    body = json.dumps({"op": "exists", "path": ["system"], "key": KEY})
    assert ask(client.app, "POST", "/retrieve", None, headers, body).json()["data"] is True


def test_bodies_that_the_framework_gives_up_on(client: Client) -> None:
    reply = client.form("/retrieve", "5")
    assert (reply.status, reply.headers["content-type"]) == (400, "application/json")
    assert reply.text == '{"detail":"There was an error parsing the body"}'


@pytest.mark.parametrize("word", ["a\0b", "\ud800"])
@pytest.mark.parametrize(
    ("endpoint", "members"),
    [
        ("/configure", {"op": "set", "path": [*RULE, "description"], "value": "{}"}),
        ("/configure", {"op": "delete", "path": ["nat", "{}"]}),
        ("/configure", {"op": "comment", "path": ["nat"], "value": "{}"}),
        ("/retrieve", {"op": "showConfig", "path": ["{}"]}),
        ("/config-file", {"op": "save", "file": "{}"}),
        ("/config-file", {"op": "load", "file": "{}"}),
        ("/show", {"op": "show", "path": ["{}"]}),
        ("/generate", {"op": "generate", "path": ["{}"]}),
        ("/image", {"op": "delete", "name": "{}"}),
    ],
)
def test_words_no_program_can_be_started_with(
    client: Client, endpoint: str, members: t.Dict[str, t.Any], word: str
) -> None:
    data = json.loads(json.dumps(members).replace("{}", json.dumps(word)[1:-1]))
    reply = client.form(endpoint, data)
    assert reply.status == 500 and reply.json()["error"].startswith("An internal error occured")
    assert client.router.working is client.router.active
    assert client.set([*RULE, "exclude"], OUT[_release(client)]) is None


def test_such_words_in_a_section_have_a_reason() -> None:
    client, section = Client("1.4"), {"source": {"rule": {"10": {"description": "a\0b"}}}}
    assert (
        client.refused("/configure-section", {"op": "set", "path": ["nat"], "section": section}) == "embedded null byte"
    )
    assert client.refused("/configure-section", {"op": "load", "path": ["\ud800"], "section": {}}).startswith(
        "'utf-8' codec"
    )
    assert client.router.working is client.router.active
