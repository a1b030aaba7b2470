"""Exporting and importing: a session as a document, a table, a picture, a recording, and back."""

import csv
import io
import json
import os
import stat
import subprocess
import unittest
from html.parser import HTMLParser
from xml.etree import ElementTree

from lineup import BINARY, Home, Journey
from screen_model import Screen

FORMATS = {"markdown": "md", "html": "html", "messages": "jsonl", "csv": "csv", "json": "json",
           "svg": "svg", "asciicast": "cast"}
# What the environment says is secret, and no text of ours.
CANARIES = {"LAB_KEY": "canary-of-the-lab-51", "GH_TOKEN": "canary-of-the-hub-52",
            "APP_SECRET": "canary-of-the-app-53", "DB_PASSWORD": "canary-of-the-data-54"}
QUESTION = "Name three rivers, with **bold** names, as a list. 강 이름도 하나 😀"
VOID = {"meta", "br", "hr", "link", "img", "input"}


class Page(HTMLParser):
    """A page's text, and whether its elements are closed in order."""

    def __init__(self, html):
        super().__init__()
        self.open, self.text, self.tags, self.attributes = [], [], set(), []
        self.feed(html)
        self.close()

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes += [(tag, *attribute) for attribute in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open and self.open[-1] == tag, f"</{tag}> within {self.open}"
        self.open.pop()

    def handle_data(self, data):
        if "style" not in self.open:
            self.text.append(data)


class ExportsJourney(unittest.TestCase):
    def setUp(self):
        self.home = Home()
        self.addCleanup(self.home.close)

    def lineup(self, *arguments, input="", status=0, environment=None):
        result = subprocess.run(
            [BINARY, *arguments], input=input.encode(), capture_output=True, timeout=120,
            env=os.environ | {"LINEUP_HOME": str(self.home.path)} | (environment or {}))
        self.assertEqual(result.returncode, status, result.stderr.decode())
        return result.stdout.decode(), result.stderr.decode()

    def ask(self, *arguments, **others):
        return self.lineup(
            "run", "smollm2", "gemma3", *arguments, "--temp", "0", "-n", "24", **others)

    def export(self, form, *arguments, **others):
        return self.lineup("sessions", "export", "last", "--format", form, *arguments, **others)

    def answers(self):
        """By pane, as the session has them."""
        return {event["pane"]: event["text"] for event in self.home.events("done")}

    def test_every_form_holds_what_was_asked_and_answered(self):
        self.ask("-p", QUESTION)
        answers = self.answers()

        markdown, _ = self.export("markdown")
        self.assertTrue(markdown.startswith("---\ntitle: "))
        for text in (QUESTION, *answers.values()):
            self.assertIn(text, markdown)

        html, _ = self.export("html")
        page = Page(html)
        self.assertEqual(page.open, [])
        self.assertIn(QUESTION, page.text)
        self.assertFalse(page.tags & {"script", "img", "link", "iframe", "object"})
        for tag, name, value in page.attributes:
            self.assertFalse(name.startswith("on") or name == "src", (tag, name, value))

        lines = self.export("messages")[0].splitlines()
        conversations = [json.loads(line)["messages"] for line in lines]
        self.assertEqual(
            conversations,
            [[{"role": "user", "content": QUESTION}, {"role": "assistant", "content": answer}]
             for _, answer in sorted(answers.items())])

        rows = list(csv.DictReader(io.StringIO(self.export("csv")[0], newline="")))
        self.assertEqual([row["prompt"] for row in rows], [QUESTION] * 2)
        objects = json.loads(self.export("json")[0])
        self.assertEqual({row["pane"]: row["answer"] for row in objects}, answers)
        done = {event["pane"]: event["metrics"] for event in self.home.events("done")}
        for row, again in zip(objects, rows):
            self.assertEqual(row["tokens"], done[row["pane"]]["tokens"])
            self.assertEqual(row["tps"], done[row["pane"]]["tps"])
            self.assertEqual(float(again["tps"]), row["tps"])

    def test_a_picture_and_a_recording_show_the_same_screen(self):
        self.ask("-p", QUESTION)
        svg, _ = self.export("svg", "--size", "100x30")
        root = ElementTree.fromstring(svg)
        shown = "".join("".join(text.itertext()) for text in root.iter(
            "{http://www.w3.org/2000/svg}text"))
        cast, _ = self.export("asciicast", "--size", "100x30", "--idle-time-limit", "1")
        lines = [json.loads(line) for line in cast.splitlines()]
        self.assertEqual((lines[0]["version"], lines[0]["width"], lines[0]["height"]),
                         (2, 100, 30))
        times = [line[0] for line in lines[1:]]
        self.assertEqual(times, sorted(times))
        self.assertGreater(len(times), 5)
        screen = Screen(100, 30)
        for _, kind, output in lines[1:]:
            self.assertEqual(kind, "o")
            screen.feed(output.encode())
        for name in ("smollm2", "gemma3"):
            self.assertIn(name, screen.text())
            self.assertIn(name, shown)
        # What is text in the one is text in the other: lines and meters are shapes.
        words = [word for word in screen.text().split()
                 if word.isalpha() and len(word) > 3 and word.isascii()]
        self.assertGreater(len(words), 10)
        for word in words:
            self.assertIn(word, shown)

    def test_pyte_shows_the_same_as_our_own_terminal(self):
        try:
            import pyte
        except ImportError:
            self.skipTest("pyte is not installed")
        self.ask("-p", QUESTION)
        lines = self.export("asciicast")[0].splitlines()
        screen, ours = pyte.Screen(120, 36), Screen(120, 36)
        stream = pyte.Stream(screen)
        for line in lines[1:]:
            output = json.loads(line)[2]
            stream.feed(output)
            ours.feed(output.encode())
            self.assertEqual("\n".join(line.rstrip() for line in screen.display), ours.text())

    def test_a_file_is_written_whole_for_its_owner_alone_and_not_over_another(self):
        self.ask("-p", "Hi")
        for form, ending in FORMATS.items():
            path = self.home.path / f"export.{ending}"
            out, err = self.lineup("sessions", "export", "last", "-o", str(path))
            self.assertEqual((out, err), ("", ""))
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)
            self.assertEqual(path.read_text(), self.export(form)[0].replace("\r\n", "\n")
                             if form == "csv" else self.export(form)[0])
        path = self.home.path / "export.md"
        path.write_text("mine")
        _, err = self.lineup("sessions", "export", "last", "-o", str(path), status=1)
        self.assertIn("--force", err)
        self.assertEqual(path.read_text(), "mine")
        self.lineup("sessions", "export", "last", "-o", str(path), "--force")
        self.assertTrue(path.read_text().startswith("---"))
        for place in (self.home.path, "/dev/null"):
            _, err = self.export("csv", "-o", str(place), "--force", status=1)
            self.assertEqual(err.count("\n"), 1)
        self.assertEqual(list(self.home.path.glob("*.new")), [])
        _, err = self.lineup("sessions", "export", "last", "-o", "x.doc", status=2)
        self.assertIn("--format", err)

    def test_no_file_and_no_output_has_a_secret_of_the_environment(self):
        outputs = [*self.ask("-p", QUESTION, environment=CANARIES)]
        for form in FORMATS:
            outputs += self.export(form, environment=CANARIES)
        outputs += [file.read_bytes().decode() for file in self.home.path.rglob("*")
                    if file.is_file() and "models" not in file.parts]
        self.assertGreater(len(outputs), len(FORMATS))
        for output in outputs:
            for secret in CANARIES.values():
                self.assertNotIn(secret, output)

    def test_a_secret_that_was_said_is_removed_from_exports(self):
        secret = CANARIES["LAB_KEY"]
        shaped = "ghp" + "_" + "0123456789abcdefghij0123456789abcdef"
        self.ask("-p", f"My keys are {secret} and {shaped}. Repeat them.",
                 environment=CANARIES)
        for form in FORMATS:
            out, err = self.export(form, environment=CANARIES)
            self.assertNotIn(secret, out, form)
            self.assertNotIn(shaped, out, form)
            self.assertIn("turn 1, pane 1, prompt", err)
            if form not in ("svg", "asciicast"):
                self.assertIn("[secret removed]", out, form)
        out, err = self.export("markdown", "--keep-secrets", environment=CANARIES)
        self.assertIn(secret, out)
        self.assertIn("turn 1, pane 1, prompt", err)

    def test_what_is_imported_is_a_session_like_others(self):
        messages = [{"role": "system", "content": "Be kind."},
                    {"role": "user", "content": "Hi 안녕"},
                    {"role": "assistant", "content": "Hello **you**"},
                    {"role": "user", "content": "Again"},
                    {"role": "assistant", "content": "Hello"}]
        lines = "".join(json.dumps({"model": f"m{n}", "messages": messages}) + "\n"
                        for n in range(3))
        out, err = self.lineup("sessions", "import", "-", input=lines)
        self.assertEqual(err, "")
        ids = out.split()
        self.assertEqual(len(set(ids)), 3)
        files = list(self.home.path.glob("sessions/*.jsonl"))
        self.assertEqual({stat.S_IMODE(file.stat().st_mode) for file in files}, {0o600})
        names = set()
        for id in ids:
            out, _ = self.lineup("sessions", "export", id, "--format", "messages")
            conversation = json.loads(out)
            self.assertEqual(conversation["messages"], messages)
            names.add(conversation["model"])
        self.assertEqual(names, {"m0", "m1", "m2"})

    def test_logs_of_llm_become_a_session_each_conversation(self):
        def entry(conversation, prompt, second):
            return {"id": prompt, "model": "gpt", "prompt": prompt, "system": None,
                    "response": prompt.upper(), "options_json": {"temperature": 0.5},
                    "datetime_utc": f"2024-04-05T12:33:{second}.5", "duration_ms": 250,
                    "conversation_id": conversation, "input_tokens": 3, "output_tokens": 4}

        logs = [entry("a", "one", 10), entry("b", "else", 20), entry("a", "two", 30)]
        ids = self.lineup("sessions", "import", "-", input=json.dumps(logs))[0].split()
        rows = [json.loads(self.lineup("sessions", "export", id, "--format", "json")[0])
                for id in ids]
        self.assertEqual([[(row["prompt"], row["answer"], row["tokens"]) for row in session]
                          for session in rows],
                         [[("one", "ONE", 4), ("two", "TWO", 4)], [("else", "ELSE", 4)]])

    def test_what_is_no_conversation_is_refused_and_leaves_no_file(self):
        for text in ("", "{", "[1]", '[{"role":"user","content":"x"},{"no":1}]', "\0" * 9,
                     "[" * 100_000, '{"messages":[{"role":"user","content":"a"}]}\n{"x'):
            out, err = self.lineup("sessions", "import", "-", input=text, status=1)
            self.assertEqual(out, "")
            self.assertEqual(err.count("\n"), 1, err)
        self.assertEqual(list(self.home.path.glob("sessions/*.jsonl")), [])


class ExportingFromTheScreenJourney(Journey):
    def test_a_session_is_written_from_the_screen_beside_what_is_there(self):
        lineup = self.lineup
        home = lineup.home.path
        lineup.start(f"cd {home} && {BINARY} smollm2 --temp 0 --predict 8")
        lineup.wait("^ ?TYPE ")
        lineup.ask("Say yes.")
        lineup.wait_done(1)
        lineup.panes_mode()
        for number in ("", "-2"):
            lineup.command("export html")
            lineup.wait("written to lineup-")
            id = next(home.glob("sessions/*.jsonl")).stem[-4:]
            path = home / f"lineup-{id}{number}.html"
            lineup.until(path.exists, f"{path} to be there")
            self.assertIn("Say yes.", Page(path.read_text()).text)
            self.assertEqual(stat.S_IMODE(path.stat().st_mode), 0o600)


if __name__ == "__main__":
    unittest.main()
