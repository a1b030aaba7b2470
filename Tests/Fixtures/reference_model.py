"""A plain forward pass in numpy, the reference that Lineup's engine is held to.

Weights are dequantised by the `gguf` package to float32; everything after that (activations,
keys and values, sums) is of the type given to `Model`, float64 unless told otherwise. No fast
path, no cache of keys, no batching: every sequence is computed whole, layer by layer.

Architectures: `llama` and `gemma3`, as ggml-org's llama.cpp defines them for GGUF files.
"""

import hashlib
import math

import numpy as np
from gguf import GGUFReader
from gguf.quants import dequantize

# Gemma 3 has one layer of full attention after every five of sliding attention; the file does
# not say so, nor does it give the RoPE base of the sliding layers.
GEMMA3_PERIOD = 6
GEMMA3_SLIDING_ROPE_BASE = 10000.0

# How many rows of the output matrix, and how many positions, are multiplied at once.
VOCAB_ROWS = 16384
POSITIONS = 256


def file_sha256(path):
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


def rms_norm(x, weight, epsilon):
    return x / np.sqrt(np.mean(x * x, axis=-1, keepdims=True) + epsilon) * weight


def silu(x):
    return x / (1 + np.exp(-x))


def gelu_tanh(x):
    return 0.5 * x * (1 + np.tanh(math.sqrt(2 / math.pi) * (x + 0.044715 * x**3)))


def rope(x, base, adjacent):
    """Rotates [position, head, dimension]; pairs are (2i, 2i+1) if adjacent, else (i, i+d/2)."""
    length, _, size = x.shape
    half = size // 2
    frequency = base ** (-2.0 * np.arange(half) / size)
    angle = np.arange(length)[:, None, None] * frequency
    cosine, sine = np.cos(angle).astype(x.dtype), np.sin(angle).astype(x.dtype)
    first, second = (x[..., 0::2], x[..., 1::2]) if adjacent else (x[..., :half], x[..., half:])
    turned = np.empty_like(x)
    a, b = first * cosine - second * sine, first * sine + second * cosine
    if adjacent:
        turned[..., 0::2], turned[..., 1::2] = a, b
    else:
        turned[..., :half], turned[..., half:] = a, b
    return turned


def attention(query, key, value, scale, window):
    """Causal attention of [position, head, dimension]; a position sees itself and window-1 before."""
    length, heads, _ = query.shape
    group = heads // key.shape[1]
    position = np.arange(length)
    distance = position[:, None] - position[None, :]
    hidden = distance < 0
    if window is not None:
        hidden |= distance >= window
    mixed = np.empty((length, heads, value.shape[2]), query.dtype)
    for head in range(heads):
        scores = query[:, head] @ key[:, head // group].T * scale
        scores[hidden] = -np.inf
        scores = np.exp(scores - scores.max(axis=-1, keepdims=True))
        scores /= scores.sum(axis=-1, keepdims=True)
        mixed[:, head] = scores @ value[:, head // group]
    return mixed.reshape(length, -1)


class Model:
    def __init__(self, path, dtype=np.float64):
        self.path, self.dtype = path, dtype
        reader = GGUFReader(path)
        self.fields = reader.fields
        self.tensors = {tensor.name: tensor for tensor in reader.tensors}
        self.dequantised = {}

        self.architecture = self.field("general.architecture")
        if self.architecture not in ("llama", "gemma3"):
            raise SystemExit(f"{path}: no reference for architecture {self.architecture}")
        if "rope_freqs.weight" in self.tensors or self.parameter("rope.scaling.type") is not None:
            raise SystemExit(f"{path}: RoPE scaling is not part of this reference")
        if self.parameter("final_logit_softcapping"):
            raise SystemExit(f"{path}: logit softcapping is not part of this reference")

        self.layers = self.parameter("block_count")
        self.width = self.parameter("embedding_length")
        self.heads = self.parameter("attention.head_count")
        self.kv_heads = self.parameter("attention.head_count_kv") or self.heads
        self.head_size = self.parameter("attention.key_length") or self.width // self.heads
        self.epsilon = float(self.parameter("attention.layer_norm_rms_epsilon"))
        self.rope_base = float(self.parameter("rope.freq_base") or 10000.0)
        self.window = self.parameter("attention.sliding_window")

    def field(self, name):
        field = self.fields.get(name)
        return None if field is None else field.contents()

    def parameter(self, name):
        return self.field(f"{self.architecture}.{name}")

    def weight(self, name):
        """A tensor as float32, rows first; kept, since several sequences go through it."""
        if name not in self.dequantised:
            tensor = self.tensors[name]
            values = dequantize(tensor.data, tensor.tensor_type)
            self.dequantised[name] = np.ascontiguousarray(values, np.float32)
        return self.dequantised[name]

    def product(self, x, name):
        return x @ self.weight(name).astype(self.dtype).T

    def norm(self, x, name):
        return rms_norm(x, self.weight(name).astype(self.dtype), self.epsilon)

    def final_hidden(self, ids):
        """What the output matrix is multiplied with, [position, width]."""
        # Scalars are Python's floats throughout: one of numpy's would turn float32 into float64.
        x = self.weight("token_embd.weight")[np.asarray(ids)].astype(self.dtype)
        if self.architecture == "gemma3":
            x *= math.sqrt(self.width)
        block = self.gemma3_block if self.architecture == "gemma3" else self.llama_block
        for layer in range(self.layers):
            x = block(x, layer)
        assert x.dtype == self.dtype
        return self.norm(x, "output_norm.weight")

    def heads_of(self, x, name, heads):
        return self.product(x, name).reshape(len(x), heads, -1)

    def llama_block(self, x, layer):
        at = f"blk.{layer}."
        normed = self.norm(x, at + "attn_norm.weight")
        query = self.heads_of(normed, at + "attn_q.weight", self.heads)
        key = self.heads_of(normed, at + "attn_k.weight", self.kv_heads)
        value = self.heads_of(normed, at + "attn_v.weight", self.kv_heads)
        query = rope(query, self.rope_base, adjacent=True)
        key = rope(key, self.rope_base, adjacent=True)
        mixed = attention(query, key, value, 1 / math.sqrt(self.head_size), window=None)
        x = x + self.product(mixed, at + "attn_output.weight")

        normed = self.norm(x, at + "ffn_norm.weight")
        gate = silu(self.product(normed, at + "ffn_gate.weight"))
        gated = gate * self.product(normed, at + "ffn_up.weight")
        return x + self.product(gated, at + "ffn_down.weight")

    def gemma3_block(self, x, layer):
        at = f"blk.{layer}."
        is_global = layer % GEMMA3_PERIOD == GEMMA3_PERIOD - 1
        base = self.rope_base if is_global else GEMMA3_SLIDING_ROPE_BASE
        window = None if is_global else self.window

        normed = self.norm(x, at + "attn_norm.weight")
        query = self.heads_of(normed, at + "attn_q.weight", self.heads)
        key = self.heads_of(normed, at + "attn_k.weight", self.kv_heads)
        value = self.heads_of(normed, at + "attn_v.weight", self.kv_heads)
        query = rope(self.norm(query, at + "attn_q_norm.weight"), base, adjacent=False)
        key = rope(self.norm(key, at + "attn_k_norm.weight"), base, adjacent=False)
        mixed = attention(query, key, value, 1 / math.sqrt(self.head_size), window)
        mixed = self.product(mixed, at + "attn_output.weight")
        x = x + self.norm(mixed, at + "post_attention_norm.weight")

        normed = self.norm(x, at + "ffn_norm.weight")
        gate = gelu_tanh(self.product(normed, at + "ffn_gate.weight"))
        gated = gate * self.product(normed, at + "ffn_up.weight")
        down = self.product(gated, at + "ffn_down.weight")
        return x + self.norm(down, at + "post_ffw_norm.weight")

    def output_chunks(self, hidden):
        """Logits of some rows of the vocabulary at a time: (first row, [position, row])."""
        name = "output.weight" if "output.weight" in self.tensors else "token_embd.weight"
        matrix = self.weight(name)
        for start in range(0, len(matrix), VOCAB_ROWS):
            rows = matrix[start : start + VOCAB_ROWS].astype(self.dtype)
            yield start, hidden @ rows.T

    def logits(self, hidden):
        return np.concatenate([chunk for _, chunk in self.output_chunks(hidden)], axis=-1)

    def logprobs(self, ids):
        """Natural log-probability of each id given those before it; the first has none."""
        ids = np.asarray(ids)
        hidden = self.final_hidden(ids)[:-1]
        answers = []
        for start in range(0, len(hidden), POSITIONS):
            targets = ids[1 + start : 1 + start + POSITIONS]
            answers.append(self.logprobs_of(hidden[start : start + POSITIONS], targets))
        return np.concatenate(answers) if answers else np.empty(0)

    def logprobs_of(self, hidden, targets):
        count = len(targets)
        highest, total = np.full(count, -np.inf), np.zeros(count)
        chosen = np.empty(count)
        for start, logits in self.output_chunks(hidden):
            logits = logits.astype(np.float64)
            new = np.maximum(highest, logits.max(axis=-1))
            total = total * np.exp(highest - new) + np.exp(logits - new[:, None]).sum(axis=-1)
            highest = new
            here = (targets >= start) & (targets < start + logits.shape[1])
            chosen[here] = logits[here, targets[here] - start]
        return chosen - highest - np.log(total)

    def greedy(self, ids, count):
        """The ids that follow when the likeliest is taken each time; ties go to the lowest."""
        ids = list(ids)
        for _ in range(count):
            ids.append(int(np.argmax(self.logits(self.final_hidden(ids)[-1:]))))
        return ids[-count:]
