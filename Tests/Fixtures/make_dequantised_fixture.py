#!/usr/bin/env python3
"""Writes what the gguf package makes of one row of every type the kernels know.

    make_dequantised_fixture.py > dequantised.jsonl

A line for each type: `type`, `columns`, `file` (the row's bytes, in hexadecimal) and `values` (the
bytes of its float32 elements). Bytes are random, but no scale is infinite or NaN.
"""

import json
import random

import numpy as np
from gguf import GGML_QUANT_SIZES
from gguf import GGMLQuantizationType as Type
from gguf.quants import dequantize

COLUMNS = 256
# Where a block has its F16 scales, or its element's exponent, as places of two bytes and the bits
# of which not all may be set.
F16, BF16 = 0x7C00, 0x7F80
EXPONENTS = {
    Type.F32: ([2], BF16),
    Type.F16: ([0], F16),
    Type.BF16: ([0], BF16),
    Type.Q4_0: ([0], F16),
    Type.Q4_1: ([0, 2], F16),
    Type.Q5_0: ([0], F16),
    Type.Q5_1: ([0, 2], F16),
    Type.Q8_0: ([0], F16),
    Type.Q4_K: ([0, 2], F16),
    Type.Q5_K: ([0, 2], F16),
    Type.Q6_K: ([208], F16),
    Type.Q2_K: ([80, 82], F16),
    Type.Q3_K: ([108], F16),
    Type.IQ4_NL: ([0], F16),
    Type.IQ4_XS: ([0], F16),
    Type.MXFP4: ([], 0),
}
# MXFP4's blocks have these exponents, one each: all of them are powers of two.
MXFP4_EXPONENTS = [0, 1, 2, 100, 127, 128, 254, 255]


def random_row(kind, source):
    elements, size = GGML_QUANT_SIZES[kind]
    places, exponent = EXPONENTS[kind]
    row = bytearray()
    while len(row) < COLUMNS // elements * size:
        block = source.randbytes(size)
        halves = [int.from_bytes(block[place : place + 2], "little") for place in places]
        if all(half & exponent != exponent for half in halves):
            row += block
    if kind == Type.MXFP4:
        row[::size] = bytes(MXFP4_EXPONENTS)
    return bytes(row)


def main():
    source = random.Random(1)
    for kind in EXPONENTS:
        row = random_row(kind, source)
        values = dequantize(np.frombuffer(row, np.uint8)[None], kind)
        line = {"type": kind.name, "columns": COLUMNS, "file": row.hex()}
        line["values"] = np.asarray(values, "<f4").tobytes().hex()
        print(json.dumps(line, separators=(",", ":")))


if __name__ == "__main__":
    main()
