import Cells

/// The words of a filter, ready to be looked for in many texts.
struct WordFilter {
  private let words: [(text: Substring, bytes: [UInt8], isInitials: Bool)]

  init(_ filter: String) {
    words = FilterText.folded(filter).split(separator: " ").map { word in
      (word, Array(word.utf8), word.allSatisfy(KoreanKeys.isInitial))
    }
  }

  var isEmpty: Bool { words.isEmpty }

  /// Whether a text has all words; of Korean ones the initials will do: ㄱㅈ for 감정.
  func fits(_ text: FilterText) -> Bool {
    words.allSatisfy { word in
      text.bytes.has(word.bytes) || (word.isInitials && text.initials.has(word.bytes))
    }
  }

  /// Where words stand in a text, in its characters.
  func ranges(in text: [Character]) -> [Range<Int>] {
    words.flatMap { word -> [Range<Int>] in
      let wanted = Array(word.text)
      guard let first = wanted.first, wanted.count <= text.count else { return [] }
      let small = text.map { Character(smallOf: $0) }
      func fits(_ character: Character, _ wanted: Character) -> Bool {
        character == wanted || (word.isInitials && KoreanKeys.initial(of: character) == wanted)
      }
      return (0...(text.count - wanted.count)).compactMap { start in
        guard fits(small[start], first),
          zip(small[start...], wanted).allSatisfy({ fits($0, $1) })
        else { return nil }
        return start..<start + wanted.count
      }
    }
  }
}

extension Character {
  /// A letter as a small one, where that is one as well.
  fileprivate init(smallOf letter: Character) {
    let small = letter.lowercased()
    self = small.count == 1 ? small.first ?? letter : letter
  }
}

/// A text in the form that filters are compared with: small letters, Hangul composed.
struct FilterText: Sendable, Equatable {
  fileprivate let bytes: [UInt8]
  /// With the initials of Korean syllables in their place; empty where there are none.
  fileprivate let initials: [UInt8]

  /// More of a text is not looked through.
  private static let limit = 4096

  init(_ text: String) {
    let text = Self.folded(text)
    bytes = Array(text.utf8)
    let isKorean = text.unicodeScalars.contains { 0xAC00...0xD7A3 ~= $0.value }
    initials = isKorean ? Array(String(text.map(KoreanKeys.initial)).utf8) : []
  }

  fileprivate static func folded(_ text: String) -> String {
    let start = text.utf8.count <= limit ? text : String(text.unicodeScalars.prefix(limit))
    return SafeText(start).string.lowercased()
  }
}

extension [UInt8] {
  /// Whether other bytes stand in it one after the other.
  fileprivate func has(_ other: [UInt8]) -> Bool {
    guard let first = other.first else { return true }
    guard count >= other.count else { return false }
    return withUnsafeBufferPointer { bytes in
      for start in 0...(bytes.count - other.count)
      where bytes[start] == first
        && other.indices.allSatisfy({ bytes[start + $0] == other[$0] })
      {
        return true
      }
      return false
    }
  }
}
