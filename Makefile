# Thin: each line is a kho, uv or pytest command. `make` alone lists the targets.
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help environment run stop status test kills fuzz check format bench lock clean

help:             ## these lines
	@sed -n 's/^\([a-z]*\):.*## /make \1	/p' Makefile

environment:      ## the Python environment, from requirements.lock
	@scripts/environment

run: environment  ## start everything, deliver the samples, show verdicts and the published release
	@$(BIN)/kho demo

stop: environment  ## stop what make run started
	@$(BIN)/kho down

status: environment  ## services, deliveries, the published release
	@$(BIN)/kho status

test: environment  ## every test, on every core (up to four)
	@$(BIN)/pytest --numprocesses auto --maxprocesses 4 --dist loadfile --no-loadscope-reorder

kills: environment  ## kill every step at every boundary of its transactions and files, which takes minutes
	@KHO_TEST_KILLS=all $(BIN)/pytest tests/integration/test_killed_steps.py

fuzz: environment  ## break files at random for ten minutes; python -m tests.fuzz.guided FORMAT follows the coverage (atheris)
	@$(BIN)/python -m tests.fuzz.run

check: environment  ## format, lint, types, layers and the fast tests
	@scripts/check

format: environment  ## put Python and SQL into the house's form
	@$(BIN)/ruff format . && $(BIN)/ruff check --fix . && $(BIN)/sqlfluff fix --quiet dbt_project/models

bench: environment  ## the benchmark, as ratios against COPY
	@$(BIN)/kho bench

lock: environment  ## resolve requirements.lock anew from pyproject.toml
	@scripts/lock

clean: environment  ## stop, and remove the environment and caches; data in var/ stay
	@$(BIN)/kho down
	@rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis dbt_project/target
