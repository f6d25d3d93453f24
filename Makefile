# `make help` lists everything. All targets work in a virtual environment that they make themselves.

PYTHON ?= $(shell command -v python3.11 || command -v python3)
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

export TF_CPP_MIN_LOG_LEVEL ?= 3

.DEFAULT_GOAL := help
.PHONY: help demo test check format grammar reference rules matrix verify mutation bench bench-flow clean

help:  ## list the targets
	@grep -E '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## /\1\t/' | expand -t 14

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.demo: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install --constraint constraints.txt --editable '.[pytorch]'
	@touch $@

$(VENV)/.dev: pyproject.toml constraints.txt | $(VENV)/bin/python
	$(PIP) install --constraint constraints.txt --editable '.[dev]'
	@touch $@

demo: $(VENV)/.demo  ## check, summarise, draw, build and train the digits classifier (2 minutes)
	@sh tools/demo.sh $(BIN)

test: $(VENV)/.dev check  ## set up, lint, type-check and run all tests
	$(BIN)/python -m pytest

check: $(VENV)/.dev  ## lint, formatting, types, and who may import whom
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports --no-cache
	$(BIN)/python tools/grammar_tables.py --check
	$(BIN)/python tools/reference.py --check
	$(BIN)/python tools/weights_page.py --check
	$(BIN)/python tools/rules.py --check

format: $(VENV)/.dev  ## format the code and mend what ruff can mend
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

grammar: $(VENV)/.dev  ## compile the grammar to the tables that specc ships
	$(BIN)/python tools/grammar_tables.py

reference: $(VENV)/.dev  ## write docs/layers.md from what the layers declare
	$(BIN)/python tools/reference.py
	$(BIN)/python tools/weights_page.py

rules: $(VENV)/.dev  ## write docs/rules.md, and the table that saves imports, from what the rules declare
	$(BIN)/python tools/rules.py

matrix: $(VENV)/.dev  ## run every case of every layer in both frameworks: docs/matrix.md (minutes)
	$(BIN)/python tools/matrix.py

verify: $(VENV)/.dev  ## run every model of the zoo in both frameworks: docs/verified.md (20 minutes)
	$(BIN)/python tools/verify_zoo.py

mutation: $(VENV)/.dev  ## plant faults in the zoo and count those that a check finds (a minute)
	$(BIN)/python -m tools.mutation

bench: $(VENV)/.dev  ## speed and memory as ratios to `python -c pass`
	$(BIN)/python tools/bench.py

bench-flow: $(VENV)/.dev  ## predicted signal and gradient against PyTorch's: the table of docs/flow.md
	$(BIN)/python tools/bench_flow.py

clean:  ## remove what the other targets made
	rm -rf $(VENV) build dist runs .specc_cache .mypy_cache .ruff_cache .pytest_cache .hypothesis
