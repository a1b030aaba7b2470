"""A terminal to drive a program in, as a person would: type, look, wait until something shows.

Each `Terminal` is a tmux server of its own with one window and no status line. Nothing here
sleeps to let something happen: `wait` looks until what it waits for is there.
"""

import itertools
import os
import re
import subprocess
import time
import unicodedata

# Generous: the machine may be slow, and nothing is gained by giving up early.
PATIENCE = float(os.environ.get("JOURNEY_PATIENCE", "90"))
# Where no program runs any more, nothing is to be expected after this.
PATIENCE_WITH_THE_SHELL = 10
PROMPT = "journey$ "


def cells(line):
    """A line's characters by screen cell; the right half of a wide one is empty."""
    row = []
    for character in line:
        if unicodedata.combining(character) and row:
            row[-1] += character
            continue
        row.append(character)
        if unicodedata.east_asian_width(character) in "WF":
            row.append("")
    return row


class Terminal:
    numbers = itertools.count(1)

    def __init__(self, columns=120, rows=36, environment=None):
        self.server = f"lineup-journey-{os.getpid()}-{next(self.numbers)}"
        variables = {"LC_ALL": "C.UTF-8", **(environment or {})}
        settings = [word for name, value in variables.items() for word in ("-e", f"{name}={value}")]
        self._run(
            "-f", "/dev/null", "-u", "new-session", "-d", "-x", str(columns), "-y", str(rows),
            *settings,
            # Without line editing the shell leaves the terminal's settings alone at its prompt.
            "bash --norc --noprofile --noediting")
        self.shell = self.fact("pane_pid")
        self.tmux("set-option", "-g", "status", "off")
        self.tmux("set-option", "-g", "window-size", "manual")
        self.resize(columns, rows)
        # A shell of root's takes no PS1 from the environment.
        self.start(f"PS1='{PROMPT}'; clear")
        self.wait(rf"\A{re.escape(PROMPT.strip())}$")

    def _run(self, *words):
        environment = {name: value for name, value in os.environ.items() if name != "TMUX"}
        return subprocess.run(
            ["tmux", "-L", self.server, *words], env=environment, check=True, text=True,
            encoding="utf-8", stdout=subprocess.PIPE, stdin=subprocess.DEVNULL).stdout

    def tmux(self, *words):
        return self._run(*words)

    def close(self):
        subprocess.run(["tmux", "-L", self.server, "kill-server"], stderr=subprocess.DEVNULL)

    # What a person does

    def start(self, command):
        """Runs a command line in the shell."""
        self.type(command)
        self.press("Enter")

    def type(self, text):
        self.tmux("send-keys", "-l", "--", text)

    def press(self, *keys):
        """Keys by tmux's names: Enter, Escape, PageUp, C-c, M-b."""
        self.tmux("send-keys", *keys)

    def resize(self, columns, rows):
        self.tmux("resize-window", "-x", str(columns), "-y", str(rows))

    # What a person sees

    def lines(self):
        return self.tmux("capture-pane", "-p").split("\n")[:-1]

    def screen(self):
        return "\n".join(line.rstrip() for line in self.lines())

    def crop(self, left, right, top=0, bottom=None):
        """The text within some columns and rows."""
        rows = [cells(line.ljust(right)) for line in self.lines()[top:bottom]]
        return "\n".join("".join(row[left:right]).rstrip() for row in rows)

    def wait(self, pattern, patience=PATIENCE):
        """The match, as soon as the screen has one."""
        return self.until(
            lambda: re.search(pattern, self.screen(), re.MULTILINE), f"{pattern!r}", patience)

    def wait_gone(self, pattern, patience=PATIENCE):
        self.until(
            lambda: not re.search(pattern, self.screen(), re.MULTILINE), f"no {pattern!r}",
            patience)

    def until(self, condition, what, patience=PATIENCE):
        """What `condition` says as soon as that is not false."""
        began = last_busy = time.monotonic()
        while not (answer := condition()):
            now = time.monotonic()
            if self.processes():
                last_busy = now
            if now - began > patience or now - last_busy > PATIENCE_WITH_THE_SHELL:
                raise AssertionError(
                    f"waited {now - began:.0f} s for {what}; the screen was\n{self.framed()}")
            time.sleep(0.05)
        return answer

    def framed(self):
        return "\n".join(f"  |{line}" for line in self.screen().split("\n"))

    # What the terminal knows

    def fact(self, name):
        """One of tmux's format variables, such as alternate_on or cursor_x."""
        return self.tmux("display-message", "-p", f"#{{{name}}}").strip()

    def settings(self):
        """All that `stty` says of the terminal, its size aside."""
        said = subprocess.run(
            ["stty", "-a", "-F", self.fact("pane_tty")], check=True, text=True,
            stdout=subprocess.PIPE).stdout
        return re.sub(r"rows \d+; columns \d+;", "", said)

    def wait_for_shell(self):
        """Waits until the program has ended and the shell asks for the next command."""
        self.until(lambda: not self.processes(), "the program's end")
        self.wait(rf"^{re.escape(PROMPT.strip())}\s*\Z")

    def processes(self):
        """The shell's descendants, parents first."""
        found = []
        waiting = children(self.shell)
        while waiting:
            process = waiting.pop(0)
            found.append(int(process))
            waiting += children(process)
        return found


def children(process):
    try:
        with open(f"/proc/{process}/task/{process}/children") as file:
            return file.read().split()
    except OSError:
        return []
