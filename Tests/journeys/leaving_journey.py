"""Leaving: however lineup ends, the terminal is as it was."""

import os
import signal

from lineup import ENDLESS, STORY, Journey


class LeavingJourney(Journey):
    def setUp(self):
        super().setUp()
        self.before = self.look()

    def look(self):
        """All that the terminal keeps and a program may change."""
        facts = ["alternate_on", "cursor_flag", "keypad_flag", "keypad_cursor_flag",
                 "mouse_any_flag", "insert_flag", "origin_flag", "wrap_flag",
                 "scroll_region_upper", "scroll_region_lower"]
        return {name: self.lineup.fact(name) for name in facts} | {
            "settings": self.lineup.settings()}

    def open(self, streaming=False):
        lineup = self.lineup
        lineup.open(ENDLESS)
        self.assertEqual(lineup.fact("alternate_on"), "1")
        self.assertNotEqual(lineup.settings(), self.before["settings"])
        if streaming:
            lineup.ask(STORY)
            lineup.wait_streaming(1)

    def assert_back(self):
        """The shell has the terminal again, as it was, and it works."""
        lineup = self.lineup
        lineup.wait_for_shell()
        self.assertEqual(self.look(), self.before)
        lineup.start("echo still $((40 + 2))")
        lineup.wait("^still 42$")

    def test_control_q_leaves_and_says_what_was_saved(self):
        self.open()
        self.lineup.ask("Say yes.")
        for number in (1, 2):
            self.lineup.wait_streaming(number)
        self.lineup.press("C-c")
        for number in (1, 2):
            self.lineup.wait_pane(number, lambda pane: pane.state in "⊘✓⊣", "to stop")
        self.lineup.press("C-q")
        self.lineup.wait("^saved ")
        self.assert_back()

    def test_control_d_on_an_empty_draft_leaves(self):
        self.open()
        self.lineup.press("C-u")
        self.lineup.wait("›$")
        self.lineup.press("C-d")
        self.assert_back()

    def test_a_termination_signal_in_mid_answer_leaves_cleanly(self):
        self.open(streaming=True)
        os.kill(self.lineup.worker(), signal.SIGTERM)
        self.assert_back()

    def test_a_crash_in_mid_answer_gives_the_terminal_back(self):
        self.open(streaming=True)
        os.kill(self.lineup.worker(), signal.SIGSEGV)
        self.assert_back()

    def test_being_killed_in_mid_answer_gives_the_terminal_back(self):
        self.open(streaming=True)
        os.kill(self.lineup.worker(), signal.SIGKILL)
        self.assert_back()

    def test_suspended_the_terminal_is_the_shells_and_continued_it_is_lineups(self):
        lineup = self.lineup
        self.open(streaming=True)
        lineup.press("C-z")
        lineup.wait("Stopped")
        self.assertEqual(self.look(), self.before)
        lineup.start("fg")
        lineup.wait("^ ?(TYPE|PANES) ")
        self.assertEqual(lineup.fact("alternate_on"), "1")
        tokens = lineup.wait_streaming(1).tokens
        lineup.wait_pane(1, lambda pane: pane.tokens > tokens or pane.state in "✓⊣", "to go on")
        lineup.press("C-c")
        for number in (1, 2):
            lineup.wait_pane(number, lambda pane: pane.state in "⊘✓⊣", "to stop")
        lineup.press("C-q")
        self.assert_back()
