# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What deletions mean for objects that stay: what they must not take away, and what the user should know."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import Optional

from ansible_collections.wanforge.edge.plugins.module_utils.converge.campaign import MOST_PROBLEMS, references, verb_of
from ansible_collections.wanforge.edge.plugins.module_utils.converge.engine import Reader
from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import InvalidOption, sentence
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field, Model
from ansible_collections.wanforge.edge.plugins.module_utils.converge.plan import DELETE, Plan
from ansible_collections.wanforge.edge.plugins.module_utils.converge.purge import identifier_of
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource


def check_whole(plans: Sequence[Plan], deletions: Sequence[Plan], reader: Reader) -> None:
    """Raise InvalidOption with what the rules find that look at everything one task is about (``whole``)."""
    going = [*(plan for plan in plans if verb_of(plan) == DELETE and plan.changed), *deletions]
    rules = dict.fromkeys(rule for plan in (*plans, *going) for rule in plan.resource.whole)
    problems = [problem for rule in rules for problem in rule(plans, going, reader)]
    if problems:
        raise InvalidOption(sentence(problems[:MOST_PROBLEMS]) or "", "Correct the named objects.")


def losses(
    plans: Sequence[Plan], deletions: Sequence[Plan], reader: Reader, resources: Iterable[Resource]
) -> Iterator[str]:
    """Yield which objects that no plan is about refer to what is going to be deleted.

    The kinds that can refer to it are read for that.
    """
    going = [*(plan for plan in plans if verb_of(plan) == DELETE and plan.changed), *deletions]
    gone = {(plan.resource.kind, identifier_of(plan)): plan.header for plan in going}
    kinds = {kind for kind, _identifier in gone}
    known = {(plan.resource.kind, identifier_of(plan)) for plan in (*plans, *going)}
    for resource in resources if gone else ():
        named = {kind for field in resource.fields for kind in _kinds(field)} & kinds
        if not named or resource.singleton:
            continue
        for model in reader.all(resource):
            if (resource.kind, str(model.get("id"))) not in known:
                yield from _lost(resource, model, named, gone)


def _lost(
    resource: Resource, model: Model, kinds: Iterable[str], gone: Mapping[tuple[str, Optional[str]], str]
) -> Iterator[str]:
    named = {str(one) for one in references(resource.fields, model)}
    for kind in kinds:
        for one in sorted(named):
            if (kind, one) in gone:
                yield (
                    f'{resource.title} "{resource.name_of(model)}" refers to {gone[(kind, one)]}, which is to be deleted: '
                    "the service takes it out there, or refuses the deletion."
                )


def _kinds(field: Field) -> Iterator[str]:
    yield from [field.refers] if field.refers else ()
    yield from (kind for _value, kinds in field.refers_by[1] for kind in kinds)
    for member in field.fields:
        yield from _kinds(member)
