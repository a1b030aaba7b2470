"""A saved session is run again: all is the same, or it is said what is not."""

import json
import os
import subprocess
import unittest

from lineup import BINARY, STORY, Home, Journey

FRUIT = "Name three fruits."

PROMPT = """
name: french
user: "{{input}} =>"
examples:
  - {input: sea otter, output: loutre de mer}
  - {input: plush giraffe, output: girafe en peluche}
sampling: {temp: 0.8, predict: 8}
"""


def rerun(home, *arguments, environment=None):
    """The exit status, and the panes as --json has them."""
    result = subprocess.run(
        [BINARY, "rerun", "last", "--json", *arguments], capture_output=True, text=True,
        timeout=300,
        env=os.environ | {"LINEUP_HOME": str(home.path)} | (environment or {}))
    lines = [json.loads(line) for line in result.stdout.splitlines()]
    return result.returncode, lines, result.stderr


class RerunJourney(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)

    def lineup(self, *arguments, environment=None):
        return subprocess.run(
            [BINARY, *arguments], capture_output=True, text=True, timeout=300,
            env=os.environ | {"LINEUP_HOME": str(self.home.path)} | (environment or {}))

    def ask(self, *arguments, environment=None, models=("smollm2", "gemma3")):
        result = self.lineup(
            "run", *models, "--temp", "0.8", "--predict", "24", "-p", FRUIT, *arguments,
            environment=environment)
        self.assertEqual(result.returncode, 0, result.stderr)

    def files(self):
        return sorted(self.home.path.glob("sessions/*.jsonl"))

    def change(self, change):
        """Changes the events of the only session."""
        file, = self.files()
        events = [json.loads(line) for line in file.read_text().splitlines()]
        change(events)
        file.write_text("".join(json.dumps(event) + "\n" for event in events))

    def assert_identical(self, *arguments, panes, environment=None):
        status, verdicts, errors = rerun(self.home, *arguments, environment=environment)
        self.assertEqual([verdict["identical"] for verdict in verdicts], [True] * panes, verdicts)
        self.assertEqual(status, 0, errors)
        return verdicts

    def test_two_models_answer_alike_on_any_number_of_threads(self):
        self.ask()
        verdicts = self.assert_identical(panes=2)
        self.assertEqual([verdict["name"] for verdict in verdicts], ["smollm2", "gemma3"])
        for verdict in verdicts:
            self.assertEqual(verdict["answers"], 1)
            self.assertGreater(verdict["tokens"], 0)
            self.assertIsNone(verdict["first_difference"])
        self.assert_identical("--threads", "1", panes=2)
        # What is not for programs.
        result = self.lineup("rerun", "last")
        self.assertIn("smollm2: identical (1 answer, ", result.stdout)
        self.assertIn("All 2 panes are identical.\n", result.stdout)

    def test_a_prompt_file_with_examples_and_raw_text(self):
        folder = self.home.path / "prompts"
        folder.mkdir()
        (folder / "french.yaml").write_text(PROMPT)
        result = self.lineup("run", "smollm2", "gemma3", "--prompt", "french", "--shots", "2",
                             "-p", "cheese")
        self.assertEqual(result.returncode, 0, result.stderr)
        (folder / "french.yaml").unlink()
        self.assert_identical(panes=2)
        self.ask("--raw")
        self.assert_identical(panes=2)

    def test_a_token_that_is_another_one_is_named(self):
        self.ask(models=["smollm2"])
        place = []

        def change(events):
            tokens = [event for event in events if event["type"] == "token"]
            place.append(tokens[5]["id"])
            tokens[5]["id"] = 1

        self.change(change)
        status, verdicts, _ = rerun(self.home)
        self.assertEqual(status, 3)
        difference = verdicts[0]["first_difference"]
        self.assertFalse(verdicts[0]["identical"])
        self.assertEqual(
            [difference[key] for key in ("turn", "variant", "index", "was", "is")],
            [1, 1, 5, 1, place[0]])
        result = self.lineup("rerun", "last")
        self.assertIn("smollm2: 1 of 1 answer differs", result.stdout)
        self.assertIn("token 5", result.stdout)

    def test_what_the_model_was_given_counts_as_well(self):
        self.ask(models=["smollm2"])

        def change(events):
            for event in events:
                if event["type"] == "start":
                    event["rendered"] = event["rendered"].replace("three", "four")

        self.change(change)
        status, verdicts, _ = rerun(self.home)
        self.assertEqual(status, 3)
        self.assertTrue(verdicts[0]["first_difference"]["prompt"]["was"].startswith("four"))
        self.assertIsNone(verdicts[0]["first_difference"]["index"])

    def test_nothing_is_promised_under_other_conditions(self):
        self.ask("--predict", "6", models=["smollm2"], environment={"LINEUP_KERNELS": "plain"})
        self.assert_identical(panes=1, environment={"LINEUP_KERNELS": "plain"})

        def elsewhere(events):
            events[0]["machine"]["kernels"] = "abacus"

        self.change(elsewhere)
        status, verdicts, _ = rerun(self.home, environment={"LINEUP_KERNELS": "plain"})
        # It is not promised; and yet it is the same.
        self.assertEqual((status, verdicts[0]["identical"]), (0, None))
        self.assertIsNone(verdicts[0]["first_difference"])
        self.assertIn("abacus", verdicts[0]["reason"])
        self.assertIn("plain", verdicts[0]["reason"])

        def another_file(events):
            events[0]["machine"]["kernels"] = "plain"
            for event in events:
                if "model" in event and "file_bytes" in event["model"]:
                    event["model"]["file_bytes"] += 1

        self.change(another_file)
        _, verdicts, _ = rerun(self.home, environment={"LINEUP_KERNELS": "plain"})
        self.assertIsNone(verdicts[0]["identical"])
        self.assertIn("another model file", verdicts[0]["reason"])

        def gone(events):
            for event in events:
                if "model" in event:
                    event["model"]["path"] = "/nowhere/gone.gguf"

        self.change(gone)
        status, verdicts, _ = rerun(self.home)
        self.assertEqual((status, verdicts[0]["identical"]), (1, None))
        self.assertIn("gone.gguf is not at /nowhere", verdicts[0]["reason"])

    def test_a_model_that_moved_is_found_by_its_file(self):
        self.ask(models=["smollm2"])

        def change(events):
            for event in events:
                if "model" in event:
                    name = os.path.basename(event["model"]["path"])
                    event["model"]["path"] = "/nowhere/" + name

        self.change(change)
        self.assert_identical(panes=1)

    def test_other_settings_and_models_stand_beside_in_a_new_session(self):
        self.ask()
        status, verdicts, _ = rerun(self.home, "--set", "temp=0", "--set", "predict=12")
        self.assertIn(status, (0, 3))
        self.assertEqual([verdict["beside"] for verdict in verdicts], [1, 2])
        self.assertEqual(verdicts[0]["name"], "smollm2 temp=0 predict=12")
        self.assertEqual(len(self.files()), 2)
        # With other panes added all is still the same.
        self.assert_identical(panes=4)
        # Both panes were asked alike, so another model is asked once.
        status, verdicts, errors = rerun(self.home, "--model", "smollm2", "--no-save")
        self.assertEqual(len(self.files()), 2, errors)
        self.assertEqual([verdict["answers"] for verdict in verdicts], [1] * len(verdicts))
        shown = self.lineup("rerun", "last", "--set", "tmep=1")
        self.assertEqual(shown.returncode, 2)
        self.assertIn("did you mean temp", shown.stderr)

    def test_the_same_settings_give_the_same(self):
        self.ask(models=["smollm2"])
        status, verdicts, errors = rerun(self.home, "--set", "temp=0.8", "--no-save")
        self.assertEqual((status, verdicts[0]["identical"]), (0, True), errors)
        self.assertEqual(len(self.files()), 1)


class HandMadeSessionJourney(Journey):
    size = (160, 36)

    def assert_identical(self, panes):
        lineup = self.lineup
        lineup.press("C-q")
        lineup.wait_for_shell()
        status, verdicts, errors = rerun(lineup.home)
        self.assertEqual([verdict["identical"] for verdict in verdicts], [True] * panes, verdicts)
        self.assertEqual(status, 0, errors)
        return verdicts

    def stop_in_mid_answer(self, tokens):
        lineup = self.lineup
        lineup.open("smollm2 --temp 0.9 --seed 5 --predict 400")
        lineup.ask(STORY)
        lineup.wait_streaming(1, tokens=tokens)
        lineup.panes_mode()
        lineup.press("s")
        lineup.wait_done(1, 1)

    def test_stopped_and_continued_answers_also_of_a_clone(self):
        lineup = self.lineup
        self.stop_in_mid_answer(tokens=20)
        lineup.press("c")
        lineup.wait_pane(2, lambda pane: pane.state in "⊘◦", "to be ready")
        lineup.press("C")
        lineup.wait_done(2, 1)
        lineup.press("1")
        lineup.press("C")
        lineup.wait_streaming(1, tokens=40)
        lineup.press("s")
        lineup.wait_done(1, 2)
        verdicts = self.assert_identical(panes=2)
        self.assertEqual([verdict["answers"] for verdict in verdicts], [1, 1])

    def test_an_answer_that_goes_on_in_a_session_that_is_opened_again(self):
        lineup = self.lineup
        self.stop_in_mid_answer(tokens=10)
        lineup.press("C-q")
        lineup.wait_for_shell()
        lineup.start(f"{BINARY} --session last")
        lineup.wait("^ ?(TYPE|PANES) ")
        lineup.wait_pane(1, lambda pane: pane.state in "⊘◦", "to be ready")
        lineup.panes_mode()
        # What is set from now on is not for an answer that has begun.
        lineup.command("temp 1.7")
        lineup.press("C")
        lineup.wait_streaming(1, tokens=25)
        lineup.press("s")
        lineup.wait_done(1, 2)
        lineup.press("C")
        lineup.wait_streaming(1, tokens=40)
        lineup.press("s")
        lineup.wait_done(1, 3)
        lineup.press("i")
        lineup.ask(FRUIT)
        lineup.wait_done(1, 4)
        lineup.panes_mode()
        verdicts = self.assert_identical(panes=1)
        self.assertEqual(verdicts[0]["answers"], 2)
        temperatures = [event["settings"]["temp"]["value"]
                        for event in lineup.home.events("settings")]
        self.assertEqual(temperatures[-1], 1.7)

    def test_edited_and_repeated_answers_and_their_branches(self):
        lineup = self.lineup
        lineup.open("smollm2 gemma3 --temp 0.9 --predict 20")
        for count, text in enumerate([FRUIT, "And a colour."], 1):
            lineup.ask(text)
            for pane in (1, 2):
                lineup.wait_done(pane, count)
        lineup.panes_mode()
        lineup.press("R")
        lineup.wait_done(1, 3)
        lineup.press("(")
        lineup.wait("‹1/2›")
        lineup.command("temp 1.3")
        lineup.press("e")
        lineup.wait("instead of the prompt in pane 1")
        lineup.press("Up")
        lineup.wait("› Name three fruits.")
        lineup.type(" Only names.")
        lineup.wait("Only names.")
        lineup.press("Enter")
        lineup.wait_done(1, 4)
        lineup.ask("Thanks.")
        lineup.wait_done(1, 5)
        lineup.wait_done(2, 3)
        lineup.panes_mode()
        verdicts = self.assert_identical(panes=2)
        self.assertEqual(verdicts[0]["answers"], 5)

    def test_other_settings_open_beside_the_old_answers(self):
        lineup = self.lineup
        lineup.open("smollm2 --temp 0.9 --predict 16")
        for count, text in enumerate([FRUIT, "And a colour."], 1):
            lineup.ask(text)
            lineup.wait_done(1, count)
        lineup.panes_mode()
        lineup.press("C-q")
        lineup.wait_for_shell()
        lineup.start(f"{BINARY} rerun last --set temp=0")
        for pane in (1, 2):
            lineup.wait_pane(pane, lambda pane: "And a colour." in pane.text, "to be there")
        lineup.wait("smollm2 temp=0 ")
        # The new one has its own history.
        answers = [event["text"] for event in lineup.done(2)]
        self.assertEqual(len(answers), 2)
        last = [event for event in lineup.home.events("start") if event["pane"] == 2][-1]
        self.assertIn(answers[0].strip(), last["rendered"])
        self.assert_identical(panes=2)


if __name__ == "__main__":
    unittest.main()
