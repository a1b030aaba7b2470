"""Prompts as files: made, listed, checked and shown from the command line."""

import json
import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from lineup import BINARY


class PromptsJourney(unittest.TestCase):
    def setUp(self):
        self.home = Path(tempfile.mkdtemp(prefix="lineup-prompts-"))
        self.addCleanup(shutil.rmtree, self.home)
        self.folder = self.home / "prompts"

    def lineup(self, *arguments):
        result = subprocess.run(
            [BINARY, "prompts", *arguments], capture_output=True, text=True, timeout=60,
            cwd=self.home, env=os.environ | {"LINEUP_HOME": str(self.home)})
        return result.returncode, result.stdout, result.stderr

    def write(self, name, text):
        self.folder.mkdir(exist_ok=True)
        (self.folder / name).write_text(text)
        return self.folder / name

    def test_a_new_prompt_is_fine_and_is_not_written_over(self):
        status, out, _ = self.lineup("new", "reviews")
        path = self.folder / "reviews.yaml"
        self.assertEqual((status, out), (0, f"{path}\n"))
        text = path.read_text()
        self.assertEqual(self.lineup("check", "reviews"), (0, "1 prompt, nothing wrong\n", ""))
        self.assertEqual(self.lineup("show", "reviews"), (0, text, ""))
        status, _, err = self.lineup("new", "reviews")
        self.assertEqual(status, 1)
        self.assertEqual(err, f"lineup: there is a prompt reviews already: {path}\n")
        self.assertEqual(path.read_text(), text)
        status, _, err = self.lineup("new", "../reviews")
        self.assertEqual(status, 1)
        self.assertIn("letters, digits, - and _", err)

    def test_the_list_has_name_mode_shots_and_description(self):
        self.write("a.yaml", "user: x\ndescription: 첫째\nmode: alpaca\n")
        self.write("longer.md", "Say {{word}}.")
        self.write("wrong.yaml", "usr: x")
        status, out, _ = self.lineup()
        self.assertEqual(status, 0)
        lines = [line for line in out.splitlines() if "yours" in line or "can't" in line]
        columns = [line.split() for line in lines]
        self.assertEqual(columns[0], ["a", "alpaca", "0/0", "첫째", "(yours)"])
        self.assertEqual(columns[1], ["longer", "chat", "0/0", "(yours)"])
        self.assertIn("lineup prompts check wrong", lines[2])
        status, out, _ = self.lineup("list", "--json")
        entries = {entry["name"]: entry for entry in map(json.loads, out.splitlines())}
        self.assertEqual(entries["longer"]["inputs"], ["word"])
        self.assertEqual(entries["longer"]["path"], str(self.folder / "longer.md"))
        self.assertTrue(entries["a"]["own"])
        self.assertEqual(len(entries["wrong"]["problems"]), 1)

    def test_check_says_file_line_and_reason(self):
        wrong = self.write("wrong.yaml", "user: '{{a}}'\nexmaples: []\n")
        odd = self.write("odd.yaml", "user: x\nshots: 3\n")
        status, out, _ = self.lineup("check", "wrong", "odd")
        self.assertEqual(status, 1)
        self.assertEqual(out.splitlines(), [
            f'{wrong}:2: there is no key "exmaples"; did you mean examples?',
            f"{odd}:2: warning: there are only 0 examples for shots: 3",
            "2 prompts, 1 can't be used, 1 with warnings"])
        self.assertEqual(self.lineup("check", "odd")[0], 0)
        self.assertEqual(self.lineup("check", "./prompts/wrong.yaml")[0], 1)
        status, out, _ = self.lineup("check", "./gone.yaml")
        self.assertEqual(status, 1)
        self.assertIn("./gone.yaml: there is no such file", out)
        status, _, err = self.lineup("check", "wrogn")
        self.assertEqual(status, 1)
        self.assertEqual(err, 'lineup: there is no prompt "wrogn"; did you mean wrong?\n')

    def test_show_fills_a_prompt_in(self):
        self.write("greet.yaml", """
system: Be {{mood}}.
user: "Greet {{name}}:"
inputs: {name: {}, mood: {default: kind}}
examples:
  - {name: 민수, output: 안녕}
  - {name: Ann, output: Hi}
""")
        status, out, _ = self.lineup("show", "greet", "--input", "Bo", "--shots", "1")
        self.assertEqual(status, 0)
        self.assertEqual(
            out, "[system]\nBe kind.\n\n[user]\nGreet 민수:\n\n[assistant]\n안녕\n\n"
            "[user]\nGreet Bo:\n")
        status, out, _ = self.lineup(
            "show", "greet", "--input", "name=a=b", "--input", "mood=", "--shots", "1", "--mode",
            "completion", "--json")
        shown = json.loads(out)
        self.assertEqual(shown["text"], "Be .\n\nGreet 민수: 안녕\n\nGreet a=b:")
        self.assertEqual(shown["stop"], ["\n\n"])
        text = shown["text"].encode()
        self.assertEqual(
            [text[part["start"]:part["end"]].decode() for part in shown["sections"]],
            ["Be .\n\n", "Greet 민수: 안녕\n\n", "Greet a=b:"])
        status, out, _ = self.lineup("show", "greet", "--json")
        self.assertEqual(json.loads(out)["examples"][1], {"name": "Ann", "output": "Hi"})
        status, _, err = self.lineup("show", "greet", "--shots", "0")
        self.assertEqual(status, 2)
        self.assertIn("the prompt greet wants name: give --input name=TEXT", err)
        status, _, err = self.lineup("show", "greet", "--mode", "cat")
        self.assertEqual(status, 2)

    def test_a_hostile_file_is_refused_and_the_others_are_used(self):
        self.write("bomb.yaml", "a: &a [x, x]\nb: &b [*a, *a]\nuser: *b\n")
        self.write("deep.yaml", "user: " + "[" * 10_000)
        self.write("pattern.yaml", "user: x\nexpect: {regex: \"(a*)*b(?=c)\"}\n")
        self.write("screen.yaml", "user: x\ndescription: \"\\e]0;title\\a\"\n")
        with open(self.write("large.yaml", ""), "wb") as file:
            file.truncate(1 << 30)
        os.mkfifo(self.folder / "pipe.yaml")
        status, out, _ = self.lineup("check")
        self.assertEqual(status, 1)
        for name, reason in [
                ("bomb", "aliases"), ("deep", "too much is nested"), ("pattern", "look-ahead"),
                ("large", "larger than 1 MiB"), ("pipe", "it is not a file")]:
            lines = [line for line in out.splitlines() if f"/{name}.yaml" in line]
            self.assertEqual(len(lines), 1, out)
            self.assertIn(reason, lines[0])
        self.assertEqual(self.lineup()[0], 0)


if __name__ == "__main__":
    unittest.main()
