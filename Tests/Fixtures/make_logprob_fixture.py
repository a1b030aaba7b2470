#!/usr/bin/env python3
"""Writes the log-probabilities that a model's texts have in plain arithmetic.

    make_logprob_fixture.py MODEL.gguf logprobs-NAME.jsonl

The ids come from llama.cpp's tokenizer, and so do a few greedy continuations; every number
comes from reference_model.py, in float64 from the float32 weights, with the keys and values
kept whole. How far a float32 run of the same is from it goes into the first line.
"""

import argparse
import os
import pathlib
import sys

import numpy as np

import logprob_fixture
from llamacpp import LlamaCpp
from reference_model import Model, file_sha256

TEXTS = pathlib.Path(__file__).parent / "texts"
PROMPTS = ["The capital of France is", "Once upon a time there was a fox who", "def fibonacci(n):"]
GENERATED = 90


def sequences_of(llama):
    for path in sorted(TEXTS.glob("*.txt")):
        ids = llama.tokenize(path.read_text(encoding="utf-8"), special=path.stem == "chat")
        yield {"name": path.stem, "ids": ids}
    for number, prompt in enumerate(PROMPTS, start=1):
        ids = llama.tokenize(prompt)
        yield {"name": f"generated-{number}", "ids": ids + llama.greedy(ids, GENERATED)}


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("output")
    arguments = parser.parse_args()

    sequences = list(sequences_of(LlamaCpp(arguments.model)))
    exact, single = Model(arguments.model, np.float64), Model(arguments.model, np.float32)
    single.dequantised = exact.dequantised
    differences = []
    for sequence in sequences:
        values = exact.logprobs(sequence["ids"])
        differences.append(np.abs(single.logprobs(sequence["ids"]) - values))
        sequence["logprobs"] = logprob_fixture.rounded(values)
        print(f"{sequence['name']}: {len(values)} tokens, mean {values.mean():.4f}", file=sys.stderr)

    differences = np.concatenate(differences)
    header = {
        "model": os.path.basename(arguments.model),
        "sha256": file_sha256(arguments.model),
        "made_by": "Tests/Fixtures/make_logprob_fixture.py",
        "arithmetic": "float64 from dequantised float32 weights",
        "scored_tokens": len(differences),
        "float32_mean_abs_diff": float(f"{differences.mean():.3g}"),
    }
    logprob_fixture.write(arguments.output, header, sequences)
    print(header, file=sys.stderr)


if __name__ == "__main__":
    main()
