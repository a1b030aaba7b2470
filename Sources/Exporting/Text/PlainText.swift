import JSON
import SessionLog

extension String {
  /// In one line: what would end it is a blank.
  var inOneLine: String {
    if utf8.allSatisfy({ $0 >= 0x20 && $0 < 0x7F }) { return self }
    var scalars = String.UnicodeScalarView()
    for scalar in unicodeScalars {
      let isBreak =
        scalar.value < 0x20 || scalar.value == 0x85 || 0x2028...0x2029 ~= scalar.value
      scalars.append(isBreak ? " " : scalar)
    }
    return String(scalars)
  }
}

extension JSONValue {
  /// A setting's value as people write it: texts in quotes, lists without brackets.
  var asSetting: String {
    switch self {
    case .null: "–"
    case .bool(let isOn): isOn ? "yes" : "no"
    case .number(let value): Numbers.decimal(value, places: 3) ?? "–"
    case .array(let values):
      values.isEmpty ? "none" : values.map(\.asSetting).joined(separator: ", ")
    default: write()
    }
  }

  /// The text, where it is one.
  var text: String? { if case .string(let text) = self { text } else { nil } }

  var fields: [JSONField]? { if case .object(let fields) = self { fields } else { nil } }

  /// A field's value; of several of a name the last.
  subscript(name: String) -> JSONValue? { fields?.last { $0.key.hasBytes(of: name) }?.value }
}

extension Question {
  /// Whether both ask the same, byte by byte: Swift compares texts in a time that hostile ones make
  /// long.
  func isSame(as other: Question) -> Bool {
    guard text.hasBytes(of: other.text) else { return false }
    guard let use, let otherUse = other.use else { return use == nil && other.use == nil }
    return use.shots == otherUse.shots
      && use.prompt.write().hasBytes(of: otherUse.prompt.write())
      && use.sortedInputs.elementsEqual(otherUse.sortedInputs) {
        $0.name.hasBytes(of: $1.name) && $0.value.hasBytes(of: $1.value)
      }
  }
}

extension PromptUse {
  /// What variables stood for, by name.
  var sortedInputs: [(name: String, value: String)] {
    inputs.map { (name: $0.key, value: $0.value) }
      .sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
  }
}
