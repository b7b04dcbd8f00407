# The commands of the project; see README.md and, for `simulate` and `faults`, docs/proof.md.

PYTHON ?= python3
BIN := .venv/bin
# Two processes share the tests, as tests/sharing.py says.
PYTEST := $(BIN)/pytest --numprocesses 2

.PHONY: run setup test bench simulate faults

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

ALARMS ?= 2000
STILL_S ?= 60
faults: setup
	FAULT_SEED=$(FAULT_SEED) FAULT_ALARMS=$(ALARMS) FAULT_STILL_S=$(STILL_S) $(BIN)/pytest tests/fault --durations=0
