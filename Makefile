# make run: set up and serve the demo.   make test: set up and pass the tests.   make help: the rest.
.PHONY: help run setup test check check-style check-types check-imports check-templates check-migrations lock bench shots migration
PYTHON ?= python3
BIN := .venv/bin
LOCK := $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --quiet --upgrade

help:
	@echo "make run      set up everything and serve a demo program on http://127.0.0.1:8000"
	@echo "make test     set up everything and run the tests (ARGS='tests/judging -x' for some)"
	@echo "make setup    only set up, into .venv"
	@echo "make check    format, lint, types, import contracts, templates, migrations"
	@echo "make lock     renew the lock files"
	@echo "make bench    measure speed under load;  make shots: screenshots of the main pages into shots/"

run: .venv/ready
	$(BIN)/uphill demo --serve

setup: .venv/ready-dev

test: .venv/ready-dev
	$(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

# Side by side, as none needs another.
check: .venv/ready-dev
	@$(MAKE) --no-print-directory --keep-going -j $(if $(filter output-sync,$(.FEATURES)),-O) check-types check-migrations check-templates check-imports check-style

check-style:
	$(BIN)/ruff format --check app tests migrations bench
	$(BIN)/ruff check app tests migrations bench

check-types:
	$(BIN)/mypy

check-imports:
	$(BIN)/lint-imports

check-templates:
	$(BIN)/djlint templates --lint --quiet

check-migrations:
	@set -e; UPHILL_DATA_DIR=$$(mktemp -d); export UPHILL_DATA_DIR; echo "migrations: up, down, up, check"; \
	for step in "upgrade head" "downgrade base" "upgrade head" check; do $(BIN)/alembic $$step; done; rm -r "$$UPHILL_DATA_DIR"

lock: .venv/ready-dev
	$(LOCK) --extra postgres --extra build -o requirements.lock
	$(LOCK) --extra postgres --extra build --extra dev -o requirements-dev.lock

bench: .venv/ready-dev
	$(BIN)/python -m bench $(ARGS)

shots: .venv/ready-dev
	$(BIN)/python -m tests.browser.shots

# A new migration from the changed models: make migration NAME=award_decisions
migration: .venv/ready-dev
	@test -n "$(NAME)" || { echo "Give it a name: make migration NAME=what_changes"; exit 2; }
	@set -e; UPHILL_DATA_DIR=$$(mktemp -d); export UPHILL_DATA_DIR; $(BIN)/alembic upgrade head; \
	$(BIN)/alembic revision --autogenerate -m "$(NAME)" --rev-id "$$(printf %04d $$(( $$(ls migrations/versions/*.py | wc -l) + 1 )))"; \
	rm -r "$$UPHILL_DATA_DIR"
	$(BIN)/ruff format --quiet migrations

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	{ echo "Uphill needs Python 3.11 or newer. 'make $(firstword $(MAKECMDGOALS)) PYTHON=python3.12' names another one."; exit 1; }
	@test -x $(BIN)/pip || $(PYTHON) -m venv .venv || \
	{ rm -rf .venv; echo "This Python can't make a virtual environment. On Debian and Ubuntu: sudo apt install python3-venv"; exit 1; }
	@echo "Installing what Uphill needs into .venv (a minute or so, once) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	@touch $@

.venv/ready-dev: requirements-dev.lock .venv/ready
	@echo "Installing the tools for tests and checks into .venv …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@
