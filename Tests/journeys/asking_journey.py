"""Asking: the prompt goes to all panes, the answers stream in, and can be stopped."""

from lineup import BINARY, ENDLESS, STORY, Journey


class AskingJourney(Journey):
    def test_one_prompt_is_answered_by_both_models(self):
        lineup = self.lineup
        lineup.open()
        lineup.ask("Three facts about the sea:")
        # Both make a list of it, greedily.
        for number, word in ((1, "1. The sea is"), (2, "1. The sea is")):
            pane = lineup.wait_answered(number)
            self.assertIn("▎Three facts about the sea:", pane.text)
            self.assertIn(word, pane.answer)
            self.assertIn(pane.state, "✓⊣")
            self.assertGreater(pane.rate, 0)
            self.assertGreater(pane.tokens, 0)

    def test_a_follow_up_is_asked_in_the_same_conversation(self):
        lineup = self.lineup
        lineup.open()
        lineup.ask("Name a fruit.")
        answer = lineup.wait_answered(1).answer.split("\n")[0]
        lineup.wait_answered(2)
        lineup.ask("And a colour.")
        for number in (1, 2):
            lineup.wait_pane(
                number, lambda pane: "▎And a colour." in pane.text, "to show the second prompt")
            self.assertIn(lineup.wait_answered(number).state, "✓⊣")

        second = {start["pane"]: start for start in lineup.home.events("start")
                  if start["turn"] == 2}
        for text in ("Name a fruit.", answer, "And a colour."):
            self.assertIn(text, second[1]["rendered"])
        # What was read for the first turn is not read again.
        self.assertGreater(second[1]["cached_tokens"], 0)
        # A base model knows no conversation: it continues what it is given.
        self.assertEqual(second[2]["rendered"], "And a colour.")

    def test_control_c_stops_both_and_the_next_prompt_is_answered(self):
        lineup = self.lineup
        lineup.open(ENDLESS)
        lineup.ask(STORY)
        for number in (1, 2):
            lineup.wait_streaming(number)
        lineup.press("C-c")
        for number in (1, 2):
            pane = lineup.wait_pane(number, lambda pane: pane.state == "⊘", "to be stopped")
            self.assertLess(pane.tokens, 4000)
        reasons = [event["reason"] for event in lineup.home.events("done")]
        self.assertEqual(reasons, ["cancelled", "cancelled"])
        # Nothing comes after the end: what was written down is all there is.
        for event in lineup.home.events("done"):
            self.assertEqual(
                event["metrics"]["tokens"],
                sum(token["pane"] == event["pane"] for token in lineup.home.events("token")))

        lineup.ask("Say yes.")
        for number in (1, 2):
            lineup.wait_pane(
                number, lambda pane: "▎Say yes." in pane.text and pane.answer, "to answer again")

    def test_an_unknown_model_is_named_with_what_there_is(self):
        lineup = self.lineup
        lineup.start(f"{BINARY} smollm gemma3")
        lineup.wait("smollm2")
        lineup.wait_for_shell()
