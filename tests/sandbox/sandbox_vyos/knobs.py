# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a test can change about a running router."""

from __future__ import annotations

import dataclasses
import typing as t


@dataclasses.dataclass
class Knobs:
    """Settings that take effect with the next request. None stands for what the release does by itself."""

    commit_delay: float = 0.0
    """Seconds that every commit takes, while it holds the lock."""
    foreign_lock: int = 0
    """So many of the next commits are answered with "temporarily locked"."""
    strict: t.Optional[bool] = None
    """Deleting what is not there is an error. None: as the configuration says."""
    save_failure: bool = False
    """Saving fails with 400; the running configuration stays as it is."""
    drop_reason: t.Optional[bool] = None
    """Commit errors name the failed part only, and warnings are lost. None: so up to 1.4."""
    retrieve_conflict_500: bool = True
    """Reading the tree while a change is under way is answered with 500."""
    html_escape: t.Optional[bool] = None
    """Error texts have `&`, `<` and `>` escaped. None: from 1.5 on."""
    api_enabled: bool = True
    """False: the proxy answers, as when the API is not configured."""
    request_body_limit: t.Optional[int] = None
    """Bytes of a request body that the proxy lets pass. None: as configured, else 1 MiB."""
    restart_seconds: float = 0.0
    """After a change of its own service the API answers 502 for so long."""
    scripts_outside_daemon: int = 0
    """So many of the next commits run their scripts outside the daemon: reasons end with one more line end."""

    def update(self, values: t.Mapping[str, t.Any]) -> None:
        """Set several knobs at once; raises ValueError, and changes nothing, if a name or a type is wrong."""
        known = {field.name: str(field.type) for field in dataclasses.fields(self)}
        for name, value in values.items():
            if name not in known:
                raise ValueError(f"there is no knob {name!r}; the knobs are {', '.join(sorted(known))}")
            _check(name, known[name], value)
        for name, value in values.items():
            setattr(self, name, value)


def _check(name: str, kind: str, value: t.Any) -> None:
    if value is None and "Optional" in kind:
        return
    if "bool" in kind:
        wanted, fits = "true or false", isinstance(value, bool)
    elif "float" in kind:
        wanted, fits = "a number of seconds, 0 or more", isinstance(value, (int, float)) and not isinstance(value, bool)
    else:
        wanted, fits = "a whole number, 0 or more", isinstance(value, int) and not isinstance(value, bool)
    if not fits or (not isinstance(value, bool) and value < 0):
        extra = " or null" if "Optional" in kind else ""
        raise ValueError(f"the knob {name!r} takes {wanted}{extra}, not {value!r}")
