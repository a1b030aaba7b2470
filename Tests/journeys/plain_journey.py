"""Without a screen, but with somebody at the keyboard: --plain."""

from lineup import BINARY, Journey


class PlainJourney(Journey):
    def open(self):
        self.lineup.start(f"{BINARY} --plain smollm2 gemma3 --temp 0 --predict 20")
        self.lineup.wait("Type a prompt and Enter")
        self.lineup.wait("^prompt:")

    def test_prompts_are_typed_and_answers_come_one_after_the_other(self):
        self.open()
        self.lineup.type("바다는 무슨 색이야?")
        self.lineup.press("Enter")
        self.lineup.wait("gemma3: length, 20 tokens")
        screen = self.lineup.screen()
        self.assertLess(screen.index("smollm2: length"), screen.index("gemma3: "))
        self.assertIn("solo", screen)
        # Nothing is drawn.
        self.assertNotRegex(screen, "[─│╭┃]")
        self.lineup.press("C-d")
        self.lineup.wait_for_shell()

    def test_an_interrupt_ends_the_wait_for_a_prompt(self):
        self.open()
        self.lineup.press("C-c")
        self.lineup.wait_for_shell()
