"""Getting about: commands by name, what can be copied, drafts and prompts that are kept."""

import os
import signal
import subprocess

from lineup import BINARY, ENDLESS, STORY, Journey, Lineup

MODELS = "smollm2 gemma3 --temp 0 --predict 40"


class GettingAboutJourney(Journey):
    size = (140, 36)

    def open_with(self, variables, arguments=MODELS):
        """Opens Lineup with a few environment variables, or behind a pipe."""
        self.lineup.start(f"{variables} {BINARY} {arguments}")
        self.lineup.wait("^ ?TYPE ")

    def quit(self):
        self.lineup.press("C-q")
        self.lineup.wait_for_shell()
        self.lineup.start("clear")
        self.lineup.wait_gone("lineup smollm2")

    def copied(self):
        return (self.lineup.home.path / "copied.txt").read_text()

    def composer(self):
        line = next(line for line in self.lineup.lines()[::-1] if line.strip().startswith("›"))
        return line.strip()[1:].strip()

    # Commands by name

    def test_commands_are_found_by_a_few_letters(self):
        lineup = self.lineup
        lineup.open(MODELS)
        lineup.panes_mode()
        lineup.press(":")
        lineup.wait("commands ─")
        lineup.type("retry")
        lineup.wait("│ : retry")
        lineup.wait("› retry .* pane 1 has no prompt yet")
        lineup.press("Enter")
        lineup.wait("^ pane 1 has no prompt yet")
        lineup.press("C-u")
        # A key and text in one read could be a paste.
        lineup.wait("│ : +│")
        lineup.type("title Fruit and colours")
        lineup.wait(": title Fruit and colours")
        lineup.press("Enter")
        lineup.wait("PANES +Fruit and colours")
        lineup.press(":")
        lineup.wait("commands ─")
        lineup.type("messages")
        lineup.wait(": messages")
        lineup.press("Enter")
        lineup.wait("pane 1 has no prompt yet")
        lineup.press("Escape")
        lineup.wait_gone("messages ─")

    def test_a_slash_on_an_empty_draft_is_the_menu_and_two_are_a_slash(self):
        lineup = self.lineup
        lineup.open(MODELS)
        lineup.press("/")
        lineup.wait("commands ─")
        lineup.press("/")
        lineup.wait_gone("commands ─")
        lineup.wait("› /$")

    def test_a_prefix_shows_what_may_follow(self):
        lineup = self.lineup
        lineup.open(MODELS)
        lineup.ask("Name a fruit.")
        lineup.wait_answered(1)
        lineup.press("C-o", "y")
        lineup.wait("the conversation, as Markdown")
        lineup.press("y")
        lineup.wait("copied 1 answer, [0-9,]+ characters?, by way of tmux")

    # What can be copied

    def answer_again(self):
        """Copies the command line of the chosen pane, runs it and returns what it printed."""
        lineup = self.lineup
        lineup.wait_gone("copied the command line")
        lineup.press("y", "l")
        lineup.wait("copied the command line")
        line = self.copied()
        self.assertTrue(line.startswith("lineup run "), line)
        environment = {**os.environ, "LINEUP_HOME": str(lineup.home.path),
                       "PATH": f"{BINARY.parent}:{os.environ['PATH']}"}
        said = subprocess.run(
            ["bash", "-c", line + " --no-save"], env=environment, check=True, text=True,
            encoding="utf-8", stdout=subprocess.PIPE)
        return said.stdout

    def last_done(self, pane):
        return [event for event in self.lineup.home.events("done") if event["pane"] == pane][-1]

    def test_the_command_line_gives_the_same_answer(self):
        lineup = self.lineup
        lineup.open("smollm2 gemma3 --temp 1.3 --top-k 20 --predict 30 --system 'Be a pirate'")
        lineup.ask("It's \"$HOME\" and `a` \\ b!")
        for number in (1, 2):
            lineup.wait_answered(number)
        lineup.panes_mode()
        for number in (1, 2):
            lineup.press(str(number))
            self.assertEqual(
                self.answer_again().rstrip("\n"), self.last_done(number)["text"].rstrip("\n"))

    def test_so_it_does_in_a_later_turn_with_lines(self):
        lineup = self.lineup
        lineup.open("smollm2 gemma3 --temp 1.3 --predict 30")
        lineup.ask("Name a fruit.")
        for number in (1, 2):
            lineup.wait_answered(number)
        lineup.press("C-u")
        lineup.type("And a")
        lineup.press("C-j")
        lineup.type("colour?")
        lineup.wait("colour[?]")
        lineup.press("Enter")
        for number in (1, 2):
            lineup.wait_pane(
                number, lambda pane: "colour?" in pane.text and pane.state in "✓⊣", "to answer")
        lineup.panes_mode()
        for number in (1, 2):
            lineup.press(str(number))
            self.assertEqual(
                self.answer_again().rstrip("\n"), self.last_done(number)["text"].rstrip("\n"))
            # What was copied before must not be taken for this.
            (lineup.home.path / "copied.txt").unlink()

    # Prompts and drafts

    def test_prompts_are_there_in_the_next_session(self):
        lineup = self.lineup
        lineup.open(MODELS)
        lineup.ask("Name a fruit.")
        lineup.wait_answered(1)
        lineup.wait_answered(2)
        lineup.ask("Count to three.")
        for number in (1, 2):
            lineup.wait_pane(
                number, lambda pane: "▎Count" in pane.text and pane.state in "✓⊣", "to answer")
        self.quit()
        history = lineup.home.path / "history.jsonl"
        self.assertEqual(history.stat().st_mode & 0o777, 0o600)

        lineup.open(MODELS)
        lineup.press("Up")
        lineup.wait("› Count to three")
        lineup.press("Up")
        lineup.wait("› Name a fruit")
        lineup.press("C-r")
        lineup.type("coun")
        lineup.wait("› Count to three")
        lineup.press("Enter")
        lineup.wait("Enter send")
        self.assertEqual(self.composer(), "Count to three.")

    def test_a_session_that_is_not_saved_keeps_no_prompt_and_no_draft(self):
        lineup = self.lineup
        lineup.open(MODELS + " --no-save")
        lineup.ask("Name a fruit.")
        for number in (1, 2):
            lineup.wait_answered(number)
        lineup.draft("half a thought")
        lineup.press("C-q")
        lineup.wait("not sent: half a thought")
        # What models' files are has nothing to do with what was said.
        kept = {path.name for path in lineup.home.path.iterdir()} - {"model-sums.jsonl"}
        self.assertEqual(kept, {"models"})

    def test_a_draft_survives_kill_9(self):
        lineup = self.lineup
        lineup.open(MODELS)
        lineup.draft("half a thought")
        drafts = lineup.home.path / "drafts"
        lineup.until(lambda: [file for file in drafts.glob("*.draft")
                              if file.read_text() == "half a thought"], "the draft's file")
        self.assertEqual(drafts.stat().st_mode & 0o777, 0o700)
        os.kill(lineup.worker(), signal.SIGKILL)
        lineup.wait("the draft that was not sent comes back with the next start")
        lineup.start("clear")
        lineup.open(MODELS)
        lineup.wait("the draft that was not sent last time is back")
        self.assertEqual(self.composer().split("  ")[0], "half a thought")
        # Sent, it does not come back.
        lineup.press("Enter")
        for number in (1, 2):
            lineup.wait_answered(number)
        lineup.until(lambda: not list(drafts.glob("*")), "the draft's file to be removed")
        self.quit()

    def test_two_instances_keep_their_drafts_apart(self):
        first = self.lineup
        first.open(MODELS)
        first.draft("mine")
        drafts = first.home.path / "drafts"
        first.until(lambda: list(drafts.glob("*.draft")), "the draft's file")
        second = Lineup(*self.size)
        self.addCleanup(second.close)
        second.start(f"export LINEUP_HOME={first.home.path}; clear")
        second.open(MODELS)
        self.assertNotIn("mine", second.screen())
        second.draft("yours")
        second.until(lambda: len(list(drafts.glob("*.draft"))) == 2, "two files")
        os.kill(first.worker(), signal.SIGKILL)
        first.wait("comes back with the next start")
        first.start("clear")
        first.open(MODELS)
        first.wait("› mine")
        for lineup in (first, second):
            lineup.press("C-q")
            lineup.wait_for_shell()

    def test_a_draft_comes_by_a_pipe(self):
        lineup = self.lineup
        self.open_with("printf 'one\\ntwo\\n' |", MODELS + " --draft -")
        lineup.wait("› one\n *two")
        lineup.type("!")
        lineup.wait("two!")
        lineup.press("Enter")
        self.assertIn("▎two!", lineup.wait_answered(1).text)

    def test_more_than_a_draft_holds_is_cut_and_said(self):
        lineup = self.lineup
        self.open_with("yes |", MODELS + " --draft -")
        lineup.wait("the draft holds 1 MiB: the rest of standard input is left out")

    # Other programs

    def test_a_draft_is_written_in_the_editor(self):
        lineup = self.lineup
        editor = lineup.home.path / "edit"
        editor.write_text("sed -i s/fruit/colour/ $1; stat -c %a $1 > $LINEUP_HOME/mode\n")
        self.open_with(f"EDITOR='sh {editor}'")
        lineup.draft("Name a fruit.")
        lineup.press("C-x", "C-e")
        lineup.wait("› Name a colour[.]")
        self.assertEqual((lineup.home.path / "mode").read_text(), "600\n")
        lineup.panes_mode()
        lineup.press("u")
        lineup.wait("› Name a fruit[.]")

    def test_an_editor_that_fails_leaves_the_draft(self):
        lineup = self.lineup
        for editor, sentence in [
                ("false", "false ended with status 1"), ("no-such-editor", "can't be started"),
                ("'truncate -s 0'", "the editor left an empty file"),
                ("'truncate -s 3000000'", "the editor left more than 1 MiB"),
                ("'rm -f'", "the editor left no file"),
                ("'printf \"\\\\377\" >'", "is not UTF-8")]:
            with self.subTest(editor):
                self.open_with(f"VISUAL={editor}")
                lineup.draft("half a thought")
                lineup.panes_mode()
                lineup.press("E")
                lineup.wait(sentence)
                self.assertEqual(self.composer().split("  ")[0], "half a thought")
                lineup.press("C-c")
                self.quit()

    def test_answers_go_on_behind_the_pager(self):
        lineup = self.lineup
        self.open_with("PAGER='tee $LINEUP_HOME/paged; read line < /dev/tty; exit 0; :'", ENDLESS)
        lineup.ask(STORY)
        for number in (1, 2):
            lineup.wait_streaming(number)
        lineup.panes_mode()
        lineup.press("B")
        lineup.wait("^## 1 smollm2")
        lineup.wait("^> Write a long story")
        before = len(lineup.home.events("token"))
        lineup.until(lambda: len(lineup.home.events("token")) > before + 20, "tokens to be saved")
        lineup.press("Enter")
        lineup.wait("^ ?PANES ")
        lineup.wait_streaming(1)
        self.assertTrue((lineup.home.path / "paged").read_text().startswith("## 1 smollm2\n\n> "))
        lineup.press("C-c")

    def test_control_c_and_control_z_in_the_pager_are_the_pagers(self):
        lineup = self.lineup
        self.open_with("PAGER='cat > /dev/null; sleep 1000'")
        lineup.ask("Name a fruit.")
        lineup.wait_answered(1)
        lineup.panes_mode()
        lineup.press("B")
        lineup.wait_gone("PANES")
        lineup.press("C-z")
        lineup.wait("Stopped")
        lineup.start("fg")
        lineup.until(
            lambda: lineup.fact("pane_current_command") in ("sh", "sleep"),
            "the pager to have the terminal")
        # So it comes where the key was faster than the pager.
        os.kill(lineup.worker(), signal.SIGTSTP)
        lineup.wait(r"Stopped(.|\n)+Stopped")
        lineup.start("fg")
        lineup.until(
            lambda: lineup.fact("pane_current_command") in ("sh", "sleep"),
            "the pager to have the terminal")
        lineup.press("C-c")
        lineup.wait("^ ?PANES ")
        lineup.wait("was ended by signal 2")
        lineup.press("z")
        lineup.wait("zoomed")
