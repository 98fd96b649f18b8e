# Two commands do everything: `make run` and `make test`. Each works from a bare checkout with Python 3.11 or newer.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
MANAGE := $(BIN)/python manage.py

.DEFAULT_GOAL := help
.PHONY: help run setup test test-faults lint types check benchmark search-quality lock frontend clean

help: ## Say what there is
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*##/\t/' | expand -t 16

$(BIN)/.installed: requirements.lock
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed; $$($(PYTHON) --version) was found. Try: make PYTHON=python3.12 $(MAKECMDGOALS)"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@echo "Installing the packages of requirements.lock (hashes are checked) …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	@touch $@

$(BIN)/.installed-dev: $(BIN)/.installed requirements-dev.lock
	@echo "Installing what the tests need …"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

setup: $(BIN)/.installed ## Install, migrate, build the postcode file, load the demonstration on first run
	@mkdir -p var
	@$(MANAGE) set_up_demo

run: setup ## Set up, then serve the site and the worker on http://127.0.0.1:8000
	@$(MANAGE) serve_demo

test: $(BIN)/.installed-dev ## Run everything that this machine can run, and say what it could not
	@$(BIN)/python scripts/run_tests.py

test-faults: $(BIN)/.installed-dev ## Kill search servers and workers while people publish and search (slow)
	@$(BIN)/python -m tests.faults

lint: $(BIN)/.installed-dev ## Look for mistakes and untidy code
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

types: $(BIN)/.installed-dev ## Check the types
	$(BIN)/mypy .

benchmark: $(BIN)/.installed-dev ## Print speed and memory, with ratios; asserts nothing
	$(BIN)/python -m benchmarks

search-quality: $(BIN)/.installed-dev ## Print how well families find what they look for, on both engines; asserts nothing
	@$(BIN)/python -m benchmarks.search_quality

lock: $(BIN)/.installed-dev ## Renew the lock files from pyproject.toml (one resolution for all versions of Python)
	sh scripts/lock.sh $(BIN)/python

frontend: ## Rebuild GOV.UK Frontend from npm (needs Node.js)
	sh scripts/build_frontend.sh

clean: ## Remove what was built and the demonstration's data
	rm -rf $(VENV) var .pytest_cache .ruff_cache .mypy_cache .hypothesis
