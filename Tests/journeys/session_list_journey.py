"""The list of saved sessions: found by title and by text, described, deleted and brought back."""

import json
import os
import time

from lineup import BINARY, Journey, Lineup


def session(home, id, title=None, prompt="Hello", answer="Hi.", age=0, turns=1, meta=None):
    """Writes a session file as Lineup would; `age` is in seconds."""
    folder = home.path / "sessions"
    folder.mkdir(mode=0o700, exist_ok=True)
    events = [
        {"t": 0, "type": "session", "v": 1, "created": "2026-01-02T03:04:05Z", "app": "lineup 0.1",
         "machine": {"cpu": "x", "cores": 2, "memory": 1, "kernels": "plain"}},
        {"t": 0.1, "type": "pane", "pane": 1, "action": "open", "name": "smollm2",
         "model": {"path": "/m/smollm2.gguf"}}]
    if title:
        events.append({"t": 0.2, "type": "meta", "title": title, **(meta or {})})
    for turn in range(1, turns + 1):
        events += [
            {"t": turn, "type": "prompt", "turn": turn, "panes": [1], "text": prompt},
            {"t": turn + 0.5, "type": "done", "pane": 1, "turn": turn, "variant": 1,
             "reason": "stop", "text": answer, "metrics": {}}]
    path = folder / f"2026-01-02T03-04-05-{id}.jsonl"
    path.write_text("".join(json.dumps(event, ensure_ascii=False) + "\n" for event in events))
    path.chmod(0o600)
    written = time.time() - age
    os.utime(path, (written, written))
    return path


def metas(path):
    events = [json.loads(line) for line in path.read_text().splitlines()]
    return [event for event in events if event["type"] == "meta"]


class SessionListJourney(Journey):
    def open(self, size=None):
        if size:
            self.lineup.resize(*size)
        self.lineup.open("smollm2 --temp 0 --predict 10")
        self.lineup.panes_mode()

    def list(self):
        self.lineup.press("o")
        self.lineup.wait("─ sessions ─")

    def keep(self, what, text):
        """Types a text about a session."""
        self.lineup.type(text)
        self.lineup.wait(f"{what} › {text}")
        self.lineup.press("Enter")
        self.lineup.wait_gone(f"{what} › ")

    def close(self):
        self.lineup.press("Escape")
        self.lineup.wait_gone("─ sessions ─")

    def test_sessions_are_found_by_their_title_and_by_what_was_said(self):
        lineup = self.lineup
        session(lineup.home, "aa01", "바다와 하늘", answer="The tide is high.", age=3 * 86400)
        session(lineup.home, "aa02", "Fruit", prompt="Name a fruit.", answer="A pear, and a peach.",
                age=60, turns=3)
        broken = session(lineup.home, "aa03", age=90)
        broken.write_text("{}\n")
        os.utime(broken, (0, 0))
        self.open()
        self.list()
        lineup.wait("this one")
        lineup.wait(r"today .* Fruit +smollm2 +3 +0:03")
        lineup.wait("aa03 +is not a session of lineup")
        rows = lineup.lines()
        self.assertLess(
            next(i for i, row in enumerate(rows) if "this one" in row),
            next(i for i, row in enumerate(rows) if "Fruit" in row))
        self.assertLess(
            next(i for i, row in enumerate(rows) if "Fruit" in row),
            next(i for i, row in enumerate(rows) if "바다" in row))
        # What the selected one says stands beside the list.
        lineup.press("Down")
        lineup.wait("A pear, and a peach.")
        # By the initials of the title, then by what was answered.
        lineup.type("ㅂㄷ")
        lineup.wait_gone("Fruit")
        lineup.wait("바다와 하늘")
        lineup.press("C-u")
        lineup.type("peach")
        lineup.wait("in the text")
        lineup.wait(r"3 hits +A pear, and a peach\.")
        lineup.type("zz")
        lineup.wait("no session is called that, and in none was it said")
        self.close()

    def test_a_session_is_described_deleted_and_brought_back(self):
        lineup = self.lineup
        path = session(lineup.home, "bb01", "Old", age=60)
        self.open()
        self.list()
        lineup.wait("Old")
        lineup.press("Down", "C-t")
        lineup.wait("title › Old")
        lineup.press("C-u")
        self.keep("title", "새 제목")
        lineup.wait(r"today .* 새 제목")
        lineup.until(lambda: metas(path)[-1].get("title") == "새 제목", "the title")
        lineup.press("C-s")
        lineup.wait("★ today .* 새 제목")
        lineup.press("C-g")
        lineup.wait("tags › ")
        self.keep("tags", "sea #salt")
        lineup.until(lambda: metas(path)[-1].get("tags") == ["sea", "salt"], "the tags")
        lineup.wait("#sea #salt")
        lineup.press("u")
        lineup.until(lambda: metas(path)[-1].get("tags") == [], "the tags from before")
        # Its menu, and a copy.
        lineup.press("Tab")
        lineup.wait("y +duplicate +make a copy of it")
        lineup.press("y")
        lineup.wait(r"새 제목 \(copy\) is there")
        lineup.wait(r"› +today .* 새 제목 \(copy\)")
        copy = next(other for other in path.parent.glob("*.jsonl") if "copy" in other.read_text())
        lineup.press("C-d")
        lineup.wait(r"새 제목 \(copy\) is deleted; u brings it back")
        self.assertFalse(copy.exists())
        lineup.wait_gone(r"today .* 새 제목 \(copy\)")
        lineup.press("u")
        lineup.wait(r"새 제목 \(copy\) is back")
        self.assertTrue(copy.exists())
        lineup.wait(r"› +today .* 새 제목 \(copy\)")
        # Later, from outside of the list.
        lineup.press("C-d")
        lineup.wait("is deleted; u brings it back")
        self.close()
        lineup.press("u")
        lineup.wait(r"새 제목 \(copy\) is back")
        self.assertTrue(copy.exists())
        self.assertEqual(copy.stat().st_mode & 0o777, 0o600)

    def test_the_running_session_is_described_by_commands(self):
        lineup = self.lineup
        self.open()
        lineup.command("title Sea")
        lineup.wait("PANES +Sea ")
        lineup.command("tags sea salt")
        lineup.command("notes better at 0.2")
        lineup.command("star")
        lineup.wait("PANES +Sea ★ ●rec")
        described = {}
        lineup.until(
            lambda: [described.update(event) for event in lineup.home.events("meta")]
            and described.get("star"), "the star")
        self.assertEqual(
            (described["title"], described["tags"], described["notes"]),
            ("Sea", ["sea", "salt"], "better at 0.2"))
        self.list()
        lineup.wait("★ today .* Sea +this one")
        lineup.wait("better at 0.2")
        lineup.press("C-d")
        lineup.wait("this is the session you are in")
        self.close()
        lineup.press("u")
        lineup.wait("PANES +Sea ●rec")

    def test_what_another_lineup_has_open_is_left_alone(self):
        other = Lineup(80, 24)
        self.addCleanup(other.close)
        lineup = self.lineup
        (lineup.home.path / "sessions").mkdir(mode=0o700, exist_ok=True)
        other.start(f"LINEUP_HOME={lineup.home.path} {BINARY} smollm2 --predict 10")
        other.wait("^ ?TYPE ")
        other.ask("Name a fruit.")
        other.until(lambda: lineup.home.events("done"), "an answer")
        self.open()
        self.list()
        lineup.wait("Name a fruit. +open elsewhere")
        lineup.press("Down", "Enter")
        lineup.wait("open in another lineup: close that first")
        lineup.press("C-d")
        lineup.wait("open in another lineup: close that first")
        self.assertIn("Name a fruit.", lineup.screen())

    def test_without_sessions_it_says_where_they_come_from(self):
        self.lineup.open("smollm2 --no-save")
        self.lineup.panes_mode()
        self.list()
        self.lineup.wait("No session is saved yet, and this one is not saved.")

    def test_an_earlier_session_is_opened_and_gone_on_with(self):
        lineup = self.lineup
        lineup.open("smollm2 --temp 0 --predict 10")
        lineup.ask("Name a fruit.")
        lineup.wait_answered(1)
        lineup.panes_mode()
        lineup.press("W")
        lineup.wait_gone("Name a fruit")
        lineup.panes_mode()
        self.list()
        lineup.wait(r"today .* Name a fruit\. +smollm2 +1 ")
        lineup.type("fruit")
        lineup.wait("› fruit")
        lineup.press("Enter")
        lineup.wait_gone("─ sessions ─")
        lineup.wait_pane(1, lambda pane: "▎Name a fruit." in pane.text, "to have its conversation")
