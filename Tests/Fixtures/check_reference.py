#!/usr/bin/env python3
"""Checks a fixture against llama.cpp where neither of the two rounds anything to few bits.

    check_reference.py MODEL.gguf logprobs-NAME.jsonl

Writes the dequantised weights into a temporary F32 file and lets llama.cpp compute the same
log-probabilities from it with an F32 cache and plain attention. What remains is the rounding of
float32 sums, a mean of some 1e-6 to 1e-5; for gemma3 some 4e-4, since ggml looks GELU up in a
table of F16. Fails above 1e-3, or if a greedy continuation differs, and notes the mean in the
fixture's first line as `llamacpp_float32_mean_abs_diff`. Takes four bytes a parameter in $TMPDIR.
"""

import argparse
import os
import sys
import tempfile

import numpy as np
from gguf import GGUFReader, GGUFValueType, GGUFWriter, LlamaFileType
from gguf.quants import dequantize

import logprob_fixture
from llamacpp import LlamaCpp
from reference_model import Model

LIMIT = 1e-3
PROMPT = "The capital of France is"
CONTINUED = 8


def write_float32_copy(source, target):
    reader = GGUFReader(source)
    architecture = reader.fields["general.architecture"].contents()
    writer = GGUFWriter(target, architecture)
    for name, field in reader.fields.items():
        if name.startswith("GGUF.") or name in ("general.architecture", "general.file_type"):
            continue
        element = field.types[-1] if field.types[0] == GGUFValueType.ARRAY else None
        writer.add_key_value(name, field.contents(), field.types[0], element)
    writer.add_file_type(LlamaFileType.ALL_F32)
    for tensor in reader.tensors:
        values = dequantize(tensor.data, tensor.tensor_type)
        writer.add_tensor(tensor.name, np.ascontiguousarray(values, np.float32))
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("model")
    parser.add_argument("fixture")
    arguments = parser.parse_args()

    header, sequences = logprob_fixture.read(arguments.fixture)
    with tempfile.TemporaryDirectory() as folder:
        copy = os.path.join(folder, "float32.gguf")
        write_float32_copy(arguments.model, copy)
        llama = LlamaCpp(copy, float32=True)
        differences = []
        for sequence in sequences:
            expected = np.array(sequence["logprobs"][1:], np.float64)
            differences.append(np.abs(llama.logprobs(sequence["ids"]) - expected))
            if len(expected):
                size = differences[-1]
                print(f"{sequence['name']:14} mean {size.mean():.2g}, max {size.max():.2g}")
        prompt = llama.tokenize(PROMPT)
        theirs = llama.greedy(prompt, CONTINUED)
        text = b"".join(llama.piece(token) for token in theirs)
    ours = Model(arguments.model).greedy(prompt, CONTINUED)
    print(f"{PROMPT!r} goes on {text.decode(errors='replace')!r}: {theirs}, here {ours}")
    mean = float(np.concatenate(differences).mean())
    header["llamacpp_float32_mean_abs_diff"] = float(f"{mean:.3g}")
    logprob_fixture.write(arguments.fixture, header, sequences)
    print(f"{'all':14} mean {mean:.2g}")
    if not mean < LIMIT:
        sys.exit(f"the reference and llama.cpp disagree by more than {LIMIT}")
    if ours != theirs:
        sys.exit("the greedy continuations differ")


if __name__ == "__main__":
    main()
