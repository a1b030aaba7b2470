"""A model file made on the spot that counts: its answer to anything is the same long row of words.

The file is sparse. All weights but the embeddings are zero, so its size costs no disk; how wide the
layers are decides how long it takes to load, and to find a token. `--temp 0` keeps it on its path.
"""

import random
import struct

WIDTH = 128
CONTEXT = 1 << 20
WORDS = [f" {tens}{ones}" for tens in ("", "twenty-", "thirty-", "forty-") for ones in (
    "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")]
F32, F16 = 0, 1
UINT32, FLOAT32, STRING, ARRAY = 4, 6, 8, 9
NORMAL, CONTROL = 1, 3


def byte_letters():
    """GPT-2's printable letter for each byte: itself, or the next free one above 255."""
    printable = {*range(33, 127), *range(161, 173), *range(174, 256)}
    free = iter(range(256, 512))
    return [chr(byte if byte in printable else next(free)) for byte in range(256)]


def text(value):
    data = value.encode()
    return struct.pack("<Q", len(data)) + data


def entry(key, kind, value):
    return text(key) + struct.pack("<I", kind) + value


def number(key, value):
    return entry(key, UINT32, struct.pack("<I", value))


def array(key, kind, values):
    pack = text if kind == STRING else lambda value: struct.pack("<I", value)
    return entry(
        key, ARRAY, struct.pack("<IQ", kind, len(values)) + b"".join(map(pack, values)))


def embeddings(count, first):
    """A row for each token, and output rows by which every word leads to the next, any other token
    to the first."""
    draw = random.Random(7)

    def row():
        return [draw.choice((-1.0, 1.0)) for _ in range(WIDTH)]

    beginning = row()
    words = [row() for _ in WORDS]
    silent = [0.0] * WIDTH
    output = [[a + b for a, b in zip(beginning, words[-1])], *words[:-1]]
    return [beginning] * first + words, [silent] * first + output


def matrix_bytes(rows):
    return b"".join(struct.pack(f"<{len(row)}e", *row) for row in rows)


def write(path, layers=4, hidden=1024, split=False):
    """Writes the file; its weights number some 400 × `layers` × `hidden`.

    With `split` it is two, as llama.cpp's tool makes them: `path` is then what their names begin
    with, and their paths are the answer.
    """
    letters = byte_letters()
    specials = ["<|endoftext|>", "<|im_start|>", "<|im_end|>"]
    tokens = [*specials, *letters, *(word.replace(" ", letters[32]) for word in WORDS)]
    kinds = [CONTROL] * 3 + [NORMAL] * (len(tokens) - 3)
    name = "llama."
    metadata = [
        entry("general.architecture", STRING, text("llama")),
        entry("general.name", STRING, text("Counting")),
        number("general.file_type", 1),
        number(name + "context_length", CONTEXT), number(name + "block_count", layers),
        number(name + "embedding_length", WIDTH), number(name + "feed_forward_length", hidden),
        number(name + "attention.head_count", 2), number(name + "attention.head_count_kv", 1),
        number(name + "attention.key_length", 16), number(name + "attention.value_length", 16),
        number(name + "rope.dimension_count", 16),
        entry(name + "attention.layer_norm_rms_epsilon", FLOAT32, struct.pack("<f", 1e-5)),
        entry("tokenizer.ggml.model", STRING, text("gpt2")),
        entry("tokenizer.ggml.pre", STRING, text("smollm")),
        array("tokenizer.ggml.tokens", STRING, tokens),
        array("tokenizer.ggml.token_type", UINT32 + 1, kinds),
        array("tokenizer.ggml.merges", STRING, []),
        number("tokenizer.ggml.bos_token_id", 1), number("tokenizer.ggml.eos_token_id", 2),
    ]
    embedding, output = embeddings(len(tokens), len(tokens) - len(WORDS))
    norm = struct.pack(f"<{WIDTH}f", *[1.0] * WIDTH)
    shapes = [
        ("token_embd", F16, (WIDTH, len(tokens)), matrix_bytes(embedding)),
        ("output", F16, (WIDTH, len(tokens)), matrix_bytes(output)),
        ("output_norm", F32, (WIDTH,), norm),
    ]
    for layer in range(layers):
        at = f"blk.{layer}."
        shapes += [(at + part, F32, (WIDTH,), norm) for part in ("attn_norm", "ffn_norm")]
        shapes += [
            (at + part, F16, shape, b"") for part, shape in {
                "attn_q": (WIDTH, 32), "attn_k": (WIDTH, 16), "attn_v": (WIDTH, 16),
                "attn_output": (32, WIDTH), "ffn_gate": (WIDTH, hidden),
                "ffn_up": (WIDTH, hidden), "ffn_down": (hidden, WIDTH)}.items()]
    table, offset, contents = [], 0, []
    for tensor, kind, shape, data in shapes:
        table.append(
            text(tensor + ".weight")
            + struct.pack(f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset))
        contents.append((offset, data))
        size = (4 if kind == F32 else 2) * shape[0] * (shape[1] if len(shape) > 1 else 1)
        offset += (size + 31) // 32 * 32
    if not split:
        write_file(path, metadata, table, contents, offset)
        return [path]
    paths = [f"{path}-0000{part}-of-00002.gguf" for part in (1, 2)]
    places = [[number("split.no", part), number("split.count", 2),
               number("split.tensors.count", len(table))] for part in (0, 1)]
    write_file(paths[0], metadata + places[0], [], [], 0)
    write_file(paths[1], places[1], table, contents, offset)
    return paths


def write_file(path, metadata, table, contents, size):
    head = b"GGUF" + struct.pack("<IQQ", 3, len(table), len(metadata))
    head += b"".join(metadata) + b"".join(table)
    start = (len(head) + 31) // 32 * 32
    with open(path, "wb") as file:
        file.write(head)
        for place, data in contents:
            if data:
                file.seek(start + place)
                file.write(data)
        file.truncate(start + size)
