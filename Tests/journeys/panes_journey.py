"""Panes: cloned, closed and brought back, moved."""

from lineup import ENDLESS, STORY, Journey


class PanesJourney(Journey):
    size = (160, 36)

    def titles(self):
        """The numbers of the panes, in the order in which they stand."""
        found = {number: self.lineup.pane(number) for number in range(1, 9)}
        line = next((line for line in self.lineup.lines() if line[:1] in ("╭", "┏")), "")
        return [number for _, number in sorted(
            (line.find(pane.title.strip("─━ ")[:20]), number)
            for number, pane in found.items() if pane)]

    def stream(self):
        """Two panes that write on and on, and PANES."""
        self.lineup.open(ENDLESS)
        self.lineup.ask(STORY)
        for number in (1, 2):
            self.lineup.wait_streaming(number)
        self.lineup.panes_mode()

    def goes_on(self, number):
        tokens = self.lineup.wait_streaming(number).tokens
        self.lineup.wait_pane(number, lambda pane: pane.tokens > tokens + 5, "to go on")

    def pick(self, name, size):
        """Takes a model from the open list, found by the beginning of its name."""
        self.lineup.wait(f"{name} +{size}")
        self.lineup.type(name[:4])
        self.lineup.wait(f"│ › {name[:4]} ")
        self.lineup.press("Enter")

    def resident(self):
        """MiB of the process that computes."""
        with open(f"/proc/{self.lineup.worker()}/status") as file:
            line = next(line for line in file if line.startswith("VmRSS:"))
        return int(line.split()[1]) / 1024

    def test_a_clone_goes_on_from_the_same_conversation(self):
        lineup = self.lineup
        lineup.open()
        lineup.ask("Name a fruit.")
        answers = {number: lineup.wait_answered(number).answer for number in (1, 2)}
        lineup.panes_mode()
        lineup.press("c")
        clone = lineup.wait_pane(3, lambda pane: pane.answer == answers[1], "to be a clone")
        self.assertIn("#2", clone.title)
        self.assertEqual(self.titles(), [1, 3, 2])

        lineup.press("i")
        lineup.ask("And a colour.")
        for number in (1, 2, 3):
            lineup.wait_pane(
                number, lambda pane: "▎And a colour." in pane.text and pane.state in "✓⊣",
                "to have answered")
        starts = {start["pane"]: start for start in lineup.home.events("start")
                  if start["turn"] == 2}
        self.assertEqual(starts[1]["rendered"], starts[3]["rendered"])
        self.assertEqual(lineup.pane(1).answer, lineup.pane(3).answer)
        # The clone reads no conversation again that the other has read.
        self.assertGreater(starts[3]["cached_tokens"], starts[3]["prompt_tokens"] // 2)

    def test_a_closed_pane_comes_back_with_its_conversation(self):
        lineup = self.lineup
        lineup.open()
        lineup.ask("Name a fruit.")
        answer = lineup.wait_answered(1).answer
        lineup.wait_answered(2)
        lineup.panes_mode()
        lineup.press("w")
        lineup.wait("pane 1 closed; u brings it back")
        self.assertIsNone(lineup.pane(1))
        lineup.press("w")
        lineup.wait("it is the only pane; q quits")
        lineup.press("u")
        lineup.wait_pane(1, lambda pane: pane.answer == answer, "to be back")
        self.assertEqual(self.titles(), [1, 2])

        lineup.press("i")
        lineup.ask("And a colour.")
        lineup.wait_pane(
            1, lambda pane: "▎And a colour." in pane.text and pane.state in "✓⊣",
            "to have answered")
        rendered = [start["rendered"] for start in lineup.home.events("start")
                    if (start["pane"], start["turn"]) == (1, 2)]
        self.assertIn(answer.split("\n")[0], rendered[0])

    def test_closing_a_pane_stops_it_and_gives_its_memory_back(self):
        lineup = self.lineup
        self.stream()
        before = self.resident()
        lineup.press("2", "w")
        lineup.wait("pane 2 closed")
        # Gemma's weights alone are 236 MiB.
        lineup.until(lambda: self.resident() < before - 200, "the memory to be given back")
        self.goes_on(1)
        lineup.press("u")
        lineup.wait_pane(2, lambda pane: pane.state == "⊘", "to be back, stopped")
        lineup.press("C-c")
        lineup.wait_pane(1, lambda pane: pane.state == "⊘", "to be stopped")

    def test_a_pane_is_added_with_a_model_from_the_list(self):
        lineup = self.lineup
        lineup.open("smollm2 --temp 0 --predict 40")
        lineup.panes_mode()
        lineup.press("a")
        self.pick("gemma3", "241.4 MiB")
        lineup.wait_pane(2, lambda pane: "base: only continues text" in pane.text, "to be there")
        lineup.press("i")
        lineup.ask("Three facts about the sea:")
        for number in (1, 2):
            self.assertIn("1. The sea is", lineup.wait_answered(number).answer)

    def test_a_model_is_changed_while_the_other_answers(self):
        lineup = self.lineup
        self.stream()
        lineup.press("2", "m")
        lineup.wait("another model for pane 2")
        self.pick("smollm2", "93.8 MiB")
        changed = lineup.wait_pane(
            2, lambda pane: "smollm2#2" in pane.title and "instruct" in pane.title, "to change")
        # What the other model said stays, and says that it was stopped.
        self.assertEqual(changed.state, "⊘")
        self.assertIn("by gemma3", changed.text)
        self.goes_on(1)
        lineup.press("C-c")
        lineup.wait_pane(1, lambda pane: pane.state == "⊘", "to be stopped")
        lineup.press("i")
        lineup.ask("Say yes.")
        for number in (1, 2):
            lineup.wait_pane(
                number, lambda pane: "▎Say yes." in pane.text and pane.answer, "to answer")
        # Its own again: nothing of that needs a list.
        lineup.panes_mode()
        lineup.press("u")
        lineup.wait_pane(2, lambda pane: "gemma3" in pane.title and "base" in pane.title,
                         "to have its model again")

    def test_the_same_model_again_changes_nothing(self):
        lineup = self.lineup
        self.stream()
        lineup.press("1", "m")
        self.pick("smollm2", "93.8 MiB")
        self.goes_on(1)

    def test_a_pane_moves_among_the_others(self):
        lineup = self.lineup
        lineup.open()
        lineup.panes_mode()
        lineup.press(">")
        lineup.until(lambda: self.titles() == [2, 1], "the panes to change places")
        lineup.press(">")
        lineup.wait("it is the last pane")
        lineup.press("<")
        lineup.until(lambda: self.titles() == [1, 2], "the panes to change places")
