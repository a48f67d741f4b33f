# Intake's commands; a bare `make` lists them. Both `make demo` and `make test` set up what they need.
SHELL := /bin/bash
.DEFAULT_GOAL := help
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready
PURE := text message documents candidate postings matching model
JOBS ?= 2
# A tenth of what the unit tests take is waiting.
UNIT_JOBS ?= 3
# The tests that drive processes and servers wait now and then. They are handed out one by one, the long ones first.
WAITING_JOBS ?= 4
IN_MEMORY := sh tests/in_memory.sh
# Of the packages, what is compiled when it is imported: never or by one process.
UNUSED := /(pip|setuptools|mypy|mypyc|pygments/lexers|phonenumbers/(geodata|carrierdata|tzdata))/
# Every process would compile all modules anew: the tests start some hundred.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo test check lint style types unit collected system bench faults hostile fuzz soak fixtures tables lock clean

help: ## List the commands
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { echo "Intake needs Python 3.11 or newer; name one: make PYTHON=python3.11 $(MAKECMDGOALS)"; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || sh tests/system.sh python3-venv
	test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@# --no-deps: the lock is complete (pip check says so), and pip 23 takes "coverage[toml]" of another package for
	@# unpinned as soon as a newer coverage than the pinned one is out.
	@# --no-compile: pip compiles one file after the other, and those that nobody imports too.
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-compile --require-hashes -r requirements.lock
	@# -j 0: on all cores. What cannot be compiled (a template, a test of old syntax) is not imported either.
	@$(BIN)/python -m compileall -q -j 0 -x '$(UNUSED)' $(VENV)/lib > /dev/null || true
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation --editable .
	$(BIN)/python -m pip check --disable-pip-version-check
	@touch $@

demo: $(READY) ## Run a self-contained trial: a mailbox, postings, applications; Ctrl-C ends it
	$(BIN)/intake demo

test: $(READY) system ## Run every test, with the services that they need, and the coverage gates
	rm -f .coverage .coverage.*
	@$(MAKE) --no-print-directory --jobs 2 types collected style
	$(IN_MEMORY) $(BIN)/python -m pytest -n $(JOBS) --dist worksteal -m 'not uncovered' --cov --cov-report=
	$(BIN)/python -m coverage report --fail-under=98 --include='$(subst $() ,$(comma),$(foreach p,$(PURE),intake/$(p)/*))' > /dev/null || { $(BIN)/python -m coverage report --include='$(subst $() ,$(comma),$(foreach p,$(PURE),intake/$(p)/*))'; echo "The pure packages are covered by less than 98 %."; exit 1; }
	$(BIN)/python -m coverage report --fail-under=90
	$(IN_MEMORY) $(BIN)/python -m pytest -n $(WAITING_JOBS) --dist load --maxschedchunk 1 -m uncovered --ignore=tests/unit

check: $(READY) lint unit ## Lint, types, import contracts and unit tests, under a minute

lint: types style ## Lint, types and import contracts

style: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/lint-imports --no-cache

types: $(READY)
	$(BIN)/mypy

# Their assertions are rewritten once for all workers, and not while coverage is counted.
collected: $(READY)
	@$(BIN)/python -m pytest --collect-only -q > $(VENV)/collected || { tail -n 40 $(VENV)/collected; exit 1; }

unit: $(READY)
	$(IN_MEMORY) $(BIN)/python -m pytest -q -n $(UNIT_JOBS) --dist worksteal --hypothesis-profile=quick tests/unit -m 'not slow'

system: ## Install by apt what the tests need (as root), or name what is missing
	@sh tests/system.sh dovecot-imapd postgresql chromium libseccomp2 bubblewrap openssl strace tesseract-ocr antiword

bench: $(READY) system ## Measure, beside mbsync, a quarter of an hour and some 25 GB of disk; writes BENCHMARKS.md
	@sh tests/system.sh isync
	$(BIN)/python -m tests.benchmarks.run --full --write

hostile: $(READY) ## Send the hostile inputs in their full sizes through the whole line
	$(BIN)/python -m tests.hostile.run

fuzz: $(READY) ## Damage 100,000 mails, documents and pages and read them, try every pattern; goes on where it was stopped
	$(BIN)/python -m tests.fuzz.run

faults: $(READY) system ## Provoke every fault of the list, at every single point and by every way in, on both databases
	INTAKE_TEST_EVERYTHING=1 $(IN_MEMORY) $(BIN)/python -m pytest -n $(JOBS) --dist worksteal tests/faults tests/soak tests/e2e/test_e2e_fixtures.py

soak: $(READY) system ## Do everything to a mailbox and its daemon that can go wrong, at once, ten minutes on each database
	$(BIN)/python -m tests.soak.run

fixtures: $(READY) ## Write the fixtures anew (they come out byte for byte the same)
	$(BIN)/python fixtures/make_fixtures.py
	$(BIN)/python fixtures/make_documents.py
	$(BIN)/python fixtures/make_mails.py

tables: $(READY) ## Write down what a new SQLite database begins with, after a migration was added
	$(BIN)/python -m tests.contract.storage.first_tables

lock: $(READY) ## Pin the dependencies anew, with hashes and without an index address
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-header --no-annotate --group dev pyproject.toml -o requirements.lock

clean: ## Remove the virtual environment and what tools left behind
	rm -rf $(VENV) .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage .coverage.* dist build

comma := ,
