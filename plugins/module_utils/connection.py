# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The connection options that all services share: their specification, their environment, the session they lead to."""

from __future__ import annotations

import math
import os
from collections.abc import Mapping
from typing import Any, Optional

from ansible_collections.wanforge.edge.plugins.module_utils.factory.client import AnyClient, ClientBuilder
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ConfigurationError
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RETRY_CODES, RetryPolicy
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import Store, folder_of

COMMON_OPTIONS: Mapping[str, Any] = {
    "validate_certs": {"type": "bool", "default": True},
    "ca_path": {"type": "path"},
    "timeout": {"type": "int", "default": 30},
    "cache_ttl": {"type": "int", "default": 30},
    "log_path": {"type": "path"},
    "retry": {
        "type": "dict",
        "options": {
            "attempts": {"type": "int", "default": 5},
            "backoff": {"type": "float", "default": 0.5},
            "backoff_max": {"type": "float", "default": 60.0},
            "budget": {"type": "float", "default": 300.0},
            "codes": {"type": "list", "elements": "int", "default": list(RETRY_CODES)},
        },
    },
}
# Set by the action, not by users: what is read is kept for the tasks of one run only.
RUN_VARIABLE = "WANFORGE_EDGE_RUN"
PROXIES = ("https_proxy", "HTTPS_PROXY", "all_proxy", "ALL_PROXY")
BYPASSES = ("no_proxy", "NO_PROXY")
LOG_VARIABLE = "WANFORGE_EDGE_LOG"
BUNDLES = ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE")


def setting(params: Mapping[str, Any], environ: Mapping[str, str], name: str, *variables: str) -> Optional[str]:
    """Return an option, else the first of the environment variables that is set and not empty, else None."""
    value = params.get(name)
    return first_of(environ, *variables) if value in (None, "") else str(value)


def first_of(environ: Mapping[str, str], *variables: str) -> Optional[str]:
    """Return the first of the environment variables that is set and not empty, else None."""
    return next((environ[variable] for variable in variables if environ.get(variable)), None)


def needed(params: Mapping[str, Any], environ: Mapping[str, str], name: str, *variables: str) -> str:
    """Return an option as ``setting`` does. Raises ConfigurationError, which names option and variable, if it is missing."""
    value = setting(params, environ, name, *variables)
    if value is None:
        raise ConfigurationError(
            f"{name} is missing: set the option {name} or the environment variable {variables[0]}."
        )
    return value


def configure(
    builder: ClientBuilder[AnyClient],
    params: Mapping[str, Any],
    environ: Optional[Mapping[str, str]] = None,
    credential: Optional[str] = None,
) -> ClientBuilder[AnyClient]:
    """Apply the common options to a builder. Raises ConfigurationError, which names the option, for values out of range.

    With a ``credential`` (who logs in, and the secret) the client uses the store that the environment names, else one in memory.
    """
    variables = os.environ if environ is None else environ
    retry = params.get("retry") or {}
    cache_ttl = params.get("cache_ttl") or 0
    numbers = {
        "timeout": params["timeout"],
        "cache_ttl": cache_ttl,
        **{f"retry.{name}": value for name, value in retry.items() if name != "codes"},
    }
    for name, value in numbers.items():
        least = 0 if name.startswith(("retry.b", "cache")) else 1
        if not math.isfinite(value) or value < least:
            raise ConfigurationError(f'{name} "{value}" must be at least {least}.')
    if retry:
        builder.retry(RetryPolicy(**{**retry, "codes": tuple(retry["codes"])}))
    if credential is not None:
        run = variables.get(RUN_VARIABLE, "")
        builder.store(Store(folder_of(variables), credential), float(cache_ttl) if run else 0.0, run)
    log = setting(params, variables, "log_path", LOG_VARIABLE)
    if log:
        builder.journal(os.path.expanduser(log), "log_path" if params.get("log_path") else LOG_VARIABLE)
    bundle = setting(params, variables, "ca_path", *BUNDLES)
    builder.proxy(first_of(variables, *PROXIES), first_of(variables, *BYPASSES) or "")
    return builder.tls(params["validate_certs"], bundle).timeout(5.0, float(params["timeout"]))
