# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every operation that the service has is used by a module, or it is said here why not."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.logs import (
    AUDIT_ENTRY,
    DNS_RESOLUTION,
    SESSION,
)
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.profiles import KINDS
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import RESOURCES
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import ACTING
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.settings import ALL
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.shield import called
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.user_actions import ACTIONS
from ansible_collections.wanforge.edge.tests.unit.generic.test_versions import description

ONE = "/{}"
SINGLE_READ = "objects are found in their collection, at all releases alike"
REPLACED = "the whole access group is replaced, which is one request"
UNUSED: Mapping[str, str] = {
    **{
        f"GET {path}{ONE}": SINGLE_READ
        for path in (
            "/networks/connectors",
            "/networks/routes",
            "/networks/ip-services",
            "/networks/applications",
            "/hosts/connectors",
            "/hosts/ip-services",
            "/hosts/applications",
            "/users",
            "/user-groups",
            "/devices",
            "/dns-records",
            "/access-groups",
            "/location-contexts",
            "/device-postures",
        )
    },
    **{
        f"{method} /access-groups/{{}}/{side}": REPLACED
        for method in ("POST", "DELETE")
        for side in ("source", "destination")
    },
    "POST /account/cloud-id": "makes a tenant that cannot be deleted, and only where the vendor allowed it; nothing documents its answer",
}


def of_resources() -> Iterator[str]:
    """What the modules that manage objects use."""
    for resource in RESOURCES.values():
        for path in resource.paths.values() or [resource.path]:
            yield f"GET {path}"
            if resource.creatable:
                yield from (f"POST {path}", f"PUT {path}{ONE}", f"DELETE {path}{ONE}")
            if any(field.detail for field in resource.fields):
                yield f"GET {path}{ONE}"


def of_actions() -> Iterator[str]:
    """What states and errands use."""
    connectors = RESOURCES["connector"].paths
    for path in connectors.values():
        yield from (f"PUT {path}{ONE}/{verb}" for verb in ("activate", "suspend"))
        yield from (f"POST {path}{ONE}{kind.path}" for kind in KINDS.values())
        yield f"DELETE {path}{ONE}/profile"
    yield from (f"POST {connectors['network']}{ONE}/ipsec/{verb}" for verb in ("start", "stop"))
    yield from (f"PUT /users{ONE}/{verb}" for verb in ("activate", "suspend"))
    yield from (f"POST /users{ONE}/{action.path}" for action in ACTIONS.values())
    yield from (f"{method} /devices{ONE}/profile" for method in ("POST", "DELETE"))
    for listed in ("block", "allow"):
        yield from (f"POST {called(listed, adds, []).path.split('/v1', 1)[1]}" for adds in (True, False))


def of_the_tenant() -> Iterator[str]:
    """What settings and logs use."""
    for setting in ALL:
        requests = (
            [setting.reading(), setting.writing(True, None), setting.writing(False, None)] if setting.switch else []
        )
        requests = requests or [setting.reading(), setting.writing(None, None)]
        yield from (f"{request.method} {request.path.split('/v1', 1)[1]}" for request in requests)
    yield from (f"GET {log.path}" for log in (SESSION, AUDIT_ENTRY, DNS_RESOLUTION))
    yield from (f"GET /settings/auth/{source}/group-mappings" for source in ("saml", "ldap"))
    yield "POST /oauth/token"


def test_every_operation_is_used_or_there_is_a_reason() -> None:
    offered = {
        f"{method.upper()} {re.sub('{[^}]*}', '{}', path.removeprefix('/api/v1'))}"
        for path, operations in description()["paths"].items()
        for method in operations
        if method in ("get", "post", "put", "delete")
    }
    used = {*of_resources(), *of_actions(), *of_the_tenant()}
    assert set(ACTING) == {"user", "connector"}
    assert used - offered == set()
    assert offered - used == set(UNUSED)
    assert len(offered) == 163
