"""Writes what llama.cpp makes of hard texts with every way of cutting words.

    python3 make_words_fixture.py > tokenizer-words.jsonl

The library is the one llamacpp.py finds. The vocabulary is learnt from the texts themselves, whole
lines of them, so that most cuts are where something would merge if it were not for the cut.

The first line is about the vocabulary: `tokens` (those before the 256 bytes, which are control
tokens), `merges` (the bytes are written as GPT-2's letters, and the results are the tokens after
the bytes), `whole` (tokens after these that no merge makes), `pre` (the names of the ways, "" for a
file that names none) and `bos` (which of them put the first token in front of a text).

Each further line is a text (`text`, or `unit` and `count`) and `ids`: for each way the 32-bit FNV-1a
hash of the ids, four little-endian bytes each, control tokens parsed, as eight digits.
"""

import ctypes
import json
import os
import random
import re
import sys
import tempfile
import threading

from gguf import GGUFWriter, TokenType

from llamacpp import load_library
from tiny_vocabularies import byte_letters
from tokenizer_texts import SENTENCES, chunk, texts

SEED = 20261127
MERGES = 1600
CONTROL = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
NAMES = [
    "gpt-2", "smollm", "default", "", "falcon", "llama-bpe", "dbrx", "minicpm5", "qwen2", "qwen35",
    "seed-coder", "tekken", "gpt-4o", "deepseek-llm", "deepseek-coder", "deepseek-v3",
]
CASES = [
    *"aBcDzZéÉßДдΩωʰǅ世아ıİªªµ", "'s", "'S", "'ll", "'LL", "'Re", "’s", "’ll", "'ſ", "'", "’", "\u0301",
    "\u0e34", "\u200d", "/", "\n", "\r", "/\n", " ", " ", "\u3000", "\xa0", "1", "٣", ".", "_", "`", "$",
    "。", "－", "「", "Ａ", "ａ", "１", "«", "…", "\x00", "\x1f", "\x85", "\u2028", "ㄱ", "ﾊ", "ヿ", "龥",
    "龦", "ᄒ", "ࠀ", "߿", "힣", "\ud7ff", "😀", "№", "€", "~", "^",
]

# The commonest of these, so that they merge.
FEW = [*"aBÉ世", "'s", "'LL", "’", "\u0301", "/", "\n", " ", " ", "\u3000", "1", ".", "$", "。"]


def hard_texts():
    """The shared texts that are UTF-8, not all of them, and some of capitals and contractions."""
    rng = random.Random(SEED)
    for item, group in texts(SEED):
        if isinstance(item, str) and (group not in ("mixture", "special tokens") or rng.random() < 0.5):
            yield item
        elif isinstance(item, tuple):
            yield item[0], min(item[1], 3000)
    for _ in range(200):
        yield chunk(rng, CASES, 1, 18)
    for _ in range(500):
        yield chunk(rng, rng.sample(CASES, 3) + FEW, 2, 14)


class Library:
    def __init__(self):
        self.library, self.name = load_library()

    def load(self, path):
        params = self.library.llama_model_default_params()
        params.rest[48] = 1  # vocab_only
        model = self.library.llama_model_load_from_file(os.fsencode(path), params)
        if not model:
            raise SystemExit(f"llama.cpp does not load {path}")
        self.vocab = self.library.llama_model_get_vocab(model)

    def encode(self, data, special):
        ids = (ctypes.c_int32 * (2 * len(data) + 16))()
        count = self.library.llama_tokenize(
            self.vocab, data, len(data), ids, len(ids), special, True
        )
        return ids[:count]


def learn_merges(lines, limit):
    """Byte-pair merges over whole lines, the commonest first, ties in alphabetical order."""
    merges = []
    while len(merges) < limit:
        pairs = {}
        for line in lines:
            for pair in zip(line, line[1:]):
                pairs[pair] = pairs.get(pair, 0) + 1
        best = min(pairs, key=lambda pair: (-pairs[pair], pair))
        merges.append(best)
        for number, line in enumerate(lines):
            joined = []
            for symbol in line:
                if joined and (joined[-1], symbol) == best:
                    joined[-1] += symbol
                else:
                    joined.append(symbol)
            lines[number] = joined
    return merges


def vocabulary(items):
    letters = byte_letters()
    strings = [item for item in items if isinstance(item, str) and len(item) < 200]
    # Single runs and every second line are enough to learn from, and quick.
    lines = [[letters[byte] for byte in text.encode()] for text in SENTENCES + strings[::2]]
    seen, merges = set(letters), []
    for left, right in learn_merges(lines, MERGES):
        # Two ways to the same token would be two ids for one text.
        if left + right not in seen:
            seen.add(left + right)
            merges.append((left, right))
    words = {}
    for word in re.findall(r" ?\w{4,}", " ".join(SENTENCES)):
        words["".join(letters[byte] for byte in word.encode())] = None
    whole = [word for word in words if word not in seen][::2]
    return letters, merges, whole


def write_model(path, pre, letters, merges, whole=()):
    writer = GGUFWriter(path, "llama")
    for key, value in [
        ("context_length", 64), ("embedding_length", 32), ("block_count", 1),
        ("feed_forward_length", 32), ("attention.head_count", 1),
    ]:
        writer.add_uint32(f"llama.{key}", value)
    writer.add_float32("llama.attention.layer_norm_rms_epsilon", 1e-5)
    writer.add_tokenizer_model("gpt2")
    if pre:
        writer.add_tokenizer_pre(pre)
    tokens = [*CONTROL, *letters, *(left + right for left, right in merges), *whole]
    writer.add_token_list(tokens)
    writer.add_token_types(
        [TokenType.CONTROL] * len(CONTROL) + [TokenType.NORMAL] * (len(tokens) - len(CONTROL))
    )
    writer.add_token_merges([f"{left} {right}" for left, right in merges])
    writer.add_bos_token_id(0)
    writer.add_eos_token_id(0)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.close()


def fnv(ids):
    value = 0x811C9DC5
    for number in ids:
        for byte in number.to_bytes(4, "little"):
            value = ((value ^ byte) * 0x01000193) & 0xFFFFFFFF
    return f"{value:08x}"


def main():
    library = Library()
    items = list(dict.fromkeys(hard_texts()))
    letters, merges, whole = vocabulary(items)
    hashes, bos = [[] for _ in items], []
    with tempfile.TemporaryDirectory() as folder:
        for name in NAMES:
            path = os.path.join(folder, "vocabulary.gguf")
            write_model(path, name, letters, merges, whole)
            library.load(path)
            if library.encode(b"a", True) != library.encode(b"a", False):
                bos.append(name)
            for number, item in enumerate(items):
                text = item if isinstance(item, str) else item[0] * item[1]
                hashes[number].append(fnv(library.encode(text.encode(), False)))
            print(f"{library.name}: {name}", file=sys.stderr)
    lines = [
        {
            "tokens": CONTROL, "merges": [" ".join(pair) for pair in merges], "whole": whole,
            "pre": NAMES, "bos": bos,
        }
    ]
    for item, ids in zip(items, hashes):
        line = {"text": item} if isinstance(item, str) else {"unit": item[0], "count": item[1]}
        lines.append({**line, "ids": "".join(ids)})
    for line in lines:
        print(json.dumps(line, separators=(",", ":"), ensure_ascii=False))


if __name__ == "__main__":
    # std::regex, with which llama.cpp cuts, goes a call deeper with each character of a word.
    threading.stack_size(1 << 30)
    thread = threading.Thread(target=main)
    thread.start()
    thread.join()
