# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a failed task returns."""

from __future__ import annotations

from typing import Any

OPEN_OUTCOME = "It is not known whether the change took effect; run the task again, it looks first."


def failure(error: Exception) -> dict[str, Any]:
    """Return the members of a failed result, the same for every module."""
    unclear = bool(getattr(error, "unclear", False))
    hint = " ".join(filter(None, [OPEN_OUTCOME if unclear else "", getattr(error, "hint", None)]))
    result = {
        "failed": True,
        "changed": bool(getattr(error, "context", {}).get("changed", False)),
        "msg": getattr(error, "message", str(error)),
        "error_type": getattr(error, "error_type", type(error).__name__),
        "hint": hint or None,
        "retryable": bool(getattr(error, "retryable", False)),
        "status": getattr(error, "status", None),
        "error_code": getattr(error, "code", None),
        "request_id": getattr(error, "request_id", None),
        "retry_after": getattr(error, "retry_after", None),
        "requires_reauth": getattr(error, "requires_reauth", None),
    }
    return {name: value for name, value in result.items() if value is not None}
