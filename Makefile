# Every command sets up what it needs; `make help` lists them.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check
SETUP := $(VENV)/.installed
DEV := $(VENV)/.installed-dev

.DEFAULT_GOAL := help
.PHONY: help quiz demo test lint types verify bench docs snapshots translations clean

help:  ## list these commands
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 14

$(BIN)/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "quizapp needs Python 3.11 or newer; try: make $(MAKECMDGOALS) PYTHON=python3.12")'
	$(PYTHON) -m venv $(VENV)

# torch comes first and alone: with it installed, nothing later pulls another build of it.
$(SETUP): pyproject.toml constraints.txt | $(BIN)/python
	$(PIP) install -q -c constraints.txt torch
	$(PIP) install -q -c constraints.txt -e '.[demos]'
	@touch $@

$(DEV): $(SETUP)
	$(PIP) install -q -c constraints.txt -e '.[demos,dev]'
	@touch $@

quiz: $(SETUP)  ## set up and start the app
	@env -u PYTHONDONTWRITEBYTECODE $(BIN)/quizapp

demo: $(SETUP)  ## run the demos one after another and draw what they show
	@for id in relu-approximation local-minima batch-norm-effects; do \
	  $(BIN)/quizapp demo run $$id || exit; done

test: $(DEV)  ## set up and run the tests (demos at a small size)
	$(BIN)/python -m pytest -n 3 -m 'not full'

lint: $(DEV)  ## style, types, import directions, translations
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

verify: $(SETUP)  ## check the bundled packs and run whatever in them a machine can check
	$(BIN)/quizapp pack check content/*
	$(BIN)/quizapp pack verify content/*

bench: $(SETUP)  ## measure start, keys and demos, side by side in one run
	$(BIN)/python bench/start.py
	$(BIN)/python bench/lab.py

docs: $(DEV)  ## write the pages that are made from the code and the packs
	$(BIN)/python docs/make_reference.py
	$(BIN)/python docs/make_questions.py
	$(BIN)/python docs/make_fields.py
	$(BIN)/python docs/make_kinds.py

snapshots: $(DEV)  ## accept the pictures of the screens as they are now
	$(BIN)/python -m pytest tests/snapshots --snapshot-update

translations: $(DEV)  ## collect the interface's sentences and compile the translations
	$(BIN)/python quizapp/locale/update.py

clean:  ## remove what these commands made
	rm -rf $(VENV) dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
