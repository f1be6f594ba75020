# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What can be wrong with a wish before anything is written."""

from __future__ import annotations

from typing import Optional


class PlanError(Exception):
    """A wish that cannot be planned. ``hint`` says what to do, ``error_type`` is what the failed task reports."""

    error_type = "ValidationError"
    retryable = False

    def __init__(self, message: str, hint: str = "Correct the named option.") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint


class InvalidOption(PlanError):
    """An option has a value that cannot be right, whatever the service holds."""

    error_type = "ParameterValidationError"


class Ambiguous(PlanError):
    """A name belongs to more than one object."""

    error_type = "ConflictError"


class UnknownReference(PlanError):
    """A name or id belongs to no object."""

    error_type = "ResourceNotFoundError"


class Unsupported(PlanError):
    """The release of the service lacks what is asked for."""

    error_type = "VersionCompatibilityError"


class Misshapen(PlanError):
    """The service shows something that is no object of its kind: nothing must follow from it."""

    error_type = "ExtractionError"

    def __init__(self, message: str) -> None:
        super().__init__(message, "Check that the address is the service's own; if it is, report what it answers.")


class Unexpected(PlanError):
    """A fault that nobody foresaw, while something was written: it ends one plan, not the work on all others."""

    unclear = True

    def __init__(self, what: str, cause: Exception) -> None:
        text = " ".join(str(cause).split())
        super().__init__(
            f"{what}: unexpected fault {type(cause).__name__}{f': {text}' if text else ''}.",
            "This is a fault of the collection; please report it.",
        )
        self.error_type = type(cause).__name__


class Unclear(Exception):
    """A write was sent and no usable answer came: it may or may not have taken effect. ``cause`` is the fault itself.

    ``accepted`` says that the service answered with a success, so the write must not be repeated whatever is read afterwards.
    """

    def __init__(self, cause: Exception, accepted: bool = False) -> None:
        super().__init__(str(cause))
        self.cause = cause
        self.accepted = accepted


def sentence(problems: list[str]) -> Optional[str]:
    """Return several problems as one text, or None if there are none."""
    return ended("; ".join(problem.rstrip(".") for problem in problems)) if problems else None


def ended(text: str) -> str:
    """Return a text with the stop at its end that it lacks."""
    return text if text.endswith(("?", ".")) else f"{text}."
