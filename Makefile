# Conveniences for a system with make; the README shows what to type without it.
PYTHON ?= python3
VENV ?= .venv
ifeq ($(OS),Windows_NT)
  BIN := $(VENV)/Scripts
else
  BIN := $(VENV)/bin
endif
RUN := $(BIN)/python -m evalkit
TEST_WORKERS ?= 2
FINISHED := .finished

.PHONY: reports test lab check fix bench lock clean

reports: $(VENV)/.reports
	$(RUN) run

lab: $(VENV)/.reports
	$(RUN) lab

test: check
	$(RUN) run --out $(FINISHED)/da
	$(RUN) run --language en --out $(FINISHED)/en
	EVALKIT_OUTPUTS=$(FINISHED) $(BIN)/python -m pytest -n $(TEST_WORKERS) --ignore tests/browser --durations 15
	EVALKIT_OUTPUTS=$(FINISHED) $(BIN)/python -m pytest -n $(TEST_WORKERS) tests/browser
	$(BIN)/python benchmarks/indicators/run.py --sizes 0.05 --repeat 1
	$(BIN)/python benchmarks/batch/run.py --municipalities 1 --runs case_reviews --only process all

check: $(VENV)/.tests
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy

fix: $(VENV)/.tests
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(VENV)/.tests
	$(BIN)/python benchmarks/indicators/run.py
	$(BIN)/python benchmarks/dream/make_dream.py 200000 $(FINISHED)/dream.parquet
	$(BIN)/python benchmarks/dream/run.py $(FINISHED)/dream.parquet
	$(BIN)/python benchmarks/survival/run.py
	$(BIN)/python benchmarks/survey/coverage.py
	$(BIN)/python benchmarks/trial/coverage.py
	$(BIN)/python benchmarks/batch/run.py
	$(BIN)/python benchmarks/disclosure/run.py

lock: $(VENV)/.tests
	$(BIN)/python -m pip install --quiet uv
	$(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header pyproject.toml -o requirements.lock
	$(BIN)/python -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-header --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	$(PYTHON) -c "import shutil; [shutil.rmtree(name, ignore_errors=True) for name in ('$(VENV)', 'outputs', '$(FINISHED)')]"

$(VENV)/.reports: requirements.lock pyproject.toml
	$(PYTHON) -m venv $(VENV)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-deps -e .
	$(PYTHON) -c "open('$@', 'w').close()"

$(VENV)/.tests: requirements-dev.lock $(VENV)/.reports
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements-dev.lock
	$(PYTHON) -c "open('$@', 'w').close()"
