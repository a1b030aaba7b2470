"""Prompt files in the playground: the first two minutes, the shot ladder, the X-ray."""

from lineup import Journey

EXAMPLE = "Jisoo, who is 29, lives in Busan"
RIGHT = '{"name":"Jisoo","age":29,"city":"Busan"}'


class PromptingJourney(Journey):
    def met(self, pane):
        return "✓ expect" in pane.text

    def missed(self, pane):
        return "✗ expect" in pane.text

    def test_one_example_makes_two_small_models_do_it_right(self):
        lineup = self.lineup
        lineup.open("smollm2 gemma3")
        lineup.wait("› " + EXAMPLE)
        lineup.wait(r"\{\{input\}\} of json-person · 0-shot")
        lineup.press("Enter")
        for number in (1, 2):
            lineup.wait_pane(number, self.missed, "to miss without an example")
        lineup.panes_mode()
        lineup.press("+")
        for number in (1, 2):
            pane = lineup.wait_pane(number, self.met, "to do it right with one")
            self.assertIn(RIGHT, pane.text)
            self.assertRegex(pane.text, r"\+\d+ tok \+\d+ms")
        # What the examples take is what the session says they take.
        starts = [e for e in lineup.home.events("start") if e["turn"] == 1]
        self.assertEqual({e["parts"]["examples"] for e in starts[:2]}, {0})
        for start in starts[2:]:
            self.assertEqual(sum(start["parts"].values()), start["prompt_tokens"])
            before = next(e for e in starts[:2] if e["pane"] == start["pane"])
            self.assertEqual(
                start["parts"]["examples"], start["prompt_tokens"] - before["prompt_tokens"])
        asked = [e for e in lineup.home.events("prompt")]
        self.assertEqual([e["shots"] for e in asked], [0, 1, 1])
        self.assertEqual(asked[-1]["prompt"]["name"], "json-person")
        self.assertEqual(asked[-1]["inputs"], {"input": EXAMPLE})

        # The next text is the next input.
        lineup.press("Enter")
        lineup.ask("Tom (61) left Oslo; home is Bergen now")
        for number in (1, 2):
            lineup.wait_done(number, 3)
        last = [e for e in lineup.home.events("start") if e["turn"] == 2]
        for start in last:
            self.assertIn("Text: Tom (61) left Oslo; home is Bergen now\nJSON:", start["rendered"])
            self.assertNotIn("Jisoo", start["rendered"])

    def test_what_is_typed_instead_is_no_input_of_the_example(self):
        lineup = self.lineup
        lineup.open("gemma3 --temp 0 --predict 8")
        lineup.wait("› " + EXAMPLE)
        lineup.ask("The sea is")
        lineup.wait_answered(1)
        self.assertEqual(lineup.home.events("start")[0]["rendered"], "The sea is")

    def test_a_ladder_stands_side_by_side_and_is_taken_away(self):
        lineup = self.lineup
        lineup.open("gemma3 --predict 48")
        lineup.wait("› " + EXAMPLE)
        lineup.press("Enter")
        lineup.wait_pane(1, self.missed, "to miss")
        lineup.panes_mode()
        lineup.press("L")
        for number in (2, 3, 4):
            lineup.wait_pane(number, self.met, "to do it right", patience=120)
        lineup.wait_pane(1, self.missed, "to miss once more")
        shots = {e["pane"]: e["parts"]["examples"] for e in lineup.home.events("start")}
        self.assertEqual(shots[1], 0)
        self.assertEqual(sorted(shots.values()), [shots[n] for n in (1, 2, 3, 4)])
        # What prompts begin with alike is read by one of them, whichever began first.
        cached = {e["pane"]: e["cached_tokens"] for e in lineup.home.events("start")}
        self.assertGreater(cached[2] + cached[3] + cached[4], shots[2])
        lineup.press("T")
        lineup.wait("shots +expect")
        lineup.press("Escape")
        lineup.wait_gone("shots +expect")
        lineup.press("u")
        lineup.until(lambda: not lineup.pane(2), "the ladder to be gone")
        self.assertTrue(lineup.pane(1))

    def test_the_x_ray_shows_the_tokens_that_were_evaluated(self):
        lineup = self.lineup
        lineup.open("smollm2 --temp 0 --predict 8")
        lineup.wait("› " + EXAMPLE)
        lineup.panes_mode()
        # What is not sent yet can be looked through, too.
        lineup.press("x")
        lineup.wait("not sent yet: what the draft would be")
        lineup.press("Escape")
        lineup.press("Enter")
        lineup.wait("^ ?TYPE ")
        lineup.press("Enter")
        lineup.wait_answered(1)
        lineup.panes_mode()
        lineup.press("x")
        start = lineup.home.events("start")[-1]
        parts = start["parts"]
        lineup.wait(
            rf"{start['prompt_tokens']} tokens: system {parts['system']}, input {parts['input']}")
        lineup.wait(r"<\|im_start\|>│user│⏎")
        lineup.wait(r"template +chatml +sha256 [0-9a-f]{16}")
        lineup.wait(r"temp 0 \(flag\)")
        lineup.press("Escape")

    def test_prompts_are_picked_by_a_few_letters_and_a_broken_one_says_why(self):
        folder = self.lineup.home.path / "prompts"
        folder.mkdir()
        (folder / "mine.yaml").write_text(
            'user: "Say {{word}} twice:"\ninputs: {word: {default: 바다}}\n')
        (folder / "wrong.yaml").write_text("user: hi\nexmaples: []\n")
        lineup = self.lineup
        lineup.open("gemma3 --temp 0 --predict 8")
        lineup.panes_mode()
        lineup.press("t")
        lineup.wait("a prompt for pane 1")
        lineup.type("wrong")
        lineup.wait("there is no key \"?exmaples")
        lineup.press("C-u")
        lineup.type("mine")
        lineup.wait(r"Say \{\{word\}\} twice:")
        lineup.press("Enter")
        lineup.wait(r"\{\{word\}\} of mine")
        lineup.wait("› 바다")
        lineup.press("Enter")
        lineup.wait_done(1)
        self.assertEqual(
            lineup.home.events("start")[0]["rendered"], "Say 바다 twice:")
        lineup.panes_mode()
        lineup.press("t")
        lineup.wait("a prompt for pane 1")
        lineup.press("Home", "Enter")
        lineup.wait_gone(r"\{\{word\}\} of mine")

    def test_a_prompt_of_two_variables_asks_for_them_and_takes_a_file(self):
        folder = self.lineup.home.path / "prompts"
        folder.mkdir()
        (folder / "ask.yaml").write_text(
            'user: "{{text}} {{question}}"\ninputs: {text: {}, question: {default: Why?}}\n')
        notes = self.lineup.home.path / "notes.txt"
        notes.write_text("The sea is calm.\n")
        lineup = self.lineup
        lineup.open("gemma3 --temp 0 --predict 4")
        lineup.panes_mode()
        lineup.press("t")
        lineup.wait("a prompt for pane 1")
        lineup.type("ask")
        lineup.wait(r"\{\{text\}\} \{\{question\}\}")
        lineup.press("Enter")
        lineup.wait("^ ?TYPE ")
        lineup.press("Enter")
        lineup.wait("2 values to be filled in")
        lineup.type("@no-such-file")
        lineup.wait("there is no such file")
        lineup.press("C-u")
        lineup.type(f"@{notes}")
        lineup.wait("16 bytes +[0-9]+ tok")
        lineup.press("Enter")
        lineup.press("Enter")
        lineup.wait_done(1)
        self.assertEqual(lineup.home.events("start")[0]["rendered"].split("\n")[0],
                         "Question: The sea is calm. Why?")
        lineup.wait(r"question: Why\?")

    def test_a_good_answer_becomes_an_example_until_it_is_undone(self):
        lineup = self.lineup
        lineup.open("gemma3 --predict 48")
        lineup.wait("› " + EXAMPLE)
        lineup.press("Enter")
        lineup.wait_pane(1, self.missed, "to miss")
        lineup.panes_mode()
        lineup.press("+")
        lineup.wait_pane(1, self.met, "to do it right")
        lineup.press("A")
        lineup.wait("example 7 of json-person")
        own = lineup.home.path / "prompts" / "json-person.yaml"
        self.assertIn(EXAMPLE, own.read_text().split("examples:")[1])
        lineup.press("u")
        lineup.wait("the example is gone from json-person")
        self.assertFalse(own.exists())
