# Everyday commands; `make` lists them. Each is safe to repeat and needs no network once all is fetched.
SHELL := bash
TARGET := $(or $(CARGO_TARGET_DIR),target)
CAREBRIDGE := $(TARGET)/debug/carebridge
# Where rustup puts cargo, for the shell that called `make` before Rust was there.
export PATH := $(PATH):$(or $(CARGO_HOME),$(HOME)/.cargo)/bin

# What scripts/setup looks for: `run`, or `test` or `bench` for more.
NEEDS := run
KOSOKU := $(TARGET)/kosoku/bin/kosoku
PAGE_PACKAGES := static/node_modules/.installed
PAGE := static/dist/index.html
PAGE_SOURCES := $(shell find static -type d \( -name node_modules -o -name dist -o -name e2e -o -name test-results \) \
	-prune -o ! -name '*.test.*' ! -path static -print)

.PHONY: help
help: ## List the commands
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-19s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

.PHONY: run
run: page ## Install what is missing, build, start the server with a demo clinic (Ctrl-C stops it)
	cargo build
	@exec $(CAREBRIDGE) serve --seed

.PHONY: test
test: ## Install what is missing, then run everything: Rust, page and browser tests
	@scripts/run-tests

.PHONY: conformance
conformance: $(KOSOKU) ## What takes minutes to measure: Autobahn's WebSocket cases; whether the time of an answer tells
	KOSOKU=$(abspath $(KOSOKU)) cargo test --test conformance --locked -- --ignored --nocapture
	cargo test --test it --locked -- --ignored --nocapture --test-threads=1

.PHONY: bench-booking
bench-booking: page ## Bookings a second beside pgbench writing the same rows
	@scripts/bench-booking

.PHONY: bench-realtime
bench-realtime: page ## What a socket costs, and a message to thousands, beside nchan and socket.io
	@scripts/bench-realtime

.PHONY: bench-sockets
bench-sockets: page ## Readers that stall, a server that dies, bookings that pour in: what sockets notice of it
	@scripts/bench-sockets

.PHONY: bench-notifications
bench-notifications: page ## Messages a second through a channel that does nothing; how soon a confirmation leaves
	@scripts/bench-notifications

.PHONY: lint
lint: page ## Formatting, clippy, the page's types; dependencies too where cargo-deny is installed
	cargo fmt --all --check
	cargo clippy --workspace --all-targets --locked -- -D warnings
	@if command -v cargo-deny >/dev/null; then cargo deny check bans licenses sources; fi
	cd static && npm run typecheck

.PHONY: page
page: $(PAGE) ## Build the browser app, where its sources changed

.PHONY: release
release: page ## Build the optimised binary with the page in it
	cargo build --release --locked

.PHONY: openapi
openapi: page ## Write docs/openapi.json from the handlers, and the page's types from it
	cargo build
	$(CAREBRIDGE) openapi > docs/openapi.json.new
	mv docs/openapi.json.new docs/openapi.json
	cd static && npm run generate

.PHONY: clean
clean: ## Remove what was built (data/ stays)
	cargo clean
	rm -rf static/dist static/node_modules static/test-results

# The cases of the Autobahn test suite and what runs them.
$(KOSOKU):
	@scripts/setup conformance
	python3 -m venv $(TARGET)/kosoku
	$(TARGET)/kosoku/bin/pip install --quiet --disable-pip-version-check kosoku==0.1.0

.PHONY: setup
setup: ## Look for what is needed and install what is missing
	@scripts/setup $(NEEDS)

$(PAGE_PACKAGES): static/package.json static/package-lock.json | setup
	cd static && npm ci --prefer-offline --no-audit --no-fund
	@touch $@

$(PAGE): $(PAGE_PACKAGES) $(PAGE_SOURCES) | setup
	cd static && npm run build
	@touch $@
