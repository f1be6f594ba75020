# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What a release of a service lacks. The differences themselves are in the declarations, each at the field that it is about."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any, Protocol

from ansible_collections.wanforge.edge.plugins.module_utils.converge.errors import Unsupported
from ansible_collections.wanforge.edge.plugins.module_utils.converge.fields import Field
from ansible_collections.wanforge.edge.plugins.module_utils.converge.resource import Resource

NOTHING: tuple[Any, ...] = (None, False, "", [], {})


class Release(Protocol):
    """The release of a service."""

    @property
    def release(self) -> str:
        """The release as messages call it."""

    def supports(self, release: str) -> bool:
        """Return whether the service is at this release or a later one."""

    def newer(self, release: str) -> str:
        """Return what to set so that the service counts as at least this release, in a sentence."""


def unsupported(problem: str, since: str, at: Release) -> Unsupported:
    """Return the fault that the service lacks what came with a later release."""
    return Unsupported(f"{problem} {since} or later; the release here is {at.release}.", at.newer(since))


def check_release(resource: Resource, params: Mapping[str, Any], stated: Mapping[str, Any], at: Release) -> None:
    """Raise Unsupported for the first stated option or value that the release lacks. What is empty or false asks for nothing."""
    ended = (
        f"{field.name} of objects without a {field.only} ended with release {field.only_since}"
        for field in resource.settable
        if field.only_since and not params.get(field.only) and stated.get(field.name) not in NOTHING
        if at.supports(field.only_since)
    )
    for problem in ended:
        raise Unsupported(
            f"{problem}; the release here is {at.release}.",
            "Leave the option out, or correct the option that names the release.",
        )
    for problem, since in _newer(resource.settable, stated, at, ""):
        raise unsupported(problem, since, at)


def _newer(fields: Sequence[Field], stated: Mapping[str, Any], at: Release, prefix: str) -> Iterator[tuple[str, str]]:
    """Yield what is stated and missing, up to the words in front of the release that has it, and that release."""
    for field in fields:
        value = stated.get(field.name)
        if value in NOTHING:
            continue
        name = prefix + field.name
        if field.since and not at.supports(field.since):
            yield f"{name} needs release", field.since
        for item in value if isinstance(value, (list, tuple)) else [value]:
            if isinstance(item, Mapping):
                yield from _newer(field.fields, item, at, f"{name}.")
            for choice, since in field.choices_since:
                if item == choice and not at.supports(since):
                    yield f'{name} "{item}" needs release', since


def declared_at(fields: Sequence[Field], supports: Callable[[str], bool]) -> tuple[Field, ...]:
    """Return the fields that a release has, at every depth: what it lacks is not sent, not even as empty or false."""
    return tuple(
        dataclasses.replace(field, fields=declared_at(field.fields, supports)) if field.fields else field
        for field in fields
        if not field.since or supports(field.since)
    )
