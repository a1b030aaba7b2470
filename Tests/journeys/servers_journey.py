"""Panes whose model is a server's: one that does all that servers do wrong, and what leaves this machine."""

import json
import os
import re
import socket
import subprocess
import time
import unittest

from lineup import BINARY, Lineup
from model_faults import FAULTS
from model_server import ModelServer

KEY = "sk-journey-0123456789abcdefghijklmnop"
# As many panes as there may be.
TOGETHER = 8


def configuration(server, **more):
    lines = [
        "endpoints:", "  - name: faults", f"    url: {server.url}/v1", "    key: ${FAULTS_KEY}",
        "    timeouts: {first: 2, between: 1}",
        "    prices: {fine: {input: 2.00, output: 10.00}}",
        "  - name: plain", f"    url: {server.url}/v1", "    key: ${FAULTS_KEY}",
        "    timeouts: {first: 2, between: 1}", "    api: completions"]
    return "\n".join(lines + [f"{name}: {value}" for name, value in more.items()]) + "\n"


def endpoint(name):
    return ("plain/" if FAULTS[name].completes else "faults/") + name


class ServersJourney(unittest.TestCase):
    def setUp(self):
        self.server = ModelServer(
            {name: expected.fault for name, expected in FAULTS.items()}, models=["fine"])
        self.addCleanup(self.server.close)
        self.lineup = Lineup(200, 60, {"FAULTS_KEY": KEY})
        self.addCleanup(self.lineup.close)
        self.home = self.lineup.home
        (self.home.path / "config.yaml").write_text(configuration(self.server))

    def run_lineup(self, *arguments, status=0, **options):
        environment = os.environ | {
            "LINEUP_HOME": str(self.home.path), "FAULTS_KEY": KEY} | options.pop("environment", {})
        process = subprocess.run(
            [BINARY, *arguments], stdin=subprocess.DEVNULL, capture_output=True, timeout=60,
            env=environment, **options)
        process.said = process.stdout.decode()
        process.complained = process.stderr.decode()
        self.assertEqual(process.returncode, status, process.said + process.complained)
        return process

    def open(self, arguments):
        self.lineup.start(f"{BINARY} {arguments}")
        self.lineup.wait("^ ?TYPE ")

    def assert_key_is_nowhere(self):
        """Neither on the screen nor in a file, nor with anybody but the server whose key it is."""
        self.assertNotIn(KEY, self.lineup.screen())
        for folder, _, files in os.walk(self.home.path):
            for name in files:
                with open(os.path.join(folder, name), "rb") as file:
                    self.assertNotIn(KEY.encode(), file.read(), name)
        for request in self.server.requests:
            self.assertIn(request.path, ("/v1/chat/completions", "/v1/completions", "/v1/models"))
            self.assertNotIn(KEY.encode(), request.raw)


class Faults(ServersJourney):
    def check(self, names):
        """Asks the models of these names side by side."""
        lineup = self.lineup
        self.open(" ".join(endpoint(name) for name in names))
        lineup.ask("What is it?")
        for number, name in enumerate(names, 1):
            done = lineup.wait_done(number)
            with self.subTest(fault=name):
                self.check_end(name, done)
                self.check_screen(name, number)
        lineup.panes_mode()
        lineup.press("q")
        lineup.until(lambda: not lineup.processes(), "lineup to leave")
        self.assert_key_is_nowhere()

    def check_end(self, name, done):
        expected = FAULTS[name]
        if expected.reason:
            self.assertEqual(done["reason"], expected.reason, done)
        if expected.text is not None:
            self.assertEqual(done["text"], expected.text)
        if expected.said:
            self.assertRegex(done.get("error") or "", "(?i)" + expected.said)
        if expected.asked:
            self.assertEqual(len(self.server.asked(name)), expected.asked)
        for key, value in expected.metrics.items():
            self.assertEqual(done["metrics"].get(key), value, key)
        self.assertTrue(done["metrics"]["condition"]["server"])
        tokens = [event for event in self.home.events("token") if event["pane"] == done["pane"]]
        self.assertEqual("".join(token["text"] for token in tokens), done["text"])

    def check_screen(self, name, number):
        expected = FAULTS[name]
        pane = self.lineup.wait_pane(
            number, lambda pane: pane.state in "✓⊣⊘↯✗", f"to show the end of {name}")
        sign = {"stop": "✓", "length": "⊣", "cut": "↯", "error": "✗"}
        if expected.reason:
            self.assertEqual(pane.state, sign[expected.reason])
        seen = " ".join((pane.title + " " + pane.numbers + " " + pane.words).split())
        for pattern in (expected.said, expected.shown):
            if pattern:
                self.assertRegex(seen, "(?i)" + pattern)


def add_checks():
    for name, expected in FAULTS.items():
        if expected.floods:
            setattr(Faults, f"test_{name}", lambda self, name=name: self.check([name]))
    names = [name for name, expected in FAULTS.items() if not expected.floods]
    for start in range(0, len(names), TOGETHER):
        some = names[start:start + TOGETHER]
        def check(self, some=some):
            self.check(some)
        setattr(Faults, f"test_{start // TOGETHER + 1}_{some[0]}_and_{len(some) - 1}_more", check)


add_checks()


class Asking(ServersJourney):
    def test_what_is_asked_is_what_was_set(self):
        self.run_lineup(
            "run", "faults/fine", "-p", "What is it?", "--temp", "0.5", "--seed", "7", "-n", "99",
            "--system", "Be brief.", "--stop", "END", "--json")
        (request,) = self.server.asked("fine")
        body = request.body
        self.assertEqual(body["messages"], [
            {"role": "system", "content": "Be brief."}, {"role": "user", "content": "What is it?"}])
        self.assertTrue(body["stream"])
        self.assertEqual(
            [body["temperature"], body["seed"], body["max_tokens"], body["stop"]],
            [0.5, 7, 99, ["END"]])
        self.assertEqual(request.headers["Authorization"], f"Bearer {KEY}")

    def test_endpoints_with_fields_of_their_own_stand_beside_each_other(self):
        ways = "".join(
            f"  - name: {effort}\n    url: {self.server.url}/v1\n    key: ${{FAULTS_KEY}}\n"
            f"    body: {{reasoning_effort: {effort}, top_a: 0.5}}\n" for effort in ("low", "high"))
        (self.home.path / "config.yaml").write_text("endpoints:\n" + ways)
        lineup = self.lineup
        self.open("low/fine high/fine")
        lineup.ask("What is it?")
        for number in (1, 2):
            lineup.wait_done(number)
        self.assertEqual(
            sorted((request.body["reasoning_effort"], request.body["top_a"])
                   for request in self.server.asked("fine")), [("high", 0.5), ("low", 0.5)])
        self.assertEqual(
            {event["pane"]: event["model"]["body"] for event in self.home.events("pane")
             if event["action"] == "model"},
            {number: {"reasoning_effort": effort, "top_a": 0.5}
             for number, effort in ((1, "low"), (2, "high"))})
        lineup.panes_mode()
        lineup.press("I")
        lineup.wait(r'with +\{"reasoning_effort":"low","top_a":0.5\}')
        lineup.press("Escape")
        self.assertIn(
            '  with {"reasoning_effort":"high","top_a":0.5}\n',
            self.run_lineup("sessions", "show", "last").said)
        self.assertIn(
            'body: {"reasoning_effort": "high"',
            self.run_lineup("sessions", "export", "last", "--format", "markdown").said)

    def test_what_would_be_sent_is_seen_before_it_is(self):
        lineup = self.lineup
        self.open("faults/fine plain/fine --system 'Be brief.'")
        lineup.draft("바다는 얼마나 깊어?")
        lineup.panes_mode()
        lineup.press("x")
        lineup.wait("not sent yet: what the draft would be")
        lineup.wait("goes to +a server on this machine")
        lineup.wait("Be brief.")
        lineup.wait("바다는 얼마나 깊어?")
        lineup.press("2")
        lineup.wait("no chat template: plain text")
        lineup.press("Escape")
        self.assertEqual(self.server.requests, [])

    def test_a_conversation_goes_on_and_thoughts_are_not_sent_again(self):
        lineup = self.lineup
        self.open("faults/reasoning_content")
        lineup.ask("What is it?")
        lineup.wait_done(1)
        lineup.ask("And then?")
        lineup.wait_done(1, 2)
        self.assertEqual(self.server.asked("reasoning_content")[1].body["messages"], [
            {"role": "user", "content": "What is it?"},
            {"role": "assistant", "content": "It is the sea."},
            {"role": "user", "content": "And then?"}])

    def test_a_key_over_an_open_line_is_refused(self):
        (self.home.path / "config.yaml").write_text(
            "endpoints: [{name: far, url: 'http://192.0.2.1/v1', key: '${FAULTS_KEY}'}]\n")
        process = self.run_lineup("run", "far/x", "-p", "Hello", status=1)
        self.assertIn("without encryption", process.said + process.complained)

    def test_what_a_busy_server_makes_one_wait_is_told_and_is_not_its_speed(self):
        process = self.run_lineup("run", "faults/busy_429_in_seconds", "-p", "Hi")
        self.assertEqual(process.said, "It is the sea.\n")
        told = process.complained.splitlines()
        self.assertEqual(
            told[0], "faults/busy_429_in_seconds: again in 1 s: 429, too many requests")
        self.assertEqual(len(told), 2)
        self.assertLess(float(re.search(r"ttft ([\d.]+) ms", told[1])[1]), 900)

    def test_a_server_alone_is_no_model(self):
        process = self.run_lineup("run", "faults", "-p", "Hi", status=1)
        self.assertIn("name a model of it, too, as faults/fine", process.complained)

    def test_what_answers_under_other_conditions_cost_is_said_and_bounded(self):
        self.run_lineup("run", "faults/fine", "-p", "Hi")
        again = self.run_lineup("rerun", "last", "--set", "temp=0", "--no-save")
        self.assertIn("turn 1: the same (4 tokens, $0.000054)", again.said)
        bounded = self.run_lineup(
            "rerun", "last", "--set", "temp=0", "--no-save", "--budget", "0.00006", status=1)
        self.assertIn("this would pass the budget", bounded.said)
        self.assertEqual(len(self.server.asked("fine")), 2)

    def test_a_model_beside_a_server(self):
        lineup = self.lineup
        self.open("smollm2 faults/fine --temp 0 --predict 40")
        lineup.ask("Name a fruit.")
        local, remote = lineup.wait_done(1), lineup.wait_done(2)
        self.assertNotIn("server", local["metrics"]["condition"])
        self.assertTrue(remote["metrics"]["condition"]["server"])
        # 7 tokens at 2 a million, 4 at 10.
        self.assertAlmostEqual(remote["metrics"]["cost"]["amount"], 54e-6)
        lineup.wait("0.00005")

    def test_a_replay_is_like_any_and_a_rerun_says_what_it_cannot_promise(self):
        self.run_lineup("run", "smollm2", "faults/fine", "-p", "Name a fruit.", "--temp", "0",
                        "-n", "8")
        asked = len(self.server.requests)
        played = self.run_lineup("replay", "last", "--plain", "--speed", "64")
        self.assertIn("It is the sea.", played.said)
        again = self.run_lineup("rerun", "last", "--json")
        verdicts = {verdict["name"]: verdict for verdict in map(json.loads, again.said.splitlines())}
        self.assertEqual(verdicts["smollm2"]["identical"], True)
        self.assertEqual(verdicts["faults/fine"]["identical"], None)
        self.assertRegex(verdicts["faults/fine"]["reason"], "server")
        self.assertEqual(len(self.server.requests), asked)

    def test_exports_and_lists_hold_no_key(self):
        self.run_lineup("run", "faults/refused_401", "-p", KEY[:3], status=1)
        for form in ("markdown", "html", "json", "csv"):
            process = self.run_lineup("sessions", "export", "last", "--format", form, "-o", "-")
            self.assertNotIn(KEY, process.said + process.complained)
        self.assert_key_is_nowhere()

    def test_panes_that_answer_at_once_share_a_budget(self):
        # What all four may cost at most, by what was asked for, stays within it.
        for budget, asked in (("0.002", 1), ("0.05", 4)):
            self.server.requests.clear()
            self.run_lineup(
                "run", *["faults/fine"] * 4, "-p", "Hi", "--budget", budget, "-n", "1000",
                status=0 if asked == 4 else 1)
            requests = self.server.asked("fine")
            self.assertEqual(len(requests), asked)
            self.assertLessEqual(
                sum(request.body["max_tokens"] for request in requests) * 10e-6, float(budget))

    def test_a_budget_stops_before_it_is_passed(self):
        # A prompt of a few tokens fits; what an answer may take is cut to what is left.
        process = self.run_lineup(
            "run", "faults/fine", "-p", "Hi", "--budget", "0.001", "--json", "-n", "4000")
        (request,) = self.server.asked("fine")
        self.assertLessEqual(request.body["max_tokens"] * 10e-6, 0.001)
        self.run_lineup(
            "run", "faults/fine", "-p", "Hi", "--budget", "0.0001", status=1)
        self.assertEqual(len(self.server.asked("fine")), 1)
        # What has no price can't be kept within one, unless it is on this machine.
        self.assertIn("sea", self.run_lineup(
            "run", "faults/limits_in_the_headers", "-p", "Hi", "--budget", "1").said)


class Consent(ServersJourney):
    """Before a prompt goes to another machine somebody says so; once for each host."""

    def setUp(self):
        super().setUp()
        # A name that does not say of itself that it is this machine's.
        name = socket.gethostname()
        try:
            socket.gethostbyname(name)
        except OSError:
            self.skipTest(f"{name}, this machine's name, leads nowhere")
        far = self.server.url.replace("127.0.0.1", name)
        with open(self.home.path / "config.yaml", "a") as file:
            file.write(f"  - {{name: far, url: '{far}/v1', prices: {{fine: {{input: 1, output: 1}}}}}}\n"
                       "budget: 5.00\n")

    def test_yes_holds_for_the_session(self):
        lineup = self.lineup
        self.open("far/fine")
        lineup.ask("What is it?")
        lineup.wait("may the prompt leave this machine")
        self.assertEqual(self.server.asked("fine"), [])
        # Whoever has just typed has not read it.
        time.sleep(0.6)
        lineup.press("y")
        self.assertEqual(lineup.wait_done(1)["reason"], "stop")
        lineup.ask("And now?")
        self.assertEqual(lineup.wait_done(1, 2)["reason"], "stop")
        self.assertEqual(len(self.server.asked("fine")), 2)


class LocalOnly(ServersJourney):
    def test_no_server_is_asked(self):
        for arguments in (["--local-only"], []):
            if not arguments:
                with open(self.home.path / "config.yaml", "a") as file:
                    file.write("local_only: true\n")
            process = self.run_lineup("run", "faults/fine", "-p", "Hi", *arguments, status=1)
            self.assertIn("nothing may leave this machine", process.said + process.complained)
        self.assertEqual(self.server.requests, [])


if __name__ == "__main__":
    unittest.main()
