"""Korean: typed, corrected, sent, shown, written down."""

import os
import re

from lineup import Journey

# What stands in the composer after each key, where an input method takes a syllable's state back for
# the next one: a consonant that seemed to end a syllable begins the one after.
STATES = [
    "ㅂ", "바", "받", "바다", "바단", "바다느", "바다는", "바다는 ", "바다는 ㅇ", "바다는 오", "바다는 왜",
    "바다는 왜 ", "바다는 왜 ㅍ", "바다는 왜 파", "바다는 왜 팔", "바다는 왜 파래", "바다는 왜 파랭",
    "바다는 왜 파래요", "바다는 왜 파래요?"]
PROMPT = STATES[-1]


class KoreanJourney(Journey):
    def compose(self, states):
        before = ""
        for state in states:
            kept = len(os.path.commonprefix([before, state]))
            self.lineup.press(*["BSpace"] * (len(before) - kept))
            self.lineup.type(state[kept:])
            self.lineup.wait("› ?" + re.escape(state.strip()) + "$")
            before = state

    def test_a_prompt_composed_jamo_by_jamo_is_sent_answered_and_copied(self):
        lineup = self.lineup
        lineup.open()
        lineup.press("C-u")
        lineup.wait("› *$")
        self.compose(STATES)
        lineup.press("Enter")
        for number in (1, 2):
            self.assertIn("▎" + PROMPT, lineup.wait_answered(number).text)
        (sent,) = lineup.home.events("prompt")
        self.assertEqual(sent["text"], PROMPT)
        # A syllable split over tokens is never shown or written in halves.
        self.assertNotIn("\ufffd", lineup.screen())

        lineup.panes_mode()
        lineup.press("y")
        lineup.wait("the answer[,;]")
        # With the Korean keyboard still on: the key under it counts.
        lineup.type("ㅊ")
        lineup.wait("copied the conversation")
        copied = (lineup.home.path / "copied.txt").read_text()
        self.assertEqual(lineup.tmux("show-buffer"), copied)
        self.assertIn(PROMPT, copied)
        (done,) = [event for event in lineup.home.events("done") if event["pane"] == 1]
        self.assertIn(done["text"].strip(), copied)

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
