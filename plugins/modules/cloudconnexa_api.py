#!/usr/bin/python
# Copyright (c) 2026, the wanforge.edge contributors
# GNU General Public License v3.0+ (see COPYING or https://www.gnu.org/licenses/gpl-3.0.txt)
# SPDX-License-Identifier: GPL-3.0-or-later

from __future__ import annotations

DOCUMENTATION = r"""
---
module: cloudconnexa_api
short_description: Send one call to the CloudConnexa API
description:
  - Sends one call, for what no other module of this collection does. Signing in, retries and error reports are those of the other modules.
  - Nothing is compared. A call with a method other than V(GET) is always sent and always reported as a change.
  - In check mode V(GET) is sent. Any other call is not; the task returns the request.
  - Members of the body with names such as C(password) are masked in the request that is shown. Put C(no_log) on a task that sends or receives other secrets.
author: wanforge.edge contributors (@wanforge)
extends_documentation_fragment:
  - wanforge.edge._attributes
  - wanforge.edge._attributes.cloudconnexa
  - wanforge.edge._cloudconnexa
  - wanforge.edge._connection
options:
  method:
    description: Method of the call. V(GET) only reads; every other method counts as a change.
    type: str
    choices: [GET, POST, PUT, DELETE]
    default: GET
  path:
    description:
      - What follows V(/api/v1) in the address, for example V(networks) or V(user-groups/2b1d6f0c-3f5e-4d0a-9a5e-0f6c1b2a3d4e).
      - Addresses, C(..), and a query are refused. Characters that have a meaning in a path must be percent-encoded.
    type: str
    required: true
  query:
    description: Parameters of the query. Values are texts, numbers or truth values.
    type: dict
  body:
    description: What becomes the JSON of the call, or a text with O(body_format=text). There is none with V(GET).
    type: raw
  body_format:
    description: How O(body) travels. Some settings are plain text.
    type: str
    choices: [json, text]
    default: json
attributes:
  idempotent:
    description: Each call is sent. Only V(GET) is without effect.
    support: none
  diff_mode:
    description: Shows the request that is or would be sent, not what becomes of it.
    support: full
seealso:
  - module: wanforge.edge.cloudconnexa_settings
  - name: Reference of the API
    description: The calls for networks; those for other objects are beside it.
    link: https://openvpn.net/cloud-docs/developer/cloudconnexa-api-v1-0/network/
"""

EXAMPLES = r"""
- name: Read the connectors of one network
  wanforge.edge.cloudconnexa_api:
    path: networks/connectors
    query:
      networkId: 2b1d6f0c-3f5e-4d0a-9a5e-0f6c1b2a3d4e
      size: 100
  register: answer

- name: Show their names
  ansible.builtin.debug:
    msg: "{{ answer.json.content | map(attribute='name') }}"

- name: Let one more user group in, and leave all others as they are
  wanforge.edge.cloudconnexa_api:
    method: POST
    path: access-groups/2b1d6f0c-3f5e-4d0a-9a5e-0f6c1b2a3d4e/source
    body:
      type: USER_GROUP
      allCovered: false
      children:
        - 7c9e6679-7425-40de-944b-e07fc1f90ae7

- name: Write a setting that is plain text
  wanforge.edge.cloudconnexa_api:
    method: PUT
    path: settings/wpc/topology
    body: CUSTOM
    body_format: text
"""

RETURN = r"""
status:
  description: HTTP status of the answer.
  returned: when the call was sent
  type: int
  sample: 200
json:
  description: The decoded answer.
  returned: when the answer is JSON
  type: raw
  sample: {"id": "2b1d6f0c-3f5e-4d0a-9a5e-0f6c1b2a3d4e", "name": "hq"}
text:
  description: The answer as it came.
  returned: when the answer is not empty and not JSON
  type: str
  sample: FULL_MESH
would_send:
  description: The request that would be sent.
  returned: in check mode, when the method is not GET
  type: dict
  contains:
    method:
      description: Method of the call.
      returned: success
      type: str
      sample: PUT
    path:
      description: Path of the call.
      returned: success
      type: str
      sample: /api/v1/settings/wpc/topology
    query:
      description: Parameters of the query.
      returned: when there are any
      type: dict
      sample: {"networkId": "2b1d6f0c-3f5e-4d0a-9a5e-0f6c1b2a3d4e"}
    body:
      description: Body of the call.
      returned: when there is one
      type: raw
      sample: CUSTOM
"""

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.raw import CALL_OPTIONS, RawCalls, planned
from ansible_collections.wanforge.edge.plugins.module_utils.runner import call


def main() -> None:
    call(RawCalls(), CALL_OPTIONS, planned)


if __name__ == "__main__":
    main()
