import FoundationEssentials
import JSON
import Jinja
import Testing

/// Templates beside what Python's jinja2 makes of them.
///
/// `Tests/jinja/make_cases.py` writes the cases to the folder in `LINEUP_JINJA_CASES`, as
/// `Scripts/test` has it do. In a line, `template` and `context` are those of the lines behind it,
/// too; `output`, or `error`, is what comes of them.
@Suite(.enabled(if: ReferenceCases.folder != nil, "there are no cases: run Scripts/test"))
struct ReferenceTests {
  @Test(arguments: ReferenceCases.files)
  func templatesGiveWhatJinja2Gives(file: String) throws {
    let folder = try #require(ReferenceCases.folder)
    let bytes = Array(try Data(contentsOf: URL(filePath: "\(folder)/\(file)")))
    var cases = ReferenceCases()
    for line in bytes.split(separator: UInt8(ascii: "\n")) {
      try cases.check(Array(line), in: file)
    }
    #expect(cases.equal > 0)
    print("\(file): \(cases.equal) equal, \(cases.refused) refused by both")
  }
}

private struct ReferenceCases {
  static let folder = ProcessInfo.processInfo.environment["LINEUP_JINJA_CASES"]

  static var files: [String] {
    let names = folder.flatMap { try? FileManager.default.contentsOfDirectory(atPath: $0) }
    return (names ?? []).filter { $0.hasSuffix(".jsonl") }.sorted()
  }

  var equal = 0
  var refused = 0
  private var name = ""
  private var source = ""
  private var template: Result<JinjaTemplate, JinjaError>?
  private var variables: [(key: String, value: JinjaValue)] = []

  mutating func check(_ line: [UInt8], in file: String) throws {
    let value = try JSONValue.parse(line)
    if case .string(let text)? = value["template"] {
      source = text
      if case .string(let given)? = value["name"] { name = given }
      template = Result { () throws(JinjaError) in try JinjaTemplate(text) }
    }
    if let context = value["context"], case .mapping(let given) = JinjaValue(context) {
      variables = given
    }
    guard let template, value["output"] != nil || value["error"] != nil else { return }
    let variables = variables
    let result = template.flatMap { template in
      Result { () throws(JinjaError) in try template.render(variables, now: testDate) }
    }
    let what = "\(file) \(name): \(source.prefix(600))"
    switch (value["output"], result) {
    case (.string(let expected)?, .success(let text)):
      equal += 1
      // Not ==, for which a letter and an accent are one with the accented letter.
      #expect(
        Array(text.unicodeScalars) == Array(expected.unicodeScalars), "\(what)")
    case (.string, .failure(let error)): Issue.record("\(what)\nis refused: \(error)")
    case (_, .success(let text)):
      Issue.record("\(what)\ngives \(text.prefix(200)), not \(value["error"] ?? .null)")
    case (_, .failure): refused += 1
    }
  }
}

extension JSONValue {
  fileprivate subscript(name: String) -> JSONValue? {
    guard case .object(let fields) = self else { return nil }
    return fields.first { $0.key == name }?.value
  }
}

extension JinjaValue {
  init(_ value: JSONValue) {
    self =
      switch value {
      case .null: .none
      case .bool(let value): .bool(value)
      case .integer(let value): .int(value)
      case .unsigned(let value): .float(Double(value))
      case .number(let value): .float(value)
      case .string(let text): .string(text)
      case .array(let elements): .list(elements.map(JinjaValue.init))
      case .object(let fields): .mapping(fields.map { ($0.key, JinjaValue($0.value)) })
      }
  }
}
