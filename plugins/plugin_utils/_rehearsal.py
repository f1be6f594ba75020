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
from typing import Any

from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.networks import NETWORK
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import CloudConnexa
from ansible_collections.wanforge.edge.plugins.module_utils.converge.arguments import module_spec
from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import prepare
from ansible_collections.wanforge.edge.plugins.module_utils.converge.view import result_view
from ansible_collections.wanforge.edge.plugins.module_utils.http.keys import derived_keys
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import VARIABLE
from ansible_collections.wanforge.edge.plugins.module_utils.vyos.service import Vyos

NOWHERE = "https://rehearsal.invalid"
STAGES: tuple[tuple[Any, Mapping[str, Any]], ...] = (
    (CloudConnexa(), {"base_url": NOWHERE, "client_id": "rehearsal", "client_secret": "rehearsal"}),
    (Vyos(), {"url": NOWHERE, "api_key": "rehearsal", "release": "1.4"}),
)
OBJECT = {"id": "1", "name": "rehearsal", "description": "", "internet_access": "SPLIT_TUNNEL_ON"}
KINDS = (str, int, float, bool, type(None), list, tuple, dict)
# The interpreter rewrites code that ran a few times; after that it stays as it is.
TIMES = 2


def rehearse() -> None:
    """Go the way of a task that has nothing to do, at services that do not exist. Nothing is sent, and no file is touched."""
    for kind in KINDS:
        issubclass(kind, Mapping)
    derived_keys(b"rehearsal", b"")
    # What is wrong, such as a library that is missing, the tasks themselves tell.
    with suppress(Exception):
        for _time in range(TIMES):
            for service, login in STAGES:
                _play(service, login)


def _play(service: Any, login: Mapping[str, Any]) -> None:
    spec = module_spec(NETWORK, {**service.options, **service.write_options})["argument_spec"]
    options = {**login, "name": OBJECT["name"], "description": ""}
    params = ArgumentSpecValidator(spec).validate(options).validated_parameters
    redactor = Redactor()
    backend = service.connect(params, {VARIABLE: "none"}, redactor)
    backend.client.cache.read("rehearsal", lambda: [OBJECT])
    backend.client.session.store.get("rehearsal")
    backend.read = lambda resource, scope: [OBJECT]
    plan = prepare(NETWORK, params, backend)
    redactor.data({"changed": plan.changed, NETWORK.kind: result_view(NETWORK, plan.model)})
