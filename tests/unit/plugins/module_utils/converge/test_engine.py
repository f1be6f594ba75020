# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""From options to a plan: checks before reads, names to ids, the object that is meant."""

from __future__ import annotations

from typing import Any

import pytest

from ansible_collections.wanforge.edge.plugins.module_utils.converge.apply import apply
from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import prepare
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import (
    Ambiguous,
    InvalidOption,
    PlanError,
    UnknownReference,
    Unsupported,
)
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Pending
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import CREATE, DELETE, UPDATE
from ansible_collections.wanforge.edge.tests.unit.plugins.module_utils.converge.models import (
    DEVICE,
    SITE,
    device,
    params,
    tenant,
)


@pytest.mark.parametrize(
    "stated, words",
    [
        ({"limit": -1}, 'limit "-1" must not be negative'),
        ({"mail": "nobody"}, 'mail "nobody" is no e-mail address'),
        ({"description": "rain"}, "description must not be rain"),
        ({"tunnel": {"subnets": ["10.0.0.0/24", "10.0.0.1/24"]}}, 'tunnel.subnets "10.0.0.1/24" has host bits set'),
    ],
)
@pytest.mark.parametrize("state", ["present", "absent"])
def test_wrong_options_are_refused_before_any_read(stated: dict[str, Any], words: str, state: str) -> None:
    backend = tenant()
    with pytest.raises(InvalidOption) as caught:
        prepare(DEVICE, params(state=state, **stated), backend)
    assert words in caught.value.message
    assert backend.reads == []


def test_all_wrong_options_are_named_at_once() -> None:
    with pytest.raises(InvalidOption) as caught:
        prepare(DEVICE, params(limit=-1, mail="x", description="rain"), tenant())
    assert all(name in caught.value.message for name in ("limit", "mail", "description"))
    assert caught.value.message.endswith(".")


@pytest.mark.parametrize("stated", [{"mail": "a@b.example"}, {"tunnel": {"subnets": ["10.0.0.0/24"]}}])
def test_options_of_a_later_release_are_refused_before_any_read(stated: dict[str, Any]) -> None:
    backend = tenant(release="1.0")
    with pytest.raises(Unsupported) as caught:
        prepare(DEVICE, params(**stated), backend)
    assert "2.0" in caught.value.message and "1.0" in caught.value.message
    assert backend.reads == []


def test_each_collection_is_read_once() -> None:
    backend = tenant(device())
    prepare(DEVICE, params(group="one", others=["one", "g2", "one"], regions=["r1", "r2"]), backend)
    assert sorted(kind for kind, _scope in backend.reads) == ["device", "group", "region", "site"]


def test_ids_that_stand_there_already_need_no_read() -> None:
    backend = tenant(device(others=["g1", "g2"]))
    prepare(DEVICE, params(group="g1", others=["g2", "g1"], regions=["r1"]), backend)
    assert [kind for kind, _scope in backend.reads] == ["site", "device"]


@pytest.mark.parametrize("site", ["hq", "s1"])
def test_parents_are_named_by_name_or_id(site: str) -> None:
    backend = tenant(device())
    made = prepare(DEVICE, params(site=site, description="new"), backend)
    assert backend.reads[-1] == ("device", {"site": "s1"})
    assert made.scope == {"site": "s1"}
    assert made.header == f'edge device "edge" of site "{site}"'


@pytest.mark.parametrize("group", ["one", "g1"])
def test_references_are_named_by_name_or_id(group: str) -> None:
    made = prepare(DEVICE, params(group=group), tenant(device()))
    assert made.steps == ()
    made = prepare(DEVICE, params(group=group), tenant(device(group="g2")))
    assert made.model is not None and made.model["group"] == "g1"
    assert (made.before["group"], made.after["group"]) == ("two", "one")


def test_names_stand_in_the_diff_sorted() -> None:
    made = prepare(DEVICE, params(others=["g2", "one"]), tenant(device()))
    assert made.after["others"] == ["one", "two"]


def test_a_name_of_two_objects_is_refused_with_both_ids() -> None:
    with pytest.raises(Ambiguous) as caught:
        prepare(DEVICE, params(group="two"), tenant(device()))
    assert "g2" in caught.value.message and "g3" in caught.value.message
    assert 'group "two"' in caught.value.message
    assert prepare(DEVICE, params(group="g3"), tenant(device())).changed


def test_an_object_whose_name_two_share_is_refused_with_both_ids() -> None:
    backend = tenant(device(), device(id="d2"))
    with pytest.raises(Ambiguous) as caught:
        prepare(DEVICE, params(description="new"), backend)
    assert "d1" in caught.value.message and "d2" in caught.value.message
    assert prepare(DEVICE, params(id="d2", description="new"), backend).steps[0].identifier == "d2"
    with pytest.raises(Ambiguous):
        prepare(DEVICE, params(state="absent"), backend)


def test_the_same_name_below_another_parent_is_another_object() -> None:
    made = prepare(DEVICE, params(description="new"), tenant(device(id="d9", site="s2"), device()))
    assert made.steps[0].identifier == "d1"


def test_what_can_be_created_may_be_pending() -> None:
    backend = tenant(device())
    made = prepare(DEVICE, params(group="three", others=["one", "four"]), backend)
    assert made.pending == (Pending("group", "three"), Pending("group", "four"))
    assert (made.after["group"], made.after["others"]) == ("three", ["four", "one"])
    with pytest.raises(UnknownReference, match='"three"'):
        apply(made, backend)
    assert backend.applied == []


def test_a_pending_parent_has_no_objects() -> None:
    backend = tenant(device())
    made = prepare(DEVICE, params(site="new", group="one", regions=["r1"]), backend)
    assert [step.verb for step in made.steps] == [CREATE]
    assert made.pending == (Pending("site", "new"),)
    assert "device" not in [kind for kind, _scope in backend.reads]


def test_nothing_is_to_be_removed_below_a_parent_that_does_not_exist() -> None:
    backend = tenant(device())
    made = prepare(DEVICE, params(site="new", state="absent"), backend)
    assert (made.steps, made.pending) == ((), ())
    apply(made, backend)


def test_what_only_the_service_makes_is_never_pending() -> None:
    with pytest.raises(UnknownReference) as caught:
        prepare(DEVICE, params(regions=["r1", "r9"]), tenant(device()))
    assert 'regions "r9"' in caught.value.message
    assert "r1" in caught.value.hint


@pytest.mark.parametrize("group", ["two", "nowhere", "one"])
def test_a_removal_does_not_look_at_the_other_options(group: str) -> None:
    made = prepare(DEVICE, params(state="absent", group=group, others=["nowhere"]), tenant(device()))
    assert [step.verb for step in made.steps] == [DELETE]
    assert made.pending == ()


def test_an_id_comes_before_the_name_and_renames() -> None:
    made = prepare(DEVICE, params(id="d1", name="new name"), tenant(device()))
    assert [(step.verb, step.changes) for step in made.steps] == [(UPDATE, ("name",))]
    assert (made.before["name"], made.after["name"]) == ("edge", "new name")


def test_an_unknown_id_is_refused_unless_it_should_be_absent() -> None:
    with pytest.raises(UnknownReference, match="d9"):
        prepare(DEVICE, params(id="d9"), tenant(device()))
    assert prepare(DEVICE, params(id="d9", name=None, state="absent"), tenant(device())).steps == ()


def test_a_name_that_another_object_has_is_refused() -> None:
    with pytest.raises(Ambiguous, match="d2"):
        prepare(DEVICE, params(id="d1", name="other"), tenant(device(), device(id="d2", name="other")))


def test_an_object_can_be_changed_by_its_id_alone() -> None:
    made = prepare(DEVICE, params(id="d1", name=None, description="new"), tenant(device(), device(id="d2", name=None)))
    assert (made.steps[0].identifier, made.name) == ("d1", "edge")


@pytest.mark.parametrize(
    "stated, missing",
    [
        ({}, "group"),
        ({"group": ""}, "group"),
        ({"group": "one"}, "regions, everywhere"),
        ({"group": "one", "everywhere": False}, "regions, everywhere"),
        ({"group": "one", "regions": []}, "regions, everywhere"),
    ],
)
def test_an_object_that_lacks_something_is_not_created(stated: dict[str, Any], missing: str) -> None:
    with pytest.raises(InvalidOption) as caught:
        prepare(DEVICE, params(**stated), tenant())
    assert missing in caught.value.message
    assert "does not exist and cannot be created" in caught.value.message


def test_rules_look_at_the_whole_object_and_its_surroundings() -> None:
    with pytest.raises(PlanError, match="role OWNER needs an owner"):
        prepare(DEVICE, params(role="OWNER"), tenant(device()))
    assert prepare(DEVICE, params(role="OWNER"), tenant(device(), owners=[{"id": "1"}])).changed
    with pytest.raises(PlanError, match="role OWNER"):
        prepare(DEVICE, params(description="new"), tenant(device(role="OWNER")))
    assert not prepare(DEVICE, params(), tenant(device(role="OWNER"))).changed


def test_contents_that_disappear_are_shown() -> None:
    sites = [{"id": "s1", "name": "hq", "routes": [{"subnet": "10.0.1.0/24"}, {"subnet": "10.0.0.0/24"}]}]
    made = prepare(SITE, {"name": "hq", "id": None, "state": "absent"}, tenant(sites=sites))
    assert made.before == {"name": "hq", "routes": ["10.0.0.0/24", "10.0.1.0/24"]}


@pytest.mark.parametrize("state", ["present", "suspended", "absent"])
def test_planning_only_reads(state: str) -> None:
    backend = tenant(device())
    prepare(DEVICE, params(state=state, description="new"), backend)
    assert backend.applied == []
