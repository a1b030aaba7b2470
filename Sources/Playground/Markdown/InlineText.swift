import Cells

/// Emphasis, code and links within a line.
///
/// What is not clearly meant as such stays as it is written: `a * b * c`, `2*3*4`, `snake_case`,
/// `__init__`. Unlike CommonMark, emphasis may end before a Korean, Chinese or Japanese letter
/// whatever precedes it: `**"굵게"**은`.
struct InlineText {
  private let bytes: ArraySlice<UInt8>
  /// The line may still go on.
  private let isOpen: Bool
  private(set) var pieces: [TextPiece] = []
  /// Kinds of marks that have no end in the range that is parsed, by mark and count.
  private var endless: Set<Int> = []
  private var depth = 0

  private static let depthLimit = 4
  private static let urlLimit = 2000

  /// The pieces of a part of a line. Indices of `bytes` are offsets into the text to wrap.
  static func pieces(
    of bytes: ArraySlice<UInt8>, style: TextStyle = TextStyle(), isOpen: Bool = false
  ) -> [TextPiece] {
    var text = InlineText(bytes, isOpen: isOpen)
    text.parse(bytes.startIndex..<bytes.endIndex, style)
    return text.pieces
  }

  private init(_ bytes: ArraySlice<UInt8>, isOpen: Bool) {
    self.bytes = bytes
    self.isOpen = isOpen
  }

  private mutating func add(_ range: Range<Int>, _ style: TextStyle) {
    if !range.isEmpty { pieces.append(.source(range, style)) }
  }

  private mutating func parse(_ range: Range<Int>, _ style: TextStyle) {
    let outer = endless
    endless = []
    depth += 1
    defer {
      depth -= 1
      endless = outer
    }
    var plain = range.lowerBound
    var index = range.lowerBound
    while index < range.upperBound {
      let found: Found?
      switch bytes[index] {
      case UInt8(ascii: "\\"):
        if index + 1 < range.upperBound, Self.escapable.contains(bytes[index + 1]) {
          add(plain..<index, style)
          plain = index + 1
          index += 2
        } else {
          index += 1
        }
        continue
      case UInt8(ascii: "`"): found = code(at: index, in: range)
      case UInt8(ascii: "*"), UInt8(ascii: "_"), UInt8(ascii: "~"):
        found = emphasis(at: index, in: range)
      case UInt8(ascii: "["): found = link(at: index, in: range)
      case UInt8(ascii: "<"), UInt8(ascii: "h"): found = address(at: index, in: range)
      default:
        index += 1
        continue
      }
      guard let found else {
        // Not a part of such marks is looked at again.
        let mark = bytes[index]
        let isMark = mark != UInt8(ascii: "[") && mark != UInt8(ascii: "<") && mark != 0x68
        index += isMark ? run(at: index, in: range) : 1
        continue
      }
      add(plain..<index, style)
      apply(found, style)
      index = found.end
      plain = index
    }
    add(plain..<range.upperBound, style)
  }

  private struct Found {
    enum Kind {
      case code, bold, italic, both, struck
      case link(Range<Int>)
      case address
    }
    var kind: Kind
    /// All of it, marks included.
    var start: Int
    var content: Range<Int>
    var end: Int
  }

  private mutating func apply(_ found: Found, _ style: TextStyle) {
    var inner = style
    switch found.kind {
    case .code:
      // The marks stay: without colours nothing else would tell.
      let quiet = TextStyle(.textDim, style.attributes)
      add(found.start..<found.content.lowerBound, quiet)
      add(found.content, TextStyle(.code, style.attributes))
      add(found.content.upperBound..<found.end, quiet)
    case .bold, .italic, .both:
      if case .italic = found.kind {
        inner.role = style.role ?? .emphasis
      } else {
        inner.role = style.role == .emphasis ? .textStrong : style.role ?? .textStrong
        inner.attributes.insert(.bold)
      }
      if case .bold = found.kind {} else { inner.attributes.insert(.italic) }
      parse(found.content, inner)
    case .struck:
      add(found.start..<found.end, TextStyle(.textDim, style.attributes))
    case .link(let address):
      parse(found.content, TextStyle(.link, style.attributes))
      if !bytes[found.content].elementsEqual(bytes[address]) {
        let quiet = TextStyle(.textDim, style.attributes)
        pieces.append(.added(" ", at: found.content.upperBound, quiet))
        add((address.lowerBound - 1)..<(address.upperBound + 1), quiet)
      }
    case .address:
      add(found.start..<found.end, TextStyle(.link, style.attributes))
    }
  }

  // MARK: Marks

  private static let escapable = Set("*_`#~|".utf8)

  private func run(at index: Int, in range: Range<Int>) -> Int {
    var end = index
    while end < range.upperBound, bytes[end] == bytes[index] { end += 1 }
    return end - index
  }

  private mutating func code(at start: Int, in range: Range<Int>) -> Found? {
    let count = run(at: start, in: range)
    let key = 1000 + count
    if endless.contains(key) { return nil }
    if let close = codeEnd(from: start + count, count: count, in: range) {
      return Found(
        kind: .code, start: start, content: (start + count)..<close, end: close + count)
    }
    endless.insert(key)
    guard mayGoOn(range), start + count < range.upperBound else { return nil }
    return Found(
      kind: .code, start: start, content: (start + count)..<range.upperBound,
      end: range.upperBound)
  }

  /// The next run of exactly so many backticks.
  private func codeEnd(from start: Int, count: Int, in range: Range<Int>) -> Int? {
    var index = start
    while index < range.upperBound {
      if bytes[index] == UInt8(ascii: "`") {
        let found = run(at: index, in: range)
        if found == count, index > start { return index }
        index += found
      } else {
        index += 1
      }
    }
    return nil
  }

  /// An end that has not come may still come.
  private func mayGoOn(_ range: Range<Int>) -> Bool {
    isOpen && depth == 1 && range.upperBound == bytes.endIndex
  }

  private mutating func emphasis(at start: Int, in range: Range<Int>) -> Found? {
    let mark = bytes[start]
    let count = run(at: start, in: range)
    let key = Int(mark) * 4 + count
    guard count <= 3, depth <= Self.depthLimit, mark != UInt8(ascii: "~") || count == 2,
      opens(start, count, in: range), !endless.contains(key)
    else { return nil }
    let kind: Found.Kind =
      mark == UInt8(ascii: "~")
      ? .struck : count == 1 ? .italic : count == 2 ? .bold : .both
    let content = start + count
    if let close = emphasisEnd(from: content, mark: mark, count: count, in: range) {
      if mark == UInt8(ascii: "_"), count > 1, isName(bytes[content..<close]) { return nil }
      return Found(kind: kind, start: start, content: content..<close, end: close + count)
    }
    endless.insert(key)
    // Two stars at a word's start are sure to be closed.
    guard mayGoOn(range), mark == UInt8(ascii: "*"), count == 2 else { return nil }
    return Found(
      kind: kind, start: start, content: content..<range.upperBound, end: range.upperBound)
  }

  /// As in `__init__`.
  private func isName(_ bytes: ArraySlice<UInt8>) -> Bool {
    bytes.allSatisfy { $0 < 0x80 && $0 != 0x20 }
  }

  private func opens(_ start: Int, _ count: Int, in range: Range<Int>) -> Bool {
    let next = start + count
    guard next < range.upperBound, bytes[next] > 0x20, !Self.closing.contains(bytes[next]) else {
      return false
    }
    guard start > bytes.startIndex else { return true }
    let before = bytes[start - 1]
    if before.isASCIILetterOrDigit || before == UInt8(ascii: "\\") { return false }
    return bytes[start] != UInt8(ascii: "_") || before < 0x80
  }

  private func closes(_ start: Int, _ count: Int) -> Bool {
    let before = bytes[start - 1]
    guard before > 0x20, !Self.opening.contains(before) else { return false }
    let next = start + count
    return next >= bytes.endIndex || !bytes[next].isASCIILetterOrDigit
  }

  private static let opening = Set("([{".utf8)
  private static let closing = Set(")],.;:!?".utf8)

  private func emphasisEnd(
    from start: Int, mark: UInt8, count: Int, in range: Range<Int>
  ) -> Int? {
    var index = start
    while index < range.upperBound {
      switch bytes[index] {
      case UInt8(ascii: "\\"): index += 2
      case UInt8(ascii: "`"):
        let ticks = run(at: index, in: range)
        // No further than a line's code is long: an end is not looked for again and again.
        let reach = index..<min(range.upperBound, index + 400)
        index =
          codeEnd(from: index + ticks, count: ticks, in: reach).map { $0 + ticks }
          ?? index + ticks
      case mark:
        let found = run(at: index, in: range)
        if index > start, closes(index, found) {
          if found == count { return index }
          // The end of what it holds comes first: `**a *b***`.
          if found == 3, count < 3 { return index + 3 - count }
        }
        index += found
      default: index += 1
      }
    }
    return nil
  }

  // MARK: Links

  private mutating func link(at start: Int, in range: Range<Int>) -> Found? {
    let key = 2000
    if start > bytes.startIndex, bytes[start - 1].isASCIILetterOrDigit { return nil }
    if endless.contains(key) { return nil }
    guard
      let close = bytes[(start + 1)..<range.upperBound].firstIndex(of: UInt8(ascii: "]"))
    else {
      endless.insert(key)
      return nil
    }
    let content = (start + 1)..<close
    guard !content.isEmpty, !bytes[content].contains(UInt8(ascii: "[")),
      close + 2 < range.upperBound, bytes[close + 1] == UInt8(ascii: "(")
    else { return nil }
    var depth = 1
    var index = close + 2
    var isAddress = false
    while index < min(range.upperBound, close + Self.urlLimit), bytes[index] > 0x20 {
      switch bytes[index] {
      case UInt8(ascii: "("): depth += 1
      case UInt8(ascii: ")"): depth -= 1
      case UInt8(ascii: "/"), UInt8(ascii: "."), UInt8(ascii: "#"), UInt8(ascii: ":"):
        isAddress = true
      default: break
      }
      if depth == 0 {
        return isAddress
          ? Found(
            kind: .link((close + 2)..<index), start: start, content: content, end: index + 1)
          : nil
      }
      index += 1
    }
    return nil
  }

  private func address(at start: Int, in range: Range<Int>) -> Found? {
    let isBracketed = bytes[start] == UInt8(ascii: "<")
    let first = isBracketed ? start + 1 : start
    if start > bytes.startIndex, bytes[start - 1].isASCIILetterOrDigit { return nil }
    let rest = bytes[first..<range.upperBound]
    guard let scheme = Self.schemes.first(where: { rest.starts(with: $0) }) else { return nil }
    var end = first
    // A Korean particle follows an address without a blank.
    while end < min(range.upperBound, first + Self.urlLimit), 0x21..<0x7F ~= bytes[end],
      !Self.notInAddresses.contains(bytes[end])
    {
      end += 1
    }
    if isBracketed {
      guard end < range.upperBound, bytes[end] == UInt8(ascii: ">") else { return nil }
      return Found(kind: .address, start: start, content: first..<end, end: end + 1)
    }
    while end > first, Self.afterAddresses.contains(bytes[end - 1]) { end -= 1 }
    guard end - first > scheme.count else { return nil }
    return Found(kind: .address, start: start, content: first..<end, end: end)
  }

  private static let schemes = ["https://", "http://"].map { Array($0.utf8) }
  private static let notInAddresses = Set("<>\"`|".utf8)
  private static let afterAddresses = Set(".,;:!?)]}'*_~".utf8)
}

extension UInt8 {
  var isASCIILetterOrDigit: Bool {
    0x30...0x39 ~= self || 0x41...0x5A ~= self || 0x61...0x7A ~= self
  }
}
