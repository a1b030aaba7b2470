"""How far something is, as lines for a person: redrawn in place on a terminal, plain elsewhere."""

import os
import shutil
import sys
import time
from collections import deque


def size(count):
    """Bytes in decimal units: 92.9 MB."""
    for unit in ("bytes", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}" if unit == "bytes" else f"{count:.1f} {unit}"
        count /= 1000
    return f"{count:.1f} GB"


def duration(seconds):
    """12 s, 3:05 min, 1:02 h."""
    seconds = round(seconds)
    if seconds < 60:
        return f"{seconds} s"
    if seconds < 3600:
        return f"{seconds // 60}:{seconds % 60:02} min"
    return f"{seconds // 3600}:{seconds % 3600 // 60:02} h"


def safe(text):
    """Text from elsewhere, with nothing in it that a terminal would obey or hide."""
    return "".join(
        letter if letter.isprintable() or letter in "\n\t" else f"\u27e8U+{ord(letter):04X}\u27e9"
        for letter in text)


class Rate:
    """Bytes per second over the last five seconds."""

    def __init__(self, clock=time.monotonic):
        self.clock = clock
        self.samples = deque()

    def update(self, done):
        now = self.clock()
        self.samples.append((now, done))
        while now - self.samples[0][0] > 5 and len(self.samples) > 2:
            self.samples.popleft()

    def value(self):
        """None until there is something to go by."""
        if len(self.samples) < 2:
            return None
        (t0, done0), (t1, done1) = self.samples[0], self.samples[-1]
        return (done1 - done0) / (t1 - t0) if t1 - t0 > 0.5 and done1 > done0 else None


def transfer(done, total, rate):
    """40.1 MB of 92.9 MB, 3.4 MB/s, 12 s left."""
    if done >= total:
        return f"{size(total)} here, checking"
    text = f"{size(done)} of {size(total)}"
    speed = rate.value()
    if speed:
        text += f", {size(speed)}/s, {duration((total - done) / speed)} left"
    return text


def bar(share, width=24):
    filled = round(max(0.0, min(1.0, share)) * width)
    full, empty = ("█", "░") if "utf" in (sys.stdout.encoding or "").lower() else ("#", ".")
    return full * filled + empty * (width - filled)


def can_redraw():
    return sys.stdout.isatty() and os.environ.get("TERM", "dumb") not in ("", "dumb")


class Board:
    """A few named lines, the newest state of each.

    On a terminal all of them are redrawn in place. Elsewhere a line is printed when its share has
    grown by a tenth, when ten seconds have passed, or when it is marked as final.
    """

    def __init__(self, names, redraw=None):
        self.names = list(names)
        self.width = max(len(name) for name in self.names)
        self.redraw = can_redraw() if redraw is None else redraw
        self.lines = {}
        self.drawn = 0
        self.drawn_at = 0.0
        self.printed = {}

    def show(self, name, share, text, final=False):
        """`share` from 0 to 1, or None where there is no telling."""
        text = safe(text)
        self.lines[name] = (share, text)
        now = time.monotonic()
        if self.redraw:
            if final or now - self.drawn_at >= 0.1:
                self.draw(now)
            return
        was_share, was_text, was = self.printed.get(name, (None, None, -100.0))
        moved = share is not None and (was_share is None or share - was_share >= 0.1)
        if final or (text != was_text and (moved or now - was >= 10)):
            self.printed[name] = (share, text, now)
            percent = "" if share is None or final else f"{int(share * 100)}%, "
            print(f"{name}: {percent}{text}", flush=True)

    def draw(self, now=None):
        columns = shutil.get_terminal_size().columns
        out = f"\x1b[{self.drawn}A" if self.drawn else ""
        shown = [name for name in self.names if name in self.lines]
        for name in shown:
            share, text = self.lines[name]
            gauge = "" if share is None else f"{bar(share)} {int(share * 100):3}%  "
            out += f"\r{f'{name:{self.width}}  {gauge}{text}'[:columns - 1]}\x1b[K\n"
        sys.stdout.write(out)
        sys.stdout.flush()
        self.drawn = len(shown)
        self.drawn_at = time.monotonic() if now is None else now
