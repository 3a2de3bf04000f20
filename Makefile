# Two commands do everything: `make demo` and `make test`.
# Windows, macOS without make, notebooks: pip install ".[demo]" and `ganreg demo`; see README.md.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --constraint constraints.txt

.PHONY: demo test lint types format check catalogue mutants clean

demo: $(VENV)/.demo  ## train WGAN-GP on the bundled digits, and leave a run folder with pictures
	$(BIN)/ganreg demo

test: $(VENV)/.test  ## the whole suite: every backend against the reference
	$(BIN)/python -m pytest -n 2 --dist worksteal

lint: $(VENV)/.dev  ## style, formatting, and the import rules
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports

types: $(VENV)/.dev  ## mypy, strict
	$(BIN)/mypy

format: $(VENV)/.dev  ## rewrite the files in the house's format
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

check: test lint types  ## all that CI runs

catalogue: $(VENV)/.test  ## run every component's checks, and write docs/catalogue.md from what they find
	$(BIN)/python docs/catalogue.py

mutants: $(VENV)/.mutation  ## change every formula, see that its tests notice, and write docs/mutants.md; ONLY=ganreg/losses
	PYTHONPATH=tests $(BIN)/python -m mutation $(ONLY)

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "ganreg needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

# One stamp per set of extras: installed once, and again when the project's requirements change.
$(VENV)/.%: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --editable ".[$*]"
	@touch $@
