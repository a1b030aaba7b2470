"""What runs the journeys: two files at a time, and what fails once more."""

import json
import os
import subprocess
import sys
import tempfile
import unittest
from pathlib import Path

SCRIPT = Path(__file__).resolve().parents[2] / "Scripts" / "journeys"
FIRST = """import os, unittest
class First(unittest.TestCase):
    def test_a_race(self):
        if not os.path.exists({flag!r}):
            open({flag!r}, "w").close()
            self.fail("not yet")
    def test_that_fails(self): self.fail("never")
    @unittest.skip("not here")
    def test_that_is_skipped(self): pass
"""
SECOND = """import os, unittest
class Second(unittest.TestCase):
    def test_that_passes(self): pass
class Broken(unittest.TestCase):
    @classmethod
    def setUpClass(cls): raise ValueError("broken")
    def test_that_never_runs(self): pass
"""
KILLED = "import os; os._exit(3)\n"
MANY = """import unittest
class Many(unittest.TestCase): pass
for number in range(11):
    setattr(Many, f"test_{number}", lambda self: self.fail("wrong"))
"""


class JourneysTest(unittest.TestCase):
    def run_journeys(self, **files):
        with tempfile.TemporaryDirectory() as folder:
            for name, text in files.items():
                flag = os.path.join(folder, "flag")
                Path(folder, f"{name}_journey.py").write_text(text.replace("{flag!r}", repr(flag)))
            report = Path(folder) / "report"
            self.said = subprocess.check_output(
                [sys.executable, SCRIPT, report], text=True, stderr=subprocess.STDOUT,
                env=os.environ | {"LINEUP_JOURNEYS": folder})
            return json.loads(report.read_text())

    def test_what_fails_is_tried_once_more_and_told(self):
        report = self.run_journeys(first=FIRST, second=SECOND)
        self.assertEqual((report["ran"], report["skipped"]), (4, 1))
        self.assertEqual(report["failures"], {
            "first_journey.First.test_that_fails": "AssertionError: never",
            "setUpClass (second_journey.Broken)": "ValueError: broken"})
        self.assertEqual(
            report["again"], ["first_journey.First.test_a_race: AssertionError: not yet"])
        self.assertIn("passed only at the second try: first_journey.First.test_a_race", self.said)

    def test_what_ends_without_a_word_has_failed(self):
        report = self.run_journeys(killed=KILLED, second=SECOND.split("class Broken")[0])
        self.assertEqual(report["failures"], {"killed_journey": "ended with 3"})

    def test_where_much_is_wrong_nothing_is_tried_again(self):
        report = self.run_journeys(many=MANY)
        self.assertEqual(len(report["failures"]), 11)
        self.assertNotIn("once more", self.said)


if __name__ == "__main__":
    unittest.main()
