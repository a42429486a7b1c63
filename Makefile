.PHONY: run test setup check lock bench shots migration
PYTHON ?= python3
BIN := .venv/bin

run: .venv/ready
	$(BIN)/uphill demo --serve

setup: .venv/ready-dev

test: .venv/ready-dev
	$(BIN)/python -m pytest -n 2 --dist loadgroup $(ARGS)

.venv/ready: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Uphill needs Python 3.11 or newer; 'make run PYTHON=python3.12' names another one."; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv .venv || { echo "Python can't make a virtual environment here. On Debian and Ubuntu: apt install python3-venv"; exit 1; }
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

.venv/ready-dev: requirements-dev.lock .venv/ready
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# Regenerates the one initial migration from the models, as long as nothing was released.
migration: .venv/ready-dev
	rm -f migrations/versions/0001_*.py && UPHILL_DATA_DIR=$$(mktemp -d) $(BIN)/alembic revision --autogenerate -m initial --rev-id 0001 && $(BIN)/ruff format -q migrations
