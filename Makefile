# The two commands: `make run` and `make test`. Everything else is for whoever works on the project.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PORT ?= 8000
WORKERS ?= 2
BIN := .venv/bin
MANAGE := $(BIN)/python manage.py
# Where writing bytecode is turned off, every start of every process compiles two thousand modules; here it is kept out of the source tree.
export PYTHONDONTWRITEBYTECODE :=
export PYTHONPYCACHEPREFIX ?= $(CURDIR)/var/bytecode

.PHONY: help run test check bench audit lock messages clean

help: ## Lists these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.venv/ready: requirements.txt requirements-dev.txt
	@tools/make_environment
	@touch $@

var/fonts/ready: elearn/fonts.py .venv/ready
	@mkdir -p var
	@$(MANAGE) build_fonts
	@touch $@

var/messages-ready: locale/ar/LC_MESSAGES/django.po locale/en/LC_MESSAGES/django.po .venv/ready
	@mkdir -p var
	@$(BIN)/python tools/compile_messages.py
	@touch $@

run: .venv/ready var/fonts/ready var/messages-ready ## Sets up whatever is missing and serves the course at http://localhost:8000 (PORT= changes it)
	@$(MANAGE) prepare --announce http://localhost:$(PORT)
	@DJANGO_SETTINGS_MODULE=elearn.settings.dev SITE_URL=$${SITE_URL:-http://localhost:$(PORT)} PORT=$(PORT) WORKERS=$(WORKERS) exec tools/serve

test: .venv/ready var/fonts/ready var/messages-ready ## Runs every test: on SQLite, or on the database and cache that DATABASE_URL and REDIS_URL name
	@tools/require_browser
	@$(BIN)/python -m pytest -n auto --maxprocesses 6 --dist worksteal $(ARGS)

check: .venv/ready var/fonts/ready var/messages-ready ## Lint, format, types, layers, migrations, messages, templates, deploy check
	@tools/check

bench: .venv/ready var/fonts/ready var/messages-ready ## The benchmarks: name, figure, budget, pass or over
	@$(BIN)/python -m tests.bench

audit: .venv/ready var/fonts/ready var/messages-ready ## The long forms of the trust suites
	@tools/require_browser
	@time $(BIN)/python -m pytest -m slow $(ARGS)

messages: .venv/ready ## Collects the strings of code and templates into locale/
	@$(MANAGE) makemessages -l ar -l en --no-location --no-wrap --ignore .venv --ignore var --ignore tests

lock: ## Locks requirements with hashes
	@for name in requirements requirements-dev; do \
	  $(BIN)/uv pip compile --quiet --universal --python-version 3.12 --generate-hashes --no-emit-index-url $$name.in -o $$name.txt; done

clean: ## Removes the database, uploads and everything built
	@rm -rf var .pytest_cache .ruff_cache .mypy_cache .hypothesis
