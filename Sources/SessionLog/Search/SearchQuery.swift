/// What a person looks for: words that must all be in one text, in any order. What stands in
/// "quotes" is one word, blanks and all.
///
/// Upper and lower case are the same unless the query has a capital.
public struct SearchQuery: Sendable, Equatable {
  /// Of the query, in scalars.
  static let limit = 1000
  static let wordLimit = 20

  /// Folded, as texts are.
  let words: [ByteSearch]
  let foldsCase: Bool

  /// Nil for nothing.
  public init?(_ text: String) {
    let scalars = text.unicodeScalars.prefix(Self.limit)
    let foldsCase = !scalars.contains { $0.properties.isUppercase }
    self.foldsCase = foldsCase
    words = Self.words(scalars).prefix(Self.wordLimit).map {
      ByteSearch(FoldedText(Array(String($0).utf8), foldsCase: foldsCase).bytes)
    }
    if words.isEmpty { return nil }
  }

  private static func words(_ text: String.UnicodeScalarView.SubSequence)
    -> [String.UnicodeScalarView]
  {
    var words: [String.UnicodeScalarView] = []
    var word = String.UnicodeScalarView()
    func end() {
      if !word.isEmpty { words.append(word) }
      word = .init()
    }
    var rest = text[...]
    while let scalar = rest.popFirst() {
      if scalar == "\"", word.isEmpty, let close = rest.firstIndex(of: "\""),
        close > rest.startIndex
      {
        words.append(.init(rest[..<close]))
        rest = rest[rest.index(after: close)...]
      } else if scalar == " " || scalar == "\u{3000}" {
        end()
      } else {
        word.append(scalar)
      }
    }
    end()
    return words
  }

  /// Whether a text has all words.
  func matches(_ text: FoldedText) -> Bool {
    words.allSatisfy { text.firstIndex(of: $0) != nil }
  }

  /// Whether a text has all words.
  public func matches(_ text: String) -> Bool {
    matches(FoldedText(Array(text.utf8), foldsCase: foldsCase))
  }
}
