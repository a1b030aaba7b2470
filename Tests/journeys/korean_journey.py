"""Korean: typed, corrected, sent, shown, written down."""

from lineup import Journey

PROMPT = "바다는 왜 파란가요?"


class KoreanJourney(Journey):
    def test_a_korean_prompt_is_sent_and_shown_as_typed(self):
        lineup = self.lineup
        lineup.open()
        lineup.ask(PROMPT)
        for number in (1, 2):
            pane = lineup.wait_answered(number)
            self.assertIn("▎" + PROMPT, pane.text)
        (sent,) = lineup.home.events("prompt")
        self.assertEqual(sent["text"], PROMPT)
        # A syllable split over tokens is never shown or written in halves.
        self.assertNotIn("\ufffd", lineup.screen())

    def test_the_cursor_follows_wide_characters_and_backspace_takes_a_whole_one(self):
        lineup = self.lineup
        lineup.open()
        lineup.draft("바다")
        column = lineup.until(lambda: int(lineup.fact("cursor_x")), "a cursor in the composer")
        lineup.type("가")
        lineup.wait("› ?바다가")
        lineup.until(lambda: int(lineup.fact("cursor_x")) == column + 2, "the cursor to follow")
        lineup.press("BSpace")
        lineup.wait("› ?바다$")
        lineup.until(lambda: int(lineup.fact("cursor_x")) == column, "the cursor to come back")

    def test_a_syllable_that_an_input_method_commits_after_enter_is_sent_too(self):
        lineup = self.lineup
        lineup.open()
        lineup.draft("바다")
        lineup.tmux("send-keys", "Enter", ";", "send-keys", "-l", "는")
        (sent,) = lineup.until(lambda: lineup.home.events("prompt"), "the prompt to be sent")
        self.assertEqual(sent["text"], "바다는")
        lineup.wait("› *$")

    def test_the_keys_under_korean_letters_act_on_panes(self):
        lineup = self.lineup
        lineup.open()
        lineup.panes_mode()
        lineup.type("ㅣ")
        lineup.wait("┏━ ?2 ")
        lineup.type("글")
        lineup.wait("한/영")
        lineup.type("ㅑ")
        lineup.wait("^ ?TYPE ")
        # Nothing of that was text.
        lineup.draft("네")

    def test_decomposed_korean_looks_like_composed(self):
        lineup = self.lineup
        lineup.open()
        lineup.press("C-u")
        lineup.tmux("set-buffer", "\u1112\u1161\u11ab\u1100\u1173\u11af!")
        lineup.tmux("paste-buffer", "-p")
        lineup.wait("› ?한글!")
        self.assertEqual(int(lineup.fact("cursor_x")), 3 + 5)
