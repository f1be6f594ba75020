# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every option of every module refuses what it cannot take, before the first request and in the words of the contract."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from ansible_collections.wanforge.edge.tests.unit.generic.cases import CASES, LASTING, MODULES, READ_ONLY, WRITERS
from ansible_collections.wanforge.edge.tests.unit.generic.cases_tenant import CALLS
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import Runner, arguments_of

WRONG = {"int": "many", "float": "much", "bool": "perhaps", "dict": "nothing", "list": {"no": "list"}}
NO_CHOICE = "no-such-choice"


def base(module: str) -> dict[str, Any]:
    """Sound options, to which a wrong one is added."""
    if module in CALLS:
        return dict(CALLS[module])
    writer = module.removesuffix("_info")
    created = next((case.create for case in (*CASES, *LASTING) if case.module == writer), {})
    if module == writer:
        return dict(created)
    known = arguments_of(module)["argument_spec"]
    return {**READ_ONLY.get(module, {}), **{name: value for name, value in created.items() if name in known}}


def mistakes(options: Mapping[str, Any]) -> Iterator[tuple[str, Any, str]]:
    """For every option at every depth: its place, a value with one mistake in it, and the word the message must hold."""
    for name, spec in options.items():
        if spec["type"] in WRONG:
            yield name, WRONG[spec["type"]], name
        if spec.get("choices"):
            yield name, [NO_CHOICE] if spec["type"] == "list" else NO_CHOICE, NO_CHOICE
        if spec.get("elements") in WRONG:
            yield name, [WRONG[spec["elements"]]], name
        inner = spec.get("options") or {}
        others = {member: sound(one) for member, one in inner.items() if one.get("required")}
        for place, value, word in mistakes(inner):
            member = place.split(".", 1)[0]
            wrong = {**others, member: value}
            yield f"{name}.{place}", [wrong] if spec["type"] == "list" else wrong, word
        if inner:
            yield name, [7] if spec["type"] == "list" else False, name
            wrong = {**others, "no_such_member": 1}
            yield f"{name}.no_such_member", [wrong] if spec["type"] == "list" else wrong, "no_such_member"


def sound(spec: Mapping[str, Any]) -> Any:
    """A value of the right type."""
    return spec["choices"][0] if spec.get("choices") else {"int": 1, "bool": True}.get(spec["type"], "text")


def all_mistakes() -> Iterator[Any]:
    """Every mistake in every option of every module."""
    for module in MODULES:
        for place, value, word in mistakes(arguments_of(module)["argument_spec"]):
            yield pytest.param(module, place.split(".", 1)[0], value, word, id=f"{module}-{place}-{value}"[:120])


def refused(task: Runner, result: Mapping[str, Any]) -> str:
    """Return the message of a task that must have been refused before the first request."""
    assert result["failed"] is True and result["changed"] is False
    assert result["error_type"] == "ParameterValidationError"
    assert result["hint"] and result["retryable"] is False
    assert task.lab.log() == []
    return str(result["msg"])


@pytest.mark.parametrize("module, option, value, word", list(all_mistakes()))
def test_wrong_types_and_choices_are_refused(module: str, option: str, value: Any, word: str, task: Runner) -> None:
    result = task(module, {**base(module), option: value})
    assert word in refused(task, result)


@pytest.mark.parametrize("module", MODULES)
def test_each_module_refuses_in_both_ways(module: str, either: Runner) -> None:
    """Ansible words a little differently in each way; the contract is the same."""
    for option, value in (
        ("no_such_option", 1),
        ("validate_certs", "perhaps"),
        ("timeout", "long"),
        ("retry", "never"),
    ):
        result = either(module, {**base(module), option: value})
        assert option in refused(either, {"changed": False, **result})


@pytest.mark.parametrize("module", MODULES)
def test_what_is_required_is_required(module: str, either: Runner) -> None:
    arguments = arguments_of(module)
    needed = [name for name, spec in arguments["argument_spec"].items() if spec.get("required")]
    needed += [group[0] for group in arguments.get("required_one_of", [])]
    for name in needed:
        options = {option: value for option, value in base(module).items() if option != name}
        assert name in refused(either, {"changed": False, **either(module, options)})
    assert needed or module.endswith("_info") or module in {case.module for case in LASTING}


@pytest.mark.parametrize("module", WRITERS)
def test_what_excludes_each_other_is_refused(module: str, either: Runner) -> None:
    arguments = arguments_of(module)
    for group in arguments.get("mutually_exclusive", []):
        both = {name: ["x"] if arguments["argument_spec"][name]["type"] == "list" else True for name in group}
        message = refused(either, {"changed": False, **either(module, {**base(module), **both})})
        assert all(name in message for name in group)
