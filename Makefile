# make demo   a first run: England, 100 replicates, figures      make test   every check
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

.PHONY: demo test slow lint coverage bench clean python
.DELETE_ON_ERROR:

demo: $(VENV)/.run
	$(BIN)/turnaround run england --replicates $(REPLICATES) --out '$(OUT)'
	@echo "Results and figures lie under $(OUT)/england/ (the folder printed above)."

test: lint
	$(BIN)/python -m pytest -m 'not slow'

slow: $(VENV)/.dev
	$(BIN)/python -m pytest -m slow

lint: $(VENV)/.dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

coverage: $(VENV)/.dev
	$(BIN)/python -m pytest -m 'not slow' --cov --cov-report=term

bench: $(VENV)/.run
	$(BIN)/python -m benchmarks

clean:
	rm -rf $(VENV) build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis .coverage

# One environment, made anew when another Python is asked for, filled anew when what it holds is described anew.
$(VENV)/.python-$(VERSION): | python
	'$(PYTHON)' -m venv --clear $(VENV)
	@touch $@

$(VENV)/.run: $(VENV)/.python-$(VERSION) pyproject.toml constraints.txt
	$(PIP) -e .
	@touch $@

$(VENV)/.dev: $(VENV)/.run
	$(PIP) -e '.[test,dev]'
	@touch $@

python:
	@test -n '$(VERSION)' && '$(PYTHON)' -c '$(SUITABLE)' || { \
	echo "turnaround_sim needs Python 3.11, 3.12 or 3.13, and '$(PYTHON)' is none of them."; \
	echo "Install one from python.org, or name it: PYTHON=/path/to/python3.12 make demo"; exit 1; } >&2
