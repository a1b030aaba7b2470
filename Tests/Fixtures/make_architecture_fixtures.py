#!/usr/bin/env python3
"""Writes the made-up models' recipes with what llama.cpp makes of each of them.

    make_architecture_fixtures.py [NAME…]

`architectures/NAME.json` for every model of made_up_models.py, or those named. Weights in F32 and
an F32 cache, so that nothing is rounded to fewer bits; of a model with quantised weights the
numbers are those of the same weights in F32, and `llamacpp_mean_abs_diff` says how far llama.cpp
is from them with the weights as they are.
"""

import json
import pathlib
import sys
import tempfile

import numpy as np

from llamacpp import LlamaCpp
from made_up_models import all_recipes

FOLDER = pathlib.Path(__file__).parent / "architectures"
LENGTHS = [40, 150]


def sequences(recipe):
    """Ids at random, behind the token that begins a text."""
    random = np.random.default_rng(len(recipe.tensors) + recipe.next_seed)
    for length in LENGTHS:
        ids = random.integers(3, recipe.vocabulary["size"], length - 1)
        yield [recipe.first_token, *(int(token) for token in ids)]


def answers(llama, ids):
    """For every id but the first its log-probability, the likeliest id and by how much it is."""
    llama.clear()
    logprobs, top, margins = [], [], []
    for following, logits in zip(ids[1:], llama.decode(ids[:-1], 0)):
        logits = logits.astype(np.float64)
        highest = logits.max()
        logprobs.append(logits[following] - highest - np.log(np.exp(logits - highest).sum()))
        second, first = np.argsort(logits)[-2:]
        top.append(int(first))
        margins.append(logits[first] - logits[second])
    return np.array(logprobs), top, np.array(margins)


def evaluate(recipe, dequantised=False, ids=None):
    with tempfile.TemporaryDirectory() as folder:
        path = pathlib.Path(folder) / "model.gguf"
        recipe.write(path, dequantised)
        llama = LlamaCpp(path, context_size=recipe.context, float32=True)
        return llama.name, [answers(llama, each) for each in ids or sequences(recipe)]


def mean_difference(some, others):
    pairs = zip(some, others)
    return float(np.mean(np.concatenate([abs(a[0] - b[0]) for a, b in pairs])))


def write(recipe, path):
    ids = list(sequences(recipe))
    name, found = evaluate(recipe, dequantised=True, ids=ids)
    lines = {
        "name": recipe.name,
        "made_by": "Tests/Fixtures/make_architecture_fixtures.py",
        "llamacpp": name,
        "context": recipe.context,
        "vocabulary": recipe.vocabulary,
        "metadata": [["general.architecture", "string", recipe.architecture], *recipe.metadata],
        "tensors": recipe.tensors,
        "checksum": f"{recipe.checksum():016x}",
    }
    difference = None
    if recipe.is_quantised:
        difference = mean_difference(found, evaluate(recipe, ids=ids)[1])
        lines["llamacpp_mean_abs_diff"] = round(difference, 5)
    lines["sequences"] = [
        {
            "ids": each,
            "logprobs": [float(f"{value:.7g}") for value in logprobs],
            "top": top,
            "margins": [float(f"{value:.3g}") for value in margins],
        }
        for each, (logprobs, top, margins) in zip(ids, found)
    ]
    parts = []
    for key, value in lines.items():
        if key in ("metadata", "tensors", "sequences"):
            items = ",\n".join(json.dumps(item, separators=(",", ":")) for item in value)
            parts.append(f"{json.dumps(key)}: [\n{items}\n]")
        else:
            parts.append(f"{json.dumps(key)}: {json.dumps(value)}")
    path.write_text("{\n" + ",\n".join(parts) + "\n}\n")
    logprobs = np.concatenate([each[0] for each in found])
    margins = np.concatenate([each[2] for each in found])
    report = f"{recipe.name:22} {path.stat().st_size:6} bytes; log-probabilities "
    report += f"{logprobs.mean():.2f} ± {logprobs.std():.2f}, median margin {np.median(margins):.2f}"
    report += "" if difference is None else f", quantised {difference:.4f}"
    print(report, file=sys.stderr)


def main():
    FOLDER.mkdir(exist_ok=True)
    for recipe in all_recipes():
        if recipe.name in sys.argv[1:] or len(sys.argv) == 1:
            write(recipe, FOLDER / f"{recipe.name}.json")


if __name__ == "__main__":
    main()
