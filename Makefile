# The four commands of the project; see README.md.

PYTHON ?= python3
BIN := .venv/bin

.PHONY: run setup test bench

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
	@# The stories on the real processes have both processors to themselves; what only needs a database shares them.
	CHROMIUM="$$($(BIN)/python tools/find_chromium.py)" && export CHROMIUM && \
		$(BIN)/pytest tests/processes tests/scenario tests/browser tests/fault
	$(BIN)/pytest --numprocesses 2 --dist loadscope tests/unit tests/database

bench: setup
	$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY))
