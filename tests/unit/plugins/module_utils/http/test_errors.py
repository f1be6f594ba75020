# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The vocabulary of errors: class, status, hint and whether trying again can help."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.converge import errors as planning
from ansible_collections.wanforge.edge.plugins.module_utils.http import errors
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import ApiClientError, class_for_status

GUIDE = Path(__file__).resolve().parents[5] / "docs" / "docsite" / "rst" / "guide_errors.rst"
PLANNING = {kind.error_type for kind in (planning.PlanError, *planning.PlanError.__subclasses__())}
# Class, its parent, whether trying again later may help.
VOCABULARY = [
    ("ConfigurationError", "ApiClientError", False),
    ("AuthenticationError", "ApiClientError", False),
    ("TokenRefreshError", "AuthenticationError", False),
    ("AuthorizationError", "ApiClientError", False),
    ("ValidationError", "ApiClientError", False),
    ("ParameterValidationError", "ValidationError", False),
    ("DataValidationError", "ValidationError", False),
    ("ResourceNotFoundError", "ApiClientError", False),
    ("ConflictError", "ApiClientError", True),
    ("ResourceAllocationError", "ApiClientError", False),
    ("RateLimitError", "ApiClientError", True),
    ("ServerError", "ApiClientError", True),
    ("InternalAPIError", "ServerError", True),
    ("ServiceUnavailableError", "ServerError", True),
    ("NetworkError", "ApiClientError", True),
    ("ConnectionTimeoutError", "NetworkError", True),
    ("SSLError", "NetworkError", False),
    ("VersionCompatibilityError", "ApiClientError", False),
    ("ResponseError", "ApiClientError", False),
    ("ExtractionError", "ResponseError", False),
    ("PersistenceError", "ApiClientError", False),
]
STATUSES = [
    (301, "ResponseError", False),
    (302, "ResponseError", False),
    (400, "DataValidationError", False),
    (401, "AuthenticationError", False),
    (402, "AuthorizationError", False),
    (403, "AuthorizationError", False),
    (404, "ResourceNotFoundError", False),
    (405, "ValidationError", False),
    (408, "ConnectionTimeoutError", True),
    (409, "ConflictError", True),
    (410, "ResourceNotFoundError", False),
    (412, "ConflictError", True),
    (413, "DataValidationError", False),
    (418, "ValidationError", False),
    (422, "DataValidationError", False),
    (423, "ConflictError", True),
    (429, "RateLimitError", True),
    (500, "InternalAPIError", True),
    (501, "ServerError", False),
    (502, "ServiceUnavailableError", True),
    (503, "ServiceUnavailableError", True),
    (504, "ServiceUnavailableError", True),
    (505, "ServerError", False),
    (599, "ServerError", False),
]


def all_classes(root: type[ApiClientError] = ApiClientError) -> Iterator[type[ApiClientError]]:
    yield root
    for below in root.__subclasses__():
        yield from all_classes(below)


@pytest.mark.parametrize("name, parent, retryable", VOCABULARY)
def test_vocabulary(name: str, parent: str, retryable: bool) -> None:
    kind = getattr(errors, name)
    error = kind("it failed")
    assert kind.__mro__[1].__name__ == parent
    assert error.error_type == name
    assert error.retryable is retryable
    assert str(error) == error.message == "it failed"
    assert error.hint


def test_the_vocabulary_is_complete() -> None:
    defined = {kind.__name__ for kind in all_classes() if kind.__module__ == errors.__name__}
    assert defined == {name for name, _parent, _retryable in VOCABULARY} | {"ApiClientError"}


@pytest.mark.parametrize("status, name, retryable", STATUSES)
def test_statuses(status: int, name: str, retryable: bool) -> None:
    error = class_for_status(status)("it failed", status=status)
    assert error.error_type == name
    assert error.retryable is retryable
    assert error.status == status


@pytest.mark.parametrize("status", [code for code in range(100, 600) if not 200 <= code < 300])
def test_every_status_has_an_error_with_a_hint(status: int) -> None:
    error = class_for_status(status)("it failed", status=status)
    assert isinstance(error, ApiClientError)
    assert error.hint.strip().endswith(".")


def test_details_are_kept() -> None:
    error = errors.ConflictError(
        "no", status=409, code="dup", request_id="r-1", hint="Rename it.", unclear=True, context={"a": 1}
    )
    assert (error.status, error.code, error.request_id, error.hint) == (409, "dup", "r-1", "Rename it.")
    assert (error.unclear, error.context) == (True, {"a": 1})


def test_details_are_empty_by_default() -> None:
    error = ApiClientError("no")
    assert (error.status, error.code, error.request_id, error.unclear, error.context) == (None, None, None, False, {})


def test_the_rate_limit_says_how_long() -> None:
    assert errors.RateLimitError("slow").retry_after == 30.0
    assert errors.RateLimitError("slow", retry_after=2.5, status=429).retry_after == 2.5


def test_the_rate_limit_says_what_is_left() -> None:
    error = errors.RateLimitError("slow", limit=20.0, remaining=0.0, reset=15.0)
    assert (error.limit, error.remaining, error.reset) == (20.0, 0.0, 15.0)
    assert errors.RateLimitError("slow").limit is None


def test_reauthentication_is_needed_after_a_refusal() -> None:
    for kind in (errors.AuthenticationError, errors.TokenRefreshError):
        assert kind.requires_reauth and not kind.can_retry


def test_a_version_says_what_lacks_what() -> None:
    error = errors.VersionCompatibilityError("no", feature="sessions", version="1.0")
    assert (error.feature, error.version) == ("sessions", "1.0")


@pytest.mark.parametrize("status", errors.STATUS_HINTS)
def test_statuses_with_a_hint_of_their_own_need_one(status: int) -> None:
    assert errors.STATUS_HINTS[status] != class_for_status(status).default_hint
    assert errors.STATUS_HINTS[status].endswith(".")


@pytest.mark.parametrize("name", [name for name, _parent, _retryable in VOCABULARY] + sorted(PLANNING))
def test_the_guide_names_every_type_of_error(name: str) -> None:
    assert f"   * - ``{name}``\n" in GUIDE.read_text(encoding="utf-8")


@pytest.mark.parametrize("name", sorted(PLANNING))
def test_what_planning_finds_uses_the_same_vocabulary(name: str) -> None:
    assert hasattr(errors, name)


@pytest.mark.parametrize("status, transient", [(None, True), (500, True), (501, False), (502, True), (505, False)])
def test_transient_faults_of_the_server(status: int, transient: bool) -> None:
    assert errors.ServerError("no", status=status).is_transient is transient
