import Jinja

/// A template is refused with a place in it, or gives the same text twice, within its limits.
func checkTemplate(_ bytes: [UInt8]) throws {
  let source = String(decoding: bytes, as: UTF8.self)
  let limits = JinjaLimits(steps: 20_000, output: 1 << 18, memory: 4 << 20)
  let first = TemplateResult(source, limits)
  switch first {
  case .text(let text):
    try require(text.utf8.count <= limits.output, "\(text.utf8.count) bytes are too many")
  case .refusal(let error):
    let lines = source.utf8.count { $0 == 0x0A || $0 == 0x0D } + 1
    try require(1...lines ~= error.line, "line \(error.line) of \(lines)")
    try require(
      1...source.utf8.count + 1 ~= error.column, "column \(error.column) of \(source.utf8.count)")
    try require(!"\(error)".isEmpty, "nothing is said")
  }
  try require(first == TemplateResult(source, limits), "rendered otherwise the second time")
}

private enum TemplateResult: Equatable {
  case text(String)
  case refusal(JinjaError)

  init(_ source: String, _ limits: JinjaLimits) {
    do {
      let date = JinjaDate(year: 2026, month: 3, day: 7)
      self = .text(
        try JinjaTemplate(source).render(TemplateSeeds.context, now: date, limits: limits))
    } catch { self = .refusal(error) }
  }
}

enum TemplateSeeds {
  static let context: [(key: String, value: JinjaValue)] = [
    (
      "messages",
      .list([
        .mapping([("role", .string("user")), ("content", .string("안녕 <b> \u{301}"))]),
        .mapping([("role", .string("assistant")), ("content", .none)]),
      ])
    ),
    ("tools", .list([.mapping([("name", .string("t")), ("n", .float(2.5)), ("b", .bool(true))])])),
    ("n", .int(-3)), ("s", .string("a b, c")), ("add_generation_prompt", .bool(true)),
  ]

  static let all: [[UInt8]] = [
    "{% for m in messages %}<|{{ m.role }}|>{{ m['content'] | trim }}\n{% endfor %}",
    "{%- if tools is defined and n < 0 -%}{{ tools | tojson(indent=2) }}{%- else -%}x{%- endif %}",
    "{% macro m(a, b=n, c='\\n') %}{{ caller() if caller }}{{ varargs }}{% endmacro %}"
      + "{% call m(1, *[2, 3]) %}{{ s }}{% endcall %}",
    "{% set ns = namespace(a=1) %}{% for i in range(5) if i % 2 %}{% set ns.a = ns.a ~ i %}"
      + "{% if loop.last %}{% break %}{% endif %}{% endfor %}{{ ns.a[::-1] }}",
    "{{ '%05.2f|%-4s|{:>6}'.format(s) % (n, s) }}{{ s.split(',')[0].strip().title().center(9) }}",
    "{{ messages | selectattr('content') | map(attribute='role') | sort(reverse=true) | list }}",
    "{{ raise_exception('no ' ~ n) }}", "{% raw %}{{ x }}{% endraw %}{# c #}{{ -7 // 2 ** 3 }}",
    "{% filter indent(2) %}a\nb{% endfilter %}{{ strftime_now('%d %b %Y') }}",
    "{{ {'a': [1, 2.5, none], 'b': (s,)} }}{% set x %}y{% endset %}{{ x is string and 'y' in x }}",
    "{{ tools | groupby('name') }}{{ s | truncate(3) | urlencode }}{{ messages[0]|dictsort|tojson }}",
    "{% with a = 1, b = [a] %}{% generation %}{{ b }}{% endgeneration %}{% endwith %}{{ 1e300 * 10 }}",
    String(repeating: "{{ (", count: 30), String(repeating: "{% if n %}", count: 60),
  ].map { Array($0.utf8) }
}
