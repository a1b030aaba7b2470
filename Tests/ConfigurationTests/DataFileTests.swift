import FoundationEssentials
import JSON
import Prompts
import Support
import Testing

@testable import Configuration

struct DataFileTests {
  private func rows(
    _ text: String, _ name: String, variable: String? = nil
  ) -> Result<[DataRow], Problem> {
    Result { () throws(Problem) in
      try DataFile.rows(Array(text.utf8), name: name, variable: variable)
    }
  }

  private func problem(_ text: String, _ name: String, variable: String? = nil) -> String? {
    if case .failure(let problem) = rows(text, name, variable: variable) { return "\(problem)" }
    return nil
  }

  /// `Tests/Fixtures/prompts/make_csv_fixture.py` asked Python.
  @Test func randomCSVHasTheRowsThatPythonReads() throws {
    let data = try Data(contentsOf: URL(filePath: fixture("prompts/csv.jsonl")))
    var taken = 0
    for line in Array(data).split(separator: UInt8(ascii: "\n")) {
      guard case .object(let fields) = try JSONValue.parse(Array(line)),
        case .string(let text) = fields.first?.value
      else { continue }
      let found = rows(text, "f.csv")
      guard case .array(let wanted) = fields.dropFirst().first?.value else {
        #expect(throws: Problem.self, "\(text.debugDescription)") { try found.get() }
        continue
      }
      let texts: [[String]] = wanted.map { row in
        guard case .array(let values) = row else { return [] }
        return values.map { if case .string(let text) = $0 { text } else { "" } }
      }
      guard texts.count > 1, let names = texts.first else {
        #expect(throws: Problem("f.csv", "there are no rows in it")) { try found.get() }
        continue
      }
      taken += 1
      let read = try found.get().map { row in names.map { row.values[$0] ?? "" } }
      #expect(
        read.map { $0.map { Array($0.utf8) } }
          == texts.dropFirst().map { $0.map { Array($0.utf8) } },
        "\(text.debugDescription)")
    }
    #expect(taken > 200)
  }

  @Test func linesOfJSONAreRows() throws {
    let text = "\u{FEFF}" + #"{"a":"x","n":1.5,"l":[1, "y"]}"# + "\r\n\n" + #"{"a":null}"#
    #expect(
      try rows(text, "f.jsonl").get() == [
        DataRow(["a": "x", "n": "1.5", "l": #"[1,"y"]"#], line: 1), DataRow(["a": "null"], line: 3),
      ])
    #expect(
      try rows(#"["x", {"a": "y"}]"#, "f.json", variable: "a").get() == [
        DataRow(["a": "x"], line: 1), DataRow(["a": "y"], line: 2),
      ])
    #expect(
      try rows("x\n\ny\r\n", "f.txt", variable: "a").get() == [
        DataRow(["a": "x"], line: 1), DataRow(["a": "y"], line: 3),
      ])
  }

  @Test(
    arguments: [
      ("{}\n{", "f.jsonl", "f.jsonl:2: not valid JSON at byte 1: the text ends too early"),
      ("1", "f.jsonl", "f.jsonl:1: a row is an object, with a text for each name"),
      ("\"x\"", "f.jsonl", "f.jsonl:1: a row is an object, with a text for each name"),
      ("\n \n", "f.jsonl", "f.jsonl: there are no rows in it"),
      (
        "{}\n{}", "f.json",
        "f.json:2: not valid JSON at byte 3: something follows the value; a value a line is a .jsonl"
      ),
      ("{}", "f.json", "f.json: it is no JSON array; a value a line is a .jsonl"),
      (
        "x", "f.txt", "f.txt: what is in it can't be told; its name must end in .jsonl, .json, .csv"
      ),
      ("a,b\n1\n", "f.csv", "f.csv:2: there are 1 fields here, and 2 columns"),
      ("a,a\n1,2\n", "f.csv", "f.csv:1: two columns are called \"a\""),
      ("a,\n1,2\n", "f.csv", "f.csv:1: column 2 has no name"),
      ("a\n\"b\n", "f.csv", "f.csv:2: a quotation mark is not closed"),
      (
        "a\n\"b\"c\n", "f.csv",
        "f.csv:2: something follows a closing quotation mark; double it within a field"
      ),
    ])
  func whatIsNoDataIsRefused(text: String, name: String, reason: String) {
    #expect(problem(text, name) == reason)
  }

  @Test func whatIsNotUTF8IsRefused() {
    #expect(throws: Problem("f.csv", line: 2, "it is not UTF-8 text here")) {
      try DataFile.rows(Array("a\n".utf8) + [0xFF], name: "f.csv")
    }
    #expect(throws: Problem("f.txt", line: 1, "it is not UTF-8 text here")) {
      try DataFile.rows([0xC3], name: "f.txt", variable: "a")
    }
  }

  @Test func examplesComeFromAFile() throws {
    let folder = try Folder()
    let lines = (0..<50).map { #"{"a":"\#($0)","output":"o\#($0)","label":"l","x":1}"# }
    try folder.write("data/rows.jsonl", lines.joined(separator: "\n"))
    func read(_ keys: String) -> (PromptTemplate?, [Problem]) {
      PromptFile.read(
        "user: '{{a}}'\nexamples: {from: data/rows.jsonl\(keys)}\n", file: "p.yaml",
        folder: folder.path)
    }
    #expect(
      read(", take: 2").0?.examples == [
        PromptExample(["a": "0"], output: "o0"), PromptExample(["a": "1"], output: "o1"),
      ])
    let shuffled = try #require(read(", take: 5, seed: 1").0?.examples.map(\.output))
    #expect(shuffled.count == 5)
    #expect(shuffled == read(", take: 5, seed: 1").0?.examples.map(\.output))
    #expect(shuffled != read(", take: 5, seed: 2").0?.examples.map(\.output))
    #expect(Set(read(", seed: 9").0?.examples.map(\.output) ?? []).count == 50)
    #expect(read("").0?.examples.count == 50)
    #expect(
      read(", take: 0").1.map(\.description)
        == ["p.yaml:2: take is a whole number from 1 to 1000, not \"0\""])
  }

  @Test func whatIsWrongInAFileOfExamplesIsSaidWithItsName() throws {
    let folder = try Folder()
    try folder.write("a.csv", "a,ouput\n1,2\n")
    try folder.write("b.csv", "output,label\n1,2\n")
    try folder.write("c.csv", "output\n" + String(repeating: "x\n", count: 1001))
    func read(_ file: String) -> [String] {
      PromptFile.read(
        "user: '{{a}}'\nexamples: {from: \(file)}", file: "p.yaml", folder: folder.path
      ).1.map(\.description)
    }
    #expect(read("a.csv") == ["a.csv:2: the row has no output; is ouput meant as it?"])
    #expect(read("b.csv") == ["b.csv:2: the example has no a"])
    #expect(
      read("c.csv")
        == ["p.yaml:2: c.csv: 1001 rows are too many examples; say how many with take"])
    #expect(read("d.csv") == ["p.yaml:2: d.csv: there is no such file"])
    for path in ["/etc/passwd", "../a.csv", "x/../../a.csv"] {
      #expect(
        read(path)
          == ["p.yaml:2: the file of examples must lie beside the prompt or below it"])
    }
    #expect(
      PromptFile.read("user: x\nexamples: {take: 1}", file: "p.yaml", folder: "/").1.map(
        \.description)
        == ["p.yaml:2: examples wants from, the file they come from"])
  }
}
