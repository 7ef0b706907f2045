# Needs git, make and Python >= 3.11; everything else goes into .venv, pinned with hashes.
# Another interpreter: make PYTHON=/path/to/python setup

.DEFAULT_GOAL := help
.PHONY: help setup run test fuzz check fix bench bench-full lock wheel clean

VENV := .venv
BIN  := $(VENV)/bin
PIP  := $(BIN)/python -m pip --disable-pip-version-check --no-input

# What is set up is remembered by stamp files. They carry the place of the checkout, because an environment
# keeps its paths: a copied or moved checkout would else run the code of the old one.
PLACE := $(shell pwd -P | cksum | cut -d ' ' -f 1)
BASE  := $(VENV)/.$(PLACE)-base
RUN   := $(VENV)/.$(PLACE)-run
DEV   := $(VENV)/.$(PLACE)-dev
SPARK := $(VENV)/.$(PLACE)-spark
PEERS := .venv-bench/.$(PLACE)-peers

# Settings of the shell that would lead Python or pip out of the environment.
unexport PYTHONHOME PYTHONPATH PIP_PREFIX PIP_TARGET PIP_USER

PYTHON ?=
CANDIDATES := $(if $(PYTHON),"$(PYTHON)",python3.13 python3.12 python3.11 python3 python)
ARGS ?=
SECONDS ?= 600
SEED ?=

help:  ## show this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(firstword $(MAKEFILE_LIST))

run: $(RUN)  ## check the policies, decide everyone in a sample city, explain one (ARGS="--lang en")
	@$(BIN)/python examples/run.py $(ARGS)

# Spark is half a gigabyte, and of no use without a Java.
JAVA := $(shell java -version 2>&1 | sed -n 's/.* version "\([0-9]*\).*/\1/p')
HAS_JAVA := $(shell test "$(JAVA)" -ge 17 2>/dev/null && echo yes)

test: $(DEV) $(if $(HAS_JAVA),$(SPARK))  ## run every test (ARGS="-k words" for some of them)
	@$(if $(HAS_JAVA),,echo "No Java 17 or newer: tests on Spark are skipped. On Debian: apt install default-jre-headless")
	@$(BIN)/python -m pytest -n auto --dist loadgroup -p tests.nothing_skipped $(ARGS)

fuzz: $(DEV)  ## try random, damaged and made files for ten minutes (SECONDS=60 SEED=7)
	@$(BIN)/python -m tests.fuzz --seconds $(SECONDS) $(if $(SEED),--seed $(SEED)) $(ARGS)

check: $(DEV)  ## check format, lint, types, policies and generated pages; changes nothing
	$(BIN)/ruff format --check
	$(BIN)/ruff check
	$(BIN)/mypy
	$(BIN)/duixian check --prove policies
	$(BIN)/duixian check benchmarks/w5
	$(BIN)/duixian format --check policies
	$(BIN)/duixian format --check benchmarks/w5
	$(BIN)/python docs/generate.py --check

fix: $(DEV)  ## put right what a tool can: format, lint, policy files, generated pages
	$(BIN)/ruff check --fix --exit-zero --quiet
	$(BIN)/ruff format
	$(BIN)/duixian format policies
	$(BIN)/duixian format benchmarks/w5
	$(BIN)/python docs/generate.py

bench: $(RUN) $(PEERS)  ## measure duixian beside its peers in a few minutes; writes benchmarks/RESULTS.md
	@$(BIN)/python -m benchmarks

bench-full: $(RUN) $(PEERS)  ## the same with longer runs and more of them
	@$(BIN)/python -m benchmarks --full

setup: $(DEV)  ## make .venv with everything for working on duixian
	@echo "Ready: $(BIN)/duixian"

wheel: $(RUN)  ## build the wheel, with the policies in it, into dist/
	@$(BIN)/python -m hatchling build --target wheel --directory dist

clean:  ## remove .venv, what was built and what tools remember
	rm -rf $(VENV) .venv-bench build dist .coverage* htmlcov .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find benchmarks docs examples src tests -name __pycache__ -type d -prune -exec rm -rf {} + 2>/dev/null || true

# --- the environment -------------------------------------------------------------------------------------

# A candidate counts only if it runs, is new enough and can make environments.
$(BASE):
	@found= lacking=; \
	for python in $(CANDIDATES); do \
	  "$$python" -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1 || continue; \
	  if "$$python" -c 'import ensurepip, venv' >/dev/null 2>&1; then found=$$python; break; fi; \
	  lacking=$$("$$python" -c 'import sys; print("python%d.%d" % sys.version_info[:2])'); \
	done; \
	if [ -z "$$found" ] && [ -n "$$lacking" ]; then \
	  echo "$$lacking lacks the modules venv and ensurepip. On Debian and Ubuntu: apt install $$lacking-venv" >&2; exit 1; \
	elif [ -z "$$found" ]; then \
	  echo "Python 3.11 or newer is needed and none was found (tried: $(subst ",,$(CANDIDATES))). Install one, or name it: make PYTHON=/path/to/python $(MAKECMDGOALS)" >&2; exit 1; \
	fi; \
	echo "Making $(VENV) with $$("$$found" -V) ..."; \
	"$$found" -m venv --clear $(VENV)
	@touch $@

$(RUN): $(BASE) requirements/run.txt requirements/build.txt pyproject.toml
	@echo "Installing what running needs ..."
	@$(PIP) install --quiet --require-hashes --requirement requirements/run.txt --requirement requirements/build.txt
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

$(DEV): $(RUN) requirements/dev.txt
	@echo "Installing what tests and checks need ..."
	@$(PIP) install --quiet --require-hashes --requirement requirements/dev.txt
	@touch $@

$(SPARK): $(DEV) requirements/spark.txt
	@echo "Installing Spark, which takes a minute or two ..."
	@$(PIP) install --quiet --require-hashes --requirement requirements/spark.txt
	@touch $@

# The peers have an environment of their own: what they need must not mix with what duixian needs.
$(PEERS): $(BASE) requirements/bench.txt
	@echo "Installing the engines to measure against ..."
	@$(BIN)/python -m venv --clear .venv-bench
	@.venv-bench/bin/python -m pip --disable-pip-version-check --no-input install --quiet --require-hashes \
	  --requirement requirements/bench.txt
	@touch $@

# --- the pinned requirements -----------------------------------------------------------------------------

LOCK = build/lock/bin/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
       --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" $(if $(UPGRADE),--upgrade)

lock: $(BASE)  ## pin requirements/ anew from pyproject.toml (UPGRADE=1 for the newest versions)
	@test -x build/lock/bin/uv || { $(BIN)/python -m venv --clear build/lock && \
	  build/lock/bin/python -m pip --disable-pip-version-check install --quiet uv; }
	$(LOCK) pyproject.toml --output-file requirements/run.txt
	$(LOCK) --group build --output-file requirements/build.txt
	$(LOCK) pyproject.toml --group dev --constraint requirements/run.txt --constraint requirements/build.txt \
	  --output-file requirements/dev.txt
	$(LOCK) pyproject.toml --extra spark --constraint requirements/run.txt --output-file requirements/spark.txt
	$(LOCK) --group peers --output-file requirements/bench.txt
