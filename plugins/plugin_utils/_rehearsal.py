# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Do in the parent process, once per play, what every fork would else do for the first time.

Private to the collection. A fork shares the memory of its parent until one of them writes to it, and every page that it writes to
is copied first: that is most of what a task costs. The first use of anything writes much: lazily loaded libraries, what Python
remembers of types, and what it learns of code that runs.
"""

from __future__ import annotations

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any, NoReturn

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.networks import NETWORK
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.connection import RUN_VARIABLE
from ansible_collections.wanforge.edge.plugins.module_utils.converge.arguments import module_spec
from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import prepare
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.plugins.module_utils.converge.view import result_view
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ConfigurationError
from ansible_collections.wanforge.edge.plugins.module_utils.http.keys import derived_keys
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import VARIABLE
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.nat import NAT_RULE
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.service import Vyos

NOWHERE = "https://rehearsal.invalid"
KINDS = (str, int, float, bool, type(None), list, tuple, dict)
# The interpreter rewrites code that ran a few times; after that it stays as it is.
TIMES = 3


@dataclass(frozen=True)
class Stage:
    """A task with nothing to do: where, what its options say, and what the cache holds."""

    service: Any
    login: Mapping[str, Any]
    resource: Resource
    options: Mapping[str, Any]
    cached: str
    answer: Any


STAGES = (
    Stage(
        CloudConnexa(),
        {"base_url": NOWHERE, "client_id": "rehearsal", "client_secret": "rehearsal"},
        NETWORK,
        {"name": "rehearsal", "description": "", "internet_access": "SPLIT_TUNNEL_ON"},
        "/api/v1/networks ",
        [{"id": "1", "name": "rehearsal", "internetAccess": "SPLIT_TUNNEL_ON", "egress": False, "connectors": []}],
    ),
    Stage(
        Vyos(),
        {"url": NOWHERE, "api_key": "rehearsal", "release": "1.4"},
        NAT_RULE,
        {
            "type": "source",
            "rule": 10,
            "outbound_interface": {"name": "eth0"},
            "translation": {"address": "masquerade"},
        },
        '["tree", "nat"]',
        {
            "source": {
                "rule": {"10": {"outbound-interface": {"name": "eth0"}, "translation": {"address": "masquerade"}}}
            }
        },
    ),
)


def rehearse() -> None:
    """Go the way of a task that has nothing to do, at services that do not exist. Nothing is sent, and no file is touched."""
    for kind in KINDS:
        issubclass(kind, Mapping)
    derived_keys(b"rehearsal", b"")
    # What is wrong, such as a library that is missing, the tasks themselves tell.
    with suppress(Exception):
        for _time in range(TIMES):
            for stage in STAGES:
                play(stage)


def play(stage: Stage) -> bool:
    """Play one stage and return whether there was something to do."""
    service, resource = stage.service, stage.resource
    spec = module_spec(resource, {**service.options, **service.write_options})["argument_spec"]
    params = ArgumentSpecValidator(spec).validate({**stage.login, **stage.options}).validated_parameters
    redactor = Redactor()
    backend = service.connect(params, {VARIABLE: "none", RUN_VARIABLE: "rehearsal"}, redactor)
    backend.client.session.send = _refuse
    backend.client.cache.read(stage.cached, lambda: stage.answer)
    plan = prepare(resource, params, backend)
    redactor.data({"changed": plan.changed, resource.kind: result_view(resource, plan.model)})
    return plan.changed


def _refuse(*_arguments: Any) -> NoReturn:
    raise ConfigurationError("A rehearsal sends nothing.")
