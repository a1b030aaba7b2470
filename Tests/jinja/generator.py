"""Small templates by chance, with a seed: every part of the language, in every mixture."""

import random

CONTEXT = {
    "n": 7, "zero": 0, "neg": -3, "f": 2.5, "small": 1e-7, "big": 1e16, "t": True, "off": False,
    "nil": None, "s": "Hello, World", "empty": "", "ko": "안녕 세상", "odd": "a'b\"c\\d\n\te\u200bé",
    "padded": "  two  words \n", "num": "42", "dec": " 3.14 ", "html": "<b>&'x'</b>",
    "l": [3, 1, 2], "words": ["pear", "Apple", "fig", "apple"], "mixed": [1, "x", None, 2.0, True],
    "nested": [[1, 2], [3], []], "d": {"b": 1, "a": 2, "C": 3},
    "m": {"role": "user", "content": "Hi there", "items": [1], "n": None},
    "people": [
        {"name": "Kim", "age": 31, "tags": ["x", "y"], "at": {"city": "서울"}},
        {"name": "lee", "age": 25, "tags": [], "at": {"city": "Busan"}},
        {"name": "Ada", "age": 31, "tags": ["z"], "at": {}},
    ],
    "rows": [{"k": "a", "v": 1}, {"k": "b", "v": 2.5}, {"k": "a", "v": -1}],
}
STRINGS = [
    "''", "'a'", '"it\'s"', r"'tab\there'", r"'\x41\u00e9\n'", "'한글 é'", "'a,b,,c'", "' x '",
    r"'q\'\"'", "'<i>'", "'%s and %d'", "'%-5s|%05.1f'", "'{} {}'", "'{0:>6}|{1!r}'", "'two' 'parts'",
    "'xyxyx'", "'line1\\nline2\\n\\nline4'", "'ABC def'", "','", "'l'",
]
NUMBERS = ["0", "1", "2", "3", "10", "-1", "1_000", "0x1f", "2.5", "0.1", "1e3", "100.0", "1.5e-7"]
NAMES = list(CONTEXT) + ["missing", "x", "i"]
# What is worth asking of what; now and then anything is asked of anything.
TEXTS = ["s", "empty", "ko", "odd", "padded", "num", "dec", "html", "s", "ko", "odd"]
LISTS = ["l", "words", "mixed", "nested", "people", "rows", "l", "words"]
MAPPINGS = ["d", "m", "people[0]", "rows[1]"]
COUNTS = ["n", "zero", "neg", "f", "small", "big", "t", "2.5", "10", "-7", "1e3"]
TESTS = [
    "defined", "undefined", "none", "string", "number", "integer", "float", "boolean", "mapping",
    "sequence", "iterable", "callable", "odd", "even", "true", "false", "lower", "upper",
    "divisibleby 3", "divisibleby(2)", "eq 1", "ne 'a'", "gt 2", "ge(2)", "lt 3", "le 3", "in [1, 2]",
    "equalto('a')", "sameas none", "escaped", "filter", "test", "==(1)", "nosuch",
]
COMMON = [
    "d('z')", "default('z', true)", "string", "tojson", "tojson(indent=2)", "length", "list", "safe", "e",
    "trim", "upper", "replace('a', 'b')", "tojson(ensure_ascii=true)", "float(1.5)", "int(5)", "join",
]
TEXT_FILTERS = COMMON + [
    "capitalize", "center(16)", "count", "escape", "first", "last", "float", "indent", "indent(2, true)",
    "indent('> ', blank=true)", "int", "int(base=16)", "join('-')", "lower", "replace('l', '', 1)", "reverse",
    "title", "trim('Hd ')", "truncate(8)", "truncate(6, true, '..')", "truncate(5, leeway=0)", "unique|list",
    "upper", "urlencode", "wordcount", "sort", "max", "min", "map('upper')|list", "batch(3)|list",
    "forceescape", "select('in', 'lo')|list", "reject('eq', 'l')|join", "slice(3)|list",
]
LIST_FILTERS = COMMON + [
    "first", "last", "join(', ')", "join('-', attribute='name')", "map('string')|list", "map('upper')|list",
    "map(attribute='name')|list", "map('length')|join(',')", "map(attribute='at.city', default='?')|list",
    "max", "min", "max(attribute='age')", "reject('none')|list", "rejectattr('tags')|list", "reverse|list",
    "select|list", "select('string')|list", "select('gt', 1)|list", "selectattr('tags')|list",
    "selectattr('age', 'eq', 31)|map(attribute='name')|join(' ')", "selectattr('v', 'gt', 0)|list",
    "sort", "sort(reverse=true)", "sort(case_sensitive=true)", "sort(attribute='age')",
    "sort(attribute='age,name')|map(attribute='name')|list", "sum", "sum(attribute='v')", "sum(start=10)",
    "unique|list", "unique(attribute='k')|list", "batch(2)|list", "batch(2, 'z')|list", "slice(2)|list",
    "slice(2, 'q')|list", "groupby('k')", "groupby('age')|map('first')|list", "groupby('k')|map(attribute='list')|list",
    "tojson(separators=(',', ':'))", "truncate(9)", "map('tojson')|join(';')", "map('default', 1)|list", "map(attribute=0)|list",
]
MAPPING_FILTERS = COMMON + [
    "dictsort", "dictsort(by='value')", "dictsort(true, reverse=true)", "items|list", "list", "count", "first",
    "tojson(indent=4, sort_keys=true)", "urlencode", "attr('x')", "join(',')", "map('upper')|list", "max",
    "select('ne', 'a')|list", "sort", "reverse|list",
]
COUNT_FILTERS = COMMON + [
    "abs", "float", "int", "round", "round(1)", "round(2, 'ceil')", "round(0, 'floor')", "round(-1)", "string",
    "tojson", "string|length", "e", "urlencode", "title",
]
FILTERS = TEXT_FILTERS + LIST_FILTERS + MAPPING_FILTERS + COUNT_FILTERS + ["nosuch"]
TEXT_METHODS = [
    "strip()", "strip('H')", "lstrip()", "rstrip()", "rstrip('d')", "split()", "split(',')",
    "split('l', 1)", "split(None, 1)", "rsplit(' ', 1)", "rsplit(None, 1)", "splitlines()",
    "splitlines(true)", "startswith('H')", "startswith(('a', 'H'))", "endswith('d')", "endswith('d', 2)",
    "replace('l', 'L')", "replace('l', 'L', 1)", "replace('', '-')", "upper()", "lower()", "title()",
    "capitalize()", "swapcase()", "find('l')", "find('l', 4)", "rfind('l')", "index('o')", "index('q')",
    "count('l')", "count('')", "join(words)", "join('abc')", "format(1, 'b')", "removeprefix('He')",
    "removesuffix('ld')", "isdigit()", "isalpha()", "isalnum()", "isspace()", "isupper()", "islower()",
    "istitle()", "zfill(15)", "center(16, '*')", "center(15)", "ljust(15)", "rjust(15, '.')",
    "partition(', ')", "rpartition('o')", "isnumeric()", "isdecimal()", "isidentifier()", "casefold()",
    "isascii()", "isprintable()", "split('')",
]
LIST_METHODS = ["index(1)", "count(1)", "copy()", "count('fig')", "copy()", "append(4)", "index('fig', 1)", "nosuch()"]
MAPPING_METHODS = [
    "get('a')", "get('zz', 9)", "get('role')", "items()", "keys()", "values()", "keys()|list",
    "values()|list", "items()|list", "copy()", "update({})", "get('name')|upper", "items()|first",
]
METHODS = TEXT_METHODS + LIST_METHODS + MAPPING_METHODS
SUBSCRIPTS = ["[0]", "[-1]", "[9]", "[n]", "[1:]", "[:-1]", "[::-1]", "[1:3]", "[::2]", "[-2:]", "[5:1:-2]", ".0",
    "[true]", "[:100]", "[100:]", "[::0]", "[f]", "[none]"]
FIELDS = [".role", ".content", ".items", ".b", "['a']", "['zz']", ".name", ".at.city", "['upper']()", ".__class__"]
ARITHMETIC = ["+", "-", "*", "+", "-", "*", "/", "//", "%"]
BINARY = ["+", "-", "*", "/", "//", "%", "~", "+", "~", "+", "==", "!=", "<", ">", "<=", ">=", "in", "not in", "and", "or"]
DATA = [
    "text", " ", "\n", "  \n", "\n\n", "a\n  b", "<|im_start|>", "한", "{ ", "}}", "%}", "# not", "\t", "x  ",
    "\r\n", "'", '"',
]


class Generator:
    def __init__(self, seed):
        self.random = random.Random(seed)

    def one(self, choices):
        return self.random.choice(choices)

    def often(self, share):
        return self.random.random() < share

    def expression(self, depth=0):
        kind = self.random.randrange(20)
        if depth > 2 or kind < 5:
            return self.atom()
        inner = lambda: self.expression(depth + 1)
        if kind < 8:
            names, filters = self.one([
                (TEXTS, TEXT_FILTERS), (LISTS, LIST_FILTERS), (MAPPINGS, MAPPING_FILTERS),
                (COUNTS, COUNT_FILTERS)])
            if self.often(0.1):
                return f"{self.operand(depth)}|{self.one(FILTERS)}"
            return f"{self.one(names)}|{self.one(filters)}"
        if kind < 10:
            names, methods = self.one([
                (TEXTS, TEXT_METHODS), (TEXTS, TEXT_METHODS), (LISTS, LIST_METHODS),
                (MAPPINGS, MAPPING_METHODS)])
            if self.often(0.1):
                return f"({self.operand(depth)}).{self.one(METHODS)}"
            return f"{self.one(names)}.{self.one(methods)}"
        if kind < 12:
            names, parts = self.one([(TEXTS + LISTS, SUBSCRIPTS), (MAPPINGS, FIELDS)])
            if self.often(0.1):
                return f"{self.one(NAMES)}{self.one(SUBSCRIPTS + FIELDS)}"
            return f"{self.one(names)}{self.one(parts)}"
        if kind < 15:
            if self.often(0.25):
                return f"{inner()} {self.one(BINARY)} {inner()}"
            return self.one([
                lambda: f"{self.one(COUNTS)} {self.one(ARITHMETIC)} {self.one(COUNTS)} {self.one(ARITHMETIC)} {self.one(NUMBERS)}",
                lambda: f"{inner()} ~ {inner()}",
                lambda: f"{self.one(TEXTS)} + {self.one(STRINGS)}",
                lambda: f"{inner()} {self.one(['==', '!=', 'and', 'or', 'in l or', '~', 'not in [1] ~'])} {inner()}",
                lambda: f"{self.one(COUNTS)} {self.one(['<', '>', '<=', '>='])} {self.one(COUNTS)} {self.one(['<', '=='])} {self.one(NUMBERS)}",
                lambda: f"{self.one(STRINGS)} in {self.one(TEXTS)}",
                lambda: f"{self.one(LISTS)} + {self.one(LISTS)}",
                lambda: f"{self.one(TEXTS + LISTS)} * {self.one(['0', '2', '3'])}",
            ])()
        if kind == 15:
            return f"{self.operand(depth)} is {self.one(['', 'not '])}{self.one(TESTS)}"
        if kind == 16:
            return self.one(["not {}", "-{}", "({})", "({},)", "[{}]", "+{}", "{}|string"]).format(inner())
        if kind == 17:
            otherwise = f" else {inner()}" if self.often(0.7) else ""
            shape = "({})" if self.often(0.8) else "{}"
            return shape.format(f"{inner()} if {inner()}{otherwise}")
        if kind == 18:
            return self.one(["[{}, {}]", "({}, {})", "{{'k': {}, 'j': {}}}", "[{}, {},]", "{{{}: {}}}"]).format(
                inner(), inner())
        return self.one([
            "range({})", "range(1, {})|list", "dict(a={})", "namespace(a={}).a", 
            "range(10, 0, -{})|list", "dict([('q', {})])", "strftime_now('%Y-%m-%d %B %j')", "m1({})",
            "m1({}, b=2)", "m2()", "'%s' % {}", "'%s|%r' % ({}, 1)", "'{{}}'.format({})",
        ]).format(inner())

    def operand(self, depth):
        return self.atom() if self.often(0.75) else f"({self.expression(depth + 1)})"

    def atom(self):
        kind = self.random.randrange(10)
        if kind < 6:
            return self.one(NAMES)
        if kind < 8:
            return self.one(STRINGS)
        if kind < 9:
            return self.one(NUMBERS)
        return self.one([
            "true", "false", "none", "[]", "{}", "()", "ns.v", "ns", "l", "d", "people", "s"])

    def sign(self):
        return self.one(["", "", "", "", "-", "-", "+"])

    def tag(self, words):
        return "{%" + self.sign() + f" {words} " + self.sign() + "%}"

    def body(self, depth):
        return "".join(self.piece(depth + 1) for _ in range(self.random.randrange(1, 4)))

    def piece(self, depth=0):
        kind = self.random.randrange(26)
        if kind >= 24 and self.often(0.9):
            kind = 10
        if kind < 6 or depth > 2:
            return self.one(DATA)
        if kind < 12:
            return "{{" + self.sign().replace("+", "") + f" {self.expression()} " + self.one(
                ["", "", "-"]) + "}}"
        tag, body = self.tag, lambda: self.body(depth)
        if kind < 14:
            text = tag(f"if {self.expression(1)}") + body()
            if self.often(0.3):
                text += tag(f"elif {self.expression(1)}") + body()
            if self.often(0.4):
                text += tag("else") + body()
            return text + tag("endif")
        if kind < 18:
            target, where = self.one([
                ("i", "l"), ("x", "words"), ("p", "people"), ("k, v", "d.items()"), ("c", "ko"),
                ("i", "range(4)"), ("k", "d"), ("a, b", "[(1, 2)]"), ("i", self.expression(1)),
                ("k, v", "m|dictsort"), ("i", "l|sort"), ("(a, b)", "[(1, 2), (3, 4)]")])
            test = f" if {self.expression(2)}" if self.often(0.25) else ""
            text = tag(f"for {target} in {where}{test}")
            shown = target.split(",")[0].strip("( ")
            if self.often(0.6):
                text += "{{ " + self.one([shown, "loop.index", f"loop.index0 ~ {shown}", "loop.nextitem", "loop.last", "loop.length",
                    "loop.previtem", "loop.revindex0", "loop.first", "loop.cycle(1, shown)", "loop.changed(shown)", "loop.depth"]).replace("shown", shown) + " }}"
            if self.often(0.15):
                text += tag(f"if {self.expression(2)}") + tag(self.one(["break", "continue"])) + tag("endif")
            text += body()
            if self.often(0.2):
                text += tag("else") + body()
            return text + tag("endfor")
        if kind < 20:
            # None that is among the variables: jinja2 has it undefined in blocks before it is set.
            name = self.one(["x", "i", "y", "a, b", "ns.v"])
            return tag(f"set {name} = {self.expression()}") + "{{ " + self.one(["x", "y", "i", "ns.v"]) + " }}"
        if kind == 20:
            return self.one([
                tag("set x") + body() + tag("endset") + "{{ x }}",
                tag("set x | upper") + body() + tag("endset") + "{{ x }}",
                tag("filter upper") + body() + tag("endfilter"),
                tag("filter indent(2) | trim") + body() + tag("endfilter")])
        if kind == 21:
            return tag("macro m3(a, b=a, c='d')") + "{{ a }}{{ b }}{{ c }}" + body() + tag("endmacro") + (
                "{{ m3(" + self.one(["", "1", "1, 2", "b=3", "1, c=x", "1, 2, 3, 4", "z=1", "*l", "**d"]) + ") }}")
        if kind == 22:
            return tag("call(q='w') m2()") + "{{ q }}" + body() + tag("endcall")
        if kind == 23:
            return self.one([
                "{#" + self.sign() + " note " + self.sign() + "#}", tag("raw") + "{{ x }} {% if %}" + tag("endraw"),
                tag("with x = n, y = x") + body() + tag("endwith"), tag("generation") + body() + tag("endgeneration"),
                "{#- {{ n }} -#}\n"])
        if kind == 24:
            return self.one([
                tag("raise_exception('no')"), "{{ raise_exception('no: ' ~ n) }}", tag("endif"), tag("else"), "{{ }}",
                "{{ n", "{% if n", "{{ 'a }}", "{{ n | }}", "{{ (1 }}", tag("unknown"), tag("break"), "{{ 1 2 }}",
                "{{ a.b.c }}", tag("set true = 1"), tag("for in l") + tag("endfor"), "{#", tag("set n.x = 1")])
        return self.one(DATA) + self.one(DATA)

    def template(self):
        text = "".join(self.piece() for _ in range(self.random.randrange(1, 4)))
        if "m2(" in text and self.often(0.97):
            text = "{%- macro m2() -%}<{{ caller('c') if caller else varargs }}>{%- endmacro -%}" + text
        if "m1(" in text and self.often(0.97):
            text = "{% macro m1(a, b=3) %}[{{ a }}|{{ b }}]{% endmacro %}" + text
        if "ns" in text and self.often(0.97):
            text = "{% set ns = namespace(v=1) %}" + text
        return text
