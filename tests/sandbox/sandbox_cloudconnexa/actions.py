# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Operations that are no plain create, read, replace or delete. Keyed by the operation's id in the OpenAPI file."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any, Callable, Mapping

from .answers import Answer
from .engine import REGISTRY, find
from .errors import ApiError, detail, invalid
from .logs import audit_log, dns_resolutions, sessions
from .networks import check_region
from .people import find_device, set_status
from .policy import add_item, remove_item
from .seed import REGIONS
from .store import Record
from .tenant import Tenant

Query = Mapping[str, Any]
Action = Callable[[Tenant, list[str], Query, Any], Any]
NOT_IPSEC = "Connect/Stop actions are forbidden for non IPSEC connector"
COMMENT_LIMIT = 150
DNS_LOG = "dns-log/user-dns-resolutions"


def _profile(tenant: Tenant, record: Record, region: str) -> str:
    mark = hashlib.sha256(f"{tenant.seed}:{record['id']}:{record['data'].get('profile', 0)}".encode()).hexdigest()
    return "\n".join(
        (
            f"# OpenVPN profile {record['body'].get('name', '')}",
            "client",
            "dev tun",
            "nobind",
            f"remote {region}.gw.example.com 1194 udp",
            "<key>",
            mark,
            "</key>",
            "",
        )
    )


def _openvpn_connector(tenant: Tenant, path: str, identifier: str) -> Record:
    record = find(tenant, path, identifier)
    if record["data"].get("tunnelingProtocol") == "IPSEC":
        message = "Profiles are not available for IPSEC connector"
        raise ApiError(400, message, {"id": [detail("IPSEC", message)]})
    return record


def _pending(tenant: Tenant, record: Record) -> bool:
    """The first calls for a connector find its profile still being made."""
    asked = tenant.store.profiles_asked
    asked[record["id"]] = asked.get(record["id"], 0) + 1
    return asked[record["id"]] <= tenant.knobs.profile_pending


def _connector_actions(path: str, prefix: str) -> dict[str, Action]:
    def profile(tenant: Tenant, values: list[str], query: Query, body: Any) -> Any:
        record = _openvpn_connector(tenant, path, values[0])
        return Answer(202) if _pending(tenant, record) else _profile(tenant, record, record["body"]["vpnRegionId"])

    def encrypt(tenant: Tenant, values: list[str], query: Query, body: Any) -> Any:
        record = _openvpn_connector(tenant, path, values[0])
        return Answer(202) if _pending(tenant, record) else secrets.token_urlsafe(64)

    def bundle(tenant: Tenant, values: list[str], query: Query, body: Any) -> Any:
        record = _openvpn_connector(tenant, path, values[0])
        return f"https://downloads.example.com/{record['id']}/connector.{query['type'].lower()}"

    def revoke(tenant: Tenant, values: list[str], query: Query, body: Any) -> Any:
        record = _openvpn_connector(tenant, path, values[0])
        record["data"]["profile"] = record["data"].get("profile", 0) + 1
        tenant.store.revision += 1
        return True

    def switch(suspended: bool) -> Action:
        def act(tenant: Tenant, values: list[str], query: Query, body: Any) -> None:
            record = find(tenant, path, values[0])
            state = "SUSPENDED" if suspended else "ACTIVE"
            _set(tenant, record, "suspended", suspended)
            if "connectorState" in record["data"]:
                _set(tenant, record, "connectorState", state)

        return act

    return {
        f"generate{prefix}ConnectorProfile": profile,
        f"create{prefix}ConnectorToken": encrypt,
        f"bundle{prefix}Connector": bundle,
        f"revoke{prefix}ConnectorProfile": revoke,
        f"activate{prefix}Connector": switch(False),
        f"suspend{prefix}Connector": switch(True),
    }


def _set(tenant: Tenant, record: Record, member: str, value: Any) -> None:
    if record["data"].get(member) != value:
        record["data"][member] = value
        tenant.store.revision += 1


def _ipsec(state: str) -> Action:
    def act(tenant: Tenant, values: list[str], query: Query, body: Any) -> None:
        record = find(tenant, "networks/connectors", values[0])
        if record["data"].get("tunnelingProtocol") != "IPSEC":
            raise ApiError(400, NOT_IPSEC, {"id": [detail("NOT_IPSEC", NOT_IPSEC)]})
        _set(tenant, record, "connectorState", state)

    return act


def _user_status(status: str) -> Action:
    def act(tenant: Tenant, values: list[str], query: Query, body: Any) -> None:
        set_status(tenant, find(tenant, "users", values[0]), status)

    return act


def _user_event(tenant: Tenant, values: list[str], query: Query, body: Any) -> None:
    find(tenant, "users", values[0])


def _device_profile(tenant: Tenant, values: list[str], query: Query, body: Any) -> str:
    record = find_device(tenant, values[0], query["userId"])
    check_region(query["regionId"], "regionId")
    return _profile(tenant, record, query["regionId"])


def _revoke_device_profile(tenant: Tenant, values: list[str], query: Query, body: Any) -> str:
    record = find_device(tenant, values[0], query["userId"])
    record["data"]["profile"] = record["data"].get("profile", 0) + 1
    tenant.store.revision += 1
    return "Profile revoked"


def _access_item(side: str, add: bool) -> Action:
    def act(tenant: Tenant, values: list[str], query: Query, body: Any) -> Any:
        record = find(tenant, "access-groups", values[0])
        if add:
            add_item(tenant, record, side, body)
        else:
            remove_item(tenant, record, side, query)
        return REGISTRY["access-groups"].view(tenant, record)

    return act


def _switch(name: str, value: bool) -> Action:
    def act(tenant: Tenant, values: list[str], query: Query, body: Any) -> None:
        if tenant.store.switches[name] != value:
            tenant.store.switches[name] = value
            tenant.store.revision += 1

    return act


def _switch_state(name: str) -> Action:
    return lambda tenant, values, query, body: tenant.store.switches[name]


def _add_domains(kind: str) -> Action:
    def act(tenant: Tenant, values: list[str], query: Query, body: Any) -> None:
        for item in body["domainAndComments"]:
            if len(item["domain"]) + len(item.get("comment", "")) > COMMENT_LIMIT:
                raise invalid("domainAndComments", "SIZE", f"domain and comment exceed {COMMENT_LIMIT} characters")
        for item in body["domainAndComments"]:
            tenant.store.domains[kind][item["domain"]] = f"# {item['comment']}" if item.get("comment") else ""
        tenant.store.revision += bool(body["domainAndComments"])

    return act


def _remove_domains(kind: str) -> Action:
    def act(tenant: Tenant, values: list[str], query: Query, body: Any) -> None:
        for domain in body["domains"]:
            if tenant.store.domains[kind].pop(domain, None) is not None:
                tenant.store.revision += 1

    return act


def _new_cloud(tenant: Tenant, values: list[str], query: Query, body: Any) -> dict[str, str]:
    mark = hashlib.sha256(f"{tenant.seed}:{query['id']}".encode()).hexdigest()
    return {"cloudId": query["id"], "clientId": f"{mark[:16]}.{query['id']}", "clientSecret": mark[16:56]}


ACTIONS: dict[str, Action] = {
    "listRegions": lambda tenant, values, query, body: [dict(region) for region in REGIONS],
    "listSessions": sessions,
    "listAuditLog": audit_log,
    "listUserDnsResolutions": dns_resolutions,
    "createCloudId": _new_cloud,
    **_connector_actions("networks/connectors", "Network"),
    **_connector_actions("hosts/connectors", "Host"),
    "startIpSec": _ipsec("ACTIVE"),
    "stopIpSec": _ipsec("SUSPENDED"),
    "suspendUser": _user_status("SUSPENDED"),
    "activateUser": _user_status("ACTIVE"),
    "resetUserMfa": _user_event,
    "resendUserInvitation": _user_event,
    "forceUserPasswordChange": _user_event,
    "generateDeviceProfile": _device_profile,
    "revokeDeviceProfile": _revoke_device_profile,
    "addAccessGroupSource": _access_item("source", True),
    "deleteAccessGroupSource": _access_item("source", False),
    "addAccessGroupDestination": _access_item("destination", True),
    "deleteAccessGroupDestination": _access_item("destination", False),
    "enableAccessVisibility": _switch("access-visibility", True),
    "disableAccessVisibility": _switch("access-visibility", False),
    "getAccessVisibilityEnabled": _switch_state("access-visibility"),
    "enableDnsLog": _switch(DNS_LOG, True),
    "disableDnsLog": _switch(DNS_LOG, False),
    "getDnsLogEnabled": _switch_state(DNS_LOG),
    "blockListAddDomains": _add_domains("block"),
    "blockListRemoveDomains": _remove_domains("block"),
    "allowListAddDomains": _add_domains("allow"),
    "allowListRemoveDomains": _remove_domains("allow"),
}
