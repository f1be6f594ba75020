# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options that all services share."""

from __future__ import annotations


class ModuleDocFragment:
    """Options of COMMON_OPTIONS in module_utils/connection.py."""

    DOCUMENTATION = r"""
options:
  profile:
    description:
      - Name of a profile that holds the connection options which neither the task nor the environment states.
      - Profiles stand in a YAML file that only its owner may read, C(~/.config/wanforge-edge/profiles.yml) or what the
        environment variable E(WANFORGE_EDGE_PROFILES) names. It is read where the module runs.
      - Address and credentials that a profile states are used together or not at all.
      - The environment variable E(WANFORGE_EDGE_PROFILE) is used if it is not set. What that profile does not say of the service is
        then looked for elsewhere; a profile that the task names must say something of it.
    type: str
  env_file:
    description:
      - File with environment variables, one C(NAME=value) in each line, of which those of this service are used where neither task,
        environment nor profile states an option. It is never looked for by itself, and only its owner may read it.
      - The environment variable E(WANFORGE_EDGE_ENV_FILE) is used if it is not set.
    type: path
  validate_certs:
    description:
      - Whether the certificate of the service is verified. It is, unless this or the profile says V(false).
      - Leave it on. For a private authority or a self-signed certificate use O(ca_path) or O(ca_cert).
    type: bool
  ca_path:
    description:
      - File with the certificates of the authorities that are trusted, in PEM form, instead of those of the system; or a folder of
        such files.
      - A self-signed certificate of a service can be given here too.
      - If neither this nor O(ca_cert) is set, the environment variables E(REQUESTS_CA_BUNDLE) and E(CURL_CA_BUNDLE) are used.
    type: path
  ca_cert:
    description: The same certificates as text instead of a file. Certificates of O(ca_path) are trusted as well.
    type: str
  client_cert:
    description: File with the certificate, in PEM form, with which the client shows itself to a service that asks for one.
    type: path
  client_key:
    description:
      - File with the private key of O(client_cert), in PEM form and without a passphrase. Only its owner may read it, or a group if
        it belongs to another user.
      - Leave it out if the key stands in the file of O(client_cert).
    type: path
  timeout:
    description: Seconds to wait for an answer to one request. V(30) if neither this nor the profile says anything.
    type: int
  cache_ttl:
    description:
      - Seconds for which a task may use what an earlier task of the same run read, instead of reading it again. V(0) means never.
      - Whatever is to be changed is read afresh first, and info modules always read. Changes that others make during the run go
        unnoticed for so long only where a task finds nothing to do.
      - Tokens, reads and what is known of limits and faults of the service are kept in a file that only the user can read, encrypted.
        Its folder can be named in the environment variable E(WANFORGE_EDGE_STORE); V(none) there means that nothing is kept.
    type: int
    default: 30
  log_path:
    description:
      - File to which each request, answer, repetition, wait and error is appended, as one JSON object per line.
        It holds no bodies, no headers and no secrets. If it does not exist it is made for this user alone.
      - It lies on the machine where the task runs, which usually is the controller.
      - The environment variable E(WANFORGE_EDGE_LOG) is used if it is not set. Without both nothing is logged.
    type: path
  retry:
    description:
      - How patient a task is when the service is busy, restarting or out of reach.
      - A read is repeated. A write is repeated only if it provably did not happen; where that is not clear, the object is read back first.
    type: dict
    suboptions:
      attempts:
        description:
          - How often a request is sent at most. V(1) means never again.
          - With more than V(1), tries that the service refuses with HTTP 429 do not count; they use up O(retry.budget).
        type: int
        default: 5
      backoff:
        description: Seconds that the first wait lasts at most. Each further wait may last twice as long; the actual length is random.
        type: float
        default: 0.5
      backoff_max:
        description: Seconds that no wait exceeds, unless the service asks for more.
        type: float
        default: 60.0
      budget:
        description: Seconds that all waits of a task may last together.
        type: float
        default: 300.0
      codes:
        description: HTTP status codes after which a read is repeated.
        type: list
        elements: int
        default: [408, 429, 500, 502, 503, 504]
requirements:
  - requests >= 2.25
  - cryptography, to keep tokens and reads for later tasks
"""
