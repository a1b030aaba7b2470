import Jinja
import Testing

/// Each part of the language by itself; the values are those of Python's jinja2.
@Suite struct LanguageTests {
  static let cases: [(template: String, result: String)] = [
    // Whitespace: a tag takes the newline behind it and the blanks before it.
    ("a\n  {% if true %}\n  b\n  {% endif %}\nc\n", "a\n  b\nc"),
    ("a  {%- if true -%}  b  {%- endif -%}  c", "abc"),
    ("  {%+ if true %}\nb{% endif +%}\nc", "  b\nc"),
    ("{{ 1 }}\n{{ 2 -}}  \n 3\n\n", "1\n23\n"), ("a {#- b -#} c{# d #}\ne", "ace"),
    ("{% raw %}\n{{ a }}{% endraw %}\n!", "\n{{ a }}!"), ("a\r\nb\rc", "a\nb\nc"),
    // Literals.
    (#"{{ 'a\tb\x41\u00e9\'' "c" }}"#, "a\tbAé'c"), ("{{ 1_000 + 0x1f + 0b11 + 0o17 }}", "1049"),
    (
      "{{ [1, 'a', none, true, 2.0, (1,), {'k': []}] }}",
      "[1, 'a', None, True, 2.0, (1,), {'k': []}]"
    ),
    (
      "{{ 1e16 }} {{ 1e15 }} {{ 1e-5 }} {{ 0.1 + 0.2 }} {{ 5e-324 }}",
      "1e+16 1000000000000000.0 1e-05 0.30000000000000004 5e-324"
    ),
    (
      #"{{ ["it's", 'say "it\'s"', '\n\u200b\x7f'] }}"#, #"["it's", 'say "it\'s"', '\n\u200b\x7f']"#
    ),
    // Operators.
    (
      "{{ 7 // 2 }} {{ -7 // 2 }} {{ -7 % 3 }} {{ 7 / 2 }} {{ 2 ** 3 ** 2 }} {{ -7.5 // 2 }}",
      "3 -4 2 3.5 64 -4.0"
    ),
    (
      "{{ 1 < 2 < 3 > 2 }} {{ 1 == 1.0 == true }} {{ 'a' < 'b' }} {{ [1, 2] < [1, 3] }}",
      "True True True True"
    ),
    ("{{ 1 ~ 'a' ~ none ~ x }}|{{ 'a' * 3 }}|{{ [0] * 2 }}", "1aNone|aaa|[0, 0]"),
    (
      "{{ 'b' in 'abc' }} {{ 3 not in [1] }} {{ 'k' in {'k': 1} }} {{ 2 in range(3) }}",
      "True True True True"
    ),
    ("{{ 0 or 'a' }} {{ 1 and '' }}| {{ not 0 }} {{ 1 if 0 else 2 }} {{ 1 if 0 }}", "a | True 2 "),
    // Text goes by scalars, equal only where they are the same.
    (
      "{{ 'e\u{301}' | length }} {{ 'e\u{301}' == 'é' }} {{ '안녕'[1] }} {{ '안녕하'[::-1] }} {{ '🙂a'[1:] }}",
      "2 False 녕 하녕안 a"
    ),
    ("{{ 'abcdef'[1:-1:2] }} {{ [1, 2, 3][-2:] }} {{ 'ab'[9] }}| {{ (1, 2)[0] }}", "bd [2, 3] | 1"),
    // Undefined.
    (
      "{{ x }}|{{ x is defined }}|{{ x | default('d') }}|{{ none | default('d') }}|{{ '' | d('d', true) }}",
      "|False|d|None|d"
    ),
    ("{% for a in x %}{% else %}none{% endfor %}{{ {}.a.b if false else 1 }}", "none1"),
    // Statements.
    (
      "{% for a, b in {'x': 1, 'y': 2}.items() %}{{ loop.index }}{{ a }}{{ b }}{{ ',' if not loop.last }}{% endfor %}",
      "1x1,2y2"
    ),
    (
      "{% for i in range(6) if i % 2 %}{{ i }}{{ loop.revindex }}{{ loop.length }} {% endfor %}",
      "133 323 513 "
    ),
    (
      "{% for i in range(9) %}{% if i == 1 %}{% continue %}{% endif %}{% if i == 3 %}{% break %}{% endif %}{{ i }}{% endfor %}",
      "02"
    ),
    ("{% for i in [1, 2] %}{% set x = i %}{{ x }}{% endfor %}{{ x }}", "12"),
    (
      "{% set n = namespace(x=0) %}{% for i in [1, 2] %}{% set n.x = n.x + i %}{% endfor %}{{ n.x }}",
      "3"
    ),
    (
      "{% set x | upper %}a{{ 'b' }}{% endset %}{{ x }}{% set a, b = 1, 'c' %}{{ a }}{{ b }}",
      "AB1c"
    ),
    (
      "{% macro m(a, b='d', c=a) %}{{ a }}{{ b }}{{ c }}{% endmacro %}{{ m(1) }} {{ m(1, c=3) }} {{ m(*[1, 2], **{'c': 4}) }}",
      "1d1 1d3 124"
    ),
    (
      "{% macro m() %}<{{ caller(1) }}{{ varargs }}{{ kwargs }}>{% endmacro %}{% call(a) m(5, k=6) %}x{{ a }}{% endcall %}",
      "<x1(5,){'k': 6}>"
    ),
    (
      "{% filter upper %}a{% endfilter %}{% with a = 1, b = 2 %}{{ a + b }}{% endwith %}{% generation %}g{% endgeneration %}",
      "A3g"
    ),
    (
      "{% for x in [1, 2, 2] %}{{ loop.cycle('a', 'b') }}{{ loop.changed(x) }}{{ loop.previtem }}{{ loop.nextitem }} {% endfor %}",
      "aTrue2 bTrue12 aFalse2 "
    ),
    // Filters and tests.
    (#"{{ {'b': [1, 'é"<'], 'a': none} | tojson }}"#, #"{"b": [1, "é\"<"], "a": null}"#),
    (
      "{{ {'b': 1, 'a': {}} | tojson(indent=2, sort_keys=true) }}", "{\n  \"a\": {},\n  \"b\": 1\n}"
    ),
    (
      "{{ [3, 1, 2] | sort | join('-') }} {{ ['b', 'A'] | sort }} {{ {'b': 1, 'A': 2} | dictsort }}",
      "1-2-3 ['A', 'b'] [('A', 2), ('b', 1)]"
    ),
    ("{{ [{'a': 1}, {'a': 2}] | selectattr('a', 'gt', 1) | map(attribute='a') | list }}", "[2]"),
    (
      "{{ ['a', 'b'] | map('upper') | join }} {{ [1, none] | select | list }} {{ [1, 2] | sum }}",
      "AB [1] 3"
    ),
    (
      "{{ 2.5 | round }} {{ 2.675 | round(2) }} {{ 42 | round(-1) }} {{ '3.9' | int }} {{ 'x' | int(7) }}",
      "2.0 2.67 40 3 7"
    ),
    (
      "{{ '<a>' | e }} {{ '<a>' | safe + '<b>' }} {{ 'a b' | title }} {{ ' a ' | trim }}|",
      "&lt;a&gt; <a>&lt;b&gt; A B a|"
    ),
    (
      "{{ 'a\nb' | indent(2) }} {{ [1, 2, 3] | batch(2) | list }} {{ [1, 1] | unique | list }}",
      "a\n  b [[1, 2], [3]] [1]"
    ),
    (
      "{{ 3 is odd }} {{ 'a' is string }} {{ {} is mapping }} {{ [] is sequence }} {{ 4 is divisibleby 2 }} {{ none is none }} {{ 1 is not defined }}",
      "True True True True True True False"
    ),
    // Methods.
    (
      "{{ ' a,b ,c'.strip().split(',') }} {{ 'a-b-c'.rsplit('-', 1) }} {{ 'x'.startswith(('y', 'x')) }}",
      "['a', 'b ', 'c'] ['a-b', 'c'] True"
    ),
    (
      "{{ '{} {0}'.format(1) if false else '{1:>3}{0!r}'.format('a', 2) }} {{ '%s-%03d' % ('a', 7) }}",
      "  2'a' a-007"
    ),
    (
      "{{ {'a': 1}.get('b', 2) }} {{ {'a': 1}.keys() }} {{ [1, 2].index(2) }} {{ {'items': 1}['items'] }}",
      "2 dict_keys(['a']) 1 1"
    ),
    (
      "{{ strftime_now('%d %b %Y, %A %-d %B %H:%M:%S %j %I%p') }}",
      "07 Mar 2026, Saturday 7 March 09:05:02 066 09AM"
    ),
  ]

  @Test(arguments: cases.indices)
  func aPartOfTheLanguageIsWhatItIsInJinja2(number: Int) throws {
    let (template, result) = Self.cases[number]
    let rendered = try render(template)
    #expect(Array(rendered.unicodeScalars) == Array(result.unicodeScalars), "\(template)")
  }

  @Test func variablesAreTheTemplates() throws {
    let context: [(key: String, value: JinjaValue)] = [
      (
        "messages",
        .list([.mapping([("role", .string("user")), ("content", .string("Hi"))])])
      ), ("n", .int(2)), ("f", .float(0.5)), ("yes", .bool(true)), ("no", .none),
    ]
    #expect(
      try render("{{ messages[0].role }} {{ messages }} {{ n * f }} {{ yes }} {{ no }}", context)
        == "user [{'role': 'user', 'content': 'Hi'}] 1.0 True None")
    // A name that both have is the template's own from where it is set.
    #expect(try render("{{ n }}{% set n = 3 %}{{ n }}", context) == "23")
  }

  @Test(arguments: [
    "{{ [1].append(2) }}", "{{ {}.update({}) }}", "{{ [1].pop() }}", "{{ {'a': 1}.pop('a') }}",
  ])
  func nothingThatIsThereChanges(template: String) {
    guard case .immutable? = refusal(template)?.reason else {
      Issue.record("\(template): \(String(describing: refusal(template)))")
      return
    }
  }

  @Test(arguments: [
    "{{ ''.__class__.__mro__ }}", "{{ x.__globals__ }}", "{{ range.__call__ }}{{ self.x }}",
    "{% include 'a' %}", "{% import 'a' as b %}", "{% extends 'a' %}",
    "{{ lipsum.__globals__.os }}",
    "{{ cycler.__init__.__globals__ }}",
  ])
  func nothingOutsideIsReached(template: String) {
    #expect(refusal(template) != nil)
  }
}
