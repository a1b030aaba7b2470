"""Answers: queued, stopped and continued, given again, branched off; one pane after the other."""

import re

from lineup import STORY, Journey

FRUIT = "Name three fruits."


class AnsweringJourney(Journey):
    size = (160, 36)

    def starts(self, pane):
        return [event for event in self.lineup.home.events("start") if event["pane"] == pane]

    def test_a_prompt_waits_for_the_answer_before(self):
        lineup = self.lineup
        lineup.open("smollm2 gemma3 --temp 0 --predict 800")
        lineup.ask(STORY)
        lineup.wait_streaming(1)
        lineup.ask(FRUIT)
        lineup.wait("take it up when done|takes it up when done")
        lineup.wait_pane(1, lambda pane: "waits for the answer before" in pane.text, "to say so")
        for pane in (1, 2):
            lineup.wait_done(pane, 2)
        starts = self.starts(1)
        self.assertEqual([start["turn"] for start in starts], [1, 2])
        # The second answer knows the first; waiting for it is no part of its time.
        self.assertIn(STORY, starts[1]["rendered"])
        self.assertLess(lineup.done(1)[1]["metrics"]["ttft_ms"], 1000)

    def test_a_stopped_answer_goes_on_as_if_it_had_never_stopped(self):
        lineup = self.lineup
        lineup.open("smollm2 --temp 0.9 --seed 5 --predict 400")
        lineup.ask(STORY)
        lineup.wait_streaming(1, tokens=20)
        lineup.panes_mode()
        lineup.press("s")
        stopped = lineup.wait_done(1, 1)
        self.assertEqual(stopped["reason"], "cancelled")
        lineup.wait("C goes on")
        lineup.press("C")
        whole = lineup.wait_done(1, 2)
        self.assertTrue(whole["text"].startswith(stopped["text"].rstrip("\ufffd")))
        self.assertGreater(whole["metrics"]["tokens"], stopped["metrics"]["tokens"])
        self.assertEqual(whole["metrics"]["ttft_ms"], stopped["metrics"]["ttft_ms"])
        # In one go it is the same, as far as that goes.
        lineup.press("r")
        again = lineup.wait_done(1, 3)
        self.assertTrue(whole["text"].startswith(again["text"]))
        lineup.wait("‹2/2›")

    def test_another_seed_makes_another_answer_and_both_stay(self):
        lineup = self.lineup
        lineup.open("smollm2 --temp 1.2 --predict 30")
        lineup.ask(FRUIT)
        first = lineup.wait_done(1, 1)
        lineup.panes_mode()
        lineup.press("r")
        self.assertEqual(lineup.wait_done(1, 2)["text"], first["text"])
        lineup.wait("‹2/2›")
        lineup.press("R")
        third = lineup.wait_done(1, 3)
        self.assertNotEqual(third["text"], first["text"])
        lineup.wait("‹3/3› +seed")
        lineup.press("(")
        lineup.wait("‹2/3›")
        lineup.press("(")
        lineup.wait("‹1/3›")
        lineup.wait_pane(1, lambda pane: first["text"].split()[0] in pane.answer, "to show it")

    def test_an_edited_prompt_branches_off_and_the_old_conversation_comes_back(self):
        lineup = self.lineup
        lineup.open("smollm2 --temp 0 --predict 20")
        for count, text in enumerate([FRUIT, "And a colour.", "And an animal."], 1):
            lineup.ask(text)
            lineup.wait_done(1, count)
        lineup.panes_mode()
        lineup.press("e")
        lineup.wait("instead of the prompt in pane 1")
        lineup.wait("› And an animal.")
        # Up goes to the prompts before.
        lineup.press("Up", "Up")
        lineup.wait("› " + re.escape(FRUIT))
        lineup.type(" Only names.")
        lineup.wait("Only names.")
        lineup.press("Enter")
        lineup.wait_done(1, 4)
        pane = lineup.wait_pane(
            1, lambda pane: "Only names." in pane.text and "‹2/2›" in pane.text, "to branch off")
        self.assertNotIn("animal", pane.text)
        # What comes next belongs to the branch.
        lineup.ask("Thanks.")
        lineup.wait_done(1, 5)
        self.assertNotIn("animal", self.starts(1)[-1]["rendered"])
        self.assertIn("Only names.", self.starts(1)[-1]["rendered"])
        lineup.panes_mode()
        lineup.press("(")
        lineup.wait_pane(1, lambda pane: "And an animal." in pane.text, "to be as it was")
        self.assertNotIn("Thanks.", lineup.pane(1).text)

    def test_in_queue_mode_each_pane_has_the_machine_to_itself(self):
        lineup = self.lineup
        lineup.open("smollm2 gemma3 smollm2 --temp 0 --predict 60")
        for number in (1, 2, 3):
            lineup.wait_pane(number, lambda pane: pane.state == "◦", "to be ready")
        lineup.panes_mode()
        lineup.press("Q")
        lineup.wait("queue: one pane after the other")
        lineup.press("i")
        lineup.ask(STORY)
        lineup.wait("queue \\d/3")
        done = [lineup.wait_done(pane, 1) for pane in (1, 2, 3)]
        for event in done:
            self.assertEqual(event["metrics"]["condition"]["sequences"], 1)
            # Waiting for the others is no part of it.
            self.assertLess(event["metrics"]["ttft_ms"], 1000)
        order = [event["pane"] for event in lineup.home.events()
                 if event["type"] in ("start", "done")]
        self.assertEqual(order, [1, 1, 2, 2, 3, 3])

        lineup.panes_mode()
        lineup.press("Q")
        lineup.wait("rotating")
        lineup.press("i")
        lineup.ask(FRUIT)
        for pane in (1, 2, 3):
            lineup.wait_done(pane, 2)
        order = [event["pane"] for event in lineup.home.events("start")][3:]
        self.assertEqual(order, [2, 3, 1])

    def test_the_same_model_at_another_temperature_stands_beside(self):
        lineup = self.lineup
        lineup.open("smollm2 gemma3 --temp 0 --predict 40")
        lineup.panes_mode()
        lineup.press("c")
        lineup.wait_pane(3, lambda pane: pane.state == "◦", "to be ready")
        lineup.command("temp 1.3")
        lineup.wait_pane(3, lambda pane: pane.state == "◦", "to be there")
        lineup.press("i")
        lineup.ask(FRUIT)
        texts = {pane: lineup.wait_done(pane, 1)["text"] for pane in (1, 2, 3)}
        self.assertNotEqual(texts[1], texts[3])
        changes = [event for event in lineup.home.events("settings")
                   if event["settings"]["temp"]["value"] == 1.3]
        self.assertEqual({event["pane"] for event in changes}, {3})
        self.assertEqual(changes[-1]["settings"]["temp"]["source"], "user")

    def test_settings_change_by_hand_and_come_back(self):
        lineup = self.lineup
        lineup.open("smollm2 --predict 20")
        lineup.wait_pane(1, lambda pane: pane.state == "◦", "to be ready")
        lineup.panes_mode()
        lineup.press("p")
        lineup.wait("settings of pane 1")
        lineup.type("0.3")
        lineup.wait("temp +0.3")
        lineup.press("Enter")
        lineup.wait("temp +0.3 +user")
        for _ in range(8):
            lineup.press("Down")
        lineup.wait("› ctx-size +8192")
        lineup.type("1024")
        lineup.wait("takes up to \\d+ MiB")
        lineup.press("Enter")
        lineup.wait("ctx-size +1024 +user")
        lineup.type("99999")
        lineup.wait("ctx-size +99999")
        lineup.press("Enter")
        lineup.wait("was made for 8192 tokens at most")
        lineup.press("Escape")
        lineup.wait_gone("was made for")
        lineup.press("Escape")
        lineup.wait_gone("settings of pane")
        lineup.press("u")
        lineup.wait("ctx-size is what it was")
        lineup.press("u")
        lineup.wait("temp is what it was")
        last = lineup.home.events("settings")[-1]["settings"]
        self.assertEqual((last["temp"]["value"], last["temp"]["source"]), (0.8, "default"))
        self.assertEqual(last["ctx_size"]["value"], 8192)

    def test_a_layout_is_saved_opened_and_undone(self):
        lineup = self.lineup
        lineup.open("smollm2 gemma3 --predict 20")
        lineup.panes_mode()
        lineup.press("c")
        lineup.wait_pane(3, lambda pane: True, "to be there")
        lineup.command("temp 0.4")
        lineup.command("layout-save three")
        lineup.wait("saved: lineup --layout three")
        lineup.press("w")
        lineup.wait("closed")
        lineup.command("layout three")
        lineup.wait("brings the panes back")
        lineup.wait_pane(6, lambda pane: True, "to be there")
        self.assertIsNone(lineup.pane(1))
        lineup.press("u")
        lineup.wait_pane(1, lambda pane: True, "to be back")
        lineup.press("C-q")
        lineup.wait_for_shell()
        lineup.open("--layout three")
        for number in (1, 2, 3):
            lineup.wait_pane(number, lambda pane: pane.state == "◦", "to be ready")
        opened = {event["pane"]: event["settings"]["temp"]["value"]
                  for event in lineup.home.events("settings")}
        self.assertEqual(opened, {1: 0.8, 2: 0.4, 3: 0.8})
