# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""What the tests need to know about each module. A module that nothing is said about here fails a test."""

from __future__ import annotations

from collections.abc import Mapping

from ansible_collections.wanforge.edge.tests.unit.generic import cases_networks, cases_people, cases_routers
from ansible_collections.wanforge.edge.tests.unit.generic.cases_model import Case, Options
from ansible_collections.wanforge.edge.tests.unit.generic.cases_tenant import CALLS, LASTING, LISTS
from ansible_collections.wanforge.edge.tests.unit.generic.laboratory import ROOT

__all__ = ["CASES", "LASTING", "MODULES", "READ_ONLY", "READERS", "WRITERS", "Case", "Options", "case_of"]
CASES = (*cases_networks.CASES, *cases_people.CASES, *cases_routers.CASES)
READ_ONLY: Mapping[str, Options] = {"cloudconnexa_region_info": {"id": "eu-central-1"}, **LISTS}
MODULES = tuple(sorted(path.stem for path in (ROOT / "plugins" / "modules").glob("*.py")))
WRITERS = tuple(name for name in MODULES if not name.endswith("_info") and name not in CALLS)
READERS = tuple(name for name in MODULES if name.endswith("_info") and name not in CALLS)


def case_of(module: str) -> Case:
    """The first case of a module that writes."""
    return next(case for case in (*CASES, *LASTING) if case.module == module)
