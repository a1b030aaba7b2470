"""Looking: scrolling, and every size a window may have."""

from lineup import ENDLESS, STORY, Journey


class LookingJourney(Journey):
    def test_a_long_answer_can_be_scrolled_back_and_forth(self):
        lineup = self.lineup
        lineup.resize(120, 20)
        lineup.open("smollm2 gemma3 --temp 0 --predict 300")
        lineup.ask(STORY)
        for number in (1, 2):
            lineup.wait_pane(number, lambda pane: pane.state == "⊣", "to reach its limit")
        end = lineup.pane(1).body
        self.assertNotIn("▎" + STORY, end)

        for _ in range(40):
            before = lineup.pane(1)
            if "▎" + STORY in before.text:
                break
            lineup.press("PageUp")
            lineup.wait_pane(1, lambda pane: pane.body != before.body, "to scroll back")
        self.assertIn("▎" + STORY, lineup.pane(1).text)

        lineup.panes_mode()
        lineup.press("G")
        lineup.wait_pane(1, lambda pane: pane.body == end, "to be at its end again")
        lineup.press("g")
        lineup.wait_pane(1, lambda pane: "▎" + STORY in pane.text, "to be at its beginning")

    def test_a_pane_scrolled_back_stands_still_while_tokens_arrive(self):
        lineup = self.lineup
        lineup.resize(120, 18)
        lineup.open(ENDLESS)
        lineup.ask(STORY)
        lineup.panes_mode()
        lineup.wait_pane(1, lambda pane: pane.tokens and "▎" not in pane.text, "to be full")
        lineup.press("g")
        shown = lineup.wait_pane(1, lambda pane: "▎" + STORY in pane.text, "to scroll back")
        lineup.wait_pane(1, lambda pane: pane.tokens >= shown.tokens + 20, "to go on")
        self.assertEqual(lineup.pane(1).body, shown.body)
        lineup.press("G")
        lineup.wait_pane(1, lambda pane: "▎" not in pane.text, "to follow its end again")
        lineup.press("C-c")
        lineup.wait_pane(1, lambda pane: pane.state == "⊘", "to stop")

    def test_resizing_while_tokens_arrive_loses_nothing_and_leaves_nothing_behind(self):
        lineup = self.lineup
        lineup.open(ENDLESS)
        lineup.ask(STORY)
        lineup.wait_streaming(1)
        shows = {(80, 24): "t/s", (200, 60): "t/s", (40, 10): "1▸", (30, 6): "40×10",
                 (1, 1): "", (500, 12): "t/s", (120, 36): "t/s"}
        for (columns, rows), pattern in shows.items():
            lineup.resize(columns, rows)
            lineup.wait(pattern)
        before = lineup.wait_streaming(1).tokens
        lineup.wait_pane(1, lambda pane: pane.tokens > before, "to go on")
        lineup.press("C-c")
        for number in (1, 2):
            lineup.wait_pane(number, lambda pane: pane.state == "⊘", "to stop")

        # Drawn afresh, the picture is the same.
        def panes():
            return [(pane.title, pane.body) for pane in map(lineup.pane, (1, 2)) if pane]

        picture = panes()
        lineup.press("C-l")
        lineup.press("Escape")
        lineup.wait("^ ?PANES ")
        self.assertEqual(panes(), picture)
