# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The circuit breaker: a service that is down fails later tasks at once instead of letting each of them wait.

closed: requests pass; so many faults in a row open it. Requests that are under way together fail together: that is one fault. open: nothing
is sent. half-open, after a while: one request is let through, its outcome closes or opens it, and the others wait for that. A run of
Ansible that has met no fault yet may try at once. The state is shared by all tasks of the user, per address of a service.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable
from typing import Optional

from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    NetworkError,
    ServiceUnavailableError,
    SSLError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.http.message import Response
from ansible_collections.wanforge.edge.plugins.module_utils.http.retry import spoken
from ansible_collections.wanforge.edge.plugins.module_utils.http.store import VARIABLE, Numbers, Store

FAILURE_THRESHOLD = 10
RECOVERY_TIMEOUT = 300.0
PROBE_TIMEOUT = 60.0
LOOK_AGAIN = 0.05
OPEN = "circuit_breaker_open"
RUN = "run "


def is_fault(fault: Optional[ApiClientError], response: Optional[Response]) -> bool:
    """Return whether an attempt shows that the service is down: no answer, or 502, 503, 504 of what stands before it.

    500 is the answer of a service that lives, and a certificate is not the service's fault.
    """
    if response is not None:
        return response.status in (502, 503, 504)
    return isinstance(fault, NetworkError) and not isinstance(fault, SSLError)


def run_mark(run: str) -> str:
    """Return the member of the state that says when a run met a fault; an empty text if it is not known which run it is."""
    return f"{RUN}{zlib.crc32(run.encode('utf-8', 'replace'))}" if run else ""


def admit(state: Optional[Numbers], now: float, mark: str = "") -> tuple[Optional[Numbers], float]:
    """Return the state after a run wants to send, and the seconds until it can be tried again; 0 lets it pass."""
    state = _current(state, now)
    if state is None or state["faults"] < FAILURE_THRESHOLD:
        return state, 0.0
    tried = min(state["last"], state.get(mark, -RECOVERY_TIMEOUT)) if mark else state["last"]
    blocked_until = max(tried + RECOVERY_TIMEOUT, state.get("probe", 0.0))
    if now < blocked_until:
        return state, blocked_until - now
    return {**state, **({mark: now} if mark else {}), "probe": now + PROBE_TIMEOUT}, 0.0


def is_tried(state: Optional[Numbers], now: float) -> bool:
    """Return whether the one request that was let through has not been answered yet."""
    state = _current(state, now)
    return state is not None and state["faults"] >= FAILURE_THRESHOLD and now < state.get("probe", 0.0)


def after_fault(state: Optional[Numbers], now: float, begun: Optional[float] = None, mark: str = "") -> Numbers:
    """Return the state after a fault; faults that lie far apart do not add up, nor do those of requests that overlap.

    ``begun`` is when the request was sent: before the last fault, it tells nothing new but that its run met one.
    """
    state = _current(state, now)
    if state is not None and state["faults"] < FAILURE_THRESHOLD and now - state["last"] > RECOVERY_TIMEOUT:
        state = None
    runs = {name: at for name, at in (state or {}).items() if name.startswith(RUN) and now - at < RECOVERY_TIMEOUT}
    if mark:
        runs[mark] = now
    if state is not None and begun is not None and begun < state["last"]:
        return {**state, **runs}
    return {**runs, "faults": (state["faults"] if state else 0.0) + 1.0, "last": now}


def _current(state: Optional[Numbers], now: float) -> Optional[Numbers]:
    """Return the state if it makes sense; one from the future does not."""
    if not state or not {"faults", "last"} <= set(state) or state["last"] > now:
        return None
    return state if state.get("probe", 0.0) <= now + PROBE_TIMEOUT else {**state, "probe": 0.0}


class Breaker:
    """The circuit breaker of one service."""

    def __init__(self, store: Store, base_url: str, run: str = "") -> None:
        self._store = store
        self._base_url = base_url
        self._name = f"breaker {base_url}"
        self._mark = run_mark(run)

    def check(self, look_again: Callable[[], bool]) -> None:
        """Raise ServiceUnavailableError if nothing may be sent now.

        While another request shows whether the service is back, this one waits for what comes of it, as long as ``look_again``
        waits and returns true.
        """
        wait = self._blocked()
        while wait and is_tried(self._store.numbers(self._name, shared=True), self._store.clock()) and look_again():
            wait = self._blocked()
        if wait:
            raise ServiceUnavailableError(
                f"{self._base_url} failed {FAILURE_THRESHOLD} times in a row; this run asks it again in {spoken(wait)}",
                code=OPEN,
                hint="Look whether the service is up and can be reached. A new run asks it at once; so does this one with the "
                f"environment variable {VARIABLE}=none.",
            )

    def _blocked(self) -> float:
        state = self._store.numbers(self._name, shared=True)
        if not state or admit(state, self._store.clock(), self._mark) == (state, 0.0):
            return 0.0
        return self._store.change(self._name, lambda state: admit(state, self._store.clock(), self._mark), shared=True)

    def report(self, fault: Optional[ApiClientError], response: Optional[Response], begun: float) -> bool:
        """Learn how an attempt ended that was sent at this time, and return whether further ones make sense now."""
        if not is_fault(fault, response):
            if response is not None and self._store.numbers(self._name, shared=True):
                self._store.change(self._name, lambda _state: (None, None), shared=True)
            return True

        def how(state: Optional[Numbers]) -> tuple[Optional[Numbers], float]:
            after = after_fault(state, self._store.clock(), begun, self._mark)
            return after, after["faults"]

        return self._store.change(self._name, how, shared=True) < FAILURE_THRESHOLD
