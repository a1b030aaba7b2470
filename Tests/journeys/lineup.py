"""Lineup in a terminal, with the two small models, a home of its own, and words for its screen."""

import json
import os
import re
import shutil
import subprocess
import tempfile
import time
import unittest
from pathlib import Path

from terminal import PATIENCE, Terminal, cells

ROOT = Path(__file__).resolve().parents[2]
BINARY = Path(os.environ.get("LINEUP_BINARY", ROOT / ".build" / "release" / "lineup"))
FETCH = ROOT / "Scripts" / "fetch-models"

ENDED = "✓⊣⊘↯✗"
# Both models go on with this for more than a thousand tokens when they choose greedily.
STORY = "Write a long story about a lighthouse."
ENDLESS = "smollm2 gemma3 --temp 0 --predict 4000"


def models_folder():
    given = os.environ.get("LINEUP_TEST_MODELS")
    folder = Path(given or subprocess.check_output([FETCH, "--where"], text=True).strip())
    if not list(folder.glob("*.gguf")):
        raise AssertionError(f"there are no models in {folder}; `make models` fetches them")
    return folder


class Home:
    """A fresh $LINEUP_HOME that shares the models."""

    def __init__(self):
        models = models_folder()
        self.path = Path(tempfile.mkdtemp(prefix="lineup-journey-"))
        (self.path / "models").symlink_to(models)

    def close(self):
        shutil.rmtree(self.path)

    def session_lines(self):
        """The newest session file, as the lines of bytes it consists of."""
        files = sorted(self.path.glob("sessions/*.jsonl"), key=lambda file: file.stat().st_mtime)
        return files[-1].read_bytes().splitlines(keepends=True) if files else []

    def events(self, kind=None):
        """The newest session's events. Only the last line may be torn."""
        lines = self.session_lines()
        if lines and not lines[-1].endswith(b"\n"):
            lines.pop()
        events = [json.loads(line) for line in lines]
        return [event for event in events if kind is None or event["type"] == kind]


class Pane:
    """What a pane with a box around it shows.

        ╭─ 1 ✓ SmolLM2-135M-Instruct ──────────────── Q4_1 134.5M ─╮
        │ ⣿⣿        39.0 t/s  ttft   36ms    134 tok  ctx ⣇⣀⣀⣀  2% │
        │                                                          │
        │ ▎The prompt.                                             │
    """

    def __init__(self, rows, left, right, top, bottom):
        def text(row):
            return "".join(rows[row][left + 1:right]).rstrip()

        self.title = text(top)
        self.numbers = text(top + 1)
        self.body = [text(row)[1:] for row in range(top + 2, bottom)]

    @property
    def state(self):
        """The glyph after the pane's number."""
        match = re.match(r". ?\d (?:● )?(\S)", self.title)
        return match[1] if match else ""

    @property
    def tokens(self):
        match = re.search(r"(\d+) tok", self.numbers)
        return int(match[1]) if match else 0

    @property
    def rate(self):
        match = re.search(r"([\d.]+) +t/s", self.numbers)
        return float(match[1]) if match else None

    @property
    def text(self):
        return "\n".join(self.body).strip()

    @property
    def words(self):
        """The text, however it is wrapped."""
        return " ".join(self.text.split())

    @property
    def answer(self):
        """What follows the last prompt."""
        last = max((index for index, line in enumerate(self.body) if line.startswith("▎")),
                   default=-1)
        return "\n".join(self.body[last + 1:]).strip()


class Lineup(Terminal):
    def __init__(self, columns=120, rows=36, environment=None):
        self.home = Home()
        try:
            super().__init__(
                columns, rows, {"LINEUP_HOME": str(self.home.path)} | (environment or {}))
        except BaseException:
            self.home.close()
            raise

    def close(self):
        running = self.processes()
        super().close()
        # What hangs up keeps its draft and its session still.
        end = time.monotonic() + PATIENCE
        while any(os.path.exists(f"/proc/{process}") for process in running):
            if time.monotonic() > end:
                break
            time.sleep(0.02)
        self.home.close()

    def open(self, arguments="smollm2 gemma3 --temp 0 --predict 40"):
        self.start(f"{BINARY} {arguments}")
        self.wait("^ ?TYPE ")

    def draft(self, text):
        """Puts text in the composer, in place of what is there."""
        # With an Enter that is not read yet what follows it could be taken for a paste.
        self.wait("^ ?TYPE ")
        self.press("C-u")
        # What stood there, such as the example, could be the same text.
        self.wait(r"› *(all|\d|$)")
        self.type(text)
        # An Enter right behind the text could be taken for a part of a paste.
        self.wait("› ?" + re.escape(text))

    def ask(self, text):
        self.draft(text)
        self.press("Enter")
        self.wait_gone("› ?" + re.escape(text))

    def panes_mode(self):
        self.press("Escape")
        self.wait("^ ?PANES ")

    def command(self, text):
        """Runs a command by its name, in PANES."""
        self.press(":")
        self.wait("─ commands ─")
        self.type(text)
        self.wait(": " + re.escape(text))
        self.press("Enter")
        self.wait_gone("─ commands ─")

    def done(self, pane):
        """The ends of a pane's answers as the session has them, newest last."""
        return [event for event in self.home.events("done") if event["pane"] == pane]

    def wait_done(self, pane, count=1):
        """The end of a pane's first, second, … answer."""
        return self.until(
            lambda: self.done(pane)[count - 1:], f"answer {count} of pane {pane}")[0]

    def wait_in_help(self, pattern):
        """Goes through the open help until it says this."""
        while not (match := re.search(pattern, self.screen(), re.MULTILINE)):
            if "↓ more" not in self.screen():
                raise AssertionError(f"no {pattern!r} in the help; its end is\n{self.framed()}")
            before = self.screen()
            self.press("f")
            self.until(lambda: self.screen() != before, "the help to go on")
        return match

    def pane(self, number):
        """The pane with a number, or None while it is not on the screen with a box around it."""
        columns = int(self.fact("pane_width"))
        rows = [cells(line.ljust(columns)) for line in self.lines()]
        for top, row in enumerate(rows):
            text = "".join(cell[:1] or "\0" for cell in row)
            match = re.search(rf"[╭┏][─━] ?{number} ", text)
            if not match:
                continue
            left = match.start()
            right = next(i for i in range(left + 1, len(row)) if row[i] in "╮┓")
            bottom = next((i for i in range(top + 1, len(rows)) if rows[i][left] in ("╰", "┗")),
                          None)
            if bottom is not None:
                return Pane(rows, left, right, top, bottom)
        return None

    def wait_pane(self, number, condition, what, patience=PATIENCE):
        def found():
            pane = self.pane(number)
            return pane if pane and condition(pane) else None

        return self.until(found, f"pane {number} {what}", patience)

    def wait_answered(self, number):
        """The pane once it has given an answer."""
        return self.wait_pane(
            number, lambda pane: pane.state in ENDED and pane.answer, "to have answered")

    def wait_streaming(self, number, tokens=3):
        """The pane while it answers, some tokens in."""
        return self.wait_pane(
            number, lambda pane: pane.state == "▸" and pane.tokens >= tokens, "to be answering")

    def worker(self):
        """The process that computes: the last one of lineup's own."""
        def is_lineup(process):
            try:
                return os.path.samefile(f"/proc/{process}/exe", BINARY)
            except OSError:
                return False

        return [process for process in self.processes() if is_lineup(process)][-1]


class Journey(unittest.TestCase):
    """A test that has a terminal with Lineup's home in it."""

    size = (120, 36)

    def setUp(self):
        self.lineup = Lineup(*self.size)
        self.addCleanup(self.lineup.close)
