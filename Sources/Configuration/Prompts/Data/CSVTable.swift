/// CSV as RFC 4180 has it, the first line of which names the columns.
///
/// As elsewhere, a line may end in a newline alone, a quotation mark within a field that does not begin
/// with one is text, and empty lines are passed over.
enum CSVTable {
  static let columnLimit = 1000

  static func rows(_ bytes: [UInt8], name: String) throws(Problem) -> [DataRow] {
    var reading = CSVReading(bytes: bytes, name: name)
    guard let header = try reading.next() else { return [] }
    guard header.fields.count <= columnLimit else {
      throw Problem(name, line: header.line, "there are more than \(columnLimit) columns")
    }
    for (index, column) in header.fields.enumerated() {
      guard !column.isEmpty else {
        throw Problem(name, line: header.line, "column \(index + 1) has no name")
      }
      guard !header.fields[..<index].contains(column) else {
        throw Problem(name, line: header.line, "two columns are called \(column.quoted)")
      }
    }
    var rows: [DataRow] = []
    while let record = try reading.next() {
      try DataFile.admit(rows.count, name)
      guard record.fields.count == header.fields.count else {
        throw Problem(
          name, line: record.line,
          "there are \(record.fields.count) fields here, and \(header.fields.count) columns")
      }
      let pairs = zip(header.fields, record.fields)
      rows.append(DataRow(Dictionary(pairs) { first, _ in first }, line: record.line))
    }
    return rows
  }
}

/// Reads records one after the other.
struct CSVReading {
  private let bytes: [UInt8]
  private let name: String
  private var index = 0
  private var line = 1

  init(bytes: [UInt8], name: String) {
    self.bytes = bytes
    self.name = name
  }

  /// The next record that is not empty, with the line it begins in; nil at the end.
  mutating func next() throws(Problem) -> (fields: [String], line: Int)? {
    while let byte = current, byte == 0x0A || byte == 0x0D { endLine() }
    guard current != nil else { return nil }
    let start = line
    var fields: [String] = []
    while true {
      fields.append(try field())
      guard fields.count <= CSVTable.columnLimit else { break }
      guard current == UInt8(ascii: ",") else { break }
      index += 1
    }
    endLine()
    return (fields, start)
  }

  private var current: UInt8? { index < bytes.count ? bytes[index] : nil }

  /// Goes behind the end of a line, if one is here.
  private mutating func endLine() {
    let isReturn = current == 0x0D
    guard isReturn || current == 0x0A else { return }
    index += 1
    line += 1
    if isReturn, current == 0x0A { index += 1 }
  }

  private mutating func field() throws(Problem) -> String {
    guard current == UInt8(ascii: "\"") else {
      let start = index
      while let byte = current, byte != UInt8(ascii: ","), byte != 0x0A, byte != 0x0D { index += 1 }
      return try text(bytes[start..<index])
    }
    let opened = line
    var content: [UInt8] = []
    index += 1
    while let byte = current {
      index += 1
      if byte == UInt8(ascii: "\"") {
        guard current == byte else { return try closed(content) }
        index += 1
      } else if byte == 0x0A {
        line += 1
      }
      content.append(byte)
    }
    throw Problem(name, line: opened, "a quotation mark is not closed")
  }

  /// What may follow a closing quotation mark.
  private func closed(_ content: [UInt8]) throws(Problem) -> String {
    guard current.map({ [UInt8(ascii: ","), 0x0A, 0x0D].contains($0) }) ?? true else {
      throw Problem(
        name, line: line, "something follows a closing quotation mark; double it within a field")
    }
    return try text(content[...])
  }

  private func text(_ bytes: ArraySlice<UInt8>) throws(Problem) -> String {
    guard let text = String(validating: bytes, as: UTF8.self) else {
      throw Problem(name, line: line, "it is not UTF-8 text here")
    }
    return text
  }
}
