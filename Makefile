# The project's commands. `make` alone lists them.
# A fresh machine needs Python 3.11 (or 3.12), git and make; everything else is set up in .venv from the locks.

SHELL := /bin/bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
# Python keeps what it compiled, whatever the environment says: the tests start it hundreds of times.
unexport PYTHONDONTWRITEBYTECODE

VENV := .venv
BENCH_VENV := .venv-bench
LAKE := out/lake
SUPPORTED := import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 12))
PYTHON = $(shell for p in python3.11 python3.12 python3 python; do \
	command -v $$p >/dev/null 2>&1 && $$p -c '$(SUPPORTED)' >/dev/null 2>&1 && { echo $$p; break; }; done)

INSTALL := -m pip install -qq --disable-pip-version-check --require-hashes
# What came as source is built with the pinned setuptools of requirements-build.lock, not with one fetched for the occasion.
PINNED := --no-build-isolation --use-pep517

HAVE_VENV := $(VENV)/.stamp-venv
HAVE_RUN := $(VENV)/.stamp-run
HAVE_DEV := $(VENV)/.stamp-dev
HAVE_BENCH := $(BENCH_VENV)/.stamp-bench

.PHONY: help run test test-slow engines test-engines test-faults lint format bench bench-stream lock clean pictures

help: ## this list
	@grep -E '^[a-z-]+:.*## ' Makefile | sed -E 's/^([a-z-]+):.*## /\1\t/' | while IFS=$$'\t' read -r name text; do \
		printf 'make %-13s %s\n' "$$name" "$$text"; done

run: $(HAVE_RUN) ## set up, ingest seeds/sample into out/lake, show what came out and write out/report.html
	@$(VENV)/bin/wirelake ingest seeds/sample --lake $(LAKE) --report out/report.html

test: $(HAVE_DEV) ## set up and run the quick tests
	@$(VENV)/bin/python -m pytest -n auto --dist worksteal -m "not slow and not engine"

test-slow: $(HAVE_DEV) ## the tests that take minutes: crash points, S3, the built wheel
	@$(VENV)/bin/python -m pytest -n auto --dist worksteal -m "slow and not engine"

engines: $(HAVE_DEV) ## fetch or build Prism, Flink and Kafka into .engines (Go; Java and Maven)
	@$(VENV)/bin/python -m tests.engines.fetch

test-engines: $(HAVE_DEV) engines ## the tests that need an engine, a broker or a browser; each says what is missing
	@$(VENV)/bin/python -m pytest -m "engine and not slow"

test-faults: $(HAVE_DEV) engines ## streams through kills, restarts, full disks and other writers: half an hour
	@$(VENV)/bin/python -m tests.engines.fetch kafka-io
	@$(VENV)/bin/python -m pytest -m "engine and slow"

lint: $(HAVE_DEV) ## ruff and mypy
	@$(VENV)/bin/ruff format --check .
	@$(VENV)/bin/ruff check .
	@$(VENV)/bin/mypy

format: $(HAVE_DEV) ## let ruff format the code and mend what it can
	@$(VENV)/bin/ruff format .
	@$(VENV)/bin/ruff check --fix .

bench: $(HAVE_DEV) $(HAVE_BENCH) ## speed and memory beside the bare libraries and the peers: pages, report, feeds, dedup, facts
	@$(VENV)/bin/python -m benchmarks.throughput --peer-python $(BENCH_VENV)/bin/python
	@$(VENV)/bin/python -m benchmarks.report
	@$(VENV)/bin/python -m benchmarks.feeds
	@$(VENV)/bin/python -m benchmarks.dedup_speed --peer-python $(BENCH_VENV)/bin/python
	@$(VENV)/bin/python -m benchmarks.dedup_nightly
	@$(VENV)/bin/python -m benchmarks.extraction_speed --peer-python $(BENCH_VENV)/bin/python

bench-stream: $(HAVE_DEV) engines ## articles a second and latency of a stream on Prism and on Flink, from Kafka
	@$(VENV)/bin/python -m benchmarks.stream

pictures: $(HAVE_DEV) ## make the README's pictures anew from seeds/sample (needs Chromium)
	@$(VENV)/bin/python docs/pictures.py

lock: ## pin the dependencies anew, as far as setup.py and requirements-*.in allow (needs PyPI)
	@env=$$(mktemp -d); trap 'rm -rf "$$env"' EXIT; \
	test -n "$(PYTHON)" || { echo "wirelake needs Python 3.11 or 3.12 on PATH" >&2; exit 1; }; \
	$(PYTHON) -m venv "$$env"; "$$env/bin/pip" install --quiet --disable-pip-version-check uv; \
	compile() { "$$env/bin/uv" pip compile --quiet --upgrade --python-version 3.11 --universal --generate-hashes \
		--no-header --no-annotate "$$@"; }; \
	compile requirements-build.in -o requirements-build.lock; \
	compile setup.py -o requirements.lock; \
	compile setup.py requirements-dev.in -o requirements-dev.lock; \
	compile requirements-bench.in -o requirements-bench.lock

clean: ## remove what make made: environments, builds, caches and out/
	rm -rf $(VENV) $(BENCH_VENV) out build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# The stamps: each set-up step is done once, and again when its lock changes.

$(HAVE_VENV):
	@test -n "$(PYTHON)" || { echo "wirelake needs Python 3.11 or 3.12 on PATH (found: $$(python3 --version 2>&1 || true))" >&2; exit 1; }
	@echo "setting up $(VENV) (once; the packages take a minute or two to fetch)"
	@$(PYTHON) -m venv $(VENV)
	@touch $@

$(HAVE_RUN): requirements-build.lock requirements.lock setup.py pyproject.toml | $(HAVE_VENV)
	@$(VENV)/bin/python $(INSTALL) -r requirements-build.lock
	@$(VENV)/bin/python $(INSTALL) $(PINNED) -r requirements.lock
	@$(VENV)/bin/python -m pip install -qq --disable-pip-version-check --no-deps --no-build-isolation -e .
	@touch $@

$(HAVE_DEV): requirements-dev.lock $(HAVE_RUN)
	@$(VENV)/bin/python $(INSTALL) $(PINNED) -r requirements-dev.lock
	@touch $@

$(HAVE_BENCH): requirements-build.lock requirements-bench.lock
	@test -n "$(PYTHON)" || { echo "wirelake needs Python 3.11 or 3.12 on PATH" >&2; exit 1; }
	@$(PYTHON) -m venv $(BENCH_VENV)
	@$(BENCH_VENV)/bin/python $(INSTALL) -r requirements-build.lock
	@$(BENCH_VENV)/bin/python $(INSTALL) $(PINNED) -r requirements-bench.lock
	@touch $@
