import Jinja
import Testing

/// What a hostile template may cost, and that it ends in an error with a name.
@Suite struct LimitTests {
  static let bombs: [(template: String, reason: JinjaError.Reason)] = [
    ("{{ '-' * 10 ** 10 }}", .tooMuchMemory(limit: 24 << 20)),
    ("{{ [0] * 10 ** 18 }}", .tooMuchMemory(limit: 24 << 20)),
    ("{{ 'ab' * 9223372036854775807 }}", .tooMuchMemory(limit: 24 << 20)),
    ("{{ range(10 ** 7) }}", .wrongValue("'range' of more than 100000 numbers")),
    (
      "{% for i in range(99999) %}{% for j in range(99999) %}{{ j }}{% endfor %}{% endfor %}",
      .tooManySteps(limit: 1_000_000)
    ),
    (
      "{% set n = namespace(x='ab') %}{% for i in range(60) %}{% set n.x = n.x ~ n.x %}{% endfor %}",
      .tooMuchMemory(limit: 24 << 20)
    ),
    (
      "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = n.x + n.x %}{% endfor %}",
      .tooMuchMemory(limit: 24 << 20)
    ),
    (
      "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}"
        + "{{ n.x }}", .tooManySteps(limit: 1_000_000)
    ),
    (
      "{% set n = namespace(x=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}{% endfor %}"
        + "{{ n.x | tojson }}", .tooManySteps(limit: 1_000_000)
    ),
    (
      "{% set n = namespace(x=[1], y=[1]) %}{% for i in range(60) %}{% set n.x = [n.x, n.x] %}"
        + "{% set n.y = [n.y, n.y] %}{% endfor %}{{ n.x == n.y }}",
      .tooManySteps(limit: 1_000_000)
    ),
    (
      "{% set n = namespace(x=1) %}{% for i in range(999) %}{% set n.x = [n.x] %}{% endfor %}",
      .tooDeep(limit: 100)
    ),
    ("{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}", .tooDeep(limit: 160)),
    (
      "{% macro m(n) %}{% for i in [n] %}{% if i >= 0 %}{% set x %}{{ [m(i + 1)] }}{% endset %}"
        + "{{ x }}{% endif %}{% endfor %}{% endmacro %}{{ m(0) }}", .tooDeep(limit: 160)
    ),
    (
      "{% macro m() %}{% call m() %}{{ caller() }}{% endcall %}{% endmacro %}{{ m() }}",
      .tooDeep(limit: 160)
    ),
    ("{{ 9999999999 ** 9 }}", .numberTooLarge), ("{{ 2 ** 10 ** 9 }}", .numberTooLarge),
    ("{{ 9223372036854775807 + 1 }}", .numberTooLarge),
    ("{{ -9223372036854775807 - 2 }}", .numberTooLarge),
    ("{{ (-9223372036854775807 - 1) // -1 }}", .numberTooLarge),
    ("{{ -(-9223372036854775807 - 1) }}", .numberTooLarge),
    ("{{ (-9223372036854775807 - 1) | abs }}", .numberTooLarge),
    ("{{ 'x' | center(10 ** 12) }}", .tooMuchMemory(limit: 24 << 20)),
    ("{{ 'x' | indent(10 ** 12) }}", .tooMuchMemory(limit: 24 << 20)),
    ("{{ [1] | tojson(indent=10 ** 12) }}", .tooMuchMemory(limit: 24 << 20)),
    ("{{ [1] | batch(10 ** 12, 0) | list }}", .tooMuchMemory(limit: 24 << 20)),
    ("{{ [1] | slice(10 ** 12) | list }}", .tooMuchMemory(limit: 24 << 20)),
    ("{{ ('a' * 99999).replace('', 'b' * 9999) }}", .tooMuchMemory(limit: 24 << 20)),
    ("{{ ('b' * 9999).join(['a'] * 9999) }}", .tooMuchMemory(limit: 24 << 20)),
    ("{{ (['a'] * 9999) | join('b' * 9999) }}", .tooMuchMemory(limit: 24 << 20)),
    ("{{ '%9999999999d' % 1 }}", .wrongValue("a width that is too large")),
    ("{{ ('ab' * 999999) | list | length }}", .tooMuchMemory(limit: 24 << 20)),
    (
      "{% for i in range(99999) %}{{ 'x' * 9999 }}{% endfor %}",
      .outputTooLong(limit: 8 << 20)
    ),
    (
      "{% set a = 'a' * 99999 + 'b' %}{% for i in range(9999) %}{{ (a * 9).find(a + 'c') }}"
        + "{% endfor %}", .tooManySteps(limit: 1_000_000)
    ),
    (
      "{% set a = 'é' * 999999 %}{% for i in range(99999) %}{{ a[999998] }}{% endfor %}",
      .tooManySteps(limit: 1_000_000)
    ),
    (
      "{% for i in range(99999) %}{% macro m() %}{{ i }}{% endmacro %}"
        + "{% set n = namespace(a=m) %}{% endfor %}", .tooMuchMemory(limit: 24 << 20)
    ),
    (
      "{% set n = namespace(x=[3, 1] * 50000) %}{% for i in range(99999) %}{% set y = n.x | sort %}"
        + "{% endfor %}", .tooManySteps(limit: 1_000_000)
    ),
    (
      String(repeating: "{% for a in 'abcdefghij' %}", count: 40) + "x"
        + String(repeating: "{% endfor %}", count: 40), .tooManySteps(limit: 1_000_000)
    ),
  ]

  @Test(arguments: bombs.indices)
  func bombsEndInAnErrorOnASmallStack(number: Int) {
    let (template, reason) = Self.bombs[number]
    let error = onSmallStack { refusal(template) }
    #expect(error??.reason == reason, "\(template)")
  }

  @Test func deepSyntaxIsRefusedOnASmallStack() {
    let open = [
      "{{ " + String(repeating: "(", count: 10_000), "{{ " + String(repeating: "[", count: 10_000),
      "{{ " + String(repeating: "{1:", count: 10_000),
      "{{ " + String(repeating: "a(", count: 10_000),
      "{{ " + String(repeating: "a[", count: 10_000),
      String(repeating: "{% if a %}", count: 10_000),
      String(repeating: "{% for a in b %}", count: 10_000),
      "{{ " + String(repeating: "a if ", count: 10_000),
      "{{ " + String(repeating: "-", count: 10_000) + "1 }}",
    ]
    for template in open {
      let error = onSmallStack { refusal(template) }
      #expect(error??.reason == .tooDeep(limit: 48), "\(template.prefix(12))")
    }
  }

  @Test func longChainsAreNotDeep() throws {
    let chains = [
      ("{{ 1" + String(repeating: " + 1", count: 5000) + " }}", "5001"),
      (
        "{{ 'a'" + String(repeating: " ~ 'a'", count: 500) + " }}",
        String(repeating: "a", count: 501)
      ),
      ("{{ x" + String(repeating: " or x", count: 5000) + " or 3 }}", "3"),
      ("{{ 'a'" + String(repeating: "|upper", count: 5000) + " }}", "A"),
      ("{{ 'a'" + String(repeating: ".strip()", count: 5000) + " }}", "a"),
      ("{{ " + String(repeating: "1 if x else ", count: 5000) + "2 }}", "2"),
      ("{{ " + String(repeating: "not ", count: 5001) + "x }}", "True"),
      (
        "{% if x %}" + String(repeating: "{% elif x %}", count: 5000) + "{% else %}b{% endif %}",
        "b"
      ),
    ]
    for (template, expected) in chains {
      let result = onSmallStack { try? render(template) }
      #expect(result == expected, "\(template.prefix(30))")
    }
  }

  @Test func whatIsAllowedInDepthWorksOnASmallStack() {
    // As deep as it goes, and then into a value that is as deep as may be.
    let template = """
      {% set n = namespace(x=1, y=1) %}{% for i in range(98) %}{% set n.x = [n.x] %}{% \
      set n.y = {'a': n.y} %}{% endfor %}
      {% macro m(depth) %}{% if depth %}{{ m(depth - 1) }}{% else %}{{ (n.x | tojson) == (n.x ~ '') }}\
      {{ n.y | tojson(indent=0) | length }}{{ n.y ~ '' == n.y ~ '' }}{{ n.x == [n.x][0][:] }}\
      {{ [n.x] < [n.x] }}{% endif %}{% endmacro %}{{ m(30) }}
      """
    let result = onSmallStack { try? render(template) }
    #expect(result == "True883TrueTrueFalse")
  }

  @Test func bracketsAsDeepAsAllowedWorkOnASmallStack() {
    for (open, close) in [
      ("(", ")"), ("[", "]"), ("{1: ", "}"), ("x(", ")"), ("[0][", "]"), ("1|d(", ")"),
    ] {
      let depth = 45
      let template =
        "{{ " + String(repeating: open, count: depth) + "0" + String(repeating: close, count: depth)
        + " }}"
      let isRead = onSmallStack { (try? JinjaTemplate(template)) != nil }
      #expect(isRead == true, "\(open)")
    }
  }

  @Test func anErrorSaysItsLimit() {
    #expect(
      refusal("{% for i in range(9) %}{% endfor %}", limits: JinjaLimits(steps: 5))?.reason
        == .tooManySteps(limit: 5))
    #expect(
      refusal("abcdef", limits: JinjaLimits(output: 5))?.description
        == "the result is longer than 5 bytes (line 1, column 1)")
    let long = String(repeating: "a", count: JinjaLimits.template + 1)
    #expect(refusal(long)?.reason == .templateTooLong(limit: JinjaLimits.template))
  }

  @Test func aContextThatIsTooDeepIsRefused() {
    var value = JinjaValue.int(1)
    for _ in 0..<100 { value = .list([value]) }
    #expect(refusal("{{ a }}", [("a", value)])?.reason == .tooDeep(limit: 100))
  }

  @Test func namespacesThatHoldThemselvesAreNoDanger() {
    #expect(
      refusal("{% set n = namespace() %}{% set n.a = n %}{{ n }}")?.reason == .tooDeep(limit: 100))
    let chain = """
      {% set n = namespace(a=none) %}{% for i in range(9999) %}{% set m = namespace(b=n.a) %}\
      {% set n.a = m %}{% endfor %}ok
      """
    #expect(onSmallStack { try? render(chain) } == "ok")
  }
}
