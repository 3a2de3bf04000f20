# Two commands do everything: `make demo` and `make test`.
# Windows, macOS without make, notebooks: pip install ".[demo]" and `ganreg demo`; see README.md.

PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --constraint constraints.txt

.PHONY: demo test lint types format check catalogue mutants bench gpu torchgan clean

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

bench: $(VENV)/.bench  ## time every backend beside its peers, and write docs/speed.md; ARGS="--only mlp64"
	$(BIN)/python -m benchmarks $(ARGS)

gpu: $(VENV)/.gpu  ## the GPU's tests and benches; says so and ends well where there is no CUDA device
	$(BIN)/python -m benchmarks.gpu

torchgan:  ## an environment of its own for the peer TorchGAN, 5.5 GB; without it `make bench` leaves that peer out
	$(PYTHON) -m venv .venv-torchgan
	.venv-torchgan/bin/python -m pip install --quiet attrs torchgan==0.1.0 torch==2.14.1 torchvision==0.29.1

clean:
	rm -rf $(VENV) .venv-torchgan .pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "ganreg needs Python 3.11 or newer")'
	$(PYTHON) -m venv $(VENV)

# One stamp per set of extras: installed once, and again when the project's requirements change.
$(VENV)/.%: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) --editable ".[$*]"
	@touch $@
