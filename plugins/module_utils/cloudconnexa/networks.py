# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Networks and hosts, and what belongs to them, as data. Sources: API reference sections 2.2 to 2.9 and 2.13."""

from __future__ import annotations

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.guards import (
    ipsec_of_ipsec_connectors,
    network_members,
    no_overlap,
    no_overlap_among,
    services_within_routes,
    tunnel_secrets_known,
)
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.kinds import (
    HOST_PARENT,
    INTERNET_ACCESS,
    NETWORK_PARENT,
    PARENT_ID,
    PLACE,
    CloudResource,
    computed,
    gateways,
)
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.services import (
    ipsec_member,
    one_way_to_notice,
    service_config,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge import checks
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Compare, Field
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Transition
from ansible_collections.wanforge.edge.plugins.module_utils.factory.pagination import Pagination

CIPHERS = ("AES128", "AES256", "AES128_GCM_16", "AES256_GCM_16")
HASHES = ("SHA1", "SHA2_256", "SHA2_384", "SHA2_512")
GROUPS = ("G_1", "G_2", "G_5", "G_14", "G_15", "G_16", "G_19", "G_20", "G_24")

REGION = CloudResource(
    kind="region",
    plural="regions",
    path="/regions",
    pagination=Pagination(),
    creatable=False,
    identity=("id",),
    fields=(
        Field("id", read_only=True),
        *computed("continent", "country", "country_iso", "region_name"),
    ),
)

NETWORK = CloudResource(
    kind="network",
    plural="networks",
    path="/networks",
    fields=(
        Field("name", required=True),
        Field("description"),
        Field("internet_access", choices=INTERNET_ACCESS),
        Field("egress", type="bool", absent=False),
        Field("tunneling_protocol", choices=("OPENVPN", "IPSEC")),
        gateways(),
        Field("system_subnets", type="list", elements="str", read_only=True, detail=True),
    ),
    contents=(("connectors", "name"), ("routes", "subnet")),
)

HOST = CloudResource(
    kind="host",
    plural="hosts",
    path="/hosts",
    fields=(
        Field("name", required=True),
        Field("description"),
        Field("internet_access", choices=INTERNET_ACCESS),
        Field("domain"),
        gateways(),
        Field("system_subnets", type="list", elements="str", read_only=True, detail=True),
    ),
    contents=(("connectors", "name"),),
)


def _phase() -> tuple[Field, ...]:
    """Return the members of one phase of the key exchange."""
    return (
        Field("encryption_algorithms", type="list", elements="str", choices=CIPHERS, compare=Compare.SET),
        Field("integrity_algorithms", type="list", elements="str", choices=HASHES, compare=Compare.SET),
        Field("diffie_hellman_groups", type="list", elements="str", choices=GROUPS, compare=Compare.SET),
        Field("lifetime_sec", type="int"),
    )


def _secret(name: str) -> Field:
    """Return a member of the IPsec configuration that is sent and never read back."""
    return Field(name, secret=True, write_only=True, goes_with=("authentication_type", "CERTIFICATE"))


IKE_PROTOCOL = (
    Field("protocol_version", choices=("IKE_V1", "IKE_V2")),
    Field("phase1", type="dict", fields=_phase()),
    Field("phase2", type="dict", fields=_phase()),
    Field(
        "rekey",
        type="dict",
        fields=(
            Field("margin_time_sec", type="int"),
            Field("fuzz_percent", type="int"),
            Field("replay_window_size", type="int"),
        ),
    ),
    Field("auto_initiate", type="bool", absent=False, since="1.2.3"),
    Field(
        "dead_peer_detection",
        type="dict",
        unless="auto_initiate",
        fields=(Field("timeout_sec", type="int"), Field("dead_peer_handling", choices=("RESTART", "NONE"))),
    ),
    Field("startup_action", choices=("START", "ATTACH")),
)
IPSEC_CONFIG = (
    Field("platform", choices=("AWS", "CISCO", "AZURE", "GCP", "OTHER")),
    Field("authentication_type", choices=("SHARED_SECRET", "CERTIFICATE")),
    Field("remote_site_public_ip"),
    Field("pre_shared_key", secret=True, goes_with=("authentication_type", "SHARED_SECRET")),
    _secret("ca_certificate"),
    _secret("peer_certificate"),
    _secret("remote_gateway_certificate"),
    _secret("peer_certificate_private_key"),
    _secret("peer_certificate_key_passphrase"),
    Field("ike_protocol", type="dict", fields=IKE_PROTOCOL, to_wire=one_way_to_notice),
    Field("hostname"),
    Field("domain"),
)
IPSEC_MEMBERS = {
    "ipsec_state": "connectorState",
    "ipsec_server_id": "serverId",
    "ipsec_server_ip": "serverIp",
    "ipsec_paired_connector_id": "pairedAwsConnectorId",
}

CONNECTOR = CloudResource(
    kind="connector",
    plural="connectors",
    path="/networks/connectors",
    paths={"network": "/networks/connectors", "host": "/hosts/connectors"},
    parents=(NETWORK_PARENT, HOST_PARENT),
    parent_member=PARENT_ID,
    transitions=(
        Transition("started", "ipsec_state", ("ACTIVE",), "start", "ACTIVE", renewed_by=("ipsec_config",)),
        Transition("stopped", "ipsec_state", ("SUSPENDED",), "stop", "SUSPENDED"),
        Transition("active", "openvpn_state", (), "activate", "ACTIVE", since="1.2.0"),
        Transition("suspended", "openvpn_state", (), "suspend", "SUSPENDED", since="1.2.0"),
    ),
    guards=(ipsec_of_ipsec_connectors, tunnel_secrets_known),
    fields=(
        Field("name", required=True),
        Field("description"),
        Field("vpn_region", wire="vpnRegionId", refers="region", required=True),
        Field("ipsec_config", wire="ipSecConfig", type="dict", only="network", fields=IPSEC_CONFIG),
        *PLACE,
        *computed("ip_v4_address", "ip_v6_address", "tunneling_protocol", "connection_status"),
        *(
            Field(name, wire="ipSecConfig", read_only=True, from_wire=ipsec_member(member))
            for name, member in IPSEC_MEMBERS.items()
        ),
        *computed("licensed", type="bool"),
    ),
)

ROUTE = CloudResource(
    kind="route",
    plural="routes",
    path="/networks/routes",
    parents=(NETWORK_PARENT,),
    identity=("subnet",),
    fields=(
        Field("subnet", wire="value", wire_read="subnet", compare=Compare.ADDRESS, required=True, check=checks.network),
        Field("description"),
        Field("type", read_only=True),
    ),
    guards=(no_overlap,),
    together=(no_overlap_among,),
    whole=(services_within_routes,),
)

IP_SERVICE = CloudResource(
    kind="ip_service",
    plural="ip_services",
    label="IP service",
    path="/networks/ip-services",
    paths={"network": "/networks/ip-services", "host": "/hosts/ip-services"},
    after=("route",),
    parents=(NETWORK_PARENT, HOST_PARENT),
    parent_member=PARENT_ID,
    guards=(network_members,),
    whole=(services_within_routes,),
    fields=(
        Field("name", required=True),
        Field("description"),
        Field("type", only="network", only_since="1.1.0", choices=("IP_SOURCE", "SERVICE_DESTINATION")),
        Field(
            "routes",
            type="list",
            elements="str",
            only="network",
            only_since="1.1.0",
            compare=Compare.ADDRESS,
            check=checks.network,
            to_wire=lambda subnets: [{"value": subnet} for subnet in subnets],
            from_wire=lambda routes: [route.get("subnet") for route in routes],
        ),
        service_config(),
        *PLACE,
    ),
)

APPLICATION = CloudResource(
    kind="application",
    plural="applications",
    path="/networks/applications",
    paths={"network": "/networks/applications", "host": "/hosts/applications"},
    parents=(NETWORK_PARENT, HOST_PARENT),
    parent_member=PARENT_ID,
    guards=(network_members,),
    fields=(
        Field("name", required=True),
        Field("description"),
        Field(
            "routes",
            type="list",
            required=True,
            compare=Compare.SET,
            key="domain",
            fields=(
                Field("domain", wire="value", wire_read="domain"),
                Field("allow_embedded_ip", type="bool", absent=False),
                Field("exact_match", type="bool", absent=False, since="1.2.3"),
            ),
        ),
        service_config(),
        *PLACE,
    ),
)
