# Copyright (c) 2026, the wanforge.edge contributors
# SPDX-License-Identifier: GPL-3.0-or-later

PYTHON ?= python3
PREPARE := $(PYTHON) tests/gates/environments.py
DEMO := .venv/demo/bin/python
TOOLS := .venv/tools/bin

export ANSIBLE_COLLECTIONS_PATH := $(CURDIR)/.build/collections
export PIP_DISABLE_PIP_VERSION_CHECK := 1
export PYTHONDONTWRITEBYTECODE := 1

.DEFAULT_GOAL := help
.PHONY: help demo sandbox test bench chaos docs format clean

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-9s %s\n", $$1, $$2 }' Makefile

demo: ## Play the demonstration against the sandbox
	@$(PREPARE) demo
	@PATH="$(CURDIR)/.venv/demo/bin:$$PATH" $(DEMO) tests/demo.py

sandbox: ## Serve both simulated services on free ports until Ctrl-C
	@$(PREPARE) demo
	@$(DEMO) tests/sandbox/serve.py --cloudconnexa 0 --vyos 0

test: ## Run every gate, or some: make test GATES=black,mypy
	@$(PYTHON) tests/gates/run.py $(if $(GATES),--only "$(GATES)")

bench: ## Measure speed and request counts, or a part of it: make bench PART=tasks
	@$(PREPARE) demo
	@PATH="$(CURDIR)/.venv/demo/bin:$$PATH" $(DEMO) -m tests.bench.run \
		$(if $(PART),--part $(PART)) $(if $(MARKDOWN),--markdown) $(if $(WRITE),--write docs/performance.md)

chaos: ## Sweep all modules with faults, or repeat one: make chaos SEED=7 ONLY=3.task.41
	@$(PREPARE) core-newest
	@PYTHONPATH="$(ANSIBLE_COLLECTIONS_PATH)" .venv/core-newest/bin/python -m tests.chaos.run \
		$(if $(FAULTS),--faults $(FAULTS)) $(if $(MINUTES),--minutes $(MINUTES)) $(if $(SEED),--seed $(SEED)) $(if $(ONLY),--only $(ONLY))

docs: ## Build the documentation site into .build/docs
	@$(PYTHON) tests/gates/run.py --only docs-site
	@echo "$(CURDIR)/.build/docs/index.html"

format: ## Format the Python files
	@$(PREPARE) tools
	@$(TOOLS)/isort --quiet $(wildcard plugins tests docs extensions)
	@$(TOOLS)/black --quiet $(wildcard plugins tests docs extensions)

clean: ## Remove everything that make made
	@rm -rf .venv .build .ansible .cache .mypy_cache .pytest_cache .ruff_cache .hypothesis collections tests/output .coverage
