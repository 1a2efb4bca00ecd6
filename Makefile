# Everything a newcomer needs: `make serve` to see the blog, `make test` to check the whole project.
# Variables: PYTHON=python3.12 chooses the interpreter, VENV=folder where its packages go,
#            ARGS="-p 9000 --open" is handed to `sitegen serve` and `sitegen build`.

PYTHON ?= python3
VENV ?= .venv
ARGS ?=
BIN := $(VENV)/bin
PIP := $(BIN)/python -m pip --disable-pip-version-check -q
SOURCES := sitegen tests content/demos kernel

.DEFAULT_GOAL := help
.PHONY: help serve site test lint types client format kernel bench clean attack lock locked lower-bounds licences sbom

help:
	@echo "make serve   build the blog, serve it on this machine, rebuild on every change"
	@echo "make site    build the blog into public/"
	@echo "make test    format, lint, types, client tests, the blog itself and its demos, tests in Python and Chromium"
	@echo "make lint | types | client | format | kernel | bench"
	@echo "make attack  the attacks on builds, caches, posts, demos and the server, at full count (hours)"
	@echo "make lock | locked | lower-bounds | licences | sbom"
	@echo "make clean   remove what builds and tests leave; $(VENV) stays"

serve: $(VENV)/.site
	@$(BIN)/sitegen serve $(ARGS)

site: $(VENV)/.site
	@$(BIN)/sitegen build $(ARGS)

# The order is: what is quick to fail first, what prints the count of tests last.
test: $(VENV)/.test lint types client
	$(BIN)/sitegen runtime fetch
	$(BIN)/sitegen build
	$(BIN)/sitegen check --strict
	$(BIN)/python -m pytest -q -p no:cacheprovider --doctest-modules sitegen/nn
	SITEGEN_CHROMIUM="$$($(BIN)/python tests/get_chromium.py)" && export SITEGEN_CHROMIUM && \
	  $(BIN)/sitegen check --demos && $(BIN)/python -m pytest -n 2

lint: $(VENV)/.test
	$(BIN)/ruff format --check $(SOURCES)
	$(BIN)/ruff check $(SOURCES)

types: $(VENV)/.test
	$(BIN)/mypy

# Node's own test runner; where there is no recent Node, Playwright has brought one.
client: $(VENV)/.test
	@node=node; \
	$(NODE_20) || \
	  node=$$(echo $(VENV)/lib/python3*/site-packages/playwright/driver/node); \
	echo "$$node --test tests/client/*.test.js"; "$$node" --test tests/client/*.test.js

format: $(VENV)/.test
	$(BIN)/ruff check --fix $(SOURCES)
	$(BIN)/ruff format $(SOURCES)

# The WebAssembly under sitegen.nn; a test compares the committed files with what this builds.
kernel: $(VENV)/.test
	$(BIN)/python kernel/build.py

bench: $(VENV)/.test
	@for script in tests/benchmarks/*.py; do $(BIN)/python "$$script" || exit 1; done

# The attacks of tests/attack at full count; `make test` runs a short form of each. ATTACK="--scale 0.1 serve" chooses.
ATTACK ?=
attack: $(VENV)/.test
	$(BIN)/python -m tests.attack.run $(ATTACK)
	SITEGEN_ATTACK=1 SITEGEN_CHROMIUM="$$($(BIN)/python tests/get_chromium.py)" \
	  $(BIN)/python -m pytest -q -p no:cacheprovider tests/attack/test_bad_days.py

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

# For a release: what a user of the wheel installs, with its licences, and as a CycloneDX bill of materials.
licences: $(RELEASED)
	@mkdir -p dist
	$(BIN)/pip-licenses --python $(RELEASED)/bin/python --format=markdown --order=name --ignore-packages sitegen-live \
	  --output-file dist/licences.md

sbom: $(RELEASED)
	@mkdir -p dist
	$(BIN)/cyclonedx-py environment $(RELEASED)/bin/python --pyproject pyproject.toml --output-reproducible \
	  --output-format JSON -o dist/sbom.cdx.json

$(RELEASED): $(VENV)/.supply pyproject.toml
	$(BIN)/uv venv -q --clear --python $(BIN)/python $(RELEASED)
	$(BIN)/uv pip install -q --python $(RELEASED) .

$(VENV)/.supply: $(VENV)/.made pyproject.toml
	@$(PIP) install --group supply
	@touch $@

clean:
	@if [ -x $(BIN)/sitegen ]; then $(BIN)/sitegen clean; fi
	rm -rf dist build .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find sitegen tests content -name __pycache__ -type d -prune -exec rm -rf {} +

# Node packs the reader's Python for a fast start; where the PATH has no recent one, a package brings it.
NODE_20 := node -e 'process.exit(+(parseInt(process.versions.node) < 20))' 2>/dev/null

# Stamps: a folder of packages is made once, and filled again when pyproject.toml changes.
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
	@$(PIP) install -e .
	@$(NODE_20) || $(PIP) install -e '.[pack]' || \
	  echo "There is no Node to pack the reader's Python with: demos will start slower." >&2
	@touch $@

$(VENV)/.test: $(VENV)/.site
	@echo "installing what the tests need into $(VENV)"
	@$(PIP) install -e . --group test --group kernel
	@touch $@
