"""Looking: scrolling, and every size a window may have."""

from lineup import Journey

STORY = "Write a long story about a lighthouse."


class LookingJourney(Journey):
    def test_a_long_answer_can_be_scrolled_back_and_forth(self):
        lineup = self.lineup
        lineup.resize(120, 20)
        lineup.open("gemma3 smollm2 --temp 0.8 --seed 7 --predict 300")
        lineup.ask(STORY)
        for number in (1, 2):
            lineup.wait_pane(number, lambda pane: pane.state in "✓⊣", "to end")
        end = lineup.pane(1).body
        self.assertNotIn("▎" + STORY, end)

        for _ in range(40):
            before = lineup.pane(1).body
            if any(STORY in line for line in before):
                break
            lineup.press("PageUp")
            lineup.wait_pane(1, lambda pane: pane.body != before, "to scroll up")
        self.assertIn("▎" + STORY, lineup.pane(1).text)

        lineup.panes_mode()
        lineup.press("G")
        lineup.wait_pane(1, lambda pane: pane.body == end, "to be at its end again")
        lineup.press("g")
        lineup.wait_pane(1, lambda pane: STORY in pane.text, "to be at its beginning")

    def test_a_pane_scrolled_back_stands_still_while_tokens_arrive(self):
        lineup = self.lineup
        lineup.resize(120, 16)
        lineup.open("gemma3 smollm2 --temp 0.8 --seed 7 --predict 1000")
        lineup.ask(STORY)
        lineup.wait_pane(1, lambda pane: STORY not in pane.text and pane.tokens > 60, "to be full")
        lineup.press("PageUp")
        shown = lineup.wait_pane(1, lambda pane: STORY in pane.text, "to scroll up")
        lineup.wait_pane(1, lambda pane: pane.tokens >= shown.tokens + 20, "to go on")
        # The last line may hold the mark of how far the end is.
        self.assertEqual(lineup.pane(1).body[:-1], shown.body[:-1])
        lineup.press("C-c")
        lineup.wait_pane(1, lambda pane: pane.state in "⊘✓⊣", "to stop")

    def test_resizing_while_tokens_arrive_loses_nothing_and_leaves_nothing_behind(self):
        lineup = self.lineup
        lineup.open("gemma3 smollm2 --temp 0.8 --seed 7 --predict 1000")
        lineup.ask(STORY)
        lineup.wait_streaming(1)
        for columns, rows in [(80, 24), (200, 60), (40, 10), (2, 2), (1, 1), (300, 5), (120, 36)]:
            lineup.resize(columns, rows)
            # Something of the program is on the screen at every size.
            lineup.until(lambda: lineup.screen().strip(), f"a picture at {columns}x{rows}")
        before = lineup.wait_streaming(1).tokens
        lineup.wait_pane(1, lambda pane: pane.tokens > before, "to go on")
        lineup.press("C-c")
        for number in (1, 2):
            lineup.wait_pane(number, lambda pane: pane.state in "⊘✓⊣", "to stop")

        # Drawn afresh, the picture is the same. Toasts and samples of memory may still change it.
        panes = [(pane.title, pane.body) for pane in map(lineup.pane, (1, 2))]
        lineup.press("C-l")
        lineup.until(
            lambda: panes == [(pane.title, pane.body) for pane in map(lineup.pane, (1, 2)) if pane],
            "the same picture after ^L", 10)
