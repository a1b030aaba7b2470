"""A terminal that is nothing but its bytes: read or not read, resized, lost.

tmux would put things right that a program leaves wrong; here every byte counts.
"""

import fcntl
import os
import re
import select
import signal
import socket
import struct
import subprocess
import sys
import termios
import time
from pathlib import Path

from screen_model import Screen
from terminal import PATIENCE

SHELL = Path(__file__).with_name("job_shell.py")


class PtyTerminal:
    def __init__(self, command, columns=120, rows=36, environment=None):
        self.master, self.slave = os.openpty()
        os.set_blocking(self.master, False)
        # Whether what comes is read, and whether it is drawn.
        self.reads = self.draws = True
        self.received = bytearray()
        self.screen = Screen(columns, rows)
        self.resize(columns, rows)
        self.before = self.settings()
        self.control, theirs = socket.socketpair()
        self.control.setblocking(False)
        self.said = ""
        variables = {name: value for name, value in os.environ.items()
                     if name not in ("TMUX", "NO_COLOR", "SSH_CONNECTION", "COLUMNS", "LINES")}
        variables |= {"TERM": "xterm-256color", "LC_ALL": "C.UTF-8"} | (environment or {})
        variables = {name: value for name, value in variables.items() if value is not None}
        self.shell = subprocess.Popen(
            [sys.executable, SHELL, str(theirs.fileno()), *map(str, command)], env=variables,
            stdin=self.slave, stdout=self.slave, stderr=self.slave, pass_fds=[theirs.fileno()])
        theirs.close()
        self.job = int(self.wait_said(r"started (\d+)\n")[1])

    def close(self):
        for process in self.processes():
            try:
                os.kill(process, signal.SIGKILL)
            except ProcessLookupError:
                pass
        if self.shell.poll() is None:
            self.shell.kill()
        self.shell.wait()
        self.hang_up()
        self.control.close()

    # What a person, or the world, does

    def send(self, text):
        data = text.encode() if isinstance(text, str) else text
        os.write(self.master, data)

    def order(self, word):
        self.control.send(word.encode() + b"\n")

    def resize(self, columns, rows):
        # A real terminal tells the program only once it has the new size itself.
        self.pump(0)
        if self.draws:
            self.screen.resize(columns, rows)
        fcntl.ioctl(self.master, termios.TIOCSWINSZ, struct.pack("4H", rows, columns, 0, 0))

    def hang_up(self):
        """The window is closed. The terminal's own settings are lost with it."""
        for descriptor in (self.master, self.slave):
            if descriptor is not None:
                os.close(descriptor)
        self.master = self.slave = None

    # What it sees

    def pump(self, seconds=0.02):
        """Takes what came, if it reads at all; waits for it for some time."""
        watched = [self.control] if hasattr(self, "control") else []
        if self.reads and self.master is not None:
            watched.append(self.master)
        ready, _, _ = select.select(watched, [], [], seconds)
        if self.master in ready:
            try:
                data = os.read(self.master, 1 << 16)
            except OSError:
                data = b""
            self.received += data
            if self.draws:
                self.screen.feed(data)
        if ready and ready[0] is not self.master:
            try:
                self.said += self.control.recv(1000).decode()
            except OSError:
                pass
        return bool(ready)

    def settle(self, quiet=0.3):
        """Reads until nothing has come for a while, in seconds."""
        while self.pump(quiet):
            pass

    def until(self, condition, what, patience=PATIENCE):
        began = time.monotonic()
        while not (answer := condition()):
            if time.monotonic() - began > patience:
                raise AssertionError(
                    f"waited {patience:.0f} s for {what}; the job said {self.said!r}, the screen "
                    f"was\n" + "\n".join("  |" + line for line in self.screen.text().split("\n")))
            self.pump()
        return answer

    def wait(self, pattern, patience=PATIENCE):
        return self.until(
            lambda: re.search(pattern, self.screen.text(), re.MULTILINE), repr(pattern), patience)

    def wait_gone(self, pattern, patience=PATIENCE):
        self.until(lambda: not re.search(pattern, self.screen.text()), f"no {pattern!r}", patience)

    def wait_said(self, pattern, patience=PATIENCE):
        return self.until(lambda: re.search(pattern, self.said), repr(pattern), patience)

    def settings(self):
        return termios.tcgetattr(self.slave)

    # What runs in it

    def processes(self):
        """All processes of the terminal's session but the shell: {id: state letter}."""
        found = {}
        for entry in os.listdir("/proc"):
            if not entry.isdigit() or int(entry) == self.shell.pid:
                continue
            try:
                with open(f"/proc/{entry}/stat") as file:
                    fields = file.read().rpartition(")")[2].split()
            except OSError:
                continue
            # One that ended and has no parent left is init's to bury, which may take its time.
            if int(fields[3]) == self.shell.pid and (fields[0], fields[1]) != ("Z", "1"):
                found[int(entry)] = fields[0]
        return found

    def worker(self):
        """The process that does the work: the child of the one that looks after it."""
        def child():
            with open(f"/proc/{self.job}/task/{self.job}/children") as file:
                return file.read().split()

        return int(self.until(child, "the program")[0])


def cpu_seconds(process):
    """Processor time that a process has used."""
    with open(f"/proc/{process}/stat") as file:
        fields = file.read().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
