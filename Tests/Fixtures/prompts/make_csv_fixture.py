#!/usr/bin/env python3
"""Random CSV with the rows that Python's `csv` reads, a line each, on standard output.

`rows` is missing where it is refused: by Python's strict reading, or since a row has not as many
fields as the first, or columns without names of their own.
"""

import csv
import io
import json
import random

draw = random.Random(4180)
PIECES = ["a", "b", "한", "😀", "e\u0301", " ", "\t", '""', "'", "\\", ";", "0", "\u2028"]
SPECIAL = [",", '"', "\n", "\r\n", "\r"]


def field(special):
    pieces = PIECES[:7] + PIECES[8:] + (SPECIAL if special else [])
    return "".join(draw.choice(pieces) for _ in range(draw.choice([0, 1, 1, 2, 5])))


def written():
    columns = draw.randint(1, 4)
    out = io.StringIO(newline="")
    writer = csv.writer(
        out, lineterminator=draw.choice(["\n", "\r\n", "\r"]),
        quoting=draw.choice([csv.QUOTE_MINIMAL, csv.QUOTE_ALL, csv.QUOTE_NONNUMERIC]))
    writer.writerow([f"c{i}" for i in range(columns)])
    for _ in range(draw.randint(1, 4)):
        writer.writerow([field(True) for _ in range(columns)])
    return out.getvalue()


def scrambled():
    text = written()
    for _ in range(draw.randint(1, 3)):
        place = draw.randint(0, len(text))
        text = text[:place] + draw.choice(SPECIAL + PIECES) + text[place + draw.randint(0, 1):]
    return text


def read(text):
    try:
        rows = [row for row in csv.reader(io.StringIO(text, newline=""), strict=True) if row]
    except csv.Error:
        return None
    names = rows[0] if rows else []
    if len(set(names)) < len(names) or "" in names or any(len(r) != len(names) for r in rows):
        return None
    return rows


def main():
    for number in range(400):
        text = written() if number % 2 else scrambled()
        rows = read(text)
        line = {"csv": text} if rows is None else {"csv": text, "rows": rows}
        print(json.dumps(line, ensure_ascii=False, separators=(",", ":")))


main()
