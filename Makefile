# Each target sets up what it needs: a virtual environment under .venv, with the versions of constraints.txt.
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
READY := $(VENV)/.ready

.DEFAULT_GOAL := help
.PHONY: help demo test lint bench contract fuzz faults spark clean

help:  ## list the targets
	@grep -E '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed 's/:.*## /\t/'

$(READY): pyproject.toml constraints.txt
	$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("skillgraph needs Python 3.11 or newer; set PYTHON=...")'
	$(PYTHON) -m venv $(VENV)
	# What is imported is compiled then, and most of what is installed never is.
	$(BIN)/python -m pip install --no-compile --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[train,dev,oidc]'
	touch $@

demo: $(READY)  ## build a workspace from what ships, run the three jobs, write demo/reports, say how to open it in the browser
	$(BIN)/skillgraph demo --output demo

# Each processor has tests of its own: threads of the linear algebra would only wait for each other.
test spark: export OPENBLAS_NUM_THREADS ?= 1
test spark: export OMP_NUM_THREADS ?= 1

test: $(READY)  ## run the tests (those that need real data skip without ../shared)
	$(BIN)/python -m pytest --numprocesses logical --dist loadfile --durations 40 --durations-min 10 --ignore tests/spark

lint: $(READY)  ## style, types, module order
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(READY)  ## print the measured figures of benchmarks/
	$(BIN)/python -m benchmarks

contract: $(READY)  ## hold the service against its OpenAPI document for twelve minutes, with keys of each scope
	$(BIN)/python -m tests.support.contract

fuzz: $(READY)  ## try 20,000 made-up SPARQL queries on the guard, with a listening port that must stay silent
	$(BIN)/python -m tests.support.queries 20000

faults: $(READY)  ## kill every command that writes 20 times, fill its disk, damage 240 files; nothing may be lost, left or unnoticed
	$(BIN)/python -m tests.support.faults --kills 20

spark: $(READY)  ## run the tests of the engine of Spark, in .venv-spark, for twenty minutes at most
	bash .ci/spark $(VENV) .venv-spark

clean:  ## remove what the targets above made
	rm -rf $(VENV) .venv-spark demo .skillgraph build dist
