"""Surviving: what was shown or printed is on disk, whatever becomes of the process."""

import json
import os
import signal
import subprocess
import unittest

from lineup import BINARY, ENDLESS, STORY, Home, Journey


class KilledPlayground(Journey):
    def test_killed_in_mid_answer_the_session_holds_all_that_was_shown(self):
        lineup = self.lineup
        lineup.open(ENDLESS)
        lineup.ask(STORY)
        shown = {number: lineup.wait_streaming(number, tokens=20).tokens for number in (1, 2)}
        os.kill(lineup.worker(), signal.SIGKILL)
        lineup.wait_for_shell()
        tokens = lineup.home.events("token")
        for number in (1, 2):
            self.assertGreaterEqual(
                sum(token["pane"] == number for token in tokens), shown[number])


class KilledRun(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)

    def run_lineup(self, *arguments):
        return subprocess.Popen(
            [BINARY, "run", *arguments], env=os.environ | {"LINEUP_HOME": str(self.home.path)},
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)

    def test_killed_in_mid_answer_nothing_printed_is_missing_from_the_session(self):
        process = self.run_lineup(
            "smollm2", "gemma3", "-p", STORY, "--temp", "0", "-n", "4000", "--json")
        printed = []
        with process.stdout as out:
            while len(printed) < 100:
                line = out.readline()
                self.assertTrue(line, "the run ended early")
                printed.append(line)
            process.kill()
            printed += [line for line in out if line.endswith(b"\n")]
        process.wait()

        lines = self.home.session_lines()
        for line in lines[:-1]:
            json.loads(line)
        saved = set(lines)
        newest = json.loads(printed[-1])["t"]
        lost = [line for line in printed
                if line not in saved and json.loads(line).get("t", 0) < newest - 0.1]
        self.assertEqual(lost, [])

    def test_a_models_tokens_are_the_same_bits_alone_and_beside_another(self):
        def generated(*models):
            process = self.run_lineup(
                *models, "-p", "Name three rivers.", "--temp", "0.8", "--seed", "11", "-n", "40",
                "--json")
            out, _ = process.communicate()
            self.assertEqual(process.returncode, 0)
            events = [json.loads(line) for line in out.splitlines()]
            return [(event["id"], event["logprob"]) for event in events
                    if event["type"] == "token" and event["pane"] == 1]

        alone = generated("smollm2")
        self.assertGreater(len(alone), 5)
        self.assertEqual(generated("smollm2", "gemma3"), alone)
