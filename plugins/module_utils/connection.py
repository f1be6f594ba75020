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
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import RETRY_CODES, RetryPolicy
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import Store, folder_of
from ansible_collections.wanforge.edge.plugins.module_utils.http.tls import BUNDLES
from ansible_collections.wanforge.edge.plugins.module_utils.sources import Settings, settled

COMMON_OPTIONS: Mapping[str, Any] = {
    "profile": {"type": "str"},
    "env_file": {"type": "path"},
    "validate_certs": {"type": "bool"},
    "ca_path": {"type": "path"},
    "ca_cert": {"type": "str", "no_log": True},
    "client_cert": {"type": "path"},
    "client_key": {"type": "path", "no_log": False},
    "timeout": {"type": "int"},
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
DEFAULTS: Mapping[str, Any] = {"validate_certs": True, "timeout": 30}
UNVERIFIED = "validate_certs is off: nobody checks that the service is the one that it claims to be."


def setting(params: Mapping[str, Any], environ: Mapping[str, str], name: str, *variables: str) -> Optional[str]:
    """Return an option, else the first of the environment variables that is set and not empty, else None."""
    value = params.get(name)
    return first_of(environ, *variables) if value in (None, "") else str(value)


def first_of(environ: Mapping[str, str], *variables: str) -> Optional[str]:
    """Return the first of the environment variables that is set and not empty, else None."""
    return next((environ[variable] for variable in variables if environ.get(variable)), None)


def resolved(
    settings: Settings, params: Mapping[str, Any], environ: Mapping[str, str], redactor: Redactor
) -> dict[str, Any]:
    """Return the options with what environment, profile and file of variables say where they are silent, else the defaults.

    The redactor learns what is secret. Raises ConfigurationError for what is missing or does not go together.
    """
    found = settled(settings, params, environ)
    for name, value in DEFAULTS.items():
        if found.get(name) is None:
            found[name] = value
    for name in settings.names:
        if settings.options.get(name, {}).get("no_log"):
            redactor.register(found.get(name))
    return found


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
        store = Store(folder_of(variables), credential)
        if not params["validate_certs"]:
            store.warnings.append(UNVERIFIED)
        builder.store(store, float(cache_ttl) if run else 0.0, run)
    builder.proxy(first_of(variables, *PROXIES), first_of(variables, *BYPASSES) or "")
    trusting(builder, params, variables)
    log = setting(params, variables, "log_path", LOG_VARIABLE)
    if log:
        builder.journal(os.path.expanduser(log), "log_path" if params.get("log_path") else LOG_VARIABLE)
    return builder.timeout(5.0, float(params["timeout"]))


def trusting(builder: ClientBuilder[AnyClient], params: Mapping[str, Any], environ: Mapping[str, str]) -> None:
    """Tell a builder whom to trust. What the environment names counts only where no option names an authority.

    Raises ConfigurationError for authorities that nobody would ask.
    """
    authorities = {name: params.get(name) or None for name in ("ca_path", "ca_cert")}
    client = {name: params.get(name) or None for name in ("client_cert", "client_key")}
    if not params["validate_certs"]:
        stated = " and ".join(name for name, value in authorities.items() if value)
        if stated:
            raise ConfigurationError(
                f"validate_certs is false, so {stated} would have no effect.", hint="Leave one of them out."
            )
        builder.tls(False, **client)
        return
    variable = None if any(authorities.values()) else next((name for name in BUNDLES if environ.get(name)), None)
    if variable:
        authorities.update(ca_path=environ[variable], ca_name=variable)
    builder.tls(True, **authorities, **client)
