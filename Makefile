# Everything a person types. `make` alone lists it. Works with GNU make 3.81 and newer.
# PORT and DATA_DIR choose where the product listens and keeps its data.

RUN = sh config/stack/run.sh
# JOURNEYS=0 leaves out the tests that need a browser.
PYTEST = $(RUN) run python -m config.stack.testing --ignore=tests/faults
# These kill servers: in a call of their own they disturb no other test.
FAULTS = $(RUN) run python -m pytest tests/faults

.DEFAULT_GOAL := help
.PHONY: help up down status logs doctor test test-long check fix clean

help: ## List what there is
	@sed -n 's/^\([a-z-]*\):.*## /\1|/p' Makefile | awk -F'|' '{ printf "make %-10s %s\n", $$1, $$2 }'

up: ## Install, build, start everything and say where it is (PORT=… DATA_DIR=…)
	@exec $(RUN) up

down: ## Stop what `make up` started
	@exec $(RUN) down

status: ## Show what runs and how it is
	@exec $(RUN) status

logs: ## Show what the servers say and follow it (NAME=web for one)
	@exec $(RUN) logs $(NAME)

doctor: ## Say what is there, what is amiss and what helps
	@exec $(RUN) doctor

manage: ## Run a management command on the stack's data (COMMAND="create_staff you@example.com")
	@exec $(RUN) manage $(COMMAND)

test: ## Pass the tests: a seeded sample of every suite (JOURNEYS=0 without a browser)
	@$(PYTEST) --lanes --sample; others=$$?; $(FAULTS) --sample && exit $$others

test-long: ## Pass all tests, and hold branch coverage at what pyproject.toml asks
	@$(PYTEST) --cov --cov-report=term-missing:skip-covered; others=$$?; $(FAULTS) && exit $$others

check: ## Lint, types, import rules, migrations, lock files, deployment settings
	@exec $(RUN) run python -m config.stack.check

fix: ## Format, and mend what a tool can mend
	@exec $(RUN) run python -m config.stack.check --fix

clean: ## Remove what was installed and built; never your data
	@exec $(RUN) clean
