# The commands of the project; see README.md and, for `simulate`, docs/proof.md.

PYTHON ?= python3
BIN := .venv/bin
# Two processes share the tests, as tests/sharing.py says.
PYTEST := $(BIN)/pytest --numprocesses 2

.PHONY: run setup test bench simulate

run: setup
	exec $(BIN)/alongside up --demo

setup:
	@command -v $(PYTHON) >/dev/null || { echo "Alongside needs Python 3.11 or newer, as the command $(PYTHON)." >&2; exit 1; }
	@$(PYTHON) tools/setup.py

test: setup
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(PYTEST) tests/unit tests/simulation tests/database
	CHROMIUM="$$($(BIN)/python tools/find_chromium.py)" && export CHROMIUM && \
		$(PYTEST) tests/fault tests/processes tests/scenario tests/browser

bench: setup
	$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY))

SEED ?= 1
EVENTS ?= 1000000
WORKERS ?= 500
simulate: setup
	$(BIN)/python -m tests.simulation --seed $(SEED) --events $(EVENTS) --workers $(WORKERS)
