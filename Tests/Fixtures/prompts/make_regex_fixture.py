#!/usr/bin/env python3
"""Random patterns with what Python's `re` finds in random texts, a line each, on standard output.

`f` has a 1 for each text of `t` in which the pattern `p` is found, and is missing where Python
refuses the pattern. What we refuse on purpose, and Python takes, is not drawn.
"""

import json
import random
import re
import warnings

warnings.simplefilter("error")  # What Python says will mean something else one day is left out.
draw = random.Random(20)
LETTERS = "abcAB1_ -\n가한éÉ.,"
REFUSED = re.compile(r"[*+?}]\+|\(\?(?!:|i\))|\\[0-9]|\[\[")


def literal():
    char = draw.choice(LETTERS)
    return "\\" + char if char in ".-" else char


def charset():
    parts = []
    for _ in range(draw.randint(1, 3)):
        parts.append(draw.choice([
            literal(), "a-c", "A-Z", "0-9", "가-힣", r"\d", r"\w", r"\s", r"\W", r"\D", r"\S", "]x"[1:],
            r"\]", r"\-", r"\u00e9", r"\x41"]))
    return "[" + draw.choice(["", "", "^"]) + draw.choice(["", "", "]"]) + "".join(parts) + "]"


def atom(depth):
    kind = draw.randint(0, 11)
    if kind < 5:
        return literal()
    if kind == 5:
        return "."
    if kind == 6:
        return charset()
    if kind == 7:
        return draw.choice([r"\d", r"\w", r"\s", r"\D", r"\W", r"\S"])
    if kind == 8:
        return draw.choice(["^", "$", r"\b", r"\B", r"\A", r"\Z"])
    if kind == 9:
        return draw.choice([r"\uac00", r"\x61", r"\n", r"\{", "{", "}", "]", "{,", "{a}"])
    return draw.choice(["(", "(?:"]) + choice(depth - 1) + ")" if depth else "b"


def term(depth):
    text = atom(depth)
    if draw.random() < 0.35:
        text += draw.choice(["*", "+", "?", "{2}", "{1,}", "{,2}", "{1,3}", "*?", "+?", "{0}", "??"])
    return text


def choice(depth):
    branches = []
    for _ in range(draw.choice([1, 1, 1, 2, 3])):
        branches.append("".join(term(depth) for _ in range(draw.choice([0, 1, 2, 3, 4]))))
    return "|".join(branches)


def text():
    return "".join(draw.choice(LETTERS) for _ in range(draw.choice([0, 1, 2, 4, 8, 16])))


def main():
    seen = set()
    while len(seen) < 1500:
        pattern = draw.choice(["", "", "", "(?i)"]) + choice(3)
        if draw.random() < 0.15:
            place = draw.randint(0, len(pattern))
            pattern = pattern[:place] + draw.choice("()[]{}*+?|\\^$") + pattern[place:]
        if pattern in seen or REFUSED.search(pattern) or len(pattern) > 120:
            continue
        # Whether \B is found in an empty text depends on the version of Python.
        line = {"p": pattern, "t": [text() or "a" * ("\\B" in pattern) for _ in range(5)]}
        try:
            compiled = re.compile(pattern)
            line["f"] = "".join("1" if compiled.search(t) else "0" for t in line["t"])
        except re.error:
            del line["t"]
        except Warning:
            continue
        seen.add(pattern)
        print(json.dumps(line, ensure_ascii=False, separators=(",", ":")))


main()
