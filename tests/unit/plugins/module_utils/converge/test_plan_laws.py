# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What holds for every plan of every resource."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import CREATE, DELETE, UPDATE, Wish, plan
from ansible_collections.wanforge.edge.plugins.module_utils.converge.view import result_view
from ansible_collections.wanforge.edge.plugins.module_utils.converge.wire import decode, encode
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.converge.generated import (
    SECRET,
    Case,
    Service,
    cases,
    respelled,
    values,
)

OPEN: Sequence[Mapping[str, Any]] = ({}, {}, {"read_only": True})
PLAIN: Sequence[Mapping[str, Any]] = ({},)


def telling(case: Case, view: Mapping[str, Any]) -> dict[str, Any]:
    """Return a view without what means the same as absence: whether that is shown depends on how the service writes it."""
    absent = {field.name: field.absent for field in case.resource.fields}
    return {name: value for name, value in view.items() if value != absent[name]}


def present(stated: dict[str, Any]) -> Wish:
    return Wish("present", stated)


@settings(max_examples=300)
@given(cases())
def test_an_update_converges_in_one_step(case: Case) -> None:
    service = Service(case.resource, case.have)
    first = plan(case.resource, service.model, present(case.stated))
    service.carry_out(first)
    second = plan(case.resource, service.model, present(case.stated))
    assert second.steps == ()
    assert dict(second.before) == dict(second.after)
    shown = {name: value for name, value in first.after.items() if name != "secrets"}
    assert telling(case, second.after) == telling(case, shown)
    assert not first.changed or dict(first.before) != dict(first.after)


@settings(max_examples=200)
@given(cases())
def test_a_creation_converges_in_one_step(case: Case) -> None:
    service = Service(case.resource)
    first = plan(case.resource, None, present(case.stated))
    assert [step.verb for step in first.steps] == [CREATE]
    assert first.before == {}
    service.carry_out(first)
    second = plan(case.resource, service.model, present(case.stated))
    assert second.steps == ()
    assert telling(case, second.after) == telling(case, first.after)


@given(cases())
def test_an_object_that_is_wished_as_it_is_needs_nothing(case: Case) -> None:
    stated = {f.name: case.have[f.name] for f in case.resource.settable if case.have.get(f.name) is not None}
    assert plan(case.resource, case.have, present(stated)).steps == ()


@given(cases())
def test_nothing_stated_changes_nothing(case: Case) -> None:
    made = plan(case.resource, case.have, present({"name": "x"}))
    assert (made.steps, made.changed) == ((), False)


@given(cases())
def test_a_removal_converges_in_one_step(case: Case) -> None:
    service = Service(case.resource, case.have)
    first = plan(case.resource, service.model, Wish("absent", {"name": "x"}))
    assert [step.verb for step in first.steps] == [DELETE]
    assert (first.after, first.model) == ({}, None)
    service.carry_out(first)
    second = plan(case.resource, service.model, Wish("absent", {"name": "x"}))
    assert (second.steps, second.before, second.after) == ((), {}, {})


@settings(max_examples=300)
@given(cases())
def test_order_of_sets_and_spelling_of_addresses_do_not_matter(case: Case) -> None:
    stated = {f.name: respelled(f, case.have[f.name]) for f in case.resource.settable if case.have[f.name] is not None}
    made = plan(case.resource, case.have, present(stated))
    assert made.steps == ()
    assert dict(made.before) == dict(made.after)


@given(cases())
def test_what_is_not_stated_stays(case: Case) -> None:
    made = plan(case.resource, case.have, present(case.stated))
    assert made.model is not None
    for field in case.resource.fields:
        if field.name not in case.stated:
            assert made.model.get(field.name) == case.have.get(field.name)
    assert made.model["unknown"] == "stays"


@given(cases())
def test_what_is_stated_is_reached(case: Case) -> None:
    made = plan(case.resource, case.have, present(case.stated))
    assert made.model is not None
    for field in case.resource.settable:
        if field.name in case.stated and field.type != "dict":
            assert field.equal(made.model[field.name], case.stated[field.name])


@given(cases(), st.data())
def test_read_only_and_unknown_members_never_make_a_change(case: Case, data: st.DataObject) -> None:
    first = plan(case.resource, case.have, present(case.stated))
    moved = {**case.have, "unknown": "moved", "another": 1}
    for field in case.resource.fields:
        if field.read_only:
            moved[field.name] = data.draw(values(field))
    second = plan(case.resource, moved, present(case.stated))
    assert [(step.verb, step.changes) for step in first.steps] == [(step.verb, step.changes) for step in second.steps]
    assert (dict(first.before), dict(first.after)) == (dict(second.before), dict(second.after))


@given(cases())
def test_write_only_members_never_make_a_change_and_are_never_shown(case: Case) -> None:
    hidden = {field.name for field in case.resource.fields if field.write_only}
    made = plan(case.resource, case.have, present(case.stated))
    assert not hidden & {name for step in made.steps for name in step.changes}
    assert not hidden & {*made.before, *made.after}


@settings(max_examples=200)
@given(cases())
def test_secrets_are_in_no_view(case: Case) -> None:
    made = plan(case.resource, case.have, present(case.stated))
    assert SECRET not in repr((made.before, made.after, made.name, made.header))
    assert SECRET not in repr(result_view(case.resource, made.model))


@settings(max_examples=200)
@given(cases(OPEN))
def test_a_change_shows_in_the_diff_and_nothing_else_does(case: Case) -> None:
    made = plan(case.resource, case.have, present(case.stated))
    assert made.changed is (dict(made.before) != dict(made.after))
    differing = {name for name in {*made.before, *made.after} if made.before.get(name) != made.after.get(name)}
    assert differing == {name for step in made.steps for name in step.changes}


@given(cases())
def test_plans_are_values(case: Case) -> None:
    """The plan of check mode is the plan of the run that follows, whatever the order in which the members came."""
    turned = dict(reversed(list(case.stated.items())))
    one = plan(case.resource, case.have, present(case.stated))
    two = plan(case.resource, dict(reversed(list(case.have.items()))), present(turned))
    assert one == two
    assert list(one.before) == list(two.before)
    assert list(one.after) == list(two.after)
    assert repr(result_view(case.resource, one.model)) == repr(result_view(case.resource, two.model))


@given(cases())
def test_planning_leaves_its_input_alone(case: Case) -> None:
    before = repr((case.have, case.stated))
    plan(case.resource, case.have, present(case.stated))
    assert repr((case.have, case.stated)) == before


@given(cases())
def test_one_update_holds_all_changes(case: Case) -> None:
    made = plan(case.resource, case.have, present(case.stated))
    assert [step.verb for step in made.steps] in ([], [UPDATE])
    for step in made.steps:
        assert step.changes
        assert step.identifier == "1"
        assert (step.before, step.after) == (case.have, made.model)


@settings(max_examples=200)
@given(cases(PLAIN))
def test_the_wire_keeps_every_object(case: Case) -> None:
    again = decode(case.resource, {"id": "1", **encode(case.resource, case.have)})
    for field in case.resource.fields:
        assert field.equal(again[field.name], case.have[field.name])


@settings(max_examples=200)
@given(cases(PLAIN))
def test_results_have_the_same_members_whatever_the_object_holds(case: Case) -> None:
    full = result_view(case.resource, case.have)
    bare = result_view(case.resource, {"name": "x"})
    assert list(full) == list(bare) == ["id", *(field.result for field in case.resource.fields)]
