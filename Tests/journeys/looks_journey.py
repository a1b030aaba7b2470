"""Looks: themes, keys of one's own, and files that are wrong."""

import re
import subprocess

from lineup import BINARY, Journey

# What the mode's label stands on, as tmux tells it: a colour of the 256.
LABEL = re.compile(r"48;5;(\d+)m *(?:\x1b\[[\d;]*m)* ?(?:TYPE|PANES) ")
LINEUP_DARK_PANES, LINEUP_LIGHT_PANES, SEOUL_PANES = "215", "130", "216"
LINEUP_LIGHT_TYPE = "29"


class LooksJourney(Journey):
    def write(self, name, text):
        file = self.lineup.home.path / name
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text)

    def label(self):
        """The colour behind the mode's label."""
        match = LABEL.search(self.lineup.tmux("capture-pane", "-p", "-e"))
        return match[1] if match else None

    def wait_label(self, color):
        self.lineup.until(lambda: self.label() == color, f"the label on {color}")

    def test_a_theme_is_picked_while_the_screen_shows_it_and_stays(self):
        lineup = self.lineup
        lineup.open()
        lineup.panes_mode()
        self.wait_label(LINEUP_DARK_PANES)
        lineup.press("K")
        lineup.wait("seoul256 .*the colours of Seoul")
        lineup.press("Down")
        self.wait_label(LINEUP_LIGHT_PANES)
        lineup.type("seoul")
        self.wait_label(SEOUL_PANES)
        lineup.press("Escape")
        lineup.wait_gone("the colours of Seoul")
        self.wait_label(LINEUP_DARK_PANES)

        lineup.press("K")
        lineup.wait("the colours of Seoul")
        lineup.press("Down")
        lineup.press("Enter")
        lineup.wait("lineup-light; u goes back to lineup-dark")
        lineup.press("u")
        lineup.wait("lineup-dark again")
        self.wait_label(LINEUP_DARK_PANES)

        lineup.press("K")
        lineup.wait("the colours of Seoul")
        lineup.press("Down", "Enter")
        self.wait_label(LINEUP_LIGHT_PANES)
        lineup.press("q")
        lineup.wait_for_shell()
        lineup.start("clear")
        lineup.open()
        self.wait_label(LINEUP_LIGHT_TYPE)

    def test_a_broken_theme_is_named_with_its_line_and_the_rest_of_it_is_used(self):
        lineup = self.lineup
        self.write(
            "themes/mine.yaml",
            "inherits: lineup-dark\nroles:\n  mode.type: {fg: 16, bg: 200}\n  tilte: 3\n")
        lineup.start(f"{BINARY} smollm2 gemma3 --theme mine")
        lineup.wait(r'themes/mine\.yaml:4: there is no role "tilte"; did you mean title\?')
        self.wait_label("200")

    def test_a_theme_that_is_no_yaml_leaves_the_default(self):
        lineup = self.lineup
        self.write("config.yaml", "theme: mine\n")
        self.write("themes/mine.yaml", "roles: {text: [\n")
        lineup.start(f"{BINARY} smollm2 gemma3")
        lineup.wait(r"themes/mine\.yaml:2: it is not YAML here")
        lineup.panes_mode()
        self.wait_label(LINEUP_DARK_PANES)

    def test_a_broken_config_file_is_named_with_its_line_and_the_rest_of_it_is_used(self):
        lineup = self.lineup
        self.write("config.yaml", "theme: light\nmuse: true\nlocal_only: yes\n")
        lineup.start(f"{BINARY} smollm2 gemma3")
        lineup.wait(r'config\.yaml:2: there is no setting "muse"; did you mean mouse\?')
        self.wait_label(LINEUP_LIGHT_TYPE)
        lineup.wait("local-only")
        lineup.press("Escape")
        lineup.wait("^ ?PANES ")

    def test_keys_are_rebound_and_what_is_wrong_is_named_with_its_line(self):
        lineup = self.lineup
        self.write(
            "keys.yaml",
            "panes:\n  zoom: [X, C-g]\n  close: s\ntype:\n  zoom: C-g\neverywhere:\n  help: F3\n")
        lineup.start(f"{BINARY} smollm2 gemma3")
        lineup.wait(r"keys\.yaml:3: s is stop in panes; give that another key too")
        lineup.press("C-g")
        lineup.wait("zoomed")
        lineup.panes_mode()
        lineup.wait(r"X \^G zoom")
        lineup.press("X")
        lineup.wait_gone("zoomed")
        lineup.press("z")
        lineup.wait("z does nothing here; Enter types")
        # What was refused is as it was.
        lineup.press("w")
        lineup.wait("pane 1 closed")
        lineup.press("F3")
        lineup.wait("─ keys ─")
        lineup.wait_in_help(r"X \^G +the chosen pane alone, or all")

    def test_a_keys_file_that_is_no_yaml_leaves_the_keys_as_they_are(self):
        lineup = self.lineup
        self.write("keys.yaml", "panes:\n\tzoom: X\n")
        lineup.start(f"{BINARY} smollm2 gemma3")
        lineup.wait(r"keys\.yaml:2: a tab stands where only blanks may")
        lineup.panes_mode()
        lineup.press("z")
        lineup.wait("zoomed")

    def test_models_are_found_in_further_folders(self):
        lineup = self.lineup
        models = (lineup.home.path / "models").resolve()
        self.write("gguf/deeper/note.txt", "")
        (lineup.home.path / "gguf" / "deeper" / "sea.gguf").symlink_to(
            models / "SmolLM2-135M-Instruct.Q4_1.gguf")
        self.write("config.yaml", "models: gguf\n")
        lineup.open("sea --temp 0 --predict 5")
        lineup.ask("Name a fruit.")
        lineup.wait_answered(1)

    def test_doctor_lists_what_is_wrong(self):
        self.write("config.yaml", "theme: nix\nmodels: /no/such/folder\n")
        self.write("keys.yaml", "panes: {clsoe: x}\n")
        self.write("themes/mine.yaml", "roles: {text: 300}\n")
        said = subprocess.run(
            [BINARY, "doctor"], env={"LINEUP_HOME": str(self.lineup.home.path), "PATH": "/usr/bin"},
            text=True, stdout=subprocess.PIPE)
        self.assertEqual(said.returncode, 1)
        for words in (
                'themes: there is no theme "nix"', "/no/such/folder: No such file",
                'keys.yaml:1: there is no command "clsoe"; did you mean close?',
                'themes/mine.yaml:1: "300" is no colour', "lineup-dark, the default"):
            self.assertIn(words, said.stdout)

    def test_a_theme_that_is_none_is_refused_before_the_screen_is_taken(self):
        self.lineup.start(f"{BINARY} smollm2 --theme seoul25")
        self.lineup.wait(r'lineup: themes: there is no theme "seoul25"; did you mean seoul256\?')
        self.lineup.wait_for_shell()
