"""Model files of all sorts, hostile ones among them, each given to the whole program.

The Swift tests define them (`Corpus` in Tests/Support) and write them out, so their build must be
there: `swift build --build-tests`.
"""

import concurrent.futures
import json
import os
import re
import resource
import socket
import subprocess
import tempfile
import unittest
from pathlib import Path

from lineup import BINARY, ROOT, models_folder

LONGEST = 1.0  # seconds of processor time
LARGEST = 256 << 20  # bytes of memory


class Outcome:
    """One run of the program, to its end."""

    def __init__(self, *arguments, input=b""):
        with (tempfile.TemporaryFile() as given, tempfile.TemporaryFile() as out,
              tempfile.TemporaryFile() as err):
            given.write(input)
            given.seek(0)
            process = subprocess.Popen(
                [BINARY, *arguments], stdin=given, stdout=out, stderr=err, preexec_fn=limit)
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
            out.seek(0)
            err.seek(0)
            self.out, self.err = out.read(), err.read()
        self.status = process.returncode
        self.seconds = usage.ru_utime + usage.ru_stime
        self.bytes = usage.ru_maxrss << 10

    @classmethod
    def running(cls, path):
        """Two tokens of an answer by the model at this path."""
        return cls("run", path, "--raw", "-p", "ab", "-n", "2", "-c", "32", "--temp", "0",
                   "--no-save")

    def problem(self, refusal):
        """What is wrong with it, where the file is to be refused with these words, or accepted."""
        if self.seconds > LONGEST:
            return f"took {self.seconds:.2f} s"
        if self.bytes > LARGEST:
            return f"took {self.bytes >> 20} MiB"
        if refusal is None:
            return None if self.status == 0 else f"ended with {self.status}: {self.err!r}"
        if self.status != 1:
            return f"ended with {self.status}, not 1: {self.err!r}"
        line = self.err.decode("utf-8")
        if line.count("\n") != 1 or not line.endswith("\n"):
            return f"did not say one sentence: {self.err!r}"
        if re.search(r"[\x00-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", line[:-1]):
            return f"said control characters: {self.err!r}"
        missing = [word for word in refusal if word not in line]
        return f"did not say {missing}: {line!r}" if missing else None


def limit():
    """What hangs or grows for ever ends there, and so do core files."""
    resource.setrlimit(resource.RLIMIT_CPU, (20, 20))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))


class FilesJourney(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = tempfile.TemporaryDirectory(prefix="lineup-corpus-")
        cls.addClassCleanup(cls.folder.cleanup)

    def file(self, name):
        return os.path.join(self.folder.name, name)

    def assert_refused(self, path, *words):
        problem = Outcome.running(path).problem(words)
        self.assertIsNone(problem, f"{path} {problem}")

    def test_every_file_of_the_corpus_is_refused_in_a_sentence_or_answers(self):
        subprocess.run(
            ["swift", "test", "--skip-build", "--disable-xctest", "--filter", "CorpusTests"],
            cwd=ROOT, env=os.environ | {"LINEUP_CORPUS": self.folder.name}, check=True,
            capture_output=True, timeout=120)
        entries = [entry for kind in ("container", "model")
                   for entry in json.loads(Path(self.file(kind + ".json")).read_text())]

        def look(entry):
            path = self.file(entry["file"])
            return entry, Outcome.running(path), Outcome("inspect", path, "--json")

        with concurrent.futures.ThreadPoolExecutor(os.cpu_count()) as pool:
            results = list(pool.map(look, entries))
        wrong = [f"{entry['name']}: {problem}" for entry, outcome, _ in results
                 if (problem := outcome.problem(entry.get("refusal")))]
        for entry, outcome, inspected in results:
            # What is well but can't be run can be looked at, and says why.
            refusal = entry.get("refusal") if inspected.status else None
            if problem := inspected.problem(refusal):
                wrong.append(f"{entry['name']}: inspect {problem}")
            elif not inspected.status and json.loads(inspected.out)["problem"] is None:
                if outcome.status and b"no finite logits" not in outcome.err:
                    wrong.append(f"{entry['name']}: inspect finds nothing wrong")
        refused = sum("refusal" in entry for entry in entries)
        slowest = max(results, key=lambda result: result[1].seconds)
        largest = max(results, key=lambda result: result[1].bytes)
        print(f"\n  {refused} refused, {len(entries) - refused} accepted; slowest: "
              f"{slowest[0]['name']}, {slowest[1].seconds:.2f} s; largest: {largest[0]['name']}, "
              f"{largest[1].bytes >> 20} MiB", flush=True)
        self.assertEqual(wrong, [])
        self.assertGreater(refused, 150)
        self.assertGreater(len(entries) - refused, 20)

    def test_what_is_no_file_is_refused_without_waiting_for_it(self):
        os.mkdir(self.file("folder.gguf"))
        os.mkfifo(self.file("fifo.gguf"))
        os.symlink(self.file("loop.gguf"), self.file("loop.gguf"))
        Path(self.file("empty.gguf")).touch()
        Path(self.file("four.gguf")).write_bytes(b"GGUF")
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(self.file("socket.gguf"))
            self.assert_refused(self.file("socket.gguf"), "a socket, not a file")
        self.assert_refused(self.file("folder.gguf"), "a directory, not a file")
        self.assert_refused(self.file("fifo.gguf"), "a named pipe, not a file")
        self.assert_refused(self.file("loop.gguf"), "symbolic links")
        self.assert_refused(self.file("empty.gguf"), "the file is empty")
        self.assert_refused(self.file("empty.gguf/model.gguf"), "there is no such file")
        self.assert_refused(self.file("four.gguf"), "the file ends inside the version number")
        self.assert_refused("/dev/zero", "a device, not a file")
        self.assert_refused("/dev/null", "a device, not a file")
        self.assert_refused("/dev/full", "a device, not a file")
        self.assert_refused("/proc/self/mem", "empty")

    def test_a_text_without_a_border_is_tokenized_in_time_in_proportion(self):
        texts = {
            "letters": "a" * 131072, "ideographs": "中" * 26000, "marks": "\u0301\u0316" * 50000,
            "blanks": " " * 100000, "digits": "7" * 100000, "emoji": "🙂" * 100000}
        for model in sorted(models_folder().glob("*.gguf")):
            none = Outcome("tokenize", str(model)).seconds
            for name, text in texts.items():
                seconds = []
                for length in (len(text) // 4, len(text)):
                    outcome = Outcome("tokenize", str(model), input=text[:length].encode())
                    self.assertEqual((outcome.status, outcome.err), (0, b""), f"{model} {name}")
                    self.assertLess(outcome.bytes, 2 * LARGEST, f"{model} {name}")
                    seconds.append(outcome.seconds - none)
                # Squared, four times as much takes sixteen times as long; the rest is for noise.
                self.assertLess(seconds[1], 9 * seconds[0] + 0.25, f"{model} {name}")
