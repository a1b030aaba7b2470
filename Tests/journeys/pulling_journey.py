"""Models are pulled from a hub that fails in every way, and removed again."""

import contextlib
import hashlib
import json
import os
import resource
import shutil
import signal
import struct
import subprocess
import sys
import tempfile
import time
import unittest
from pathlib import Path

from lineup import BINARY, Journey, models_folder
from model_hub import ModelHub

SMOLLM2 = "SmolLM2-135M-Instruct.Q4_1.gguf"


def small_model(size=3_000_000, licence="apache-2.0", seed=1):
    """A whole model file, though of no architecture that runs: a licence and one tensor."""
    def text(value):
        value = value.encode()
        return struct.pack("<Q", len(value)) + value

    count = size // 4
    header = b"GGUF" + struct.pack("<IQQ", 3, 1, 2)
    header += text("general.architecture") + struct.pack("<I", 8) + text("made-up")
    header += text("general.license") + struct.pack("<I", 8) + text(licence)
    header += text("weights") + struct.pack("<IQIQ", 1, count, 0, 0)
    header += bytes(-len(header) % 32)
    piece = hashlib.sha512(bytes([seed])).digest()
    return header + (piece * (count * 4 // len(piece) + 1))[:count * 4]


class Pulling(unittest.TestCase):
    def setUp(self):
        self.home = Path(tempfile.mkdtemp(prefix="lineup-pull-"))
        self.addCleanup(shutil.rmtree, self.home)
        self.models = self.home / "models"
        self.hub, self.store = ModelHub(), ModelHub()
        self.addCleanup(self.hub.close)
        self.addCleanup(self.store.close)
        self.environment = {
            key: value for key, value in os.environ.items()
            if not key.startswith(("HF_", "LINEUP_")) and "proxy" not in key.lower()}
        self.environment |= {
            "LINEUP_HOME": str(self.home), "HF_ENDPOINT": self.hub.url, "LINEUP_PATIENCE": "1"}

    def start(self, *arguments, **options):
        environment = self.environment | options.pop("environment", {})
        return subprocess.Popen(
            [BINARY, "models", *arguments], stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
            stderr=subprocess.PIPE, text=True, env=environment, **options)

    def run_lineup(self, *arguments, **options):
        with self.start(*arguments, **options) as process:
            process.said, process.complained = process.communicate(timeout=60)
        return process

    def pull(self, *arguments, status=0, **options):
        """What was said to the end with this status; of a failure one sentence, without the name."""
        process = self.run_lineup("pull", *arguments, **options)
        both = process.said + process.complained
        self.assertEqual(process.returncode, status, both)
        if status == 0:
            return process.said
        self.assertEqual(process.complained.count("\n"), 1, both)
        self.assertRegex(process.complained, r"^lineup: .")
        return process.complained

    def part(self, name="small.gguf"):
        path = self.models / (name + ".part")
        return path.read_bytes() if path.exists() else None

    def assert_whole(self, body, name="small.gguf"):
        self.assertEqual((self.models / name).read_bytes(), body)
        self.assertEqual(sorted(path.name for path in self.models.iterdir()), [name])

    def assert_nothing_left(self):
        self.assertEqual(list(self.models.iterdir()), [])

    def wait(self, condition):
        end = time.monotonic() + 20
        while not condition():
            self.assertLess(time.monotonic(), end, "waited in vain")
            time.sleep(0.01)


class PullingJourney(Pulling):
    def test_a_model_of_the_hub_arrives_and_says_its_licence_and_how_to_open_it(self):
        body = (models_folder() / SMOLLM2).read_bytes()
        source = self.hub.add_model(SMOLLM2, body, self.store)
        said = self.pull(source)
        self.assertEqual(
            said.splitlines()[-3:], [
                f"{SMOLLM2[:-5]}: ready: {self.models / SMOLLM2}",
                f"{SMOLLM2[:-5]}: licence: apache-2.0",
                f"{SMOLLM2[:-5]}: open it with: lineup {SMOLLM2[:-5]}"])
        self.assertRegex(said, r"100%, 93\.8 MiB of 93\.8 MiB")
        self.assert_whole(body, SMOLLM2)
        answer = subprocess.run(
            [BINARY, "run", SMOLLM2[:-5], "-p", "hi", "-n", "2", "--no-save"],
            env=self.environment, capture_output=True, timeout=60)
        self.assertEqual(answer.returncode, 0, answer.stderr)

        # It is there, and no server is asked.
        asked = len(self.hub.requests)
        self.assertIn("here already", self.pull(source))
        self.assertEqual(len(self.hub.requests), asked)

    def test_a_cut_connection_is_gone_on_with(self):
        body = small_model()
        source = self.hub.add_model("small.gguf", body, self.store, cuts=[1_000_000, 1_000_000])
        said = self.pull(source)
        self.assertIn("the connection to the server was cut; trying again in 0.03", said)
        self.assert_whole(body)
        ranges = [headers.get("Range") for headers in self.store.asked("/store/small.gguf")]
        self.assertEqual(ranges, [None, "bytes=1000000-", "bytes=2000000-"])

    def test_one_that_is_cut_again_and_again_says_how_to_go_on(self):
        body = small_model()
        source = self.hub.add_model("small.gguf", body, self.store, cuts=[1000] * 5)
        self.assertRegex(
            self.pull(source, status=1),
            "small: the connection to 127.0.0.1 was cut, also when it was tried again; what has come "
            "is kept, and the same command goes on from there")
        self.assertEqual(self.part(), body[:5000])
        self.assertIn("going on from 4.88 KiB", self.pull(source))
        self.assert_whole(body)
        self.assertEqual(
            self.store.asked("/store/small.gguf")[-1].get("Range"), "bytes=5000-")

    def test_silence_is_not_waited_for(self):
        body = small_model()
        source = self.hub.add_model(
            "small.gguf", body, self.store, stalls=[500_000])
        self.assertIn(
            "nothing, or next to nothing, came from the server for 1.00 s", self.pull(source))
        self.assert_whole(body)

    def test_an_interrupt_leaves_the_part_and_so_does_a_kill(self):
        body = small_model(6_000_000)
        source = self.hub.add_model("small.gguf", body, self.store, rate=1_000_000)
        self.models.mkdir()
        process = self.start("pull", source)
        self.wait(lambda: len(self.part() or b"") > 300_000)
        process.send_signal(signal.SIGINT)
        _, complained = process.communicate(timeout=10)
        self.assertEqual(process.returncode, 130)
        self.assertEqual(
            complained,
            "lineup: small: stopped; what has come is kept, and the same command goes on from "
            "there\n")
        before = len(self.part())

        process = self.start("pull", source)
        self.wait(lambda: len(self.part()) > before + 300_000)
        process.kill()
        process.communicate()
        left = self.part()
        self.assertEqual(left, body[:len(left)])
        self.store.files["/store/small.gguf"].rate = None
        self.assertIn("going on from", self.pull(source))
        self.assert_whole(body)

    def test_a_second_pull_of_the_same_says_so(self):
        source = self.hub.add_model("small.gguf", small_model(), self.store, rate=500_000)
        first = self.start("pull", source)
        self.wait(lambda: len(self.part() or b"") > 0)
        self.assertIn(
            "another lineup is fetching it already", self.pull(source, status=1))
        removing = self.run_lineup("remove", "--yes", "small")
        self.assertIn("is being fetched by another lineup", removing.complained)
        first.kill()
        first.communicate()

    def test_another_file_under_the_address_starts_anew(self):
        old, new = small_model(seed=1), small_model(seed=2)
        source = self.hub.add_model("small.gguf", old, self.store, cuts=[9000] * 5)
        self.pull(source, status=1)
        self.hub.add_model("small.gguf", new, self.store)
        self.assertIn("beginning anew", self.pull(source))
        self.assert_whole(new)

    def test_a_plain_server_is_enough(self):
        body = small_model()
        # Without ranges, without a length, without a word about which version it is.
        address = self.store.add(
            "/files/My%20Model.gguf", body, ranges=False, announces_length=False, etag=None)
        self.pull(address)
        self.assert_whole(body, "My_Model.gguf")
        os.remove(self.models / "My_Model.gguf")
        file = self.store.files["/files/My%20Model.gguf"]
        file.cuts = [2_000_000]
        self.assertIn("was cut", self.pull(address))
        self.assert_whole(body, "My_Model.gguf")

    def test_a_server_that_compresses_is_borne(self):
        body = small_model()
        address = self.store.add("/small.gguf", body, is_compressed=True)
        self.pull(address)
        self.assert_whole(body)

    def test_all_parts_of_a_split_model_come(self):
        names = [f"big-0000{number}-of-00003.gguf" for number in (1, 2, 3)]
        bodies = [small_model(100_000, seed=number) for number in (1, 2, 3)]
        for name, body in zip(names, bodies):
            source = self.hub.add_model(name, body, self.store)
        self.pull(source)
        self.assertEqual([(self.models / name).read_bytes() for name in names], bodies)
        removed = self.run_lineup("remove", "--yes", "big")
        self.assertIn("293.4 KiB freed", removed.said)
        self.assert_nothing_left()

    def test_progress_for_programs(self):
        source = self.hub.add_model("small.gguf", small_model(), self.store, rate=10_000_000)
        lines = [json.loads(line)
                 for line in self.pull(source, "--progress", "json").splitlines()]
        self.assertEqual({line["name"] for line in lines}, {"small"})
        done = [line["done"] for line in lines]
        self.assertEqual(done, sorted(done))
        self.assertEqual(lines[-1]["path"], str(self.models / "small.gguf"))
        self.assertEqual(lines[-1]["done"], lines[-1]["total"])

    def test_what_is_meant_as_a_source_and_is_none_says_how_one_looks(self):
        self.assertIn("names no file", self.pull("hf:a/b", status=2))
        self.assertIn("did you mean smollm2", self.pull("smolm2", status=1))
        self.assertFalse(self.models.exists())


class DistrustJourney(Pulling):
    """What servers may send."""

    def refuse(self, words, path="/small.gguf", **behaviour):
        address = self.store.add(path, behaviour.pop("body", small_model()), **behaviour)
        said = self.pull(address, status=1)
        self.assertRegex(said, words)
        self.assert_nothing_left()
        return said

    def test_the_token_is_told_to_the_hub_alone(self):
        body = small_model()
        source = self.hub.add_model("small.gguf", body, self.store)
        self.pull(source, environment={"HF_TOKEN": "hf_secret"})
        self.assertEqual(
            self.hub.asked("/org/repo/resolve/main/small.gguf")[0]["Authorization"],
            "Bearer hf_secret")
        stored = self.store.asked("/store/small.gguf")
        self.assertEqual([headers.get("Authorization") for headers in stored], [None])
        # Nor to whoever has an address of its own.
        self.pull(self.store.add("/other.gguf", body), environment={"HF_TOKEN": "hf_secret"})
        self.assertNotIn("hf_secret", repr(self.store.requests))

    def test_a_file_with_another_sum_is_thrown_away(self):
        source = self.hub.add_model("small.gguf", small_model(), self.store)
        file = self.store.files["/store/small.gguf"]
        file.body = file.body[:-1] + b"?"
        self.assertIn("its SHA-256 differs", self.pull(source, status=1))
        self.assert_nothing_left()

    def test_a_part_that_was_damaged_on_the_disk_is_fetched_anew(self):
        body = small_model()
        source = self.hub.add_model("small.gguf", body, self.store, cuts=[9000] * 5)
        self.pull(source, status=1)
        with open(self.models / "small.gguf.part", "r+b") as part:
            part.seek(5000)
            part.write(b"damage")
        self.assertIn("beginning anew", self.pull(source))
        self.assert_whole(body)

    def test_a_page_is_no_model(self):
        self.refuse("gave a web page and not a model; open the address in a browser",
                    body=b"<!doctype html><title>Log in</title>", kind="text/html")

    def test_half_of_a_model_is_none(self):
        self.refuse("what came is no whole model, so it was thrown away: .* is incomplete",
                    body=small_model()[:-1000])

    def test_a_body_without_end_ends(self):
        self.refuse("sends more than the 2.86 MiB that the model has",
                    is_endless=True, announces_length=False)

    def test_what_the_hub_refuses_says_what_to_do(self):
        self.hub.add_model("small.gguf", small_model(), self.store)
        source = "hf:org/repo/small.gguf"
        file = self.hub.files["/org/repo/resolve/main/small.gguf"]

        def said(status, headers={}, **environment):
            file.answers = [(status, headers, b"no")] * 5
            return self.pull(source, status=1, environment=environment)

        gated = {"X-Error-Code": "GatedRepo"}
        self.assertRegex(
            said(401, gated),
            "accept the licence at https://huggingface.co/org/repo, make a token at .*, and set "
            "HF_TOKEN")
        self.assertIn("whom HF_TOKEN belongs", said(403, gated, HF_TOKEN="hf_x"))
        self.assertIn("does not know the token", said(401, HF_TOKEN="hf_x"))
        self.assertIn("there is no such file (404)", said(404))
        self.assertIn("no such repository", said(404, {"X-Error-Code": "RepoNotFound"}))
        self.assertIn("try again in 1:00 h", said(429, {"Retry-After": "3600"}))
        self.assertIn("has trouble (503)", said(503))
        self.assertIn("answered 418", said(418))
        self.assert_nothing_left()

    def test_a_server_that_was_busy_for_a_moment_is_asked_again(self):
        body = small_model()
        busy = [(429, {"Retry-After": "0"}, b""), (500, {}, b""), (503, {}, b"")]
        address = self.store.add("/small.gguf", body, answers=busy)
        self.assertIn("the server answered 503; trying again", self.pull(address))
        self.assert_whole(body)

    def test_redirects_without_end_and_to_nowhere_are_refused(self):
        address = self.store.add("/small.gguf", b"", redirect=self.store.url + "/small.gguf")
        self.assertIn("without end", self.pull(address, status=1))
        self.store.files["/small.gguf"].redirect = "file:///etc/passwd"
        self.assertIn("no address", self.pull(address, status=1))

    def test_headers_without_measure_are_refused(self):
        headers = {f"X-{number}": "y" * 10_000 for number in range(100)}
        self.refuse("Too large response headers", headers=headers)

    def test_names_of_files_are_not_believed(self):
        body = small_model()
        self.pull(self.store.add("/x/..%2F..%2F.profile.gguf", body))
        self.assert_whole(body, "profile.gguf")
        os.remove(self.models / "profile.gguf")
        self.pull(self.store.add("/x/x%1B%5B2J%0Arm.gguf", body))
        self.assert_whole(body, "x_[2J_rm.gguf")

    def test_a_certificate_that_nobody_vouches_for_is_refused(self):
        if not shutil.which("openssl"):
            self.skipTest("there is no openssl to make one with")
        key, certificate = self.home / "key.pem", self.home / "certificate.pem"
        subprocess.run(
            ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj",
             "/CN=localhost", "-keyout", key, "-out", certificate], check=True,
            capture_output=True)
        hub = ModelHub(certificate=(certificate, key))
        self.addCleanup(hub.close)
        said = self.pull(hub.add("/small.gguf", small_model()), status=1)
        self.assertIn("127.0.0.1 can't prove who it is", said)

    def test_nobody_at_the_other_end(self):
        with contextlib.closing(ModelHub()) as hub:
            address = hub.url + "/small.gguf"
        self.assertIn("127.0.0.1 does not answer, also when", self.pull(address, status=1))
        self.assertIn(
            "there is no host nowhere.invalid",
            self.pull("https://nowhere.invalid/small.gguf", status=1))


class DiskJourney(Pulling):
    def test_a_disk_without_room_is_said_before_anything_comes(self):
        """On a small file system of its own, where one can be mounted."""
        self.models.mkdir()
        mounted = subprocess.run(
            ["mount", "-t", "tmpfs", "-o", "size=1m", "tmpfs", self.models], capture_output=True)
        if mounted.returncode != 0:
            self.skipTest("no file system can be mounted here")
        self.addCleanup(subprocess.run, ["umount", self.models], check=True)
        source = self.hub.add_model("small.gguf", small_model(), self.store)
        self.assertRegex(
            self.pull(source, status=1),
            f"there is no room in {self.models}: 2.86 MiB are needed and 1.00 MiB are free; free "
            r"some \(lineup models remove NAME\)")
        self.assert_nothing_left()
        # One that does not say how long it is becomes too long.
        address = self.store.add("/small.gguf", small_model(), announces_length=False)
        self.assertIn("became full", self.pull(address, status=1))

    def test_a_limit_on_files_is_said(self):
        source = self.hub.add_model("small.gguf", small_model(), self.store)
        said = self.pull(
            source, status=1,
            preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_FSIZE, (1 << 20, 1 << 20)))
        self.assertIn("the system allows no files as large as that", said)
        self.assertEqual(len(self.part()), 1 << 20)

    def test_a_folder_that_cannot_be_made_is_said(self):
        self.models.write_text("in the way")
        source = self.hub.add_model("small.gguf", small_model(), self.store)
        self.assertIn("can't be made", self.pull(source, status=1))


class RemovingJourney(Pulling):
    def remove(self, *arguments, status=0):
        process = self.run_lineup("remove", *arguments)
        self.assertEqual(process.returncode, status, process.said + process.complained)
        return process.said if status == 0 else process.complained

    def setUp(self):
        super().setUp()
        self.models.mkdir()

    def put(self, name, size=1 << 20):
        (self.models / name).write_bytes(bytes(size))

    def test_a_model_goes_with_its_parts_and_says_what_that_frees(self):
        self.put("mine.gguf")
        self.put("mine.gguf.part")
        self.put("other.gguf")
        self.assertEqual(self.remove("--yes", "mine"), "mine: removed, 2.00 MiB freed\n")
        self.assertEqual([path.name for path in self.models.iterdir()], ["other.gguf"])

    def test_nothing_goes_unasked(self):
        self.put("mine.gguf")
        self.assertIn("--yes removes without asking", self.remove("mine", status=1))
        self.assertTrue((self.models / "mine.gguf").exists())

    def test_an_unknown_name_has_near_ones_and_then_none_is_removed(self):
        self.put("mistral.gguf")
        self.assertIn(
            "did you mean mistral?", self.remove("--yes", "mistral", "mistrel", status=1))
        self.assertTrue((self.models / "mistral.gguf").exists())

    def test_of_a_link_only_the_link_goes(self):
        target = self.home / "kept.gguf"
        target.write_bytes(b"kept")
        (self.models / "link.gguf").symlink_to(target)
        self.assertEqual(
            self.remove("--yes", "link"), "link: removed, the link alone; what it leads to stays\n")
        self.assertTrue(target.exists())
        self.assert_nothing_left()

    def test_what_lies_elsewhere_is_left_alone(self):
        folder = self.home / "further"
        folder.mkdir()
        (folder / "far.gguf").write_bytes(b"far")
        (self.home / "config.yaml").write_text(f"models: [{folder}]\n")
        for name in ("far", str(folder / "far.gguf"), f"{self.models}/../further/far.gguf"):
            self.assertIn("only what is there is removed", self.remove("--yes", name, status=1))
        self.assertTrue((folder / "far.gguf").exists())

    def test_one_that_another_lineup_has_open_stays(self):
        self.put(SMOLLM2)
        # Mapped by a program of that name: weights that lineup has repacked need their file no more.
        program = self.home / "lineup"
        shutil.copy(os.path.realpath(sys.executable), program)
        other = subprocess.Popen(
            [program, "-c", "import mmap, sys; file = open(sys.argv[1]); "
             "map = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ); "
             "print(flush=True); sys.stdin.read()", self.models / SMOLLM2],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE,
            env=os.environ | {"PYTHONHOME": sys.base_prefix})
        self.addCleanup(other.communicate)
        other.stdout.readline()
        self.assertIn(
            f"smollm2 is open in another lineup (process {other.pid})",
            self.remove("--yes", "smollm2", status=1))
        self.assertTrue((self.models / SMOLLM2).exists())


class AtATerminalJourney(Journey):
    """Somebody watches, and is asked."""

    def setUp(self):
        super().setUp()
        self.models = self.lineup.home.path / "models"
        self.models.unlink()
        self.models.mkdir()
        self.hub = ModelHub()
        self.addCleanup(self.hub.close)

    def test_a_line_says_how_far_it_is_and_an_interrupt_how_to_go_on(self):
        lineup = self.lineup
        address = self.hub.add("/small.gguf", small_model(6_000_000), rate=1_500_000)
        command = f"{BINARY} models pull {address}"
        lineup.start(command)
        lineup.wait(r"^small  [█░]{24} +\d+%  [\d.]+ \w+ of 5\.72 MiB, [\d.]+ [KM]iB/s, \d s left$")
        lineup.press("C-c")
        lineup.wait("^lineup: small: stopped; what has come is kept, and the same command goes on")
        lineup.wait_for_shell()
        self.hub.files["/small.gguf"].rate = None
        lineup.start("clear; " + command)
        lineup.wait("^small: going on from")
        lineup.wait("^small: ready: ")
        lineup.wait("^small: licence: apache-2.0$")
        lineup.wait_for_shell()
        # Nothing of the line is left.
        self.assertNotRegex(lineup.screen(), "[█░]")

    def test_what_is_to_be_removed_is_asked_for(self):
        lineup = self.lineup
        for name in ("kept.gguf", "mine.gguf"):
            (self.models / name).write_bytes(bytes(1 << 20))
        lineup.start(f"{BINARY} models remove kept")
        lineup.wait(r"^Remove kept, which frees 1\.00 MiB\? \[y/N\]")
        lineup.press("Enter")
        lineup.wait("^lineup: nothing was removed")
        lineup.wait_for_shell()
        lineup.start(f"{BINARY} models rm mine")
        lineup.wait(r"^Remove mine, which frees 1\.00 MiB\? \[y/N\]")
        lineup.type("y")
        lineup.press("Enter")
        lineup.wait(r"^mine: removed, 1\.00 MiB freed")
        self.assertEqual([path.name for path in self.models.iterdir()], ["kept.gguf"])

    def test_a_model_of_the_list_comes_from_the_hub_and_stops_when_its_pane_is_closed(self):
        lineup, store = self.lineup, ModelHub()
        self.addCleanup(store.close)
        (self.models / SMOLLM2).symlink_to(models_folder() / SMOLLM2)
        body = (models_folder() / SMOLLM2).read_bytes()
        source = self.hub.add_model("little.gguf", body, store, rate=8_000_000)
        (lineup.home.path / "catalogue.yaml").write_text(
            f"little:\n  title: A little model\n  access: weights\n  get: {source}\n")
        lineup.start(f"HF_ENDPOINT={self.hub.url} {BINARY} smollm2 --predict 5")
        lineup.wait("^ ?TYPE ")
        lineup.panes_mode()
        lineup.press("a")
        lineup.wait("› ")
        lineup.type("little")
        lineup.wait("not here: Enter fetches it")
        lineup.wait("A little model")
        lineup.press("Enter")
        lineup.wait_pane(2, lambda pane: pane.state == "⤓" and "fetching" in pane.text,
                         "to say how far its model is")
        part = self.models / "little.gguf.part"
        lineup.until(lambda: part.exists() and part.stat().st_size > 4_000_000, "some of it")

        lineup.press("w")
        lineup.until(lambda: lineup.pane(2) is None, "the pane to close")
        lineup.until(lambda: not self.fetching(), "nothing to be fetched any more")
        before = part.stat().st_size
        self.assertLess(before, len(body))

        store.files["/store/little.gguf"].rate = None
        lineup.press("u")
        lineup.wait_pane(2, lambda pane: "instruct: answers" in pane.text, "to have its model")
        self.assertEqual((self.models / "little.gguf").read_bytes(), body)
        self.assertEqual(
            store.asked("/store/little.gguf")[-1].get("Range"), f"bytes={before}-")

    def fetching(self):
        """Processes that pull a model into this home."""
        found = []
        for process in Path("/proc").glob("[0-9]*"):
            with contextlib.suppress(OSError):
                if (b"\0pull\0" in (process / "cmdline").read_bytes()
                        and str(self.lineup.home.path).encode()
                        in (process / "environ").read_bytes()):
                    found.append(process.name)
        return found
