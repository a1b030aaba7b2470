"""Asking: the prompt goes to all panes, the answers stream in, and can be stopped."""

from lineup import BINARY, ENDLESS, STORY, Journey


class AskingJourney(Journey):
    def test_one_prompt_is_answered_by_both_models(self):
        lineup = self.lineup
        lineup.open()
        lineup.ask("The capital of France is")
        # Greedily, the instructed model says which, and the base model what a capital is.
        for number, word in ((1, "Paris"), (2, "the capital of")):
            pane = lineup.wait_answered(number)
            self.assertIn("▎The capital of France is", pane.text)
            self.assertIn(word, pane.answer)
            self.assertIn(pane.state, "✓⊣")
            self.assertGreater(pane.rate, 0)
            self.assertGreater(pane.tokens, 0)

    def test_a_follow_up_is_asked_in_the_same_conversation(self):
        lineup = self.lineup
        lineup.open()
        lineup.ask("Name a fruit.")
        first = [lineup.wait_answered(number).answer.split("\n")[0] for number in (1, 2)]
        lineup.ask("And a colour.")
        for number in (1, 2):
            lineup.wait_pane(
                number, lambda pane: "▎And a colour." in pane.text, "to show the second prompt")
            self.assertIn(lineup.wait_answered(number).state, "✓⊣")
        for start in lineup.home.events("start"):
            self.assertIn("Name a fruit.", start["rendered"])
            self.assertEqual("And a colour." in start["rendered"], start["turn"] == 2)
            if start["turn"] == 2:
                self.assertIn(first[start["pane"] - 1].split()[0], start["rendered"])
        done = {(event["pane"], event["turn"]) for event in lineup.home.events("done")}
        self.assertEqual(done, {(1, 1), (2, 1), (1, 2), (2, 2)})

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
