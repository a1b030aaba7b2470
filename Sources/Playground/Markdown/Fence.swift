/// The line that opens a block of code, and the one that closes it: three or more backticks or
/// tildes.
struct Fence: Sendable, Equatable {
  /// A backtick or a tilde.
  var mark: UInt8
  var count: Int
  /// Columns that stand before it, and are no part of the lines of code.
  var indent: Int
  /// How many quotes it stands in.
  var quotes: Int
  /// What follows the marks, in its first word: `swift`.
  var language: String?

  /// The fence that a line opens; nil where it opens none.
  init?(opening line: Line) {
    var rest = line.content
    guard let mark = rest.first, mark == UInt8(ascii: "`") || mark == UInt8(ascii: "~") else {
      return nil
    }
    let marks = rest.prefix { $0 == mark }.count
    guard marks >= 3 else { return nil }
    rest = rest.dropFirst(marks)
    // With backticks after them, these are code within a line.
    if mark == UInt8(ascii: "`"), rest.contains(mark) { return nil }
    let blank = UInt8(ascii: " ")
    let word = rest.drop { $0 == blank }.prefix { $0 > blank && $0 != UInt8(ascii: ",") }
    self.mark = mark
    count = marks
    indent = line.contentColumn
    quotes = line.quotes
    language =
      word.isEmpty || word.count > 40 ? nil : String(decoding: word, as: UTF8.self)
  }

  /// Whether a line ends the code.
  func isClosed(by line: Line) -> Bool {
    guard line.quotes == quotes, line.marker == nil else { return false }
    let marks = line.content.prefix { $0 == mark }.count
    return marks >= count && line.content.dropFirst(marks).allSatisfy { $0 <= 0x20 }
  }

  /// Whether a line is none of the code although nothing closed it: the quote has ended.
  func isLeft(by line: Line) -> Bool { line.quotes < quotes }

  /// Where the code in a line begins, as an offset into its bytes: behind quote marks and as
  /// much of the fence's indent as is there.
  func start(in line: Line) -> Int {
    var offset = line.quoteEnd
    var column = 0
    while column < indent, offset < line.bytes.count,
      line.bytes[line.bytes.startIndex + offset] == UInt8(ascii: " ")
    {
      offset += 1
      column += 1
    }
    return offset
  }
}
