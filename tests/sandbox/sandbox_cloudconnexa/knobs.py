# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What tests may change about the tenant while it runs."""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass
from typing import Any, Callable, Mapping, Optional

from .description import LEVELS

RATE_LIMIT_DEFAULTS: dict[str, Any] = {"burst": 20, "rate": 1, "seconds": 15, "time_scale": 1, "retry_after": "none"}


@dataclass
class Knobs:
    """Switches for what the service's description leaves open, and for what a test wants to provoke."""

    token_lifetime: float = 43199
    level: str = "1.2.3"
    ip_mode: str = "BOTH"
    put_mode: str = "replace"
    list_system_subnets: bool = False
    profile_pending: int = 0
    unset_style: str = "absent"
    rate_limit: Optional[dict[str, Any]] = None
    unique_names: bool = False

    def changed(self, changes: Mapping[str, Any]) -> "Knobs":
        """New knobs with some values changed; a ValueError with a sentence for a wrong name or value."""
        known = {field.name for field in dataclasses.fields(self)}
        checked = {}
        for name, value in changes.items():
            if name not in known:
                raise ValueError(f"There is no knob {name!r}; known are {', '.join(sorted(known))}.")
            checked[name] = _READERS[name](name, value)
        return dataclasses.replace(self, **checked)


def _number(name: str, value: Any) -> Any:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or value < 0:
        raise ValueError(f"The knob {name!r} must be a number that is not negative, not {value!r}.")
    return value


def _whole(name: str, value: Any) -> Any:
    if not isinstance(value, int):
        raise ValueError(f"The knob {name!r} must be a whole number, not {value!r}.")
    return _number(name, value)


def _switch(name: str, value: Any) -> Any:
    if not isinstance(value, bool):
        raise ValueError(f"The knob {name!r} must be true or false, not {value!r}.")
    return value


def _one_of(*choices: str) -> Callable[[str, Any], Any]:
    def read(name: str, value: Any) -> Any:
        if value not in choices:
            raise ValueError(f"The knob {name!r} must be one of {', '.join(choices)}, not {value!r}.")
        return value

    return read


def _rate_limit(name: str, value: Any) -> Any:
    if value is None or value is False:
        return None
    if not isinstance(value, dict):
        raise ValueError(f"The knob {name!r} must be null or an object, not {value!r}.")
    unknown = set(value) - set(RATE_LIMIT_DEFAULTS)
    if unknown:
        raise ValueError(f"The knob {name!r} has no member {', '.join(sorted(unknown))}.")
    merged = {**RATE_LIMIT_DEFAULTS, **value}
    merged["retry_after"] = merged["retry_after"] or "none"
    _one_of("none", "seconds", "date")(f"{name}.retry_after", merged["retry_after"])
    for member in ("burst", "rate", "seconds"):
        _whole(f"{name}.{member}", merged[member])
    if _number(f"{name}.time_scale", merged["time_scale"]) == 0 or merged["seconds"] == 0:
        raise ValueError(f"The members time_scale and seconds of the knob {name!r} must be greater than zero.")
    return merged


_READERS: dict[str, Callable[[str, Any], Any]] = {
    "token_lifetime": _number,
    "level": _one_of(*LEVELS),
    "ip_mode": _one_of("BOTH", "IP_V4_ONLY"),
    "put_mode": _one_of("replace", "merge"),
    "list_system_subnets": _switch,
    "profile_pending": _whole,
    "unset_style": _one_of("absent", "null", "empty"),
    "rate_limit": _rate_limit,
    "unique_names": _switch,
}
