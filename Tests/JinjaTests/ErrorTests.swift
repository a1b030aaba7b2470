import Jinja
import Testing

/// What is wrong with a template is said with its place.
@Suite struct ErrorTests {
  static let cases: [(template: String, message: String)] = [
    ("a\n  {{ b c }}", "'c' where '}}' belongs (line 2, column 8)"),
    ("{% if a %}\n{% for b in c %}", "the block 'for' is not closed (line 2, column 4)"),
    ("{% iff a %}", "there is no tag 'iff' (line 1, column 4)"),
    ("한글 {{ a | nosuch }}", "there is no filter 'nosuch' (line 1, column 11)"),
    ("{{ a is nosuch }}", "there is no test 'nosuch' (line 1, column 9)"),
    ("{{ a", "the tag that begins here is not closed (line 1, column 1)"),
    ("x\n{# a", "a comment is not closed (line 2, column 1)"),
    ("{{ 'a }}", "a string is not closed (line 1, column 4)"),
    ("{{ ? }}", "the character '?' means nothing here (line 1, column 4)"),
    ("{{ (1] }}", "']' where ')' belongs (line 1, column 6)"),
    ("{% set 1 = 2 %}", "a number can't be assigned to (line 1, column 8)"),
    ("{% break %}", "'break' stands outside of a loop (line 1, column 4)"),
    (
      "{% include 'a' %}",
      "the tag 'include' can't be used in chat templates here (line 1, column 4)"
    ),
    ("{% endif %}", "there is no tag 'endif' (line 1, column 4)"),
    ("\n{{ messages[0] }}", "'messages' is undefined (line 2, column 12)"),
    ("{{ 1 + 'a' }}", "'+' can't be used with int and str (line 1, column 6)"),
    ("{{ 1 / 0 }}", "division by zero (line 1, column 6)"),
    ("{% for a in 5 %}{% endfor %}", "int has no elements to go through (line 1, column 4)"),
    (
      "{% for a, b in [[1]] %}{% endfor %}",
      "1 values can't be assigned to 2 names (line 1, column 8)"
    ),
    ("{{ [1].append(2) }}", "'append' would change a list, which may not be (line 1, column 14)"),
    (
      "{% macro m(a) %}{% endmacro %}{{ m(1, 2) }}",
      "'m' takes at most 1 arguments, not 2 (line 1, column 35)"
    ),
    (
      "{{ raise_exception('no system role') }}",
      "the template refuses: no system role (line 1, column 19)"
    ),
    ("{{ x.upper() }}", "'x' is undefined (line 1, column 5)"),
    ("{{ namespace | tojson }}", "a function has no JSON (line 1, column 16)"),
    (
      "{{ strftime_now('%Q') }}",
      "a directive of '%Q' can't be used in chat templates here (line 1, column 16)"
    ),
  ]

  @Test(arguments: cases.indices)
  func anErrorSaysWhatIsWrongAndWhere(number: Int) {
    let (template, message) = Self.cases[number]
    #expect(refusal(template)?.description == message, "\(template)")
  }

  @Test func whatTheTemplateItselfSaysIsApart() {
    let error = refusal("{{ raise_exception('No \\'system\\' here: ' ~ 1) }}")
    #expect(error?.refusal == "No 'system' here: 1")
    #expect(refusal("{{ 1 / 0 }}")?.refusal == nil)
  }

  @Test func aFilterThatThereIsNotHurtsOnlyWhereItIsReached() throws {
    #expect(
      try render("{% if x %}{{ x | nosuch }}{% endif %}{{ 1 if true else x | nosuch }}") == "1")
    #expect(refusal("{% if true %}{{ x | nosuch }}{% endif %}")?.reason == .unknownFilter("nosuch"))
  }
}
