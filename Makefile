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
	CHROMIUM="$$($(BIN)/python tools/find_chromium.py)" && export CHROMIUM && $(BIN)/pytest

bench: setup
	$(BIN)/python -m bench $(if $(ONLY),--only $(ONLY))
