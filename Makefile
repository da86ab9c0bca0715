# Two commands matter: `make demo` and `make test`. Each sets up all that it needs; `make help` lists the others.
SHELL := /bin/bash
.DEFAULT_GOAL := help
RUN := bash scripts/run.sh

# make hands variables of its command line (make demo PORT=8070) to the scripts as environment variables.

.PHONY: help
help: ## this list
	@echo "make TARGET [VARIABLE=value ...]"
	@echo
	@sed -nE 's/^([a-z-]+):[^#]*## (.*)/\1|\2/p' Makefile | awk -F'|' '{printf "  %-16s %s\n", $$1, $$2}'
	@echo
	@echo "Variables:"
	@sed -nE 's/^#: ([A-Z_]+) +(.*)/\1|\2/p' Makefile | awk -F'|' '{printf "  %-18s %s\n", $$1, $$2}'
#: PORT             port of make demo (8069)
#: DB               database of make demo and make shell (salestech_demo)
#: UI               ru or en: the language in which make demo is shown (en)
#: DETACH           1: make demo goes on in the background; make stop ends it
#: T                make test: one room only, such as T=ladder
#: K                make test: pytest's -k expression
#: OUT              output folder of make screenshots and make wheel (in the cache folder)
#: ONLY             make screenshots, make bench: only those whose name contains it
#: SALESTECH_CACHE  folder of all downloads and state (~/.cache/salestech)
#: ODOO_HOME        folder of an Odoo 19 that is there already, instead of Debian's package
#: PGHOST           an existing PostgreSQL server, with PGPORT, PGUSER, PGPASSWORD, instead of one of our own

.PHONY: demo
demo: ## a working Odoo with the addon and demo data, in the browser
	@STEPS=7 $(RUN) demo

.PHONY: demo-reset
demo-reset: ## throw the demo database away, and start afresh
	@STEPS=7 RESET=1 $(RUN) demo

.PHONY: test
test: ## everything that is tested: lint, Odoo tests, plain tests, browser tours
	@$(RUN) test

.PHONY: lint
lint: ## only the checks that need no database
	@$(RUN) lint

.PHONY: format
format: ## let ruff put Python files into the house style
	@$(RUN) lint --fix

.PHONY: test-odoo
test-odoo: ## Odoo's own suites without and with the addon, compared
	@$(RUN) test_odoo

.PHONY: bench
bench: ## speed, as ratios to bare Odoo; writes the table of bench/README.md
	@$(RUN) bench/run

.PHONY: pot
pot: ## export the .pot file and merge it into ru.po, translations kept
	@$(RUN) pot

.PHONY: screenshots
screenshots: ## pictures of the screens, in two sizes and two languages
	@$(RUN) screenshots

.PHONY: shell
shell: ## Odoo's shell on the demo database
	@$(RUN) shell

.PHONY: wheel
wheel: ## the addon as a Python wheel
	@$(RUN) wheel

.PHONY: stop
stop: ## stop the demo server and the PostgreSQL cluster
	@bash scripts/stop.sh

.PHONY: reset-cluster
reset-cluster: ## throw the PostgreSQL cluster away with all its databases
	@bash scripts/stop.sh --remove-cluster
