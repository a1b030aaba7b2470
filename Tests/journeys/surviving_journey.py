"""Surviving: what was shown or printed is on disk, whatever becomes of the process or the disk."""

import json
import os
import random
import resource
import shutil
import signal
import stat
import subprocess
import tempfile
import unittest
from pathlib import Path

from killing import REAL, TINY, kill_playground, kill_run
from lineup import BINARY, ENDLESS, STORY, Home, Journey

SMALL = str(TINY[0])


def mount(test, place, size):
    """Mounts a small disk for a test, or skips it."""
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={size}", "lineup", place], capture_output=True)
    if mounted.returncode != 0:
        test.skipTest("only root can mount a small disk to fill")
    # Lazily: a lineup that a failed test left behind may still have a file open there.
    test.addCleanup(subprocess.run, ["umount", "--lazy", place], check=True)


class Killed(unittest.TestCase):
    """`make kill` does this 200 times."""

    def assert_nothing_lost(self, loss):
        self.assertEqual(loss.faults, [])
        self.assertGreater(loss.events, 0)

    def test_a_killed_run_has_saved_all_it_printed(self):
        for models, longest in ((TINY, 0.4), (TINY, 0.8), (TINY, 1.2), (REAL, 3)):
            moment = random.uniform(0, longest)
            with self.subTest(models=models, moment=moment):
                self.assert_nothing_lost(kill_run(models, moment, models is REAL))

    def test_a_killed_playground_has_saved_all_it_showed(self):
        for longest in (0.5, 1):
            moment = random.uniform(0, longest)
            with self.subTest(moment=moment):
                self.assert_nothing_lost(kill_playground(TINY, moment))


class KilledPlayground(Journey):
    def test_killed_in_mid_answer_the_session_holds_all_that_was_shown(self):
        lineup = self.lineup
        lineup.open(ENDLESS)
        lineup.ask(STORY)
        shown = {number: lineup.wait_streaming(number, tokens=20).tokens for number in (1, 2)}
        os.kill(lineup.worker(), signal.SIGKILL)
        lineup.wait_for_shell()
        tokens = lineup.home.events("token")
        for number in (1, 2):
            self.assertGreaterEqual(
                sum(token["pane"] == number for token in tokens), shown[number])


class World(unittest.TestCase):
    """A run, and the world around it."""

    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)

    def run_lineup(self, *arguments, home=None, environment=None, **options):
        if environment is None:
            environment = os.environ | {"LINEUP_HOME": str(home or self.home.path)}
        return subprocess.run(
            [BINARY, "run", *arguments], env=environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, errors="replace", timeout=120, **options)

    def assert_not_saved(self, result, *words):
        """The answer is there, and one sentence says why it is not saved."""
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertTrue(result.stdout)
        said = [line for line in result.stderr.splitlines() if line.startswith("lineup: ")]
        self.assertEqual(len(said), 1, result.stderr)
        for word in ("not saved", *words):
            self.assertIn(word, said[0])

    def test_a_folder_that_cannot_be_made_keeps_nobody_from_asking(self):
        file = self.home.path / "file"
        file.write_text("")
        result = self.run_lineup(SMALL, "-p", "a", "-n", "20", home=file)
        self.assert_not_saved(result, "Not a directory", "LINEUP_HOME", "--no-save")

    def test_a_folder_that_cannot_be_written_keeps_nobody_from_asking(self):
        # Not even root may write here.
        result = self.run_lineup(SMALL, "-p", "a", "-n", "20", home="/proc/lineup")
        self.assert_not_saved(result, "/proc/lineup", "LINEUP_HOME")

    def test_without_a_home_only_what_needs_one_complains(self):
        bare = {name: value for name, value in os.environ.items()
                if name != "HOME" and not name.startswith(("LINEUP_", "XDG_"))}
        result = self.run_lineup(SMALL, "-p", "a", "-n", "20", "--no-save", environment=bare)
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertNotIn("lineup: ", result.stderr)
        result = self.run_lineup(SMALL, "-p", "a", "-n", "20", environment=bare)
        self.assert_not_saved(result, "neither LINEUP_HOME nor HOME is set")
        result = self.run_lineup("smollm2", "-p", "a", environment=bare)
        self.assertEqual(result.returncode, 1)
        self.assertIn("set LINEUP_HOME", result.stderr)
        for arguments in (["tokenize", SMALL], ["--version"]):
            done = subprocess.run([BINARY, *arguments], env=bare, input="a", text=True,
                                  capture_output=True, timeout=60)
            self.assertEqual(done.returncode, 0, done.stderr)

    def test_files_are_their_owners_alone_whatever_the_umask(self):
        for umask in (0o000, 0o777):
            with self.subTest(umask=oct(umask)):
                home = self.home.path / oct(umask)
                result = self.run_lineup(SMALL, "-p", "a", "-n", "5", home=home, umask=umask)
                self.assertEqual(result.returncode, 0, result.stderr)
                self.assertNotIn("lineup: ", result.stderr)
                [file] = (home / "sessions").iterdir()
                self.assertEqual(stat.S_IMODE(file.stat().st_mode), 0o600)
                self.assertEqual(stat.S_IMODE((home / "sessions").stat().st_mode), 0o700)

    def whole_lines(self, home=None):
        """The only session's events; all lines must be whole."""
        [file] = Path(home or self.home.path).glob("sessions/*.jsonl")
        content = file.read_bytes()
        self.assertTrue(content.endswith(b"\n"))
        return [json.loads(line) for line in content.splitlines()]

    def assert_cut_off(self, result, printed_more_than, home=None):
        self.assertEqual(result.returncode, 0, result.stderr)
        self.assertIn("kept in memory", result.stderr)
        self.assertIn("not saved to its end", result.stderr)
        saved = self.whole_lines(home)
        printed = [json.loads(line) for line in result.stdout.splitlines()]
        self.assertGreater(len(printed), printed_more_than)
        self.assertLess(len(saved), len(printed))
        self.assertEqual(saved, printed[:len(saved)])
        # What model files are may be told last.
        told = [event["type"] for event in printed if "sha256" not in event]
        self.assertEqual(told[-1], "sample")

    def test_a_limit_on_file_sizes_is_a_full_disk(self):
        limit = 20_000
        result = self.run_lineup(
            SMALL, "-p", "a", "-n", "500", "--json",
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (limit, limit)))
        self.assertIn("File too large", result.stderr)
        self.assert_cut_off(result, 400)

    def test_a_disk_that_is_full_leaves_whole_lines(self):
        place = tempfile.mkdtemp(prefix="lineup-full-")
        self.addCleanup(shutil.rmtree, place)
        mount(self, place, "64k")
        result = self.run_lineup(SMALL, "-p", "a", "-n", "1000", "--json", home=place)
        self.assertIn("No space left on device", result.stderr)
        self.assert_cut_off(result, 900, place)

    def test_a_disk_that_is_full_from_the_start_keeps_nobody_from_asking(self):
        place = tempfile.mkdtemp(prefix="lineup-full-")
        self.addCleanup(shutil.rmtree, place)
        mount(self, place, "16k")
        try:
            with open(f"{place}/filler", "wb", buffering=0) as file:
                while file.write(bytes(4096)):
                    pass
        except OSError:
            pass
        result = self.run_lineup(SMALL, "-p", "a", "-n", "20", home=place)
        self.assert_not_saved(result, "No space left on device")
        self.assertEqual(list(Path(place).glob("sessions/*")), [])

    def test_many_that_start_at_once_have_sessions_of_their_own(self):
        runs = [
            subprocess.Popen(
                [BINARY, "run", SMALL, "-p", f"prompt {number}", "-n", "3"],
                env=os.environ | {"LINEUP_HOME": str(self.home.path)}, stdin=subprocess.DEVNULL,
                stdout=subprocess.DEVNULL, stderr=subprocess.PIPE)
            for number in range(12)]
        for run in runs:
            _, said = run.communicate(timeout=120)
            self.assertEqual(run.returncode, 0, said)
        files = list(self.home.path.glob("sessions/*.jsonl"))
        self.assertEqual(len(files), len(runs))
        asked = {event["text"] for file in files
                 for event in map(json.loads, file.read_text().splitlines())
                 if event["type"] == "prompt"}
        self.assertEqual(asked, {f"prompt {number}" for number in range(12)})

    def test_a_models_tokens_are_the_same_bits_alone_and_beside_another(self):
        def generated(*models):
            result = self.run_lineup(
                *models, "-p", "Name three rivers.", "--temp", "0.8", "--seed", "11", "-n", "40",
                "--json")
            self.assertEqual(result.returncode, 0)
            events = [json.loads(line) for line in result.stdout.splitlines()]
            return [(event["id"], event["logprob"]) for event in events
                    if event["type"] == "token" and event["pane"] == 1]

        alone = generated("smollm2")
        self.assertGreater(len(alone), 5)
        self.assertEqual(generated("smollm2", "gemma3"), alone)


class Unsaved(Journey):
    def test_the_playground_opens_where_nothing_can_be_saved_and_says_so(self):
        lineup = self.lineup
        lineup.start(f"LINEUP_HOME=/proc/lineup {BINARY} {SMALL} --predict 20")
        lineup.wait("^ ?TYPE .*not saved")
        lineup.ask("hello")
        lineup.wait_answered(1)
        lineup.press("C-q")
        lineup.wait_for_shell()
        lineup.wait("^lineup: this session is not saved: /proc/lineup")


class FilledUp(Journey):
    def test_once_a_full_disk_has_room_again_nothing_is_missing(self):
        lineup = self.lineup
        place = lineup.home.path / "sessions"
        place.mkdir()
        mount(self, place, "64k")
        lineup.open(f"{SMALL} --predict 900 --temp 0")
        lineup.ask("one")
        lineup.wait("^ ?TYPE .*can't save")
        lineup.wait_answered(1)
        lineup.ask("two")
        lineup.wait_pane(1, lambda pane: "two" in pane.text and pane.state in "✓⊣", "to answer")
        subprocess.run(["mount", "-o", "remount,size=4m", place], check=True)
        lineup.wait("^ ?TYPE .*rec")
        lineup.press("C-q")
        lineup.wait("^saved ")
        lineup.wait_for_shell()
        self.assertTrue(lineup.home.session_lines()[-1].endswith(b"\n"))
        done = lineup.home.events("done")
        self.assertEqual([event["turn"] for event in done], [1, 2])
        self.assertEqual(
            len(lineup.home.events("token")), sum(event["metrics"]["tokens"] for event in done))


class MeddledWith(Journey):
    def test_a_session_that_is_deleted_while_it_is_open_is_written_anew(self):
        lineup = self.lineup
        lineup.open(f"{SMALL} --predict 30")
        lineup.ask("one")
        lineup.wait_answered(1)
        shutil.rmtree(lineup.home.path / "sessions")
        lineup.ask("two")
        lineup.until(
            lambda: len(lineup.home.events("done")) == 2, "both answers in the session again")
        lineup.press("C-q")
        lineup.wait("^saved ")
        self.assertEqual(
            [event["text"] for event in lineup.home.events("prompt")], ["one", "two"])
        self.assertEqual(len(lineup.home.events("session")), 1)

    def test_a_session_that_is_moved_is_followed(self):
        lineup = self.lineup
        lineup.open(f"{SMALL} --predict 30")
        [file] = (lineup.home.path / "sessions").iterdir()
        moved = lineup.home.path / "sessions" / "moved.jsonl"
        file.rename(moved)
        lineup.ask("one")
        lineup.wait_answered(1)
        lineup.press("C-q")
        lineup.wait("^saved ")
        lineup.wait("lineup --session moved")
        self.assertEqual(len(lineup.home.events("done")), 1)


class Termination(unittest.TestCase):
    def test_a_terminated_run_saves_its_end(self):
        home = Home()
        self.addCleanup(home.close)
        process = subprocess.Popen(
            [BINARY, "run", "smollm2", "-p", STORY, "-n", "4000", "--json"],
            env=os.environ | {"LINEUP_HOME": str(home.path)}, stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE)
        with process.stdout as out:
            for line in out:
                if b'"token"' in line:
                    break
            process.terminate()
            out.read()
        self.assertEqual(process.wait(), 128 + signal.SIGTERM)
        self.assertEqual(home.events("done")[0]["reason"], "cancelled")
