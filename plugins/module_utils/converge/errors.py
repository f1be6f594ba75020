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


class Unclear(Exception):
    """A write was sent and no usable answer came: it may or may not have taken effect. ``cause`` is the fault itself."""

    def __init__(self, cause: Exception) -> None:
        super().__init__(str(cause))
        self.cause = cause


def sentence(problems: list[str]) -> Optional[str]:
    """Return several problems as one text, or None if there are none."""
    return ended("; ".join(problem.rstrip(".") for problem in problems)) if problems else None


def ended(text: str) -> str:
    """Return a text with the stop at its end that it lacks."""
    return text if text.endswith(("?", ".")) else f"{text}."
