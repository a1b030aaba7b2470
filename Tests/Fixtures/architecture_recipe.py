"""Models that are made up from a recipe: a few lines say every bit of a GGUF file.

A weight is a pure function of its tensor's seed and its own number, so that Python and Swift
(Tests/Support/ArchitectureRecipe.swift) make the same file. Both follow what README.md says of it.
"""

import numpy as np
from gguf import GGML_QUANT_SIZES, GGUFValueType, GGUFWriter, TokenType
from gguf import GGMLQuantizationType as Type
from gguf.quants import dequantize

KINDS = {
    "string": GGUFValueType.STRING,
    "u32": GGUFValueType.UINT32,
    "f32": GGUFValueType.FLOAT32,
    "bool": GGUFValueType.BOOL,
}

# Where a block has its scale (F16), and where a second one: so many powers of two above the first.
SCALES = {
    Type.Q4_0: [(0, 0, "signed")],
    Type.Q5_0: [(0, 0, "signed")],
    Type.Q8_0: [(0, 0, "signed")],
    Type.Q4_1: [(0, 0, "positive"), (2, 3, "negative")],
    Type.Q5_1: [(0, 0, "positive"), (2, 4, "negative")],
    Type.Q2_K: [(80, 0, "positive"), (82, 1, "positive")],
    Type.Q3_K: [(108, 0, "signed")],
    Type.Q4_K: [(0, 0, "positive"), (2, 3, "positive")],
    Type.Q5_K: [(0, 0, "positive"), (2, 4, "positive")],
    Type.Q6_K: [(208, 0, "signed")],
    Type.IQ4_NL: [(0, 0, "signed")],
    Type.IQ4_XS: [(0, 0, "signed")],
    # A byte (E8M0) instead.
    Type.MXFP4: [],
}


def bits(seed, count):
    """SplitMix64 of the seed and 0, 1, 2 …"""
    with np.errstate(over="ignore"):
        start = np.uint64(seed) * np.uint64(0xD1342543DE82EF95)
        z = start + np.arange(1, count + 1, dtype=np.uint64) * np.uint64(0x9E3779B97F4A7C15)
        z = (z ^ (z >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
        z = (z ^ (z >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
        return z ^ (z >> np.uint64(31))


def floats(seed, count, scale, middle):
    """From middle - scale to middle + scale; every step but the last two is exact in float32."""
    whole = (bits(seed, count) >> np.uint64(40)).astype(np.int32) - (1 << 23)
    return whole.astype(np.float32) / np.float32(1 << 23) * np.float32(scale) + np.float32(middle)


def blocks(seed, count, kind, exponent):
    """Random bytes, except that the scales keep their mantissa alone and get this exponent."""
    size = GGML_QUANT_SIZES[kind][1]
    data = bits(seed, (count * size + 7) // 8).astype("<u8").view(np.uint8)[: count * size]
    data = data.reshape(count, size).copy()
    if kind == Type.MXFP4:
        data[:, 0] = exponent + (data[:, 0] & 1)
    for offset, above, sign in SCALES[kind]:
        high = data[:, offset + 1]
        kept = {"signed": high & 0x83, "positive": high & 3, "negative": high & 3 | 0x80}[sign]
        data[:, offset + 1] = kept | (exponent + above) << 2
    return data


def unit_deviation(kind):
    """The standard deviation of weights where the exponent's power of two is 1."""
    exponent = 127 if kind == Type.MXFP4 else 15
    return dequantize(blocks(1, 400, kind, exponent), kind).std()


class Recipe:
    """What a file says and what is expected of it. Seeds count from `seed` on."""

    def __init__(self, name, architecture, seed, context, vocabulary, size):
        self.name, self.architecture, self.context = name, architecture, context
        self.vocabulary = {"model": vocabulary, "size": size}
        self.metadata = []
        self.tensors = []
        self.next_seed = seed * 1000

    def key(self, key, kind, value):
        """A key without its first part, the architecture."""
        self.metadata.append([f"{self.architecture}.{key}", kind, value])

    def tensor(self, name, dimensions, kind, deviation, middle=0):
        self.next_seed += 1
        spec = {"name": name, "dimensions": dimensions, "type": int(kind), "seed": self.next_seed}
        if kind == Type.F32:
            spec["scale"] = float(f"{deviation * 3**0.5:.4g}")
            spec["middle"] = middle
        else:
            zero = 127 if kind == Type.MXFP4 else 15
            # Scales are from one power of two to the next.
            power = np.log2(deviation / unit_deviation(kind))
            spec["exponent"] = max(0, int(np.rint(power)) + zero)
        self.tensors.append(spec)

    @property
    def experts(self):
        """How many there are, and how many a token uses; None where there are none."""
        numbers = {key.split(".", 1)[1]: value for key, _, value in self.metadata}
        if "expert_count" not in numbers:
            return None
        return numbers["expert_count"], numbers["expert_used_count"]

    @property
    def is_quantised(self):
        return any(spec["type"] != Type.F32 for spec in self.tensors)

    def tokenizer_metadata(self):
        """Pieces no text is made of: only ids are scored. One of them begins every text."""
        model, size = self.vocabulary["model"], self.vocabulary["size"]
        prefix = "tokenizer.ggml."
        yield prefix + "model", "string", model
        if model == "gpt2":
            yield prefix + "pre", "string", "smollm"
            tokens = ["<s>", "a", "b", "ab"] + [f"t{number}" for number in range(4, size)]
            types = [TokenType.CONTROL] + [TokenType.NORMAL] * (size - 1)
            yield prefix + "merges", "strings", ["a b"]
            begin, end = 0, 0
        else:
            tokens = ["<unk>", "<s>", "</s>"] + [f"t{number}" for number in range(3, size)]
            types = [TokenType.UNKNOWN] + [TokenType.CONTROL] * 2 + [TokenType.NORMAL] * (size - 3)
            yield prefix + "scores", "f32s", [0.0] * size
            begin, end = 1, 2
        yield prefix + "tokens", "strings", tokens
        yield prefix + "token_type", "i32s", [int(kind) for kind in types]
        yield prefix + "bos_token_id", "u32", begin
        yield prefix + "eos_token_id", "u32", end
        yield prefix + "add_bos_token", "bool", True

    @property
    def first_token(self):
        return 0 if self.vocabulary["model"] == "gpt2" else 1

    def data(self, spec):
        """A tensor as gguf takes it: rows of floats or of bytes."""
        kind = Type(spec["type"])
        count = int(np.prod(spec["dimensions"]))
        rows = spec["dimensions"][::-1]
        if kind == Type.F32:
            return floats(spec["seed"], count, spec["scale"], spec["middle"]).reshape(rows)
        elements, size = GGML_QUANT_SIZES[kind]
        made = blocks(spec["seed"], count // elements, kind, spec["exponent"])
        return made.reshape(*rows[:-1], rows[-1] // elements * size)

    def checksum(self):
        """The bytes in eights, each times an odd number that grows by two; zeros fill a tensor up."""
        total, place = 0, 0
        for spec in self.tensors:
            data = np.ascontiguousarray(self.data(spec)).view(np.uint8).reshape(-1)
            words = np.pad(data, (0, -len(data) % 8)).view("<u8")
            with np.errstate(over="ignore"):
                odd = np.arange(place, place + len(words), dtype=np.uint64) * np.uint64(2)
                total += int((words * (odd + np.uint64(1))).sum(dtype=np.uint64))
            place += len(words)
        return total % 2**64

    def write(self, path, dequantised=False):
        """The file; with `dequantised`, every weight in F32."""
        writer = GGUFWriter(path, self.architecture)
        for key, kind, value in [*self.metadata, *self.tokenizer_metadata()]:
            if kind == "strings":
                writer.add_array(key, value)
            elif kind == "i32s":
                writer.add_key_value(key, value, GGUFValueType.ARRAY, GGUFValueType.INT32)
            elif kind == "f32s":
                writer.add_key_value(key, value, GGUFValueType.ARRAY, GGUFValueType.FLOAT32)
            elif kind == "bools":
                writer.add_key_value(key, value, GGUFValueType.ARRAY, GGUFValueType.BOOL)
            else:
                writer.add_key_value(key, value, KINDS[kind])
        for spec in self.tensors:
            kind, data = Type(spec["type"]), self.data(spec)
            if dequantised and kind != Type.F32:
                kind, data = Type.F32, dequantize(data, kind)
            writer.add_tensor(spec["name"], data, raw_dtype=kind)
        writer.write_header_to_file()
        writer.write_kv_data_to_file()
        writer.write_tensors_to_file()
        writer.close()
