# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The interpreted schema: every sample of the data file, and every commit check has a function."""

from __future__ import annotations

import typing as t

import pytest

from sandbox_vyos.schema import RELEASES, load_data, schema_for
from sandbox_vyos.verify import CHECKS

TOO_LONG = "a 256 character text"


def _vectors() -> t.Iterator[t.Tuple[str, str, str, bool]]:
    data = load_data()
    for release in RELEASES:
        for name, samples in data["vectors"].items():
            if release == "1.3" and name in data["vectors_skip_1_3"]:
                continue
            for word, accepted in (("accept", True), ("reject", False)):
                for value in samples[word]:
                    yield release, name, "x" * 256 if value == TOO_LONG else value, accepted


@pytest.mark.parametrize(("release", "name", "value", "accepted"), list(_vectors()))
def test_samples(release: str, name: str, value: str, accepted: bool) -> None:
    assert (schema_for(release).refusal(name, value) is None) is accepted


def test_every_check_has_a_function() -> None:
    assert {entry["id"] for entry in load_data()["verify"]} == set(CHECKS)


@pytest.mark.parametrize("release", RELEASES)
def test_every_node_resolves(release: str) -> None:
    schema = schema_for(release)
    for entry in load_data()["nodes"]:
        if release in entry["in"]:
            resolved = schema.resolve(entry["path"].replace("*", "1").split())
            assert resolved.node is not None and resolved.node.path == tuple(entry["path"].split())


@pytest.mark.parametrize(
    ("value", "accepted_in"),
    [
        ("192.0.2.1-192.0.2.9", ("1.3", "1.4", "1.5")),
        ("192.0.2.9-192.0.2.9", ("1.5",)),
        ("198.51.100.200-198.51.101.10", ("1.3", "1.4")),
        ("9.0.0.1-8.0.0.2", ("1.5",)),
    ],
)
def test_ranges_per_release(value: str, accepted_in: t.Tuple[str, ...]) -> None:
    found = tuple(release for release in RELEASES if schema_for(release).refusal("ipv4-or-range", value) is None)
    assert found == accepted_in


def test_repaired_images_compare_ranges_by_value() -> None:
    schema = schema_for("1.5", False)
    assert schema.refusal("ipv4-or-range", "198.51.100.200-198.51.101.10") is None
    assert schema.refusal("ipv4-or-range", "9.0.0.1-8.0.0.2") is not None
