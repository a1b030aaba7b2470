"""Sessions: listed, read, searched, described, copied, deleted and brought back from the command
line, and given up once they are old."""

import fcntl
import itertools
import json
import os
import re
import subprocess
import time
import unittest

from lineup import BINARY, Home, Journey


class SessionsJourney(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)
        self.folder = self.home.path / "sessions"

    def lineup(self, *arguments, text=True):
        result = subprocess.run(
            [BINARY, *arguments], capture_output=True, text=text, timeout=120,
            stdin=subprocess.DEVNULL, env=os.environ | {"LINEUP_HOME": str(self.home.path)})
        return result.returncode, result.stdout, result.stderr

    def ask(self, text, *models, most=12):
        before = set(self.folder.glob("*.jsonl"))
        status, _, err = self.lineup(
            "run", *(models or ["smollm2"]), "-p", text, "--temp", "0", "-n", str(most))
        self.assertEqual(status, 0, err)
        return (set(self.folder.glob("*.jsonl")) - before).pop()

    def id(self, path):
        return path.stem.split("-")[-1]

    def sessions(self, *arguments):
        status, out, err = self.lineup("sessions", "list", "--json", *arguments)
        self.assertEqual(status, 0, err)
        return [json.loads(line) for line in out.splitlines()]

    def test_a_session_is_found_read_and_kept_apart_from_others(self):
        rivers = self.ask('Name a "river" in 한국.', "smollm2", "gemma3")
        bread = self.ask("How is bread made?")
        listed = self.sessions()
        self.assertEqual([entry["path"] for entry in listed], [str(bread), str(rivers)])
        self.assertEqual(listed[1]["models"], ["smollm2", "gemma3"])
        self.assertEqual(listed[1]["first_prompt"], 'Name a "river" in 한국.')
        self.assertEqual((listed[1]["turns"], listed[1]["open"]), (1, False))
        self.assertGreater(listed[1]["seconds"], 0)

        status, out, _ = self.lineup("sessions")
        rows = out.splitlines()
        self.assertEqual(status, 0)
        self.assertEqual([row.split()[0] for row in rows], ["id", self.id(bread), self.id(rivers)])
        self.assertIn('Name a "river" in 한국.', rows[2])
        status, out, _ = self.lineup("sessions", "list", "bread")
        self.assertIn(self.id(bread), out)
        self.assertNotIn(self.id(rivers), out)

        status, out, _ = self.lineup("sessions", "show", self.id(rivers))
        self.assertEqual(status, 0)
        self.assertIn('> Name a "river" in 한국.', out)
        answers = [json.loads(line)["text"] for line in rivers.read_bytes().splitlines()
                   if b'"type":"done"' in line]
        self.assertEqual(len(answers), 2)
        for answer in answers:
            self.assertIn(answer.strip().splitlines()[0], out)

        for query in ['"river"', "RIVER", "한국", 'a "river']:
            status, out, _ = self.lineup("sessions", "search", query, "--json")
            hits = [json.loads(line) for line in out.splitlines()]
            self.assertEqual({hit["id"] for hit in hits if hit["place"] == "prompt"},
                             set() if query == "RIVER" else {self.id(rivers)}, query)
        status, out, err = self.lineup("sessions", "search", "no such thing at all")
        self.assertEqual((status, out), (1, ""))
        self.assertEqual(err, "lineup: nothing in 2 sessions has no such thing at all\n")

    def test_show_json_is_the_file_byte_by_byte(self):
        path = self.ask("Hello.")
        strange = b'{"t":9,"type":"from-tomorrow","z":1,"a":[ 2,3 ],"t2":0.10}\n{"t":9.5,"ty'
        with open(path, "ab") as file:
            file.write(strange)
        status, out, err = self.lineup("sessions", "show", "last", "--json", text=False)
        self.assertEqual((status, out), (0, path.read_bytes()))
        self.assertIn(b"the last line was not written to its end", err)

    def test_title_tags_star_and_notes_stay_and_do_not_change_the_order(self):
        first = self.ask("One.")
        second = self.ask("Two.")
        id = self.id(first)
        status, out, err = self.lineup(
            "sessions", "set", id, "--title", "첫째", "--tag", "a", "--tag", "b", "--star",
            "--notes", "-n is no option")
        self.assertEqual((status, out, err), (0, "", ""))
        self.assertEqual(self.lineup("sessions", "set", id, "--untag", "a", "--tag", "b")[0], 0)
        listed = self.sessions()
        self.assertEqual([entry["path"] for entry in listed], [str(second), str(first)])
        entry = listed[1]
        self.assertEqual((entry["title"], entry["tags"], entry["star"], entry["notes"]),
                         ("첫째", ["b"], True, "-n is no option"))
        self.assertEqual([entry["id"] for entry in self.sessions("첫째")], [id])
        self.assertEqual(self.lineup("sessions", "set", id)[0], 2)

        status, out, _ = self.lineup("sessions", "duplicate", id, "--title", "copy of it")
        self.assertEqual(status, 0)
        self.assertEqual(self.sessions("copy")[0]["path"], out.strip())

    def test_a_run_learns_what_its_models_files_are(self):
        # A moment is waited for it, which is long enough on a machine with nothing else to do; the
        # longer the run, the longer the moment.
        for attempt in range(20):
            file = self.ask("Write a long story about a river.", most=12 << min(attempt, 7))
            events = [json.loads(line) for line in file.read_text().splitlines()]
            sums = [event["sha256"] for event in events if "sha256" in event]
            if sums:
                break
        model = next(event["model"]["path"] for event in events if event["type"] == "pane")
        known = subprocess.check_output(["sha256sum", model], text=True).split()[0]
        self.assertEqual(sums, [{"1": known}])

    def test_what_is_deleted_can_be_brought_back(self):
        path = self.ask("One.")
        content = path.read_bytes()
        id = self.id(path)
        status, out, _ = self.lineup("sessions", "delete", id)
        self.assertEqual(status, 0)
        self.assertIn(f"lineup sessions restore {id}", out)
        self.assertFalse(path.exists())
        self.assertEqual(self.sessions(), [])
        status, out, _ = self.lineup("sessions", "restore")
        self.assertIn(id, out)
        self.assertEqual(self.lineup("sessions", "restore", id), (0, f"{path}\n", ""))
        self.assertEqual(path.read_bytes(), content)
        status, _, err = self.lineup("sessions", "restore", id)
        self.assertEqual(status, 1)
        self.assertIn("there is no deleted session", err)

        with open(path) as file:
            fcntl.flock(file, fcntl.LOCK_EX)
            self.assertTrue(self.sessions()[0]["open"])
            status, _, err = self.lineup("sessions", "delete", id)
        self.assertEqual(status, 1)
        self.assertIn("is open in a lineup", err)
        self.assertTrue(path.exists())

    def test_old_sessions_go_only_where_the_settings_say_so(self):
        old, starred = self.ask("Old."), self.ask("Starred.")
        self.lineup("sessions", "set", self.id(starred), "--star")
        for path in (old, starred):
            os.utime(path, (time.time() - 91 * 86400,) * 2)
        self.ask("New.")
        self.assertEqual(len(self.sessions()), 3)

        (self.home.path / "config.yaml").write_text("keep: 90 days\n")
        # It is done beside the answer, and may be left for the next start.
        for _ in range(20):
            self.ask("Newer.")
            if not old.exists():
                break
        self.assertFalse(old.exists())
        self.assertTrue(starred.exists())
        self.assertEqual(self.lineup("sessions", "restore", self.id(old))[0], 0)


class KeepingJourney(Journey):
    def test_the_playground_says_what_it_deleted_and_knows_its_models_files(self):
        lineup = self.lineup
        home = lineup.home.path
        (home / "sessions").mkdir(mode=0o700)
        old = home / "sessions" / "2020-01-01T00-00-00-7f3a.jsonl"
        old.write_text('{"t":0,"type":"session","v":1}\n')
        os.utime(old, (1577836800, 1577836800))
        (home / "config.yaml").write_text("keep: 1 year\n")
        lineup.open("smollm2 --temp 0 --predict 8")
        lineup.wait("1 session older than 1 year deleted")
        self.assertFalse(old.exists())

        found = lineup.until(
            lambda: [event for event in lineup.home.events("meta") if "sha256" in event],
            "the sum of the model's file")
        model = next(iter(lineup.home.events("pane")))["model"]["path"]
        known = subprocess.check_output(["sha256sum", model], text=True).split()[0]
        self.assertEqual(found[0]["sha256"], {"1": known})
        lineup.panes_mode()
        lineup.press("I")
        lineup.wait("Esc close")

        keys = itertools.cycle("ffffffg")

        def is_told():
            # It stands somewhere in the middle, which moves as the file is read.
            found = re.search(f"SHA-256 +{known}", lineup.screen())
            if not found:
                lineup.press(next(keys))
                time.sleep(0.1)
            return found

        lineup.until(is_told, "the sum among what is told of the pane")


if __name__ == "__main__":
    unittest.main()
