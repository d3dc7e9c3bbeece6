# What developers run. CI runs .ci/run.
PYTHON ?= .venv/bin/python
ADDRESS ?= 127.0.0.1:8000
PYTEST_WORKERS ?= auto

# The pipelines, the domain and what the REST interface prints: no server, no browser, no other process.
FAST = tests/intake tests/diagnosis tests/test_message_template.py tests/api/test_serializers.py tests/api/test_diagnoses.py
SLOW = tests/intake/test_bad_documents.py tests/diagnosis/test_bad_input.py tests/diagnosis/test_corpus.py \
       tests/diagnosis/test_merging.py tests/diagnosis/test_real_programs.py tests/diagnosis/test_redaction.py \
       tests/diagnosis/test_round_trip.py

.PHONY: help setup run test test-fast lint format bench hooks schema

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 14

setup:  ## make .venv with everything that running and testing need
	python3 -m venv .venv
	.venv/bin/pip install --quiet --require-hashes -r requirements-dev.lock

run:  ## serve on ADDRESS
	$(PYTHON) manage.py up $(ADDRESS)

test:  ## the whole suite, on all cores
	$(PYTHON) -m pytest -n $(PYTEST_WORKERS)

test-fast:  ## what can be tested without starting anything
	$(PYTHON) -m pytest -q -n $(PYTEST_WORKERS) $(FAST) $(SLOW:%=--ignore=%)

lint:  ## ruff, mypy and missing migrations
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	DATABASE_URL=sqlite://:memory: $(PYTHON) manage.py makemigrations --check --dry-run

format:  ## let ruff mend what it can
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

bench:  ## the benchmarks, or one of them: make bench NAME=rest
	$(PYTHON) manage.py bench $(NAME)

hooks:  ## install the pre-commit hooks
	$(PYTHON) -m pre_commit install

schema:  ## record the examples of the REST interface and write docs/reference/openapi.yaml
	$(PYTHON) -m tests.api.recorded
