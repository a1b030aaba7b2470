"""Measuring: how fast models run on this machine."""

import json
import os
import subprocess
import unittest

from lineup import BINARY, Home


class MeasuringJourney(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)

    def lineup(self, *arguments):
        result = subprocess.run(
            [BINARY, *arguments], capture_output=True, text=True, timeout=300,
            stdin=subprocess.DEVNULL, env=os.environ | {"LINEUP_HOME": str(self.home.path)})
        return result.returncode, result.stdout, result.stderr

    def rows(self, *arguments):
        status, out, _ = self.lineup("bench", *arguments, "--json")
        self.assertEqual(status, 0)
        return [json.loads(line) for line in out.splitlines()]

    def test_bench_measures_each_model_thread_count_and_test(self):
        rows = self.rows(
            "smollm2", "gemma3", "-p", "24", "-n", "4", "-r", "2", "-t", "1,2", "--batch", "1,3",
            "-d", "0,40")
        tests = ["limit", "pp24", "tg4", "tg4@3", "tg4@d40", "tg4@3@d40"]
        self.assertEqual(
            [(row["model"], row["threads"], row["test"]) for row in rows],
            [(model, threads, test) for model in ("smollm2", "gemma3") for threads in (1, 2)
             for test in tests])
        for row in rows:
            self.assertGreater(row["tps_mean"], 0)
            self.assertGreaterEqual(row["tps_max"], row["tps_mean"])
            self.assertGreaterEqual(row["tps_sd"], 0)
            self.assertEqual(row["runs"], 2)
        # All that a token reads: the tied output layer once.
        limit = {row["model"]: row["bytes"] for row in rows if row["test"] == "limit"}
        self.assertTrue(95e6 < limit["smollm2"] < 99e6)
        self.assertTrue(230e6 < limit["gemma3"] < 250e6)

    def test_bench_measures_models_that_generate_at_the_same_time(self):
        rows = self.rows("smollm2", "gemma3", "--together", "-n", "8", "-r", "2", "-t", "2")
        self.assertEqual(
            [(row["model"], row["threads"], row["test"]) for row in rows],
            [("smollm2", 2, "tg8+1"), ("gemma3", 2, "tg8+1")])
        self.assertTrue(all(row["tps_mean"] > 0 for row in rows))

    def test_bench_measures_panes_beside_a_prompt(self):
        rows = self.rows(
            "smollm2", "-p", "0", "-n", "8", "-r", "2", "-t", "2", "--batch", "2", "--beside", "200")
        self.assertEqual(
            [row["test"] for row in rows],
            ["limit", "tg8@2", "tg@2", "tg@2+pp200", "pp200+tg@2"])
        self.assertTrue(all(row["tps_mean"] > 0 and row["runs"] == 2 for row in rows))
        status, _, error = self.lineup("bench", "smollm2", "--together", "--beside", "9")
        self.assertEqual(status, 2)
        self.assertIn("--together", error)

    def test_bench_is_a_table_for_people_and_says_what_it_cannot_do(self):
        status, out, _ = self.lineup("bench", "smollm2", "-p", "8", "-n", "4", "-r", "1", "-t", "1")
        self.assertEqual(status, 0)
        head, *lines = out.splitlines()
        self.assertEqual(head.split()[:4], ["model", "threads", "test", "t/s"])
        self.assertEqual([line.split()[2] for line in lines], ["limit", "pp8", "tg4"])
        self.assertIn("GB/s", lines[0])
        self.assertTrue(lines[2].endswith("%"))
        status, _, error = self.lineup("bench", "smollm2", "-d", "9000")
        self.assertEqual(status, 1)
        self.assertIn("8192 tokens of context", error)
        status, _, error = self.lineup("bench", "smollm2", "-t", "1,x")
        self.assertEqual(status, 2)


if __name__ == "__main__":
    unittest.main()
