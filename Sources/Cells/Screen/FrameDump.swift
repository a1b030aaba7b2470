extension Frame {
  /// The frame as text for a reader's eye: what stands in the cells, each row between bars; then
  /// the roles, a letter a cell, with a legend; then attributes that were added to a role's own.
  public var dump: String {
    var lines = ["\(size.columns)x\(size.rows) caret \(caret.column),\(caret.row) title \(title)"]
    for row in 0..<size.rows {
      lines.append("|" + (0..<size.columns).map { self[$0, row].text }.joined() + "|")
    }
    lines.append("")
    lines.append("roles " + legend)
    for row in 0..<size.rows {
      lines.append("|" + (0..<size.columns).map { self[$0, row].role.letter }.joined() + "|")
    }
    lines.append(contentsOf: attributeRuns)
    return lines.joined(separator: "\n") + "\n"
  }

  /// What each row takes by the width table, for checking that rows are exact.
  public var rowWidths: [Int] {
    (0..<size.rows).map { row in
      (0..<size.columns).reduce(0) { sum, column in
        let text = self[column, row].text
        // One byte is ASCII.
        return sum + (text.utf8.count <= 1 ? text.utf8.count : widths.of(text))
      }
    }
  }

  private var legend: String {
    let used = Set(cells.map(\.role))
    return Role.allCases.filter { used.contains($0) && $0 != .background }
      .map { "\($0.letter) \($0.rawValue)" }.joined(separator: "  ")
  }

  private var attributeRuns: [String] {
    var runs: [String] = []
    for row in 0..<size.rows {
      var column = 0
      while column < size.columns {
        let start = column
        let attributes = self[column, row].attributes
        while column < size.columns, self[column, row].attributes == attributes { column += 1 }
        if !attributes.isEmpty {
          runs.append("row \(row) columns \(start)-\(column - 1): \(attributes.names)")
        }
      }
    }
    return runs.isEmpty ? [] : ["", "attributes"] + runs
  }
}

extension Role {
  /// The role in a dump.
  var letter: String {
    switch self {
    case .text: "t"
    case .textDim: "d"
    case .textStrong: "s"
    case .background: " "
    case .border: "-"
    case .borderChosen: "="
    case .title: "T"
    case .modeType: "M"
    case .modePanes: "P"
    case .modeReplay: "R"
    case .status: "u"
    case .hintKey: "K"
    case .hintText: "k"
    case .prompt: "p"
    case .selection: "S"
    case .match: "m"
    case .number: "n"
    case .meterLow: "l"
    case .meterHigh: "h"
    case .stateRun: "r"
    case .stateOK: "o"
    case .stateWait: "w"
    case .stateWarn: "!"
    case .stateError: "x"
    case .code: "c"
    case .diff: "D"
    case .heading: "H"
    case .emphasis: "e"
    case .quote: "q"
    case .link: "L"
    case .codeKeyword: "C"
    case .codeString: "'"
    case .codeComment: "#"
    case .marked: "*"
    }
  }
}

extension Attributes {
  fileprivate var names: String {
    let all: [(Attributes, String)] = [
      (.bold, "bold"), (.dim, "dim"), (.italic, "italic"), (.underline, "underline"),
      (.reverse, "reverse"),
    ]
    return all.filter { contains($0.0) }.map(\.1).joined(separator: " ")
  }
}

extension Frame {
  /// The frame as a terminal without colours shows it: what stands in the cells, then a letter a
  /// cell for its attributes: the role's own there and those that were added.
  public var monochromeDump: String {
    var lines = ["\(size.columns)x\(size.rows) without colours"]
    for row in 0..<size.rows {
      lines.append("|" + (0..<size.columns).map { self[$0, row].text }.joined() + "|")
    }
    let looks = cells.map { cell -> Attributes in
      let style = theme[cell.role]
      return (style.mono ?? style.attributes).union(cell.attributes)
    }
    let used = Set(looks.map(\.rawValue)).map { Attributes(rawValue: $0) }
      .filter { !$0.isEmpty }.sorted { $0.rawValue < $1.rawValue }
    lines.append("")
    lines.append("looks " + used.map { "\($0.letter) \($0.names)" }.joined(separator: "  "))
    for row in 0..<size.rows {
      let letters = looks[(row * size.columns)..<((row + 1) * size.columns)].map(\.letter).joined()
      lines.append("|\(letters)|")
    }
    return lines.joined(separator: "\n") + "\n"
  }
}

extension Attributes {
  /// These together in a dump.
  fileprivate var letter: String {
    switch self {
    case []: " "
    case .bold: "b"
    case .dim: "d"
    case .italic: "i"
    case .underline: "u"
    case .reverse: "r"
    case [.bold, .reverse]: "R"
    case [.bold, .underline]: "U"
    case [.bold, .italic]: "I"
    case [.underline, .reverse]: "V"
    case [.dim, .reverse]: "D"
    case [.bold, .underline, .reverse]: "X"
    default: "?"
    }
  }
}
