"""Servers of config.yaml: what is told of them, what asking them says, and picking their models."""

import json
import os
import subprocess
import unittest

from lineup import BINARY, Lineup
from model_server import ModelServer

KEY = "sk-journey-0123456789abcdefghijklmnop"


def greet(reply):
    reply.head()
    reply.say("Hel", "lo")


class Endpoints(unittest.TestCase):
    def setUp(self):
        self.server = ModelServer(
            {"big/one": greet},
            models=["big/one", "small"])
        self.addCleanup(self.server.close)
        self.lineup = Lineup(120, 40, {"LAB_KEY": KEY})
        self.addCleanup(self.lineup.close)
        self.home = self.lineup.home.path
        self.configure(f"""
            endpoints:
              - name: lab
                url: {self.server.url}/v1
                key: ${{LAB_KEY}}
                prices: {{small: {{input: 2, output: 10}}}}
                models: [gone]
              - name: away
                url: http://127.0.0.1:1/v1
            """)

    def configure(self, text):
        (self.home / "config.yaml").write_text(text)

    def run_lineup(self, *arguments, status=0, **environment):
        process = subprocess.run(
            [BINARY, "endpoints", *arguments], stdin=subprocess.DEVNULL, capture_output=True,
            timeout=60, text=True,
            env=os.environ | {"LINEUP_HOME": str(self.home), "LAB_KEY": KEY} | environment)
        self.assertEqual(process.returncode, status, process.stdout + process.stderr)
        self.assertNotIn(KEY, process.stdout + process.stderr)
        return process

    def test_a_list_asks_nobody(self):
        listed = self.run_lineup("list").stdout
        self.assertRegex(listed, r"lab +http://127\.0\.0\.1:\d+/v1 +key in LAB_KEY +2 models, 1 priced")
        self.assertRegex(listed, r"openai +https://api\.openai\.com/v1")
        lines = [json.loads(line) for line in self.run_lineup("--json").stdout.splitlines()]
        self.assertEqual(lines[0]["prices"]["small"]["output"], 10)
        self.assertEqual(lines[0]["key"], "${LAB_KEY}")
        self.assertEqual(self.server.requests, [])

    def test_a_check_tells_who_answers_with_what(self):
        checked = self.run_lineup("check", "lab").stdout
        self.assertRegex(
            checked, r"^lab  answers in [\d.]+ ms with 2 models; it does not list gone: big/one, small$")
        self.assertEqual([request.path for request in self.server.requests], ["/v1/models"])

        both = self.run_lineup("check", "lab", "away", "--json", status=1).stdout
        lab, away = [json.loads(line) for line in both.splitlines()]
        self.assertEqual((lab["state"], lab["problem"]), ("ok", None))
        self.assertEqual([model["id"] for model in lab["models"]], ["big/one", "small"])
        self.assertEqual((away["state"], away["models"], away["ms"]), ("absent", None, None))

    def test_a_model_is_tried_with_a_word(self):
        tried = self.run_lineup("check", "lab/big/one").stdout
        self.assertRegex(tried, r"^lab/big/one  answers after [\d.]+ ms: Hello \(2 tokens\)$")
        self.assertLessEqual(self.server.requests[0].body["max_tokens"], 16)
        refused = json.loads(self.run_lineup("check", "lab/small", "--json", status=1).stdout)
        self.assertEqual((refused["state"], refused["answer"]), ("failed", None))
        self.assertIn("404", refused["problem"])

    def test_what_is_wrong_is_told_in_one_sentence(self):
        missing = self.run_lineup("check", "lab", status=1, LAB_KEY="")
        self.assertIn("lab wants a key, and LAB_KEY is not set", missing.stdout)
        self.assertIn("did you mean lab?", self.run_lineup("check", "lob", status=1).stderr)
        self.configure(f"endpoints:\n  - name: lab\n    url: https://a.example/v1\n    key: {KEY}\n")
        broken = self.run_lineup("check", "lab", status=1)
        self.assertRegex(broken.stderr, r"^lineup: the endpoint lab can't be used: config.yaml:4: key ")
        self.assertEqual(self.server.requests, [])

    def test_a_server_is_asked_for_its_models_and_one_is_opened(self):
        lineup = self.lineup
        lineup.start(f"{BINARY} lab/small")
        lineup.wait("^ ?TYPE ")
        # Added while it runs.
        self.configure((self.home / "config.yaml").read_text().replace("name: away", "name: own"))
        lineup.panes_mode()
        lineup.press("a")
        lineup.wait("a model for a new pane")
        lineup.wait(r"lab/small +\$2\.00 in, \$10\.00 out /M")
        # Of this machine's servers, what they have is looked for without their keys.
        lineup.wait("lab/big/one +this machine")
        self.assertEqual(
            {request.headers.get("Authorization") for request in self.server.requests}, {None})
        lineup.type("big")
        lineup.wait("› lab/big/one")
        lineup.press("Enter")
        lineup.wait("2 . lab/big/one")
        lineup.press("Enter")
        lineup.wait("^ ?TYPE ")
        lineup.ask("Hi")
        self.assertEqual(lineup.wait_done(2)["reason"], "stop")
        lineup.wait("Hello")

        lineup.panes_mode()
        lineup.press("a")
        lineup.type("openai")
        lineup.wait("openai +no key: set OPENAI_API_KEY")
        lineup.press("Escape")
        lineup.wait_gone("a model for a new pane")
        lineup.press("a")
        lineup.type("own")
        lineup.wait("own +nothing listens at 127.0.0.1:1 ")
        self.assertNotIn(KEY, lineup.screen())


if __name__ == "__main__":
    unittest.main()
