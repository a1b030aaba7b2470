"""Killing lineup at any moment, and comparing what was received from it with what it saved."""

import glob
import json
import os
import re
import signal
import subprocess
import threading
import time

from lineup import BINARY, ROOT, STORY, Home, Lineup, cells

# What the reader has had for longer than this must be in the file. In seconds.
ALLOWED = 0.1
TINY = [str(ROOT / "Tests" / "Fixtures" / f"tiny-{name}.bin") for name in ("gemma3", "llama-k")]
REAL = ["smollm2", "gemma3"]


class Loss:
    """What one kill cost."""

    def __init__(self):
        # Lines, or token counts on the screen, that were received.
        self.received = 0
        self.events = 0
        # Seconds between the receipt of what is missing and the kill, the longest first seen.
        self.age = 0.0
        self.missing = 0
        self.faults = []

    def miss(self, age, count=1):
        self.missing += count
        self.age = max(self.age, age)
        if age > ALLOWED:
            self.faults.append(f"missing although received {age * 1000:.0f} ms before the kill")


def saved_lines(home, loss):
    """The session file's lines; what is wrong with them goes into `loss`."""
    files = glob.glob(f"{home.path}/sessions/*.jsonl")
    if len(files) > 1:
        loss.faults.append(f"{len(files)} session files")
    if not files:
        return []
    with open(files[0], "rb") as file:
        lines = file.read().splitlines(keepends=True)
    newest = 0
    for number, line in enumerate(lines, 1):
        if not line.endswith(b"\n"):
            loss.faults.append(f"line {number} is torn")
            continue
        try:
            event = json.loads(line)
        except ValueError:
            loss.faults.append(f"line {number} is no JSON: {line[:80]!r}")
            continue
        if event["t"] < newest:
            loss.faults.append(f"line {number} is older than the one before")
        newest = event["t"]
    loss.events = len(lines)
    return lines


def kill_run(models, moment, real=False):
    """Kills a `lineup run --json` so many seconds after its first line came."""
    loss = Loss()
    home = Home()
    try:
        process = subprocess.Popen(
            [BINARY, "run", *models, "-p", STORY, "--temp", "0", "-n", "4000" if real else "-1",
             "--json"],
            env=os.environ | {"LINEUP_HOME": str(home.path)}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE)
        chunks = []
        has_begun = threading.Event()

        def read():
            while chunk := os.read(process.stdout.fileno(), 1 << 16):
                chunks.append((time.monotonic(), chunk))
                has_begun.set()

        reader = threading.Thread(target=read)
        reader.start()
        has_begun.wait(30)
        time.sleep(moment)
        killed = time.monotonic()
        process.kill()
        process.wait()
        reader.join()
        process.stdout.close()

        lines, rest = [], b""
        for at, chunk in chunks:
            *whole, rest = (rest + chunk).split(b"\n")
            lines += [(at, line + b"\n") for line in whole]
        saved = saved_lines(home, loss)
        loss.received = len(lines)
        for number, (at, line) in enumerate(lines):
            if number >= len(saved):
                loss.miss(killed - at)
            elif saved[number] != line:
                loss.faults.append(f"line {number + 1} is not the one printed")
        return loss
    finally:
        home.close()


def shown_tokens(lineup):
    """The number of tokens that each of two panes side by side says it has."""
    shown = {}
    for line in lineup.lines()[:6]:
        row = cells(line)
        text = "".join(cell[:1] or "\0" for cell in row)
        for match in re.finditer(r"(\d+) tok\b", text):
            shown[1 if match.start() < 60 else 2] = int(match[1])
    return shown


def kill_playground(models, moment, real=False):
    """Kills a playground so many seconds after a prompt was sent in it."""
    loss = Loss()
    lineup = Lineup()
    try:
        lineup.open(f"{' '.join(models)} --temp 0 --predict {4000 if real else -1}")
        lineup.draft(STORY)
        worker = lineup.worker()
        lineup.press("Enter")
        end = time.monotonic() + moment
        seen = []
        while not seen or time.monotonic() < end:
            shown = shown_tokens(lineup)
            seen.append((time.monotonic(), shown))
        killed = time.monotonic()
        os.kill(worker, signal.SIGKILL)
        lineup.wait_for_shell()

        events = [json.loads(line) for line in saved_lines(lineup.home, loss)]
        for at, shown in seen:
            for pane, count in shown.items():
                loss.received = max(loss.received, count)
                saved = sum(
                    event["type"] == "token" and event["pane"] == pane for event in events)
                if saved < count:
                    loss.miss(killed - at, count - saved)
        if not any(event["type"] == "prompt" for event in events):
            loss.miss(killed - seen[0][0])
        return loss
    finally:
        lineup.close()
