import Prompts

/// What variables of prompt files stand for, asked for before a question is sent.
struct InputForm: Sendable, Equatable {
  struct Field: Sendable, Equatable {
    var variable: PromptVariable
    /// Its value, as it is written.
    var draft: Draft

    var written: String { draft.text }

    /// What it says; the default where nothing is written. Nil where there is none.
    var value: String? { draft.isBlank ? variable.standard : written }

    /// The file that it names.
    var path: String? { InputValue(written).path }
  }

  /// At least one.
  var fields: [Field]
  private(set) var selected = 0
  /// Why nothing was sent.
  var error: String?
  /// Of files that values name.
  private(set) var sizes: [InputFileSize] = []

  /// Nil without variables.
  ///
  /// - Parameters:
  ///   - draft: the first one's value.
  ///   - values: what the others were the last time.
  init?(_ variables: [PromptVariable], _ draft: Draft, _ values: [String: String]) {
    fields = variables.map { Field(variable: $0, draft: Draft(values[$0.name] ?? "")) }
    guard !fields.isEmpty else { return nil }
    if !draft.isBlank { fields[0].draft = draft }
    for index in fields.indices { fields[index].draft.moveToEnd() }
    // What is written already is passed by.
    selected = fields.firstIndex { $0.value == nil } ?? 0
  }

  var field: Field { fields[selected] }

  var isLast: Bool { selected == fields.count - 1 }

  mutating func select(_ index: Int) {
    selected = max(0, min(index, fields.count - 1))
    error = nil
  }

  mutating func change(_ draft: Draft) {
    fields[selected].draft = draft
    error = nil
  }

  /// The files that values name.
  var paths: [String] { Set(fields.compactMap(\.path)).sorted() }

  func size(of path: String) -> InputFileSize? { sizes.first { $0.path == path } }

  mutating func note(_ size: InputFileSize) {
    let wanted = paths
    guard wanted.contains(size.path) else { return }
    sizes.removeAll { $0.path == size.path || !wanted.contains($0.path) }
    sizes.append(size)
  }

  /// Goes to a variable that needs a value and has none; false where there is none.
  mutating func selectMissing() -> Bool {
    guard let index = fields.firstIndex(where: { $0.value == nil }) else { return false }
    select(index)
    error = "\(fields[index].variable.name) needs a value"
    return true
  }

  /// All values, as they are written; defaults are texts.
  var written: [String: String] {
    var values: [String: String] = [:]
    for field in fields {
      values[field.variable.name] =
        field.draft.isBlank
        ? field.variable.standard.map(InputValue.written) : field.written
    }
    return values
  }
}

/// A question on its way: what its variables stand for may have to be read from files first.
struct OutgoingQuestion: Sendable, Equatable {
  /// What was typed, to be called back.
  var typed: String
  /// Values by name, as they are written, in the order they were asked for.
  var values: [(name: String, written: String)]
  /// Asked for in a form, and not typed as the draft.
  var isOfForm = false
  /// The turn whose question it takes the place of.
  var turn: Int?

  static func == (a: Self, b: Self) -> Bool {
    a.typed == b.typed && a.isOfForm == b.isOfForm && a.turn == b.turn
      && a.values.elementsEqual(b.values) { $0 == $1 }
  }

  var paths: [String] {
    Set(values.compactMap { InputValue($0.written).path }).sorted()
  }

  /// What variables stand for.
  func inputs(_ files: [InputFileText]) -> [String: String] {
    var inputs: [String: String] = [:]
    for (name, written) in values {
      switch InputValue(written) {
      case .text(let text): inputs[name] = text
      case .file(let path): inputs[name] = files.first { $0.path == path }?.text
      }
    }
    return inputs
  }

  /// `name: value` lines; shortened ones as they were written.
  func lines(_ inputs: [String: String], isShort: Bool) -> String {
    values.map { name, written in
      if !isShort { return "\(name): \(inputs[name] ?? written)" }
      let line = written.firstLine
      let shown = String(line.unicodeScalars.prefix(Self.shownLimit))
      return "\(name): \(shown)\(shown.utf8.count < written.utf8.count ? "…" : "")"
    }.joined(separator: "\n")
  }

  /// Code points of a value in a turn's text.
  private static let shownLimit = 200
}
