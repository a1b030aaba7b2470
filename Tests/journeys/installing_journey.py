"""Lineup is installed, and runs from anywhere when nothing but what was installed is there."""

import os
import shutil
import subprocess
import tempfile
import unittest
from pathlib import Path

from lineup import BINARY, ROOT

COMMANDS = "source {script}; COMP_WORDS=({words}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); " \
    "COMP_LINE='{line}'; COMP_POINT=${{#COMP_LINE}}; " \
    "_lineup_or_playground lineup \"${{COMP_WORDS[COMP_CWORD]}}\" \"${{COMP_WORDS[COMP_CWORD - 1]}}\"; " \
    "printf '%s\\n' \"${{COMPREPLY[@]}}\""


class InstallingJourney(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.folder = Path(tempfile.mkdtemp(prefix="lineup-install-"))
        cls.addClassCleanup(shutil.rmtree, cls.folder)
        cls.stage = cls.folder / "stage"
        cls.make("install")
        # Where it was installed to is not where it ends up, and the clone has no part in it.
        cls.prefix = cls.folder / "moved"
        shutil.copytree(cls.stage / "opt" / "lineup", cls.prefix)
        cls.home = cls.folder / "home"
        (cls.home / "models").mkdir(parents=True)
        for name in ("mine.gguf", "gemma-3-270m-q4_k_m.gguf"):
            (cls.home / "models" / name).write_bytes(b"GGUF")
        cls.environment = {
            "PATH": f"{cls.prefix}/bin:/usr/bin:/bin", "LINEUP_HOME": str(cls.home),
            "HOME": str(cls.home), "LC_ALL": "C.UTF-8"}

    @classmethod
    def make(cls, goal):
        subprocess.run(
            ["make", "--no-print-directory", goal, f"BIN={BINARY}", "PREFIX=/opt/lineup",
             f"DESTDIR={cls.stage}"], cwd=ROOT, check=True, capture_output=True, timeout=60)

    def run_it(self, *command, status=0):
        process = subprocess.run(
            command, cwd="/", env=self.environment, stdin=subprocess.DEVNULL, capture_output=True,
            text=True, timeout=60)
        self.assertEqual(process.returncode, status, process.stdout + process.stderr)
        return process.stdout

    def completed(self, line):
        """What bash makes of the last word of a line."""
        words = line.split(" ")
        script = self.prefix / "share/bash-completion/completions/lineup"
        command = COMMANDS.format(
            script=script, line=line, words=" ".join(word or "''" for word in words))
        return self.run_it("bash", "--norc", "-c", command).split()

    def test_what_is_shipped_is_found_beside_it(self):
        self.assertRegex(self.run_it("lineup", "--version"), r"^lineup \d+\.\d+\.\d+\n")
        prompts = self.run_it("lineup", "prompts", "list")
        for file in (ROOT / "prompts").glob("*.yaml"):
            self.assertIn(file.stem, prompts)
        models = self.run_it("lineup", "models")
        self.assertIn("mine", models)
        # The shipped catalogue has more than what comes with the program itself.
        self.assertGreater(len(models.splitlines()), 20)
        checks = subprocess.run(
            ["lineup", "doctor"], cwd="/", env=self.environment, stdin=subprocess.DEVNULL,
            capture_output=True, text=True, timeout=60).stdout
        self.assertIn(str(self.home / "models"), checks)
        self.assertNotIn(str(ROOT), checks)
        themes = self.completed("lineup --theme lineup-")
        self.assertEqual(themes, ["lineup-dark", "lineup-light"])
        self.run_it(self.prefix / "share" / "lineup" / "fetch-models", "--where")

    def test_the_manual_page_is_one(self):
        page = self.prefix / "share/man/man1/lineup.1"
        self.assertTrue(page.read_text().startswith(".TH LINEUP 1 "))
        if not shutil.which("groff"):
            self.skipTest("there is no groff to render it")
        said = subprocess.run(
            ["groff", "-k", "-man", "-Tutf8", "-ww", page], capture_output=True, text=True, timeout=60)
        self.assertEqual((said.returncode, said.stderr), (0, ""))
        self.assertIn("compares language models", said.stdout)

    def test_each_shell_can_read_its_completions(self):
        for shell, place in {
                "bash": "bash-completion/completions/lineup", "zsh": "zsh/site-functions/_lineup",
                "fish": "fish/vendor_completions.d/lineup.fish"}.items():
            script = self.prefix / "share" / place
            self.assertGreater(len(script.read_text()), 1000)
            if shutil.which(shell):
                subprocess.run([shell, "-n", script], check=True, timeout=60)

    def test_words_are_completed_where_they_stand(self):
        for line, words in {
                "lineup mi": ["mine"],
                "lineup smollm2 ge": ["gemma3"],
                "lineup re": ["replay", "rerun", "render"],
                "lineup smollm2 --lay": ["--layout"],
                "lineup --prompt json-p": ["json-person"],
                "lineup models re": ["remove"],
                "lineup models remove mi": ["mine"],
                "lineup models pull smollm2-3": ["smollm2-360m"],
                "lineup sessions show la": ["last"],
                f"lineup run {self.home}/models/m": [f"{self.home}/models/mine.gguf"],
        }.items():
            with self.subTest(line):
                self.assertEqual(self.completed(line), words)

    def test_nothing_is_left_of_it(self):
        mine = self.stage / "opt" / "lineup" / "share" / "mine"
        mine.write_text("mine")
        self.make("uninstall")
        left = [path for path in self.stage.rglob("*") if not path.is_dir()]
        self.assertEqual(left, [mine])
        self.make("install")


if __name__ == "__main__":
    unittest.main()
