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
    # The client renews what it can by itself, once, before it reports this.
    can_retry = False


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
    """The service asks for fewer requests (429).

    ``retry_after`` is in seconds. As far as the service says: ``limit``, how many requests it takes at once, ``remaining``, how many
    of them are left, ``reset``, the seconds until there is one more.
    """

    default_hint = "Wait, lower the number of forks, or have the limit raised."
    default_retryable = True

    def __init__(
        self,
        message: str,
        *,
        retry_after: float = 30.0,
        limit: Optional[float] = None,
        remaining: Optional[float] = None,
        reset: Optional[float] = None,
        **details: Any,
    ) -> None:
        super().__init__(message, **details)
        self.retry_after = retry_after
        self.limit, self.remaining, self.reset = limit, remaining, reset


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
    """The chosen release of the service lacks a feature. ``feature`` and ``version`` name the two where they are known."""

    default_hint = "Leave the option out or use a release that has it."

    def __init__(
        self, message: str, *, feature: Optional[str] = None, version: Optional[str] = None, **details: Any
    ) -> None:
        super().__init__(message, **details)
        self.feature, self.version = feature, version


class ResponseError(ApiClientError):
    """The service answered something that cannot be used; ``retryable`` tells that another read may get something better."""

    default_hint = "Check that the address is the service's own and not a proxy or a login page."

    def __init__(self, message: str, *, retryable: bool = False, **details: Any) -> None:
        super().__init__(message, **details)
        self.default_retryable = retryable


class ExtractionError(ResponseError):
    """A member that must be in an answer is missing."""


class PersistenceError(ApiClientError):
    """The local store cannot be read or written."""

    default_hint = "Remove the store file; it is built again."


STATUS_CLASSES: Mapping[int, type[ApiClientError]] = {
    400: DataValidationError,
    401: AuthenticationError,
    402: AuthorizationError,
    403: AuthorizationError,
    404: ResourceNotFoundError,
    408: ConnectionTimeoutError,
    409: ConflictError,
    410: ResourceNotFoundError,
    412: ConflictError,
    413: DataValidationError,
    422: DataValidationError,
    423: ConflictError,
    429: RateLimitError,
    500: InternalAPIError,
    502: ServiceUnavailableError,
    503: ServiceUnavailableError,
    504: ServiceUnavailableError,
}
NOT_THE_API = "Check that the address is that of the service itself, and the option that names its release."
# What to try where the class of the error alone would not tell.
STATUS_HINTS: Mapping[int, str] = {
    402: "Look whether the plan or the licence of the service includes what the task does.",
    405: NOT_THE_API,
    406: NOT_THE_API,
    407: "Check the proxy that the environment variable https_proxy names, and its credentials.",
    410: "The object is gone for good; remove it from the task, or create it anew under another name.",
    412: "Somebody else changed the object meanwhile; run the task again.",
    413: "Send less at once: split the list, or shorten the text.",
    414: "Shorten the names or filters of the task.",
    415: NOT_THE_API,
    421: NOT_THE_API,
    423: "The object is locked; try again when whoever works on it is done.",
    426: NOT_THE_API,
    431: "Shorten the credentials or the names of the task; they do not fit into the request.",
    451: "The service may not do this for legal reasons; ask its operator.",
    501: "The service does not offer this; check the option that names its release.",
    505: NOT_THE_API,
    507: "The service has no room left; free some of it, or ask its operator.",
    511: "Something between controller and service wants a login of its own; open it in a browser from there.",
}


def class_for_status(status: int) -> type[ApiClientError]:
    """Return the error class of an HTTP status that is not a success."""
    known = STATUS_CLASSES.get(status)
    if known is not None:
        return known
    return ServerError if status >= 500 else ResponseError if status < 400 else ValidationError
