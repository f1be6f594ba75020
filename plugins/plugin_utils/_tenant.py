# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A CloudConnexa tenant as inventory and lookup plugins use it: their options, the connection, their messages.

Private to the collection. Options mean the same as in modules: the same specification checks them, and the same code connects.
"""

from __future__ import annotations

import difflib
import os
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from typing import Any

from ansible.errors import AnsibleError
from ansible.module_utils.common.arg_spec import ArgumentSpecValidator

from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.service import (
    CloudConnexa,
    CloudConnexaBackend,
)
from ansible_collections.wanforge.edge.plugins.module_utils.connection import RUN_VARIABLE
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption, PlanError
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError
from ansible_collections.wanforge.edge.plugins.module_utils.http.redaction import Redactor
from ansible_collections.wanforge.edge.plugins.module_utils.runner import (
    ARGUMENT_FAILURE,
    complaint,
    new_redactor,
    secrets_of,
)
from ansible_collections.wanforge.edge.plugins.plugin_utils._run import RUN

SERVICE = CloudConnexa()
CONNECTION_OPTIONS = tuple(SERVICE.options)


def connected(stated: Mapping[str, Any], redactor: Redactor, plugin: str) -> CloudConnexaBackend:
    """Return the tenant that the stated options of the connection name, or what counts where they are silent. Sends nothing.

    Logs call the sender by the kind of ``plugin``. The redactor learns every secret. Raises InvalidOption or ConfigurationError, which name the option.
    """
    options = {name: stated[name] for name in CONNECTION_OPTIONS if stated.get(name) is not None}
    redactor.learned = new_redactor().learned
    for secret in secrets_of(SERVICE.options, options):
        redactor.register(secret)
    checked = ArgumentSpecValidator(dict(SERVICE.options)).validate(options)
    if checked.error_messages:
        raise InvalidOption(complaint(checked), str(ARGUMENT_FAILURE["hint"]))
    params = checked.validated_parameters
    environ = {**os.environ, RUN_VARIABLE: RUN}
    for name in SERVICE.secrets:
        redactor.register(params.get(name) or environ.get(name))
    tenant = SERVICE.connect(params, environ, redactor)
    tenant.client.session.hooks.about.update({"plugin": f"{plugin} {SERVICE.name}"})
    return tenant


@contextmanager
def explaining(redactor: Redactor, kinds: Mapping[type[Exception], type[AnsibleError]]) -> Iterator[None]:
    """Turn what our own code raises into errors of Ansible: what is wrong, and what to do, without secrets.

    The first of the ``kinds`` that fits decides which one it becomes.
    """
    try:
        yield
    except (ApiClientError, PlanError) as error:
        text = redactor.text(" ".join(filter(None, [error.message, error.hint])))
        chosen = [ansible for kind, ansible in kinds.items() if isinstance(error, kind)][0]
        raise chosen(text) from None


def known_or_refused(what: str, word: str, known: Iterable[str]) -> None:
    """Raise InvalidOption with what there is, the likeliest first, unless a word is known."""
    words = list(known)
    if word not in words:
        near = difflib.get_close_matches(str(word), words, n=1)
        meant = f'Did you mean "{near[0]}"? ' if near else ""
        raise InvalidOption(f'{what} "{word}" is unknown.', f"{meant}There are: {', '.join(sorted(words))}.")
