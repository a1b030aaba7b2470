"""Pausing: ^Z and fg, a stop from outside, and what that does to the figures."""

import json
import os
import signal
import subprocess
import time
import unittest

from lineup import BINARY
from survival import Models, Playground, Survival


class PausingJourney(Survival):
    def setUp(self):
        self.playground = Playground()
        self.addCleanup(self.playground.close)

    def stop(self, do, number):
        do()
        self.playground.wait_said(f"stopped {number.value}\n")
        self.assert_given_back(self.playground)
        # The shell hears of the first one; the others are a moment behind.
        self.playground.until(
            lambda: set(self.playground.processes().values()) == {"T"}, "all to be stopped")

    def go_on(self):
        """Back in the foreground, drawn anew, and at work."""
        playground = self.playground
        playground.received.clear()
        playground.order("fg")
        playground.wait(r"\A ?(TYPE|PANES) ")
        self.assertTrue(playground.screen.modes["alternate"])
        self.assertTrue(playground.screen.modes["paste"])
        self.assertNotEqual(playground.settings(), playground.before)

    def finish_answer(self):
        """What the last answer says of its pause, in the file and on the screen."""
        playground = self.playground
        count = len(playground.events("done"))
        tokens = len(playground.events("token"))
        playground.wait_tokens(tokens + 10)
        playground.send("\x03")
        playground.until(lambda: len(playground.events("done")) > count, "the end of the answer")
        return playground.events("done")[-1]["metrics"]["condition"]["paused_s"]

    def test_suspended_and_resized_meanwhile_it_comes_back_in_the_new_size(self):
        playground = self.playground
        playground.reach("streaming")
        self.stop(lambda: playground.send("\x1a"), signal.SIGTSTP)
        playground.resize(90, 30)
        self.go_on()
        playground.wait(r"━┓$")
        self.assertEqual(len(playground.screen.text().split("\n")[1].rstrip()), 90)

    def test_an_answer_that_was_paused_says_so_and_the_next_one_does_not(self):
        playground = self.playground
        playground.reach("streaming")
        self.stop(lambda: playground.send("\x1a"), signal.SIGTSTP)
        began = time.monotonic()
        time.sleep(1.6)
        paused = time.monotonic() - began
        self.go_on()
        said = self.finish_answer()
        self.assertGreater(said, paused - 0.1)
        playground.wait(r"solo, paused \d+ s")
        playground.ask("Once more.")
        playground.until(lambda: len(playground.events("start")) == 2, "a second answer")
        self.assertEqual(self.finish_answer(), 0)
        playground.wait_gone("paused")

    def test_stopped_from_outside_the_terminal_is_given_back_and_taken_again(self):
        playground = self.playground
        playground.reach("streaming")
        worker = playground.worker()
        self.stop(lambda: os.kill(worker, signal.SIGSTOP), signal.SIGTSTP)
        time.sleep(0.3)
        self.go_on()
        self.assertGreater(self.finish_answer(), 0.25)

    def test_all_stopped_at_once_from_outside_it_draws_everything_again(self):
        # Nobody is left who could give the terminal back; but nothing is lost.
        playground = self.playground
        playground.reach("streaming")
        os.killpg(playground.job, signal.SIGSTOP)
        playground.wait_said(f"stopped {signal.SIGSTOP.value}\n")
        time.sleep(0.3)
        playground.settle()
        playground.screen.edit("J", 2, [2])
        self.go_on()
        self.assertGreater(self.finish_answer(), 0.25)
        playground.send("\x11")
        playground.until(lambda: not playground.processes(), "the end")
        playground.settle(0.1)
        self.assert_given_back(playground)

    def test_a_continue_without_a_stop_flags_nothing(self):
        playground = self.playground
        playground.reach("streaming")
        os.kill(playground.worker(), signal.SIGCONT)
        playground.wait(r"\A ?TYPE ")
        self.assertLess(self.finish_answer(), 0.5)


class PausedRun(unittest.TestCase):
    def test_a_run_without_a_screen_says_so_too(self):
        process = subprocess.Popen(
            [BINARY, "run", Models.folder() / "quick.gguf", "-p", "Count.", "--temp", "0",
             "-n", "3000", "--json", "--no-save"],
            stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, text=True)
        self.addCleanup(process.wait)
        with process.stdout as out:
            for line in out:
                if json.loads(line)["type"] == "token":
                    break
            process.send_signal(signal.SIGSTOP)
            time.sleep(0.6)
            process.send_signal(signal.SIGCONT)
            events = [json.loads(line) for line in out]
        (done,) = (event for event in events if event["type"] == "done")
        self.assertGreater(done["metrics"]["condition"]["paused_s"], 0.5)
