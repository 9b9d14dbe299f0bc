# Two commands: `make run` and `make test`. They install what they need, by apt, pip and npm, and say so.
SHELL := /bin/bash
.DEFAULT_GOAL := help
export PATH := $(CURDIR)/.venv/bin:$(PATH)
export PYTHONDONTWRITEBYTECODE := 1

PYTHON ?= python3
HOST ?= 127.0.0.1
PORT ?= 8000

BUNDLE := src/ringback/_static/sdk/ringback.js
WEB_SOURCES := $(shell find web/src web/demo -type f 2>/dev/null) web/build.mjs web/package-lock.json
say = @printf '\033[1;36m==>\033[0m %s\n'

.PHONY: help
help:  ## Show the commands
	@grep -hE '^[a-z0-9-]+:.*## ' $(MAKEFILE_LIST) | awk -F ':.*## ' '{printf "  make %-10s %s\n", $$1, $$2}'

.PHONY: run
run: .venv/.ready $(BUNDLE)  ## Start a server with a demo page and an echo: open the URL it prints
	ringback serve --demo --echo --host $(HOST) --port $(PORT)

.PHONY: test
test: check .venv/.system  ## Everything that CI runs
	$(say) "Unit tests; beside them protocol tests, every schedule of a negotiation with the mutants to kill, and cuts of the signalling"
	$(MAKE) --jobs=3 --output-sync=target --no-print-directory $(SIDE_BY_SIDE)
	$(say) "Browser SDK tests"
	cd web && npm test --silent
	$(say) "Programs in calls with one another"
	pytest -q tests/programs
	$(say) "The elements in every state, in Chromium and Firefox"
	pytest -q tests/e2e/elements
	$(say) "End-to-end tests in Chromium and Firefox"
	pytest -q tests/e2e --ignore=tests/e2e/elements --ignore-glob='*/test_signalling_loss*'

# Three at a time, begun in this order: cuts wait for most of their time, which is seven minutes, unit tests and processes
# for some of it. Schedules have a virtual clock and keep a core busy, so they yield to all that measures time.
SIDE_BY_SIDE := test-cuts test-unit test-schedules-python test-schedules-typescript test-processes test-protocol
PROCESSES := tests/unit/cli tests/unit/testing tests/unit/test_examples.py tests/unit/test_example_programs.py
.PHONY: $(SIDE_BY_SIDE)
test-cuts:
	pytest -q tests/e2e/test_signalling_loss*.py
test-unit:
	pytest -q tests/unit $(PROCESSES:%=--ignore=%)
test-schedules-python:
	nice -n 19 pytest -q tests/explorer -k "not typescript"
test-schedules-typescript:
	nice -n 19 pytest -q tests/explorer -k typescript
test-processes:
	pytest -q $(PROCESSES)
test-protocol:
	pytest -q tests/protocol tests/mutants tests/packaging tests/benchmarks

.PHONY: check
check: .venv/.ready $(BUNDLE)  ## The inner loop: formats, types, layers, generated files, sizes
	ruff format --check .
	ruff check .
	mypy
	lint-imports
	cd web && npm run --silent check && npm run --silent sizes
	python -m tools.generate --check
	python -m tools.check_layout

.PHONY: soak
soak: .venv/.ready .venv/.system $(BUNDLE)  ## Repetitions and long runs
	RINGBACK_STEPS=1000000 pytest -q tests/protocol/test_machine.py -k every_call
	RINGBACK_RACES=200 pytest -q tests/protocol/test_races.py
	for seed in 1 2 3 4 5; do RINGBACK_SEED=$$seed pytest -q tests/protocol/test_cross_calls_at_once.py || exit 1; done
	RINGBACK_SCHEDULES=200000 RINGBACK_SCHEDULES_SEED=$$RANDOM pytest -q tests/explorer
	RINGBACK_SOAK_PAIRS=2000 RINGBACK_SOAK_GLARES=50 pytest -q tests/unit/peer/test_wrtc_life.py tests/unit/peer/test_wrtc_glare.py
	python -m benchmarks soak --calls 20 --minutes 15
	RINGBACK_E2E_GLARES=50 pytest -q tests/e2e -k glare
	RINGBACK_E2E_CALLS=200 pytest -q tests/e2e/service/test_leaks.py
	RINGBACK_E2E_CUT_S=50 pytest -q tests/e2e/test_signalling_loss.py tests/e2e/test_signalling_loss_python.py -k 50s

.PHONY: bench
bench: .venv/.ready  ## Measure beside the peers; writes docs/reference/benchmarks.md
	python -m benchmarks relay
	python -m benchmarks echo
	python -m benchmarks flood
	python -m benchmarks load
	python -m benchmarks report

.PHONY: generate
generate: .venv/.ready web/node_modules/.ready  ## Write what is generated from the Python source, and the page of the SDK from its types
	python -m tools.generate

.PHONY: format
format: .venv/.ready  ## Format the Python source
	ruff format .
	ruff check --fix .

.PHONY: build
build: .venv/.ready $(BUNDLE)  ## Wheel and sdist, into dist/
	uv build --quiet

.PHONY: clean
clean:  ## Remove everything that was built or installed here
	rm -rf .venv web/node_modules web/build src/ringback/_static dist

# Debian keeps venv apart from python3; everything else below comes from PyPI, Node included.
.venv/bin/uv:
	$(say) "Making .venv"
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || tools/apt-install python3-venv
	$(PYTHON) -m venv .venv
	.venv/bin/python -m pip install --quiet --disable-pip-version-check uv

.venv/.ready: .venv/bin/uv pyproject.toml uv.lock
	$(say) "Installing Python packages and Node from PyPI"
	uv sync --locked --all-extras --quiet
	@touch $@

web/node_modules/.ready: .venv/.ready web/package.json web/package-lock.json
	$(say) "Installing npm packages"
	cd web && npm ci --silent
	@touch $@

$(BUNDLE): web/node_modules/.ready $(WEB_SOURCES)
	$(say) "Building the browser bundle"
	cd web && npm run --silent build

.venv/.system: .venv/.ready
	$(say) "Installing browsers, coturn, espeak-ng, PostgreSQL and network tools for the tests"
	tools/apt-install chromium firefox-esr coturn espeak-ng gcc iproute2 libc6-dev nftables postgresql procps
	@touch $@
