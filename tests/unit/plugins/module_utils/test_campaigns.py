# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a task about many objects says of what failed, and of documents that were handed over to it."""

from __future__ import annotations

from collections.abc import Sequence
from types import SimpleNamespace
from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils import campaigns
from ansible_collections.wanforge.edge.plugins.module_utils.cloudconnexa.resources import NETWORK
from ansible_collections.wanforge.edge.plugins.module_utils.converge.campaign import Campaign
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption
from ansible_collections.wanforge.edge.plugins.module_utils.converge.execute import DONE, FAILED, Outcome
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import CREATE, Plan, Step
from ansible_collections.wanforge.edge.plugins.module_utils.http.errors import (
    ApiClientError,
    DataValidationError,
    NetworkError,
    ServiceUnavailableError,
)
from ansible_collections.wanforge.edge.plugins.module_utils.runner import HIDDEN, ModuleHost

AGAIN = "Running the task again does the rest."
CORRECT = "Correct this, then run the task again."


def outcome(name: str, kind: Any = None, reason: str = "No more", **details: Any) -> Outcome:
    """A network that was created, or could not be."""
    plan = Plan(NETWORK, name, (Step(CREATE, None, {"name": name}),))
    if kind is None:
        return Outcome(plan, DONE)
    return Outcome(plan, FAILED, fault=kind(f'creating network "{name}" failed: {reason}.', **details))


def told(outcomes: Sequence[Outcome]) -> dict[str, Any]:
    """The result of a task with these outcomes."""
    return campaigns.result_of(Campaign(tuple(one.plan for one in outcomes)), outcomes, None)


@pytest.mark.parametrize(
    "faults, remedy",
    [
        ([(ServiceUnavailableError, {"status": 503})], AGAIN),
        ([(ApiClientError, {"unclear": True}), (NetworkError, {})], AGAIN),
        ([(DataValidationError, {"status": 400})], CORRECT),
        ([(NetworkError, {}), (DataValidationError, {"status": 400})], CORRECT),
    ],
)
def test_only_what_passes_by_itself_is_left_to_another_run(faults: Any, remedy: str) -> None:
    result = told([outcome("a"), *(outcome(f"n{n}", kind, **details) for n, (kind, details) in enumerate(faults))])
    assert result["msg"].endswith(f" 1 done. {remedy}")
    assert not result["retryable"] or remedy == AGAIN


def test_a_reason_stands_once_with_the_first_names() -> None:
    result = told([outcome(f"n{n}", DataValidationError) for n in range(12)])
    names = ", ".join(f'network "n{n}"' for n in range(5))
    assert result["msg"] == f"12 of 12 changes failed: creating {names} and 7 more failed: No more. 0 done. {CORRECT}"


def test_different_reasons_stand_apart() -> None:
    result = told([outcome("a", NetworkError, "x"), outcome("b", NetworkError, "y"), outcome("c", NetworkError, "x")])
    assert 'creating network "a", network "c" failed: x; creating network "b" failed: y. 0 done' in result["msg"]


def test_reasons_beyond_the_most_are_counted() -> None:
    result = told([outcome(f"n{n}", NetworkError, f"reason {n % 12}") for n in range(24)])
    assert "reason 9; and 4 more. 0 done" in result["msg"] and "reason 10" not in result["msg"]


@pytest.mark.parametrize("hidden", [5, "secret-of-a-word", [["a"]], [5], {"a": 1}, None])
def test_a_section_of_hidden_texts_that_nobody_handed_over_is_refused(hidden: Any) -> None:
    host: Any = SimpleNamespace(params={"src": None, "config": {HIDDEN: hidden, "networks": []}})
    with pytest.raises(InvalidOption, match="is no section") as caught:
        campaigns._stated(host)
    assert "secret-of-a-word" not in caught.value.message


def test_hidden_texts_are_taken_from_the_document() -> None:
    host: Any = SimpleNamespace(params={"src": None, "config": {HIDDEN: ["a secret"], "networks": []}})
    assert campaigns._stated(host) == ({"networks": []}, ["a secret"])


def test_short_texts_are_not_masked_in_numbers_and_words() -> None:
    host = ModuleHost.__new__(ModuleHost)
    masked: set[str] = set()
    setattr(host, "_module", SimpleNamespace(no_log_values=masked))
    host.hide(["", "4", "abc", "abcd"])
    assert masked == {"abcd"}
