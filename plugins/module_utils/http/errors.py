# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""One vocabulary for everything that can go wrong between a task and a service.

Every class carries what a failed task reports: the sentence, the status and the service's own code, a request id, a hint
and whether trying again later can help. Nothing in here knows a service or Ansible.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, Optional

if TYPE_CHECKING:
    from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Request, Response


class ApiClientError(Exception):
    """Root of all errors of the client.

    Arguments: ``message``, one sentence; ``status``, the HTTP status; ``code``, the service's own error code; ``request_id``;
    ``hint``, what to try, instead of the class's own; ``unclear``, true when a write may have taken effect although no
    answer says so.
    """

    default_hint = "Run the task again with -vvv and look at the service's own log."
    default_retryable = False

    def __init__(
        self,
        message: str,
        *,
        status: Optional[int] = None,
        code: Optional[str] = None,
        request_id: Optional[str] = None,
        hint: Optional[str] = None,
        unclear: bool = False,
        context: Optional[Mapping[str, Any]] = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.status = status
        self.code = code
        self.request_id = request_id
        self.hint = hint or self.default_hint
        self.unclear = unclear
        self.context: dict[str, Any] = dict(context or {})
        # What led to it, for programs; without the credentials. Never shown.
        self.request: Optional[Request] = None
        self.response: Optional[Response] = None

    @property
    def error_type(self) -> str:
        """Name of the class, as failed tasks report it."""
        return type(self).__name__

    @property
    def retryable(self) -> bool:
        """Whether the same task may succeed later without any change."""
        return self.default_retryable


class ConfigurationError(ApiClientError):
    """The client itself is set up wrongly; no request was sent."""

    default_hint = "Correct the named option or environment variable."


class AuthenticationError(ApiClientError):
    """The service does not accept the credentials (401)."""

    default_hint = "Check the credentials, their expiry date and the addresses they may be used from."
    requires_reauth = True


class TokenRefreshError(AuthenticationError):
    """A token could not be fetched or renewed."""


class AuthorizationError(ApiClientError):
    """The credentials are known but lack the permission (403)."""

    default_hint = "Give the credentials the permission for this kind of object."


class ValidationError(ApiClientError):
    """A value is not acceptable (400, 422, or found before any request)."""

    default_hint = "Correct the named value."


class ParameterValidationError(ValidationError):
    """An option has a wrong value; found before the first request."""


class DataValidationError(ValidationError):
    """The service refused the data that was sent."""

    default_hint = "Correct the value, or the state of the object, that the service speaks of."


class ResourceNotFoundError(ApiClientError):
    """The object does not exist (404)."""

    default_hint = "Check the name or id, and whether the object was deleted meanwhile."


class ConflictError(ApiClientError):
    """The object is in a state that forbids the request (409)."""

    default_hint = "Read the object again; somebody else may have changed it."
    default_retryable = True


class ResourceAllocationError(ApiClientError):
    """A pool of addresses, ports or rule numbers has no free member left."""

    default_hint = "Widen the range or free a member of it."


class RateLimitError(ApiClientError):
    """The service asks for fewer requests (429). ``retry_after`` is in seconds."""

    default_hint = "Wait, lower the number of forks, or have the limit raised."
    default_retryable = True

    def __init__(self, message: str, *, retry_after: float = 30.0, **details: Any) -> None:
        super().__init__(message, **details)
        self.retry_after = retry_after


class ServerError(ApiClientError):
    """The service failed (5xx)."""

    default_hint = "Try again later; if it persists, ask the service's operator and give the request id."

    @property
    def is_transient(self) -> bool:
        """Whether the status is one that usually passes by itself."""
        return self.status in (None, 500, 502, 503, 504)

    @property
    def retryable(self) -> bool:
        return self.is_transient


class InternalAPIError(ServerError):
    """500."""


class ServiceUnavailableError(ServerError):
    """502, 503, 504: the service is down or restarting."""

    default_hint = "The service is down or restarting; try again in some minutes."


class NetworkError(ApiClientError):
    """No usable answer came over the network."""

    default_hint = "Check the address, name resolution, routing and firewalls between controller and service."
    default_retryable = True


class ConnectionTimeoutError(NetworkError):
    """The service did not answer in time."""

    default_hint = "The service is slow or unreachable; check the route to it or raise the option timeout."


class SSLError(NetworkError):
    """The certificate of the service cannot be verified. Never retried."""

    default_hint = "Install a certificate that the controller trusts, or name its authority with the option ca_path."
    default_retryable = False


class VersionCompatibilityError(ApiClientError):
    """The chosen release of the service lacks a feature."""

    default_hint = "Leave the option out or use a release that has it."


class ResponseError(ApiClientError):
    """The service answered something that cannot be used."""

    default_hint = "Check that the address is the service's own and not a proxy or a login page."


class ExtractionError(ResponseError):
    """A member that must be in an answer is missing."""


class PersistenceError(ApiClientError):
    """The local store cannot be read or written."""

    default_hint = "Remove the store file; it is built again."


STATUS_CLASSES: Mapping[int, type[ApiClientError]] = {
    400: DataValidationError,
    401: AuthenticationError,
    403: AuthorizationError,
    404: ResourceNotFoundError,
    409: ConflictError,
    422: DataValidationError,
    429: RateLimitError,
    500: InternalAPIError,
    502: ServiceUnavailableError,
    503: ServiceUnavailableError,
    504: ServiceUnavailableError,
}


def class_for_status(status: int) -> type[ApiClientError]:
    """Return the error class of an HTTP status that is not a success."""
    known = STATUS_CLASSES.get(status)
    if known is not None:
        return known
    return ServerError if status >= 500 else ResponseError if status < 400 else ValidationError
