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
        # Keys below an answer are called otherwise in TYPE.
        lineup.panes_mode()
        end = lineup.pane(1).body
        self.assertNotIn("▎" + STORY, end)

        for _ in range(40):
            before = lineup.pane(1)
            if "▎" + STORY in before.text:
                break
            lineup.press("PageUp")
            lineup.wait_pane(1, lambda pane: pane.body != before.body, "to scroll back")
        self.assertIn("▎" + STORY, lineup.pane(1).text)

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

        lineup.panes_mode()
        picture = panes()
        lineup.press("C-l")
        lineup.press("0")
        lineup.wait("0 does nothing here")
        self.assertEqual(panes(), picture)

    def test_words_are_found_in_all_panes_and_a_pane_is_zoomed(self):
        lineup = self.lineup
        lineup.resize(120, 16)
        lineup.open("smollm2 gemma3 --temp 0 --predict 120")
        lineup.ask(STORY)
        for number in (1, 2):
            lineup.wait_pane(number, lambda pane: pane.state == "⊣", "to reach its limit")
        said = {event["pane"]: (STORY + event["text"]).lower().count("lighthouse")
                for event in lineup.home.events("done")}
        lineup.panes_mode()
        lineup.press("/")
        lineup.wait("Enter keep")
        lineup.type("lighthouse")
        found = lineup.wait(
            rf"^ /lighthouse +(\d)/{said[1]} in pane 1, {sum(said.values())} in all")
        lineup.press("Enter")
        lineup.wait("^ /lighthouse .*pane 1.* q quit")
        for _ in range(int(found[1]), said[1] + 1):
            lineup.press("n")
        lineup.wait("on in pane 2, at its first match")
        lineup.wait_pane(2, lambda pane: pane.title.startswith("━"), "to be the chosen one")
        lineup.wait_gone("on in pane 2")
        lineup.wait(rf"/lighthouse 1/{said[2]} in pane 2")
        lineup.wait_pane(2, lambda pane: "▎" + STORY in pane.text, "to be scrolled to it")

        lineup.press("z")
        lineup.wait("zoomed")
        self.assertIsNone(lineup.pane(1))
        self.assertEqual(len(lineup.lines()[1]), 120)
        lineup.press("l")
        lineup.wait_pane(1, lambda pane: True, "to be zoomed instead")
        self.assertIsNone(lineup.pane(2))
        # Out of one after the other.
        lineup.press("Escape")
        lineup.wait_gone("/lighthouse")
        lineup.wait("zoomed")
        lineup.press("Escape")
        lineup.wait_gone("zoomed")
        lineup.wait_pane(2, lambda pane: True, "to be back")
