"""Undoing: all that can be undone, the last thing first."""

from lineup import Journey


class UndoingJourney(Journey):
    size = (140, 36)

    def undo(self, says):
        self.lineup.press("u")
        self.lineup.wait("^ " + says)

    def temperatures(self):
        return {event["pane"]: event["settings"]["temp"]["value"]
                for event in self.lineup.home.events("settings")}

    def test_all_that_was_done_comes_back_the_last_thing_first(self):
        lineup = self.lineup
        lineup.open("smollm2 gemma3 --temp 0 --predict 10")
        lineup.ask("Name a fruit.")
        for number in (1, 2):
            lineup.wait_answered(number)
        lineup.panes_mode()
        answers = {number: lineup.pane(number).answer for number in (1, 2)}

        lineup.command("layout-save one")
        lineup.wait("saved: lineup --layout one")
        lineup.command("title Fruit")
        lineup.wait("PANES +Fruit ")
        lineup.command("temp 1.5")
        lineup.until(lambda: self.temperatures()[1] == 1.5, "the temperature")
        lineup.press("K")
        lineup.wait("the colours of Seoul")
        lineup.press("Down", "Enter")
        lineup.wait("lineup-light; u goes back to lineup-dark")
        lineup.press("2", "m")
        lineup.wait("smollm2 +9")
        lineup.press("Enter")
        lineup.wait_pane(2, lambda pane: "smollm2#2" in pane.title and "instruct" in pane.title,
                         "to have another model")
        lineup.press("Q", "|")
        lineup.wait("queue")
        lineup.command("layout one")
        lineup.wait("u brings the panes back that were open before")
        lineup.wait("parallel")
        lineup.wait_pane(
            4, lambda pane: " gemma3 " in pane.title and "base: only" in pane.text, "to be there")
        lineup.press("w")
        lineup.wait("pane 3 closed; u brings it back")
        lineup.press("i")
        lineup.draft("And a colour")
        lineup.press("C-c")
        lineup.wait("draft cleared; Esc u brings it back")
        lineup.panes_mode()

        self.undo("the draft is back")
        lineup.wait("› And a colour")
        self.undo("pane 3 is back")
        lineup.wait_pane(3, lambda pane: "instruct: answers" in pane.text, "to be back")
        self.undo("the panes from before are back")
        lineup.wait("queue")
        lineup.wait_pane(1, lambda pane: pane.answer == answers[1], "to be back")
        self.assertIsNone(lineup.pane(3))
        self.undo("pane 2 has its model again")
        lineup.wait_pane(2, lambda pane: " gemma3 " in pane.title and "base" in pane.title
                         and pane.answer == answers[2], "to be as it was")
        self.undo("lineup-dark again")
        self.undo("temp is what it was")
        lineup.until(lambda: self.temperatures()[1] == 0, "the temperature from before")
        self.undo("the title is what it was")
        lineup.wait("PANES +Name a fruit. ")
        self.undo("nothing to undo")
