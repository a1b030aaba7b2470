/// What stands around a match, in one line that is safe to print.
struct Snippet {
  /// Characters before the first match, and in all.
  static let lead = 40
  static let length = 160
  /// Bytes that are looked at on either side of the match.
  private static let reach = 1500
  /// Scalars of a character; what more are on it cannot be seen.
  private static let scalarLimit = 8

  private(set) var text = ""
  private(set) var ranges: [Range<Int>] = []

  /// Of texts that have all words of a query among them, of the one that has most of them; nil where
  /// they don't.
  init?(_ texts: [String], _ query: SearchQuery) {
    var best: (text: String, words: Int)?
    var found: [ByteSearch] = []
    for text in texts {
      let folded = FoldedText(Array(text.utf8), foldsCase: query.foldsCase)
      let words = query.words.filter { folded.firstIndex(of: $0) != nil }
      found += words
      if words.count > best?.words ?? 0 { best = (text, words.count) }
    }
    guard let best, query.words.allSatisfy(found.contains) else { return nil }
    self.init(best.text, query)
  }

  /// The beginning of a text, in one safe line.
  static func line(_ text: String) -> String {
    let bytes = Array(text.utf8.prefix(reach))
    return shown(Array(bytes[..<boundary(bytes, bytes.count)]), from: 0).text
  }

  private init(_ text: String, _ query: SearchQuery) {
    let all = Array(text.utf8)
    let folded = FoldedText(all, foldsCase: query.foldsCase)
    let first = query.words.compactMap { folded.firstIndex(of: $0) }.min() ?? 0
    let place = folded.origins.indices.contains(first) ? folded.origins[first] : 0
    let start = Self.boundary(all, max(0, place - Self.reach))
    let end = Self.boundary(all, min(all.count, place + Self.reach))
    let window = Array(all[start..<end])
    var shown = Self.shown(window, from: place - start)
    if start > 0 || shown.isCutBefore { shown.prepend("…") }
    if end < all.count || shown.isCutBehind { shown.text += "…" }
    self.text = shown.text
    let characters = Self.characters(shown.text)
    ranges = Self.united(
      Self.matches(query, window).compactMap { match in
        guard let a = shown.places[match.lowerBound], let b = shown.places[match.upperBound - 1]
        else { return nil }
        return characters[a]..<characters[b] + 1
      })
  }

  /// For each byte of a text the number of its character. Not before it is put together: what stands
  /// side by side may become one.
  private static func characters(_ text: String) -> [Int] {
    text.enumerated().flatMap { number, character in
      Array(repeating: number, count: character.utf8.count)
    }
  }

  private struct Shown {
    var text = ""
    /// For each byte of the window where in the text, in bytes, the character that shows it begins;
    /// nil where none does.
    var places: [Int?]
    var isCutBefore = false
    var isCutBehind = false

    mutating func prepend(_ mark: String) {
      text = mark + text
      places = places.map { $0.map { $0 + mark.utf8.count } }
    }
  }

  private static func shown(_ window: [UInt8], from place: Int) -> Shown {
    let text = String(decoding: window, as: UTF8.self)
    var characters: [(text: String, bytes: Range<Int>)] = []
    var byte = 0
    var placeIndex = 0
    var isBlank = true
    for character in text {
      let bytes = byte..<byte + character.utf8.count
      byte = bytes.upperBound
      if bytes.contains(place) { placeIndex = characters.count }
      if character.isWhitespace {
        if !isBlank { characters.append((" ", bytes)) }
        isBlank = true
      } else if let safe = safe(character) {
        characters.append((safe, bytes))
        isBlank = false
      }
    }
    let first = max(0, placeIndex - lead)
    let last = min(characters.count, first + length)
    var result = Shown(places: Array(repeating: nil, count: window.count))
    result.isCutBefore = first > 0
    result.isCutBehind = last < characters.count
    for index in first..<last {
      for byte in characters[index].bytes where byte < window.count {
        result.places[byte] = result.text.utf8.count
      }
      result.text += characters[index].text
    }
    return result
  }

  /// A character without what would be obeyed or not be seen; nil where nothing is left.
  private static func safe(_ character: Character) -> String? {
    var scalars = String.UnicodeScalarView()
    for scalar in character.unicodeScalars.prefix(scalarLimit) {
      switch scalar.properties.generalCategory {
      case .control:
        let picture = scalar.value < 0x20 ? 0x2400 + scalar.value : 0x2421
        scalars.append(
          scalar.value <= 0x7F ? Unicode.Scalar(picture) ?? "\u{FFFD}" : "\u{FFFD}")
      case .format where scalar.value != 0x200D: break
      case .lineSeparator, .paragraphSeparator, .surrogate, .unassigned, .privateUse:
        scalars.append("\u{FFFD}")
      default: scalars.append(scalar)
      }
    }
    return scalars.isEmpty ? nil : String(scalars)
  }

  /// Where the words are, in bytes of the text.
  private static func matches(_ query: SearchQuery, _ window: [UInt8]) -> [Range<Int>] {
    let folded = FoldedText(window, foldsCase: query.foldsCase)
    var matches: [Range<Int>] = []
    for word in query.words {
      var from = 0
      while let found = folded.firstIndex(of: word, from: from) {
        from = found + word.needle.count
        let start = folded.origins[found]
        let end = from < folded.origins.count ? folded.origins[from] : window.count
        if start < end { matches.append(start..<end) }
      }
    }
    return matches
  }

  private static func united(_ ranges: [Range<Int>]) -> [Range<Int>] {
    var united: [Range<Int>] = []
    for range in ranges.sorted(by: { $0.lowerBound < $1.lowerBound }) {
      if let last = united.last, range.lowerBound <= last.upperBound {
        united[united.count - 1] = last.lowerBound..<max(last.upperBound, range.upperBound)
      } else {
        united.append(range)
      }
    }
    return united
  }

  /// The nearest index before that no scalar goes across.
  private static func boundary(_ bytes: [UInt8], _ index: Int) -> Int {
    var index = index
    while index > 0, index < bytes.count, bytes[index] & 0xC0 == 0x80 { index -= 1 }
    return index
  }
}
