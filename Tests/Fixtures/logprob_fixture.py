"""Reading and writing of fixtures: a line that describes, then a sequence a line."""

import json


def rounded(values):
    """Six decimals, and null for the first token, which nothing precedes."""
    return [None] + [round(float(value), 6) for value in values]


def read(path):
    with open(path, encoding="utf-8") as file:
        header, *sequences = [json.loads(line) for line in file]
    return header, sequences


def write(path, header, sequences):
    with open(path, "w", encoding="utf-8") as file:
        for line in [header, *sequences]:
            file.write(json.dumps(line, ensure_ascii=False, separators=(",", ":")) + "\n")
