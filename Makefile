# What developers run. CI runs .ci/run.
PYTHON ?= .venv/bin/python
ADDRESS ?= 127.0.0.1:8000
PYTEST_WORKERS ?= auto
PYTHONS ?= python3.11 python3.12 python3.13 python3.14

# What test-fast runs, without the tests marked slow: no server, no browser, no database.
FAST = tests/test_words.py tests/intake tests/diagnosis tests/test_message_template.py tests/test_docs.py \
       tests/test_layers.py tests/api/test_serializers.py

.PHONY: help setup run test test-fast test-pythons lint format bench hooks schema

help:  ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*##/\t/' | expand -t 16

setup:  ## make .venv with all that running and testing need
	python3 -m venv .venv
	.venv/bin/pip install --quiet --require-hashes -r requirements-dev.lock

run:  ## serve on ADDRESS
	$(PYTHON) manage.py up $(ADDRESS)

test:  ## all tests, on all cores
	$(PYTHON) -m pytest -n $(PYTEST_WORKERS)

test-fast:  ## the tests that start nothing
	$(PYTHON) -m pytest -q -n $(PYTEST_WORKERS) -m "not slow" $(FAST)

test-pythons:  ## test-fast on each interpreter of PYTHONS that is installed
	@for python in $(PYTHONS); do \
	    version=$$($$python -c 'import sys; print("%d.%d" % sys.version_info[:2])' 2>/dev/null) \
	        || { echo "$$python: not installed"; continue; }; \
	    echo "== Python $$version"; \
	    $$python -m venv .venvs/$$version \
	        && .venvs/$$version/bin/pip install --quiet --require-hashes -r requirements-dev.lock \
	        && $(MAKE) --no-print-directory test-fast PYTHON=.venvs/$$version/bin/python || exit 1; \
	done

lint:  ## ruff, mypy, missing migrations, the hooks' configuration
	$(PYTHON) -m ruff check .
	$(PYTHON) -m ruff format --check .
	$(PYTHON) -m mypy
	DATABASE_URL=sqlite://:memory: $(PYTHON) manage.py makemigrations --check --dry-run
	$(PYTHON) -m pre_commit validate-config

format:  ## let ruff fix what it can
	$(PYTHON) -m ruff check --fix .
	$(PYTHON) -m ruff format .

bench:  ## the benchmarks, or one of them: make bench NAME=rest
	$(PYTHON) manage.py bench $(NAME)

mutation:  ## change each number and rule of the diagnosis and say which changes no test notices: PART=1/4 for a part
	DATABASE_URL=sqlite://:memory: $(PYTHON) -m benchmarks.mutation $(PART)

hooks:  ## install the pre-commit hooks
	$(PYTHON) -m pre_commit install

schema:  ## record the examples of the REST interface and write docs/reference/openapi.yaml
	$(PYTHON) -m tests.api.recorded
