"""Prompt files and batches without a screen: what examples buy, and nothing is done twice."""

import csv
import io
import json
import os
import signal
import subprocess
import time
import unittest

from lineup import BINARY, Home, Journey

PROMPT = """
name: mood
user: "Review: {{input}}\\nMood:"
examples:
  - {input: "I love this lamp, it is bright and warm.", output: positive}
  - {input: "It broke after one day, I want my money back.", output: negative}
  - {input: "The best soup I ever had.", output: positive}
  - {input: "A boring book, I gave up after ten pages.", output: negative}
sampling: {temp: 0, predict: 6}
stop: ["\\n"]
expect: {equals: "{{label}}"}
"""

ROWS = [
    ("A wonderful film, I laughed all evening.", "positive"),
    ("The room was dirty and the staff was rude.", "negative"),
    ("These shoes are great, I wear them every day.", "positive"),
    ("The worst phone I have ever bought.", "negative"),
    ("Delicious bread and very friendly people.", "positive"),
    ("It stopped working and nobody answers my calls.", "negative"),
    ("I am so happy with this chair.", "positive"),
    ("A waste of money, do not buy it.", "negative"),
    ("Beautiful music, perfect sound.", "positive"),
    ("The food was cold and tasted awful.", "negative"),
    ("Excellent service, we will come again.", "positive"),
    ("The jacket fell apart after a week.", "negative"),
]


class BatchJourney(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)
        folder = self.home.path / "prompts"
        folder.mkdir()
        (folder / "mood.yaml").write_text(PROMPT)
        self.inputs = self.write("reviews.jsonl", "".join(
            json.dumps({"input": text, "label": label}) + "\n" for text, label in ROWS))

    def write(self, name, text):
        file = self.home.path / name
        file.write_text(text)
        return str(file)

    @property
    def environment(self):
        return os.environ | {"LINEUP_HOME": str(self.home.path)}

    def run_lineup(self, *arguments, input=""):
        result = subprocess.run(
            [BINARY, "run", *arguments], input=input, capture_output=True, text=True, timeout=300,
            env=self.environment)
        return result.returncode, result.stdout, result.stderr

    def batch(self, *arguments):
        return self.run_lineup(*arguments, "--prompt", "mood", "--inputs", self.inputs)

    def events(self, *arguments):
        status, out, err = self.batch(*arguments, "--json")
        self.assertEqual(status, 0, err)
        return [json.loads(line) for line in out.splitlines()]

    def sessions(self):
        return list(self.home.path.glob("sessions/*.jsonl"))

    # -- one prompt

    def test_a_prompt_file_is_filled_in_and_the_answer_is_judged(self):
        status, out, err = self.run_lineup(
            "gemma3", "--prompt", "mood", "--input", "I like it very much.",
            "--input", "label=positive")
        self.assertEqual(status, 0, err)
        self.assertEqual(out.strip(), "positive")
        self.assertIn("as expected", err)
        prompt = self.home.events("prompt")[0]
        self.assertEqual(prompt["shots"], 4)
        self.assertEqual(prompt["inputs"], {"input": "I like it very much.", "label": "positive"})
        start = self.home.events("start")[0]
        self.assertIn("I love this lamp", start["rendered"])

    def test_flags_go_before_what_the_file_says(self):
        text = self.write("text", "It is bad.\n")
        status, _, err = self.run_lineup(
            "gemma3", "--prompt", "mood", "--input", f"@{text}", "--shots", "0", "--predict", "3")
        self.assertEqual(status, 0, err)
        settings = self.home.events("settings")[-1]["settings"]
        self.assertEqual(settings["shots"], {"value": 0, "source": "flag"})
        self.assertEqual(settings["predict"], {"value": 3, "source": "flag"})
        self.assertEqual(settings["temp"]["source"], "prompt")
        rendered = self.home.events("start")[0]["rendered"]
        self.assertEqual(rendered, "Review: It is bad.\nMood:")

    def test_what_is_missing_is_named(self):
        status, out, err = self.run_lineup("gemma3", "--prompt", "mood")
        self.assertEqual((status, out), (2, ""))
        self.assertIn("input", err)
        status, _, err = self.run_lineup("gemma3", "--prompt", "moood", "--input", "x")
        self.assertEqual(status, 2)
        self.assertIn("mood", err)
        rows = self.write("wrong.csv", "text,label\nGood.,positive\n")
        status, _, err = self.run_lineup("gemma3", "--prompt", "mood", "--inputs", rows)
        self.assertEqual(status, 2)
        self.assertIn("wrong.csv:2:", err)
        self.assertEqual(self.sessions(), [])

    def test_one_answer_may_be_held_to_what_is_expected(self):
        for label, expected in (("positive", 0), ("negative", 4)):
            status, out, err = self.run_lineup(
                "gemma3", "--prompt", "mood", "--input", "I like it very much.",
                "--input", f"label={label}", "--min-pass", "1", "--no-save")
            self.assertEqual((status, out.strip()), (expected, "positive"), err)
        status, _, err = self.run_lineup(
            "gemma3", "--prompt", "mood", "--input", "It is fine.", "--min-pass", "1")
        self.assertEqual(status, 2, err)

    # -- batches

    def test_examples_make_a_small_model_useful(self):
        status, out, err = self.batch("gemma3", "--shots", "0,4")
        self.assertEqual(status, 0, err)
        lines = out.splitlines()
        self.assertEqual(len(lines), 3, out)
        zero, four = (int(line.split()[3]) for line in lines[1:])
        self.assertLessEqual(zero, 3, out)
        self.assertGreaterEqual(four, 9, out)
        self.assertEqual(len(self.sessions()), 1)
        self.assertEqual(len(self.home.events("done")), 2 * len(ROWS))

    def test_a_share_that_is_too_small_is_exit_code_4(self):
        status, _, err = self.batch("gemma3", "--shots", "0,4", "--min-pass", "0.7")
        self.assertEqual(status, 4, err)
        self.assertIn("gemma3 0-shot", err)
        self.assertNotIn("4-shot", err.splitlines()[-1])
        status, _, err = self.batch("gemma3", "--shots", "4", "--min-pass", "0.7")
        self.assertEqual(status, 0, err)

    def test_answers_are_the_same_as_one_by_one(self):
        sampling = ("--temp", "0.9", "--seed", "7", "--predict", "12", "--shots", "1")
        events = self.events("smollm2", *sampling)
        texts = {event["turn"]: event["text"] for event in events if event["type"] == "prompt"}
        streams = {}
        panes = {}
        for event in events:
            if event["type"] == "start":
                panes[event["pane"]] = texts[event["turn"]]
            elif event["type"] == "token":
                streams.setdefault(panes[event["pane"]], []).append(
                    (event["id"], event["logprob"]))
        self.assertEqual(len(streams), len(ROWS))
        self.assertGreater(len(panes), 4)
        for text, label in ROWS[:4]:
            status, out, err = self.run_lineup(
                "smollm2", "--prompt", "mood", "--input", text, "--input", f"label={label}",
                *sampling, "--json", "--no-save")
            self.assertEqual(status, 0, err)
            alone = [json.loads(line) for line in out.splitlines()]
            self.assertEqual(
                [(event["id"], event["logprob"]) for event in alone if event["type"] == "token"],
                streams[text])

    def test_a_model_that_can_not_be_had_does_not_stop_the_others(self):
        bad = self.write("bad.gguf", "<html>404</html>")
        status, out, err = self.batch(bad, "gemma3", "--shots", "4")
        self.assertEqual(status, 1, err)
        self.assertIn("not a GGUF file", err)
        self.assertEqual([line.split()[:3] for line in out.splitlines()[1:3]],
                         [["bad", "4", "12"], ["gemma3", "4", "12"]])
        self.assertIn("12 inputs failed", out)

    def test_json_is_the_session_and_ends_with_what_came_of_it(self):
        events = self.events("gemma3", "smollm2", "--shots", "0,1")
        self.assertEqual([event["type"] for event in events[:2]], ["session", "batch"])
        results = [event for event in events if event["type"] == "batch_result"]
        self.assertEqual(events[-4:], results)
        self.assertEqual([(result["model"], result["shots"]) for result in results],
                         [("gemma3", 0), ("gemma3", 1), ("smollm2", 0), ("smollm2", 1)])
        for result in results:
            self.assertEqual(result["inputs"], len(ROWS))
            self.assertEqual(result["checked"], len(ROWS))
            low, high = result["interval"]
            self.assertTrue(low <= result["share"] <= high)
        self.assertEqual(events, self.home.events())

    def test_csv_and_markdown(self):
        status, out, err = self.batch("gemma3", "--shots", "4", "--csv")
        self.assertEqual(status, 0, err)
        rows = list(csv.DictReader(io.StringIO(out)))
        self.assertEqual([row["input"] for row in rows], [text for text, _ in ROWS])
        for row in rows:
            self.assertEqual(row["met"], str(row["answer"].strip() == row["label"]).lower())
        status, out, _ = self.batch("gemma3", "--shots", "4", "--markdown", "--no-save")
        self.assertTrue(out.startswith("| model "), out)
        self.assertEqual(len(out.splitlines()), 3)

    def start_and_stop(self, number, after, *arguments):
        """Runs a batch and sends it a signal once so many answers are there."""
        process = subprocess.Popen(
            [BINARY, "run", *arguments, "--prompt", "mood", "--inputs", self.inputs, "--json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=self.environment)
        done = 0
        for line in process.stdout:
            if json.loads(line)["type"] == "done":
                done += 1
            if done == after:
                break
        process.send_signal(number)
        process.stdout.read()
        err = process.stderr.read()
        process.stdout.close()
        process.stderr.close()
        return process.wait(timeout=60), err

    def answered(self):
        return [event for event in self.home.events("done")
                if event["reason"] in ("stop", "length")]

    def assert_resumed(self, arguments):
        before = len(self.answered())
        self.assertLess(before, 2 * len(ROWS))
        status, out, err = self.batch(*arguments, "--resume")
        self.assertEqual(status, 0, err)
        self.assertEqual(len(self.sessions()), 1)
        asked = [event["text"] for event in self.home.events("prompt")]
        self.assertEqual(len(self.answered()), 2 * len(ROWS))
        self.assertLessEqual(len(asked), 2 * len(ROWS) + 3)
        counts = [line.split()[2] for line in out.splitlines()[1:]]
        self.assertEqual(counts, [str(len(ROWS))] * 2)
        # There is nothing left to do.
        done = len(self.home.events("done"))
        events = self.events(*arguments, "--resume")
        self.assertEqual(events[0]["type"], "resumed")
        self.assertEqual([event["answered"] for event in events[-2:]], [len(ROWS)] * 2)
        status, again, err = self.batch(*arguments, "--resume")
        self.assertEqual(status, 0, err)
        self.assertEqual(len(self.home.events("done")), done)
        self.assertEqual([line.split()[:5] for line in again.splitlines()],
                         [line.split()[:5] for line in out.splitlines()])

    def test_a_batch_that_was_killed_goes_on(self):
        arguments = ("gemma3", "--shots", "0,4", "--parallel", "3")
        status, _ = self.start_and_stop(signal.SIGKILL, 14, *arguments)
        self.assertEqual(status, -signal.SIGKILL)
        time.sleep(0.2)
        self.assert_resumed(arguments)

    def test_control_c_ends_with_what_there_is(self):
        arguments = ("gemma3", "--shots", "0,4", "--parallel", "3")
        status, err = self.start_and_stop(signal.SIGINT, 5, *arguments)
        self.assertEqual(status, 130)
        self.assertIn("--resume", err)
        self.assert_resumed(arguments)

    def test_only_the_same_batch_is_gone_on_with(self):
        status, _, err = self.batch("gemma3", "--shots", "4", "--resume")
        self.assertEqual(status, 1)
        self.assertIn("no saved session", err)
        self.batch("gemma3", "--shots", "4")
        status, _, err = self.batch("gemma3", "--shots", "4", "--temp", "1", "--session", "last")
        self.assertEqual(status, 1)
        self.assertIn("other settings", err)
        # More may be asked of it.
        status, out, err = self.batch("gemma3", "--shots", "1,4", "--session", "last")
        self.assertEqual(status, 0, err)
        self.assertEqual(len(out.splitlines()), 3)
        self.assertEqual(len(self.sessions()), 1)
        self.assertEqual(len(self.home.events("done")), 2 * len(ROWS))

    def test_lines_of_a_pipe_go_into_the_prompt_file(self):
        result = subprocess.run(
            [BINARY, "gemma3", "--prompt", "mood", "--shots", "2"],
            input="I like it very much.\nI hate it.\n", capture_output=True, text=True, timeout=60,
            env=self.environment)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertEqual(result.stdout.split(), ["positive", "negative"])
        self.assertEqual([event["shots"] for event in self.home.events("prompt")], [2, 2])


class PromptInThePlayground(Journey):
    def test_a_pane_begins_with_the_prompt_file_of_the_command_line(self):
        folder = self.lineup.home.path / "prompts"
        folder.mkdir()
        (folder / "mood.yaml").write_text(PROMPT)
        self.lineup.open("gemma3 --prompt mood --shots 2")
        self.lineup.wait(r"\{\{input\}\} of mood . 2-shot")
        self.lineup.ask("I like it very much.")
        done = self.lineup.wait_done(1)
        self.assertEqual(done["text"].strip(), "positive")
        prompt = self.lineup.home.events("prompt")[0]
        self.assertEqual((prompt["shots"], prompt["text"]), (2, "I like it very much."))


if __name__ == "__main__":
    unittest.main()
