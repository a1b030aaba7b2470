"""Hostile text: a model that speaks in escape sequences, in a file whose name is one."""

import os
import pty
import re
import select
import struct
import subprocess
import time
import unicodedata
import unittest

from lineup import BINARY, ROOT, Home
from terminal import PATIENCE

# Pieces of a vocabulary, in place of its longest ones. With these seeds the model says most of them.
SEEDS = ("20", "25", "55")
PIECES = [
    "\x1b]52;c;cm0gLXJm\x07", "\x1b]0;owned\x1b\\", "\x1b]8;;http://x/\x07", "\x1b[6n", "\x1b[2J",
    "\x1b[?1049l", "\x1bc", "\x1bP$qm\x1b\\", "\x1b_Gi=1;AAAA\x1b\\", "\x9b31m", "\x9d52;c;eA==\x9c",
    "\u202ergnp.exe", "\u2066x", "\U000e0063\U000e0061", "\u200b\u2060\ufeff", "\r\r", "\x08\x08",
    "\x1b]", "바", "e\u0301\u0301", "👨\u200d👩", "\u1112\u1161", "\u11ab",
]
# Format characters that are drawn.
SIGNS = "\u0600\u0601\u0602\u0603\u0604\u0605\u06dd\u070f\u0890\u0891\u08e2"
TITLE = "\x1b]52;c;bmFtZQ==\x07name"
FILE = "file\x1b]0;owned\x07\u202e.gguf"
# What the playground sends to draw, to enter and to leave, and an empty remainder of a title.
OWN = re.compile(
    r"\x1b\[[0-9;]*[ABCDGHJKLMPSTX@bdmr]|\x1b\[4l|\x1b\(B|\x1b\\|[\r\n\x08]"
    r"|\x1b\[\?(?:1049|1|12|25|2004|1004|1000|1002|1006|2026)[hl]|\x1b\[2[23];(?:0;0|2)t"
    r"|\x1b\]2;[^\x00-\x1f\x7f-\x9f]*\x1b\\")


def byte_letters():
    """GPT-2's printable letter for each byte."""
    printable = [*range(33, 127), *range(161, 173), *range(174, 256)]
    free = iter(range(256, 512))
    return [chr(byte if byte in printable else next(free)) for byte in range(256)]


def make_hostile(path):
    """tiny-llama with other words in its vocabulary and another name."""
    data = (ROOT / "Tests" / "Fixtures" / "tiny-llama.bin").read_bytes()
    letters = byte_letters()
    words = ["".join(letters[byte] for byte in piece.encode()) for piece in PIECES]
    sizes = {0: 1, 1: 1, 2: 2, 3: 2, 4: 4, 5: 4, 6: 4, 7: 1, 10: 8, 11: 8, 12: 8}
    _, _, tensors, count = struct.unpack_from("<IIQQ", data)
    at = 24

    def text():
        nonlocal at
        (length,) = struct.unpack_from("<Q", data, at)
        at += 8 + length
        return data[at - length:at]

    def packed(value):
        return struct.pack("<Q", len(value)) + value

    out = data[:24]
    for _ in range(count):
        start, key = at, text()
        kind = struct.unpack_from("<I", data, at)[0]
        at += 4
        if kind == 8:
            text()
            if key == b"general.name":
                out += packed(key) + struct.pack("<I", 8) + packed(TITLE.encode())
                continue
        elif kind == 9:
            element, length = struct.unpack_from("<IQ", data, at)
            at += 12
            if element == 8:
                values = [text() for _ in range(length)]
                if key == b"tokenizer.ggml.tokens":
                    values[-len(words):] = [word.encode() for word in words]
                    out += packed(key) + struct.pack("<IIQ", 9, 8, length)
                    out += b"".join(map(packed, values))
                    continue
                if key == b"tokenizer.ggml.merges":
                    # Merges make the words that are gone.
                    out += packed(key) + struct.pack("<IIQ", 9, 8, 0)
                    continue
            else:
                at += sizes[element] * length
        else:
            at += sizes[kind]
        out += data[start:at]
    start = at
    for _ in range(tensors):
        text()
        (dimensions,) = struct.unpack_from("<I", data, at)
        at += 4 + 8 * dimensions + 12
    out += data[start:at]
    path.write_bytes(out + bytes(-len(out) % 32) + data[at + -at % 32:])


class HostileJourney(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)
        self.model = str(self.home.path / FILE)
        make_hostile(self.home.path / FILE)
        self.bytes = b""

    def on_terminal(self, arguments, steps=()):
        """All that the program sends to a terminal; after a pattern of a step, its keys are sent."""
        process, terminal = pty.fork()
        if process == 0:
            os.environ.update({"LINEUP_HOME": str(self.home.path), "TERM": "xterm-256color",
                               "LC_ALL": "C.UTF-8", "COLUMNS": "80", "LINES": "24"})
            os.environ.pop("TMUX", None)
            os.execv(BINARY, [str(BINARY), *arguments])
        out, steps, seen = b"", list(steps), 0
        end = time.monotonic() + PATIENCE
        while time.monotonic() < end:
            if select.select([terminal], [], [], 0.2)[0]:
                try:
                    piece = os.read(terminal, 1 << 16)
                except OSError:
                    break
                if not piece:
                    break
                out += piece
            if steps and re.search(steps[0][0], out[seen:]):
                seen = len(out)
                os.write(terminal, steps.pop(0)[1])
        os.close(terminal)
        status = os.waitstatus_to_exitcode(os.waitpid(process, 0)[1])
        self.assertEqual(steps, [], out)
        return status, out.decode("utf-8", "strict")

    def assert_harmless(self, text, own=r"\r\n"):
        rest = re.sub(own, "", text)
        odd = {letter for letter in rest if letter not in SIGNS and unicodedata.category(letter) in
               ("Cc", "Cf", "Cs", "Co", "Zl", "Zp")}
        self.assertEqual(odd, set(), rest)

    def run_model(self, seed, *arguments):
        return ["run", self.model, *arguments, "-p", "x", "--temp", "2", "--top-k", "0", "--top-p",
                "1", "--min-p", "0", "-n", "600", "--seed", seed]

    def said(self, *arguments):
        """What the model says on a terminal, with all seeds."""
        texts = []
        for seed in SEEDS:
            status, text = self.on_terminal(self.run_model(seed, *arguments))
            self.assertEqual(status, 0, text)
            self.assert_harmless(text)
            texts.append(text)
        return "".join(texts)

    def test_answers_and_names_on_a_terminal(self):
        for others in ((), (self.model,)):
            text = self.said(*others)
            # The model did say such things, and they are seen.
            self.assertGreater(text.count("\u241b"), 10)
            self.assertIn("\u27e8U+202E\u27e9rgnp.exe", text)
            self.assertIn("\u27e8U+009D\u27e952;c;eA==", text)
            self.assertIn("file\u241b]0;owned\u2407\u27e8U+202E\u27e9", text)

    def test_json_on_a_terminal_escapes_what_is_not_to_reach_it(self):
        text = self.said("--json")
        self.assertIn("\\u202e", text)
        self.assertIn("\\u009d", text)

    def test_a_pipe_gets_every_byte(self):
        out = b""
        for seed in SEEDS:
            out += subprocess.run(
                [BINARY, *self.run_model(seed)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                env=os.environ | {"LINEUP_HOME": str(self.home.path)}, timeout=PATIENCE,
                check=True).stdout
        for piece in ("\x9d52;c;eA==\x9c", "\u202ergnp.exe", "\x1b[?1049l"):
            self.assertIn(piece.encode(), out)

    def test_errors_on_a_terminal(self):
        for arguments in (
                ["run", "no\x1b]0;x\x07.gguf", "-p", "x"], ["no\x1b[2Jmodel"], ["--no\x1b[2Jflag"],
                ["run", "x", "--temp", "\x1b[2J"], ["run", self.model, "-f", "no\u202e\x1bc"],
                ["models", "pull", "\x1b[31m"], ["score", "\x9b31m"], ["help", "\x1b[31m"]):
            _, out = self.on_terminal(arguments)
            self.assert_harmless(out)

    def test_the_playground_from_the_first_byte_to_the_last(self):
        paste = b"\x1b[200~x\x1b]0;pasted\x07\xc2\x9b\xe2\x80\xae\x1b[201~"
        status, out = self.on_terminal(
            [self.model, self.model, "--temp", "2", "--top-k", "0", "-n", "200", "--seed", "3"],
            [(b"TYPE", paste), (b"pasted", b"\r"), ("⊣|✓".encode(), b"\x1b"), (b"PANES", b"yy"),
             (rb"\x1b\]52;c;", b"q"), (b"saved", b"")])
        self.assertEqual(status, 0)
        # How wide this sign is, is asked once, before a model has said anything.
        out = out.replace("\u25cf\x1b[6n", "", 1).replace("\x1b[?2004$p", "", 1)
        # A copy is our own, in base64.
        copied = r"\x1b\]52;c;[A-Za-z0-9+/=]*\x1b\\|"
        self.assert_harmless(out, copied + OWN.pattern)
        self.assertNotIn("cm0gLXJm\x07", out)

