"""Systems of the catalogue: listed, told of, named although they can't be opened, and picked."""

import json
import subprocess
import unittest

from lineup import BINARY, Home, Journey

OWN = """
우리-요약기:
  title: 우리 회사 요약 모델 8B
  family: 우리 모델
  maker: 우리 회사
  access: weights
  how: 학습을 맡은 팀에 파일을 달라고 하세요
  instead: [smollm2]
lamda:
  acess: private
"""


class SystemsFromTheCommandLine(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)

    def lineup(self, *arguments):
        said = subprocess.run(
            [BINARY, *arguments], env={"LINEUP_HOME": str(self.home.path), "PATH": "/usr/bin:/bin"},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
        return said.returncode, said.stdout, said.stderr

    def test_what_is_here_comes_before_what_there_is(self):
        status, out, err = self.lineup("models")
        self.assertEqual((status, err), (0, ""))
        here, systems = out.split("\n\n", 1)
        self.assertIn("smollm2", here)
        self.assertRegex(systems, r"(?m)^  smollm2 +2024 +134\.5M +weights: here")
        self.assertRegex(systems, r"(?m)^  lamda +2022 +137B +private")
        _, out, _ = self.lineup("models", "list", "llama", "65b")
        self.assertIn("llama-65b", out)
        self.assertNotIn("llama-33b", out)
        status, out, err = self.lineup("models", "list", "no such thing")
        self.assertEqual((status, out), (1, ""))
        self.assertIn("no model and no system has", err)

    def test_a_row_is_told_whole_and_as_json(self):
        _, out, _ = self.lineup("models", "show", "LaMDA")
        for words in ("LaMDA 137B", "never given out", "gemma3", "https://arxiv.org/abs/2201.08239"):
            self.assertIn(words, out)
        _, out, _ = self.lineup("models", "list", "--json")
        rows = [json.loads(line) for line in out.splitlines()]
        self.assertEqual(rows[0]["kind"], "file")
        row = next(row for row in rows if row["kind"] == "system" and row["name"] == "llama-65b")
        self.assertEqual(row["parameters"], 65_285_660_672)
        self.assertGreater(row["memory"]["F16"], row["memory"]["Q4_K_M"])
        status, _, err = self.lineup("models", "show", "lamdaa")
        self.assertEqual(status, 1)
        self.assertIn("did you mean lamda?", err)

    def test_naming_what_cannot_be_opened_says_why(self):
        for words in (["lamda"], ["run", "lamda", "-p", "x"], ["models", "pull", "lamda"]):
            status, out, err = self.lineup(*words)
            self.assertEqual((status, out), (1, ""))
            self.assertIn("it was never given out", err)
            self.assertIn("closest to it: gemma3 (here)", err)
        _, _, err = self.lineup("run", "llama-7b", "-p", "x")
        self.assertIn("lineup models pull llama-7b", err)

    def test_memory_is_planned_without_a_file(self):
        status, out, _ = self.lineup(
            "inspect", "llama-65b", "--quantisation", "q4_0", "--ctx-size", "512", "--json")
        plan = json.loads(out)
        self.assertEqual((status, plan["planned"], plan["quantisation"]), (0, True, "Q4_0"))
        self.assertEqual(plan["memory"]["context"], 512)
        self.assertGreater(plan["memory"]["total"], 36e9)
        status, _, err = self.lineup("inspect", "palm2")
        self.assertEqual(status, 1)
        self.assertIn("no published shape", err)

    def test_rows_of_ones_own_are_listed_and_what_is_wrong_in_them_is_said(self):
        (self.home.path / "catalogue.yaml").write_text(OWN)
        status, out, err = self.lineup("models", "list", "우리")
        self.assertEqual(status, 0)
        self.assertIn("우리-요약기", out)
        self.assertIn('catalogue.yaml:10: there is no fact "acess"; did you mean access?', err)
        _, out, err = self.lineup("run", "우리-요약기", "-p", "x")
        self.assertIn("학습을 맡은 팀에 파일을 달라고 하세요", err)
        # What is wrong in a row leaves the shipped one in its place.
        self.assertIn("LaMDA 137B", self.lineup("models", "show", "lamda")[1])


class PickingASystem(Journey):
    size = (80, 24)

    def test_tab_goes_to_what_comes_closest(self):
        lineup = self.lineup
        lineup.open("smollm2")
        lineup.panes_mode()
        lineup.press("a")
        lineup.wait("not here: Enter fetches it")
        lineup.type("lamda")
        lineup.wait("› lamda +137B +Google +never public")
        lineup.wait("it was never given out")
        lineup.press("Enter")
        lineup.wait("Tab goes to gemma3, the closest there is")
        lineup.press("Tab")
        lineup.wait("› gemma3 +241.4 MiB")
        lineup.press("Enter")
        lineup.wait("gemma-3-270m|gemma3")
        lineup.wait_gone("─ a model for a new pane ─")


if __name__ == "__main__":
    unittest.main()
