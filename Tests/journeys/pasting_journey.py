"""Pasting: a megabyte, more than that, and in the wrong place."""

from lineup import Journey

LINE = "The quick brown fox jumps over the lazy dog, again and again and ag\n"


class PastingJourney(Journey):
    def paste(self, text):
        file = self.lineup.home.path / "pasted"
        file.write_text(text)
        self.lineup.tmux("load-buffer", str(file))
        self.lineup.tmux("paste-buffer", "-p", "-r")

    def test_a_megabyte_is_pasted_refused_by_the_models_and_forgotten(self):
        lineup = self.lineup
        lineup.open()
        lineup.press("C-u")
        lineup.wait("› *$")
        # Behind PANES it is text all the same.
        lineup.panes_mode()
        self.paste(LINE * (1_000_000 // len(LINE)) + "The end.")
        lineup.wait("^ ?TYPE ")
        lineup.wait("The end[.]")
        lineup.type(" Or not?")
        lineup.wait("The end[.] Or not[?]")
        lineup.press("Enter")
        for number in (1, 2):
            lineup.wait_pane(
                number, lambda pane: "tokens but the context holds" in pane.words,
                "to say that it is too much")
        lineup.ask("Name a fruit.")
        for number in (1, 2):
            lineup.wait_pane(
                number, lambda pane: "▎Name a fruit." in pane.text and pane.state in "✓⊣",
                "to answer")

    def test_more_than_a_draft_holds_is_cut_and_comes_back_when_cleared(self):
        lineup = self.lineup
        lineup.open()
        lineup.press("C-u")
        lineup.wait("› *$")
        self.paste(LINE * 20_000)
        lineup.wait("the draft holds 1 MiB: the end of the paste is left out")
        lineup.press("C-c")
        lineup.wait("draft cleared; Esc u brings it back")
        lineup.wait("› *$")
        lineup.panes_mode()
        lineup.press("u")
        lineup.wait("the draft is back")
        lineup.wait("jumps over the lazy dog")
        lineup.press("C-q")
        lineup.wait("^not sent: The quick brown fox")
        lineup.wait_for_shell()
