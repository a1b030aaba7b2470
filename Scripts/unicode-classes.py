"""Prints Sources/Tokenization/Words/UnicodeClasses.swift, by Unicode 15.1.

    pip install unicodedata2==15.1.0
    python3 Scripts/unicode-classes.py > Sources/Tokenization/Words/UnicodeClasses.swift
"""

import unicodedata2

HEAD = '''\
/// The classes of all code points by Unicode 15.1, as llama.cpp has them.
///
/// The version is part of the tokenizer: the standard library knows later ones, in which code
/// points that were unassigned are letters, and would cut words elsewhere. Made by
/// `Scripts/unicode-classes.py`.
enum UnicodeClasses {
  /// Where a class begins that holds up to the next entry: the code point, and as the last
  /// hexadecimal digit the class.
  static let starts: [UInt32] = ['''

# As in CharacterClass.
CLASSES = {"L": 0, "N": 1, "M": 4, "P": 5, "S": 6}
BLANK, OTHER = 2, 3
# The property White_Space.
BLANKS = {*range(9, 14), 0x20, 0x85, 0xA0, 0x1680, *range(0x2000, 0x200B), 0x2028, 0x2029}
BLANKS |= {0x202F, 0x205F, 0x3000}


def class_of(code_point):
    if code_point in BLANKS:
        return BLANK
    return CLASSES.get(unicodedata2.category(chr(code_point))[0], OTHER)


def main():
    if unicodedata2.unidata_version != "15.1.0":
        raise SystemExit("this takes unicodedata2 15.1.0")
    entries, last = [], None
    for code_point in range(0x110000):
        found = class_of(code_point)
        if found != last:
            entries.append(f"0x{code_point:X}{found}")
        last = found
    print(HEAD)
    line = "   "
    for entry in entries:
        if len(line) + len(entry) + 2 > 99:
            print(line)
            line = "   "
        line += f" {entry},"
    print(f"{line}\n  ]\n}}")


main()
