# Two commands on a fresh machine: `make demo` and `make test`. Both set up what they need; `make demo` is quick the second time.

VENV := .venv
BIN := $(VENV)/bin

.PHONY: demo test proof chaos lint format docs bench bench-paid audit sbom clean

demo: $(VENV)/.studio
	@$(BIN)/cliffhanger produce examples/heirs.yaml --out out

# Hundreds of processes are started: their modules are compiled once.
COMPILE = $(BIN)/python -m compileall -q producer worker shared ops tests

test: $(VENV)/.dev
	@$(COMPILE)
	@$(BIN)/pytest -n auto --dist worksteal -m "not proof" --durations 20 tests

# Whole lines under kills, faults and restarts, on two hosts, beside other servers: a minute each rather than a second.
proof: $(VENV)/.dev
	@$(COMPILE)
	@$(BIN)/pytest -n auto --dist worksteal -m proof --durations 20 tests

# Seasons under faults, kills and lost messages, judged by the provider's own books.
SEEDS := 20
# Seeds spend most of their time waiting.
JOBS := 3
chaos: $(VENV)/.dev
	@$(BIN)/python -m tests.chaos --seeds $(SEEDS) --jobs $(JOBS)

lint: $(VENV)/.dev
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

format: $(VENV)/.dev
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

# The files in docs/ that are made from the code.
docs: $(VENV)/.dev
	@$(BIN)/python -m ops.docs

bench: $(VENV)/.dev
	@$(BIN)/python -m ops.bench.season

# About an hour, and only a quiet machine tells anything: the last one makes a season of 10,000 scenes.
bench-paid: $(VENV)/.dev
	@$(BIN)/python -m ops.bench.limits
	@$(BIN)/python -m ops.bench.inflight
	@$(BIN)/python -m ops.bench.growth

# Known vulnerabilities of what is installed, and its bill of materials (CycloneDX).
audit: $(VENV)/.dev
	@$(BIN)/python -m ops.audit

sbom: $(VENV)/.dev
	@$(BIN)/python -m ops.audit --sbom dist/sbom.cdx.json

clean:
	rm -rf $(VENV) .venv-audit .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis

$(VENV)/.studio: pyproject.toml ops/setup.sh
	@sh ops/setup.sh $(VENV) studio,espeak,hooks,quality
	@touch $@

$(VENV)/.dev: pyproject.toml ops/setup.sh
	@sh ops/setup.sh $(VENV) studio,espeak,hooks,quality,dev
	@touch $@ $(VENV)/.studio
