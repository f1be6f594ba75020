# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options of CloudConnexa."""

from __future__ import annotations


class ModuleDocFragment:
    """Options of module_utils/cloudconnexa/service.py."""

    DOCUMENTATION = r"""
options:
  base_url:
    description:
      - Address of the tenant's API, for example V(https://acme.api.openvpn.com). Path and query are ignored.
      - Only https is accepted; http for the loopback interface only.
      - Give this or O(cloud_id).
      - The environment variables E(CLOUDCONNEXA_BASE_URL) and E(CLOUDCONNEXA_API_URL) are used if neither option is set.
    type: str
  cloud_id:
    description:
      - Cloud ID of the tenant. V(acme) stands for V(https://acme.api.openvpn.com).
      - The environment variable E(CLOUDCONNEXA_CLOUD_ID) is used if neither O(base_url) nor this is set.
    type: str
  client_id:
    description:
      - Client ID of the API credentials.
      - The environment variable E(CLOUDCONNEXA_CLIENT_ID) is used if it is not set.
    type: str
  client_secret:
    description:
      - Client secret of the API credentials.
      - The environment variable E(CLOUDCONNEXA_CLIENT_SECRET) is used if it is not set.
    type: str
  api_version:
    description:
      - Release of the API that the tenant runs. What a release lacks is refused before anything is written.
      - The environment variable E(CLOUDCONNEXA_API_VERSION) is used if it is not set, else V(1.2.3).
    type: str
    choices: ['1.0', '1.1.0', '1.2.3']
"""
