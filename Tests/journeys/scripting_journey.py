"""Scripting: without a screen, from pipes, with errors that say what to do."""

import json
import os
import struct
import subprocess
import unittest

from lineup import BINARY, Home

QUESTION = "Name three rivers and say where they are. 강 이름도 하나."


class ScriptingJourney(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)

    def lineup(self, *arguments, input="", home=None):
        result = subprocess.run(
            [BINARY, *arguments], input=input, capture_output=True, text=True, timeout=120,
            env=os.environ | {"LINEUP_HOME": str(home or self.home.path)})
        return result.returncode, result.stdout, result.stderr

    def events(self, *arguments):
        status, out, _ = self.lineup("run", *arguments, "--json")
        self.assertEqual(status, 0)
        return [json.loads(line) for line in out.splitlines()]

    def test_score_finds_the_log_probabilities_that_run_reported(self):
        for model in ("smollm2", "gemma3"):
            alone = self.events(model, "-p", QUESTION, "--temp", "0", "-n", "40", "-t", "1")
            beside = self.events(
                model, "smollm2", "-p", QUESTION, "--temp", "0", "-n", "40")
            start = next(event for event in alone if event["type"] == "start")
            tokens = [event for event in alone if event["type"] == "token"]
            ids = [event["id"] for event in tokens]
            self.assertGreater(len(ids), 20)

            status, out, _ = self.lineup("tokenize", model, input=start["rendered"])
            self.assertEqual(status, 0)
            prompt = json.loads(out)
            self.assertEqual(len(prompt), start["prompt_tokens"])
            status, out, _ = self.lineup(
                "score", model, "--jsonl", input=json.dumps(prompt + ids) + "\n")
            self.assertEqual(status, 0)
            scored = json.loads(out)
            self.assertEqual(scored["tokens"], prompt + ids)
            self.assertIsNone(scored["logprobs"][0])
            reported = [event["logprob"] for event in tokens]
            self.assertEqual(scored["logprobs"][-len(ids):], reported)
            self.assertEqual(
                [event["logprob"] for event in beside
                 if event["type"] == "token" and event["pane"] == 1], reported)

    def test_done_carries_the_metrics_and_the_whole_answer(self):
        events = self.events("smollm2", "-p", "Say yes.", "--temp", "0", "-n", "20")
        [done] = [event for event in events if event["type"] == "done"]
        self.assertEqual(done["type"], "done")
        text = "".join(event["text"] for event in events if event["type"] == "token")
        self.assertEqual(done["text"], text)
        self.assertEqual(
            set(done["metrics"]),
            {"load_s", "ttft_ms", "prompt_tokens", "cached_tokens", "prefill_tps", "tokens",
             "tps", "itl_ms", "kv_bytes", "condition"})
        self.assertEqual(events[0]["type"], "session")
        self.assertEqual(events[0]["v"], 1)

    def test_lines_of_a_pipe_are_prompts_of_one_conversation(self):
        status, out, _ = self.lineup(
            "smollm2", "smollm2", "--temp", "0", "-n", "8", input="Say yes.\n\nSay no.\n")
        self.assertEqual(status, 0)
        names = {line.split(":")[0] for line in out.splitlines()}
        self.assertEqual(names, {"smollm2", "smollm2#2"})
        self.assertEqual([event["text"] for event in self.home.events("prompt")],
                         ["Say yes.", "Say no."])

    def test_one_answer_is_printed_as_it_is(self):
        status, out, err = self.lineup("run", "gemma3", "-p", "1, 2, 3, 4,", "--temp", "0", "-n",
                                       "6")
        self.assertEqual(status, 0)
        self.assertTrue(out.startswith(" 5, 6"), out)
        self.assertIn("t/s", err)

    def test_the_same_seed_gives_the_same_answer(self):
        arguments = ("smollm2", "-p", "Invent a name.", "--seed", "-5", "-n", "12", "--no-save")
        first, second = ([event["id"] for event in self.events(*arguments)
                          if event["type"] == "token"] for _ in range(2))
        self.assertEqual(first, second)
        self.assertEqual(self.home.session_lines(), [])

    def test_tokenize_answers_line_by_line(self):
        lines = ['"Hello 안녕"', '"\\ud800"', "[1]", '"<|im_end|>"']
        status, out, _ = self.lineup("tokenize", "smollm2", "--jsonl", input="\n".join(lines))
        self.assertEqual(status, 0)
        answers = [json.loads(line) for line in out.splitlines()]
        self.assertIsInstance(answers[0], list)
        self.assertIn("error", answers[1])
        self.assertIn("error", answers[2])
        self.assertEqual(answers[3], [2])
        _, out, _ = self.lineup("tokenize", "smollm2", "--raw", input="<|im_end|>")
        self.assertGreater(len(json.loads(out)), 1)

    def assert_refused(self, words, *arguments, status=1, **options):
        found, out, err = self.lineup(*arguments, **options)
        self.assertEqual(found, status, err)
        self.assertEqual(out, "")
        self.assertEqual(err.count("\n"), 1, err)
        for word in words:
            self.assertIn(word, err)

    def test_bad_model_files_are_named_with_what_to_do(self):
        folder = self.home.path
        (folder / "text.gguf").write_text("<html>404</html>")
        whole = (folder / "models" / "SmolLM2-135M-Instruct.Q4_1.gguf").read_bytes()
        (folder / "cut.gguf").write_bytes(whole[:50_000_000])
        key, value = b"general.architecture", b"mamba"
        (folder / "mamba.gguf").write_bytes(
            b"GGUF" + struct.pack("<IQQQ", 3, 0, 1, len(key)) + key
            + struct.pack("<IQ", 8, len(value)) + value)
        for file, words in (
                ("text.gguf", ["not a GGUF file"]), ("cut.gguf", ["again"]),
                ("mamba.gguf", ["mamba", "llama"]), ("nothing.gguf", ["no such file"])):
            self.assert_refused(words, "run", str(folder / file), "-p", "x")

    def test_an_unknown_name_is_answered_with_near_ones(self):
        self.assert_refused(["smollm2"], "smollm", input="x")
        self.assert_refused(["did you mean", "tokenize"], "tokenise", input="x")

    def test_nothing_to_read_is_wrong_usage(self):
        self.assert_refused(["standard input"], "smollm2", status=2)
        self.assert_refused(["-p"], "run", "smollm2", status=2)
        self.assert_refused(["model"], status=2)
