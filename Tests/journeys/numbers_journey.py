"""Numbers: all about a pane, and the table across panes."""

from lineup import Journey


class NumbersJourney(Journey):
    def answered(self):
        lineup = self.lineup
        lineup.open()
        lineup.ask("Name a fruit.")
        for number in (1, 2):
            lineup.wait_answered(number)
        lineup.panes_mode()

    def test_details_tell_of_file_memory_settings_and_answers(self):
        lineup = self.lineup
        self.answered()
        lineup.press("I")
        lineup.wait("KV cache full +180.0 MiB at 8192 tokens")
        lineup.wait("temp +0 +command line")
        lineup.press("l")
        lineup.wait("─ 2 gemma3 ─")
        lineup.wait("KV cache full +144.0 MiB at 8192 tokens")
        lineup.press("G")
        lineup.wait("answers, the newest first")
        lineup.press("y")
        lineup.wait("copied")
        lineup.press("Escape")
        lineup.wait_pane(2, lambda pane: pane.answer, "to be there again")

    def test_a_table_compares_and_sorts(self):
        lineup = self.lineup
        self.answered()
        lineup.press("T")
        lineup.wait("table: turn 1 ─")
        # Both answered at the same time; the smaller model is faster.
        lineup.wait("✦ best of panes 1 and 2|no best: unlike conditions")
        lineup.press("s")
        lineup.wait("table: turn 1 by t/s, most first")
        lineup.press("s")
        lineup.wait("table: turn 1 by t/s, least first")
        lineup.press("Tab")
        lineup.wait("table: session by t/s, least first")
        lineup.press("T")
        lineup.wait_pane(1, lambda pane: pane.answer, "to be there again")

    def test_on_a_high_screen_the_table_stays_below_the_panes(self):
        lineup = self.lineup
        lineup.resize(160, 50)
        self.answered()
        lineup.press("T")
        lineup.wait("table: turn 1")
        lineup.press("Escape")
        lineup.wait("Enter type")
        lineup.press("i")
        lineup.ask("And a colour.")
        lineup.wait("table: turn 2")
        for number in (1, 2):
            lineup.wait_pane(
                number, lambda pane: "▎And a colour." in pane.text and pane.state in "✓⊣",
                "to have answered")
        lineup.panes_mode()
        lineup.press("T")
        lineup.until(lambda: not any("table: turn" in line for line in lineup.lines()),
                     "the table to go")

    def test_a_context_that_is_full_says_so_and_what_helps(self):
        lineup = self.lineup
        lineup.open("smollm2 --temp 0 --ctx-size 48")
        lineup.ask("Tell me a long story.")
        lineup.wait("the answer is cut off here: the context of 48 tokens is full")
        lineup.wait("opens a pane that begins anew")
        lineup.ask("And then?")
        lineup.wait("the prompt has \\d+ tokens but the context holds 48")
        lineup.wait("cut off here: the context was full")
