"""A saved session: it plays as it was, is gone on with, and branches off."""

import fcntl
import json
import re
import subprocess

from lineup import BINARY, Journey


class ReplayJourney(Journey):
    def record(self, models="smollm2 gemma3 --temp 0.8 --seed 7 --predict 24"):
        """A session with an answer in each pane; what the panes showed at its end."""
        lineup = self.lineup
        lineup.open(models)
        for number in (1, 2):
            lineup.wait_pane(number, lambda pane: "M" in pane.title, "to be loaded")
        lineup.ask("Tell me about the sea.")
        panes = {number: lineup.wait_answered(number) for number in (1, 2)}
        for number in panes:
            lineup.wait_done(number)
            panes[number] = lineup.pane(number)
        lineup.panes_mode()
        lineup.press("q")
        lineup.wait("saved [0-9a-f]+")
        return panes

    def start(self, arguments):
        self.lineup.start(f"clear; {BINARY} {arguments}")

    def file(self):
        """The newest session's."""
        return max(self.lineup.home.path.glob("sessions/*.jsonl"),
                   key=lambda file: file.stat().st_mtime)

    @staticmethod
    def shown(pane):
        """Numbers and text of a pane, without what can be done next."""
        return pane.numbers, re.sub("; (Esc )?(C goes on|r answers again)", "", pane.text)

    def test_a_session_plays_as_it_was_and_every_moment_can_be_gone_to(self):
        lineup = self.lineup
        live = self.record()
        self.start("replay last")
        lineup.wait("^ REPLAY ")
        lineup.press("'", "e")
        lineup.wait("turn 1: answered")
        for number, pane in live.items():
            lineup.wait_pane(number, lambda now: self.shown(now) == self.shown(pane),
                             "to show what it showed then")
        # Its own time: both answers begin before the first of them ends.
        lineup.press("'", "p")
        lineup.wait("turn 1: panes 1 and 2 answer")
        for number in live:
            self.assertEqual(lineup.pane(number).tokens, 0)
        lineup.press("'", "f")
        first = lineup.until(
            lambda: [n for n in live if lineup.pane(n).tokens == 1], "a first token")
        self.assertEqual(len(first), 1)
        lineup.press(".")
        lineup.until(lambda: sum(lineup.pane(n).tokens for n in live) == 2, "a second token")
        lineup.press(",")
        lineup.until(lambda: sum(lineup.pane(n).tokens for n in live) == 1, "a token less")
        lineup.press("'", "0")
        lineup.wait("before the first prompt")
        lineup.press("+")
        lineup.wait("2×")
        lineup.press("Space")
        lineup.wait("plays 2×")
        lineup.wait("turn 1: answered")
        lineup.press("r")
        lineup.wait("this is a replay; Enter goes on from here, live")
        lineup.press("Escape")
        lineup.wait_for_shell()

    def test_a_session_is_gone_on_with_where_it_was(self):
        lineup = self.lineup
        live = self.record()
        before = lineup.home.session_lines()
        self.start("--session last")
        lineup.wait("^ TYPE ")
        for number, pane in live.items():
            lineup.wait_pane(number, lambda now: now.words.startswith(pane.words.split(" ⊣")[0])
                             and "loading" not in now.text, "to be what it was")
        lineup.ask("And the sky?")
        for number in live:
            lineup.wait_done(number, 2)
        lines = lineup.home.session_lines()
        self.assertEqual(lines[:len(before)], before)
        self.assertEqual(len(list(lineup.home.path.glob("sessions/*.jsonl"))), 1)
        self.assertEqual(len(lineup.home.events("resumed")), 1)
        starts = [event for event in lineup.home.events("start") if event["pane"] == 1]
        answer = lineup.done(1)[0]["text"]
        self.assertIn(answer.strip(), starts[-1]["rendered"])
        # What it was set to is what it is set to.
        settings = [event["settings"] for event in lineup.home.events("settings")
                    if event["pane"] == 1]
        self.assertEqual(settings[-1]["temp"], {"value": 0.8, "source": "flag"})
        self.assertEqual(starts[-1]["seed"], 7)

    def test_an_answer_goes_on_in_a_later_process_as_if_it_had_never_stopped(self):
        lineup = self.lineup
        self.record("smollm2 gemma3 --temp 0.8 --seed 7 --predict 12")
        self.start("--session last")
        lineup.wait("^ TYPE ")
        lineup.wait_pane(1, lambda pane: "134.5M" in pane.title, "to be there")
        lineup.panes_mode()
        lineup.press("C")
        done = lineup.wait_done(1, 2)
        whole = subprocess.run(
            [BINARY, "run", "smollm2", "--temp", "0.8", "--seed", "7", "--predict", "24",
             "--no-save", "--json", "-p", "Tell me about the sea."],
            env={"LINEUP_HOME": str(lineup.home.path), "PATH": "/usr/bin:/bin"},
            capture_output=True, text=True, check=True)
        last = json.loads(whole.stdout.splitlines()[-1])
        ends = [json.loads(line) for line in whole.stdout.splitlines() if '"type":"done"' in line]
        self.assertEqual(done["text"], ends[0]["text"], last)

    def test_a_moment_is_gone_on_from_live_as_a_new_session(self):
        lineup = self.lineup
        self.record()
        old = self.file()
        before = old.read_bytes()
        self.start("replay last")
        lineup.wait("^ REPLAY ")
        lineup.press("'", "f")
        lineup.until(lambda: sum(lineup.pane(n).tokens for n in (1, 2)) == 1, "a first token")
        # As far as it takes: which pane was first is the machine's matter.
        shown = 1
        while lineup.pane(1).tokens < 2:
            lineup.press(".")
            shown += 1
            lineup.until(
                lambda: sum(lineup.pane(n).tokens for n in (1, 2)) == shown, f"token {shown}")
        lineup.press("Enter")
        lineup.wait("^ TYPE ")
        lineup.wait("Tell me about the sea., from 0:0")
        for number in (1, 2):
            lineup.wait_pane(number, lambda pane: re.search(r"\d\.\dM", pane.title), "to be loaded")
        self.assertEqual(old.read_bytes(), before)
        new = self.file()
        self.assertNotEqual(new, old)
        cut = lineup.pane(1)
        self.assertIn("cut off", cut.text)
        lineup.panes_mode()
        lineup.press("C")
        done = lineup.wait_done(1)
        ends = [json.loads(line) for line in before.splitlines() if b'"type":"done"' in line]
        first = next(event["text"] for event in ends if event["pane"] == 1)
        self.assertTrue(done["text"].startswith(first), (done["text"], first))

    def test_an_enter_too_many_makes_one_session_and_sends_nothing(self):
        lineup = self.lineup
        self.record()
        lineup.open("smollm2 --predict 10")
        lineup.press("C-u")
        lineup.type("not sent")
        lineup.wait("› not sent")
        lineup.panes_mode()
        lineup.press("o")
        lineup.wait("Tell me about the sea")
        lineup.type("sea")
        lineup.wait("› sea")
        lineup.press("C-r")
        lineup.wait("^ REPLAY ")
        lineup.press("'", "f")
        lineup.wait("paused")
        lineup.press("Enter", "Enter", "Enter")
        lineup.wait("^ TYPE ")
        lineup.wait("the sea., from 0:0")
        lineup.wait("› not sent")
        branches = [file for file in lineup.home.path.glob("sessions/*.jsonl")
                    if ", from 0:0" in file.read_text()]
        self.assertEqual(len(branches), 1)
        self.assertNotIn("not sent", branches[0].read_text())

    def test_other_sessions_are_gone_to_from_a_replay(self):
        lineup = self.lineup
        self.record()
        self.start("replay last")
        lineup.wait("^ REPLAY ")
        lineup.press("o")
        lineup.wait("› +today .* Tell me about the sea")
        lineup.press("Enter")
        lineup.wait("^ TYPE +Tell me about the sea. ●rec")
        lineup.panes_mode()
        lineup.command("replay")
        lineup.wait("^ REPLAY ")
        lineup.press("o")
        lineup.wait("Tell me about the sea. +this one")
        lineup.press("Enter")
        lineup.wait("back in the session that was left for the replay")
        lineup.wait("^ (TYPE|PANES) +Tell me about the sea. ●rec")

    def test_a_session_that_is_open_elsewhere_is_looked_at(self):
        lineup = self.lineup
        self.record()
        with open(self.file(), "rb") as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.start("--session last")
            lineup.wait("^ REPLAY ")
            lineup.wait("is open in another lineup")
            lineup.press("q")
            lineup.wait_for_shell()

    def test_as_text_it_is_there_at_once_in_a_pipe(self):
        live = self.record()
        run = subprocess.run(
            [BINARY, "replay", "last"], capture_output=True, text=True, check=True, timeout=20,
            env={"LINEUP_HOME": str(self.lineup.home.path), "PATH": "/usr/bin:/bin"})
        self.assertIn("prompt: Tell me about the sea.\n", run.stdout)
        for name in ("smollm2", "gemma3"):
            self.assertRegex(run.stdout, rf"(?m)^{name}: .*\d t/s")
        self.assertEqual(run.stderr, "")
        self.assertTrue(live)

    def test_what_is_no_session_is_said(self):
        lineup = self.lineup
        self.start("replay nothing")
        lineup.wait("there are no saved sessions|there is no session")
        self.start("--session nothing")
        lineup.wait("there are no saved sessions|there is no session")
