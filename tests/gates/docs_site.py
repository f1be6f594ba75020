# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Build the documentation site, warnings being errors: `docs_site.py FOLDER` in the collection's folder.

The module pages link to a few places of Ansible's own documentation. Their inventory is written here from the links
that occur, so that the build needs no network; a link to any other unknown place still fails.
"""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
import zlib
from pathlib import Path

COLLECTION = "wanforge.edge"
# Labels of Ansible's documentation that antsibull-docs and our guides use, with their pages.
ANSIBLE_LABELS = {
    "action_plugins": "plugins/action.html",
    "ansible_configuration_settings": "reference_appendices/config.html",
    "callback_plugins": "plugins/callback.html",
    "common_return_values": "reference_appendices/common_return_values.html",
    "filter_plugins": "plugins/filter.html",
    "inventory_plugins": "plugins/inventory.html",
    "list_of_collections": "collections/index.html",
    "lookup_plugins": "plugins/lookup.html",
    "module_defaults": "playbook_guide/playbooks_module_defaults.html",
}
# Environment variables that Ansible's documentation describes and that its fragment for inventory plugins names.
ANSIBLE_VARIABLES = tuple(f"ANSIBLE_CACHE_PLUGIN{part}" for part in ("", "_CONNECTION", "_PREFIX", "_TIMEOUT"))
_BUILTIN_PAGE = re.compile(r"ansible_collections\.(ansible\.builtin\.\w+_[a-z]+)")


def _labels(pages: Path) -> dict[str, str]:
    labels = dict(ANSIBLE_LABELS)
    for page in pages.rglob("*.rst"):
        for name in _BUILTIN_PAGE.findall(page.read_text(encoding="utf-8")):
            labels[f"ansible_collections.{name}"] = f"collections/{name.replace('.', '/', 2)}.html"
    return labels


def write_inventory(path: Path, labels: dict[str, str]) -> None:
    """Write the labels, and the environment variables of Ansible, as a Sphinx inventory."""
    head = "# Sphinx inventory version 2\n# Project: ansible\n# Version: latest\n# The remainder is zlib compressed.\n"
    body = "".join(f"{name} std:label -1 {page} {name}\n" for name, page in sorted(labels.items()))
    page = ANSIBLE_LABELS["ansible_configuration_settings"]
    body += "".join(f"{name} std:envvar -1 {page}#envvar-$ {name}\n" for name in ANSIBLE_VARIABLES)
    path.write_bytes(head.encode() + zlib.compress(body.encode()))


def build(folder: Path) -> int:
    """Generate the pages, then the site; the status is that of the step that failed."""
    pages = folder.with_name(f"{folder.name}-source")
    for old in (folder, pages):
        shutil.rmtree(old, ignore_errors=True)
    pages.mkdir(parents=True, mode=0o700)
    command = ["antsibull-docs", "collection", "--use-current", "--squash-hierarchy", "--fail-on-error"]
    generated = subprocess.run([*command, "--dest-dir", str(pages), COLLECTION], check=False).returncode
    if generated:
        return generated
    shutil.copy2(Path("docs", "docsite", "conf.py"), pages)
    write_inventory(pages / "ansible.inv", _labels(pages))
    sphinx = [sys.executable, "-m", "sphinx", "-b", "html", "-W", "--keep-going", "-q"]
    return subprocess.run([*sphinx, str(pages), str(folder)], check=False).returncode


if __name__ == "__main__":
    sys.exit(build(Path(sys.argv[1])))
