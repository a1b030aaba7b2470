"""Terminals of every kind: drawn on, or refused with what to do."""

import re
import subprocess
import unittest
from pathlib import Path

from lineup import BINARY
from pty_terminal import cpu_seconds
from survival import Models, Playground, Survival

COLOUR = re.compile(rb"\x1b\[[\d;]*(?<!\d)(?:3[0-7]|38|4[0-7]|48|9[0-7]|10[0-7])(?!\d)[\d;]*m")


class TerminalsJourney(Survival):
    def open(self, environment={}, *arguments):
        playground = Playground(
            environment=environment, arguments=("--temp", "0", *arguments))
        self.addCleanup(playground.close)
        return playground

    def refused(self, environment, *words):
        playground = self.open(environment)
        playground.wait_said(r"exited 1\n")
        playground.settle(0.1)
        said = bytes(playground.received).decode()
        self.assertTrue(said.startswith("lineup: "), said)
        self.assertEqual(len(said.strip().split("\n")), 1)
        for word in words:
            self.assertIn(word, said)
        self.assertNotIn("\x1b", said)
        self.assertEqual(playground.settings(), playground.before)
        self.assertEqual(playground.session_files(), [])

    def drawn(self, environment, *arguments):
        playground = self.open(environment, *arguments)
        playground.wait_ready()
        playground.ask()
        playground.wait("five six seven")
        playground.send("\x11q")
        playground.wait_said(r"exited 0\n")
        playground.settle(0.1)
        self.assert_given_back(playground)
        return bytes(playground.received)

    def test_a_terminal_without_a_movable_cursor_is_refused_with_what_to_do(self):
        self.refused({"TERM": "dumb"}, "TERM=dumb", "TERM=xterm-256color", "--plain")

    def test_an_unknown_terminal_is_refused_with_what_to_do(self):
        self.refused({"TERM": "no\x1b[31msuch"}, "no terminfo entry", "--plain")

    def test_no_terminal_kind_is_refused_with_what_to_do(self):
        self.refused({"TERM": None}, "TERM is not set", "--plain")

    def test_the_common_kinds_are_drawn_on_in_colour(self):
        for kind in ("xterm-256color", "tmux-256color", "linux"):
            with self.subTest(kind):
                self.assertRegex(self.drawn({"TERM": kind}), COLOUR)

    def test_an_old_one_is_drawn_on_without_colour(self):
        self.assertNotRegex(self.drawn({"TERM": "vt100"}), COLOUR)

    def test_who_wants_no_colour_gets_none(self):
        self.assertNotRegex(self.drawn({"NO_COLOR": "1"}), COLOUR)
        self.assertNotRegex(self.drawn({}, "--color", "never"), COLOUR)

    def test_without_a_utf_8_locale_it_speaks_utf_8_all_the_same(self):
        for locale in ({"LC_ALL": None, "LANG": "C"}, {"LC_ALL": "POSIX"}):
            with self.subTest(locale):
                self.assertIn("┏".encode(), self.drawn(locale))

    def test_doing_nothing_costs_nothing(self):
        playground = self.open()
        playground.reach("idle")
        playground.ask()
        playground.send("\x03")
        playground.until(lambda: playground.events("done"), "the answer's end")
        # What came last may still be on its way to screen and disk.
        playground.settle(3.5)

        def used():
            return [(cpu_seconds(process), switches(process))
                    for process in (playground.job, playground.worker())]

        before = used()
        playground.settle(2)
        for (seconds, times), (now, times_now) in zip(before, used()):
            self.assertLess(now - seconds, 0.05)
            self.assertLess(times_now - times, 10)
        self.assertNotIn("Z", playground.processes().values())


def switches(process):
    """How often the threads of a process waited for something."""
    found = 0
    for status in Path(f"/proc/{process}/task").glob("*/status"):
        found += int(re.search(r"\nvoluntary_ctxt_switches:\s+(\d+)", status.read_text())[1])
    return found


class WithoutInput(unittest.TestCase):
    def run_lineup(self, redirection):
        return subprocess.run(
            ["bash", "-c", f'exec "$0" "$@" {redirection}', BINARY,
             Models.folder() / "quick.gguf", "--no-save"],
            capture_output=True, text=True, timeout=60)

    def test_nothing_to_read_is_an_error_not_a_wait(self):
        for redirection in ("</dev/null", "<&-"):
            with self.subTest(redirection):
                result = self.run_lineup(redirection)
                self.assertEqual(result.returncode, 2)
                self.assertIn("holds no prompt", result.stderr)
