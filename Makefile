# The one door for people: run, test, check, bench.
.PHONY: run test check format bench lock screenshots clean-demo

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STAMPS := .make

run: $(STAMPS)/runtime assets
	@$(PY) -m app demo --if-empty
	@exec $(PY) -m app serve

test: $(STAMPS)/tests assets
	@$(PY) -m tests.machine
	$(PY) -m pytest -m "not browser" $(ARGS)
	$(PY) -m pytest -m browser $(ARGS)

check: $(STAMPS)/tests assets
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/djlint app/templates --lint --quiet
	npx --no-install biome check app/static/js app/static/css

format: $(STAMPS)/tests
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(STAMPS)/tests assets
	$(PY) -m bench.page_queries
	$(PY) -m bench.big_upload

lock:
	uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 -q -o requirements.txt
	uv pip compile pyproject.toml --universal --all-extras --generate-hashes --no-emit-index-url \
		--no-header --python-version 3.11 -q -o constraints.txt

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(0 if sys.version_info >= (3, 11) else "Sanggar needs Python 3.11 or newer: make run PYTHON=python3.11")'
	$(PYTHON) -m venv $(VENV)

$(STAMPS)/runtime: requirements.txt | $(VENV)/bin/python
	@mkdir -p $(STAMPS)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.txt
	@touch $@

$(STAMPS)/tests: constraints.txt | $(VENV)/bin/python
	@mkdir -p $(STAMPS)
	$(VENV)/bin/pip install --quiet --disable-pip-version-check --require-hashes -r constraints.txt
	@touch $@ $(STAMPS)/runtime
