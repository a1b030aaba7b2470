import Cells

/// Colours lines of code one after the other: keywords, strings, comments, numbers.
struct CodeHighlighter: Sendable, Equatable {
  /// What a line begins in.
  enum State: Sendable, Equatable {
    case code, comment
    /// A string of several lines, ended by so many of its quotes.
    case string(UInt8, Int)
  }

  let language: CodeLanguage?
  private(set) var state = State.code

  init(_ name: String?) { language = name.flatMap(CodeLanguage.init(named:)) }

  /// The pieces of a line. Indices of `bytes` are offsets into the text to wrap.
  mutating func pieces(of bytes: ArraySlice<UInt8>) -> [TextPiece] {
    guard let language else { return [.source(bytes.startIndex..<bytes.endIndex, Self.plain)] }
    var pieces: [TextPiece] = []
    var plain = bytes.startIndex
    var index = bytes.startIndex
    func add(_ range: Range<Int>, _ role: Role) {
      if plain < range.lowerBound { pieces.append(.source(plain..<range.lowerBound, Self.plain)) }
      if !range.isEmpty { pieces.append(.source(range, TextStyle(role))) }
      plain = range.upperBound
      index = range.upperBound
    }
    while index < bytes.endIndex {
      switch state {
      case .comment:
        let end = Self.end(of: [0x2A, 0x2F], in: bytes[index...])
        if end != nil { state = .code }
        add(index..<(end ?? bytes.endIndex), .codeComment)
        continue
      case .string(let quote, let count):
        let end = Self.end(ofString: quote, count: count, in: bytes[index...])
        if end != nil { state = .code }
        add(index..<(end ?? bytes.endIndex), .codeString)
        continue
      case .code: break
      }
      let byte = bytes[index]
      let rest = bytes[index...]
      if language.lineComments.contains(where: { rest.starts(with: $0) }),
        byte != UInt8(ascii: "#") || index == bytes.startIndex || bytes[index - 1] <= 0x20
          || bytes[index - 1] == UInt8(ascii: ";")
      {
        add(index..<bytes.endIndex, .codeComment)
      } else if language.hasBlockComments, rest.starts(with: [0x2F, 0x2A]) {
        state = .comment
        add(index..<(index + 2), .codeComment)
      } else if language.quotes.contains(byte) {
        string(byte, at: index, in: bytes, language) { add($0, .codeString) }
      } else if byte.isASCIILetterOrDigit || byte == UInt8(ascii: "_") || byte >= 0x80 {
        var end = index
        while end < bytes.endIndex,
          bytes[end].isASCIILetterOrDigit || bytes[end] == UInt8(ascii: "_") || bytes[end] >= 0x80
            || bytes[end] == UInt8(ascii: ".") && 0x30...0x39 ~= byte
        {
          end += 1
        }
        if 0x30...0x39 ~= byte {
          add(index..<end, .number)
        } else if end - index <= 16, isKeyword(bytes[index..<end], language) {
          add(index..<end, .codeKeyword)
        } else {
          index = end
        }
      } else {
        index += 1
      }
    }
    add(bytes.endIndex..<bytes.endIndex, .code)
    return pieces
  }

  private static let plain = TextStyle(.code)

  private func isKeyword(_ word: ArraySlice<UInt8>, _ language: CodeLanguage) -> Bool {
    let word = String(decoding: word, as: UTF8.self)
    return language.keywords.contains(language.ignoresCase ? word.lowercased() : word)
  }

  private mutating func string(
    _ quote: UInt8, at start: Int, in bytes: ArraySlice<UInt8>, _ language: CodeLanguage,
    _ add: (Range<Int>) -> Void
  ) {
    let isTriple = bytes[start...].starts(with: [quote, quote, quote])
    let isLong = language.hasLongStrings && (isTriple || quote == UInt8(ascii: "`"))
    let count = isLong && isTriple ? 3 : 1
    if let end = Self.end(ofString: quote, count: count, in: bytes[(start + count)...]) {
      return add(start..<end)
    }
    if isLong {
      state = .string(quote, count)
      add(start..<bytes.endIndex)
    } else {
      // An apostrophe, or a string that is still written.
      add(start..<(quote == UInt8(ascii: "'") ? start + 1 : bytes.endIndex))
    }
  }

  /// The index after a sign.
  private static func end(of sign: [UInt8], in bytes: ArraySlice<UInt8>) -> Int? {
    guard let first = sign.first else { return nil }
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == first, bytes[index...].starts(with: sign) { return index + sign.count }
      index += 1
    }
    return nil
  }

  private static func end(
    ofString quote: UInt8, count: Int, in bytes: ArraySlice<UInt8>
  ) -> Int? {
    let sign = Array(repeating: quote, count: count)
    var index = bytes.startIndex
    while index < bytes.endIndex {
      if bytes[index] == UInt8(ascii: "\\") {
        index += 2
      } else if bytes[index] == quote, bytes[index...].starts(with: sign) {
        return index + count
      } else {
        index += 1
      }
    }
    return nil
  }
}
