#!/usr/bin/env python3
"""Writes the tiny models of the tests, random weights in every block format, and what they say.

    make_tiny_models.py

For each of tiny-llama, tiny-llama-k, tiny-llama-more, tiny-llama-low and tiny-gemma3: `NAME.bin`, a
GGUF file, and `NAME.jsonl`, a line that describes and then sequences with `ids`, `logprobs` (as in
logprobs-*.jsonl) and `last_logits`, what the model says after the last id. Sequences that come from a text say so in
`text`; control tokens in it are taken as such. Run measure_llamacpp_logprobs.py afterwards.

Sizes are odd on purpose: 307 rows, heads of 24, a single key head, a window of 8.
"""

import pathlib
import re
import sys

import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf import GGUFWriter, LlamaFileType

import logprob_fixture
from block_formats import quantize
from llamacpp import LlamaCpp
from reference_model import Model, file_sha256
from tiny_vocabularies import byte_level_bpe, sentencepiece

HERE = pathlib.Path(__file__).parent
VOCABULARY = 307
CHAT_TEMPLATE = (
    "{% for message in messages %}"
    "{{ '<|im_start|>' + message['role'] + '\\n' + message['content'] + '<|im_end|>\\n' }}"
    "{% endfor %}"
    "{% if add_generation_prompt %}{{ '<|im_start|>assistant\\n' }}{% endif %}"
)
TEXTS = {
    "english": "The hens had gone quiet, and the fog pressed against the windows like wool. "
    "Nobody touched the saucer.",
    "korean": "할머니는 부엌에서 된장찌개를 끓이고 계셨다. 🙂 1 + 1 = 2",
    "control": "<|im_start|>user\nWhat's the time?<|im_end|>\n<|im_start|>assistant\n",
    "short": "a",
}
RANDOM_LENGTHS = [48, 300]


class TinyModel:
    """A GGUF file in the making, its weights drawn in the order in which they are asked for."""

    def __init__(self, name, architecture, seed, path=None):
        self.name, self.path = name, path or HERE / f"{name}.bin"
        self.writer = GGUFWriter(self.path, architecture)
        self.random = np.random.default_rng(seed)

    def shape(
        self, layers, width, heads, kv_heads, head_size, hidden, epsilon, rope_base, context=1024,
        file_type=LlamaFileType.MOSTLY_Q4_1,
    ):  # fmt: skip
        self.width, self.hidden = width, hidden
        self.query_rows, self.key_rows = heads * head_size, kv_heads * head_size
        self.head_size = head_size
        writer = self.writer
        writer.add_name(self.name)
        writer.add_file_type(file_type)
        writer.add_quantization_version(2)
        writer.add_context_length(context)
        writer.add_block_count(layers)
        writer.add_embedding_length(width)
        writer.add_feed_forward_length(hidden)
        writer.add_head_count(heads)
        writer.add_head_count_kv(kv_heads)
        writer.add_layer_norm_rms_eps(epsilon)
        writer.add_rope_freq_base(rope_base)

    def matrix(self, name, kind, rows, columns, gain=1.0):
        values = self.random.standard_normal((rows, columns)) * (gain / np.sqrt(columns))
        data = quantize(values.astype(np.float32), kind)
        self.writer.add_tensor(name + ".weight", data, raw_dtype=kind)

    def vector(self, name, size, middle=1.0):
        values = middle + 0.2 * self.random.standard_normal(size)
        self.writer.add_tensor(name + ".weight", values.astype(np.float32))

    def layer(self, index, kinds, extra_norms):
        """Types in the order q, k, v, output, gate, up, down."""
        at = f"blk.{index}."
        query, key, value, output, gate, up, down = kinds
        self.vector(at + "attn_norm", self.width)
        self.matrix(at + "attn_q", query, self.query_rows, self.width, gain=1.5)
        self.matrix(at + "attn_k", key, self.key_rows, self.width, gain=1.5)
        self.matrix(at + "attn_v", value, self.key_rows, self.width)
        self.matrix(at + "attn_output", output, self.width, self.query_rows)
        self.vector(at + "ffn_norm", self.width)
        self.matrix(at + "ffn_gate", gate, self.hidden, self.width)
        self.matrix(at + "ffn_up", up, self.hidden, self.width)
        self.matrix(at + "ffn_down", down, self.width, self.hidden, gain=2.0)
        if extra_norms:
            self.vector(at + "attn_q_norm", self.head_size, middle=1.5)
            self.vector(at + "attn_k_norm", self.head_size, middle=1.5)
            self.vector(at + "post_attention_norm", self.width, middle=0.5)
            self.vector(at + "post_ffw_norm", self.width, middle=0.5)

    def byte_level_vocabulary(self, add_bos):
        tokens, types, merges = byte_level_bpe(VOCABULARY)
        writer = self.writer
        writer.add_vocab_size(len(tokens))
        writer.add_tokenizer_model("gpt2")
        writer.add_tokenizer_pre("smollm")
        writer.add_token_list(tokens)
        writer.add_token_types(types)
        writer.add_token_merges(merges)
        writer.add_bos_token_id(1)
        writer.add_eos_token_id(2)
        writer.add_unk_token_id(0)
        writer.add_pad_token_id(2)
        writer.add_add_bos_token(add_bos)
        writer.add_add_space_prefix(False)
        writer.add_chat_template(CHAT_TEMPLATE)

    def sentencepiece_vocabulary(self, size=VOCABULARY):
        """Beyond VOCABULARY, tokens that no text becomes."""
        tokens, scores, types = sentencepiece(VOCABULARY)
        missing = size - len(tokens)
        tokens += [f"\u2581made-up{number}" for number in range(missing)]
        scores += [-1e6] * missing
        types += [types[-1]] * missing
        writer = self.writer
        writer.add_tokenizer_model("llama")
        writer.add_tokenizer_pre("default")
        writer.add_token_list(tokens)
        writer.add_token_scores(scores)
        writer.add_token_types(types)
        writer.add_bos_token_id(2)
        writer.add_eos_token_id(1)
        writer.add_unk_token_id(3)
        writer.add_pad_token_id(0)
        writer.add_add_bos_token(True)
        writer.add_add_eos_token(False)
        writer.add_add_space_prefix(False)

    def finish(self):
        self.writer.write_header_to_file()
        self.writer.write_kv_data_to_file()
        self.writer.write_tensors_to_file()
        self.writer.close()


def tiny_llama():
    """Blocks of 32 and plain floats; an output matrix of its own."""
    model = TinyModel("tiny-llama", "llama", seed=20)
    model.shape(
        layers=3, width=64, heads=4, kv_heads=2, head_size=16, hidden=96, epsilon=1e-5,
        rope_base=100000.0,
    )  # fmt: skip
    model.writer.add_rope_dimension_count(16)
    model.byte_level_vocabulary(add_bos=False)
    model.matrix("token_embd", Type.F16, VOCABULARY, 64, gain=4.0)
    q4, q5, q8, f16, f32 = Type.Q4_1, Type.Q5_0, Type.Q8_0, Type.F16, Type.F32
    model.layer(0, [q4, q4, q4, q4, q4, q4, q4], extra_norms=False)
    model.layer(1, [q8, q5, q8, q5, q5, q8, q5], extra_norms=False)
    model.layer(2, [f32, f16, f16, f32, f16, f32, q8], extra_norms=False)
    model.vector("output_norm", 64)
    model.matrix("output", Type.Q4_1, VOCABULARY, 64, gain=2.0)
    model.finish()
    return model


def tiny_llama_k():
    """Two blocks of 256 a row; one key head of 24; begins a text with a token of its own."""
    model = TinyModel("tiny-llama-k", "llama", seed=21)
    model.shape(
        layers=1, width=512, heads=4, kv_heads=1, head_size=24, hidden=32, epsilon=1e-6,
        rope_base=10000.0,
    )  # fmt: skip
    model.writer.add_key_length(24)
    model.writer.add_value_length(24)
    model.writer.add_rope_dimension_count(24)
    model.byte_level_vocabulary(add_bos=True)
    model.matrix("token_embd", Type.Q6_K, VOCABULARY, 512, gain=2.0)
    q4, q6 = Type.Q4_K, Type.Q6_K
    model.layer(0, [q4, q4, q6, Type.Q5_0, q4, q6, Type.Q4_1], extra_norms=False)
    model.vector("output_norm", 512)
    model.finish()
    return model


def tiny_llama_more():
    """The types the others lack; three heads on one key head, 48 columns of BF16."""
    model = TinyModel("tiny-llama-more", "llama", seed=23)
    model.shape(
        layers=2, width=256, heads=3, kv_heads=1, head_size=16, hidden=64, epsilon=1e-5,
        rope_base=500000.0,
    )  # fmt: skip
    model.writer.add_key_length(16)
    model.writer.add_value_length(16)
    model.writer.add_rope_dimension_count(16)
    model.byte_level_vocabulary(add_bos=False)
    model.matrix("token_embd", Type.Q5_K, VOCABULARY, 256, gain=3.0)
    q4, q5, qk, bf16 = Type.Q4_0, Type.Q5_1, Type.Q5_K, Type.BF16
    model.layer(0, [q4, q5, qk, bf16, qk, q4, q5], extra_norms=False)
    model.layer(1, [qk, bf16, q4, bf16, q5, qk, q4], extra_norms=False)
    model.vector("output_norm", 256)
    model.matrix("output", Type.Q4_0, VOCABULARY, 256, gain=2.0)
    model.finish()
    return model


def tiny_llama_low():
    """Types of few bits, and those whose bits are numbers of values."""
    model = TinyModel("tiny-llama-low", "llama", seed=24)
    model.shape(
        layers=2, width=256, heads=4, kv_heads=2, head_size=16, hidden=256, epsilon=1e-5,
        rope_base=10000.0, file_type=LlamaFileType.MOSTLY_Q2_K,
    )  # fmt: skip
    model.writer.add_key_length(16)
    model.writer.add_value_length(16)
    model.writer.add_rope_dimension_count(16)
    model.byte_level_vocabulary(add_bos=False)
    model.matrix("token_embd", Type.Q2_K, VOCABULARY, 256, gain=3.0)
    q2, q3, nl, xs, mx = Type.Q2_K, Type.Q3_K, Type.IQ4_NL, Type.IQ4_XS, Type.MXFP4
    model.layer(0, [q2, q3, xs, nl, mx, q2, q3], extra_norms=False)
    model.layer(1, [mx, nl, q2, mx, xs, q3, q2], extra_norms=False)
    model.vector("output_norm", 256)
    model.matrix("output", Type.IQ4_XS, VOCABULARY, 256, gain=2.0)
    model.finish()
    return model


def tiny_gemma3():
    """Six sliding layers around a global one, the types as a Q4_K_M file mixes them."""
    model = TinyModel("tiny-gemma3", "gemma3", seed=22)
    model.shape(
        layers=7, width=32, heads=4, kv_heads=2, head_size=64, hidden=256, epsilon=1e-6,
        rope_base=1000000.0,
    )  # fmt: skip
    model.writer.add_key_length(64)
    model.writer.add_value_length(64)
    model.writer.add_sliding_window(8)
    model.sentencepiece_vocabulary()
    model.matrix("token_embd", Type.Q8_0, VOCABULARY, 32, gain=2.0)
    for index in range(7):
        value = Type.Q8_0 if index % 2 == 0 else Type.Q5_0
        down = Type.Q6_K if index % 2 == 0 else Type.Q4_K
        kinds = [Type.Q5_0, Type.Q5_0, value, Type.Q4_K, Type.Q5_0, Type.Q4_1, down]
        model.layer(index, kinds, extra_norms=True)
    model.vector("output_norm", 32)
    model.finish()
    return model


def sequences_for(path):
    llama = LlamaCpp(path)
    for name, text in TEXTS.items():
        if name == "control" and "gemma3" in path.name:
            text = re.sub(r"<\|im_(start|end)\|>", "<eos>", text)
        yield {"name": name, "text": text, "ids": llama.tokenize(text, special=True)}
    random = np.random.default_rng(7)
    for length in RANDOM_LENGTHS:
        ids = random.integers(0, VOCABULARY, length)
        yield {"name": f"random-{length}", "ids": [int(token) for token in ids]}


def main():
    for build in (tiny_llama, tiny_llama_k, tiny_llama_more, tiny_llama_low, tiny_gemma3):
        path = build().path
        reference = Model(path)
        sequences = list(sequences_for(path))
        for sequence in sequences:
            ids = sequence["ids"]
            sequence["logprobs"] = logprob_fixture.rounded(reference.logprobs(ids))
            last = reference.logits(reference.final_hidden(ids)[-1])
            sequence["last_logits"] = [round(float(logit), 6) for logit in last]
        header = {
            "model": path.name,
            "sha256": file_sha256(path),
            "made_by": "Tests/Fixtures/make_tiny_models.py",
            "arithmetic": "float64 from dequantised float32 weights",
            "scored_tokens": sum(len(sequence["ids"]) - 1 for sequence in sequences),
        }
        logprob_fixture.write(path.with_suffix(".jsonl"), header, sequences)
        print(path.name, path.stat().st_size, [len(s["ids"]) for s in sequences], file=sys.stderr)


if __name__ == "__main__":
    main()
