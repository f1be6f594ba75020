# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Settings of the documentation site that `make docs` builds."""

from __future__ import annotations

project = "wanforge.edge"
author = "the wanforge.edge contributors"
project_copyright = f"2026, {author}"
title = html_title = html_short_title = "wanforge.edge"

extensions = ["sphinx.ext.intersphinx", "sphinx_antsibull_ext"]
# The inventory is made by the build itself: building needs no network.
intersphinx_mapping = {"ansible": ("https://docs.ansible.com/ansible/latest/", "ansible.inv")}

default_role = "any"
highlight_language = "YAML+Jinja"
pygments_style = "ansible"
nitpicky = True

html_theme = "sphinx_ansible_theme"
html_theme_options = {"display_version": False}
html_copy_source = False
html_show_sphinx = False
html_use_index = False
html_use_smartypants = True
