"""Before a prompt goes to a host for the first time, somebody has to say so."""

import json
import os
import subprocess
import time
import unittest

from lineup import BINARY, Lineup

# Nobody has this name: what is sent there comes to nothing.
HOST = "api.example.invalid"
# Longer than keys are taken for something else that was meant.
READING = 1
QUESTION = "may the prompt leave this machine"


class Consenting(unittest.TestCase):
    def setUp(self):
        self.lineup = Lineup(100, 30, {"FAR_KEY": "sk-journey-0123456789"})
        self.addCleanup(self.lineup.close)
        (self.lineup.home.path / "config.yaml").write_text(
            f"endpoints: [{{name: far, url: 'https://{HOST}/v1', key: '${{FAR_KEY}}'}}]\n")
        self.lineup.open("smollm2 far/big --temp 0 --predict 20")
        self.lineup.ask("Name a fruit.")
        self.lineup.wait(QUESTION)

    def test_only_n_is_no_and_the_next_prompt_asks_again(self):
        lineup = self.lineup
        # This machine answers meanwhile.
        self.assertIn(lineup.wait_done(1)["reason"], ("stop", "length"))
        file = lineup.home.path / "pasted"
        file.write_text("y\ny\n")
        lineup.tmux("load-buffer", str(file))
        lineup.tmux("paste-buffer", "-p", "-r")
        lineup.wait("^ › y")
        time.sleep(READING)
        for _ in range(2):
            lineup.press("Enter")
            lineup.wait(f"y sends it to {HOST}, n does not")
        self.assertRegex(lineup.screen(), QUESTION)
        self.assertEqual(lineup.done(2), [])
        lineup.press("n")
        lineup.wait_gone(QUESTION)
        self.assertEqual([event for event in lineup.home.events("start") if event["pane"] == 2], [])
        lineup.wait("not sent: you said no")
        lineup.press("C-c")
        # Nor does it go along with what is sent later.
        lineup.ask("Name a tree.")
        lineup.wait_done(1, 2)
        lineup.wait(QUESTION)
        time.sleep(READING)
        lineup.press("y")
        lineup.wait_done(2, 2)
        (start,) = [event for event in lineup.home.events("start") if event["pane"] == 2]
        self.assertEqual(
            json.loads(start["rendered"]), [{"role": "user", "content": "Name a tree."}])

    def test_what_was_not_sent_is_asked_about_again(self):
        lineup = self.lineup
        lineup.wait_done(1)
        time.sleep(READING)
        lineup.press("n")
        lineup.wait_gone(QUESTION)
        lineup.panes_mode()
        lineup.press("2", "r")
        lineup.wait(QUESTION)

    def test_who_is_asked_without_being_named_is_told(self):
        lineup = self.lineup
        lineup.wait_done(1)
        time.sleep(READING)
        lineup.press("n")
        lineup.wait_gone(QUESTION)
        lineup.press("C-d")
        lineup.wait_for_shell()
        result = subprocess.run(
            [BINARY, "--session", "last", "--plain"], input="And a tree.\n", text=True,
            capture_output=True, timeout=60,
            env=os.environ | {"LINEUP_HOME": str(lineup.home.path), "FAR_KEY": "sk-journey-0123456"})
        self.assertIn(f"lineup: far/big is asked: prompts go to {HOST}\n", result.stderr)
        self.assertEqual(result.stderr.count("is asked"), 1)

    def test_yes_is_asked_for_once(self):
        lineup = self.lineup
        lineup.wait_done(1)
        time.sleep(READING)
        lineup.press("y")
        self.assertIn(HOST, lineup.wait_done(2)["error"])
        lineup.ask("Name a tree.")
        self.assertIn(HOST, lineup.wait_done(2, 2)["error"])
        self.assertNotRegex(lineup.screen(), QUESTION)


if __name__ == "__main__":
    unittest.main()
