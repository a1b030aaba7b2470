"""Looking before loading: what a model holds, whether it fits, what is not well."""

import json
import os
import resource
import struct
import subprocess
import unittest

import counting_model
from counting_model import FLOAT32, STRING, array, entry, number, text
from lineup import BINARY, Home, models_folder


def write_llama_65b(path):
    """A file of LLaMA 65B's shape in Q4_0, without a weight: holes take no disk."""
    layers, width, heads, hidden, vocabulary = 80, 8192, 64, 22016, 32000
    tokens = [f"made-up{number}" for number in range(vocabulary)]
    metadata = [
        entry("general.architecture", STRING, text("llama")),
        number("llama.context_length", 2048), number("llama.block_count", layers),
        number("llama.embedding_length", width), number("llama.feed_forward_length", hidden),
        number("llama.attention.head_count", heads),
        entry("llama.attention.layer_norm_rms_epsilon", FLOAT32, struct.pack("<f", 1e-5)),
        entry("tokenizer.ggml.model", STRING, text("gpt2")),
        entry("tokenizer.ggml.pre", STRING, text("gpt-2")),
        array("tokenizer.ggml.tokens", STRING, tokens), array("tokenizer.ggml.merges", STRING, []),
    ]
    shapes = [("token_embd", (width, vocabulary)), ("output", (width, vocabulary)),
              ("output_norm", (width,))]
    for layer in range(layers):
        shapes += [(f"blk.{layer}.{part}", shape) for part, shape in {
            "attn_norm": (width,), "ffn_norm": (width,),
            **{f"attn_{part}": (width, width) for part in ("q", "k", "v", "output")},
            "ffn_gate": (width, hidden), "ffn_up": (width, hidden), "ffn_down": (hidden, width),
        }.items()]
    table, offset = [], 0
    for name, shape in shapes:
        kind, size = (2, shape[0] * shape[1] // 32 * 18) if len(shape) > 1 else (0, shape[0] * 4)
        table.append(text(name + ".weight") + struct.pack(
            f"<I{len(shape)}QIQ", len(shape), *shape, kind, offset))
        offset += size
    head = b"GGUF" + struct.pack("<IQQ", 3, len(shapes), len(metadata))
    head += b"".join(metadata) + b"".join(table)
    with open(path, "wb") as file:
        file.write(head)
        file.truncate((len(head) + 31) // 32 * 32 + offset)


class InspectingJourney(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)

    def lineup(self, *arguments, **environment):
        result = subprocess.run(
            [BINARY, *arguments], capture_output=True, text=True, timeout=120,
            stdin=subprocess.DEVNULL,
            env=os.environ | {"LINEUP_HOME": str(self.home.path)} | environment)
        return result.returncode, result.stdout, result.stderr

    def test_inspect_says_what_a_model_holds_and_takes(self):
        status, out, _ = self.lineup("inspect", "smollm2", "--json")
        self.assertEqual(status, 0)
        model = json.loads(out)
        self.assertEqual(
            list(model),
            ["name", "architecture", "parameters", "quantisation", "file_bytes", "parts",
             "weight_bytes", "context_length", "vocabulary", "tokenizer", "chat_template", "tensors", "memory",
             "metadata", "sha256", "problem"])
        self.assertEqual(model["architecture"], "llama")
        self.assertEqual(model["parameters"], 134515008)
        self.assertEqual(model["quantisation"], "Q4_1")
        self.assertEqual(model["file_bytes"], 98362432)
        self.assertEqual(model["context_length"], 8192)
        self.assertEqual(model["vocabulary"], 49152)
        self.assertEqual(model["tokenizer"], "gpt2")
        self.assertIn("<|im_start|>", model["chat_template"])
        self.assertEqual(model["tensors"], {"Q4_1": 210, "F32": 61, "Q8_0": 1})
        self.assertEqual(model["metadata"]["llama.block_count"], 30)
        self.assertEqual(
            model["metadata"]["tokenizer.ggml.tokens"], {"type": "string", "count": 49152})
        self.assertIsNone(model["problem"])

        memory = model["memory"]
        # 30 layers, 3 heads, keys and values, 64 elements of two bytes.
        self.assertEqual(memory["kv_per_token"], 30 * 3 * 2 * 64 * 2)
        self.assertEqual(memory["kv"], memory["kv_per_token"] * 8192)
        self.assertEqual(
            memory["total"], memory["weights"] + memory["kv"] + memory["scratch"])
        self.assertTrue(memory["fits"])
        _, out, _ = self.lineup("inspect", "smollm2", "--json", "--ctx-size", "512")
        self.assertEqual(json.loads(out)["memory"]["kv"], memory["kv_per_token"] * 512)

        status, out, _ = self.lineup("inspect", "gemma3")
        self.assertEqual(status, 0)
        for text in ("gemma3", "268.1M", "Q4_K_M", "262144 tokens", "base model", "runs here    yes"):
            self.assertIn(text, out)

    def test_what_run_reports_is_what_inspect_promised(self):
        _, out, _ = self.lineup("inspect", "smollm2", "--json", "-c", "256")
        memory = json.loads(out)["memory"]
        _, out, _ = self.lineup(
            "run", "smollm2", "-p", "Hi", "-n", "4", "-c", "256", "--json", "--no-save")
        events = [json.loads(line) for line in out.splitlines()]
        loaded = next(e["model"] for e in events if e["type"] == "pane" and e["action"] == "model")
        done = next(e for e in events if e["type"] == "done")
        self.assertEqual(loaded["weight_bytes"], memory["weights"])
        self.assertEqual(done["metrics"]["kv_bytes"], memory["kv"])

    def test_a_model_that_memory_cannot_hold_is_refused_with_the_sum(self):
        model = models_folder() / "gemma-3-270m-q4_k_m.gguf"
        command = f'ulimit -v 700000; "{BINARY}" run "{model}" -p x -n 1 --no-save'
        run = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=120)
        self.assertEqual(run.returncode, 1)
        for text in ("weights 0.23 GiB", "KV cache 0.15 GiB for 8192 tokens", "ulimit -v",
                     "--overcommit"):
            self.assertIn(text, run.stderr)

    def test_a_model_of_65b_is_refused_with_the_sum_before_a_weight_is_read(self):
        path = str(self.home.path / "65b.gguf")
        write_llama_65b(path)
        before = resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime
        with open("/proc/meminfo") as facts:
            memory = next(int(line.split()[1]) for line in facts if line.startswith("MemTotal"))
        if memory > 38 << 20:
            self.skipTest("this machine holds LLaMA 65B")
        status, _, err = self.lineup("run", path, "-p", "x", "-n", "1", "--no-save")
        self.assertEqual(status, 1)
        for words in ("takes 39.28 GiB", "weights 34.21 GiB", "KV cache 5.00 GiB for 2048 tokens",
                      "--overcommit"):
            self.assertIn(words, err)
        self.assertLess(resource.getrusage(resource.RUSAGE_CHILDREN).ru_utime - before, 5)
        status, out, _ = self.lineup("inspect", path, "--json")
        self.assertEqual(status, 0)
        self.assertEqual(json.loads(out)["parameters"], 65_285_660_672)
        self.assertFalse(json.loads(out)["memory"]["fits"])

    def test_a_split_model_is_one_by_any_of_its_parts(self):
        folder = self.home.path / "far"
        folder.mkdir()
        parts = counting_model.write(folder / "counting", split=True)
        (self.home.path / "config.yaml").write_text(f"models:\n  - {folder}\n")
        answers = set()
        for model in ("counting", *parts):
            status, out, _ = self.lineup(
                "run", model, "-p", "x", "-n", "5", "--temp", "0", "--no-save")
            self.assertEqual(status, 0)
            answers.add(out)
        self.assertEqual(len(answers), 1)
        self.assertIn("one", answers.pop())
        _, out, _ = self.lineup("inspect", "counting", "--json")
        model = json.loads(out)
        self.assertEqual(model["parts"], 2)
        self.assertEqual(model["file_bytes"], sum(os.stat(path).st_size for path in parts))
        _, out, _ = self.lineup("models")
        self.assertEqual(out.count("counting"), 2, "its name, and one path")

        os.unlink(parts[1])
        status, _, err = self.lineup("run", "counting", "-p", "x", "-n", "1", "--no-save")
        self.assertEqual(status, 1)
        self.assertIn('part 2 of 2, "counting-00002-of-00002.gguf", is missing', err)

    def test_doctor_says_where_things_are_and_what_to_do(self):
        status, out, _ = self.lineup("doctor", "--json")
        checks = {check["check"]: check for check in map(json.loads, out.splitlines())}
        self.assertEqual(status, 0)
        for name, folder in (("configuration", ""), ("sessions", "/sessions"),
                             ("models", "/models")):
            self.assertTrue(checks[name]["value"].startswith(f"{self.home.path}{folder}"), name)
        for name in ("processor", "cores", "kernels", "memory", "disk", "smollm2", "gemma3"):
            self.assertEqual(checks[name]["status"], "ok", name)

        (self.home.path / "models").unlink()
        (self.home.path / "models").mkdir()
        (self.home.path / "models" / "half.gguf").write_bytes(b"GGUF")
        status, out, _ = self.lineup("doctor")
        self.assertEqual(status, 1)
        self.assertIn("✗ half", out)
        self.assertIn("download it again", out)

        status, out, _ = self.lineup("doctor", LINEUP_KERNELS="vax")
        self.assertEqual(status, 1)
        self.assertIn("→ unset LINEUP_KERNELS", out)


if __name__ == "__main__":
    unittest.main()
