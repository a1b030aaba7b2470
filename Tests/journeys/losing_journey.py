"""Model files that go away, shrink or never were whole, while other panes go on."""

import os
import shutil

from lineup import STORY, Journey, models_folder

SMOLLM2 = "SmolLM2-135M-Instruct.Q4_1.gguf"


class LosingJourney(Journey):
    def copy(self, name, size=None):
        """A copy of a model's file, as a whole or only its first bytes."""
        path = self.lineup.home.path / name
        shutil.copyfile(models_folder() / SMOLLM2, path)
        if size is not None:
            os.truncate(path, size)
        return path

    def test_a_file_that_is_deleted_or_cut_off_while_it_is_loaded_is_not_missed(self):
        lineup = self.lineup
        deleted, cut = self.copy("deleted.gguf"), self.copy("cut.gguf")
        lineup.open(f"{deleted} {cut} --temp 0 --predict 120")
        lineup.ask(STORY)
        for number in (1, 2):
            lineup.wait_streaming(number)
        deleted.unlink()
        os.truncate(cut, 4096)
        first = [lineup.wait_done(number, 1) for number in (1, 2)]
        self.assertEqual([done["reason"] for done in first], ["length", "length"])
        self.assertEqual(first[0]["text"], first[1]["text"])
        # Words that were not needed so far are there, too.
        lineup.ask("Nenne drei Früchte! 🍎 과일 세 개")
        second = [lineup.wait_done(number, 2) for number in (1, 2)]
        self.assertEqual(second[0]["text"], second[1]["text"])
        lineup.panes_mode()
        lineup.press("r")
        self.assertEqual(lineup.wait_done(1, 3)["text"], second[0]["text"])

        # Let go and opened again, it is missed.
        lineup.press("w")
        lineup.wait("pane 1 closed")
        lineup.press("u")
        lineup.wait_pane(
            1, lambda pane: pane.state == "✗" and "there is no such file" in pane.words
            and "r opens it again" in pane.words, "to say what is wrong")
        self.copy("deleted.gguf")
        lineup.press("r")
        lineup.wait_pane(1, lambda pane: pane.state in "⊣◦✓", "to have its model")
        lineup.press("r")
        self.assertEqual(lineup.wait_done(1, 4)["text"], second[0]["text"])

    def test_a_file_that_is_not_whole_is_refused_and_opens_once_it_is(self):
        lineup = self.lineup
        broken = self.copy("broken.gguf", 50_000_000)
        lineup.open(f"{broken} gemma3 --temp 0 --predict 20")
        lineup.wait_pane(
            1, lambda pane: pane.state == "✗" and "it is incomplete: download it again" in pane.words
            and "Esc r opens it again" in pane.words, "to say what is wrong")
        lineup.ask("Name a fruit.")
        lineup.wait("not sent to pane 1: no model there")
        lineup.wait_answered(2)
        shutil.copyfile(models_folder() / SMOLLM2, broken)
        lineup.panes_mode()
        lineup.press("r")
        lineup.wait_pane(1, lambda pane: "instruct: answers" in pane.text, "to have its model")
        lineup.press("i")
        lineup.ask("Name a fruit.")
        lineup.wait_answered(1)
