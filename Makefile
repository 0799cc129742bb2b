# Words to know: make run · test · lint · up; soak · accuracy · faults · bench are the slow proofs. Each sets up what it needs (make setup: that alone); nothing has to
# be installed before but Python 3.11 and make itself.
.DELETE_ON_ERROR:
.PHONY: run test lint up soak accuracy faults bench setup lock clean

PYTHON ?= python3.11
VENV := .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
export GX_ANALYTICS_ENABLED := false
export DAGSTER_DISABLE_TELEMETRY := 1

## run: the sample province, from its pages to a published release in data/sample, and three queries
run: $(STAMP)
	$(BIN)/gongkai --sample run

## test: lint, types, import rule and all tests
test: lint
	$(BIN)/python -m pytest -n auto -q

lint: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy
	$(BIN)/lint-imports

## up: Dagster's web pages on http://127.0.0.1:3000 over the sample's home (make up GONGKAI_HOME=data: the real one)
up: $(STAMP)
	$(BIN)/python -m pipelines.up

## soak: bombs and 5,000 truncated and bit-flipped documents of all media; two nights on a farm of faulty sites;
##       5,000 documents by a Dask cluster that loses workers; 100 kills of load and release, 100 of whole runs, their workers and Dagster's daemon, full and read-only disks;
##       some three hours
soak: $(STAMP)
	$(BIN)/python -m benchmarks.hostile --mutants 5000
	$(BIN)/python -m benchmarks.farm
	$(BIN)/python -m benchmarks.cluster --documents 5000
	$(BIN)/python -m benchmarks.kills
	$(BIN)/python -m benchmarks.disturbed

setup: $(STAMP)

## accuracy: the proof of reading: thousands of labelled documents in every look (make accuracy ARGS="--documents 60")
accuracy: $(STAMP)
	sh tools/proofs.sh
	$(BIN)/python -m benchmarks.accuracy $(ARGS)

## faults: 2,400 faults planted in what readers give, and how the gate tells them; the suites over 100,000 reports
faults: $(STAMP)
	$(BIN)/python -m benchmarks.faults $(ARGS)
	$(BIN)/python -m benchmarks.suites

## bench: the warehouse of 1M and 10M facts: file, release, difference, queries, readers beside a release (make bench ARGS="--facts 1e8");
##        20,000 documents from stored bodies to a release
bench: $(STAMP)
	$(BIN)/python -m benchmarks.warehouse $(ARGS)
	$(BIN)/python -m benchmarks.backfill

## lock: pin all dependencies anew (needs uv)
lock:
	uv pip compile -q pyproject.toml --extra pipeline --extra scale --extra dev --generate-hashes --no-emit-index-url --no-strip-extras \
	  --python-version 3.11 -o requirements.lock
	echo 'duckdb==1.2.*' | uv pip compile -q - --generate-hashes --no-emit-index-url --no-header \
	  --python-version 3.11 -o requirements-client.lock

clean:
	rm -rf $(VENV) .client data/sample

$(STAMP): requirements.lock requirements-client.lock pyproject.toml tools/setup.sh
	PYTHON=$(PYTHON) VENV=$(VENV) sh tools/setup.sh
	touch $@
