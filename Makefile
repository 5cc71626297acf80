# Warkat. `make demo` runs it, `make test` checks it; both make what they need.
PYTHON ?= python3
PORT ?= 8000
RUN = .venv/bin/python

.DEFAULT_GOAL := help
.PHONY: help demo test bench chaos scale lint format shots scripts messages reset lock

help: ## what can be made
	@echo "Warkat: public services without code"; echo
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):[^#]*## (.*)/  make \1\t\2/' | expand -t 18

demo: ## run the whole system with three demo regions (PORT=8000, HOST=127.0.0.1); Ctrl-C ends it
	@$(PYTHON) cms/bootstrap.py
	@exec env PORT=$(PORT) WARKAT_ENV=demo $(RUN) manage.py demo

test: ## all checks: lint, unit, property, integration on SQLite and PostgreSQL, browser (ONLY=stage for one)
	@$(PYTHON) cms/bootstrap.py --tests
	@$(RUN) -m tests.run $(ONLY)

bench: ## how fast it is, against what a programmer writes by hand: one JSON line a figure
	@$(PYTHON) cms/bootstrap.py --tests >&2
	@$(RUN) -m tests.benchmarks.run

chaos: ## neighbours frozen, stopped, killed, full: what it costs, and that nothing is lost (Redis, root; ONLY=scenario)
	@$(PYTHON) cms/bootstrap.py --tests >&2
	@$(RUN) -m tests.chaos.run $(ONLY)

scale: ## a million applications against ten thousand, on PostgreSQL: one JSON line a figure (5 GB, 15 minutes)
	@$(PYTHON) cms/bootstrap.py --tests >&2
	@$(RUN) -m tests.scale.run $(ONLY)

lint: ## ruff, the order of floors and rooms, circles, types, migrations
	@$(PYTHON) cms/bootstrap.py --tests >&2
	@$(RUN) -m tests.run static

format: ## let ruff lay out the code
	@$(RUN) -m ruff format . && $(RUN) -m ruff check --fix .

shots: ## take the documentation's screenshots from a demo of their own
	@$(PYTHON) cms/bootstrap.py --tests >&2
	@$(RUN) -m tests.browser.shots

scripts: ## make what browsers get from frontend/ (needs Node and npx)
	@$(PYTHON) frontend/build.py

messages: ## gather the translatable texts into the catalogues
	@$(RUN) -m tests.catalogues

reset: ## throw the demo's data away (var/)
	@if [ -e var/demo.pid ] && kill -0 "$$(cat var/demo.pid)" 2>/dev/null; then echo "The demo is running: end it first (Ctrl-C)."; exit 1; fi
	@rm -rf var && echo "The demo's data is gone; make demo starts afresh."

lock: ## compile requirements*.in to pinned lists with hashes
	@for name in requirements requirements-dev; do $(RUN) -m uv pip compile -q --universal --python-version 3.11 --generate-hashes $$name.in -o $$name.txt; done
