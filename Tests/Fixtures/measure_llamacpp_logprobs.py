#!/usr/bin/env python3
"""Measures how far llama.cpp's log-probabilities are from a fixture's, and notes it there.

    measure_llamacpp_logprobs.py MODEL.gguf logprobs-NAME.jsonl [--dry-run]

llama.cpp runs as it comes (F16 cache, flash attention as it sees fit, repacked weights), on one
thread, twice: the prompt in batches of 512, and a token at a time as when generating. The first
line of the fixture gets `llamacpp` (the version), `llamacpp_mean_abs_diff` (batches) with
`llamacpp_standard_error`, and `llamacpp_decode_mean_abs_diff` (a token at a time).
"""

import argparse

import numpy as np

import logprob_fixture
from llamacpp import LlamaCpp


def standard_error(values):
    return values.std(ddof=1) / np.sqrt(len(values)) if len(values) > 1 else float("nan")


def summary(differences):
    if len(differences) == 0:
        return "nothing to score"
    size = np.abs(differences)
    error = standard_error(size)
    return (
        f"{len(size):5} tokens: mean |d| {size.mean():.4f} ± {error:.4f}, median "
        f"{np.median(size):.4f}, max {size.max():.3f}, mean d {differences.mean():+.4f}"
    )


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("fixture")
    parser.add_argument("--dry-run", action="store_true", help="measure, but write nothing")
    arguments = parser.parse_args()

    header, sequences = logprob_fixture.read(arguments.fixture)
    llama = LlamaCpp(arguments.model)
    whole = {}
    for label, step in [("batch", None), ("decode", 1)]:
        parts = {}
        for sequence in sequences:
            expected = np.array(sequence["logprobs"][1:], np.float64)
            parts[sequence["name"]] = llama.logprobs(sequence["ids"], step) - expected
        whole[label] = np.concatenate(list(parts.values()))
        for name, differences in parts.items():
            print(f"{label} {name:14} {summary(differences)}")
        generated = [part for name, part in parts.items() if name.startswith("generated")]
        if generated:
            print(f"{label} {'generated':14} {summary(np.concatenate(generated))}")
        print(f"{label} {'all':14} {summary(whole[label])}", flush=True)

    batch, decode = np.abs(whole["batch"]), np.abs(whole["decode"])
    header["llamacpp"] = llama.name
    header["llamacpp_mean_abs_diff"] = round(float(batch.mean()), 5)
    header["llamacpp_standard_error"] = round(float(standard_error(batch)), 5)
    header["llamacpp_decode_mean_abs_diff"] = round(float(decode.mean()), 5)
    if not arguments.dry_run:
        logprob_fixture.write(arguments.fixture, header, sequences)


if __name__ == "__main__":
    main()
