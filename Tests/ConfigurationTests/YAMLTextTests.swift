import Testing

@testable import Configuration

struct YAMLTextTests {
  private func problem(_ text: String) -> Problem? {
    do throws(Problem) {
      _ = try YAMLText.parse(text, name: "f.yaml")
      return nil
    } catch {
      return error
    }
  }

  @Test func nothingIsTakenForAnythingButText() throws {
    let text = "a: no\nb: 12:30\nc: 1e9\nd: 2001-01-01\ne: \"yes\"\n"
    var problems = Problems(file: "f.yaml")
    let root = try #require(try YAMLText.parse(text, name: "f.yaml"))
    let entries = root.entries("word", &problems)
    #expect(entries.map(\.value.text) == ["no", "12:30", "1e9", "2001-01-01", "yes"])
    #expect(entries.map(\.line) == [1, 2, 3, 4, 5])
    #expect(problems.all == [])
  }

  @Test(
    arguments: [
      ("a: 1\nb: 2\na: 3\n", 3, "\"a\" stands twice; first in line 1"),
      ("b: 1\na: 2\na: 3\nb: 4\n", 3, "\"a\" stands twice; first in line 2"),
      ("a:\n\tb: 1\n", 2, "a tab stands where only blanks may; indent with blanks"),
      ("roles:\n  text: {fg: #87d7ff}\n", 2, "# begins a comment here"),
      ("a: 1\n---\nb: 1\n", 2, "a second document begins here"),
      ("a: [1, 2\n", 2, "it is not YAML here"),
      ("a: \u{1}\n", 1, "control characters are not allowed"),
      ("a: &x [1]\nb: *x\n", 2, "aliases (&name, *name) are not understood"),
    ])
  func whatIsWrongIsSaidWithItsLine(text: String, line: Int, reason: String) throws {
    let problem = try #require(self.problem(text))
    #expect(problem.line == line)
    #expect(problem.reason.hasPrefix(reason), "\(problem)")
    #expect(problem.description.hasPrefix("f.yaml:\(line): "))
  }

  @Test func whichKeyStandsTwiceIsNoMatterOfChance() {
    let text = "a: 1\n? {b: c}\n: 2\na: 3\n? {b: c}\n: 4\n"
    for _ in 0..<50 {
      #expect(problem(text)?.description == "f.yaml: a key that is no word stands twice")
    }
  }

  @Test func aBombOfAliasesIsRefusedBeforeItUnfolds() throws {
    var lines = ["a0: &a0 [x, x]"]
    for level in 1...60 {
      lines.append("a\(level): &a\(level) [*a\(level - 1), *a\(level - 1)]")
    }
    #expect(problem(lines.joined(separator: "\n"))?.line == 2)
    // As keys, which are compared while they are read.
    let keys = lines.map { "? " + $0 + "\n: x" }.joined(separator: "\n")
    #expect(problem(keys) != nil)
  }

  @Test func starsAndAmpersandsInTextAreNoAliases() throws {
    #expect(problem("a: |\n  *strong* & plain, AT&T, * item\nb: 2 * 3 & 4\n") == nil)
  }

  @Test func textsThatOnlyLookLikeAliasesAreText() throws {
    let text =
      "code: |\n  scanf(\"%d\", &n);\n  int *n = a *n;\nq: \"Q&A: *A*\"\n'k *n': x *n\nl: [&n y, 'z *n']\n"
    let root = try #require(try YAMLText.parse(text, name: "f.yaml"))
    var problems = Problems(file: "f.yaml")
    let entries = root.entries("word", &problems)
    #expect(entries.map(\.key) == ["code", "q", "k *n", "l"])
    #expect(entries[0].value.text == "scanf(\"%d\", &n);\nint *n = a *n;\n")
    #expect(entries[1].value.text == "Q&A: *A*")
    #expect(entries[2].value.text == "x *n")
    #expect(entries[3].value.items?.map(\.text) == ["y", "z *n"])
    #expect(root.keys == ["code", "q", "k *n", "l"])
    #expect(problem(text + "m: *n\n")?.line == 7)
    #expect(problem(text + "'k *n': 1\n")?.reason == "\"k *n\" stands twice; first in line 5")
  }

  @Test(arguments: ["[", "{a: ", "- ", "? ", "a:\n "])
  func tenThousandLevelsAreRefused(opening: String) {
    #expect(problem(String(repeating: opening, count: 10_000)) != nil)
  }

  @Test(arguments: [("[", "]"), ("{a: ", "}"), ("{", ": x}")])
  func aThousandLevelsAreTakenOrRefusedButDoNoHarm(opening: String, closing: String) {
    let text = String(repeating: opening, count: 999) + String(repeating: closing, count: 999)
    _ = problem(text)
  }

  @Test func emptyFilesAndBlanksSayNothing() throws {
    for text in ["", "\n\n", "# only a comment\n", "\u{FEFF}"] {
      #expect(try YAMLText.parse(text, name: "f") == nil, "\(text.debugDescription)")
    }
  }

  @Test func windowsLinesAndAByteOrderMarkAreRead() throws {
    var problems = Problems(file: "f.yaml")
    let root = try #require(try YAMLText.parse("\u{FEFF}a: 1\r\nb: 2\r\n", name: "f.yaml"))
    #expect(root.entries("word", &problems).map(\.key) == ["a", "b"])
  }

  @Test func unknownKeysNameTheNearest() throws {
    var problems = Problems(file: "f.yaml")
    let root = try #require(try YAMLText.parse("them: x\n[1]: y\n", name: "f.yaml"))
    #expect(root.entries("setting", known: ["theme", "models"], &problems).isEmpty)
    #expect(
      problems.all.map(\.description) == [
        "f.yaml:1: there is no setting \"them\"; did you mean theme?",
        "f.yaml:2: a setting's name is a word",
      ])
  }

  @Test func wrongTypesAreNamed() throws {
    var problems = Problems(file: "f.yaml")
    let text = "a: [x]\nb: {x: 1}\nc:\nd: maybe\ne: off\nf: [x, [y]]\n"
    let root = try #require(try YAMLText.parse(text, name: "f.yaml"))
    let entries = root.entries("word", &problems)
    #expect(entries.prefix(3).map { $0.text(&problems) } == [nil, nil, nil])
    #expect(entries[3].truth(&problems) == nil)
    #expect(entries[4].truth(&problems) == false)
    #expect(entries[5].texts(&problems) == ["x"])
    #expect(
      problems.all.map(\.description) == [
        "f.yaml:1: a wants a text, not a list",
        "f.yaml:2: b wants a text, not a mapping",
        "f.yaml:3: c wants a text, not nothing",
        "f.yaml:4: d wants true or false, not \"maybe\"",
        "f.yaml:6: f wants texts, not a list",
      ])
  }

  @Test func endlessProblemsAreCounted() throws {
    var problems = Problems(file: "f.yaml")
    let text = (0..<1000).map { "k\($0): 1" }.joined(separator: "\n")
    _ = try YAMLText.parse(text, name: "f.yaml")?.entries("x", known: ["theme"], &problems)
    #expect(problems.all.count == Problems.limit + 1)
    #expect(problems.all.last?.reason == "and 980 more like these")
  }
}
