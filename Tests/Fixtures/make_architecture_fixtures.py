#!/usr/bin/env python3
"""Writes the made-up models' recipes with what llama.cpp makes of each of them.

    make_architecture_fixtures.py [NAME…]

`architectures/NAME.json` for every model of made_up_models.py, or those named. The numbers are
those of the weights in F32 and an F32 cache, so that nothing is rounded to fewer bits;
`llamacpp_mean_abs_diff` says how far llama.cpp is from them as it comes, with an F16 cache and the
weights as they are in the file.
"""

import json
import pathlib
import sys
import tempfile

import numpy as np

from llamacpp import LlamaCpp
from made_up_models import all_recipes

FOLDER = pathlib.Path(__file__).parent / "architectures"


class Reference:
    """A recipe's model in llama.cpp."""

    def __init__(self, recipe, dequantised=True, float32=True, watch=()):
        self.recipe = recipe
        with tempfile.TemporaryDirectory() as folder:
            path = pathlib.Path(folder) / "model.gguf"
            recipe.write(path, dequantised)
            self.llama = LlamaCpp(
                path, context_size=recipe.context, float32=float32, watch=watch
            )  # fmt: skip
        self.name = self.llama.name

    def answers(self, ids):
        """For every id but the first its log-probability, the likeliest id and its margin."""
        self.llama.clear()
        logprobs, top, margins = [], [], []
        for following, logits in zip(ids[1:], self.llama.decode(ids[:-1], 0)):
            logits = logits.astype(np.float64)
            highest = logits.max()
            logprobs.append(logits[following] - highest - np.log(np.exp(logits - highest).sum()))
            second, first = np.argsort(logits)[-2:]
            top.append(int(first))
            margins.append(logits[first] - logits[second])
        return np.array(logprobs), top, np.array(margins)

    def first_doubtful(self, ids, margin):
        """Where a layer's last expert is chosen by less than the margin; None for nowhere."""
        count, used = self.recipe.experts
        self.answers(ids)
        doubtful = []
        for values in self.llama.watched.values():
            # The logits of gpt-oss, the probabilities of the others.
            logits = values if self.recipe.architecture == "gpt-oss" else np.log(values)
            ordered = np.sort(logits.reshape(-1, count), axis=1)[:, ::-1]
            doubtful += list(np.flatnonzero(ordered[:, used - 1] - ordered[:, used] < margin))
        return min(doubtful, default=None)


def sequences(recipe):
    """Ids at random, behind the token that begins a text.

    Where there are experts, ids are exchanged until the choice of experts is clear everywhere, so
    that rounding can't turn it.
    """
    random = np.random.default_rng(recipe.next_seed)
    reference = Reference(recipe, watch=["ffn_moe_probs"] if recipe.experts else [])
    size = recipe.vocabulary["size"]
    margin = 0.2 if recipe.is_quantised else 0.05
    # Beyond every window; beyond a page of the engine's cache where there is room.
    for length in (40, 300 if recipe.context > 300 else 150):
        ids = [recipe.first_token, *(int(token) for token in random.integers(3, size, length - 1))]
        while recipe.experts and (place := reference.first_doubtful(ids, margin)) is not None:
            if place == 0:
                raise SystemExit(f"{recipe.name} begins in doubt; another seed is needed")
            ids[place] = int(random.integers(3, size))
        yield ids


def mean_difference(some, others):
    pairs = zip(some, others)
    return float(np.mean(np.concatenate([abs(a[0] - b[0]) for a, b in pairs])))


def write(recipe, path):
    ids = list(sequences(recipe))
    reference = Reference(recipe)
    found = [reference.answers(each) for each in ids]
    usual = Reference(recipe, dequantised=False, float32=False)
    difference = mean_difference(found, [usual.answers(each) for each in ids])
    lines = {
        "name": recipe.name,
        "made_by": "Tests/Fixtures/make_architecture_fixtures.py",
        "llamacpp": reference.name,
        "llamacpp_mean_abs_diff": float(f"{difference:.3g}"),
        "context": recipe.context,
        "vocabulary": recipe.vocabulary,
        "metadata": [["general.architecture", "string", recipe.architecture], *recipe.metadata],
        "tensors": recipe.tensors,
        "checksum": f"{recipe.checksum():016x}",
    }
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
    report += f", llama.cpp {difference:.4f}"
    print(report, file=sys.stderr)


def main():
    FOLDER.mkdir(exist_ok=True)
    for recipe in all_recipes():
        if recipe.name in sys.argv[1:] or len(sys.argv) == 1:
            write(recipe, FOLDER / f"{recipe.name}.json")


if __name__ == "__main__":
    main()
