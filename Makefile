# make demo   a first run: England, 100 replicates, figures      make test   every check      make docs   the site
# make dashboard   the pages, in a browser      make play   the game, for one or for a class
# make results   every experiment, run and published
# make bench   how fast it is      make baseline   accept numbers that have moved      make mutation   break the rules and see
# Another Python: PYTHON=python3.13 make test                    Another folder: make demo OUT=elsewhere

SUITABLE := import sys; raise SystemExit(not (3, 11) <= sys.version_info[:2] <= (3, 13))
PYTHON ?= $(shell for p in python3 python3.13 python3.12 python3.11 python; do \
	$$p -c '$(SUITABLE)' >/dev/null 2>&1 && echo $$p && break; done)
VERSION := $(shell '$(PYTHON)' -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null)

VENV := .venv
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check -c constraints.txt
REPLICATES ?= 100
OUT ?= results
FILES ?=

# Rooms of which every branch is taken by the tests of those rooms, which are plain Python and quick.
COVERED := turnaround_sim/rules/*,turnaround_sim/month/*,turnaround_sim/measures.py,turnaround_sim/arithmetic.py
COVERED := $(COVERED),turnaround_sim/parameters/*,turnaround_sim/scenario/*
COVERING := tests/rules tests/month tests/scenario tests/test_measures.py

.PHONY: demo dashboard play results test slow lint coverage baseline mutation bench docs docs-refresh clean python
.DELETE_ON_ERROR:

demo: $(VENV)/.run
	$(BIN)/turnaround run england --replicates $(REPLICATES) --out '$(OUT)'
	@echo "Results and figures lie under $(OUT)/england/ (the folder printed above)."

dashboard: $(VENV)/.dashboard
	$(BIN)/turnaround dashboard --out '$(OUT)'

play: $(VENV)/.dashboard
	$(BIN)/turnaround play --out '$(OUT)'

# Every experiment under experiments/, and what is published of them: some twenty minutes on two cores.
results: $(VENV)/.run
	$(BIN)/python -m experiments --out '$(OUT)'

test: lint coverage
	$(BIN)/python -m pytest -m 'not slow'

slow: $(VENV)/.dev
	$(BIN)/python -m pytest -m slow

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

coverage: $(VENV)/.dev
	$(BIN)/python -m pytest -q -m 'not slow' $(COVERING) --cov --cov-report=
	$(BIN)/coverage report --include='$(COVERED)' --fail-under=100

# Refused unless the changelog says, in a line that has not served before, that results change.
baseline: $(VENV)/.dev
	PYTHONPATH=tests $(BIN)/python -m baseline.accept

mutation: $(VENV)/.mutation
	$(BIN)/python tests/mutation/mutate.py $(FILES)

bench: $(VENV)/.run
	$(BIN)/python -m benchmarks

docs: $(VENV)/.dev
	NO_MKDOCS_2_WARNING=1 $(BIN)/mkdocs build --quiet --strict
	@echo "Open site/index.html"

# What the pages say of the code, and what their commands print.
docs-refresh: $(VENV)/.dev
	$(BIN)/python docs/tools/generate.py
	$(BIN)/python docs/tools/blocks.py

clean:
	rm -rf $(VENV) site build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage

# One environment, made anew when another Python is asked for, filled anew when what it holds is described anew.
$(VENV)/.python-$(VERSION): | python
	'$(PYTHON)' -m venv --clear $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.python-$(VERSION) pyproject.toml constraints.txt
	$(PIP) -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(PIP) -e '.[test,dev,docs,browser,dashboard]'
	@touch $@

$(VENV)/.dashboard: $(VENV)/.run
	$(PIP) -e '.[dashboard]'
	@touch $@

$(VENV)/.mutation: $(VENV)/.dev
	$(PIP) -e '.[test,mutation]'
	@touch $@

python:
	@test -n '$(VERSION)' && '$(PYTHON)' -c '$(SUITABLE)' || { \
	echo "turnaround_sim needs Python 3.11, 3.12 or 3.13, and '$(PYTHON)' is none of them."; \
	echo "Install one from python.org, or name it: PYTHON=/path/to/python3.12 make demo"; exit 1; } >&2
