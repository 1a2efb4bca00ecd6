# Everything a newcomer needs: `make serve` to see the blog, `make test` to check the whole project.
# Variables: PYTHON=python3.12 chooses the interpreter, VENV=folder where its packages go,
#            ARGS="-p 9000 --open" is passed to `sitegen serve` and `sitegen build`,
#            WORKERS=4 is the number of processes that run tests; by default one for each core, at most 6.

PYTHON ?= python3
VENV ?= .venv
ARGS ?=
WORKERS ?= auto
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
SOURCES := sitegen tests content/demos

.DEFAULT_GOAL := help
.PHONY: help serve site test coverage quick lint types published client format kernel bench clean
.PHONY: attack upgrade-pyodide record-calls lock locked lower-bounds licenses sbom dist reference

help:
	@echo "make serve   build the blog, serve it on this machine, rebuild on every change"
	@echo "make site    build the blog into public/"
	@echo "make test    everything: format, lint, types, the blog and its demos, tests in Python, Node and Chromium"
	@echo "make coverage  the same tests with line coverage and its floors"
	@echo "make quick   while you work: lint, types, and the tests that need no browser, no training and no packing"
	@echo "make lint | types | client | format | kernel | reference | bench"
	@echo "make attack  the attacks on builds, caches, posts, demos and the server, at full count (hours)"
	@echo "make lock | locked | lower-bounds | licenses | sbom | dist"
	@echo "make clean   remove what builds and tests leave; $(VENV) stays"

serve: $(VENV)/.site
	@$(BIN)/sitegen serve $(ARGS)

site: $(VENV)/.site
	@$(BIN)/sitegen build $(ARGS)

# What fails quickly comes first, the line with the count of tests last. Types are checked while the blog is built.
test: $(VENV)/.test
	@$(MAKE) --no-print-directory -j 2 lint types published
	$(BIN)/python -m pytest -q -p no:cacheprovider --doctest-modules sitegen/nn
	$(BIN)/python -m tests.get_firefox
	SITEGEN_CHROMIUM="$$($(BIN)/python tests/get_chromium.py)" && export SITEGEN_CHROMIUM && \
	  $(PYTEST)

# The tests with line coverage, whose floors are in pyproject.toml and tests/client_coverage.py.
coverage: $(VENV)/.test
	SITEGEN_CHROMIUM="$$($(BIN)/python tests/get_chromium.py)" && export SITEGEN_CHROMIUM && \
	  export COVERAGE_CORE="$$($(BIN)/python -c '$(FASTEST_CORE)')" && \
	  $(PYTEST) --cov --cov-report=term --client-coverage=.coverage/client

quick: $(VENV)/.test lint types
	$(PYTEST) -q -m "not slow and not browser"

# How coverage is measured: Python 3.12 and newer have a way that costs little.
FASTEST_CORE := import sys; print("sysmon" if sys.version_info >= (3, 12) else "ctrace")

PYTEST := $(BIN)/python -m pytest -n $(WORKERS) --maxprocesses=6 --dist=worksteal

# The blog itself: its claims hold, and what is published is without faults. `pytest` compares its demos in a browser.
published: $(VENV)/.test
	$(BIN)/sitegen runtime fetch
	$(BIN)/sitegen build
	$(BIN)/sitegen check --strict

lint: $(VENV)/.test lint-js
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)

# JavaScript and CSS: TypeScript checks the types in comments, Biome checks rules and format.
JS_SOURCES := static/client static/css static/theme.js static/series.js static/video.js sitegen/assets sitegen/theme tests/client
NODE_TOOLS := $(abspath $(VENV))/node
BIOME = cd tests/client && $(NODE_TOOLS)/node_modules/.bin/biome
.PHONY: lint-js format-js
lint-js: $(NODE_TOOLS)/.installed
	$(NODE_TOOLS)/node_modules/.bin/tsc -p tests/client
	$(BIOME) check --error-on-warnings $(addprefix ../../,$(JS_SOURCES))

format-js: $(NODE_TOOLS)/.installed
	$(BIOME) check --write $(addprefix ../../,$(JS_SOURCES))

$(NODE_TOOLS)/.installed: tests/client/package.json
	@npm --version >/dev/null || { echo "lint-js needs npm, which comes with Node." >&2; exit 1; }
	@mkdir -p $(NODE_TOOLS) && cp tests/client/package.json $(NODE_TOOLS)/
	@npm install --silent --no-package-lock --no-audit --no-fund --prefix $(NODE_TOOLS)
	@touch $@

types: $(VENV)/.test
	$(BIN)/mypy

# The client's tests alone; `make test` runs them from pytest. Without a recent Node, Playwright's is used.
client: $(VENV)/.test
	@node=node; \
	$(NODE_20) || \
	  node=$$(echo $(VENV)/lib/python3*/site-packages/playwright/driver/node); \
	echo "$$node --test tests/client/*.test.js"; "$$node" --test tests/client/*.test.js

format: $(VENV)/.test
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

# The pages of content/guide/reference, from the code. A test compares the committed pages with it.
reference: $(VENV)/.test
	$(BIN)/python -m tests.reference

# The WebAssembly of sitegen.nn. A test compares the committed files with a fresh build.
kernel: $(VENV)/.test
	$(BIN)/python sitegen/nn/kernel/build.py

bench: $(VENV)/.test
	@for script in tests/benchmarks/*.py; do $(BIN)/python "$$script" || exit 1; done

# The attacks of tests/attack at full count; `make test` runs a short form of each. ATTACK="--scale 0.1 --seed 5 fuzzed" chooses.
ATTACK ?=
attack: $(VENV)/.test
	$(BIN)/python -m tests.attack.run $(ATTACK)
	SITEGEN_ATTACK=1 SITEGEN_CHROMIUM="$$($(BIN)/python tests/get_chromium.py)" \
	  $(BIN)/python -m pytest -q -p no:cacheprovider tests/attack/test_browser_limits.py

# Records the functions that the demos of the blog and of two sites of the tests call; readers download them first.
record-calls: $(VENV)/.test
	$(BIN)/sitegen build
	for site in gallery demos; do (cd tests/sites/$$site && \
	  $(abspath $(BIN))/sitegen build -o $(abspath $(VENV))/record/$$site -b http://localhost/) || exit 1; done
	SITEGEN_CHROMIUM="$$($(BIN)/python tests/get_chromium.py)" \
	  $(BIN)/python -m tests.record_calls --skip trouble public $(VENV)/record/*

# Pins another release of Pyodide, makes the lock files again, runs every demo, and prints what changes.
upgrade-pyodide: $(VENV)/.test
	SITEGEN_CHROMIUM="$$($(BIN)/python tests/get_chromium.py)" $(BIN)/python -m tests.upgrade_pyodide $(VERSION)

# Supply chain. pyproject.toml declares what is needed; the lock names versions and hashes for Python 3.11 to 3.14.
LOCK := tests/requirements/lock.txt
RELEASED := build/released
lock: $(VENV)/.supply
	$(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	  --group test --group kernel --group supply --extra pack --custom-compile-command "make lock" -q -o $(LOCK)

# Installs exactly what the lock names; a file with another hash is refused.
locked: $(VENV)/.made
	$(PIP) install --require-hashes -r $(LOCK)
	$(PIP) install --no-deps -e .
	@touch $(VENV)/.site $(VENV)/.test

# Every dependency at the lowest version that pyproject.toml allows.
lower-bounds: $(VENV)/.supply
	$(BIN)/uv venv -q --clear --python $(BIN)/python build/lower-bounds
	$(BIN)/uv pip install -q --python build/lower-bounds --resolution lowest-direct -e . --group test
	build/lower-bounds/bin/python -m pytest -q -p no:cacheprovider \
	  tests/test_build.py tests/test_config.py tests/test_serve.py tests/test_write.py tests/markdown/test_fixtures.py

# For a release: what a user of the wheel installs, with its licenses, and as a CycloneDX bill of materials.
licenses: $(RELEASED)
	@mkdir -p dist
	$(BIN)/pip-licenses --python $(RELEASED)/bin/python --format=markdown --order=name --ignore-packages sitegen-live \
	  --output-file dist/licenses.md

sbom: $(RELEASED)
	@mkdir -p dist
	$(BIN)/cyclonedx-py environment $(RELEASED)/bin/python --pyproject pyproject.toml --output-reproducible \
	  --output-format JSON -o dist/sbom.cdx.json

# The wheel and the source archive of a release, with their metadata checked as the package index does it.
dist: $(VENV)/.supply
	$(BIN)/uv build --out-dir dist
	$(BIN)/uv tool run --quiet 'twine>=6' check --strict dist/*.whl dist/*.tar.gz

$(RELEASED): $(VENV)/.supply pyproject.toml
	$(BIN)/uv venv -q --clear --python $(BIN)/python $(RELEASED)
	$(BIN)/uv pip install -q --python $(RELEASED) .

$(VENV)/.supply: $(VENV)/.made pyproject.toml
	@$(PIP) install --group supply
	@touch $@

clean:
	@if [ -x $(BIN)/sitegen ]; then $(BIN)/sitegen clean; fi
	rm -rf dist build .coverage .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find sitegen tests content -name __pycache__ -type d -prune -exec rm -rf {} +

# Node packs the reader's Python for a fast start. Without a recent Node on the PATH, a package installs one.
NODE_20 := node -e 'process.exit(+(parseInt(process.versions.node) < 20))' 2>/dev/null

# Stamp files: the environment is created once, and its packages are installed again when pyproject.toml changes.
$(VENV)/.made:
	@chosen=; \
	for candidate in $(PYTHON) python3.14 python3.13 python3.12 python3.11; do \
	  if $$candidate -c 'import sys; sys.exit(sys.version_info < (3, 11))' 2>/dev/null; then chosen=$$candidate; break; fi; \
	done; \
	if [ -z "$$chosen" ]; then \
	  echo "sitegen needs Python 3.11 or newer; $(PYTHON) is: $$($(PYTHON) --version 2>&1)." >&2; \
	  echo "Name another: make PYTHON=/path/to/python3.12" >&2; exit 1; \
	fi; \
	echo "making $(VENV) with $$($$chosen --version)"; \
	$$chosen -m venv $(VENV) >/dev/null 2>&1 || $$chosen -m virtualenv -q $(VENV) 2>/dev/null || \
	  { $$chosen -m venv --without-pip $(VENV) && $$chosen -m pip -q --python $(BIN)/python install pip; } 2>/dev/null || \
	  { echo "Python cannot make a virtual environment with pip in it here." >&2; \
	    echo "Debian and Ubuntu keep what is missing in a package: apt-get install python3-venv" >&2; exit 1; }
	@$(PIP) install --upgrade 'pip>=25.1'
	@touch $@

$(VENV)/.site: $(VENV)/.made pyproject.toml
	@echo "installing sitegen into $(VENV)"
	@$(PIP) install -e '.[search,cards]'
	@$(NODE_20) || $(PIP) install -e '.[pack]' || \
	  echo "There is no Node to pack the reader's Python with: demos will start slower." >&2
	@touch $@

$(VENV)/.test: $(VENV)/.site
	@echo "installing what the tests need into $(VENV)"
	@$(PIP) install -e . --group test --group kernel
	@touch $@
