import Cells

/// What a terminal is sent so that it shows one frame after another.
struct FrameDifference {
  private var output = ""
  private let frame: Frame
  private let before: Frame?
  /// Where the terminal's cursor is; nil where that is not sure.
  private var cursor: Point?
  private var look: Look?
  private var sequences: Sequences

  /// How a cell looks in a theme.
  fileprivate struct Look: Hashable {
    var role: Role
    var attributes: Attributes
  }

  /// What sets each look of one theme, found once.
  struct Sequences {
    fileprivate var known: [Look: String] = [:]
    fileprivate var theme: Theme?
  }

  /// - Parameter before: what the terminal shows; nil for nothing.
  static func output(
    from before: Frame?, to frame: Frame, _ sequences: inout Sequences
  ) -> String {
    if sequences.theme != frame.theme { sequences = Sequences(theme: frame.theme) }
    var difference = FrameDifference(from: before, to: frame, sequences)
    defer { sequences = difference.sequences }
    return difference.write()
  }

  private init(from before: Frame?, to frame: Frame, _ sequences: Sequences) {
    self.sequences = sequences
    let isSame = before?.size == frame.size && before?.theme == frame.theme
    self.before = isSame ? before : nil
    self.frame = frame
  }

  private mutating func write() -> String {
    if before == nil { output += "\u{1B}[?25l\u{1B}[0m\u{1B}[2J" }
    for row in 0..<max(0, frame.size.rows) { write(row) }
    if look != nil { output += "\u{1B}[0m" }
    return output
  }

  private mutating func write(_ row: Int) {
    let columns = max(0, frame.size.columns)
    var column = 0
    while column < columns {
      // A wide sign and the cell it covers are sent together.
      var end = column + 1
      while end < columns, frame[end, row].text.isEmpty { end += 1 }
      if isChanged(column..<end, row) { send(column, end, row) }
      column = end
    }
  }

  private func isChanged(_ columns: Range<Int>, _ row: Int) -> Bool {
    guard let before else { return true }
    return columns.contains { before[$0, row] != frame[$0, row] }
  }

  private mutating func send(_ column: Int, _ end: Int, _ row: Int) {
    if cursor != Point(column: column, row: row) {
      output +=
        cursor?.row == row ? "\u{1B}[\(column + 1)G" : "\u{1B}[\(row + 1);\(column + 1)H"
    }
    let cell = frame[column, row]
    let next = Look(role: cell.role, attributes: cell.attributes)
    if look != next { set(next) }
    output += cell.text.isEmpty ? " " : cell.text
    // Terminals disagree on how wide some signs are, and wait at the last column.
    let isSure =
      end < frame.size.columns && cell.text.unicodeScalars.count <= 1
      && (cell.text.unicodeScalars.first?.value ?? 0) < 0x10000
    cursor = isSure ? Point(column: end, row: row) : nil
  }

  private mutating func set(_ next: Look) {
    func sequence(_ look: Look) -> String {
      if let known = sequences.known[look] { return known }
      let new = Self.sequence(frame.theme[look.role], look.attributes)
      sequences.known[look] = new
      return new
    }
    let new = sequence(next)
    // Two roles may look alike.
    if look.map({ sequence($0) != new }) ?? true { output += new }
    look = next
  }

  /// Sets a look and nothing of the one before.
  private static func sequence(_ style: RoleStyle, _ added: Attributes) -> String {
    let attributes = style.attributes.union(added)
    var codes = ["0"]
    let all: [(Attributes, String)] = [
      (.bold, "1"), (.dim, "2"), (.italic, "3"), (.underline, "4"), (.reverse, "7"),
    ]
    for (attribute, code) in all where attributes.contains(attribute) { codes.append(code) }
    codes += Self.codes(style.foreground, 30) + Self.codes(style.background, 40)
    return "\u{1B}[\(codes.joined(separator: ";"))m"
  }

  private static func codes(_ color: Color, _ base: Int) -> [String] {
    switch color {
    case .terminal: []
    case .ansi(let number):
      number < 8 ? ["\(base + Int(number))"] : ["\(base + 60 + Int(number & 7))"]
    case .palette(let number): ["\(base + 8)", "5", "\(number)"]
    case .rgb(let red, let green, let blue): ["\(base + 8)", "2", "\(red)", "\(green)", "\(blue)"]
    }
  }
}
