# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What every result must be, whatever happened. It knows the contract, and nothing of the code that should keep it."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from pathlib import Path
from typing import Any

VOCABULARY = frozenset("""
    ApiClientError ConfigurationError AuthenticationError TokenRefreshError AuthorizationError ValidationError
    ParameterValidationError DataValidationError ResourceNotFoundError ConflictError ResourceAllocationError RateLimitError
    ServerError InternalAPIError ServiceUnavailableError NetworkError ConnectionTimeoutError SSLError
    VersionCompatibilityError ResponseError ExtractionError PersistenceError
    """.split())
MEMBERS: Mapping[str, type | tuple[type, ...]] = {
    "msg": str,
    "error_type": str,
    "hint": str,
    "retryable": bool,
    "changed": bool,
    "status": int,
    "error_code": (str, int),
    "request_id": str,
    "retry_after": (int, float),
}
NEEDED = ("msg", "error_type", "hint", "retryable", "changed")
# Words that only a programmer can use: tracebacks, addresses of objects, names of inner classes, values as Python writes them.
INNER = re.compile(
    r"Traceback|File \"|line \d+, in |object at 0x|HTTPConnectionPool|HTTPSConnectionPool|urllib3|<class|Errno|"
    r"NoneType|dict_keys|has no attribute|positional argument|<html|<body|Max retries exceeded|\{'|\[\('"
)
# What a failed task says if a write may have happened although no answer told so.
OPEN = ("not known whether", "may still be running", "is active but lost", "may have", "the same when it is done twice")
LONGEST_MESSAGE = 1000
STORE_WARNING = "The store in"


def of_result(result: Mapping[str, Any]) -> Iterator[str]:
    """Yield what is wrong with the form of a result."""
    text = json.dumps(result, ensure_ascii=False, default=repr)
    if not isinstance(result.get("changed", False), bool):
        yield f"changed is {result.get('changed')!r}"
    if "exception" in result or "Traceback" in text:
        yield f"a traceback is in the result: {str(result.get('exception') or text)[-500:]}"
    warnings = [_words_of(warning) for warning in result.get("warnings", ())]
    if len([warning for warning in warnings if STORE_WARNING in warning]) > 1:
        yield f"more than one warning about the store: {warnings}"
    for warning in warnings:
        if INNER.search(warning):
            yield f"a warning speaks of the inside: {warning}"
    if result.get("failed"):
        yield from _of_failure(result)


def _words_of(warning: Any) -> str:
    """The text of a warning; a module in a process of its own hands it over in pieces."""
    if isinstance(warning, Mapping):
        event = warning.get("event", warning)
        return str(event.get("msg", event)) if isinstance(event, Mapping) else str(event)
    return str(warning)


def _of_failure(result: Mapping[str, Any]) -> Iterator[str]:
    for name in NEEDED:
        if name not in result:
            yield f"the failed result lacks {name}"
    for name, kind in MEMBERS.items():
        if name in result and not isinstance(result[name], kind):
            yield f"{name} of the failed result is {result[name]!r}"
    if result.get("error_type") not in VOCABULARY:
        yield f"error_type {result.get('error_type')!r} is not in the vocabulary"
    message, hint = str(result.get("msg", "")), str(result.get("hint", ""))
    if not message.strip() or not hint.strip():
        yield "msg or hint is empty"
    for text in (message, hint):
        if INNER.search(text):
            yield f"the failure speaks of the inside: {text[:300]}"
    if len(message) > LONGEST_MESSAGE:
        yield f"msg has {len(message)} characters"


def leaves_open(result: Mapping[str, Any]) -> bool:
    """Whether a failed result says that something may have changed."""
    text = f"{result.get('msg')} {result.get('hint')}"
    return bool(result.get("changed")) or any(words in text for words in OPEN)


def of_secrets(texts: Mapping[str, str], secrets: Iterable[str]) -> Iterator[str]:
    """Yield the places at which a secret stands, without the secret itself."""
    known = [secret for secret in secrets if len(secret) > 5]
    for place, text in texts.items():
        for secret in known:
            if secret in text:
                where = text.index(secret)
                around = text[max(0, where - 60) : where] + "<SECRET>" + text[where + len(secret) :][:30]
                yield f"a secret is in {place}: {around!r}"
                break


def files_below(folder: Path) -> dict[str, str]:
    """The content of all files below a folder, each byte as a character of its own and as text."""
    found = {}
    for path in sorted(folder.rglob("*")):
        if path.is_file() and not path.is_symlink():
            data = path.read_bytes()
            found[f"the file {path.name}"] = data.decode("utf-8", "replace") + data.decode("latin-1")
    return found


def told(result: Mapping[str, Any]) -> str:
    """A result as text in both spellings of JSON, in that of Python, and each of its texts as it is."""
    spellings = (json.dumps(result, default=str), json.dumps(result, ensure_ascii=False, default=str), repr(result))
    return "\n".join((*spellings, *_texts(result)))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for name, item in value.items():
            yield from (str(name), *_texts(item))
    elif isinstance(value, (list, tuple)):
        for item in value:
            yield from _texts(item)
    elif isinstance(value, str):
        yield value


def hidden_options(options: Any, spec: Mapping[str, Any]) -> Iterator[str]:
    """Yield the values of options that must be kept secret, at any depth."""
    if not isinstance(options, Mapping):
        return
    for name, value in options.items():
        option = spec.get(name) or {}
        for item in value if isinstance(value, list) else [value]:
            if option.get("no_log") and isinstance(item, str):
                yield item
            elif option.get("options"):
                yield from hidden_options(item, option["options"])
