"""Every way to end × every state to end in: what must be true afterwards."""

import atexit
import json
import os
import re
import shutil
import signal
import tempfile
import unittest
from functools import cache
from pathlib import Path

import counting_model
from lineup import BINARY
from pty_terminal import PtyTerminal

DRAFT = "바다는 왜"
# Signals that nothing can be done about: the supervisor speaks for the program.
DEADLY = [signal.SIGQUIT, signal.SIGABRT, signal.SIGSEGV, signal.SIGBUS, signal.SIGILL,
          signal.SIGFPE, signal.SIGKILL]
POLITE = [signal.SIGTERM, signal.SIGHUP]
WAYS = ["control-q", *(number.name for number in POLITE + DEADLY), "supervisor-killed",
        "terminal-lost"]
STATES = ["loading", "idle", "streaming", "typing", "overlay", "suspended"]


class Models:
    """Counting models, written once: one that is quick, one that takes its time to load."""

    @staticmethod
    @cache
    def folder():
        path = Path(tempfile.mkdtemp(prefix="lineup-counting-"))
        atexit.register(shutil.rmtree, path, ignore_errors=True)
        counting_model.write(path / "quick.gguf")
        counting_model.write(path / "long.gguf", layers=16, hidden=1 << 16)
        return path


class Playground(PtyTerminal):
    """Lineup in a bare terminal, with a home of its own."""

    # On a busy machine what is looked for takes long, and this model is quick to fill a context.
    ENDLESS = ("--temp", "0", "--predict", "-1", "--ctx-size", "65536")

    def __init__(self, model="quick", arguments=ENDLESS, **options):
        self.home = Path(tempfile.mkdtemp(prefix="lineup-survival-"))
        environment = {"LINEUP_HOME": str(self.home)} | options.pop("environment", {})
        command = [BINARY, Models.folder() / f"{model}.gguf", *arguments]
        super().__init__(command, environment=environment, **options)

    def close(self):
        super().close()
        shutil.rmtree(self.home)

    def session_files(self):
        return list(self.home.glob("sessions/*.jsonl"))

    def events(self, kind=None, whole=False):
        """The session's events; with `whole`, even a last line without an end is an error."""
        files = self.session_files()
        lines = files[0].read_bytes().split(b"\n") if files else [b""]
        rest = lines.pop()
        if whole and rest:
            raise AssertionError(f"a torn line: {rest!r}")
        events = [json.loads(line) for line in lines]
        return [event for event in events if kind is None or event["type"] == kind]

    def wait_ready(self):
        self.wait(r"^ ?TYPE ")
        self.until(lambda: any("format" in event.get("model", {}) for event in self.events("pane")),
                   "the model")

    def wait_tokens(self, count=5):
        self.until(lambda: len(self.events("token")) >= count, f"{count} tokens")

    def ask(self, text="Count."):
        self.send("\x15")
        self.send(text)
        self.wait("› ?" + re.escape(text))
        self.send("\r")
        self.wait_tokens()

    def reach(self, state):
        if state == "loading":
            return self.wait("⤓")
        self.wait_ready()
        if state in ("streaming", "suspended"):
            self.ask()
        if state == "suspended":
            self.send("\x1a")
            self.wait_said(r"stopped \d+\n")
        if state == "typing":
            self.send("\x15" + DRAFT)
            self.wait(DRAFT)
        if state == "overlay":
            self.send("\x1bOP")
            self.wait("keys|Keys")


class Survival(unittest.TestCase):
    """`check` runs one cell of the matrix."""

    def end(self, playground, way, state):
        if way == "control-q":
            if state == "suspended":
                playground.order("fg")
                playground.until(
                    lambda: playground.screen.modes.get("alternate"), "the screen again")
            playground.send("\x11")
            if state in ("streaming", "suspended"):
                playground.wait("q again quits")
                playground.send("q")
        elif way == "terminal-lost":
            playground.hang_up()
        elif way == "supervisor-killed":
            os.kill(playground.job, signal.SIGKILL)
        else:
            os.kill(playground.worker(), signal.Signals[way])
            if state == "suspended":
                # Nobody sees what becomes of a stopped job until it is continued.
                playground.order("fg")

    def check(self, way, state):
        model = "long" if state == "loading" else "quick"
        playground = Playground(model)
        self.addCleanup(playground.close)
        playground.reach(state)
        if state != "suspended":
            self.assertTrue(playground.screen.modes["alternate"])
            self.assertNotEqual(playground.settings(), playground.before)
        else:
            self.assert_given_back(playground)
        self.end(playground, way, state)
        # Not by what the shell says: it is gone with a lost terminal.
        playground.until(lambda: not playground.processes(), "the end", patience=30)
        self.assert_session(playground, way, state)
        if way != "terminal-lost":
            playground.settle(0.1)
            self.assert_given_back(playground)
            self.assert_status(playground, way)
            self.assert_said(playground, way, state)

    def assert_given_back(self, playground):
        playground.until(lambda: not playground.screen.left_on(), "modes off", patience=10)
        self.assertEqual(playground.settings(), playground.before)

    def assert_status(self, playground, way):
        expected = {
            "control-q": "exited 0", "SIGTERM": "exited 143", "SIGHUP": "exited 129",
            "supervisor-killed": "killed 9"}
        wanted = expected.get(way) or f"killed {signal.Signals[way].value}"
        playground.wait_said(rf"{wanted}\n", patience=10)

    def assert_said(self, playground, way, state):
        """Where the session lies, and what happened to it."""
        seen = playground.screen.text()
        said = "".join(line.rstrip() for line in seen.split("\n"))
        asked = state in ("streaming", "suspended")
        is_deadly = way in [number.name for number in DEADLY]
        if is_deadly:
            self.assertIn(f"ended by signal {signal.Signals[way].value}", said)
        if is_deadly or asked:
            (file,) = playground.session_files()
            self.assertIn(str(file), said)
        self.assertNotIn("TYPE", said)
        if way in [number.name for number in POLITE] + ["supervisor-killed"]:
            self.assertIn("ended by signal", said)
            self.assertEqual("1 unfinished answer" in said, asked)
        if state == "typing":
            wanted = "draft that was not sent comes back with the next start" if is_deadly else f"not sent: {DRAFT}"
            self.assertIn(wanted, said)

    def assert_session(self, playground, way, state):
        events = playground.events(whole=True)
        if state in ("streaming", "suspended"):
            self.assertGreaterEqual(len([e for e in events if e["type"] == "token"]), 5)
            if way not in [number.name for number in DEADLY]:
                self.assertEqual([e["reason"] for e in events if e["type"] == "done"],
                                 ["cancelled"])
        elif way not in [number.name for number in DEADLY]:
            # Nothing was asked, so there is nothing to keep.
            self.assertEqual(playground.session_files(), [])
