# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options that all services share."""

from __future__ import annotations


class ModuleDocFragment:
    """Options of COMMON_OPTIONS in module_utils/connection.py."""

    DOCUMENTATION = r"""
options:
  validate_certs:
    description:
      - Whether the certificate of the service is verified.
      - Leave it on. For a private authority or a self-signed certificate use O(ca_path).
    type: bool
    default: true
  ca_path:
    description:
      - File with the certificates of the authorities that are trusted, in PEM form, instead of those of the system.
      - A self-signed certificate of a service can be given here too.
    type: path
  timeout:
    description: Seconds to wait for an answer to one request.
    type: int
    default: 30
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
        description: How often a request is sent at most. V(1) means never again.
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
