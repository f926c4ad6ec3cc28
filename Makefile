# make run    reads the sample inbox (or INBOX=path) with Airflow in one process and prints the table
# make test   the whole test suite
# make ui     Airflow with its pages on 127.0.0.1:8080
# make demo   the samples in a running Airflow, with the review queue open and without a login
# Besides: test-ui (the pages, in Chromium too), screenshots (FOLDER=path), coverage, lint, types, docs, lock, clean. The environment lives in .venv, Airflow's home in .airflow.

SHELL := /bin/bash
.SHELLFLAGS := -eu -o pipefail -c
.DEFAULT_GOAL := help
.PHONY: help env run test test-ui coverage ui demo screenshots lint types docs lock clean

UV_VERSION := 0.13.9
INBOX ?= samples/inbox
OUTPUT ?= output
PORT ?= 8080
TESTS ?= tests
# One worker a core; WORKERS=0 runs the tests in one process.
WORKERS ?= logical
FOLDER ?= samples/inbox
# The first Python from 3.11 to 3.13 that starts; name another with PYTHON=...
FITS := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for name in python3 python3.13 python3.12 python3.11; do \
	if $$name -c '$(FITS)' >/dev/null 2>&1; then echo $$name; break; fi; done)

BIN := .venv/bin
INSTALLED := .venv/.installed
CHECKED = $(BIN)/invoice-llm doctor --migrate --json >.airflow/doctor.json || { $(BIN)/invoice-llm doctor; exit 1; }
PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --maxprocesses 8
UV := $(BIN)/uv pip install --quiet --python $(BIN)/python

absolute = $(if $(findstring ://,$(1)),$(1),$(if $(filter /%,$(firstword $(1))),$(1),$(CURDIR)/$(1)))

# Whatever Airflow is configured in this shell, these commands only touch the project's own home.
HOME_USERS := run ui demo .airflow/.migrated
$(HOME_USERS): export AIRFLOW_HOME = $(CURDIR)/.airflow
$(HOME_USERS): export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN = sqlite:///$(CURDIR)/.airflow/airflow.db
$(HOME_USERS): export AIRFLOW__CORE__DAGS_FOLDER = $(CURDIR)/dags
$(HOME_USERS): export AIRFLOW__CORE__PLUGINS_FOLDER = $(CURDIR)/plugins
$(HOME_USERS): export AIRFLOW__CORE__EXECUTOR = LocalExecutor
$(HOME_USERS): export AIRFLOW__CORE__PARALLELISM = 4
$(HOME_USERS): export AIRFLOW__CORE__LOAD_EXAMPLES = False
$(HOME_USERS): export AIRFLOW__CORE__AUTH_MANAGER = airflow.api_fastapi.auth.managers.simple.simple_auth_manager.SimpleAuthManager
$(HOME_USERS): export AIRFLOW__CORE__SIMPLE_AUTH_MANAGER_USERS = admin:admin
$(HOME_USERS): export AIRFLOW__USAGE_DATA_COLLECTION__ENABLED = False
$(HOME_USERS): export INVOICE_LLM_INBOX = $(call absolute,$(INBOX))
$(HOME_USERS): export INVOICE_LLM_OUTPUT = $(call absolute,$(OUTPUT))

demo: export AIRFLOW_HOME = $(CURDIR)/.airflow/demo
demo: export AIRFLOW__DATABASE__SQL_ALCHEMY_CONN = sqlite:///$(CURDIR)/.airflow/demo/airflow.db
demo: export INVOICE_LLM_OUTPUT = $(CURDIR)/.airflow/demo/output

help:
	@sed -n 's/^# make/make/p' Makefile

env: $(INSTALLED)

$(INSTALLED): requirements/dev.txt pyproject.toml
	@if [ -z "$(PYTHON)" ]; then echo "Python 3.11, 3.12 or 3.13 is needed; name one with: make PYTHON=/path/to/python3" >&2; exit 1; fi
	@$(PYTHON) -c '$(FITS)' || { echo "$(PYTHON) is not Python 3.11, 3.12 or 3.13" >&2; exit 1; }
	@if ! $(BIN)/python -c '$(FITS)' 2>/dev/null; then \
		echo "Creating .venv with $$($(PYTHON) --version)"; \
		$(PYTHON) -m venv --clear .venv || { echo "On Debian and Ubuntu: apt install python3-venv" >&2; exit 1; }; fi
	@echo "Installing the pinned packages into .venv (a minute or two, once)"
	@$(BIN)/uv --version 2>/dev/null | grep -q "^uv $(UV_VERSION)\b" || { \
		$(BIN)/python -m pip --version >/dev/null 2>&1 || $(BIN)/python -m ensurepip >/dev/null; \
		$(BIN)/python -m pip install -qq --disable-pip-version-check uv==$(UV_VERSION); }
	@$(UV) --compile-bytecode -r requirements/dev.txt
	@$(UV) --no-deps --editable .
	@touch $@

# Airflow's tables and ours; again when the pinned versions change.
.airflow/.migrated: $(INSTALLED)
	@mkdir -p .airflow
	@echo "Preparing Airflow's private home in .airflow"
	@$(BIN)/python -m airflow db migrate >.airflow/migrate.log 2>&1 || { tail -n 20 .airflow/migrate.log >&2; exit 1; }
	@touch $@

# Scans are read without asking: where no engine is installed, the one that needs no system package is.
.venv/.ocr: $(INSTALLED)
	@command -v tesseract >/dev/null || $(BIN)/python -c 'import rapidocr, onnxruntime' 2>/dev/null || { \
		echo "Installing an OCR engine into .venv, for scans"; \
		$(UV) --constraint requirements/image.txt rapidocr onnxruntime; }
	@touch $@

run: .airflow/.migrated .venv/.ocr
	@$(CHECKED)
	@echo "Reading $(INBOX)"
	@$(BIN)/python -m invoice_llm_airflow.local.once .airflow/run.log

test: $(INSTALLED)
	@$(PYTEST) $(TESTS)

test-ui: $(INSTALLED)
	@$(PYTEST) tests/browser tests/pages

coverage: $(INSTALLED)
	@$(PYTEST) $(TESTS) --cov=invoice_llm --cov-report=term --cov-fail-under=90

ui: .airflow/.migrated .venv/.ocr
	@$(CHECKED)
	@$(BIN)/python -m invoice_llm_airflow.local.ui $(PORT)

demo: .venv/.ocr
	@$(BIN)/python -m invoice_llm_airflow.local.demo $(PORT) $(INVOICE_LLM_INBOX)

screenshots: $(INSTALLED)
	@$(BIN)/python -m benchmarks.screenshots --folder $(FOLDER) --out $(OUTPUT)/screenshots

lint: $(INSTALLED)
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/lint-imports

types: $(INSTALLED)
	@$(BIN)/mypy

docs: $(INSTALLED)
	@$(BIN)/python -m docs.configuration_page
	@$(BIN)/python -m docs.stack_settings
	@$(BIN)/python -m docs.licences_page

lock: $(INSTALLED)
	@for kind in runtime dev image; do \
		case $$kind in dev) more="--group dev";; image) more="--extra ocr requirements/image.in";; *) more="";; esac; \
		$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --no-header --no-annotate \
			pyproject.toml --extra airflow --extra postgres $$more --output-file requirements/$$kind.txt; done

clean:
	@rm -rf .venv .airflow output dist .coverage .coverage.* .pytest_cache .mypy_cache .ruff_cache .import_linter_cache
	@find . -name __pycache__ -type d -prune -exec rm -rf {} +
