"""Eight panes, as many as there can be, on a large screen and on a small one."""

import re

from lineup import Journey

EIGHT = ("smollm2 smollm2 smollm2 gemma3 smollm2 smollm2 smollm2 gemma3"
         " --temp 0 --predict 24 --ctx-size 512")
OTHERS = [number for number in range(1, 9) if number not in (4, 8)]


class EightJourney(Journey):
    def answer(self):
        """All eight are asked and answer; their answers by number."""
        lineup = self.lineup
        lineup.ask("Three facts about the sea:")
        done = lineup.until(
            lambda: len(events := lineup.home.events("done")) == 8 and events, "eight answers")
        texts = {event["pane"]: event["text"] for event in done}
        for event in done:
            self.assertEqual(event["metrics"]["tokens"], 24, event)
        # The same model says the same, whoever else is at work; the two models do not.
        self.assertEqual({texts[number] for number in OTHERS}, {texts[1]})
        self.assertEqual(texts[4], texts[8])
        self.assertNotEqual(texts[1], texts[4])
        return texts

    def test_on_a_large_screen_all_eight_stand_side_by_side(self):
        lineup = self.lineup
        lineup.resize(200, 60)
        lineup.open(EIGHT)
        self.answer()
        lineup.panes_mode()
        panes = {number: lineup.wait_answered(number) for number in range(1, 9)}
        for number in OTHERS:
            self.assertEqual(panes[number].words, panes[1].words)
        for key in ("a", "c"):
            lineup.press(key)
            lineup.wait("8 panes are open; w closes one")
        lineup.press("8")
        lineup.wait("┏━ 8 ")
        lineup.press("z")
        lineup.wait("zoomed")
        self.assertIsNone(lineup.pane(7))
        lineup.press("z")
        lineup.wait_pane(7, lambda pane: True, "to be back")
        lineup.press("w")
        lineup.wait("pane 8 closed; u brings it back")
        lineup.wait("┏━ 7 ")
        lineup.press("u")
        lineup.wait("┏━ 8 ")
        self.assertEqual(lineup.wait_answered(8).answer, panes[8].answer)

    def strips(self):
        """The panes that have only a line, in order: number, state, last words."""
        found = [re.match(r" (\d)[ ●](\S) .* tok +(.*)", line) for line in self.lineup.lines()]
        return [match.groups() for match in found if match]

    def wait_strips(self, *numbers):
        def shown():
            strips = self.strips()
            return [int(strip[0]) for strip in strips] == list(numbers) and (strips or True)

        return self.lineup.until(shown, f"strips of {numbers}")

    def test_on_a_small_screen_one_is_open_and_seven_have_a_line(self):
        lineup = self.lineup
        lineup.resize(80, 24)
        lineup.open(EIGHT)
        self.wait_strips(2, 3, 4, 5, 6, 7, 8)
        texts = self.answer()
        lineup.wait("^━1 smollm2 .* ⊣ ")
        lineup.wait("^ ▎Three facts about the sea:")
        for number, state, words in self.wait_strips(2, 3, 4, 5, 6, 7, 8):
            self.assertEqual(state, "⊣")
            end = " ".join(texts[int(number)].split())
            self.assertTrue(end.endswith(words.lstrip("…")), words)

        lineup.panes_mode()
        lineup.press("5")
        lineup.wait("^━5 smollm2#4 ")
        self.wait_strips(1, 2, 3, 4, 6, 7, 8)
        lineup.press("z")
        lineup.wait("zoomed")
        self.wait_strips()
        lineup.press("Escape")
        self.wait_strips(1, 2, 3, 4, 6, 7, 8)
        # Marked, three go at once.
        for key in ("Space", "2", "Space", "8", "Space"):
            lineup.press(key)
        lineup.wait("to 2 5 8 ● marked")
        lineup.press("w")
        lineup.wait("panes 2, 5 and 8 closed|panes 2 5 8 closed")
        lineup.press("7")
        lineup.wait("^━7 smollm2#6 ")
        lineup.press("u")
        lineup.wait("^[━ ]8 ")
        for left in range(7, 1, -1):
            lineup.press("w")
            lineup.wait(f"to all {left} ")
        lineup.press("w", "w")
        lineup.wait("it is the only pane; q quits")
