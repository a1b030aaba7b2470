"""What a terminal makes of the bytes it is sent: the picture, and the modes it was left in.

Enough of a terminal for what ncurses sends to xterm's kin; anything else is an error, so that
nothing goes unnoticed.
"""

import codecs
import re
import unicodedata

MODES = {
    1: "cursor keys", 7: "wrap", 25: "cursor", 1000: "mouse", 1002: "mouse", 1003: "mouse",
    1004: "focus", 1006: "mouse", 1049: "alternate", 2004: "paste", 2026: "frame",
}
STYLES = {1: "bold", 2: "bold", 3: "italic", 4: "underline", 5: "blink", 7: "reverse",
          8: "hidden", 9: "struck"}
# What may come in any state and changes neither picture nor modes that outlast the program.
HARMLESS = re.compile(r"\[(?:22|23);[012]t|\[6n|\[\?12[hl]|\[34[hl]")
SEQUENCE = re.compile(
    r"\[(?P<private>[?>=]?)(?P<numbers>[\d;:]*)\$?(?P<final>[@-~])"
    r"|\](?P<osc>[^\x07\x1b]*)(?:\x07|\x1b\\)"
    r"|[()][0AB]|[78=>cDEHMZ\\]")
# Another sequence begins where this one should have gone on.
BROKEN_OFF = re.compile(r"(?:\[[?>=]?[\d;:]*|[()])?(?=\x1b)")
UNFINISHED = re.compile(r"\[[?>=]?[\d;:]*\$?\Z|\][^\x07\x1b]*(\x1b)?\Z|[()]?\Z")


class Screen:
    def __init__(self, columns, rows):
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.rest = ""
        self.modes = {"cursor": True, "wrap": True}
        self.keypad = False
        self.style = set()
        self.charset = "B"
        self.column = self.row = 0
        self.last = " "
        self.main = None
        self.titles = 0
        self.resize(columns, rows)

    def resize(self, columns, rows):
        self.columns, self.height = columns, rows
        self.top, self.bottom = 0, rows
        self.grid = [self.blank() for _ in range(rows)]

    def blank(self):
        return [" "] * self.columns

    def text(self):
        return "\n".join("".join(row).rstrip() for row in self.grid)

    def left_on(self):
        """What a program has switched on and not off, in words."""
        found = {name for name, on in self.modes.items()
                 if on != (name in ("cursor", "wrap"))}
        if self.keypad:
            found.add("keypad")
        found |= self.style
        if self.charset != "B":
            found.add(f"character set {self.charset}")
        if (self.top, self.bottom) != (0, self.height):
            found.add("scroll region")
        if self.titles:
            found.add(f"{self.titles} titles on the stack")
        return found

    def feed(self, data):
        text = self.rest + self.decoder.decode(data)
        self.rest = ""
        place = 0
        while place < len(text):
            character = text[place]
            if character == "\x1b":
                match = SEQUENCE.match(text, place + 1)
                if not match:
                    if broken := BROKEN_OFF.match(text, place + 1):
                        place = broken.end()
                        continue
                    if UNFINISHED.match(text, place + 1):
                        self.rest = text[place:]
                        return
                    raise AssertionError(f"unknown sequence {text[place:place + 20]!r}")
                self.obey(match)
                place = match.end()
            else:
                self.put(character)
                place += 1

    def put(self, character):
        if character == "\n":
            self.down()
        elif character == "\r":
            self.column = 0
        elif character == "\b":
            self.column = max(0, min(self.column, self.columns - 1) - 1)
        elif character == "\t":
            self.column = min(self.columns - 1, self.column // 8 * 8 + 8)
        elif character >= " " and character != "\x7f":
            self.draw(character)

    def draw(self, character):
        if unicodedata.combining(character) or "\u1160" <= character <= "\u11ff":
            return
        width = 2 if unicodedata.east_asian_width(character) in "WF" else 1
        if self.column + width > self.columns:
            self.column = 0
            self.down()
        if self.column < self.columns and self.row < self.height:
            self.grid[self.row][self.column] = character
            if width == 2 and self.column + 1 < self.columns:
                self.grid[self.row][self.column + 1] = ""
        self.column += width
        self.last = character

    def down(self):
        if self.row + 1 == self.bottom:
            self.scroll(1)
        elif self.row + 1 < self.height:
            self.row += 1

    def scroll(self, count, top=None):
        top = self.top if top is None else top
        for _ in range(min(abs(count), self.bottom - top)):
            if count > 0:
                del self.grid[top]
                self.grid.insert(self.bottom - 1, self.blank())
            else:
                del self.grid[self.bottom - 1]
                self.grid.insert(top, self.blank())

    def obey(self, match):
        final = match["final"]
        whole = match[0]
        if final is None:
            if whole in "=>":
                self.keypad = whole == "="
            elif whole.startswith("("):
                self.charset = whole[1]
            elif whole == "M":
                if self.row == self.top:
                    self.scroll(-1)
                else:
                    self.row = max(0, self.row - 1)
            elif whole == "D":
                self.down()
            elif whole == "7":
                self.saved = (self.row, self.column)
            elif whole == "8":
                self.row, self.column = getattr(self, "saved", (0, 0))
            return
        numbers = [int(part.split(":")[0]) if part else 0 for part in match["numbers"].split(";")]
        first = numbers[0]
        if match["private"] == "?" and final in "hl":
            for number in numbers:
                if number in (12,):
                    continue
                self.set_mode(MODES[number], final == "h")
            return
        if match["private"]:
            return
        if final == "t":
            self.titles += {22: 1, 23: -1}.get(first, 0)
        elif final == "m":
            self.dress(numbers)
        elif not HARMLESS.fullmatch(whole):
            self.edit(final, first, numbers)

    def dress(self, numbers):
        numbers = list(numbers)
        while numbers:
            number = numbers.pop(0)
            if number == 0:
                self.style.clear()
            elif number in (38, 48):
                self.style.add("colour" if number == 38 else "background")
                del numbers[:2 if numbers[:1] == [5] else 4]
            elif 30 <= number <= 37 or 90 <= number <= 97:
                self.style.add("colour")
            elif 40 <= number <= 47 or 100 <= number <= 107:
                self.style.add("background")
            elif number in (39, 49):
                self.style.discard("colour" if number == 39 else "background")
            elif number < 10:
                self.style.add(STYLES[number])
            elif number in range(22, 30):
                self.style.discard(STYLES[number - 20])

    def set_mode(self, name, on):
        self.modes[name] = on
        if name == "alternate":
            if on and self.main is None:
                self.main = (self.grid, self.row, self.column)
                self.grid = [self.blank() for _ in range(self.height)]
            elif not on and self.main is not None:
                grid, self.row, self.column = self.main
                self.main = None
                size = len(grid) == self.height and len(grid[0]) == self.columns
                self.grid = grid if size else [self.blank() for _ in range(self.height)]
                self.row = min(self.row, self.height - 1)
                self.column = min(self.column, self.columns - 1)

    def edit(self, final, first, numbers):
        count = max(1, first)
        column = min(self.column, self.columns - 1)
        line = self.grid[self.row] if self.row < self.height else self.blank()
        if final in "Hf":
            self.row = min(self.height, max(1, first)) - 1
            self.column = min(self.columns, max(1, numbers[1] if len(numbers) > 1 else 1)) - 1
        elif final == "A":
            self.row = max(0, self.row - count)
        elif final == "B":
            self.row = min(self.height - 1, self.row + count)
        elif final == "C":
            self.column = min(self.columns - 1, column + count)
        elif final == "D":
            self.column = max(0, column - count)
        elif final == "G":
            self.column = min(self.columns, count) - 1
        elif final == "d":
            self.row = min(self.height, count) - 1
        elif final == "J":
            if first == 0:
                line[column:] = [" "] * (self.columns - column)
                self.grid[self.row + 1:] = [self.blank() for _ in self.grid[self.row + 1:]]
            else:
                self.grid = [self.blank() for _ in range(self.height)]
        elif final == "K":
            if first == 0:
                line[column:] = [" "] * (self.columns - column)
            elif first == 1:
                line[:column + 1] = [" "] * (column + 1)
            else:
                line[:] = self.blank()
        elif final == "X":
            end = min(self.columns, column + count)
            line[column:end] = [" "] * (end - column)
        elif final == "P":
            del line[column:column + count]
            line += [" "] * (self.columns - len(line))
        elif final == "@":
            line[column:column] = [" "] * count
            del line[self.columns:]
        elif final == "L":
            self.scroll(-count, self.row)
        elif final == "M":
            self.scroll(count, self.row)
        elif final == "S":
            self.scroll(count)
        elif final == "T":
            self.scroll(-count)
        elif final == "b":
            for _ in range(count):
                self.draw(self.last)
        elif final == "Z":
            self.column = max(0, (column - 1) // 8 * 8)
        elif final == "r":
            # The program may not know yet how small the terminal has become.
            self.bottom = min(self.height, numbers[1] if len(numbers) > 1 and numbers[1] else 65535)
            self.top = min(max(1, first), self.bottom) - 1
            self.row = self.column = 0
        elif final in "hlg":
            pass
        else:
            raise AssertionError(f"unknown sequence ending in {final}")
