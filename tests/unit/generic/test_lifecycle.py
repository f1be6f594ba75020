# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Every object through its whole life: what check mode promises is what happens, and nothing happens twice."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource
from ansible_collections.wanforge.edge.tests.unit.generic.cases import (
    CASES,
    LASTING,
    MODULES,
    READ_ONLY,
    READERS,
    WRITERS,
    Case,
)
from ansible_collections.wanforge.edge.tests.unit.generic.cases_tenant import BEFORE_LISTING, CALLS
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import Runner, code

every_case = pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
every_renaming = pytest.mark.parametrize("case", [case for case in CASES if case.rename], ids=lambda case: case.name)
every_clearing = pytest.mark.parametrize(
    "case", [case for case in (*CASES, *LASTING) if case.clear], ids=lambda case: case.name
)


def resource_of(module: str) -> Resource:
    """The declaration that a module hands to the runner."""
    return next(value for value in vars(code(module)).values() if isinstance(value, Resource))


def test_every_module_has_a_case() -> None:
    described = {case.module for case in (*CASES, *LASTING)}
    assert described == set(WRITERS)
    assert {f"{module}_info" for module in described} | set(READ_ONLY) == set(READERS)
    assert len(MODULES) == len(WRITERS) + len(READERS) + len(CALLS)


def foreseen(task: Runner, module: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Run a task in check mode, then for real, and return the real result after comparing them."""
    before = task.lab.state()
    task.lab.forget()
    checked = task.good(module, options, check=True)
    assert task.lab.writes() == []
    assert task.lab.state() == before
    real = task.good(module, options)
    assert (checked["changed"], checked["diff"]) == (real["changed"], real["diff"])
    assert list(checked) == list(real)
    compare_prediction(checked, real, resource_of(module).kind)
    return real


def compare_prediction(checked: Mapping[str, Any], real: Mapping[str, Any], kind: str) -> None:
    """What check mode says of an object is true or null, and null only where the service decides."""
    assert list(checked[kind]) == list(real[kind])
    for name, value in checked[kind].items():
        assert value is None or value == real[kind][name], name
    others = [name for name in real if name not in (kind, "diff", "changed")]
    assert [checked[name] for name in others] == [real[name] for name in others]


def settled(task: Runner, module: str, options: Mapping[str, Any]) -> dict[str, Any]:
    """Run a task that must find everything as it should be."""
    task.lab.forget()
    result = task.good(module, options)
    assert result["changed"] is False
    assert result["diff"]["before"] == result["diff"]["after"]
    assert task.lab.writes() == []
    return result


def shown(task: Runner, case: Case, options: Mapping[str, Any]) -> list[dict[str, Any]]:
    """What the info module returns for the object that options name."""
    result = task.good(f"{case.module}_info", {name: options[name] for name in case.identity})
    assert result["changed"] is False
    found = result[resource_of(case.module).plural]
    return [{name: found[name] for name in options}] if isinstance(found, dict) else list(found)


def differences(before: Any, after: Any, path: str = "") -> Iterator[str]:
    """The places at which two states differ."""
    if isinstance(before, Mapping) and isinstance(after, Mapping):
        for name in [*before, *(name for name in after if name not in before)]:
            yield from differences(before.get(name), after.get(name), f"{path}.{name}")
    elif before != after:
        yield path


def objects(state: Mapping[str, Any]) -> dict[str, Any]:
    """The part of the state that holds objects; what is saved on the router follows from it.

    The router keeps the empty node above a rule that was its last: `nat { source { } }` means the same as nothing.
    """
    tree = state["vyos"]["running"]["tree"]
    rules = {name: below for name, below in (tree.get("nat") or {}).items() if below}
    return {"cloudconnexa": state["cloudconnexa"], "vyos": {**tree, "nat": rules}}


def listed(case: Case, found: Mapping[str, Any]) -> dict[str, Any]:
    """An object without what the service may leave out of its lists: a task that changes nothing reads no more than these."""
    details = {field.result for field in resource_of(case.module).fields if field.detail}
    return {name: value for name, value in found.items() if name not in details}


def follows(after: Mapping[str, Any], before: Mapping[str, Any]) -> None:
    """Assert that one diff starts where the former ended; what the service sets by default could not be foreseen there."""
    assert {name: before.get(name) for name in after} == dict(after)


@every_case
def test_the_whole_life_of_an_object(case: Case, either: Runner) -> None:
    kind = resource_of(case.module).kind
    either.all(case.prepare)
    created = foreseen(either, case.module, case.create)
    assert created["changed"] is True
    assert created["diff"]["before"] == {}
    assert shown(either, case, case.create) == [created[kind]]
    again = settled(either, case.module, case.create)[kind]
    assert listed(case, again) == listed(case, created[kind])

    changed = foreseen(either, case.module, {**case.named, **case.change})
    assert changed["changed"] is True
    follows(created["diff"]["after"], changed["diff"]["before"])
    assert shown(either, case, case.create) == [changed[kind]]
    settled(either, case.module, {**case.named, **case.change})

    removed = foreseen(either, case.module, {**case.named, "state": "absent"})
    assert (removed["changed"], removed[kind], removed["diff"]["after"]) == (True, {}, {})
    assert shown(either, case, case.create) == []
    settled(either, case.module, {**case.named, "state": "absent"})


@pytest.mark.parametrize("case", LASTING, ids=lambda case: case.name)
def test_changes_of_what_always_exists(case: Case, either: Runner) -> None:
    kind = resource_of(case.module).kind
    untouched = either.good(case.module, {})
    assert (untouched["changed"], untouched[kind]) == (False, {})
    for options in (case.create, case.change):
        changed = foreseen(either, case.module, options)
        assert changed["changed"] is True
        assert set(changed[kind]) == set(options)
        assert shown(either, case, options) == [changed[kind]]
        assert settled(either, case.module, options)[kind] == changed[kind]


@pytest.mark.parametrize("case", (*CASES, *LASTING), ids=lambda case: case.name)
def test_what_is_not_stated_stays(case: Case, task: Runner) -> None:
    task.all([*case.prepare, (case.module, case.create)])
    before = objects(task.lab.state())
    task.good(case.module, {**case.named, **case.change})
    places = list(differences(before, objects(task.lab.state())))
    assert places
    assert [place for place in places if not any(word in place for word in case.touches)] == []


@every_case
def test_a_life_leaves_nothing_behind(case: Case, task: Runner) -> None:
    task.all(case.prepare)
    before = objects(task.lab.state())
    task.all([(case.module, case.create), (case.module, {**case.named, "state": "absent"})])
    assert objects(task.lab.state()) == before


@every_clearing
def test_empty_values_clear_members(case: Case, either: Runner) -> None:
    kind = resource_of(case.module).kind
    either.all([*case.prepare, (case.module, case.create)])
    result = foreseen(either, case.module, {**case.named, **case.clear})
    assert result["changed"] is True
    assert {name: result[kind][name] for name in case.cleared} == case.cleared
    assert shown(either, case, case.clear if case in LASTING else case.create) == [result[kind]]
    settled(either, case.module, {**case.named, **case.clear})


@every_renaming
def test_an_id_and_a_new_name_rename(case: Case, either: Runner) -> None:
    kind = resource_of(case.module).kind
    either.all(case.prepare)
    created = either.good(case.module, case.create)[kind]
    parents = {name: case.create[name] for name in case.identity if name not in case.rename}
    options = {**parents, "id": created["id"], **case.rename}
    renamed = foreseen(either, case.module, options)
    assert renamed["changed"] is True
    assert {**renamed[kind], **case.rename} == {**created, **case.rename, "id": created["id"]}
    assert shown(either, case, case.create) == []
    assert shown(either, case, {**case.create, **case.rename}) == [renamed[kind]]
    settled(either, case.module, options)


def known(value: Any) -> Any:
    """An object without the members that are null."""
    if isinstance(value, Mapping):
        return {name: known(member) for name, member in value.items() if member is not None}
    return value


@every_case
def test_the_options_may_be_an_object_of_the_info_module(case: Case, task: Runner) -> None:
    """What is read can be written: every member that is an option too, in the form in which it is shown."""
    resource = resource_of(case.module)
    task.all([*case.prepare, (case.module, case.create)])
    found = shown(task, case, case.create)[0]
    same = known({field.name: found[field.result] for field in resource.settable})
    if "all_regions_included" in same:
        same.pop("vpn_regions" if same["all_regions_included"] else "all_regions_included", None)
    state = {"state": case.create["state"]} if "state" in case.create else {}
    settled(task, case.module, {**case.named, **same, **state})


@pytest.mark.parametrize("module", READERS)
def test_info_modules_list_and_never_write(module: str, either: Runner) -> None:
    plural = resource_of(module).plural
    for case in (case for case in (*CASES, *LASTING) if f"{case.module}_info" == module):
        either.all([*case.prepare, (case.module, case.create)])
    either.all(BEFORE_LISTING.get(module, ()))
    before = either.lab.state()
    either.lab.forget()
    everything = either.good(module, {})
    filtered = either.good(module, READ_ONLY.get(module, {}))
    assert either.good(module, {}, check=True) == everything
    assert everything["changed"] is False and everything[plural]
    assert "diff" not in everything
    assert all(item in everything[plural] for item in filtered[plural])
    assert either.lab.writes() == []
    assert either.lab.state() == before
