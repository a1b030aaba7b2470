"""Stalling: a terminal that nobody reads holds up nothing but the picture."""

import os
import signal
import time

from survival import Playground, Survival


class StallingJourney(Survival):
    def setUp(self):
        self.playground = playground = Playground(columns=200, rows=60)
        self.addCleanup(playground.close)
        playground.reach("streaming")
        playground.reads = False
        # The pty holds some frames; after that, writing to it waits.
        playground.wait_tokens(len(playground.events("token")) + 600)
        self.began = time.monotonic()

    def ends(self, patience=5):
        self.playground.until(lambda: not self.playground.processes(), "the end", patience)
        self.assertEqual(self.playground.settings(), self.playground.before)
        self.playground.reads = True
        self.playground.settle(0.2)
        self.assert_given_back(self.playground)

    def test_control_c_stops_the_answer_and_the_screen_is_right_afterwards(self):
        playground = self.playground
        playground.send("\x03")
        done = playground.until(lambda: playground.events("done"), "the end of the answer")
        self.assertEqual(done[0]["reason"], "cancelled")
        playground.reads = True
        playground.wait("stopped by you")
        playground.settle()
        before = playground.screen.text()
        playground.screen.edit("J", 2, [2])
        playground.send("\x0c")
        playground.wait("stopped by you")
        playground.settle()
        self.assertEqual(playground.screen.text(), before)

    def test_a_signal_ends_it(self):
        os.kill(self.playground.worker(), signal.SIGTERM)
        self.ends()

    def test_being_killed_ends_it(self):
        os.kill(self.playground.worker(), signal.SIGKILL)
        self.ends()

    def test_control_q_twice_ends_it(self):
        self.playground.send("\x11\x11")
        self.ends()

    def test_a_lost_terminal_ends_it(self):
        self.playground.hang_up()
        self.playground.until(lambda: not self.playground.processes(), "the end", 5)
        (done,) = self.playground.events("done", whole=True)
        self.assertEqual(done["reason"], "cancelled")
