"""Advice: four questions at the terminal, the same by flags, and commands to go on with."""

import json
import os
import subprocess
import unittest

from lineup import BINARY, Home, Journey


class AskingForAdvice(Journey):
    size = (100, 60)

    def test_four_questions_are_answered_with_numbers_words_and_enter(self):
        lineup = self.lineup
        lineup.start(f"{BINARY} advise")
        lineup.wait("Where may the data go[?]")
        lineup.type("9")
        lineup.press("Enter")
        lineup.wait("It is a number from 1 to 3, or nowhere, server, anywhere")
        lineup.type("any")
        lineup.press("Enter")
        lineup.wait("Which machine[?]")
        lineup.wait("this  +this one: .* of memory left")
        lineup.press("Enter")
        lineup.wait("How many requests a day[?]")
        lineup.type("250")
        lineup.press("Enter")
        lineup.wait("What quality is needed[?]")
        lineup.press("Enter")
        lineup.wait("Measure how fast this machine runs gemma3[?]")
        lineup.press("Enter")
        lineup.wait_for_shell()
        lineup.wait("^situation  a small model of your own first, and an API beside it")
        lineup.wait("KV cache .* work space .* = ")
        lineup.wait("a day's 250")
        lineup.wait("measured with gemma3: ")
        lineup.wait("openai/gpt-6-luna: [$]0[.]9")
        lineup.wait("  lineup run .*openai/gpt-6-luna --prompt NAME")

    def test_the_end_of_input_ends_it(self):
        lineup = self.lineup
        lineup.start(f"{BINARY} advise --data nowhere")
        lineup.wait("Which machine[?]")
        lineup.press("C-d")
        lineup.wait_for_shell()
        self.assertNotIn("situation", lineup.screen())


class AdviceForScripts(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)

    def advise(self, *arguments, status=0):
        result = subprocess.run(
            [BINARY, "advise", *arguments], stdin=subprocess.DEVNULL, capture_output=True, text=True,
            timeout=120, env=os.environ | {"LINEUP_HOME": str(self.home.path)})
        self.assertEqual(result.returncode, status, result.stderr)
        return result.stdout if status == 0 else result.stderr

    def test_flags_answer_all_and_json_has_it(self):
        said = json.loads(self.advise(
            "--data", "anywhere", "--machine", "16,64", "--requests", "1000", "--quality", "best",
            "--price-input", "2", "--price-output", "10", "--currency", "EUR", "--json"))
        self.assertEqual(said["situation"], "api")
        self.assertEqual(said["assumed"], [])
        self.assertEqual(said["answers"]["memory"], 64 << 30)
        self.assertIsNone(said["measured"])
        given = next(cost for cost in said["costs"] if cost["source"] == "as given")
        self.assertEqual((given["month"], given["currency"]), (75, "EUR"))
        for model in said["models"]:
            self.assertLessEqual(model["memory"]["total"], 64 << 30)
            shown = subprocess.check_output(
                [BINARY, "inspect", model["name"], "--json", "--ctx-size",
                 str(model["memory"]["context"])], text=True,
                env=os.environ | {"LINEUP_HOME": str(self.home.path)})
            self.assertEqual(json.loads(shown)["memory"]["total"], model["memory"]["total"])

    def test_what_is_open_is_taken_as_usual_and_said(self):
        said = self.advise()
        self.assertIn("data nowhere, 1000 requests a day, quality narrow", " ".join(said.split()))
        self.assertIn("--local-only", said)

    def test_prices_of_the_settings_count(self):
        (self.home.path / "config.yaml").write_text(
            "endpoints:\n  - name: lab\n    url: https://lab.example/v1\n    currency: EUR\n"
            "    prices:\n      big: {input: 1, output: 4}\n")
        said = json.loads(self.advise("--data", "anywhere", "--quality", "general", "--json"))
        lab = next((cost for cost in said["costs"] if cost["model"] == "lab/big"), None)
        self.assertIsNotNone(lab, said["costs"])
        self.assertAlmostEqual(lab["month"], 33)

    def test_what_makes_no_sense_is_refused(self):
        self.assertIn("--machine must be this, or CORES,GIB", self.advise("--machine", "x", status=2))
        self.assertIn(
            "--price-output must be given with --price-input",
            self.advise("--price-input", "1", status=2))
        (self.home.path / "models").unlink()
        self.assertIn("there is no model here to measure with", self.advise("--measure", status=1))


if __name__ == "__main__":
    unittest.main()
