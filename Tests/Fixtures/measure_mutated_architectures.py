#!/usr/bin/env python3
"""Prints how far llama.cpp's numbers move where one thing about a made-up model is changed.

    measure_mutated_architectures.py

A change that a test could not see is of no use: the mean absolute difference stands beside the
bound of the test (1.5 times `llamacpp_mean_abs_diff`).
"""

import json

import numpy as np

from made_up_models import all_recipes
from make_architecture_fixtures import FOLDER, Reference


def key(name, value):
    """Gives a key another value; None takes it away."""

    def change(recipe):
        full = f"{recipe.architecture}.{name}"
        entries = [entry for entry in recipe.metadata if entry[0] == full]
        recipe.metadata = [entry for entry in recipe.metadata if entry[0] != full]
        if value is not None:
            default = "u32" if isinstance(value, int) else "f32"
            kind = "bools" if isinstance(value, list) else entries[0][1] if entries else default
            recipe.metadata.append([full, kind, value])

    return change


def without(*names):
    """Takes tensors away."""

    def change(recipe):
        kept = [each for each in recipe.tensors if not any(name in each["name"] for name in names)]
        assert len(kept) < len(recipe.tensors), names
        recipe.tensors = kept

    return change


def constant(name, value):
    """Makes tensors of the same value everywhere."""

    def change(recipe):
        found = [each for each in recipe.tensors if name in each["name"]]
        assert found, name
        for each in found:
            each["scale"], each["middle"] = 0, value

    return change


def swapped(one, other):
    def change(recipe):
        for each in recipe.tensors:
            for old, new in [(one, other), (other, one)]:
                if old in each["name"]:
                    each["name"] = each["name"].replace(old, new)
                    break

    return change


def architecture(name):
    def change(recipe):
        old, recipe.architecture = recipe.architecture, name
        for entry in recipe.metadata:
            entry[0] = entry[0].replace(old + ".", name + ".")

    return change


YARN_ATTENTION = 1 + 0.1 * np.log(4)

CHANGES = [
    ("llama", "the other pairs rotated", architecture("qwen2")),
    ("llama", "rotation by another base", key("rope.freq_base", 12000.0)),
    ("llama", "gate and up exchanged", swapped("ffn_gate", "ffn_up")),
    ("llama", "epsilon 1e-5", key("attention.layer_norm_rms_epsilon", 1e-5)),
    ("llama-3.1", "no factors", without("rope_freqs")),
    ("llama-linear", "not scaled", key("rope.scaling.factor", None)),
    ("llama-linear-old-key", "not scaled", key("rope.scale_linear", None)),
    ("llama-yarn", "linear", key("rope.scaling.type", "linear")),
    ("llama-yarn", "no attention factor", key("rope.scaling.attn_factor", 1 / YARN_ATTENTION)),
    ("llama-yarn", "twice the original context", key("rope.scaling.original_context_length", 128)),
    ("llama-biases", "none of queries", without("attn_q.bias")),
    ("llama-biases", "none of keys", without("attn_k.bias")),
    ("llama-biases", "none behind attention", without("attn_output.bias")),
    ("llama-biases", "none of gates", without("ffn_gate.bias")),
    ("llama-biases", "none behind the feed-forward", without("ffn_down.bias")),
    ("qwen2", "no bias of values", without("attn_v.bias")),
    ("qwen2-yarn", "linear", key("rope.scaling.type", "linear")),
    ("qwen3", "norms of queries without weights", constant("attn_q_norm", 1.5)),
    ("gpt2", "no positions", constant("position_embd", 0)),
    ("gpt2", "no bias of the last norm", constant("output_norm.bias", 0)),
    ("gpt2", "no biases of queries, keys, values", constant("attn_qkv.bias", 0)),
    ("gpt2", "epsilon 1e-5", key("attention.layer_norm_epsilon", 1e-5)),
    ("gemma", "epsilon 1e-6", key("attention.layer_norm_rms_epsilon", 1e-6)),
    ("gemma2", "window 12", key("attention.sliding_window", 12)),
    ("gemma2", "window 14", key("attention.sliding_window", 14)),
    ("gemma2", "local where global", key("attention.sliding_window_pattern", [False, True] * 2)),
    ("gemma2", "attention capped at 50", key("attn_logit_softcapping", None)),
    ("gemma2", "logits capped at 30", key("final_logit_softcapping", None)),
    ("gemma3-linear", "window 11", key("attention.sliding_window", 11)),
    ("gemma3-linear", "global layers not scaled", key("rope.scaling.factor", None)),
    ("gemma3-linear", "one base for all", key("rope.freq_base_swa", 1000000.0)),
    ("phi3-short", "long factors", key("rope.scaling.original_context_length", 255)),
    ("phi3-short", "no attention factor", key("rope.scaling.attn_factor", None)),
    ("phi3-short", "no window (it is ignored)", key("attention.sliding_window", None)),
    ("phi3-long", "short factors", key("rope.scaling.original_context_length", 512)),
    ("phi3-partial", "heads rotated whole", key("rope.dimension_count", 24)),
    ("smollm3", "all layers rotated", architecture("llama")),
    ("granite", "no scale of embeddings", key("embedding_scale", None)),
    ("granite", "no scale of residuals", key("residual_scale", None)),
    ("granite", "no scale of attention", key("attention.scale", None)),
    ("granite", "no scale of logits", key("logit_scale", 1.0)),
    ("mixtral", "one expert", key("expert_used_count", 1)),
    ("mixtral", "three experts", key("expert_used_count", 3)),
    ("mixtral", "gate and up exchanged", swapped("ffn_gate_exps", "ffn_up_exps")),
    ("qwen3moe", "two experts", key("expert_used_count", 2)),
    ("gpt-oss", "no sinks", constant("attn_sinks", -1000)),
    ("gpt-oss", "window 13", key("attention.sliding_window", 13)),
    ("gpt-oss", "global where local", key("attention.sliding_window_pattern", [False, True] * 2)),
    ("gpt-oss", "linear instead of YaRN", key("rope.scaling.type", "linear")),
    ("gpt-oss", "no bias of the router", constant("ffn_gate_inp.bias", 0)),
    ("gpt-oss", "no biases of gates", constant("ffn_gate_exps.bias", 0)),
    ("gpt-oss", "no biases behind experts", constant("ffn_down_exps.bias", 0)),
    ("gpt-oss", "gate and up exchanged", swapped("ffn_gate_exps", "ffn_up_exps")),
    ("gpt-oss", "three experts", key("expert_used_count", 3)),
]


def main():
    for name, what, change in CHANGES:
        recipe = next(each for each in all_recipes() if each.name == name)
        change(recipe)
        fixture = json.loads((FOLDER / f"{name}.json").read_text())
        reference = Reference(recipe)
        differences = [
            abs(reference.answers(each["ids"])[0] - each["logprobs"])
            for each in fixture["sequences"]
        ]  # fmt: skip
        mean = np.concatenate(differences).mean()
        bound = 1.5 * fixture["llamacpp_mean_abs_diff"]
        print(f"{name:20} {what:36} {mean:.4f}, bound {bound:.4f}, {mean / bound:.0f} times")


if __name__ == "__main__":
    main()
