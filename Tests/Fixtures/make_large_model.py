#!/usr/bin/env python3
"""Writes a model of LLaMA's shape and made-up weights, to see how Lineup bears its size.

    make_large_model.py 7B Q4_K FILE.gguf

Shapes: 7B, 13B, 33B, 65B (Touvron et al., 2023, table 2). Types: those of block_formats.py, for all
matrices. A matrix repeats 1,024 drawn rows in a drawn order; that takes seconds rather than hours,
and the answers are noise anyway. The file is written a matrix at a time, so memory does not limit it.
"""

import argparse
import pathlib
import shutil
import sys

import numpy as np
from gguf import GGMLQuantizationType as Type
from gguf import LlamaFileType
from gguf.constants import GGML_QUANT_SIZES

from block_formats import quantize
from make_tiny_models import TinyModel

SHAPES = {  # layers, width, heads, hidden
    "7B": (32, 4096, 32, 11008),
    "13B": (40, 5120, 40, 13824),
    "33B": (60, 6656, 52, 17920),
    "65B": (80, 8192, 64, 22016),
}
FILE_TYPES = {
    Type.Q2_K: LlamaFileType.MOSTLY_Q2_K,
    Type.Q3_K: LlamaFileType.MOSTLY_Q3_K_M,
    Type.IQ4_NL: LlamaFileType.MOSTLY_IQ4_NL,
    Type.IQ4_XS: LlamaFileType.MOSTLY_IQ4_XS,
    Type.MXFP4: LlamaFileType.MOSTLY_MXFP4_MOE,
    Type.Q4_0: LlamaFileType.MOSTLY_Q4_0,
    Type.Q4_1: LlamaFileType.MOSTLY_Q4_1,
    Type.Q4_K: LlamaFileType.MOSTLY_Q4_K_M,
    Type.Q5_K: LlamaFileType.MOSTLY_Q5_K_M,
    Type.Q6_K: LlamaFileType.MOSTLY_Q6_K,
    Type.Q8_0: LlamaFileType.MOSTLY_Q8_0,
}
VOCABULARY, CONTEXT, DRAWN_ROWS = 32000, 2048, 1024


def matrices(layers, width, hidden):
    """(name, rows, columns)"""
    yield "token_embd", VOCABULARY, width
    for index in range(layers):
        at = f"blk.{index}."
        for name in ("attn_q", "attn_k", "attn_v", "attn_output"):
            yield at + name, width, width
        yield at + "ffn_gate", hidden, width
        yield at + "ffn_up", hidden, width
        yield at + "ffn_down", width, hidden
    yield "output", VOCABULARY, width


def norms(layers):
    for index in range(layers):
        yield f"blk.{index}.attn_norm"
        yield f"blk.{index}.ffn_norm"
    yield "output_norm"


def row_bytes(kind, columns):
    elements, size = GGML_QUANT_SIZES[kind]
    return columns // elements * size


def write_model(path, shape, kind):
    layers, width, heads, hidden = SHAPES[shape]
    model = TinyModel(f"Made-up {shape}", "llama", seed=7, path=path)
    model.shape(
        layers=layers, width=width, heads=heads, kv_heads=heads, head_size=width // heads,
        hidden=hidden, epsilon=1e-6, rope_base=10000.0, context=CONTEXT,
        file_type=FILE_TYPES[kind],
    )  # fmt: skip
    model.writer.add_rope_dimension_count(width // heads)
    model.sentencepiece_vocabulary(VOCABULARY)
    writer, random = model.writer, model.random
    for name in norms(layers):
        writer.add_tensor_info(name + ".weight", (width,), np.dtype(np.float32), 4 * width)
    for name, rows, columns in matrices(layers, width, hidden):
        size = rows * row_bytes(kind, columns)
        writer.add_tensor_info(
            name + ".weight", (rows, row_bytes(kind, columns)), np.dtype(np.uint8), size,
            raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_ti_data_to_file()

    drawn = {}
    for columns in (width, hidden):
        values = random.standard_normal((DRAWN_ROWS, columns)) / np.sqrt(columns)
        drawn[columns] = quantize(values.astype(np.float32), kind)
    for _ in norms(layers):
        writer.write_tensor_data(np.ones(width, np.float32))
    for name, rows, columns in matrices(layers, width, hidden):
        writer.write_tensor_data(drawn[columns][random.integers(0, DRAWN_ROWS, rows)])
    writer.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("shape", choices=SHAPES)
    parser.add_argument("type", choices=[kind.name for kind in FILE_TYPES])
    parser.add_argument("file", type=pathlib.Path)
    options = parser.parse_args()
    kind = Type[options.type]
    layers, width, _, hidden = SHAPES[options.shape]
    needed = sum(
        rows * row_bytes(kind, columns) for _, rows, columns in matrices(layers, width, hidden))
    if shutil.disk_usage(options.file.resolve().parent).free < needed:
        sys.exit(f"{options.file}: {needed / 1e9:.1f} GB are needed, and there is less room")
    write_model(options.file, options.shape, kind)


if __name__ == "__main__":
    main()
