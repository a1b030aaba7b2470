# The two commands that matter: `make run` and `make test`. Both fetch what they need.

PREFIX ?= /usr/local
DESTDIR ?=
# More arguments for lineup: make run ARGS='--temp 0'
ARGS ?=

SWIFT_SOURCES = Sources Tests Fuzz Package.swift
BIN = .build/release/lineup
SHARE = $(DESTDIR)$(PREFIX)/share/lineup

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: run test survive kill soak latency bombs fuzz sanitize build models bench bench-batch bench-sessions bench-replay lint format install clean help

run: ## Build lineup, fetch its two models, open the playground (ARGS='…' for more arguments)
	@Scripts/setup build
	@exec Scripts/prepare $(BIN) smollm2 gemma3 $(ARGS)

test: ## Fetch what the tests need, run all of them, say how many passed
	@Scripts/setup test
	@Scripts/test

survive: build ## End lineup in every way there is, in every state it may be in (some minutes)
	python3 -m unittest discover -v -s Tests/journeys -p '*_matrix.py'

build: ## Build lineup, optimised
	@Scripts/setup build
	swift build -c release --product lineup

models: ## Fetch the two models
	@Scripts/setup build
	@Scripts/fetch-models smollm2 gemma3

bench: build models ## Measure speed beside llama.cpp: prompts, answers, several panes, both models, accuracy
	@Scripts/bench

bench-batch: build models ## Measure what a batch gains by answering many inputs at the same time
	@Scripts/bench-batch

bench-sessions: build ## Measure how soon a million events are listed and a gigabyte of sessions searched
	@Scripts/bench-sessions

bench-replay: build ## Measure how soon any moment of a million events is on the screen
	@Scripts/bench-replay

kill: build models ## Kill lineup 200 times at random moments and look what is lost (KILLS=200)
	@Scripts/kill

soak: build models ## Keep four panes answering for an hour and watch memory (SOAK_MINUTES=60)
	@Scripts/soak

latency: build models ## Measure how soon a key is seen and an answer stopped while four panes stream
	@Scripts/latency

bombs: build ## Measure what chat templates that were made to harm cost until they are refused
	@Scripts/bombs

fuzz: ## Look for inputs that break a parser, FUZZ_SECONDS (300) for each kind
	@Scripts/setup test
	@Scripts/fuzz

sanitize: ## Run the unit tests under the thread and address sanitizers
	@Scripts/setup test
	@Scripts/sanitize

lint: ## Check the formatting
	swift format lint --strict --recursive --parallel $(SWIFT_SOURCES)

format: ## Put the formatting right
	swift format --in-place --recursive --parallel $(SWIFT_SOURCES)

install: ## Install under PREFIX (/usr/local)
	@[ -x $(BIN) ] || $(MAKE) build
	install -D -m 755 $(BIN) $(DESTDIR)$(PREFIX)/bin/lineup
	install -D -m 755 Scripts/fetch-models $(SHARE)/fetch-models
	install -D -m 644 Scripts/progress.py $(SHARE)/progress.py
	install -D -m 644 catalogue.yaml $(SHARE)/catalogue.yaml
	install -d $(SHARE)/themes
	install -m 644 themes/*.yaml $(SHARE)/themes
	install -d $(SHARE)/prompts/data
	install -m 644 prompts/*.yaml $(SHARE)/prompts
	install -m 644 prompts/data/*.jsonl $(SHARE)/prompts/data
	install -d $(DESTDIR)$(PREFIX)/share/man/man1
	$(BIN) manual > $(DESTDIR)$(PREFIX)/share/man/man1/lineup.1

clean: ## Remove what was built (not the models)
	rm -rf .build .build-fuzz .build-thread .build-address

help: ## Show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
