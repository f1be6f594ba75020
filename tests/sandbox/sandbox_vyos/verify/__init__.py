# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Commit checks, one function per id of the data file, and the script of each owner that runs them."""

from __future__ import annotations

import typing as t

from . import cgnat, dhcp, nat, nat6, nat13, services
from .core import CHECKS, CommitError, Finished, Report, Scope, ScriptCrash

__all__ = ["CHECKS", "CommitError", "Finished", "Report", "Scope", "ScriptCrash", "script_for"]

Script = t.Callable[[Scope], None]

# The owner's path in the schema -> the name its checks go by in the data file, and the script.
_SCRIPTS: t.Mapping[str, t.Tuple[str, Script]] = {
    "nat": ("nat", nat.verify),
    "nat cgnat": ("cgnat", cgnat.verify),
    "nat66": ("nat66", nat6.verify_nat66),
    "nat64": ("nat64", nat6.verify_nat64),
    "firewall": ("firewall", services.verify_firewall),
    "service dhcp-server": ("dhcp", dhcp.verify),
    "service https": ("https", services.verify_https),
    "interfaces ethernet": ("ethernet", services.verify_ethernet),
}


def script_for(owner: str, release: str) -> t.Optional[t.Tuple[str, Script]]:
    """The kind and the script that check the subtree of an owner, None if nothing is checked there."""
    if owner == "nat" and release == "1.3":
        return "nat", nat13.verify
    return _SCRIPTS.get(owner)
