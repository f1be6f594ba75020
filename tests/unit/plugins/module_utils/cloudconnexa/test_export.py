# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the export of a tenant says about itself."""

from __future__ import annotations

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.document import Export
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import CONNECTOR
from ansible_collections.wanforge.edge.plugins.module_utils.converge.export import unreadable

CERTIFICATES = [
    "ca_certificate",
    "peer_certificate",
    "remote_gateway_certificate",
    "peer_certificate_private_key",
    "peer_certificate_key_passphrase",
]


@pytest.mark.parametrize(
    "config, missing",
    [
        ({"authentication_type": "SHARED_SECRET", "pre_shared_key": "k"}, ["pre_shared_key"]),
        ({"authentication_type": "CERTIFICATE"}, CERTIFICATES),
        ({"authentication_type": "CERTIFICATE", "pre_shared_key": "k"}, CERTIFICATES),
        (None, []),
    ],
)
def test_a_tunnel_lacks_the_secrets_of_its_way_to_log_in_only(
    config: dict[str, str] | None, missing: list[str]
) -> None:
    model = {"id": "c1", "name": "aws", "ipsec_config": config}
    assert unreadable(CONNECTOR, model) == [f"ipsec_config.{name}" for name in missing]


@pytest.mark.parametrize(
    "counts, lacking, text",
    [
        ({}, 0, "No objects."),
        ({"settings": 0}, 0, "No objects."),
        ({"network": 1, "DNS record": 2}, 0, "1 network, 2 DNS records."),
        ({"network": 1}, 1, "1 network. Secrets of 1 object are missing."),
        ({"network": 1}, 2, "1 network. Secrets of 2 objects are missing."),
    ],
)
def test_the_summary_counts_objects_and_missing_secrets(counts: dict[str, int], lacking: int, text: str) -> None:
    assert Export({}, [{}] * lacking, [], counts).summary() == text
