# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A router as the engine sees it: reads, plans, one commit, one save."""

from __future__ import annotations

import json
import random
from collections.abc import Iterator
from typing import Any, Optional
from urllib.parse import parse_qs

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import prepare
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import PlanError
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import Plan
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    ConfigurationError,
    ConflictError,
    VersionCompatibilityError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.nat import NAT_RULE
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.service import Vyos, VyosBackend
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.loopback import (
    Answer,
    LoopbackServer,
    answer_json,
)

RETRY = {"attempts": 3, "backoff": 0.0, "backoff_max": 0.0, "budget": 1.0, "codes": [500, 503]}
OPTIONS = {
    "validate_certs": True,
    "ca_path": None,
    "timeout": 5,
    "commit_timeout": 5,
    "save": "changed",
    "retry": RETRY,
}
LOCKED = "Configuration system temporarily locked due to another commit in progress\n"


def done(data: Any = None) -> Answer:
    return answer_json({"success": True, "data": data, "error": None})


def refused(text: str, status: int = 400) -> Answer:
    return answer_json({"success": False, "data": None, "error": text}, status)


def rules(kind: str = "source", **numbered: Any) -> Answer:
    return done({kind: {"rule": {number.lstrip("n"): body for number, body in numbered.items()}}})


def params(server: LoopbackServer, **members: Any) -> dict[str, Any]:
    empty: dict[str, Any] = {field.name: None for field in NAT_RULE.settable}
    service = {"url": server.url, "api_key": "key-of-the-test", "release": "1.4", **OPTIONS}
    return {**empty, **service, "state": "present", "type": "source", "rule": 10, **members}


def backend_of(options: dict[str, Any]) -> VyosBackend:
    return Vyos().connect(options, {}, Redactor())


def planned(options: dict[str, Any]) -> tuple[VyosBackend, Plan]:
    backend = backend_of(options)
    return backend, prepare(NAT_RULE, options, backend)


def sent(server: LoopbackServer, path: str) -> Iterator[Any]:
    for one in server.seen:
        if one.path == path:
            yield json.loads(parse_qs(one.body.decode())["data"][0])


MASQUERADE = {"translation": {"address": "masquerade"}}
STATED: dict[str, Any] = {"outbound_interface": {"name": "eth0"}, **MASQUERADE}


def test_connecting_sends_nothing(server: LoopbackServer) -> None:
    backend_of(params(server))
    assert server.seen == []


@pytest.mark.parametrize(
    "changes, words",
    [
        ({"url": None}, "VYOS_URL"),
        ({"api_key": ""}, "VYOS_API_KEY"),
        ({"url": "http://192.0.2.1"}, "url"),
        ({"timeout": 0}, "timeout"),
    ],
)
def test_wrong_options_are_named(server: LoopbackServer, changes: dict[str, Any], words: str) -> None:
    with pytest.raises(ConfigurationError, match=words):
        backend_of({**params(server), **changes})


def test_options_come_before_the_environment(server: LoopbackServer) -> None:
    environ = {"VYOS_URL": "https://other.example", "VYOS_API_KEY": "other", "VYOS_RELEASE": "1.3"}
    backend = Vyos().connect(params(server), environ, Redactor())
    assert (backend.client.session.connection.base_url, backend.release) == (server.url, "1.4")
    options = {**params(server), "url": None, "api_key": None, "release": None}
    backend = Vyos().connect(options, environ, Redactor())
    assert (backend.client.session.connection.base_url, backend.release) == ("https://other.example", "1.3")


@pytest.mark.parametrize("release, known", [("1.2", False), ("1.3", True), ("1.5", True), ("2.0", False)])
def test_an_unknown_release_in_the_environment_is_refused(server: LoopbackServer, release: str, known: bool) -> None:
    options = {**params(server), "release": None}
    if known:
        assert Vyos().connect(options, {"VYOS_RELEASE": release}, Redactor()).release == release
        return
    with pytest.raises(ConfigurationError, match=release):
        Vyos().connect(options, {"VYOS_RELEASE": release}, Redactor())


def test_the_release_is_asked_for_once(server: LoopbackServer) -> None:
    server.routes["/show"] = [done("Version:          VyOS 1.5-rolling-202410030007\n")]
    backend = backend_of(params(server, release="auto"))
    assert [backend.release, backend.release, backend.supports("1.4")] == ["1.5", "1.5", True]
    assert server.methods == ["POST /show"]


def test_a_release_that_cannot_be_told_is_an_error(server: LoopbackServer) -> None:
    server.routes["/show"] = [done("Version: VyOS 1.2.9")]
    with pytest.raises(VersionCompatibilityError) as caught:
        assert backend_of(params(server, release="auto")).release
    assert "release" in caught.value.hint


def test_a_plan_takes_one_read(server: LoopbackServer) -> None:
    server.will(refused("Configuration under specified path is empty\n"))
    backend, made = planned(params(server, **STATED))
    assert list(sent(server, "/retrieve")) == [{"op": "showConfig", "path": ["nat"]}]
    assert backend.extras(made) == {
        "commands": [
            "set nat source rule 10 outbound-interface name eth0",
            "set nat source rule 10 translation address masquerade",
        ],
        "saved": True,
    }


def test_groups_are_looked_up_in_the_same_read(server: LoopbackServer) -> None:
    server.will(done({"firewall": {"group": {"network-group": {"LAN": {"network": "192.0.2.0/24"}}}}}))
    good = params(server, source={"group": {"network_group": "LAN"}}, **STATED)
    assert planned(good)[1].changed
    assert list(sent(server, "/retrieve")) == [{"op": "showConfig", "path": []}]
    with pytest.raises(Exception, match='"LOST" does not exist'):
        planned(params(server, source={"group": {"network_group": "LOST"}}, **STATED))


@pytest.mark.parametrize(
    "kind, name, release, stated, stands",
    [
        ("source", "outbound_interface", "1.4", "eth0", {"outbound-interface": {"name": "eth0"}}),
        ("source", "outbound_interface", "1.4", "any", {}),
        ("source", "outbound_interface", "1.5", "eth+", {"outbound-interface": {"name": "eth*"}}),
        ("static", "inbound_interface", "1.4", "any", {"inbound-interface": "any"}),
        ("source", "outbound_interface", "1.3", "eth0", {"outbound-interface": "eth0"}),
        ("source", "outbound_interface", "1.3", "eth*", {"outbound-interface": "eth+"}),
        ("source", "outbound_interface", "1.3", "eth+", {"outbound-interface": "eth+"}),
        ("source", "outbound_interface", "1.3", "any", {"outbound-interface": "any"}),
        ("source", "outbound_interface", "1.3", None, {"outbound-interface": "any"}),
        ("destination", "inbound_interface", "1.3", "any", {"inbound-interface": "any"}),
        ("destination", "inbound_interface", "1.3", "eth+", {"inbound-interface": "eth+"}),
    ],
)
def test_an_interface_that_stands_there_is_no_change(
    server: LoopbackServer, kind: str, name: str, release: str, stated: Optional[str], stands: dict[str, Any]
) -> None:
    translation = {"address": "192.0.2.1"}
    more = {"translation": translation, **({"destination": {"address": "192.0.2.9"}} if kind == "static" else {})}
    server.will(rules(kind, n10={**stands, **more}))
    options = params(server, type=kind, release=release, **more)
    backend, made = planned({**options, name: None if stated is None else {"name": stated}})
    assert (made.steps, backend.commands(made)) == ((), [])
    assert dict(made.before) == dict(made.after)


def test_a_removal_is_one_delete(server: LoopbackServer) -> None:
    server.will(rules(n10=MASQUERADE, n20=MASQUERADE))
    backend, made = planned(params(server, state="absent"))
    assert backend.extras(made)["commands"] == ["delete nat source rule 10"]
    server.will(rules(n20=MASQUERADE))
    assert planned(params(server, state="absent"))[1].steps == ()


def test_unknown_members_stay(server: LoopbackServer) -> None:
    server.will(rules(n10={"source": {"address": "192.0.2.1", "geoip": {"x": "1"}}, **MASQUERADE}))
    backend, made = planned(params(server, source={"address": ""}))
    assert backend.extras(made)["commands"] == ["delete nat source rule 10 source address"]


NODES = (
    *(
        "nat",
        "source",
        "destination",
        "static",
        "rule",
        "10",
        "address",
        "port",
        "group",
        "network-group",
        "LAN",
        "options",
    ),
    *(
        "outbound-interface",
        "inbound-interface",
        "name",
        "translation",
        "redirect",
        "load-balance",
        "backend",
        "hash",
        "weight",
    ),
    *("firewall", "protocol", "log", "disable", "exclude", "packet-type", "description", "interface-group", "10.0.0.1"),
)


def any_tree(source: random.Random, depth: int) -> Any:
    """Draw what no router answers: nodes where values belong, values where nodes belong, and what is neither."""
    if depth == 0 or source.random() < 0.2:
        return source.choice(("text", "10.0.0.1", "5", "", ["a", "b"], [], {}, None, 5, True, [None], [[]], 1.5, [{}]))
    return {source.choice(NODES): any_tree(source, depth - 1) for _node in range(source.randint(0, 4))}


def rule_of_any_sort(source: random.Random) -> dict[str, Any]:
    """Draw a tree that is one of a router down to the rule, so that also what lies in it is looked at."""
    kind = source.choice(("source", "destination", "static"))
    rule = {source.choice(NODES): any_tree(source, 3) for _node in range(source.randint(1, 6))}
    return {"nat": {kind: {"rule": {"10": rule}}}, kind: {"rule": {"10": rule}}}


@pytest.mark.parametrize("seed", range(4))
def test_whatever_tree_comes_ends_in_a_plan_or_an_error_of_the_contract(seed: int, server: LoopbackServer) -> None:
    source = random.Random(seed)
    for _turn in range(150):
        tree = source.choice((rule_of_any_sort, lambda of: any_tree(of, 5)))(source)
        server.will(done(tree))
        kind = source.choice(("source", "destination", "static"))
        release = source.choice(("1.3", "1.4", "1.5"))
        more = source.choice(
            ({}, {"source": {"group": {"network_group": "LAN"}}}, {"state": "absent"}, {"disable": True})
        )
        backend = backend_of(params(server, type=kind, release=release, **more))
        try:
            made = prepare(NAT_RULE, params(server, type=kind, release=release, **more), backend)
            backend.extras(made)
        except (ApiClientError, PlanError) as error:
            assert str(error)


def carry_out(server: LoopbackServer, **options: Any) -> Any:
    server.routes["/retrieve"] = [rules()] + server.routes.get("/retrieve", [])
    backend, made = planned(params(server, **{**STATED, **options}))
    return backend.apply(made)


def test_one_commit_and_one_save(server: LoopbackServer) -> None:
    server.will(done())
    carry_out(server)
    assert server.methods == ["POST /retrieve", "POST /configure", "POST /config-file"]
    assert len(next(sent(server, "/configure"))) == 2


@pytest.mark.parametrize("save, saved", [("changed", False), ("always", True), ("never", False)])
def test_without_a_change_there_is_no_commit(server: LoopbackServer, save: str, saved: bool) -> None:
    server.will(rules(n10={"outbound-interface": {"name": "eth0"}, **MASQUERADE}))
    server.routes["/config-file"] = [done()]
    backend, made = planned(params(server, save=save, **STATED))
    backend.apply(made)
    assert server.methods == ["POST /retrieve"] + ["POST /config-file"] * saved
    assert backend.extras(made) == {"commands": [], "saved": saved}


def test_a_lock_is_waited_for(server: LoopbackServer) -> None:
    server.routes["/configure"] = [refused(LOCKED), done()]
    server.will(done())
    carry_out(server)
    assert server.methods.count("POST /configure") == 2


def test_a_lock_that_stays_is_an_error(server: LoopbackServer) -> None:
    server.routes["/configure"] = [refused(LOCKED)]
    with pytest.raises(ConflictError) as caught:
        carry_out(server)
    assert server.methods.count("POST /configure") == 20
    assert caught.value.message.startswith('the commit of NAT rule "source 10" failed: ')


def test_a_refused_commit_is_final(server: LoopbackServer) -> None:
    server.routes["/configure"] = [refused("[ nat ]\nno good\n[[nat]] failed\nCommit failed\n")]
    with pytest.raises(ApiClientError, match="no good"):
        carry_out(server)
    assert server.methods == ["POST /retrieve", "POST /configure"]


STANDS = rules(n10={"outbound-interface": {"name": "eth0"}, **MASQUERADE})
HALF = rules(n10=MASQUERADE)


@pytest.mark.parametrize("fault", [Answer(504, "<html>"), Answer(fault="drop"), Answer(200, "<html>")])
def test_a_commit_without_an_answer_is_looked_up(server: LoopbackServer, fault: Answer) -> None:
    server.routes["/configure"] = [fault, done()]
    server.routes["/retrieve"] = [STANDS]
    server.will(done())
    carry_out(server)
    assert server.methods == ["POST /retrieve", "POST /configure", "POST /retrieve", "POST /config-file"]


@pytest.mark.parametrize("found", [rules(), HALF])
def test_a_commit_that_did_not_happen_is_sent_again(server: LoopbackServer, found: Answer) -> None:
    server.routes["/configure"] = [Answer(fault="drop"), done()]
    server.routes["/retrieve"] = [found]
    server.will(done())
    carry_out(server)
    assert server.methods.count("POST /configure") == 2


def test_a_removal_without_an_answer_is_looked_up(server: LoopbackServer) -> None:
    server.routes["/retrieve"] = [STANDS, rules()]
    server.routes["/configure"] = [Answer(fault="drop")]
    server.will(done())
    backend, made = planned(params(server, state="absent"))
    assert backend.apply(made) is None
    assert server.methods.count("POST /configure") == 1


def test_a_failed_save_says_that_the_change_is_active(server: LoopbackServer) -> None:
    server.routes["/configure"] = [done()]
    server.routes["/config-file"] = [refused("disk full", 400)]
    with pytest.raises(ApiClientError) as caught:
        carry_out(server)
    assert caught.value.context["changed"] is True
    assert "active" in caught.value.hint
