# The two commands that matter: `make run` and `make test`. Both fetch what they need.

PREFIX ?= /usr/local
DESTDIR ?=
# More arguments for lineup: make run ARGS='--temp 0'
ARGS ?=

SWIFT_SOURCES = Sources Tests Fuzz Package.swift
BIN = .build/release/lineup
ROOT = $(DESTDIR)$(PREFIX)
SHARE = $(ROOT)/share/lineup
MANUAL = $(ROOT)/share/man/man1/lineup.1
BASH_COMPLETION = $(ROOT)/share/bash-completion/completions/lineup
ZSH_COMPLETION = $(ROOT)/share/zsh/site-functions/_lineup
FISH_COMPLETION = $(ROOT)/share/fish/vendor_completions.d/lineup.fish

.DEFAULT_GOAL := help
.NOTPARALLEL:
.PHONY: run test survive servers kill soak latency bombs fuzz sanitize build models bench bench-batch bench-sessions bench-replay lint format install uninstall clean help

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

servers: build models ## Set a real llama-server beside lineup's own panes: the same text, and rates that can be trusted
	@Scripts/servers $(ARGS)

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

install: ## Install under PREFIX (/usr/local), below DESTDIR
	@[ -x $(BIN) ] || $(MAKE) build
	install -D -m 755 $(BIN) $(ROOT)/bin/lineup
	install -D -m 755 Scripts/fetch-models $(SHARE)/fetch-models
	install -D -m 644 -t $(SHARE) Scripts/progress.py catalogue.yaml
	install -D -m 644 -t $(SHARE)/themes themes/*.yaml
	install -D -m 644 -t $(SHARE)/prompts prompts/*.yaml
	install -D -m 644 -t $(SHARE)/prompts/data prompts/data/*.jsonl
	install -d $(dir $(MANUAL) $(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION))
	$(BIN) manual > $(MANUAL)
	$(BIN) completions bash > $(BASH_COMPLETION)
	$(BIN) completions zsh > $(ZSH_COMPLETION)
	$(BIN) completions fish > $(FISH_COMPLETION)

uninstall: ## Remove what install put there (nothing of yours)
	rm -rf $(SHARE)
	rm -f $(ROOT)/bin/lineup $(MANUAL) $(BASH_COMPLETION) $(ZSH_COMPLETION) $(FISH_COMPLETION)

clean: ## Remove what was built (not the models)
	rm -rf .build .build-fuzz .build-thread .build-address

help: ## Show this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-11s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
