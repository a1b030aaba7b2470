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
